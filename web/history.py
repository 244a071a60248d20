"""A stored conversation as the page shows it again: each question with its answer, and what was said of that."""

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.answers import Answer, Chip, Citation, Compared, ProductCard
from desk.conversations import Conversations, Message
from desk.feedback import Correction, Feedback, Rating

MOST_MESSAGES = 200  # shown again; older ones stay in the store


@dataclass(frozen=True)
class Exchange:
    """One question and what has been answered so far."""

    question: str
    answer: Answer | None = None
    conversation: str = ""
    n: int | None = None  # of the question's message; None while it is on its way into the store
    answer_n: int | None = None
    rating: Rating | None = None
    correction: Correction | None = None  # the right answer, by staff
    is_under_way: bool = False
    author: str = ""  # of what a person of the team has said, without a question
    time: datetime | None = None  # when they said it

    @property
    def is_interrupted(self) -> bool:
        """Whether the answer ended before its time, and nobody goes on with it."""
        is_whole = self.answer is not None and self.answer.done
        return self.n is not None and not self.is_under_way and not is_whole and self.correction is None


def told(
    conversation: str, conversations: Conversations, feedback: Feedback, *, is_under_way: bool, last: int | None = None
) -> list[Exchange]:
    """A conversation from the store; `is_under_way` tells that its last question is being answered right now."""
    messages = conversations.messages(conversation, last=MOST_MESSAGES if last is None else last)
    ratings, corrections = feedback.ratings(conversation), feedback.corrections(conversation)
    exchanges = [
        _exchange(question, answer, conversation, ratings, corrections) for question, answer in pairs(messages)
    ]
    if exchanges and is_under_way:
        exchanges[-1] = dataclasses.replace(exchanges[-1], is_under_way=True)
    return exchanges


def _exchange(
    question: Message | None,
    answer: Message | None,
    conversation: str,
    ratings: Mapping[int, Rating],
    corrections: Mapping[int, Correction],
) -> Exchange:
    if question is None:
        assert answer is not None
        return _reply(answer, conversation)
    n = answer.n if answer else -1
    return Exchange(
        question.text,
        restored(answer, conversation) if answer else None,
        conversation,
        question.n,
        answer.n if answer else None,
        ratings.get(n),
        corrections.get(n),
    )


def _reply(message: Message, conversation: str) -> Exchange:
    """What a person of the team has said."""
    answer = dataclasses.replace(restored(message, conversation), engine="staff", route="service")
    author = str((message.answer or {}).get("author", ""))
    return Exchange("", answer, conversation, message.n, message.n, author=author, time=message.created)


def replies(conversation: str, conversations: Conversations, *, after: int) -> list[Exchange]:
    """What the team has said since message number `after`."""
    messages = conversations.messages(conversation, last=MOST_MESSAGES)
    return [_reply(message, conversation) for message in messages if message.role == "staff" and message.n > after]


def pairs(messages: Sequence[Message]) -> Iterator[tuple[Message | None, Message | None]]:
    """Each question with its answer, None where none was stored; None with what the team said by itself."""
    question: Message | None = None
    waiting: list[Message] = []  # said while the answer grew
    for message in messages:
        if message.role == "staff" and question is not None:
            waiting.append(message)
            continue
        if message.role == "staff":
            yield None, message
        elif message.role == "customer":
            if question is not None:
                yield question, None
            question = message
        elif question is not None:
            yield question, message
            question = None
        if question is None or question is message:
            yield from ((None, reply) for reply in waiting)
            waiting = []
    if question is not None:
        yield question, None
    yield from ((None, reply) for reply in waiting)


def restored(message: Message, conversation: str) -> Answer:
    """The answer as it was stored. What an older version did not store keeps its default."""
    stored = message.answer or {}
    fields: dict[str, Any] = {"route": "question", "language": "en", "abstained": False, "engine": "embedded"}
    fields |= {"done": True}  # an answer of which nothing else is known
    fields |= {field.name: stored[field.name] for field in dataclasses.fields(Answer) if field.name in stored}
    fields |= {
        "text": message.text,
        "conversation": conversation,
        "citations": _citations(stored.get("citations", ())),
        "nearest": _citations(stored.get("nearest", ())),
        "products": tuple(ProductCard(**(_NO_PRODUCT | entry)) for entry in stored.get("products", ())),
        "chips": tuple(Chip(entry["label"], entry["say"]) for entry in stored.get("chips", ())),
        "comparison": tuple(
            Compared(entry["label"], tuple(entry["values"]), entry["differs"]) for entry in stored.get("comparison", ())
        ),
        "links": tuple((words, address) for words, address in stored.get("links", ())),
        "choices": tuple(stored.get("choices", ())),
    }
    return Answer(**fields)


_NO_PRODUCT = dict.fromkeys((field.name for field in dataclasses.fields(ProductCard)), "")


def _citations(stored: Sequence[dict[str, Any]]) -> tuple[Citation, ...]:
    names = {field.name for field in dataclasses.fields(Citation)}
    blank: dict[str, Any] = {"document_id": "", "title": "", "highlights": (), "score": 0.0, "passage_id": ""}
    return tuple(Citation(**(blank | {key: value for key, value in entry.items() if key in names})) for entry in stored)
