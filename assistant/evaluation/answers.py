"""How well questions are answered and refused, over a corpus with gold answers.

Every answerable question is asked twice: over the whole corpus, and with the documents that answer it hidden, which
is the common case in business: the documents say nothing about it. Questions the file calls unanswerable are asked
once. All are asked with refusal 0 and judged afterwards, so one run gives the whole curve.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any

from assistant.calibration import calibrate
from assistant.embedded import EmbeddedAnswerer
from assistant.evaluation.forms import QueryRow, TemporaryStore
from assistant.evaluation.scoring import auc, contains, exact_match, f1, without_marks
from assistant.quoting import quoted
from knowledge.embedding import ReadingEmbedder

STEPS = tuple(round(step / 20, 2) for step in range(1, 20))  # refusal settings of the curve


@dataclass(frozen=True)
class _Asked:
    """One question's outcome: how sure the assistant was and, where there is a gold answer, how good it is."""

    score: float
    hit: bool = False
    exact: float = 0.0
    f1: float = 0.0


def evaluate_answers(
    store: TemporaryStore,
    queries: Sequence[QueryRow],
    embedder: ReadingEmbedder,
    *,
    refusal: float = 0.5,
    progress: Callable[[int], None] = lambda done: None,
) -> dict[str, Any]:
    """The figures of `evaluate answers` with the embedded answerer, calibrated to the store.

    Rates are shares 0..1, None where no question of that kind was asked.

    `em` and `f1` compare the whole answer shown, marks removed, with the gold spans: an answer in sentences can
    hardly match a span, so they say how brief it is. A refused question scores 0.
    """
    answerer = EmbeddedAnswerer(store.knowledge.term_weights, embedder.read)
    answerer.calibrate(calibrate(store.knowledge))
    present: list[_Asked] = []
    removed: list[_Asked] = []
    unanswerable: list[_Asked] = []
    for done, query in enumerate(queries, 1):
        if query.answerable:
            present.append(_ask(store, answerer, query, ()))
            removed.append(_ask(store, answerer, query, store.documents_of(query.doc_ids)))
        else:
            unanswerable.append(_ask(store, answerer, query, ()))
        progress(done)
    row = _rates(refusal, present, removed, unanswerable)
    answered = [asked for asked in present if asked.score >= refusal]
    return {
        "answerable": len(present),
        "unanswerable": len(unanswerable),
        "em": _mean(sum(asked.exact for asked in answered), present),
        "f1": _mean(sum(asked.f1 for asked in answered), present),
        **{name: row[name] for name in (
            "answer_hit", "false_refusal_rate", "false_answer_rate", "false_answer_rate_removed"
        )},
        "auc_removed": auc([asked.score for asked in present], [asked.score for asked in removed]),
        "curve": [_rates(step, present, removed, unanswerable) for step in STEPS],
    }  # fmt: skip


def _ask(store: TemporaryStore, answerer: EmbeddedAnswerer, query: QueryRow, hidden: Collection[str]) -> _Asked:
    _, reply = quoted(store.knowledge, answerer, query.question, refusal=0.0, hidden=hidden)
    if reply.abstained:
        return _Asked(-1.0)  # refused whatever the setting
    text, language = without_marks(reply.text), reply.language
    return _Asked(
        reply.score,
        contains(text, query.answers, language),
        exact_match(text, query.answers, language),
        f1(text, query.answers, language),
    )


def _rates(
    refusal: float, present: Sequence[_Asked], removed: Sequence[_Asked], unanswerable: Sequence[_Asked]
) -> dict[str, float | None]:
    def answered(asked: Sequence[_Asked]) -> int:
        return sum(one.score >= refusal for one in asked)

    return {
        "refusal": refusal,
        "answer_hit": _mean(sum(one.hit and one.score >= refusal for one in present), present),
        "false_refusal_rate": _mean(len(present) - answered(present), present),
        "false_answer_rate": _mean(answered(unanswerable), unanswerable),
        "false_answer_rate_removed": _mean(answered(removed), removed),
    }


def _mean(total: float, asked: Sequence[_Asked]) -> float | None:
    return round(total / len(asked), 4) if asked else None
