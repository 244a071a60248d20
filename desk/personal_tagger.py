"""Chinese as a tagger reads it: its words, and which of them are people, places and organisations.

jieba's tagger (a dictionary, and a hidden Markov model for what stands in none), which search has here already. It
loads when first needed, in a second. What it calls a person is a sign among others: often it is none.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

_NAMES = (("nr", "PER"), ("ns", "LOC"), ("nt", "ORG"), ("t", "TIME"))  # jieba's tags begin so


@dataclass(frozen=True)
class Tagged:
    """A word at [start, end) of a text, and its tag: PER, LOC, ORG, TIME, or a part of speech (n, v, m, w ...)."""

    words: str
    tag: str
    start: int
    end: int


@lru_cache(maxsize=64)
def tagged(text: str) -> Sequence[Tagged]:
    """All words of a text in simplified characters."""
    import jieba.posseg

    found: list[Tagged] = []
    at = 0
    for pair in jieba.posseg.cut(text):
        kind = next((name for tag, name in _NAMES if pair.flag.startswith(tag)), pair.flag)
        found.append(Tagged(pair.word, kind, at, at + len(pair.word)))
        at += len(pair.word)
    return found
