"""The keyword index on disk."""

from pathlib import Path

import pytest

from knowledge.keywords import KeywordEntry, KeywordIndex
from knowledge.language import terms

ENTRIES = [
    KeywordEntry("a", "Delivery", "Standard shipping takes three to five days."),
    KeywordEntry("b", "配送说明", "标准配送需要三到五天。"),
    KeywordEntry("c", "Returns", "Returned within thirty days, never shipped again."),
]


@pytest.fixture
def index(tmp_path: Path) -> KeywordIndex:
    index = KeywordIndex(tmp_path / "keywords")
    index.put(ENTRIES)
    return index


def test_stems_and_traditional_characters_find_their_entries(index: KeywordIndex) -> None:
    assert list(index.search(terms("how long do you ship"), 10))[0] == "a"
    assert list(index.search(terms("標準配送要幾天"), 10))[0] == "b"


def test_titles_are_searched_too(index: KeywordIndex) -> None:
    assert list(index.search(terms("returns"), 10)) == ["c"]


def test_only_the_named_entries_are_scored_and_with_the_same_scores(index: KeywordIndex) -> None:
    everywhere = index.search(terms("shipping days"), 10)
    assert index.search(terms("shipping days"), 10, only=["c"]) == {"c": pytest.approx(everywhere["c"])}


def test_an_entry_is_replaced_removed_and_survives_reopening(index: KeywordIndex, tmp_path: Path) -> None:
    index.put([KeywordEntry("a", "Delivery", "Courier only.")])
    index.remove(["c"])
    again = KeywordIndex(tmp_path / "keywords")
    assert again.ids() == {"a", "b"}
    assert again.search(terms("shipping"), 10) == {}
    assert len(again) == 2


def test_existing_tells_what_is_stored(index: KeywordIndex) -> None:
    assert index.existing({"a", "nothing"}) == {"a"}
    assert index.existing(set()) == set()


@pytest.mark.parametrize("question", ['"', "[", "AND", "a:b", "", "title:*", "((((", "\x00"])
def test_no_question_is_an_error(index: KeywordIndex, question: str) -> None:
    assert isinstance(index.search(terms(question), 10), dict)


def test_document_frequencies_count_entries(index: KeywordIndex) -> None:
    assert index.document_frequencies(["day", "nothing"]) == {"day": 2, "nothing": 0}


def test_a_damaged_index_starts_anew(tmp_path: Path) -> None:
    folder = tmp_path / "keywords"
    KeywordIndex(folder).put(ENTRIES)
    (folder / "meta.json").write_text("{ broken")
    assert len(KeywordIndex(folder)) == 0
