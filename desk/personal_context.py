"""Names in Latin script by their sentence: how likely each word is a part of a person's name.

A logistic regression over what a text encoder makes of the word in its context, whether lists of names know it and its
neighbours, and how it is written. So 'gwen: size 38' is known without a rule for it, and 'the Gwen lamp' is left.
`benchmarks/masking.py --teach` makes the weights of `personal_context.json`, which fit the packaged encoder alone.
"""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from itertools import pairwise
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from desk.personal_lexicon import latin_names

WEIGHTS = Path(__file__).with_suffix(".json")
LONGEST = 480  # characters read at once: well within an encoder's window of 256 tokens
KNOWN = 0.4  # what a word has to be likely that is a given name and no other word,
SURE = 0.5  # a word this likely is a name,
WITH = 0.25  # one this likely is where it stands beside such a word,
PERHAPS = 0.03  # one written large behind it may be its surname,
HARDLY = 0.01  # and one this unlikely is none, whatever else speaks for it
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_BESIDE = re.compile(r"[ ]+|\.[ ]?|[ ](?:de|da|di|del|van|von|der|den|bin|al)[ ]")
UNKNOWN = 0.85  # what a word has to be likely that is written small and in no list
_NEXT = re.compile(
    r"[ ](?P<v>(?!(?:And|Or|The|From|At|In|On|Is|Was|Please|Thanks)\b)[A-ZÀ-Þ][a-zà-ɏ'’-]{2,})(?![ ]?[A-Z\d&])"
)
_NEVER = ("P", "S", "I")  # of 'P.S.'
_HAN = re.compile(r"[\u4e00-\u9fff]")
_LATIN = re.compile(r"[A-Za-zÀ-ɏ]")
_SCALE = 3.0  # of what is yes or no beside the encoder's numbers
_KNOWN = 10  # facts about a word alone

Span = tuple[int, int]
Matrix = NDArray[np.float32]


class Reading(Protocol):
    """A text as an encoder reads it."""

    @property
    def pieces(self) -> NDArray[np.float16]: ...  # a unit vector for each word piece
    @property
    def places(self) -> tuple[Span, ...]: ...  # [start, end) of each piece


class Reader(Protocol):
    """Reads texts word piece by word piece. Knows nothing of names."""

    def read(self, texts: Sequence[str]) -> Sequence[Reading]: ...


class NamesInContext:
    """Tells names from other words in English and other texts in Latin script."""

    def __init__(self, reader: Reader) -> None:
        """`reader`: the packaged encoder, of which the weights were learned."""
        self._reader = reader

    def likelihoods(self, texts: Sequence[str]) -> list[dict[Span, float]]:
        """How likely each word of each text is a part of a name; nothing for a text in Chinese."""
        parts = [
            (number, start, part) for number, text in enumerate(texts) if is_latin(text) for start, part in _parts(text)
        ]
        found: list[dict[Span, float]] = [{} for _ in texts]
        if not parts:
            return found
        weights, bias = _weights()
        for (number, offset, part), reading in zip(parts, self._reader.read([p[2] for p in parts]), strict=True):
            spans, features = features_of(part, reading)
            if spans:
                chances = 1 / (1 + np.exp(-(features @ weights + bias)))
                found[number] |= {
                    (start + offset, end + offset): float(chance)
                    for (start, end), chance in zip(spans, chances, strict=True)
                }
        return found


def names_of(text: str, chances: Mapping[Span, float]) -> Iterator[Span]:
    """Words that are names, those beside each other as one."""
    words = [span for span, chance in chances.items() if chance >= WITH and not _is_plain(text[slice(*span)], chance)]
    groups: list[list[Span]] = []
    for span in words:
        if groups and _is_beside(text, groups[-1][-1], span):
            groups[-1].append(span)
        else:
            groups.append([span])
    for group in groups:
        if any(chances[span] >= _enough(text[slice(*span)]) for span in group):
            start, end = group[0][0], group[-1][1]
            if (more := _NEXT.match(text, end)) is not None and chances.get(more.span("v"), 0) >= PERHAPS:
                end = more.end()  # 'Rosamund Thistlewood', of a surname that nobody knows
            yield start, end


def _is_plain(word: str, chance: float) -> bool:
    """Whether it is an ordinary word written small, and not all but sure to be a name: 'Zainab was'."""
    return word in _NEVER or (chance < UNKNOWN and word in latin_names().ordinary)


