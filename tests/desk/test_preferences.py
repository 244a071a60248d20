"""The company's choices: kept over the defaults, checked, taken back."""

from typing import Any

import pytest

from desk.errors import DeskError
from desk.preferences import LARGEST_LOGO, Preferences, PreferenceStore
from desk.tables import PreferenceRow
from storage.database import Database

DEFAULTS = Preferences(company={"en": "Larkfell", "zh": "云雀岭"}, contact={"en": "help@larkfell.example", "zh": ""})
PNG = b"\x89PNG\r\n\x1a\n" + bytes(20)


@pytest.fixture
def store(database: Database) -> PreferenceStore:
    return PreferenceStore(database, lambda: DEFAULTS)


def test_what_is_not_chosen_has_its_default(store: PreferenceStore, database: Database) -> None:
    assert store.get() == DEFAULTS
    store.change(refusal=0.7, starters={"en": ["  How long? ", ""], "zh": ["多久？"]})
    chosen = PreferenceStore(database, lambda: DEFAULTS).get()
    assert (chosen.refusal, chosen.starters, chosen.company) == (
        0.7, {"en": ("How long?",), "zh": ("多久？",)}, DEFAULTS.company,
    )  # fmt: skip
    assert store.reset("refusal").refusal == 0.5


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"refusal": 1.5}, "between 0 and 1"),
        ({"accent": "red; } body { display: none"}, "not a colour"),
        ({"company": {"en": "x" * 81, "zh": ""}}, "at most 80"),
        ({"starters": {"en": ["?"] * 7, "zh": []}}, "at most 6"),
        ({"logo": "x"}, "no setting"),
    ],
)
def test_what_cannot_be_used_is_refused_and_nothing_changes(
    store: PreferenceStore, changes: dict[str, Any], sentence: str
) -> None:
    with pytest.raises(DeskError, match=sentence):
        store.change(downloads=True, **changes)
    assert store.get() == DEFAULTS


def test_they_are_read_once_a_second_and_what_another_process_changes_is_seen(
    store: PreferenceStore, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.get() is store.get()
    PreferenceStore(database, lambda: DEFAULTS).change(refusal=0.9)
    assert store.get().refusal == DEFAULTS.refusal
    monkeypatch.setattr("desk.preferences.KEPT_SECONDS", 0.0)
    assert store.get().refusal == 0.9


def test_what_an_older_version_stored_does_no_harm(store: PreferenceStore, database: Database) -> None:
    with database.write() as session:
        session.add(PreferenceRow(name="gone", value=1))
        session.add(PreferenceRow(name="refusal", value="high"))
    assert store.get() == DEFAULTS


@pytest.mark.parametrize(
    ("content", "kind"),
    [
        (PNG, "image/png"),
        (b"\xff\xd8\xff\xe0....", "image/jpeg"),
        (b"RIFF\x10\x00\x00\x00WEBPVP8 ", "image/webp"),
        (b'<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"></svg>', "image/svg+xml"),
    ],
)
def test_a_logo_is_known_by_its_content(store: PreferenceStore, content: bytes, kind: str) -> None:
    assert store.logo() is None
    store.set_logo(content)
    assert store.logo() == (kind, content)
    assert store.get() == DEFAULTS
    store.set_logo(None)
    assert store.logo() is None


@pytest.mark.parametrize("content", [b"", b"<html><svg>", b"%PDF-1.7", PNG + bytes(LARGEST_LOGO)])
def test_other_files_are_no_logo(store: PreferenceStore, content: bytes) -> None:
    with pytest.raises(DeskError):
        store.set_logo(content)
    assert store.logo() is None
