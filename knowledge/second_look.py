"""A second look at the best candidates: do the question's words stand there together, and is its rarest among them?

BM25 counts words wherever they stand in a passage. Whether two neighbouring sentences hold most of what is asked,
whether neighbouring words of the question are neighbours there too, and whether the rarest word is there at all, tells
more about the few passages at the top. So does, in English, how near each word comes to one that stands there
(`knowledge.nearest_words`): 'king' may answer for 'monarch'. The weights were fitted pairwise (the right passage
against the others in its list) on half the rows of squad2_dev (English) and cmrc2018_dev (Chinese); see
docs/decisions.md.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.language import Language, split_sentences, terms
from knowledge.matching import QuestionTerms, TextTerms, coverage, pair_coverage, rarest_missing, text_terms
from knowledge.nearest_words import NearestWords, words_of

LOOKED_AT = 30  # candidates that are looked at again


@dataclass(frozen=True)
class Weights:
    """How much each sign counts, in standard deviations of the dense score."""

    dense: float
    keyword: float
    window: float  # the best two neighbouring sentences' share of the question's weight
    pairs: float  # share of the question's neighbouring words that are neighbours in the passage
    missing: float  # weight of the heaviest word that is missing, as a share of the heaviest of all
    near: float = 0.0  # mean cosine of the question's words, by their weight, and the passage's nearest, less USUAL


WEIGHTS: dict[Language, Weights] = {
    "en": Weights(dense=1.0, keyword=0.18, window=2.5, pairs=2.8, missing=-1.0),
    "zh": Weights(dense=1.0, keyword=2.3, window=7.3, pairs=5.5, missing=-7.0),
}
# In English where the embedding model has vectors of single words, fitted with it.
WITH_WORDS = Weights(dense=1.0, keyword=0.18, window=1.5, pairs=2.4, missing=-0.55, near=3.2)
USUAL = 0.62


def look_again(
    question: QuestionTerms, texts: Sequence[tuple[str, str]], dense: NDArray[np.float64],
    keyword: NDArray[np.float64], words: NearestWords | None = None,
) -> NDArray[np.float64]:  # fmt: skip
    """Scores of candidates, given title and text, and their standardised dense and keyword scores of equal length."""
    asked = _asked_words(question) if words and question.language == "en" else {}
    weights = WITH_WORDS if asked else WEIGHTS[question.language]
    signs = np.array([_signs(question, title, text) for title, text in texts]).reshape(len(texts), 3)
    near = np.zeros(len(texts))
    if words and asked:
        shares = np.array([*asked.values()]) / sum(asked.values())
        near = words.nearness([*asked], [f"{title} {text}" for title, text in texts]) @ shares - USUAL
    return (
        weights.near * near
        + weights.dense * dense
        + weights.keyword * keyword
        + signs @ np.array([weights.window, weights.pairs, weights.missing])
    )


def _asked_words(question: QuestionTerms) -> dict[str, float]:
    """The words of an English question that mean something, as they are written, with what each weighs."""
    weights = {word: [question.weights[term] for term in terms(word) if term in question.weights]
               for word in words_of(question.text)}  # fmt: skip
    return {word: max(found) for word, found in weights.items() if found and max(found) > 0}


def _signs(question: QuestionTerms, title: str, text: str) -> tuple[float, float, float]:
    whole = text_terms(title) | text_terms(text)
    window = max((coverage(question, terms) for terms in _windows(text)), default=0.0)
    return window, pair_coverage(question, whole), rarest_missing(question, whole)


def _windows(text: str) -> list[TextTerms]:
    """Every two neighbouring sentences."""
    sentences = [text_terms(text[start:end]) for start, end in split_sentences(text)]
    return [one | other for one, other in zip(sentences, sentences[1:], strict=False)] or sentences
