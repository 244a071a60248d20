"""Search over real indexes: only what is live and visible, each candidate with both scores."""

from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import cast

import numpy as np
import pytest

from knowledge.base import KnowledgeBase
from knowledge.embedding import Vectors
from knowledge.indexes import Audience, IndexEntry, Indexes, IndexPair
from knowledge.model import Visibility
from knowledge.search import Search, fuse
from tests.knowledge.conftest import HashingEmbedder
from tests.knowledge.writing import markdown, word

Write = Callable[[str, str], Path]
WORDS = [word(n * 311) for n in range(6)]


@pytest.fixture
def document_id(knowledge: KnowledgeBase, file: Write) -> str:
    return knowledge.add(file("stock.md", markdown(WORDS))).document_id


@dataclass(frozen=True)
class MovingPair(IndexPair):
    """Lets something happen once, after it has named its candidates and before SQL is asked."""

    events: list[Callable[[], object]] = field(default_factory=list)

    def nearest(self, vector: Vectors, limit: int) -> list[str]:
        found = super().nearest(vector, limit)
        if self.events:
            self.events.pop()()
        return found


class MovingIndexes:
    """The knowledge base's own indexes, with an event between two steps of a search."""

    def __init__(self, indexes: Indexes, event: Callable[[], object], in_pair: Visibility) -> None:
        self._indexes = indexes
        self._in_pair = in_pair
        self._events = [event]

    @property
    def moves(self) -> int:
        return self._indexes.moves

    def document_frequencies(self, terms: Collection[str], audience: Audience) -> tuple[dict[str, int], int]:
        return self._indexes.document_frequencies(terms, audience)

    def visible_to(self, audience: Audience) -> list[tuple[Visibility, IndexPair]]:
        return [
            (visibility, MovingPair(pair.vectors, pair.keywords, self._events if visibility == self._in_pair else []))
            for visibility, pair in self._indexes.visible_to(audience)
        ]


def search_with(knowledge: KnowledgeBase, event: Callable[[], object], in_pair: Visibility = "public") -> Search:
    """A search during which `event` happens."""
    indexes = cast(Indexes, MovingIndexes(knowledge._indexes, event, in_pair))
    return Search(knowledge._store._database, indexes, HashingEmbedder())


def test_a_passage_comes_with_its_place_and_both_scores(knowledge: KnowledgeBase, document_id: str) -> None:
    passage = knowledge.search(f"{WORDS[2]} cellar")[0]
    assert passage.id == f"{document_id}:1:2"
    assert (passage.document, passage.title, passage.version, passage.n) == ("stock.md", "Stock", 1, 2)
    assert passage.headings == ("Stock", f"Section {WORDS[2]}")
    assert passage.visibility == "public"
    assert 0 < passage.dense <= 1.001
    assert passage.keyword > 0


def test_the_best_come_first_and_no_more_than_asked_for(knowledge: KnowledgeBase, document_id: str) -> None:
    found = knowledge.search(WORDS[1], limit=3)
    assert len(found) == 3
    assert WORDS[1] in found[0].text
    assert [p.score for p in found] == sorted((p.score for p in found), reverse=True)


def test_what_only_one_side_named_still_has_its_true_score_of_the_other(
    knowledge: KnowledgeBase, document_id: str
) -> None:
    """The vectors of five passages are taken away: the keywords name those, and the cosine comes from SQL."""
    before = {p.id: (p.dense, p.keyword) for p in knowledge.search("cellar", limit=20)}
    pair = knowledge._indexes["public"]
    pair.vectors.remove([f"{document_id}:1:{n}#0" for n in range(5)])
    assert {p.id: (p.dense, p.keyword) for p in knowledge.search("cellar", limit=20)} == before


@pytest.mark.parametrize("question", ["", "   ", "?", '"[(AND', "\x00", "a" * 20_000, "👋", "的"])
def test_any_question_is_answered_without_an_error(knowledge: KnowledgeBase, document_id: str, question: str) -> None:
    assert isinstance(knowledge.search(question), list)


def test_an_empty_knowledge_base_finds_nothing(knowledge: KnowledgeBase) -> None:
    assert knowledge.search("anything", audience="staff") == []
    assert knowledge.term_weights(["cellar"])["cellar"] > 0


