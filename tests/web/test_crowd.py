import pytest

from web.crowd import Crowd


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
