import dataclasses

from assistant.answers import Answer, Citation
from desk.conversations import Conversations
from storage.database import Database
from web.history import exchanges, rendered


def test_a_stored_answer_is_shown_as_it_was(database: Database) -> None:
    conversations = Conversations(database)
    conversation = conversations.start("v")
    citation = Citation(1, "d", "a.pdf", "A", "page 3", "It takes 3 days.", ((3, 8),), 0.9, "p")
    answer = Answer("3 days [1]", "question", "en", False, "embedded", conversation, (citation,), done=True)
    conversations.add(conversation, "customer", "How long?")
    conversations.add(conversation, "assistant", answer.text, dataclasses.asdict(answer))
    ((question, shown),) = exchanges(conversations.messages(conversation), conversation)
    assert question.text == "How long?"
    assert shown is not None
    assert shown.citations[0].document == "a.pdf"
    html = rendered(conversations.messages(conversation), conversation, language="en")
    assert "It <mark>takes</mark> 3 days." in html
    assert "Quoted from 1 document" in html


def test_a_question_without_an_answer_and_a_bare_answer_are_shown_too(database: Database) -> None:
    conversations = Conversations(database)
    conversation = conversations.start("v")
    conversations.add(conversation, "customer", "first")
    conversations.add(conversation, "customer", "second")
    conversations.add(conversation, "assistant", "an answer of an older version")
    pairs = list(exchanges(conversations.messages(conversation), conversation))
    assert [(question.text, answer.text if answer else None) for question, answer in pairs] == [
        ("first", None),
        ("second", "an answer of an older version"),
    ]
    assert rendered([], conversation, language="en") == ""