def test_a_stale_index_entry_never_shows(knowledge: KnowledgeBase, document_id: str, file: Write) -> None:
    """Entries of no document, of an old version, and of a staff document in the customers' index."""
    staff_id = knowledge.add(file("margins.md", markdown([word(3)])), visibility="staff").document_id
    vector = HashingEmbedder().embed_question("cellar")[None]
    stale = ["nothing:1:0", f"{document_id}:0:0", f"{document_id}:1:99", f"{staff_id}:1:0"]
    knowledge._indexes["public"].put([IndexEntry(id_, "cellar", "cellar cellar", vector) for id_ in stale])
    found = knowledge.search("cellar", limit=50)
    assert {p.id for p in found} == {f"{document_id}:1:{n}" for n in range(len(WORDS))}
    seen_by_staff = [p.id for p in knowledge.search("cellar", audience="staff", limit=50)]
    assert sorted(seen_by_staff) == sorted({*(p.id for p in found), f"{staff_id}:1:0"})


@pytest.mark.parametrize("damaged", ["vectors", "keywords"])
def test_while_one_index_is_empty_the_other_answers(knowledge: KnowledgeBase, document_id: str, damaged: str) -> None:
    pair = knowledge._indexes["public"]
    if damaged == "vectors":
        pair.vectors.remove(sorted(pair.vectors.ids()))
    else:
        pair.keywords.clear()
    assert [WORDS[2] in p.text for p in knowledge.search(WORDS[2], limit=1)] == [True]


def test_while_the_vector_index_cannot_be_asked_the_keywords_answer(knowledge: KnowledgeBase, document_id: str) -> None:
    knowledge._indexes._store._client.delete_collection("public")
    assert [WORDS[2] in p.text for p in knowledge.search(WORDS[2], limit=1)] == [True]
    assert knowledge.rebuild() == len(WORDS)
    assert knowledge.damaged() == []


@pytest.mark.parametrize("audience", ["public", "staff"])
def test_a_document_that_is_replaced_in_the_midst_of_a_search_is_found_once(
    knowledge: KnowledgeBase, document_id: str, file: Write, audience: Audience
) -> None:
    changed = file("stock.md", markdown(WORDS, "Second edition."))
    search = search_with(knowledge, lambda: knowledge.add(changed))
    assert sorted(p.id for p in search.search("cellar", audience=audience, limit=20)) == [
        f"{document_id}:2:{n}" for n in range(len(WORDS))
    ]


@pytest.mark.parametrize(("start", "end"), [("public", "staff"), ("staff", "public")])
def test_a_document_whose_visibility_changes_in_the_midst_of_a_search_is_found_once_by_staff(
    knowledge: KnowledgeBase, document_id: str, start: Visibility, end: Visibility
) -> None:
    for in_pair in ("public", "staff"):
        knowledge.set_visibility(document_id, start)
        search = search_with(
            knowledge, lambda: knowledge.set_visibility(document_id, end), "staff" if in_pair == "staff" else "public"
        )
        found = search.search("cellar", audience="staff", limit=20)
        assert sorted(p.id for p in found) == [f"{document_id}:1:{n}" for n in range(len(WORDS))]
        assert {p.visibility for p in found} == {end}


def test_a_document_deleted_in_the_midst_of_a_search_is_not_found(knowledge: KnowledgeBase, document_id: str) -> None:
    search = search_with(knowledge, lambda: knowledge.remove(document_id))
    assert search.search("cellar", limit=20) == []


def test_scores_are_mixed_over_the_candidates() -> None:
    dense, keyword = np.array([0.0, 1.0]), np.array([30.0, 10.0])
    assert fuse(dense, keyword, 1.0) == pytest.approx([-1, 1])
    assert fuse(dense, keyword, 0.25) == pytest.approx([0.5, -0.5])
    assert fuse(np.array([0.3]), np.array([0.0]), 0.5) == pytest.approx([0.0])  # one candidate alone


def test_rare_terms_weigh_more(knowledge: KnowledgeBase, document_id: str) -> None:
    weights = knowledge.term_weights([WORDS[0], "cellar", "absent"])
    assert weights["absent"] == weights[WORDS[0]] > weights["cellar"] > 0
