"""Over a small real store: real database, indexes and embedding model."""

from collections.abc import Iterator

import pytest

from assistant.calibration import calibrate
from assistant.evaluation.answers import STEPS, evaluate_answers
from assistant.evaluation.forms import CorpusRow, QueryRow, TemporaryStore, temporary_store
from knowledge.embedding import ReadingEmbedder
from tests.minilm import MODEL

CORPUS = [
    CorpusRow("a", "Delivery", "Standard delivery to Germany takes three days. It costs five euros."),
    CorpusRow("b", "Warranty", "The warranty on backpacks lasts ten years. Keep the receipt in a safe place."),
    CorpusRow("c", "保修", "驮马背包的保修期是十年。请妥善保管购买凭证。"),
    CorpusRow("d", "Café", "The café sells cake and tea every afternoon. Dogs may sit on the terrace."),
    CorpusRow("e", "Care", "Wash the sleeping bag by hand in lukewarm water. Dry it in the shade."),
]
QUERIES = [
    QueryRow("1", "How long does delivery to Germany take?", ("three days",), ("a",), True),
    QueryRow("2", "How long does the warranty on backpacks last?", ("ten years",), ("b",), True),
    QueryRow("3", "驮马背包的保修期是几年？", ("十年",), ("c",), True),
    QueryRow("4", "Who painted the portrait of the mayor?", (), ("d",), False),
]


@pytest.fixture(scope="module")
def embedder() -> ReadingEmbedder:
    return MODEL


@pytest.fixture(scope="module")
def store(embedder: ReadingEmbedder) -> Iterator[TemporaryStore]:
    with temporary_store(CORPUS, embedder) as opened:
        yield opened


def test_what_stands_in_the_corpus_is_answered_and_what_is_hidden_is_not(
    store: TemporaryStore, embedder: ReadingEmbedder
) -> None:
    seen: list[int] = []
    figures = evaluate_answers(store, QUERIES, embedder, progress=seen.append)
    assert (figures["answerable"], figures["unanswerable"]) == (3, 1)
    assert (figures["answer_hit"], figures["false_refusal_rate"]) == (1.0, 0.0)
    assert (figures["false_answer_rate"], figures["false_answer_rate_removed"]) == (0.0, 0.0)
    assert figures["auc_removed"] == 1.0
    assert 0 < figures["f1"] < 1  # sentences, not spans
    assert seen == [1, 2, 3, 4]


def test_the_curve_runs_from_answering_all_to_refusing_all(store: TemporaryStore, embedder: ReadingEmbedder) -> None:
    curve = evaluate_answers(store, QUERIES, embedder)["curve"]
    assert tuple(point["refusal"] for point in curve) == STEPS
    refusals = [point["false_refusal_rate"] for point in curve]
    removed = [point["false_answer_rate_removed"] for point in curve]
    assert refusals == sorted(refusals)
    assert removed == sorted(removed, reverse=True)


def test_without_unanswerable_rows_their_rate_is_none(store: TemporaryStore, embedder: ReadingEmbedder) -> None:
    assert evaluate_answers(store, QUERIES[:1], embedder)["false_answer_rate"] is None


def test_the_calibration_is_the_same_for_the_same_corpus_and_can_be_stopped(store: TemporaryStore) -> None:
    assert calibrate(store.knowledge) == calibrate(store.knowledge)
    asked: list[int] = []
    calibrate(store.knowledge, stopped=lambda: asked.append(1) or len(asked) > 2)  # type: ignore[func-returns-value]
    assert len(asked) == 3
