"""Waiting for what other threads and processes do. How long that takes is the machine's affair; only a hang fails."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

HANG = 60.0
"""Seconds after which a test that waits is hung, on a machine that does much else too."""

LONG_HANG = 300.0
"""The same where a model learns or a whole app loads, at the lowest priority."""


def wait_until(holds: Callable[[], object], what: str = "what the test waits for", seconds: float = HANG) -> None:
    """Return as soon as it holds; AssertionError after `seconds`, for then it never will."""
    deadline, pause = time.monotonic() + seconds, 0.005
    while not holds():
        assert time.monotonic() < deadline, f"A hang: not in {seconds:g} s, {what}."
        time.sleep(pause)
        pause = min(1.5 * pause, 0.25)


@contextmanager
def never_waiting() -> Iterator[None]:
    """The calling thread fails where it sleeps in this block, to try again later."""

    here, sleep_really = threading.current_thread(), time.sleep

    def sleep(seconds: float) -> None:
        assert threading.current_thread() is not here, f"It waits for {seconds:g} s."
        sleep_really(seconds)

    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(time, "sleep", sleep)
        yield
