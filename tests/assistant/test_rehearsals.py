"""A question is put to every answerer at hand, and nothing of it is kept."""

import time
from collections.abc import Iterator

from assistant.answers import Answer
from assistant.rehearsals import Rehearsals
from assistant.services import Services


def wait(rehearsals: Rehearsals) -> None:
    end = time.monotonic() + 10
    while rehearsals.newest is not None and not rehearsals.newest.is_done and time.monotonic() < end:
        time.sleep(0.01)
    assert rehearsals.newest is not None
    assert rehearsals.newest.is_done


def test_the_embedded_answerer_is_tried_and_nothing_is_stored(services: Services) -> None:
    before = services.overview.count()
    rehearsals = Rehearsals(services.assistant.rehearse)
    rehearsals.start("How long does express shipping to Spain take?", [None])
    wait(rehearsals)
    assert rehearsals.newest is not None
    (take,) = rehearsals.newest.takes
    assert take.answer is not None
    assert ("2 days" in take.answer.text, take.answer.done, take.engine) == (True, True, "embedded")
    assert services.overview.count() == before


def test_one_that_fails_is_done_without_an_answer() -> None:
    def explode(*_: object) -> Iterator[Answer]:
        raise RuntimeError

    rehearsals = Rehearsals(explode)
    rehearsals.start("?", [None])
    wait(rehearsals)
    assert rehearsals.newest is not None
    assert rehearsals.newest.takes[0].answer is None
