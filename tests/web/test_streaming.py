import asyncio
import contextvars
import threading
from collections.abc import Callable, Iterator

import pytest

from tests.waiting import HANG
from web.streaming import paced


def _collected(states: Callable[[], Iterator[int]], interval: float) -> list[int]:
    async def collect() -> list[int]:
        return [state async for state in paced(states, interval)]

    return asyncio.run(asyncio.wait_for(collect(), HANG))


def test_states_come_no_faster_than_the_interval_and_the_last_one_always() -> None:
    is_shown = threading.Event()

    def many() -> Iterator[int]:
        yield 0
        assert is_shown.wait(HANG)
        yield from range(1, 100)

    async def show() -> list[int]:
        seen = []
        async for state in paced(many, 10 * HANG):  # nobody waits for the interval where all is said
            seen.append(state)
            is_shown.set()
        return seen

    assert asyncio.run(asyncio.wait_for(show(), HANG)) == [0, 99]


def test_after_the_interval_there_is_the_newest_state() -> None:
    is_shown = threading.Semaphore(0)

    def slow() -> Iterator[int]:
        for n in range(5):
            yield n
            assert is_shown.acquire(timeout=HANG)

    async def show() -> list[int]:
        seen = []
        async for state in paced(slow, 0.001):
            seen.append(state)
            is_shown.release()
        return seen

    assert asyncio.run(asyncio.wait_for(show(), HANG)) == [0, 1, 2, 3, 4]


def test_a_quick_answer_does_not_wait_for_the_interval() -> None:
    assert _collected(lambda: iter([1, 2]), 10 * HANG)[-1] == 2


def test_what_goes_wrong_is_raised_after_what_there_was() -> None:
    def failing() -> Iterator[int]:
        yield 1
        raise RuntimeError("broken")

    async def collect(seen: list[int]) -> None:
        async for state in paced(failing, 0.01):
            seen.append(state)

    seen: list[int] = []
    with pytest.raises(RuntimeError, match="broken"):
        asyncio.run(collect(seen))
    assert seen == [1]


def test_an_answerer_that_fails_before_its_first_state_is_told_too() -> None:
    def never() -> Iterator[int]:
        raise LookupError("no such conversation")

    with pytest.raises(LookupError):
        _collected(never, 0.01)


def test_leaving_early_closes_the_answerer() -> None:
    closed, pause = threading.Event(), threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
                pause.wait(0.01)
        finally:
            closed.set()

    async def leave() -> None:
        states = paced(endless, 0.01)
        async for _ in states:
            break
        await states.aclose()  # type: ignore[attr-defined]

    asyncio.run(leave())
    assert closed.wait(HANG)


def test_the_work_knows_who_asked() -> None:
    asker: contextvars.ContextVar[str] = contextvars.ContextVar("asker", default="nobody")

    async def ask() -> list[str]:
        asker.set("ann")
        return [state async for state in paced(lambda: iter([asker.get()]), 0.01)]

    assert asyncio.run(ask()) == ["ann"]
