"""The pairs of indexes, one pair for each visibility, on a real Chroma and tantivy."""

import logging
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from knowledge.indexes import IndexEntry, Indexes, IndexPair
from knowledge.vectors import VectorIndex

EYE = np.eye(4, dtype=np.float32)
ENTRIES = [
    IndexEntry("d:1:0", "Delivery", "Three days by courier.", EYE[:2]),
    IndexEntry("d:1:1", "Delivery", "Four days by post.", EYE[2:3]),
]
COUNTS = {"d:1:0": 2, "d:1:1": 1}


@pytest.fixture
def indexes(tmp_path: Path) -> Iterator[Indexes]:
    indexes = Indexes(tmp_path, "model")
    yield indexes
    indexes.close()


class LossyVectors(VectorIndex):
    """Takes all rows and keeps all but the last."""

    def put(self, ids: Sequence[str], vectors: np.ndarray) -> None:
        super().put(ids[:-1], vectors[:-1])


def test_what_is_put_is_held_found_and_removed_in_both(indexes: Indexes) -> None:
    pair = indexes["public"]
    pair.put(ENTRIES)
    assert pair.holds(ENTRIES)
    assert pair.vectors.ids() == {"d:1:0#0", "d:1:0#1", "d:1:1#0"}
    assert pair.keywords.ids() == set(COUNTS)
    pair.remove({"d:1:0": 2})
    assert (pair.vectors.ids(), pair.keywords.ids()) == ({"d:1:1#0"}, {"d:1:1"})
    assert not pair.holds(ENTRIES)
    pair.put([])
    pair.remove({})
    assert pair.holds([])


def test_a_chunk_with_several_vectors_is_named_once_by_its_best(indexes: Indexes) -> None:
    pair = indexes["public"]
    pair.put(ENTRIES)
    assert pair.nearest(EYE[1], 3) == ["d:1:0", "d:1:1"]
    assert pair.nearest(EYE[2], 1) == ["d:1:1"]
    assert pair.nearest(EYE[2], 0) == []


def test_an_index_that_does_not_keep_what_it_took_is_noticed(indexes: Indexes) -> None:
    pair = indexes["public"]
    lossy = IndexPair(LossyVectors(pair.vectors._collection), pair.keywords)
    with pytest.raises(OSError, match="did not keep"):
        lossy.put(ENTRIES)


def test_customers_ask_the_public_pair_alone(indexes: Indexes) -> None:
    indexes["staff"].put(ENTRIES)
    assert [visibility for visibility, _ in indexes.visible_to("public")] == ["public"]
    assert [visibility for visibility, _ in indexes.visible_to("staff")] == ["public", "staff"]
    assert indexes["public"].nearest(EYE[0], 5) == []
    assert indexes.document_frequencies(["day"], "public") == ({"day": 0}, 0)


def test_frequencies_are_counted_over_all_that_the_audience_sees(indexes: Indexes) -> None:
    indexes["public"].put(ENTRIES)
    indexes["staff"].put([replace(ENTRIES[0], id="s:1:0")])
    assert indexes.document_frequencies(["day", "courier", "x"], "staff") == ({"day": 3, "courier": 2, "x": 0}, 3)


def test_forgetting_is_everywhere_or_in_one(indexes: Indexes) -> None:
    for visibility in ("public", "staff"):
        indexes[visibility].put(ENTRIES)
    indexes.forget(COUNTS, "staff")
    assert indexes["public"].holds(ENTRIES)
    assert len(indexes["staff"].vectors) == len(indexes["staff"].keywords) == 0
    indexes.forget(COUNTS)
    assert len(indexes["public"].vectors) == len(indexes["public"].keywords) == 0


def test_forgetting_never_raises(indexes: Indexes, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    indexes["public"].put(ENTRIES)
    shutil.rmtree(tmp_path / "keywords-public")
    with caplog.at_level(logging.ERROR):
        indexes.forget(COUNTS)
    assert "until the next start" in caplog.text


def test_each_move_is_noted(indexes: Indexes) -> None:
    before = indexes.moves
    indexes.note_move()
    assert indexes.moves == before + 1


def test_after_a_reset_everything_is_empty_and_usable_also_with_other_vectors(indexes: Indexes) -> None:
    indexes["public"].put(ENTRIES)
    indexes.reset()
    assert len(indexes["public"].vectors) == len(indexes["public"].keywords) == 0
    wide = replace(ENTRIES[0], vectors=np.eye(1, 9, dtype=np.float32))
    indexes["public"].put([wide])
    assert indexes["public"].holds([wide])


def test_entries_survive_reopening_but_not_another_model(tmp_path: Path) -> None:
    first = Indexes(tmp_path, "model")
    first["public"].put(ENTRIES)
    first.close()
    second = Indexes(tmp_path, "model")
    assert second["public"].holds(ENTRIES)
    second.close()
    third = Indexes(tmp_path, "another model")
    assert len(third["public"].vectors) == 0
    third.close()
