"""How near in meaning each word of a question comes to a word of a passage, both by themselves.

The vectors are those that the embedding model begins with, before it reads anything in its context: they know that
'monarch' is near to 'king', and cost no pass through the model. Chinese words have none that tell.
"""

import re
from collections.abc import Callable, Sequence
from functools import lru_cache
from itertools import chain
from threading import Lock
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

MOST = 30_000  # words whose vectors are kept, 0.8 kB each

_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+|\d+")


@runtime_checkable
class KnowsWords(Protocol):
    """An embedder that has vectors of single words."""

    def word_vectors(self, words: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of English words out of any context, shape (len(words), dimension)."""
        ...


@lru_cache(maxsize=20_000)
def words_of(text: str) -> tuple[str, ...]:
    """The English words and numbers of a text in small letters, each once."""
    return tuple(dict.fromkeys(word.lower() for word in _WORD.findall(text)))


class NearestWords:
    """Compares words, and remembers their vectors."""

    def __init__(self, vectors: Callable[[Sequence[str]], NDArray[np.float32]]) -> None:
        self._vectors = vectors
        self._places: dict[str, int] = {}
        self._table: NDArray[np.float16] = np.empty((0, 0), np.float16)
        self._lock = Lock()

    def nearness(self, asked: Sequence[str], texts: Sequence[str]) -> NDArray[np.float32]:
        """Of each text and word that is asked, the cosine of the text's nearest word; shape (texts, asked)."""
        found = [words_of(text) for text in texts]
        places = {word: n for n, word in enumerate(dict.fromkeys(chain(*found)))}
        near = np.zeros((len(texts), len(asked)), np.float32)
        if not places or not asked:
            return near
        cosines = self._of([*places]) @ self._of([word.lower() for word in asked]).T
        for n, words in enumerate(found):
            if words:
                near[n] = cosines[[places[word] for word in words]].max(axis=0)
        return near

    def _of(self, words: Sequence[str]) -> NDArray[np.float32]:
        with self._lock:
            if len(self._places) > MOST:
                self._places, self._table = {}, self._table[:0]
            missing = [word for word in dict.fromkeys(words) if word not in self._places]
            if missing:
                new = self._vectors(missing).astype(np.float16)
                self._table = np.concatenate([self._table, new]) if len(self._table) else new
                self._places |= {word: n for n, word in enumerate(missing, len(self._places))}
            return self._table[[self._places[word] for word in words]].astype(np.float32)