def _enough(word: str) -> float:
    """How likely a word has to be: less where lists know it as nothing but a name, more where they know it not."""
    names = latin_names()
    small = word.lower()
    if small in names.common and not any(small in words for words in (names.words, names.ordinary, names.places)):
        return KNOWN
    return SURE if word != small or small in names.given or small in names.surnames else UNKNOWN


def _is_beside(text: str, one: Span, other: Span) -> bool:
    """Whether two words may be of one name: 'Anna Kelly', 'J. Kelly', not 'Anna. She'."""
    gap = _BESIDE.fullmatch(text, one[1], other[0])
    return gap is not None and (not gap[0].startswith(".") or one[1] - one[0] == 1)


def is_hardly(span: Span, chances: Mapping[Span, float]) -> bool:
    """Whether no word of a span is likely a name."""
    of_span = [chance for (start, end), chance in chances.items() if start < span[1] and span[0] < end]
    return bool(of_span) and max(of_span) < HARDLY


def is_latin(text: str) -> bool:
    """Whether a text is written in Latin script, but for a few characters."""
    return len(_LATIN.findall(text)) > 3 * len(_HAN.findall(text))


def features_of(text: str, reading: Reading) -> tuple[list[Span], Matrix]:
    """The words of a text that the encoder has read, and what is known of each."""
    words = list(_WORD.finditer(text))
    known = [_facts(word[0]) for word in words]
    nothing = [False] * _KNOWN
    beside = [_BESIDE.fullmatch(text, one.end(), other.start()) is not None for one, other in pairwise(words)]
    is_small = text.islower()
    spans, rows = [], []
    for at, word in enumerate(words):
        start, end = word.span()
        pieces = [i for i, (a, b) in enumerate(reading.places) if a < end and start < b]
        if not pieces:
            continue
        after_one, before_one = at > 0 and beside[at - 1], at < len(beside) and beside[at]
        before = known[at - 1] if after_one else nothing
        after = known[at + 1] if before_one else nothing
        own = known[at]
        begins = not re.search(r"\w", re.split(r"[.!?\n]", text[:start])[-1])
        follows = text[end : end + 1]
        is_given, is_common, is_familiar, is_surname, is_word, is_capital = own[:6]
        is_ordinary, is_place = own[8:]
        facts = [
            *own, *before, *after, begins, after_one, before_one, len(pieces) == 1, len(pieces) >= 3,
            follows == ",", follows in (".", "!"), follows in ("", "\n"), follows == ":", follows == ")", is_small,
            is_given and is_capital, is_common and not is_word, is_common and not is_word and is_capital,
            is_surname and is_capital and before[0], is_given and after[3], is_capital and not begins,
            is_capital and not begins and not is_given and not is_surname, is_familiar and not is_word,
            is_common and not (is_word or is_ordinary or is_place), is_capital and not begins and is_place,
            is_capital and not begins and is_ordinary, is_surname and not (is_word or is_ordinary or is_place),
        ]  # fmt: skip
        vector = reading.pieces[pieces].astype(np.float32).mean(0)
        spans.append((start, end))
        rows.append(np.concatenate([vector * np.sqrt(len(vector)), np.array(facts, np.float32) * _SCALE]))
    return spans, np.array(rows, np.float32)


def _facts(word: str) -> list[bool]:
    """Whether it is a known given name (anywhere, surely, in English), a surname, another word, a place; its case."""
    names = latin_names()
    small = re.sub(r"['’]s$", "", word.lower())
    parts = small.split("-")
    return [
        small in names.given or parts[0] in names.given, small in names.common, small in names.familiar,
        any(part in names.surnames for part in parts), small in names.words,
        word[0].isupper() and not (word.isupper() and len(word) > 1), word.isupper() and len(word) > 1, len(word) == 1,
        small in names.ordinary, small in names.places,
    ]  # fmt: skip


def _parts(text: str) -> Iterator[tuple[int, str]]:
    """The text in pieces an encoder can read whole, cut at ends of lines, of sentences or of words."""
    start = 0
    while len(text) - start > LONGEST:
        piece = text[start : start + LONGEST]
        cut = next((at for sign in ("\n\n", "\n", ". ", " ") if (at := piece.rfind(sign, LONGEST // 3)) > 0), LONGEST)
        yield start, piece[:cut]
        start += cut
    yield start, text[start:]


@cache
def _weights() -> tuple[Matrix, float]:
    learned = json.loads(WEIGHTS.read_text(encoding="utf-8"))
    return np.array(learned["weights"], np.float32), float(learned["bias"])
