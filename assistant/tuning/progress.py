"""What a training process tells of itself: one JSON object a line, which others read while it grows."""

import contextlib
import json
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

Stage = Literal["preparing", "training", "measuring", "done", "stopped", "failed"]
ENDS = frozenset(("done", "stopped", "failed"))
FILE = "progress.jsonl"
_RESERVE = "reserve"  # room for the last words where the disk is full
_RESERVED = 16 * 2**10


class Progress:
    """Writes the progress of a run into its folder. Other processes than the main one say nothing."""

    def __init__(self, folder: Path, *, is_main: bool = True) -> None:
        self.folder = folder
        self.is_main = is_main
        if is_main:
            with contextlib.suppress(OSError):
                (folder / _RESERVE).write_bytes(b"\0" * _RESERVED)

    def write(self, stage: Stage, **values: Any) -> None:
        """Add a line. What the disk does not take is lost; training goes on."""
        if not self.is_main:
            return
        if stage in ENDS:
            (self.folder / _RESERVE).unlink(missing_ok=True)
        line = json.dumps({"time": round(time.time(), 3), "stage": stage, **values}, ensure_ascii=False)
        with contextlib.suppress(OSError), (self.folder / FILE).open("a", encoding="utf-8") as file:
            file.write(line + "\n")


def read(folder: Path, after: int = 0) -> tuple[list[Mapping[str, Any]], int]:
    """The whole lines of a run from the byte `after` on, and where to go on reading; none where there is no file.

    A line that was cut in the middle by a crash is left out.
    """
    try:
        with (folder / FILE).open("rb") as file:
            file.seek(after)
            data = file.read()
    except OSError:
        return [], after
    whole = data.rfind(b"\n") + 1
    lines: list[Mapping[str, Any]] = []
    for line in data[:whole].splitlines():
        with contextlib.suppress(ValueError):
            found = json.loads(line)
            if isinstance(found, dict):
                lines.append(found)
    return lines, after + whole
