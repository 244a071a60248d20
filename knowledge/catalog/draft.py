"""The text of a request while it is read, with what was understood taken out of it."""

import re
import unicodedata
from collections.abc import Iterator

from knowledge.catalog.conditions import Condition, Op
from knowledge.catalog.patterns import FILLER
from knowledge.catalog.sizes import with_decimals


class Draft:
    """The text of a request while it is read: what was understood is taken out of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.conditions: list[Condition] = []
        self.wishes: list[str] = []
        self.unchecked: list[str] = []

    def matches(self, pattern: str) -> Iterator[re.Match[str]]:
        """Every place where a pattern stands in what is left, also after something was taken out meanwhile."""
        sought, start = compiled(pattern), 0
        while found := sought.search(self.text, start):
            if not found[0].strip():
                start = found.end() + 1
                continue
            before = self.text
            yield found
            start = found.start() if self.text != before else found.end()

    def take(self, found: re.Match[str], more: str = "", before: str = "") -> None:
        """Take out what was understood, what matches `more` right after it, and `before` right before it."""
        rest, first = self.text[found.end() :], self.text[: found.start()]
        said = compiled(more).match(rest) if more else None
        started = compiled(before).search(first) if before else None
        self.text = f"{first[: started.start()] if started else first} | {rest[said.end() :] if said else rest}"

    def add(self, field: str, op: Op, value: str | float | bool, unit: str) -> None:
        self.conditions.append(Condition(field, op, value, unit))

    def rest(self) -> str:
        """What is left to look for."""
        text = self.text
        for pattern in FILLER:
            text = compiled(pattern).sub(" ", text)
        text = re.sub(r"[|,.!?;:，。！？；：、~()\"“”]+", " ", text)
        text = re.sub(r"\s+", " ", text).strip()
        # prepositions that lost what they stood before
        text = re.sub(
            r"^(?:(?:in|of|for|with|and|or|the|a|an|to|from|by|at|on|is|are|be|it|so|but|的|和|款|个)\s+)+",
            "",
            f"{text} ",
        )
        text = re.sub(
            r"(?:\s+(?:in|of|for|with|and|or|the|a|an|to|from|by|at|on|is|are|be|that|which|but|的|和))+\s*$",
            "",
            f" {text}".rstrip(),
        )
        return text.strip(" 的了吗呢吧-")


_CACHE: dict[str, re.Pattern[str]] = {}


def compiled(pattern: str) -> re.Pattern[str]:
    """A pattern that is matched without regard to case; each is compiled once."""
    if pattern not in _CACHE:
        if len(_CACHE) > 20_000:
            _CACHE.clear()
        _CACHE[pattern] = re.compile(pattern, re.IGNORECASE)
    return _CACHE[pattern]


def normal(text: str) -> str:
    """As it is read: one form of each character, lower case, single spaces."""
    text = unicodedata.normalize("NFKC", with_decimals(text)).replace("’", "'").replace("‘", "'")
    return " ".join(text.lower().split())
