"""A stored conversation as the page shows it again."""

import dataclasses
from collections.abc import Iterator, Sequence
from typing import Any

from assistant.answers import Answer, Citation
from desk.conversations import Message
from web.rendering import exchange

MOST_MESSAGES = 60  # shown again; older ones stay in the store


def rendered(messages: Sequence[Message], conversation: str, *, language: str) -> str:
    """All exchanges, oldest first, as HTML on one line."""
    parts = [
        exchange(question.text, answer, turn=question.n, language=language)
        for question, answer in exchanges(messages, conversation)
    ]
    return f"<div>{''.join(parts)}</div>" if parts else ""


def exchanges(messages: Sequence[Message], conversation: str) -> Iterator[tuple[Message, Answer | None]]:
    """Each question with its answer; None where none was stored."""
    question: Message | None = None
    for message in messages:
        if message.role == "customer":
            if question is not None:
                yield question, None
            question = message
        elif question is not None:
            yield question, restored(message, conversation)
            question = None
    if question is not None:
        yield question, None


def restored(message: Message, conversation: str) -> Answer:
    """The answer as it was stored. What an older version did not store keeps its default."""
    stored = message.answer or {}
    fields: dict[str, Any] = {"route": "question", "language": "en", "abstained": False, "engine": "embedded"}
    fields |= {field.name: stored[field.name] for field in dataclasses.fields(Answer) if field.name in stored}
    fields |= {
        "text": message.text,
        "conversation": conversation,
        "citations": _citations(stored.get("citations", ())),
        "nearest": _citations(stored.get("nearest", ())),
        "done": True,
    }
    return Answer(**fields)


def _citations(stored: Sequence[dict[str, Any]]) -> tuple[Citation, ...]:
    names = {field.name for field in dataclasses.fields(Citation)}
    blank: dict[str, Any] = {"document_id": "", "title": "", "highlights": (), "score": 0.0, "passage_id": ""}
    return tuple(Citation(**(blank | {key: value for key, value in entry.items() if key in names})) for entry in stored)
