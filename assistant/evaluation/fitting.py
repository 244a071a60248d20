"""Fits the numbers of evidence.py and confidence.py on question sets, and prints them.

    python -m assistant.evaluation.fitting SET/corpus.jsonl SET/queries.jsonl [CORPUS QUERIES ...] [--limit N]

Give the sets of one language together. Statement weights: softmax regression, the probability that one of the
statements that hold a gold answer is picked. Confidence: logistic regression, questions asked over the whole corpus
against the same questions with their own documents hidden; every set weighs the same. Both with a small ridge, on
standardised features. The words-alone weights, which choose what is read, are fitted where nothing is read (`--words`).
"""

import argparse
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from assistant.confidence import COEFFICIENTS, features
from assistant.embedded import PASSAGES
from assistant.evaluation.forms import QueryRow, TemporaryStore, read_corpus, read_queries, temporary_store
from assistant.evaluation.scoring import contains
from assistant.evidence import WEIGHTS, WEIGHTS_READ, rank_statements
from assistant.meaning import ReadingCache
from knowledge.embedding import load_embedder
from knowledge.language import Language, detect_language
from knowledge.matching import analyse, content_terms

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Asked:
    """One question: the features of its statements, which hold a gold answer, and the features of the whole."""

    statements: Array  # (statements, features)
    holds: NDArray[np.bool_]
    whole: dict[str, float]
    answerable: bool


def statement_features(language: Language, *, words: bool) -> list[str]:
    return list(WEIGHTS[language] if words else WEIGHTS_READ.get(language, WEIGHTS[language]))


def ask(store: TemporaryStore, query: QueryRow, read: ReadingCache | None, *, hide: bool) -> Asked | None:
    """Search and look, as an answer does, without `read` by words alone; None when nothing is found."""
    hidden = store.documents_of(query.doc_ids) if hide else frozenset[str]()
    passages = store.knowledge.search(query.question, limit=PASSAGES, hidden=hidden)
    question = analyse(query.question, store.knowledge.term_weights(content_terms(query.question)))
    found = rank_statements(question, passages, read)
    if not found:
        return None
    language = detect_language(query.question)
    return Asked(
        np.array([[s.features[name] for name in statement_features(language, words=read is None)] for s in found]),
        np.array([contains(s.text, query.answers, language) for s in found]),
        features(question, passages, found),
        not hide,
    )


def fit_statements(asked: Sequence[Asked], ridge: float = 1e-3, steps: int = 2000, rate: float = 0.05) -> Array:
    """Weights of the statement features, by gradient ascent (Adam; Kingma and Ba, arXiv:1412.6980)."""
    useful = [one for one in asked if one.answerable and one.holds.any()]
    scale = np.concatenate([one.statements for one in useful]).std(0) + 1e-9
    groups = [(one.statements / scale, one.holds) for one in useful]
    weights = np.zeros(len(scale))
    mean, square = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, steps + 1):
        gradient = -2 * ridge * weights
        for rows, holds in groups:
            scores = rows @ weights
            chance = np.exp(scores - scores.max())
            right = chance * holds
            gradient += (right @ rows / right.sum() - chance @ rows / chance.sum()) / len(groups)
        mean = 0.9 * mean + 0.1 * gradient
        square = 0.999 * square + 0.001 * gradient**2
        weights += rate * (mean / (1 - 0.9**step)) / (np.sqrt(square / (1 - 0.999**step)) + 1e-8)
    result: Array = weights / scale
    return result


def fit_confidence(rows: Array, labels: Array, shares: Array, ridge: float = 3.0) -> tuple[float, Array]:
    """Intercept and coefficients, by Newton's method; `shares` weighs the rows, `ridge` as 1/C of scikit-learn."""
    centre, scale = rows.mean(0), rows.std(0) + 1e-9
    design = np.column_stack([np.ones(len(rows)), (rows - centre) / scale])
    penalty = np.diag([0.0, *([ridge] * rows.shape[1])])
    weights = np.zeros(design.shape[1])
    for _ in range(30):
        chance = 1 / (1 + np.exp(-design @ weights))
        gradient = design.T @ (shares * (labels - chance)) - penalty @ weights
        hessian = (design * (shares * chance * (1 - chance))[:, None]).T @ design + penalty
        weights += np.linalg.solve(hessian + 1e-9 * np.eye(len(weights)), gradient)
    coefficients = weights[1:] / scale
    return float(weights[0] - coefficients @ centre), coefficients


def main(arguments: Sequence[str] | None = None) -> None:
    parser = argparse.ArgumentParser(description="Fit the numbers of evidence.py and confidence.py.")
    parser.add_argument("files", nargs="+", type=Path, metavar="CORPUS QUERIES")
    parser.add_argument("--words", action="store_true", help="fit the weights of words alone")
    parser.add_argument("--limit", type=int, help="questions of each set, the first of the file")
    given = parser.parse_args(arguments)
    if len(given.files) % 2:
        parser.error("give each corpus with its queries")
    embedder = load_embedder()
    asked: list[Asked] = []
    shares: list[float] = []
    for corpus, queries in zip(given.files[::2], given.files[1::2], strict=True):
        rows = [query for query in read_queries(queries, given.limit) if query.answerable]
        cache = None if given.words else ReadingCache(embedder.read)
        language = detect_language(rows[0].question)
        with temporary_store(read_corpus(corpus), embedder) as store:
            answers = [ask(store, query, cache, hide=hide) for query in rows for hide in (False, True)]
        kept = [answer for answer in answers if answer is not None]
        asked += kept
        shares += [1000 / len(kept)] * len(kept)
        print(f"{corpus}: {len(rows)} questions", file=sys.stderr)
    columns = statement_features(language, words=given.words)
    print("statements:", {name: round(float(w), 2) for name, w in zip(columns, fit_statements(asked), strict=True)})
    if given.words:
        return
    names = [name for name in COEFFICIENTS[language] if name != "intercept"]
    intercept, coefficients = fit_confidence(
        np.array([[one.whole[name] for name in names] for one in asked]),
        np.array([float(one.answerable) for one in asked]),
        np.array(shares),
    )
    fitted = {name: round(float(c), 2) for name, c in zip(names, coefficients, strict=True)}
    print("confidence:", {"intercept": round(intercept, 2), **fitted})


if __name__ == "__main__":
    main()
