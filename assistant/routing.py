"""Telling small talk and the wish for a person from questions, by word lists. Whatever is in doubt is a question."""

from dataclasses import dataclass
from typing import Literal

from assistant.phrases import Smalltalk
from assistant.understanding.smalltalk import kind_of, without_opening
from knowledge.language import Language, detect_language

Kind = Literal["question", "person"] | Smalltalk


@dataclass(frozen=True)
class Routing:
    """What a message is, and for a question what of it is asked once greetings are taken off."""

    kind: Kind
    language: Language
    question: str


def route(message: str) -> Routing:
    """'hi' is a greeting, 'hi, how long is delivery?' the question 'how long is delivery?'."""
    language = detect_language(message)
    text = " ".join(message.split())
    if kind := kind_of(text, language):
        return Routing(kind, language, text)
    if not any(character.isalnum() for character in text):
        return Routing("question", language, text)
    return Routing("question", language, without_opening(text, language))
