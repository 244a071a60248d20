"""How well products fit a query: scores from meaning and words, fused, and an order without near-duplicates."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.embedding import Vectors
from knowledge.language import Language

Scores = NDArray[np.float64]

DENSE = {"en": 0.45, "zh": 0.15}  # weight of meaning beside words; see docs/decisions.md
LONG = 2  # words from which a query describes; a single one names a kind of thing
COVERED = 3.0  # of a long query: what having all its words in what it is is worth, in standard deviations
LIKENESS = {2: 0.5}  # and what being like the best ones is worth, by the number of words,
LIKE = 1.0  # if it is none of these
HAVING = 3.0  # what a name costs that has what is to be absent ('without lids'), in standard deviations
WITHOUT = 1.0  # and what it is worth to say that it is without
SHARED = 1.0  # of a short query: what having all its Chinese characters in the name is worth, in standard deviations
BESIDE = 0.5  # what only going with a thing costs, a cable for 'monitor', in standard deviations
BEST = 8  # how many those are
ALIKE = 0.9  # cosine from which two products crowd each other
CROWDED = 0.8  # what the most alike one costs the later one
USUAL = (4.0, 10)  # a rating and how many: what a product has that nobody has rated


def fused(dense: Scores, words: Scores, language: Language) -> Scores:
    """Both standardised over the candidates, and mixed."""
    weight = DENSE[language]
    return weight * standardised(dense) + (1 - weight) * standardised(words)


def described(fused_scores: Scores, covered: Scores, vectors: Vectors, length: int) -> Scores:
    """The scores for a query of `length` words: all should be met, and what is like the best is good too.

    The second is relevance feedback from the best ones' own vectors (Rocchio, 1971), with no judge but the first
    ranking. Of one word ('laptop') the best ones are alike for other reasons, of two it counts half.
    """
    scores = fused_scores + COVERED * covered
    best = np.argsort(-scores, kind="stable")[:BEST]
    centre = vectors[best].mean(axis=0)
    return scores + LIKENESS.get(length, LIKE) * standardised((vectors @ centre).astype(np.float64))


def standardised(scores: Scores) -> Scores:
    """Mean 0, spread 1; NaN (unknown) is the mean."""
    known = ~np.isnan(scores)
    if not known.any():
        return np.zeros(len(scores))
    filled = np.where(known, scores, scores[known].mean())
    return (filled - filled.mean()) / (filled.std() + 1e-9)


def esteem(ratings: Scores, counts: NDArray[np.int64]) -> Scores:
    """The rating that is to be expected of each (a mean with a usual rating), between -1 and 1 about the usual."""
    usual, weight = USUAL
    known = np.where(np.isnan(ratings), usual, ratings)
    seen = np.where(np.isnan(ratings), 0, np.maximum(counts, 1))
    return (known * seen + usual * weight) / (seen + weight) - usual


def varied(scores: Scores, vectors: Vectors, limit: int) -> list[int]:
    """The best in an order in which near-duplicates of a better one step back.

    Greedy, after Carbonell and Goldstein, The use of MMR (1998).
    """
    left = list(np.argsort(-scores, kind="stable"))
    crowd = np.zeros(len(scores))
    chosen: list[int] = []
    while left and len(chosen) < limit:
        best = max(left, key=lambda i: scores[i] - crowd[i])
        chosen.append(int(best))
        left.remove(best)
        if len(vectors):
            near = np.clip((vectors @ vectors[best] - ALIKE) / (1 - ALIKE), 0.0, 1.0)
            crowd = np.maximum(crowd, near * CROWDED)
    return chosen


def liked_order(values: Scores, want_low: bool) -> Scores:
    """A wish as a score: the lower (or higher) the better, on a scale without units."""
    with np.errstate(divide="ignore", invalid="ignore"):
        logs = np.log(values)
    logs[~np.isfinite(logs)] = np.nan
    scores = standardised(logs)
    return -scores if want_low else scores


def order_of(values: Sequence[float], want_low: bool) -> list[int]:
    """Places by value, unknown ones last."""
    column = np.array(values, np.float64)
    return list(np.argsort(np.where(np.isnan(column), np.inf, column if want_low else -column), kind="stable"))
