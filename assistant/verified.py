"""Answers that staff have given themselves: the same question asked again gets them at once."""

import re
from collections.abc import Callable, Collection, Mapping, Sequence

from desk.feedback import Correction, Feedback
from knowledge.language import terms
from knowledge.matching import QuestionTerms, analyse, content_terms, coverage, rarest_missing, text_terms

# Two questions are the same when each covers nearly all of the other's weight and lacks none of its telling words:
# 'to Germany' must not be answered with what was said of Spain.
SAME_COVERAGE = 0.85
MOST_MISSING = 0.35  # of the weight of the heaviest word; a synonym lacks 0.3 of its own

_NEGATIONS = frozenset(("not", "no", "never", "without", "cannot", "n't", "不", "没", "没有", "无", "非", "别", "勿"))
_EITHER_WAY = re.compile(r"(.)[不没]\1")  # 能不能, 有没有: a question, no negation

Weigh = Callable[[Collection[str]], Mapping[str, float]]


class VerifiedAnswers:
    """Finds the correction that answers a question; reads them anew whenever they have changed."""

    def __init__(self, feedback: Feedback) -> None:
        self._feedback = feedback
        self._state: object = None
        self._known: Sequence[Correction] = ()

    def find(self, question: str, audience: str, weigh: Weigh) -> Correction | None:
        """The newest correction of the same question, of those that the audience may see.

        `weigh` gives the inverse document frequency of terms.
        """
        state = self._feedback.state()
        if state != self._state:
            self._known, self._state = list(reversed(self._feedback.verified())), state
        if not self._known:
            return None
        asked = analyse(question, weigh(content_terms(question)))
        for correction in self._known:
            if correction.audience != "public" and audience != correction.audience:
                continue
            if _covers(asked, correction.question) and _is_same(asked, correction.question, weigh):
                return correction
        return None


def _covers(asked: QuestionTerms, text: str) -> bool:
    found = text_terms(text)
    return coverage(asked, found) >= SAME_COVERAGE and rarest_missing(asked, found) <= MOST_MISSING


def _is_same(asked: QuestionTerms, text: str, weigh: Weigh) -> bool:
    other = analyse(text, weigh(content_terms(text)))
    return (
        asked.language == other.language
        and asked.wanted == other.wanted
        and _negations(asked.text) == _negations(text)
        and _covers(other, asked.text)
    )


def _negations(text: str) -> frozenset[str]:
    text = _EITHER_WAY.sub(r"\1", text.lower())
    return _NEGATIONS & {*terms(text), *text.replace("n't", " n't ").split(), *text}
