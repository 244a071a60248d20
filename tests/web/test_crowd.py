import asyncio
import time

import pytest

from tests.waiting import HANG
from web.crowd import BEGINNING_AT_ONCE, LONGEST_EXPECTED, Crowd


def test_a_page_is_redrawn_less_often_the_more_answers_grow() -> None:
    crowd = Crowd(10, redraws_per_second=4)
    assert crowd.interval(0.25) == 0.25
    with crowd.one_more(), crowd.one_more(), crowd.one_more():
        assert crowd.interval(0.25) == 0.75
        assert crowd.interval(1.0) == 1.0
    assert crowd.interval(0.25) == 0.25


def test_it_is_full_until_somebody_goes() -> None:
    crowd, seen = Crowd(2), []
    with crowd.one_more():
        seen.append(crowd.is_full)
        with crowd.one_more():
            seen.append(crowd.is_full)
        seen.append(crowd.is_full)
    assert seen == [False, True, False]


def test_who_is_gone_by_an_error_takes_no_room() -> None:
    crowd = Crowd(1)

    with pytest.raises(RuntimeError), crowd.one_more():
        raise RuntimeError("broken")
    assert not crowd.is_full


def test_only_so_many_begin_at_once_and_the_next_follows_each_that_has_begun(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.crowd.LONGEST_BEGINNING", HANG)

    async def meet() -> list[int]:
        crowd, beginning, most = Crowd(), 0, []

        async def one() -> None:
            nonlocal beginning
            async with crowd.turn() as begun:
                beginning += 1
                most.append(beginning)
                await asyncio.sleep(0.01)
                beginning -= 1
                begun()
                begun()  # said twice, it lets in one all the same
                await asyncio.sleep(0.05)

        await asyncio.gather(*(one() for _ in range(5 * BEGINNING_AT_ONCE)))
        return most

    assert max(asyncio.run(meet())) == BEGINNING_AT_ONCE


def test_who_takes_long_to_begin_keeps_the_others_no_longer_than_that(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.crowd.LONGEST_BEGINNING", 0.05)

    async def meet() -> int:
        crowd, beginning = Crowd(), 0

        async def never() -> None:
            nonlocal beginning
            async with crowd.turn():
                beginning += 1
                await asyncio.Event().wait()

        waiting = [asyncio.create_task(never()) for _ in range(BEGINNING_AT_ONCE)]
        await asyncio.sleep(0)
        async with crowd.turn():
            pass
        for one in waiting:
            one.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        return beginning

    assert asyncio.run(asyncio.wait_for(meet(), HANG)) == BEGINNING_AT_ONCE


def test_who_leaves_before_beginning_gives_the_turn_back() -> None:
    async def meet() -> bool:
        crowd = Crowd()
        for _ in range(3 * BEGINNING_AT_ONCE):
            async with crowd.turn():
                pass
        return True

    assert asyncio.run(asyncio.wait_for(meet(), HANG))


def test_who_would_stand_in_line_for_too_long_is_told_that_all_are_busy() -> None:
    async def meet() -> list[bool]:
        crowd, seen = Crowd(most=10**6), []

        async def one() -> None:
            async with crowd.turn():
                await asyncio.sleep(0.3)

        people = []
        for _ in range(40 * BEGINNING_AT_ONCE):
            people.append(asyncio.create_task(one()))
            await asyncio.sleep(0)
            seen.append(crowd.is_full)
        for task in people:
            task.cancel()
        await asyncio.gather(*people, return_exceptions=True)
        return [seen[0], seen[-1], crowd.is_full]

    assert asyncio.run(meet()) == [False, True, False]


def test_who_was_let_in_and_has_not_come_yet_stands_in_line_too() -> None:
    crowd, counted = Crowd(most=10**6), 0
    while not crowd.is_full:
        crowd.expect()
        counted += 1
    assert counted > 2 * BEGINNING_AT_ONCE
    crowd.arrived()
    assert not crowd.is_full


def test_who_was_let_in_and_never_comes_is_waited_for_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    crowd = Crowd(most=10**6)
    while not crowd.is_full:
        crowd.expect()
    later = time.monotonic() + LONGEST_EXPECTED + 1
    monkeypatch.setattr("web.crowd.time.monotonic", lambda: later)
    assert not crowd.is_full
