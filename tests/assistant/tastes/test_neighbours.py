"""Ties learned from who had what, kept and read again."""

from pathlib import Path

import numpy as np
import pytest

from assistant.tastes.learning import LATEST, learn
from assistant.tastes.neighbours import ModelDamaged, Neighbours

# Tents go with mats; everybody has a torch.
PAIRS = [
    *[(f"camper{n}", item) for n in range(6) for item in ("tent", "mat", "torch")],
    *[(f"cook{n}", item) for n in range(6) for item in ("pan", "knife", "torch")],
    ("camper9", "tent"),
    ("single", "vase"),
]


def test_what_is_had_together_goes_together_before_what_everybody_has():
    model = learn(PAIRS)
    assert [item for item, _ in model.related("tent", 2)] == ["mat", "torch"]
    assert [item for item, _ in model.related("pan", 1)] == ["knife"]
    assert model.related("vase") == model.related("unknown") == []


def test_who_is_known_gets_what_suits_and_who_is_not_gets_what_is_popular():
    model = learn(PAIRS)
    assert model.top(["tent"], 2) == ["mat", "torch"]
    assert model.top([], 1) == ["torch"]
    assert model.top(["vase"], 2) == ["torch", "tent"]
    assert len(model.top(["tent"], 99)) == len(model) - 1


def test_what_was_rejected_speaks_against_what_goes_with_it():
    scores = learn(PAIRS).scores({"tent": 1.0, "pan": -1.0})
    assert scores["mat"] > 0 > scores["knife"]
    assert "tent" not in scores


def test_a_tie_of_few_is_none_where_more_are_asked_for():
    pairs = [("a", "tent"), ("a", "vase"), ("b", "tent"), ("b", "mat"), ("c", "tent"), ("c", "mat")]
    assert [item for item, _ in learn(pairs, least_together=2).related("tent")] == ["mat"]


def test_somebody_with_very_many_items_counts_with_the_latest():
    pairs = [("reseller", f"item{n}") for n in range(LATEST + 50)]
    model = learn(pairs)
    assert model.related("item0") == []
    assert model.related(f"item{LATEST}")
    assert model.popularity("item0") == 1


def test_a_model_is_read_as_it_was_saved_and_no_pickle_is_in_it(tmp_path: Path):
    model = learn([*PAIRS, ("a", "灯"), ("a", "帐篷")])
    model.save(tmp_path / "m.npz")
    again = Neighbours.load(tmp_path / "m.npz")
    assert list(again.items) == list(model.items)
    assert again.related("灯") == model.related("灯") != []
    learn([]).save(tmp_path / "empty.npz")
    assert len(Neighbours.load(tmp_path / "empty.npz")) == 0


def test_a_damaged_or_foreign_file_is_refused(tmp_path: Path):
    path = tmp_path / "m.npz"
    learn(PAIRS).save(path)
    path.write_bytes(path.read_bytes()[:200])
    with pytest.raises(ModelDamaged):
        Neighbours.load(path)
    objects = np.array([{"a": 1}], dtype=object)
    np.savez(path, version=np.array(1), names=objects)
    with pytest.raises(ModelDamaged):
        Neighbours.load(path)
