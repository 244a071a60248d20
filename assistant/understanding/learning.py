"""What the models learn from: the examples that ship with the product, the company's intents, and staff's corrections.

The shipped ones are written for this product, in English and Chinese: `examples/intents.jsonl` is the list of intents
that a shop begins with, `routes.jsonl` has messages of every route, `feelings.jsonl` has moods and urgency.
"""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from assistant.understanding.message import ROUTES
from desk.intents import Example, Intent, Reading

EXAMPLES = Path(__file__).parent / "examples"
CORRECTION_WEIGHT = 3  # times that a correction by staff is learnt, so that it counts against what was shipped

EVERY = 6  # of so many plain messages one is learnt as calm too

_MOODS = {-1: "angry", 0: "calm", 1: "happy"}
_URGENCIES = {0.0: "none", 0.5: "some", 1.0: "high"}

Labelled = tuple[tuple[str, str], ...]  # texts with their labels


@dataclass(frozen=True)
class Lessons:
    """Everything to learn, for each of the four questions."""

    routes: Labelled
    intents: Labelled
    moods: Labelled  # 'angry', 'calm', 'happy'
    urgencies: Labelled  # 'none', 'some', 'high'
    answered: tuple[str, ...] = ()  # the intents that the documents answer

    @property
    def fingerprint(self) -> str:
        """Equal lessons, equal fingerprint."""
        told = json.dumps([*self._all, self.answered], ensure_ascii=False)
        return hashlib.sha256(told.encode()).hexdigest()

    @property
    def texts(self) -> Sequence[str]:
        """Every text once."""
        return list(dict.fromkeys(text for part in self._all for text, _ in part))

    @property
    def _all(self) -> Iterable[Labelled]:
        return (self.routes, self.intents, self.moods, self.urgencies)


@cache
def starter_intents() -> tuple[Intent, ...]:
    """The list that a shop begins with."""
    return tuple(
        Intent(
            row["name"], row["title"], row["action"], row["form"],
            tuple(Example(0, text) for texts in row["examples"].values() for text in texts),
        )
        for row in _rows("intents.jsonl")
    )  # fmt: skip


def lessons(intents: Sequence[Intent] | None = None, readings: Sequence[Reading] = ()) -> Lessons:
    """From the company's intents (None: the starter list) and what staff say that messages really were."""
    starters = starter_intents()
    own = starters if intents is None else intents
    corrected = [reading for reading in readings for _ in range(CORRECTION_WEIGHT) if reading.route in ROUTES]
    overruled = {reading.text for reading in corrected}
    routes = [(row["text"], row["route"]) for row in _rows("routes.jsonl")]
    # what was shipped teaches the route even where the company has taken the intent out of its list
    named = {intent.name: intent for intent in (*starters, *own)}
    for intent in named.values():
        route = "question" if intent.action == "answer" else "service"
        routes += [(example.text, route) for example in intent.examples]
    known = {intent.name for intent in own}
    examples = [(example.text, intent.name) for intent in own for example in intent.examples]
    feelings = _rows("feelings.jsonl")
    calm = [text for text, route in routes if route in ("question", "service", "recommendation")][::EVERY]
    return Lessons(
        (*(row for row in routes if row[0] not in overruled), *((one.text, one.route) for one in corrected)),
        (
            *(row for row in examples if row[0] not in overruled),
            *((one.text, one.intent) for one in corrected if one.intent in known),
        ),
        (*((row["text"], _MOODS[row["mood"]]) for row in feelings), *((text, "calm") for text in calm)),
        (*((row["text"], _URGENCIES[row["urgency"]]) for row in feelings), *((text, "none") for text in calm)),
        tuple(intent.name for intent in own if intent.action == "answer"),
    )


@cache
def _rows(name: str) -> Sequence[dict[str, Any]]:
    with (EXAMPLES / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]
