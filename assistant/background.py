"""Work beside the pages: one piece at a time, and anybody may ask how far it is."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, replace
from threading import Lock, Thread
from typing import Any, Literal

logger = logging.getLogger(__name__)

State = Literal["running", "done", "failed"]
Progress = Callable[[str, int, int], None]  # stage, done, of how many; 0 where that is not known


@dataclass(frozen=True)
class Work:
    """A piece of work as it stands."""

    name: str  # what it is about: a file
    actor: str  # who began it
    state: State = "running"
    stage: str = ""
    done: int = 0
    total: int = 0  # 0: not known
    result: Any = None  # once it is done
    error: Exception | None = None  # why it failed

    @property
    def percent(self) -> int | None:
        """How much of this stage is done; None where nobody can know."""
        return min(100, 100 * self.done // self.total) if self.total else None


class Background:
    """Carries out one piece of work in a thread of its own. All methods may be called from any thread."""

    def __init__(self, name: str) -> None:
        """`name` is the thread's."""
        self._name = name
        self._lock = Lock()
        self._thread: Thread | None = None
        self._current: Work | None = None

    @property
    def current(self) -> Work | None:
        """What is under way, or what became of the last; None where there is nothing to tell."""
        return self._current

    @property
    def is_running(self) -> bool:
        return self._current is not None and self._current.state == "running"

    def start(self, name: str, actor: str, work: Callable[[Progress], Any]) -> bool:
        """Begin; `work` is handed what it tells its progress to. False, and nothing is done, while other work runs."""
        with self._lock:
            if self.is_running:
                return False
            self._current = Work(name, actor)
            self._thread = Thread(target=self._carry_out, args=(work,), name=self._name, daemon=True)
            self._thread.start()
            return True

    def forget(self) -> None:
        """No longer tell what became of the last."""
        with self._lock:
            if not self.is_running:
                self._current = None

    def wait(self) -> None:
        """Until what is under way is over."""
        if self._thread is not None:
            self._thread.join()

    def _carry_out(self, work: Callable[[Progress], Any]) -> None:
        try:
            result = work(self._tell)
        except Exception as error:
            logger.warning("%s failed: %s", self._name, error, exc_info=True)
            self._change(state="failed", error=error)
            return
        self._change(state="done", result=result)

    def _tell(self, stage: str, done: int, total: int) -> None:
        self._change(stage=stage, done=done, total=total)

    def _change(self, **changes: Any) -> None:
        with self._lock:
            assert self._current is not None, "work is forgotten only once it is over"
            self._current = replace(self._current, **changes)
