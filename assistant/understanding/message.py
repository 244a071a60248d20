"""What was understood of a message: its parts, each with a route and an intent, and how the customer feels."""

from dataclasses import dataclass
from typing import Literal

from knowledge.language import Language

Route = Literal["question", "service", "recommendation", "smalltalk", "out_of_scope"]
ROUTES: tuple[Route, ...] = ("question", "service", "recommendation", "smalltalk", "out_of_scope")
PERSON = "speak_to_person"  # the intent of whom no program shall answer


@dataclass(frozen=True)
class Part:
    """One thing that is wanted."""

    text: str  # the words of it, greetings taken off
    route: Route
    confidence: float  # 0..1, that the route is right
    intent: str  # of the company's list; of small talk its kind (greeting, thanks, goodbye, identity); '' where none
    intent_confidence: float  # 0..1


@dataclass(frozen=True)
class Understood:
    """A whole message."""

    language: Language
    parts: tuple[Part, ...]  # one or more, in the order said
    mood: float  # -1 angry .. 1 happy
    urgency: float  # 0..1
    is_unsure: bool  # two readings are about as likely: ask one short question back
