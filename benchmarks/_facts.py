"""A small world for `benchmarks.teaching`: things with properties, sources that state some, questions about them."""

import random
from collections.abc import Sequence
from typing import Any

from assistant.prompts import NOT_FOUND

_THINGS = "kettle lamp tent chair stove mat rope boot"
_PROPERTIES = "colour maker origin finish size"
_VALUES = """
amber azure beech birch brass bronze cedar chalk cherry clay cobalt copper coral cream crimson denim ebony elm emerald
flint frost garnet ginger gold granite grape hazel heather honey indigo iron ivory jade jet juniper khaki larch lava
lemon lilac lime linen maple marble mint moss mustard navy nickel oak ochre olive onyx opal orchid pearl pine plum
poppy quartz raven rose ruby rust sable saffron sage sand scarlet shell silver slate smoke steel stone straw tan teal
thistle timber topaz umber velvet violet walnut wheat willow wine wool yew zinc basalt coal
"""
THINGS, PROPERTIES, VALUES = _THINGS.split(), _PROPERTIES.split(), _VALUES.split()

Fact = tuple[str, str, str]  # thing, property, value
Row = dict[str, Any]  # as a frozen dataset holds it


def dialogue(chance: random.Random, sources: int, questions: int, silent: float) -> Row:
    """Sources, and questions with their answers; each is with the probability `silent` not answered by any source.

    What is asked for in vain is near: the property of a thing of which the sources state another, or the other way.
    """
    places = chance.sample([(thing, kind) for thing in THINGS for kind in PROPERTIES], sources)
    facts: list[Fact] = [(thing, kind, chance.choice(VALUES)) for thing, kind in places]
    turns: list[tuple[str, str]] = []
    kinds = []
    for _ in range(questions):
        if chance.random() < silent:
            thing, kind = _absent(chance, places)
            answer, n = f"{thing} {kind} {NOT_FOUND}", 0
        else:
            n = chance.randrange(sources) + 1
            thing, kind, value = facts[n - 1]
            answer = f"{thing} {kind} {value} [{n}]"
        turns.append((f"{thing} {kind}?", answer))
        kinds.append(n)
    shown = "\n".join(f"[{n}] {thing} {kind} {value}" for n, (thing, kind, value) in enumerate(facts, 1))
    messages = [
        message
        for at, (question, answer) in enumerate(turns)
        for message in (
            {"role": "user", "content": f"{shown}\n{question}" if at == 0 else question},
            {"role": "assistant", "content": answer},
        )
    ]
    return {
        "id": f"{chance.getrandbits(64):016x}", "kind": "answer" if kinds[-1] else "not_found", "source": "import",
        "language": "en", "messages": messages, "gold": [kinds[-1]] if kinds[-1] else [], "passages": sources,
        "document": "", "conversation": None, "learn": "all",
    }  # fmt: skip


def _absent(chance: random.Random, places: Sequence[tuple[str, str]]) -> tuple[str, str]:
    thing, kind = chance.choice(places)
    if chance.random() < 0.5:
        near = [(thing, other) for other in PROPERTIES if (thing, other) not in places]
    else:
        near = [(other, kind) for other in THINGS if (other, kind) not in places]
    return chance.choice(near)
