"""The shelf: what is put there, under which name, what it says of itself, and which one is at work."""

import json
from pathlib import Path

import pytest

from assistant.engines.errors import EngineError
from assistant.tuning.adapters import AdapterShelf, Facts
from tests.assistant.engines.tiny import build, build_adapter

DATASET = {"hash": "d" * 64, "prompts": "p" * 64, "counts": {"train": 8, "validation": 1, "test": 1}}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def checkpoint(base: Path) -> Path:
    """A checkpoint as a training leaves it, other files and all."""
    folder = build_adapter(base, base.parent / "checkpoint-12")
    (folder / "optimizer.pt").write_bytes(b"\x80\x04 would run code")
    return folder


def facts(base: Path) -> Facts:
    return Facts(
        base=str(base), base_id="tiny", template_hash="t" * 64, dataset=DATASET, settings={"rank": 4},
        perplexity={"before": 9.0, "after": 3.0}, metrics={"base": {"rows": 1}, "new": {"rows": 1}}, author="anna",
    )  # fmt: skip


@pytest.fixture
def shelf(tmp_path: Path) -> AdapterShelf:
    return AdapterShelf(tmp_path)


def test_an_adapter_says_what_it_was_made_from_and_names_no_folder_of_this_machine(
    shelf: AdapterShelf, base: Path, checkpoint: Path
) -> None:
    assert str(base) in (checkpoint / "adapter_config.json").read_text()
    folder = shelf.publish(checkpoint, "friendly", facts(base))
    assert {path.name for path in folder.iterdir()} == {
        "adapter_model.safetensors", "adapter_config.json", "manifest.json"
    }  # fmt: skip
    assert json.loads((folder / "adapter_config.json").read_text())["base_model_name_or_path"] == "tiny"
    assert not any(str(base.parent).encode() in path.read_bytes() for path in folder.iterdir())
    manifest = shelf.get("friendly").manifest
    assert manifest is not None
    assert (manifest.base, manifest.author, manifest.rows) == ("tiny", "anna", DATASET["counts"])
    assert (manifest.dataset_hash, manifest.settings) == ("d" * 64, {"rank": 4})
    assert len(manifest.base_hash) == 64
    assert set(manifest.versions) >= {"torch", "transformers", "peft", "trl"}


def test_a_name_that_is_taken_gets_a_number_and_the_newest_comes_first(
    shelf: AdapterShelf, base: Path, checkpoint: Path
) -> None:
    names = [shelf.publish(checkpoint, "friendly", facts(base)).name for _ in range(3)]
    assert names == ["friendly", "friendly-2", "friendly-3"]
    assert [adapter.name for adapter in shelf.list()] == names[::-1]


def test_what_is_no_safe_adapter_never_comes_onto_the_shelf(
    shelf: AdapterShelf, base: Path, checkpoint: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad"
    bad.mkdir()
    for name in ("adapter_config.json", "adapter_model.safetensors"):
        (bad / name).write_bytes((checkpoint / name).read_bytes())
    config = json.loads((bad / "adapter_config.json").read_text())
    (bad / "adapter_config.json").write_text(json.dumps(config | {"auto_mapping": {"base_model_class": "os"}}))
    with pytest.raises(EngineError, match="auto_mapping"):
        shelf.publish(bad, "bad", facts(base))
    with pytest.raises(EngineError, match="cannot be the name"):
        shelf.publish(checkpoint, "../evil", facts(base))
    assert list(shelf.list()) == []
    assert [path.name for path in tmp_path.rglob("*.partial")] == []


def test_an_unknown_name_is_refused_also_one_that_leads_out_of_the_shelf(shelf: AdapterShelf) -> None:
    for name in ("none", "../documents", ""):
        with pytest.raises(EngineError, match="There is no adapter"):
            shelf.get(name)


def test_the_way_back_leads_through_everything_that_was_at_work(shelf: AdapterShelf) -> None:
    with pytest.raises(EngineError, match="nothing to roll back"):
        shelf.before()
    for name in ("one", "two", "three"):
        shelf.activate(name, "anna")
    seen = []
    while shelf.active:
        shelf.roll_back("ben")
        seen.append(shelf.active)
    assert seen == ["two", "one", ""]
    shelf.activate("four", "anna")
    assert (AdapterShelf(shelf.folder.parent).active, shelf.before()) == ("four", "")
    assert [change.author for change in shelf.history] == ["anna"] * 3 + ["ben"] * 3 + ["anna"]


def test_one_that_is_put_to_work_again_goes_back_to_the_one_in_between(shelf: AdapterShelf) -> None:
    for name in ("one", "two", "one"):
        shelf.activate(name, "anna")
    assert shelf.before() == "two"
