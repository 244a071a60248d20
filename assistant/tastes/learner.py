"""Learns from behaviour in the background, and swaps what was learned in one step."""

import json
import logging
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from threading import Lock, Thread
from typing import Literal

from assistant.tastes.kept import Tastes, read
from desk.behaviour import Behaviour
from storage.database import Database, utc_now

logger = logging.getLogger(__name__)

PAUSE = timedelta(hours=1)  # between two learnings that nobody asked for
LOOK_SECONDS = 60.0  # between two looks at whether there is anything new
LONGEST = 3600  # seconds

State = Literal["idle", "learning", "failed"]


class Learner:
    """Owns the models at work. `current` may be asked from any thread, also while it learns."""

    def __init__(
        self, folder: Path, database: Database, behaviour: Behaviour, before: Callable[[], None] = lambda: None
    ) -> None:
        """`before` is called before each learning, to bring in what lies elsewhere, such as orders."""
        self._folder = folder
        self._database = database
        self._behaviour = behaviour
        self._before = before
        self._beginning = Lock()
        self._thread: Thread | None = None
        self._process: subprocess.Popen[str] | None = None
        self._is_closed = False
        self._next_look = 0.0
        self._next_orders = 0.0
        self.state: State = "idle"
        self.current: Tastes = read(folder)

    @property
    def is_stale(self) -> bool:
        """Whether there are other events than those it learned from."""
        return self._behaviour.state() != (self.current.learned.state or "0-0")

    def keep_up(self) -> None:
        """Learn if there is something new and the last learning is a while ago."""
        now = time.monotonic()
        if self.state == "learning" or now < self._next_look:
            return
        self._next_look = now + LOOK_SECONDS
        if now >= self._next_orders:
            self._next_orders = now + PAUSE.total_seconds()
            self._before()
        if not self.is_stale:
            return
        last = self.current.learned.time
        if not last or utc_now() - datetime.fromisoformat(last) >= PAUSE:
            self.start()

    def start(self) -> bool:
        """Begin to learn; False where that is under way already."""
        with self._beginning:
            if self.state == "learning" or self._is_closed:
                return False
            self.state = "learning"
            self._thread = Thread(target=self._learn, name="learner", daemon=True)
            self._thread.start()
            return True

    def wait(self) -> None:
        """Until the learning under way is over."""
        if self._thread is not None:
            self._thread.join()

    def close(self) -> None:
        """End a learning under way; what was there stays."""
        self._is_closed = True
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
        if self._thread is not None:
            self._thread.join(10)

    def _learn(self) -> None:
        try:
            self._before()
            request = json.dumps({"database": self._database.url, "folder": str(self._folder)})
            self._folder.mkdir(parents=True, exist_ok=True)
            self._process = subprocess.Popen(
                [sys.executable, "-m", "assistant.tastes.training"], stdin=subprocess.PIPE, stderr=subprocess.PIPE,
                text=True, encoding="utf-8", cwd=Path(__file__).resolve().parents[2],
                env=os.environ | {"OMP_NUM_THREADS": "1", "OPENBLAS_NUM_THREADS": "1"},
            )  # fmt: skip
            _, said = self._process.communicate(request, timeout=LONGEST)
            if self._process.returncode != 0:
                raise RuntimeError((said or "").strip()[-2000:] or f"It ended with {self._process.returncode}.")
            self.current = read(self._folder)
            self.state = "idle"
        except Exception:  # SQL, the process, what it wrote: whatever fails, recommending goes on with what there is
            if self._process is not None and self._process.poll() is None:
                self._process.kill()
                self._process.wait()
            self.state = "idle" if self._is_closed else "failed"
            if not self._is_closed:
                logger.exception("Learning from behaviour failed; what was learned before stays in use.")
