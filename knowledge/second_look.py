"""A second look at the best candidates: do the question's words stand there together, and is its rarest among them?

BM25 counts words wherever they stand in a passage. Whether two neighbouring sentences hold most of what is asked,
whether neighbouring words of the question are neighbours there too, and whether the rarest word is there at all, tells
more about the few passages at the top. The weights were fitted pairwise (the right passage against the others in its
list) on half the rows of squad2_dev (English) and cmrc2018_dev (Chinese); see docs/decisions.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.language import Language, split_sentences
from knowledge.matching import QuestionTerms, TextTerms, coverage, pair_coverage, rarest_missing, text_terms

LOOKED_AT = 30  # candidates that are looked at again


@dataclass(frozen=True)
class Weights:
    """How much each sign counts, in standard deviations of the dense score."""

    dense: float
    keyword: float
    window: float  # the best two neighbouring sentences' share of the question's weight
    pairs: float  # share of the question's neighbouring words that are neighbours in the passage
    missing: float  # weight of the heaviest word that is missing, as a share of the heaviest of all


WEIGHTS: dict[Language, Weights] = {
    "en": Weights(dense=1.0, keyword=0.18, window=2.5, pairs=2.8, missing=-1.0),
    "zh": Weights(dense=1.0, keyword=2.3, window=7.3, pairs=5.5, missing=-7.0),
}


def look_again(
    question: QuestionTerms, texts: Sequence[tuple[str, str]], dense: NDArray[np.float64], keyword: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Scores of candidates, given title and text, and their standardised dense and keyword scores of equal length."""
    weights = WEIGHTS[question.language]
    signs = np.array([_signs(question, title, text) for title, text in texts]).reshape(len(texts), 3)
    return (
        weights.dense * dense
        + weights.keyword * keyword
        + signs @ np.array([weights.window, weights.pairs, weights.missing])
    )


def _signs(question: QuestionTerms, title: str, text: str) -> tuple[float, float, float]:
    whole = text_terms(title) | text_terms(text)
    window = max((coverage(question, terms) for terms in _windows(text)), default=0.0)
    return window, pair_coverage(question, whole), rarest_missing(question, whole)


def _windows(text: str) -> list[TextTerms]:
    """Every two neighbouring sentences."""
    sentences = [text_terms(text[start:end]) for start, end in split_sentences(text)]
    return [one | other for one, other in zip(sentences, sentences[1:], strict=False)] or sentences
