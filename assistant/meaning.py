"""How near a statement comes to what a question asks, piece by piece; Chinese by its gloss (`knowledge.glosses`).

The cosine of two sentences says that they speak of the same things. Whether each thing that is asked is there shows
when every piece of the question is compared with every piece of the statement, in its context (late interaction;
Khattab and Zaharia, ColBERT, arXiv:2004.12832). The embedding model was not trained for it, and serves all the same.
"""

import re
from collections import OrderedDict
from collections.abc import Callable, Sequence
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Reading
from knowledge.glosses import gloss
from knowledge.language import CJK, terms
from knowledge.matching import QuestionTerms

Read = Callable[[Sequence[str]], Sequence[Reading]]
"""Texts to their readings, in order: `ReadingEmbedder.read`."""

# What a word that says nothing by itself weighs beside the others: in its context it tells how they are meant.
SMALL = 0.2
HEAVY = 0.3  # of the heaviest piece's weight, that the pieces have which tell passages apart
REMEMBERED = 3_000  # texts whose readings are kept, about 25 kB each

_CHINESE = re.compile(f"[{CJK}]")
_WORD = re.compile(r"\w(?:[\w'’.,-]*\w)?")


class ReadingCache:
    """Reads texts and remembers the last ones: the sentences of a company are few and asked often."""

    def __init__(self, read: Read, size: int = REMEMBERED) -> None:
        self._read = read
        self._size = size
        self._readings: OrderedDict[str, Reading] = OrderedDict()
        self._lock = Lock()

    def __call__(self, texts: Sequence[str]) -> list[Reading]:
        """The readings of the texts, in order; the unknown ones are read in one batch."""
        with self._lock:
            known = {text: self._readings[text] for text in texts if text in self._readings}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known |= zip(missing, self._read(missing), strict=True)
        with self._lock:
            for text in texts:
                self._readings[text] = known[text]
                self._readings.move_to_end(text)
            while len(self._readings) > self._size:
                self._readings.popitem(last=False)
        return [known[text] for text in texts]


def likeness(asked: Reading, found: Reading) -> NDArray[np.float32]:
    """For each piece of the question the cosine of the piece most like it, shape (pieces of the question,)."""
    if not len(found.pieces):
        return np.zeros(len(asked.pieces), np.float32)
    cosines = asked.pieces.astype(np.float32) @ found.pieces.astype(np.float32).T
    most: NDArray[np.float32] = cosines.max(axis=1)
    return most


def legible(text: str) -> str:
    """The text as the embedding model can read it: Chinese word by word in English."""
    return gloss(text).text if _CHINESE.search(text) else text


def piece_weights(question: QuestionTerms, asked: Reading) -> NDArray[np.float32]:
    """What each piece of the question, read as it is legible, weighs: its share of its word's weight, together 1."""
    weights = np.zeros(len(asked.places), np.float32)
    for word, first, last in question.reading.places if question.reading else _words(question.text):
        weight = max((question.weights[term] for term in terms(word) if term in question.weights), default=0.0)
        inside = [i for i, (start, end) in enumerate(asked.places) if start >= first and end <= last]
        for i in inside if weight else ():
            weights[i] = weight / len(inside)
    if not weights.any():
        return np.full(len(weights), 1 / max(len(weights), 1), np.float32)
    weights[weights == 0] = SMALL * weights[weights > 0].mean()
    return weights / weights.sum()


def _words(text: str) -> Sequence[tuple[str, int, int]]:
    """Each word of a text, and where it stands in what is read."""
    if _CHINESE.search(text):
        return gloss(text).places
    return [(word.group(), word.start(), word.end()) for word in _WORD.finditer(text)]


def stands_out(own: NDArray[np.float32], others: Sequence[NDArray[np.float32]], weights: NDArray[np.float32]) -> float:
    """By how much the piece of the question that one passage comes nearest to is nearer there than in the others.

    `own` and `others` as `likeness` gives them, in cosines; 0 without others. Only pieces that weigh something count.
    """
    if not others:
        return 0.0
    nearer = own - np.mean(others, axis=0)
    return float(nearer[weights >= HEAVY * weights.max()].max())


def whole(reading: Reading, weights: NDArray[np.float32] | None = None) -> NDArray[np.float32]:
    """The unit vector of a whole text, its pieces weighed alike or by `weights`; zeros for an empty one."""
    pieces = reading.pieces.astype(np.float32)
    if not len(pieces):
        return np.zeros(pieces.shape[1], np.float32)
    mean: NDArray[np.float32] = pieces.mean(axis=0) if weights is None else weights @ pieces
    return mean / (np.linalg.norm(mean) + np.float32(1e-9))
