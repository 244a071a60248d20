"""Low priority for the processes that must never hold up a chat."""

import contextlib
import os

import psutil


def lower_priority() -> None:
    """Give this process the lowest priority the system offers."""
    with contextlib.suppress(psutil.Error, OSError):
        process = psutil.Process()
        process.nice(psutil.IDLE_PRIORITY_CLASS if os.name == "nt" else 19)
