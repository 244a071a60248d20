"""Which passage says what an answer says, and the answer with the numbers of those passages in it.

A sentence is supported by the passage that has all of its numbers and at least ENOUGH of its other telling words.
Words are compared as the search compares them, so an answer is not supported by a passage in another language.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.language import split_sentences
from knowledge.matching import TextTerms, credit, text_terms
from knowledge.model import Passage

ENOUGH = 0.6  # of a sentence's words
LEAST_WORDS = 2  # a sentence with fewer says nothing that could be looked up, unless it has a number
MOST_UNSUPPORTED = 0.4  # of an answer's words: 'Glad to help!' needs no source

_MARK = re.compile(r"\s*\[\d{1,3}\]")
_NUMBER = re.compile(r"\d+(?:[.,:]\d+)*")
_END = re.compile(r"[.!?。！？…]+[”’\"'」』）)]*$")


@dataclass(frozen=True)
class Supported:
    """An answer whose facts stand in passages; `gold` are their positions, counted from 0."""

    sentences: tuple[tuple[str, int | None], ...]  # each with the position of the passage that says it
    gaps: tuple[str, ...]  # what stands between the sentences

    @property
    def gold(self) -> tuple[int, ...]:
        return tuple(dict.fromkeys(position for _, position in self.sentences if position is not None))


def without_marks(answer: str) -> str:
    return _MARK.sub("", answer).strip()


def find_support(answer: str, passages: Sequence[Passage]) -> Supported | None:
    """None where more than a little of the answer, or any number in it, stands in no passage."""
    text = without_marks(answer)
    spans = split_sentences(text)
    sources = [_source(passage) for passage in passages]
    found = [(text[start:end], _best(text[start:end], sources)) for start, end in spans]
    weights = [len(text_terms(sentence).terms) for sentence, _ in found]
    open_ = [sentence for sentence, position in found if position is None]
    open_weight = sum(weight for weight, (_, position) in zip(weights, found, strict=True) if position is None)
    if not any(position is not None for _, position in found) or any(_NUMBER.search(s) for s in open_):
        return None
    if open_weight > MOST_UNSUPPORTED * sum(weights):
        return None
    gaps = [text[before[1] : after[0]] for before, after in zip(spans, spans[1:], strict=False)]
    return Supported(tuple(found), (*gaps, ""))


def is_said(answer: str, passage: Passage) -> bool:
    """Whether a passage says any sentence of an answer; for telling that it does not, this errs towards yes."""
    source = _source(passage)
    text = without_marks(answer)
    return any(_share(text[start:end], source) >= ENOUGH for start, end in split_sentences(text))


def cited(answer: Supported, number_of: Sequence[int]) -> str:
    """The answer with [n] after the last sentence of each source in a run; `number_of` a position is its n."""
    text = ""
    for index, (sentence, position) in enumerate(answer.sentences):
        following = answer.sentences[index + 1][1] if index + 1 < len(answer.sentences) else None
        is_last = position is not None and position != following
        text += _marked(sentence, number_of[position]) if is_last and position is not None else sentence
        text += answer.gaps[index]
    return text


def _marked(sentence: str, n: int) -> str:
    """'Three days [1].' and '三天[1]。'"""
    end = _END.search(sentence)
    words, close = (sentence[: end.start()], end[0]) if end else (sentence, "")
    gap = " " if words[-1:].isascii() else ""
    return f"{words}{gap}[{n}]{close}"


_Source = tuple[TextTerms, frozenset[str]]


def _source(passage: Passage) -> _Source:
    text = "\n".join([passage.title, *passage.headings, passage.text])
    return text_terms(text), frozenset(_NUMBER.findall(text))


def _best(sentence: str, sources: Sequence[_Source]) -> int | None:
    shares = [_share(sentence, source) for source in sources]
    best = max(range(len(shares)), key=lambda position: shares[position], default=None)
    return best if best is not None and shares[best] >= ENOUGH else None


def _share(sentence: str, source: _Source) -> float:
    """The share of a sentence's words that a source has; 0 where it lacks a number, or the sentence says nothing."""
    words, numbers = text_terms(sentence).terms, set(_NUMBER.findall(sentence))
    if numbers - source[1] or (len(words) < LEAST_WORDS and not numbers):
        return 0.0
    return sum(credit(word, source[0]) for word in words) / (len(words) or 1)
