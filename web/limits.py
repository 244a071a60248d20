"""How much one visitor may ask in a minute, kept in memory."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable

MOST_KEYS = 50_000


class RateLimit:
    """A token bucket per key: `per_minute` at once, then refilled evenly (Turner, 1986)."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self._capacity = float(max(1, per_minute))
        self._per_second = self._capacity / 60
        self._clock = clock
        self._lock = threading.Lock()
        self._buckets: OrderedDict[str, tuple[float, float]] = OrderedDict()  # key: (tokens, when), least recent first

    def take(self, key: str) -> int:
        """Take one token; returns 0, or the seconds to wait where none is left."""
        now = self._clock()
        with self._lock:
            tokens, then = self._buckets.pop(key, (self._capacity, now))
            tokens = min(self._capacity, tokens + (now - then) * self._per_second)
            wait = 0 if tokens >= 1 else int((1 - tokens) / self._per_second) + 1
            self._buckets[key] = (tokens if wait else tokens - 1, now)
            if len(self._buckets) > MOST_KEYS:
                self._buckets.popitem(last=False)
        return wait
