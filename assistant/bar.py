"""A bar on the terminal that tells how far an import is; for the command line, on stderr."""

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from typing import TextIO

Progress = Callable[[str, int, int], None]  # stage, done, of how many (0: not known)

WIDTH = 28
_STAGES = {"reading": "Reading", "embedding": "Taking in", "finishing": "Finishing"}


class Bar:
    """Draws itself anew in one line whenever it is told."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._started = time.monotonic()
        self._length = 0

    def tell(self, stage: str, done: int, total: int) -> None:
        seconds = int(time.monotonic() - self._started)
        full = WIDTH * done // total if total else 0
        bar = f"[{'█' * full}{'░' * (WIDTH - full)}] {100 * done // total:3d} %" if total else ""
        count = f"{done:,} of {total:,}" if total else f"{done:,}"
        parts = (f"{_STAGES.get(stage, stage):<9}", bar, f"{count} products", f"{seconds // 60}:{seconds % 60:02d}")
        self._draw("  ".join(part for part in parts if part))

    def close(self) -> None:
        """Take it away."""
        self._draw("")
        self._out.write("\r")
        self._out.flush()

    def _draw(self, line: str) -> None:
        self._out.write("\r" + line.ljust(self._length))
        self._out.flush()
        self._length = len(line)


@contextmanager
def bar(is_wanted: bool) -> Iterator[Progress | None]:
    """What is to be told how far it is, drawn on a terminal; None where stderr is none, or no bar is wanted."""
    if not (is_wanted and sys.stderr.isatty()):
        yield None
        return
    drawn = Bar(sys.stderr)
    try:
        yield drawn.tell
    finally:
        drawn.close()


@contextmanager
def watching(ask: Callable[[], tuple[str, int, int]], tell: Progress, every: float = 0.5) -> Iterator[None]:
    """Ask again and again how far something is, and tell it, until this ends."""
    over = Event()

    def watch() -> None:
        while not over.wait(every):
            stage, done, total = ask()
            if stage and not over.is_set():
                tell(stage, done, total)

    thread = Thread(target=watch, name="progress", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(timeout=5)
