import dataclasses

from assistant.answers import Answer, Citation
from desk.conversations import Conversations
from desk.feedback import Feedback
from storage.database import Database
from web.history import Exchange, told
from web.rendering import conversation


def _told(database: Database, one: str, *, is_under_way: bool = False) -> list[Exchange]:
    return told(one, Conversations(database), Feedback(database), is_under_way=is_under_way)


def _answer(text: str, one: str, **more: object) -> dict[str, object]:
    citation = Citation(1, "d", "a.pdf", "A", "page 3", "It takes 3 days.", ((3, 8),), 0.9, "d:1:0")
    values = {"citations": (citation,), "done": True} | more
    return dataclasses.asdict(Answer(text, "question", "en", False, "embedded", one, **values))  # type: ignore[arg-type]


def test_a_stored_answer_is_shown_as_it_was(database: Database) -> None:
    conversations = Conversations(database)
    one = conversations.start("v")
    conversations.add(one, "customer", "How long?")
    conversations.add(one, "assistant", "3 days [1]", _answer("3 days [1]", one))
    (exchange,) = _told(database, one)
    assert (exchange.question, exchange.n, exchange.answer_n) == ("How long?", 0, 1)
    assert exchange.answer is not None
    assert exchange.answer.citations[0].document == "a.pdf"
    html = conversation([exchange], language="en")
    assert "It <mark>takes</mark> 3 days." in html
    assert "Quoted from 1 document" in html


def test_a_question_without_an_answer_and_a_bare_answer_are_shown_too(database: Database) -> None:
    conversations = Conversations(database)
    one = conversations.start("v")
    conversations.add(one, "customer", "first")
    conversations.add(one, "customer", "second")
    conversations.add(one, "assistant", "an answer of an older version")
    first, second = _told(database, one)
    assert (first.question, first.answer, first.is_interrupted) == ("first", None, True)
    assert second.answer is not None
    assert (second.answer.text, second.is_interrupted) == ("an answer of an older version", False)
    assert _told(database, conversations.start("v")) == []


def test_what_was_edited_or_asked_again_is_not_shown(database: Database) -> None:
    conversations = Conversations(database)
    one = conversations.start("v")
    for text in ("first", "second"):
        conversations.add(one, "customer", text)
        conversations.add(one, "assistant", f"to {text}", _answer(f"to {text}", one))
    conversations.supersede(one, 2)
    conversations.add(one, "customer", "second, better")
    assert [exchange.question for exchange in _told(database, one)] == ["first", "second, better"]


def test_an_answer_that_ended_early_is_interrupted_unless_it_is_still_under_way(database: Database) -> None:
    conversations = Conversations(database)
    one = conversations.start("v")
    conversations.add(one, "customer", "How long?")
    conversations.add(one, "assistant", "3", _answer("3", one, done=False))
    assert _told(database, one)[0].is_interrupted
    assert not _told(database, one, is_under_way=True)[0].is_interrupted


def test_ratings_and_corrections_are_with_their_answers(database: Database) -> None:
    conversations, feedback = Conversations(database), Feedback(database)
    one = conversations.start("v")
    conversations.add(one, "customer", "How long?")
    n = conversations.add(one, "assistant", "3 days", _answer("3 days", one))
    feedback.rate(one, n, -1, "It is wrong")
    feedback.correct(one, n, "4 days", author="anna")
    (exchange,) = _told(database, one)
    assert exchange.rating is not None
    assert (exchange.rating.value, exchange.rating.reason) == (-1, "It is wrong")
    assert exchange.correction is not None
    assert "<p>4 days</p>" in conversation([exchange], language="en")
