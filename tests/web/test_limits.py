from web.limits import MOST_KEYS, RateLimit


class Clock:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


def test_so_many_at_once_then_as_many_as_time_brings() -> None:
    clock = Clock()
    limit = RateLimit(6, clock)
    assert [limit.take("a") for _ in range(8)] == [0] * 6 + [11, 11]
    assert limit.take("b") == 0
    clock.now += 11
    assert limit.take("a") == 0
    assert limit.take("a") > 0
    clock.now += 3600
    assert [limit.take("a") for _ in range(7)].count(0) == 6


def test_the_wait_that_is_told_is_long_enough() -> None:
    clock = Clock()
    limit = RateLimit(7, clock)
    while not (wait := limit.take("a")):
        pass
    clock.now += wait
    assert limit.take("a") == 0


def test_memory_stays_bounded() -> None:
    limit = RateLimit(1)
    for n in range(MOST_KEYS + 100):
        limit.take(str(n))
    assert len(limit._buckets) == MOST_KEYS
