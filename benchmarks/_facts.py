"""A small world for `benchmarks.teaching`: things with properties, sources that state some, questions about them.

One fact in ten is kept apart: it is never learned, and every fact that is asked for in a test is such a one.
"""

import hashlib
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
MARKS = [*"1234", "[", "]", "?", NOT_FOUND]
WORDS = [*THINGS, *PROPERTIES, *VALUES, *MARKS]
PLACES = [(thing, kind) for thing in THINGS for kind in PROPERTIES]
KEPT_APART = 10  # one fact in so many

Fact = tuple[str, str, str]  # thing, property, value
Row = dict[str, Any]  # as a frozen dataset holds it


def is_kept_apart(fact: Fact) -> bool:
    """Whether a fact is for tests alone."""
    return hashlib.sha256(" ".join(fact).encode()).digest()[0] % KEPT_APART == 0


def again(chance: random.Random) -> Row:
    """Words by chance, to be said again and again: what a network has to find out before it can copy anything."""
    words = " ".join(chance.choices(WORDS, k=chance.randint(3, 12)))
    return _row(chance, [("user", words), ("assistant", "\n".join([words] * chance.randint(2, 4)))], 0, 0)


def dialogue(
    chance: random.Random, sources: int, questions: int, silent: float, *, is_test: bool = False, cites: bool = True
) -> Row:
    """Sources, and questions with their answers; each is with the probability `silent` not answered by any source.

    What is asked for in vain is near: the property of a thing of which the sources state another, or the other way.
    Without `cites` an answer does not name its source.
    """
    places = chance.sample(PLACES, sources)
    facts = [_fact(chance, place, is_test=is_test) for place in places]
    turns: list[tuple[str, str]] = []
    kinds = []
    for _ in range(questions):
        if chance.random() < silent:
            thing, kind = _absent(chance, places)
            answer, n = f"{thing} {kind} {NOT_FOUND}", 0
        else:
            n = chance.randrange(sources) + 1
            thing, kind, value = facts[n - 1]
            answer = f"{thing} {kind} {value} [{n}]" if cites else f"{thing} {kind} {value}"
        turns.append((f"{thing} {kind}?", answer))
        kinds.append(n)
    shown = "\n".join(f"[{n}] {thing} {kind} {value}" for n, (thing, kind, value) in enumerate(facts, 1))
    said = [
        part
        for at, (question, answer) in enumerate(turns)
        for part in (("user", f"{shown}\n{question}" if at == 0 else question), ("assistant", answer))
    ]
    return _row(chance, said, kinds[-1], sources)


def _row(chance: random.Random, said: Sequence[tuple[str, str]], gold: int, sources: int) -> Row:
    return {
        "id": f"{chance.getrandbits(64):016x}", "kind": "answer" if gold else "not_found", "source": "import",
        "language": "en", "messages": [{"role": role, "content": content} for role, content in said],
        "gold": [gold] if gold else [], "passages": sources, "document": "", "conversation": None, "learn": "all",
    }  # fmt: skip


def _fact(chance: random.Random, place: tuple[str, str], *, is_test: bool) -> Fact:
    while True:
        fact = (*place, chance.choice(VALUES))
        if is_kept_apart(fact) == is_test:
            return fact


def _absent(chance: random.Random, places: Sequence[tuple[str, str]]) -> tuple[str, str]:
    thing, kind = chance.choice(places)
    if chance.random() < 0.5:
        near = [(thing, other) for other in PROPERTIES if (thing, other) not in places]
    else:
        near = [(other, kind) for other in THINGS if (other, kind) not in places]
    return chance.choice(near)
