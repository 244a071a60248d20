"""A question is put to every answerer at hand, and nothing of it is kept."""

from collections.abc import Iterator

from langchain_core.language_models import FakeListChatModel

from assistant.answers import Answer
from assistant.engines.engine import Engine
from assistant.engines.errors import EngineError
from assistant.engines.streaming import EventLoop
from assistant.rehearsals import Candidate, Rehearsals
from assistant.services import Services
from tests.waiting import wait_until


def wait(rehearsals: Rehearsals) -> None:
    wait_until(lambda: rehearsals.newest is not None and rehearsals.newest.is_done)


def test_the_embedded_answerer_is_tried_and_nothing_is_stored(services: Services) -> None:
    before = services.overview.count()
    rehearsals = Rehearsals(services.assistant.rehearse)
    rehearsals.start("How long does express shipping to Spain take?", [Candidate("embedded")])
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
    rehearsals.start("?", [Candidate("embedded")])
    wait(rehearsals)
    assert rehearsals.newest is not None
    assert rehearsals.newest.takes[0].answer is None


def test_with_and_without_an_adapter_stand_side_by_side_and_what_was_borrowed_is_closed() -> None:
    loop = EventLoop()
    closed: list[str] = []

    class Model(FakeListChatModel):
        def close(self) -> None:
            closed.append(self.responses[0])

    alone, tuned = (
        Engine(
            "tiny", "local", Model(responses=[adapter]), loop, explain=lambda _: EngineError("busy"), adapter=adapter
        )
        for adapter in ("", "friendly")
    )

    def answering(question: str, engine: Engine | None) -> Iterator[Answer]:
        name = engine.adapter if engine else "embedded"
        yield Answer(name, "question", "en", False, name, "", done=True)

    rehearsals = Rehearsals(answering)
    rehearsals.start(
        "?",
        [
            Candidate("embedded"),
            Candidate("tiny", engine=lambda: alone, is_borrowed=True),
            Candidate("tiny", "friendly", lambda: tuned),
        ],
    )
    wait(rehearsals)
    assert rehearsals.newest is not None
    takes = rehearsals.newest.takes
    assert [(take.engine, take.adapter) for take in takes] == [("embedded", ""), ("tiny", ""), ("tiny", "friendly")]
    assert [take.answer.text for take in takes if take.answer] == ["embedded", "", "friendly"]
    wait_until(lambda: closed)
    assert closed == [""]
    loop.close()
