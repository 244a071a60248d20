"""What was understood of a customer's messages, in words for staff."""

from collections.abc import Mapping, Sequence
from typing import Any

from desk.conversations import Message
from desk.feelings import HAPPY, felt, over_time
from desk.intents import Intent, Reading
from web.strings import text


def understood_by_message(messages: Sequence[Message]) -> dict[int, Mapping[str, Any]]:
    """By the number of the customer's message: it is kept beside the answer that follows."""
    found: dict[int, Mapping[str, Any]] = {}
    asked: int | None = None
    for message in messages:
        if message.role == "customer":
            asked = message.n
        elif asked is not None and (said := (message.answer or {}).get("understood", {})).get("parts"):
            found[asked] = said
            asked = None
    return found


def intent_titles(intents: Sequence[Intent], language: str) -> dict[str, str]:
    """The title of each intent, by its name."""
    return {intent.name: intent.title.get(language, intent.name) for intent in intents}


def understood_words(
    said: Mapping[str, Any], reading: Reading | None, titles: Mapping[str, str], language: str
) -> dict[str, Any]:
    """The routes and intents of a message, what staff made of it, and how the customer felt."""
    first = said["parts"][0]
    return {
        "words": " + ".join(_words(part["route"], part["intent"], titles, language) for part in said["parts"]),
        "feelings": feelings([said], language),
        "route": reading.route if reading else first["route"],
        "intent": reading.intent if reading else first["intent"],
        "reading": _words(reading.route, reading.intent, titles, language) if reading else "",
        "author": reading.author if reading else "",
    }


def feelings(said: Sequence[Mapping[str, Any]], language: str) -> list[str]:
    """What was felt over these messages, the last ones more than the first; nothing where all is calm."""
    now: tuple[float, float] | None = None
    for one in said:
        now = over_time(now, one)
    mood, urgency = now or (0.0, 0.0)
    found = ["mood_happy"] if mood >= HAPPY else []
    return [text(key, language) for key in [*found, *(_NAMED[feeling] for feeling in felt(mood, urgency))]]


_NAMED = {"upset": "mood_upset", "pressing": "urgency_pressing"}


def _words(route: str, intent: str, titles: Mapping[str, str], language: str) -> str:
    named = text(f"route_{route}", language)
    return f"{named} ({titles[intent]})" if intent in titles else named
