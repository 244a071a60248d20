"""How many answers grow at this moment: how many there may be at all, and how often each page is redrawn meanwhile."""

import asyncio
import threading
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager

BUSY_SECONDS = 5  # when it is worth asking again
BEGINNING_AT_ONCE = 12
LONGEST_BEGINNING = 1.0  # seconds; a model far away may think longer, and keeps nobody waiting by that
LONGEST_WAIT = 3.0  # seconds; whoever would stand in line for longer is told so instead
LONGEST_EXPECTED = 5.0  # seconds; whoever has not come by then has gone
SLOWING = 3.0  # of the beginnings, by the answers that have begun and grow beside them: docs/decisions.md


class Crowd:
    """Counts those who are being answered.

    Redrawing a page costs the server some milliseconds whatever is on it, so a page is redrawn less often the more
    answers grow at once: everybody sees words soon, instead of a few seeing theirs flow.
    """

    def __init__(self, most: int = 250, *, redraws_per_second: float = 80.0) -> None:
        self._most = most
        self._redraws_per_second = redraws_per_second
        self._lock = threading.Lock()
        self._present = 0
        self._turns = asyncio.Semaphore(BEGINNING_AT_ONCE)
        self._in_line = 0
        self._expected: deque[float] = deque()  # when each was let in that has not come to the line yet
        self._beginning = 0.1  # seconds that one beginning takes, of late

    @property
    def is_full(self) -> bool:
        """Whether one more would have to wait too long; who asks now is told so at once."""
        while self._expected and self._expected[0] < time.monotonic() - LONGEST_EXPECTED:
            self._expected.popleft()
        wait = SLOWING * (len(self._expected) + self._in_line) * self._beginning / BEGINNING_AT_ONCE
        return self._present >= self._most or wait > LONGEST_WAIT

    def expect(self) -> None:
        """Somebody was let in, and will come to the line in a moment."""
        self._expected.append(time.monotonic())

    def arrived(self) -> None:
        """One of the expected is here."""
        if self._expected:
            self._expected.popleft()

    @contextmanager
    def one_more(self) -> Iterator[None]:
        """Counts one answer as long as it grows."""
        with self._lock:
            self._present += 1
        try:
            yield
        finally:
            with self._lock:
                self._present -= 1

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[Callable[[], None]]:
        """Waits for one's turn to begin. What it gives is to be called once there is something to see.

        Beginning is most of the work; were all to begin in step, each would be as late as the last, and so would
        everybody else who wants something of the server.
        """
        self._in_line += 1
        try:
            await self._turns.acquire()
        finally:
            self._in_line -= 1
        held, since = [self._turns], time.monotonic()

        def begun() -> None:
            if held:
                held.pop().release()
                self._beginning += 0.1 * (time.monotonic() - since - self._beginning)

        timer = asyncio.get_running_loop().call_later(LONGEST_BEGINNING, begun)
        try:
            yield begun
        finally:
            timer.cancel()
            begun()

    def interval(self, least: float) -> float:
        """Seconds from one redraw of a page to the next, at least `least`."""
        return max(least, self._present / self._redraws_per_second)
