"""The dense index on a real Chroma."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.vectors import VectorStore

IDS = [f"d:1:{n}#0" for n in range(300)]


@pytest.fixture
def vectors() -> np.ndarray:
    random = np.random.default_rng(0).standard_normal((len(IDS), 32)).astype(np.float32)
    return random / np.linalg.norm(random, axis=1, keepdims=True)


def test_each_row_is_found_by_its_own_vector_also_after_reopening(tmp_path: Path, vectors: np.ndarray) -> None:
    store = VectorStore(tmp_path)
    index = store.collection("public", "model")
    index.put(IDS, vectors)
    assert index.lost(IDS, vectors) == []
    store.close()
    store = VectorStore(tmp_path)
    index = store.collection("public", "model")
    assert len(index) == len(IDS)
    assert index.search(vectors[7], 3)[0] == IDS[7]
    store.close()


def test_removed_rows_are_gone_and_noticed(tmp_path: Path, vectors: np.ndarray) -> None:
    store = VectorStore(tmp_path)
    index = store.collection("public", "model")
    index.put(IDS, vectors)
    index.remove(IDS[:10])
    assert index.existing(IDS[:20]) == set(IDS[10:20])
    assert index.lost(IDS[:12], vectors[:12]) == IDS[:10]
    store.close()


def test_vectors_of_another_model_are_never_mixed_in(tmp_path: Path, vectors: np.ndarray) -> None:
    store = VectorStore(tmp_path)
    store.collection("public", "model").put(IDS, vectors)
    other = store.collection("public", "other model")
    assert len(other) == 0
    other.put(["x#0"], np.eye(1, 8, dtype=np.float32))  # another dimension too
    assert other.search(np.eye(1, 8, dtype=np.float32)[0], 5) == ["x#0"]
    store.close()


def test_collections_are_apart(tmp_path: Path, vectors: np.ndarray) -> None:
    store = VectorStore(tmp_path)
    store.collection("staff", "model").put(IDS, vectors)
    assert store.collection("public", "model").search(vectors[0], 5) == []
    store.reset()
    assert len(store.collection("staff", "model")) == 0
    store.close()
