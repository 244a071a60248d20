"""A knowledge base on a folder of its own, with real indexes and a small, quick, deterministic embedder."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack
from pathlib import Path

import numpy as np
import pytest

from knowledge.alone import opened
from knowledge.base import KnowledgeBase
from knowledge.embedding import Vectors
from knowledge.language import terms

DIMENSION = 64


class HashingEmbedder:
    """Texts to unit vectors by hashing their terms: texts that share words are near, and it needs no model."""

    def __init__(self, name: str = "hashing", dimension: int = DIMENSION) -> None:
        self.name = name
        self.window = 256
        self._dimension = dimension
        self.embedded: list[str] = []

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [2 + len(terms(text)) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.embedded += texts
        return np.stack([self.embed_question(text) for text in texts])

    def embed_question(self, text: str) -> Vectors:
        vector = np.zeros(self._dimension, np.float32)
        for term in terms(text):
            digest = hashlib.sha256(term.encode()).digest()
            vector[digest[0] % self._dimension] += 1.0 if digest[1] % 2 else -1.0
        length = float(np.linalg.norm(vector))
        return vector / length if length else np.eye(1, self._dimension, dtype=np.float32)[0]


OpenKnowledge = Callable[..., KnowledgeBase]


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


@pytest.fixture
def data_path(tmp_path: Path) -> Path:
    """The data folder of `knowledge`."""
    return tmp_path / "data"


@pytest.fixture
def knowledge(data_path: Path, embedder: HashingEmbedder) -> Iterator[KnowledgeBase]:
    with opened(data_path, embedder) as base:
        yield base


@pytest.fixture
def file(tmp_path: Path) -> Callable[[str, str], Path]:
    """Writes a text file and returns its path."""
    folder = tmp_path / "files"
    folder.mkdir()  # beside the data folder

    def write(name: str, text: str) -> Path:
        path = folder / name
        path.write_text(text, encoding="utf-8")
        return path

    return write


@pytest.fixture
def stack() -> Iterator[ExitStack]:
    with ExitStack() as open_things:
        yield open_things
