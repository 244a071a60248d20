import asyncio
import contextvars
import threading
import time
from collections.abc import Callable, Iterator

import pytest

from web.streaming import paced


def _collected(states: Callable[[], Iterator[int]], interval: float) -> list[int]:
    async def collect() -> list[int]:
        return [state async for state in paced(states, interval)]

    return asyncio.run(collect())


def test_states_come_no_faster_than_the_interval_and_the_last_one_always() -> None:
    def many() -> Iterator[int]:
        for n in range(100):
            yield n
            time.sleep(0.005)

    seen = _collected(many, 0.1)
    assert seen[-1] == 99
    assert 2 <= len(seen) <= 14
    assert seen == sorted(seen)


def test_a_quick_answer_does_not_wait_for_the_interval() -> None:
    start = time.perf_counter()
    assert _collected(lambda: iter([1, 2]), 5.0)[-1] == 2
    assert time.perf_counter() - start < 2


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
    closed = threading.Event()

    def endless() -> Iterator[int]:
        try:
            while True:
                yield 1
                time.sleep(0.01)
        finally:
            closed.set()

    async def leave() -> None:
        states = paced(endless, 0.01)
        async for _ in states:
            break
        await states.aclose()  # type: ignore[attr-defined]

    asyncio.run(leave())
    assert closed.wait(2)


def test_the_work_knows_who_asked() -> None:
    asker: contextvars.ContextVar[str] = contextvars.ContextVar("asker", default="nobody")

    async def ask() -> list[str]:
        asker.set("ann")
        return [state async for state in paced(lambda: iter([asker.get()]), 0.01)]

    assert asyncio.run(ask()) == ["ann"]
