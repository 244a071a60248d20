"""Answers at the pace of a page: the work has a thread of its own, the page sees its newest state now and then."""

import asyncio
import contextvars
import threading
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Generic, TypeVar

State = TypeVar("State")


class _Handover(Generic[State]):
    """What the working thread leaves for the event loop: only the newest state, for each state holds all before it."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._latest: State | None = None
        self._is_told = False
        self._lock = threading.Lock()
        self.error: BaseException | None = None
        self.changed = asyncio.Event()
        self.over = asyncio.Event()
        self.abandoned = threading.Event()

    def work(self, states: Callable[[], Iterator[State]]) -> None:
        iterator: Iterator[State] = iter(())
        try:
            iterator = states()
            for state in iterator:
                with self._lock:
                    self._latest = state
                    is_news, self._is_told = not self._is_told, True
                if is_news:  # waking the loop for every word would keep it from everybody else's
                    self._tell(self.changed)
                if self.abandoned.is_set():
                    break
        except BaseException as error:  # handed to the page's side, which knows what to say
            self.error = error
        finally:
            close = getattr(iterator, "close", None)
            if close is not None:
                close()  # the answerer stops its model and keeps what there is
            self._tell(self.changed, self.over)

    def _tell(self, *events: asyncio.Event) -> None:
        for event in events:
            try:
                self._loop.call_soon_threadsafe(event.set)
            except RuntimeError:  # the server has stopped; nobody listens
                self.abandoned.set()

    def take(self) -> State | None:
        with self._lock:
            latest, self._latest, self._is_told = self._latest, None, False
        return latest


async def paced(states: Callable[[], Iterator[State]], interval: float | Callable[[], float]) -> AsyncIterator[State]:
    """Yield the newest state at most once per `interval` seconds, and the last one in any case.

    Whatever `states` raises is raised here. Leaving early (a closed tab, a stop button) closes its iterator.
    """
    handover: _Handover[State] = _Handover()
    context = contextvars.copy_context()  # a ZeroGPU Space charges whoever asked
    threading.Thread(target=context.run, args=(handover.work, states), name="answer", daemon=True).start()
    try:
        while True:
            await handover.changed.wait()
            handover.changed.clear()
            is_over = handover.over.is_set()
            if (state := handover.take()) is not None:
                yield state
            if is_over:
                break
            try:
                await asyncio.wait_for(handover.over.wait(), interval() if callable(interval) else interval)
            except TimeoutError:
                continue
            handover.changed.set()
        if handover.error is not None:
            raise handover.error
    finally:
        handover.abandoned.set()
