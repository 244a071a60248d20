"""The texts that a new model learns from: the files of a folder, read as ingestion reads them.

How much text they hold is known only when they have been read: a scanned page of a megabyte may have ten words. So
before a run is started, some of the files are read and the rest is reckoned from them, with how far that may be off.
"""

import math
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from hashlib import sha256
from itertools import zip_longest
from pathlib import Path
from statistics import mean

from knowledge.errors import UnreadableFile
from knowledge.reading import Reader

PATIENCE = 8.0  # seconds of reading, to foresee how much text there is
OF_ONE = 2.0  # of them for one file, so that a long one does not keep all others from being seen
ENOUGH = 200  # files that tell it as well as more would
SAMPLE = 300_000  # characters that tell what becomes a token
MOST_SPREAD = 0.9  # of what is foreseen

OnUnread = Callable[[str, UnreadableFile], None]  # a file's path below the folder, and why it gave no text


@dataclass(frozen=True)
class TextEstimate:
    """How much text a folder holds, as far as `read` of its `files` tell."""

    files: int
    read: int
    characters: float
    spread: float  # the share by which these may be more or less (95 %); 0 where all were read
    seconds: float  # that reading all files takes
    sample: Sequence[str]  # some of the texts


@dataclass
class _Kind:
    """The files of one format: those that were read, and those that were not."""

    seen: list[tuple[int, int]]  # bytes, characters
    left: list[int]  # bytes
    seconds: list[float]  # that a file took, or was tried for


def read_texts(folder: Path, on_unread: OnUnread) -> tuple[list[str], int]:
    """The texts of all files that can be read, each once, and how many could not."""
    texts: dict[str, None] = {}
    unread = 0
    with Reader() as reader:
        for path in _files(folder):
            try:
                texts[reader.read(path).text] = None
            except UnreadableFile as error:
                unread += 1
                on_unread(path.relative_to(folder).as_posix(), error)
    return [text for text in texts if text.strip()], unread


def estimate(folder: Path, *, seconds: float = PATIENCE, of_one: float = OF_ONE, most: int = ENOUGH) -> TextEstimate:
    """How much text there is, from as many files as can be read in so many seconds, some of each format.

    At most `most` are read, and none for longer than `of_one` seconds.
    """
    kinds: dict[str, _Kind] = defaultdict(lambda: _Kind([], [], []))
    sample: list[str] = []
    files = _some_of_each(folder)
    end = time.monotonic() + seconds
    with Reader() as reader:
        for n, path in enumerate(files):
            kind, size, began = kinds[path.suffix.lower()], path.stat().st_size, time.monotonic()
            until = min(end, began + of_one)
            if n >= most or began >= end:
                kind.left.append(size)
                continue
            try:
                text = reader.read(path, cancelled=partial(_is_over, until)).text
            except UnreadableFile as error:
                text = ""
                if error.code == "cancelled":
                    kind.left.append(size)
                    kind.seconds.append(time.monotonic() - began)
                    continue
            kind.seen.append((max(1, size), len(text)))
            kind.seconds.append(time.monotonic() - began)
            if sum(map(len, sample)) < SAMPLE:
                sample.append(text[:SAMPLE])
    return _reckoned([*kinds.values()], sample)


def _files(folder: Path) -> list[Path]:
    """All but hidden ones."""
    return sorted(
        path for path in folder.rglob("*")
        if path.is_file() and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    )  # fmt: skip


def _some_of_each(folder: Path) -> list[Path]:
    """All files in an order whose every beginning holds all formats, and of each a choice by chance."""
    formats: dict[str, list[Path]] = defaultdict(list)
    for path in sorted(_files(folder), key=lambda path: _chance(path.relative_to(folder))):
        formats[path.suffix.lower()].append(path)
    return [path for turn in zip_longest(*formats.values()) for path in turn if path is not None]


def _chance(path: Path) -> bytes:
    return sha256(path.as_posix().encode("utf-8", "surrogateescape")).digest()


def _is_over(until: float) -> bool:
    return time.monotonic() > until


def _reckoned(kinds: Sequence[_Kind], sample: Sequence[str]) -> TextEstimate:
    """All files, where those of a format hold as much text for each byte as the ones of it that were read."""
    every = [file for kind in kinds for file in kind.seen]
    tried = [seconds for kind in kinds for seconds in kind.seconds] or [0.0]
    characters, seconds, margins = sum(file[1] for file in every) * 1.0, 0.0, 0.0
    for kind in kinds:
        known, left = kind.seen or every, sum(kind.left)
        size = sum(file[0] for file in known) or 1
        each = sum(file[1] for file in known) / size  # characters of a byte
        margin = each * left
        alike = size**2 / (sum(file[0] ** 2 for file in kind.seen) or size**2)  # so many files of one size tell as much
        if alike > 1.0:
            variance = sum(file[0] * (file[1] / file[0] - each) ** 2 for file in kind.seen) / size
            student = 2 + 10.7 / (alike - 1) ** 2  # 95 %, of Student's distribution, nearly
            margin = min(margin, student * math.sqrt(variance / (alike - 1)) * left)
        characters += each * left
        seconds += mean(kind.seconds or tried) * (len(kind.seen) + len(kind.left))
        margins += margin**2
    spread = min(MOST_SPREAD, math.sqrt(margins) / max(1.0, characters))
    files = len(every) + sum(len(kind.left) for kind in kinds)
    return TextEstimate(files, len(every), characters, spread, seconds, sample)
