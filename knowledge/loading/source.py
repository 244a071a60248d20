"""What a loader is handed: the bytes of one file, what is known of them, and how much they may cost."""

import time
from dataclasses import dataclass, field, replace

from knowledge.errors import UnreadableFile


@dataclass(frozen=True)
class Limits:
    """How much one file may cost. Sizes are bytes."""

    size: int = 100 * 2**20
    unpacked: int = 400 * 2**20  # counted while inflating, over all nested archives together
    pages: int = 5000
    seconds: float = 300.0  # wall clock
    memory: int = 2 * 2**30  # resident, of the process that reads


MAX_MEMBERS = 10_000
"""Most files in one archive (or attachments of one mail), nested ones counted."""

MAX_DEPTH = 2
"""How many archives or mails may stand inside each other below the uploaded file."""


ENDS_ALL = ("unpacks_too_large", "too_many_files", "too_many_pages", "too_much_memory")
"""Reasons why reading a part ends the reading of the whole: the budget is one."""


class Budget:
    """Counts what a file and everything inside it has used; raises UnreadableFile at the limit."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self._unpacked = 0
        self._members = 0
        self._pages = 0
        self._started = time.monotonic()

    def unpack(self, size: int) -> None:
        self._unpacked += size
        if self._unpacked > self.limits.unpacked:
            raise UnreadableFile("unpacks_too_large", limit=readable_size(self.limits.unpacked))

    def member(self) -> None:
        self._members += 1
        if self._members > MAX_MEMBERS:
            raise UnreadableFile("too_many_files", limit=str(MAX_MEMBERS))

    def pages(self, count: int) -> None:
        self._pages += count
        if self._pages > self.limits.pages:
            raise UnreadableFile("too_many_pages", limit=str(self.limits.pages))

    def share_used(self) -> float:
        """Of the wall clock, 0..1 and beyond: slow extras stop in time by it."""
        return (time.monotonic() - self._started) / self.limits.seconds


@dataclass(frozen=True)
class Source:
    """One file, or one member of an archive or mail."""

    data: bytes
    name: str
    budget: Budget = field(default_factory=lambda: Budget(Limits()))
    format: str = ""  # a key of LOADERS, once detected
    depth: int = 0  # archives and mails around it
    charset: str | None = None  # what a mail says its text is written in

    def inside(self, data: bytes, name: str, charset: str | None = None) -> "Source":
        """A file found inside this one; it draws on the same budget."""
        return replace(self, data=data, name=name, format="", depth=self.depth + 1, charset=charset)

    @property
    def stem(self) -> str:
        """The name without folders and extension: a title where the file has none."""
        name = self.name.replace("\\", "/").rsplit("/", 1)[-1]
        return name.rsplit(".", 1)[0] or name

    @property
    def extension(self) -> str:
        return self.name.rsplit(".", 1)[-1].lower() if "." in self.name else ""


def readable_size(size: int) -> str:
    for unit, factor in (("GB", 2**30), ("MB", 2**20), ("kB", 2**10)):
        if size >= factor:
            return f"{size / factor:.4g} {unit}"
    return f"{size} bytes"
