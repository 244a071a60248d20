"""Typing errors: a word that no example has, read as the one it was surely meant to be.

Only for judging what a message wants; what a customer wrote is searched, stored and shown as it stands.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from difflib import SequenceMatcher

SHORTEST = 4  # letters of a word that is looked at
LIKENESS = 0.84  # of letters in common (`difflib`): one letter left out, doubled or exchanged with its neighbour

_WORD = re.compile(r"(?<![\w@./-])[A-Za-z]{4,30}(?![\w@./-])")


class Spelling:
    """The English words that are known."""

    def __init__(self, texts: Iterable[str]) -> None:
        """`texts` are the examples that were learnt."""
        self._known = {word.lower() for text in texts for word in re.findall(r"[A-Za-z]+", text)}
        self._by_start: dict[str, list[str]] = defaultdict(list)
        for word in sorted(word for word in self._known if len(word) >= SHORTEST):
            self._by_start[word[0]].append(word)

    def meant(self, text: str) -> str:
        """The text with every unknown word that is nearly a known one, with the same first letter, put right."""
        return _WORD.sub(lambda found: self._nearest(found.group()), text)

    def _nearest(self, written: str) -> str:
        word = written.lower()
        if word in self._known or word.removesuffix("s") in self._known:
            return written
        likeness, nearest = max(
            ((SequenceMatcher(None, word, other).ratio(), other) for other in self._by_start[word[0]]
             if abs(len(other) - len(word)) <= 1),
            default=(0.0, written),
        )  # fmt: skip
        return nearest if likeness >= LIKENESS else written
