"""What was fitted to the documents is kept, and a damaged file costs nothing but time."""

import json
from pathlib import Path

import pytest

from assistant.fitted import Fitted, read_fitted, write_fitted
from assistant.services import FITTED, Services

FITTED_ONCE = Fitted(
    "9a0b",
    "mini",
    {"public": {"en": -1.0, "zh": 0.5}},
    {"en": ("How?",)},
    "1",
)


def test_what_was_kept_comes_back(tmp_path: Path) -> None:
    path = tmp_path / "fitted.json"
    assert read_fitted(path) == Fitted()
    write_fitted(path, FITTED_ONCE)
    again = read_fitted(path)
    assert again == FITTED_ONCE
    assert again.calibrations()["public"].points == {"en": -1.0, "zh": 0.5}
    assert "staff" not in again.calibrations()
    assert (again.starters_in("en"), again.starters_in("zh")) == (("How?",), ())


@pytest.mark.parametrize(
    "content", ["", "{", "[]", "{}", '{"documents": 1, "embedding": "m", "points": 3, "starters": 4}']
)
def test_a_damaged_file_is_as_none(tmp_path: Path, content: str) -> None:
    (tmp_path / "fitted.json").write_text(content)
    assert read_fitted(tmp_path / "fitted.json") == Fitted()


def test_it_is_fitted_once_for_the_same_documents(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    services.fit()
    kept = json.loads((services.folder.path / FITTED).read_text(encoding="utf-8"))
    assert set(kept["points"]) == {"public", "staff"}
    assert services.starters("en") == tuple(kept["starters"]["en"]) != ()

    def again(**_: object) -> None:
        raise AssertionError

    monkeypatch.setattr(services.assistant, "calibrate", again)
    services.fit()
    monkeypatch.undo()

    [note] = [info for info in services.knowledge.list() if info.name == "note.md"]
    services.knowledge.set_visibility(note.id, "public")  # neither a document nor a passage more
    assert services.starters("en") == ()
    services.knowledge.set_visibility(note.id, "staff")
    assert services.starters("en")


def test_what_is_broken_off_is_not_kept(services: Services, monkeypatch: pytest.MonkeyPatch) -> None:
    before = (services.folder.path / FITTED).read_text(encoding="utf-8")
    monkeypatch.setattr(services, "_fitted", Fitted())
    services._closing.set()
    services.fit(stopped=lambda: True)
    services._closing.clear()
    assert (services.folder.path / FITTED).read_text(encoding="utf-8") == before
