"""A circuit breaker: what has failed again and again is left alone for a while, then tried by one request.

After M. Nygard, Release It! (2007), "Circuit Breaker".
"""

import threading
import time
from collections.abc import Callable


class Breaker:
    """Closed at first; opens after `failures` in a row, and lets one request through every `rest` seconds."""

    def __init__(self, failures: int = 5, rest: float = 20.0, clock: Callable[[], float] = time.monotonic) -> None:
        self.failures_allowed = failures
        self._rest = rest
        self._clock = clock
        self._lock = threading.Lock()
        self._failures = 0
        self._next_try = 0.0

    def allows(self) -> bool:
        """Whether to try now. While open, one caller in every `rest` seconds is told yes: it tries for all."""
        with self._lock:
            if self._failures < self.failures_allowed:
                return True
            if self._clock() < self._next_try:
                return False
            self._next_try = self._clock() + self._rest
            return True

    @property
    def is_open(self) -> bool:
        with self._lock:
            return self._failures >= self.failures_allowed

    def succeeded(self) -> None:
        with self._lock:
            self._failures = 0

    def failed(self) -> None:
        with self._lock:
            self._failures += 1
            if self._failures >= self.failures_allowed:
                self._next_try = self._clock() + self._rest
