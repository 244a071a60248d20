"""Comparing a shown answer with the gold ones, as the data sets' own scripts do.

English as SQuAD (Rajpurkar et al., arXiv:1606.05250): lower case, no punctuation, no articles, words. Chinese as
CMRC 2018 (Cui et al., arXiv:1810.07366): no punctuation, single characters and Latin words, longest common run.
"""

import re
import string
import unicodedata
from collections import Counter
from collections.abc import Sequence

from knowledge.language import CJK, Language

_MARK = re.compile(r"\s*\[\d+\]")
_ARTICLES = re.compile(r"\b(a|an|the)\b")
_UNITS = re.compile(f"[{CJK}]|[^\\W{CJK}]+")


def without_marks(answer: str) -> str:
    """The answer without its [n] marks, which are ours and would count as digits."""
    return _MARK.sub("", answer)


def normalise(text: str, language: Language) -> str:
    if language == "zh":
        return "".join(c for c in text.lower() if unicodedata.category(c)[0] not in "PSZC")
    text = "".join(c for c in text.lower() if c not in string.punctuation)
    return " ".join(_ARTICLES.sub(" ", text).split())


def contains(answer: str, golds: Sequence[str], language: Language) -> bool:
    """Whether a gold answer stands in the answer, both normalised; in English as whole words."""
    pad = "" if language == "zh" else " "
    shown = pad + normalise(answer, language) + pad
    return any(gold and pad + gold + pad in shown for gold in (normalise(gold, language) for gold in golds))


def exact_match(answer: str, golds: Sequence[str], language: Language) -> float:
    shown = normalise(answer, language)
    return float(any(shown == normalise(gold, language) for gold in golds))


def f1(answer: str, golds: Sequence[str], language: Language) -> float:
    """The best over the gold answers; 0 when nothing was said."""
    return max((_f1(_units(answer, language), _units(gold, language), language) for gold in golds), default=0.0)


def auc(positive: Sequence[float], negative: Sequence[float]) -> float | None:
    """The probability that a positive scores above a negative, ties half; None when there is no pair."""
    if not positive or not negative:
        return None
    ranked = sorted([(score, 1) for score in positive] + [(score, 0) for score in negative])
    rank_sum, index = 0.0, 0
    while index < len(ranked):
        end = index
        while end < len(ranked) and ranked[end][0] == ranked[index][0]:
            end += 1
        mean_rank = (index + end + 1) / 2
        rank_sum += mean_rank * sum(label for _, label in ranked[index:end])
        index = end
    n, m = len(positive), len(negative)
    return (rank_sum - n * (n + 1) / 2) / (n * m)


def _units(text: str, language: Language) -> list[str]:
    return _UNITS.findall(normalise_keeping_words(text)) if language == "zh" else normalise(text, language).split()


def normalise_keeping_words(text: str) -> str:
    """Lower case without punctuation, spaces kept, for splitting mixed Chinese and Latin text."""
    return "".join(c if unicodedata.category(c)[0] not in "PSC" else " " for c in text.lower())


def _f1(shown: list[str], gold: list[str], language: Language) -> float:
    common = _longest_run(shown, gold) if language == "zh" else sum((Counter(shown) & Counter(gold)).values())
    if not common:
        return 0.0
    precision, recall = common / len(shown), common / len(gold)
    return 2 * precision * recall / (precision + recall)


def _longest_run(a: list[str], b: list[str]) -> int:
    best, previous = 0, [0] * (len(b) + 1)
    for x in a:
        current = [0] * (len(b) + 1)
        for j, y in enumerate(b, 1):
            if x == y:
                current[j] = previous[j - 1] + 1
                best = max(best, current[j])
        previous = current
    return best
