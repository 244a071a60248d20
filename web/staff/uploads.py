"""Files that staff send: they wait in Gradio's folder of uploads, and leave it in the same moment they are used."""

import re
import shutil
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4


@dataclass(frozen=True)
class Arrived:
    """A file that has come whole, and the name it had where it came from."""

    path: Path
    name: str


class Uploads:
    """Finds what the browser says it has sent; nothing of that is believed."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder.resolve()

    @contextmanager
    def opened(self, given: Any) -> Iterator[Arrived | None]:
        """The file that `given`, {'path', 'name'}, speaks of, and None where there is none; gone afterwards."""
        said = given if isinstance(given, dict) else {}
        try:
            path = Path(str(said.get("path", ""))).resolve()
            is_here = path.parent.parent == self._folder and path.is_file()
        except (OSError, ValueError):
            is_here = False
        if not is_here:
            yield None
            return
        try:
            yield Arrived(path, plain_name(str(said.get("name") or path.name)))
        finally:
            shutil.rmtree(path.parent, ignore_errors=True)

    def keep(self, arrived: Arrived) -> Path:
        """Where the file stays until it is deleted, or until the next start; no address leads there."""
        folder = self._folder / "kept" / "files"  # deeper than what `opened` finds
        folder.mkdir(parents=True, exist_ok=True)
        kept = folder / uuid4().hex
        arrived.path.replace(kept)
        return kept


def name_of(given: Any) -> str:
    """The name that the browser gives a file, for a sentence about it."""
    return plain_name(str(given.get("name", ""))) if isinstance(given, dict) else "?"


def plain_name(name: str) -> str:
    """The last part of a file name, without characters that hide or reorder what it says; at most 200 characters."""
    last = re.split(r"[/\\]", name)[-1]
    plain = "".join(" " if unicodedata.category(sign) in ("Cc", "Cf", "Cs", "Zl", "Zp") else sign for sign in last)
    stem, dot, ending = " ".join(plain.split()).rpartition(".")
    if len(stem) + len(ending) >= 200:
        stem, ending = stem[: 199 - len(ending[:20])], ending[:20]
    return f"{stem}{dot}{ending}".strip() or "document"
