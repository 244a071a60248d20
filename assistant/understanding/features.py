"""What the classifiers see of a text: its meaning as a vector, and its words and letters as n-grams.

The vectors know that 'parcel' is like 'package'; letters know that 'pacakge' is too, and carry Chinese, of which the
packaged embedding model knows little. Weighted as tf-idf with a sub-linear term frequency.
"""

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.language import CJK, detect_language, simplified, terms

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

Floats = NDArray[np.float32]
LONGEST = 600  # characters of a text that are looked at

_DIGITS = re.compile(r"\d+")
_SPACES = re.compile(r"\s+")
_BETWEEN_CHINESE = re.compile(rf"(?<=[{CJK}])\s+(?=[{CJK}])")


def grams(text: str) -> list[str]:
    """The n-grams of a text, repeats kept: one and two words; 2 to 5 letters inside words, 1 to 3 of Chinese."""
    text = _clean(text)
    words = terms(text)
    found = [f"w {word}" for word in words]
    if detect_language(text) == "zh":
        text = _BETWEEN_CHINESE.sub("", text)
        found += [text[i : i + n] for n in (1, 2, 3) for i in range(len(text) - n + 1)]
    else:
        found += [f"w {one} {two}" for one, two in zip(["^", *words], [*words, "$"], strict=True)]
        for word in text.split():
            padded = f" {word} "
            found += [padded[i : i + n] for n in (2, 3, 4, 5) for i in range(max(len(padded) - n + 1, 0))]
    return found


def _clean(text: str) -> str:
    text = simplified(_SPACES.sub(" ", text[:LONGEST]).strip().lower())
    return _DIGITS.sub(lambda number: "0" * min(len(number.group()), 5), text)  # which order it is tells nothing


@dataclass(frozen=True)
class Vocabulary:
    """Which n-grams count, and how much each."""

    places: dict[str, int]
    weights: Floats  # idf, by place

    @classmethod
    def of(cls, counted: Sequence[Iterable[str]]) -> "Vocabulary":
        """Of the n-grams of every text learnt from, in the order they are met."""
        seen: Counter[str] = Counter()
        for one in counted:
            seen.update(set(one))
        places = {gram: place for place, gram in enumerate(seen)}
        frequencies = np.fromiter(seen.values(), np.float32, len(seen))
        return cls(places, np.log((1 + len(counted)) / (1 + frequencies)).astype(np.float32) + 1)

    def matrix(self, counted: Sequence[Iterable[str]]) -> "csr_matrix":
        """A unit row for each text; n-grams that are not known are left out."""
        from scipy.sparse import csr_matrix

        starts, columns, values = [0], [], []
        for one in counted:
            found = Counter(place for gram in one if (place := self.places.get(gram)) is not None)
            where = np.fromiter(found, np.int32, len(found))
            row = (1 + np.log(np.fromiter(found.values(), np.float32, len(found)))) * self.weights[where]
            norm = float(np.linalg.norm(row))
            columns.append(where)
            values.append(row / norm if norm else row)
            starts.append(starts[-1] + len(where))
        data: Any = np.concatenate(values) if values else np.zeros(0, np.float32)
        indices: Any = np.concatenate(columns) if columns else np.zeros(0, np.int32)
        return csr_matrix((data.astype(np.float32), indices, starts), shape=(len(counted), len(self.places)))
