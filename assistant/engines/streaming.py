"""A model's words, handed from an event loop to the thread that waits for them, within limits of time and length.

All models stream on one event loop in a thread of its own: so a stalled connection is let go the moment a person
presses stop, which no thread that sits in a read could do.
"""

import asyncio
import queue
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from typing import Any

from assistant.engines.errors import EngineError

Pieces = Callable[[], AsyncIterator[str]]


@dataclass(frozen=True)
class TimeLimits:
    """In seconds, and characters of one answer."""

    first_word: float = 30.0
    between_words: float = 15.0
    whole: float = 180.0
    characters: int = 20_000


class _End:
    """The last thing in the queue: how it ended."""

    def __init__(self, error: BaseException | None = None) -> None:
        self.error = error


class EventLoop:
    """One event loop in a daemon thread, started when first needed."""

    def __init__(self) -> None:
        self._starting = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._thread: threading.Thread | None = None

    def get(self) -> asyncio.AbstractEventLoop:
        with self._starting:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._thread = threading.Thread(target=self._loop.run_forever, name="models", daemon=True)
                self._thread.start()
            return self._loop

    def close(self) -> None:
        with self._starting:
            loop, thread, self._loop, self._thread = self._loop, self._thread, None, None
        if loop is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(_cancel_all(), loop).result(10)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(10)
            loop.close()


async def _cancel_all() -> None:
    others = asyncio.all_tasks() - {asyncio.current_task()}
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)


def stream(loop: asyncio.AbstractEventLoop, pieces: Pieces, limits: TimeLimits, slots: "Slots") -> Iterator[str]:
    """Yield the pieces; raises EngineError when a limit is passed, or whatever `pieces` raises.

    Closing the iterator cancels the work on the loop; the slot is free again in any case.
    """
    words: queue.SimpleQueue[str | _End] = queue.SimpleQueue()
    task = asyncio.run_coroutine_threadsafe(_pump(pieces, limits, slots, words), loop)
    try:
        while True:
            word = words.get()
            if isinstance(word, str):
                yield word
                continue
            if word.error is not None:
                raise word.error
            return
    finally:
        task.cancel()


class Slots:
    """How many answers one model writes at a time; the rest wait in line."""

    def __init__(self, count: int) -> None:
        self.count = count
        self.used = 0
        self.waiting = 0
        self._free: asyncio.Semaphore | None = None

    async def __aenter__(self) -> None:
        if self._free is None:
            self._free = asyncio.Semaphore(self.count)
        self.waiting += 1
        try:
            await self._free.acquire()
        finally:
            self.waiting -= 1
        self.used += 1

    async def __aexit__(self, *_: Any) -> None:
        assert self._free is not None
        self.used -= 1
        self._free.release()


async def _pump(pieces: Pieces, limits: TimeLimits, slots: Slots, words: "queue.SimpleQueue[str | _End]") -> None:
    try:
        async with _within(limits.whole, EngineError("endless", limit=f"{limits.whole:g} s")), slots:
            await _pass_on(pieces(), limits, words)
    except asyncio.CancelledError:
        words.put(_End())
        raise
    except BaseException as error:
        words.put(_End(error))
    else:
        words.put(_End())


async def _pass_on(source: AsyncIterator[str], limits: TimeLimits, words: "queue.SimpleQueue[str | _End]") -> None:
    characters = 0
    try:
        while True:
            if characters:
                late, patience = EngineError("stalled", seconds=f"{limits.between_words:g}"), limits.between_words
            else:
                late, patience = EngineError("slow", seconds=f"{limits.first_word:g}"), limits.first_word
            async with _within(patience, late):
                piece = await _next(source)
            if piece is None:
                break
            characters += len(piece)
            if characters > limits.characters:
                raise EngineError("endless", limit=f"{limits.characters:,} characters")
            if piece:
                words.put(piece)
    finally:
        close = getattr(source, "aclose", None)
        if close is not None:
            await close()
    if not characters:
        raise EngineError("empty")


async def _next(source: AsyncIterator[str]) -> str | None:
    """The next piece that has words, None at the end."""
    async for piece in source:
        if piece:
            return piece
    return None


class _within:
    """As asyncio.timeout, raising an error of ours; a TimeoutError from inside stays what it is."""

    def __init__(self, seconds: float, late: EngineError) -> None:
        self._timeout = asyncio.timeout(seconds)
        self._late = late

    async def __aenter__(self) -> None:
        await self._timeout.__aenter__()

    async def __aexit__(self, *error: Any) -> None:
        try:
            await self._timeout.__aexit__(*error)
        except TimeoutError:
            if self._timeout.expired():
                raise self._late from None
            raise
