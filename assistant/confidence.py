"""How sure the assistant is that the passages answer the question, and when it had better say that it doesn't know.

A logistic regression on what search and matching saw. Its features are shares and standardised scores, so that they
mean the same in a small and a large corpus; none of them sees anything of documents that were not found.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log, sqrt

import numpy as np

from assistant.evidence import Statement, passage_heading
from knowledge.language import Language
from knowledge.matching import QuestionTerms, coverage, rarest_missing, text_terms
from knowledge.model import Passage

Features = dict[str, float]

COMPARED = 5  # passages whose words are counted
THIN = 0.4  # share of the question's words; with less, a passage is likely about something else
LONE_LEAD = 5.0  # of a statement that is the only one

# Fitted on 400 rows each of xquad_en and squad2_dev (en), xquad_zh and cmrc2018_dev (zh), as
# `python -m assistant.evaluation.fitting` does; docs/answers.md has the figures and what they are on sets left out.
COEFFICIENTS: dict[Language, Features] = {
    "en": {
        "intercept": -6.75,
        "words": 1.85,
        "pairs": 0.73,
        "passage_words": 1.14,
        "best_passage_words": 0.14,
        "missing": 0.02,
        "keyword_surprise": 0.06,
        "keyword_z": 0.24,
        "dense": 3.19,
        "dense_lead": 0.61,
        "fused_lead": 0.45,
        "length": 0.15,
        "statement_lead": 0.2,
        "thin": -1.5,  # set by hand: 'Can I pay with Bitcoin?' has 'pay' in common with much that does not answer
    },
    "zh": {
        "intercept": -5.86,
        "words": 3.57,
        "pairs": 2.17,
        "passage_words": 1.61,
        "best_passage_words": 1.57,
        "missing": 0.58,
        "keyword_surprise": 0.02,
        "keyword_z": 0.27,
        "dense": -2.93,
        "dense_lead": 4.29,
        "fused_lead": 0.13,
        "length": 0.6,
        "statement_lead": -0.02,
        "thin": 0.0,  # here it would refuse 3 % more of what is answered
    },
}
# Where answering begins, in log-odds, in a typical corpus: one whose null distribution (see assistant/calibration.py)
# reaches TYPICAL_UPPER; and how far it moves with a corpus that reaches higher or lower.
POINT: dict[Language, float] = {"en": -1.5, "zh": -0.8}
TYPICAL_UPPER: dict[Language, float] = {"en": -2.9, "zh": -1.3}
FOLLOW: dict[Language, float] = {"en": 0.0, "zh": 2.0}  # in English it foretells nothing; see docs/answers.md
FARTHEST = 1.0  # that it moves


@dataclass(frozen=True)
class Calibration:
    """The log-odds at which a refusal setting of 0.5 begins to answer, by language."""

    points: Mapping[Language, float] = field(default_factory=lambda: POINT)

    @staticmethod
    def follow(language: Language, upper: float, trust: float) -> float:
        """The point of a corpus whose null distribution reaches `upper`, believed by `trust` (0..1)."""
        move = trust * FOLLOW[language] * (upper - TYPICAL_UPPER[language])
        return POINT[language] + max(-FARTHEST, min(FARTHEST, move))


@dataclass(frozen=True)
class Judgement:
    """How sure, and why."""

    probability: float  # 0..1; 0.5 is the calibrated point
    explanation: Features

    def answers(self, refusal: float) -> bool:
        """Whether to answer at this setting of FRONTDESK_REFUSAL: 0 always, 1 never."""
        return refusal <= 0 or (refusal < 1 and self.probability >= refusal)


class Confidence:
    """Turns what was found into a probability that it answers."""

    def __init__(self, calibration: Calibration | None = None) -> None:
        self._calibration = calibration or Calibration()

    def judge(self, question: QuestionTerms, passages: Sequence[Passage], found: Sequence[Statement]) -> Judgement:
        """`passages` as searched, `found` as ranked; neither may be empty."""
        seen = features(question, passages, found)
        above = log_odds(question.language, seen) - self._calibration.points[question.language]
        return Judgement(1 / (1 + exp(-max(-30.0, min(30.0, above)))), seen)


def log_odds(language: Language, seen: Features) -> float:
    """Of the passages answering, where answerable and unanswerable questions are equally many; not yet calibrated."""
    coefficients = COEFFICIENTS[language]
    return coefficients["intercept"] + sum(coefficients[name] * value for name, value in seen.items())


def features(question: QuestionTerms, passages: Sequence[Passage], found: Sequence[Statement]) -> Features:
    """What speaks for an answer. `passages` as searched (about 20), `found` as ranked by `rank_statements`."""
    top = passages[0]
    texts = [text_terms(passage_heading(passage)) | text_terms(passage.text) for passage in passages[:COMPARED]]
    whole = [coverage(question, text) for text in texts]
    others = [passage for passage in passages if passage.document_id != top.document_id]
    keyword = np.array([passage.keyword for passage in passages])
    expected, spread = _of_a_random_passage(question)
    return {
        "words": max(statement.features["words"] for statement in found[:3]),
        "pairs": max(statement.features["pairs"] for statement in found[:3]),
        "passage_words": whole[0],
        "best_passage_words": max(whole),
        "thin": float(max(whole) < THIN),
        "missing": rarest_missing(question, texts[0]),
        "keyword_surprise": (float(keyword.max()) - expected) / spread,
        "keyword_z": float((keyword[0] - keyword.mean()) / (keyword.std() + 1e-6)),
        "dense": top.dense,
        "dense_lead": top.dense - max((passage.dense for passage in others), default=0.0),
        "fused_lead": top.score - max((passage.score for passage in others), default=0.0),
        "length": log(1 + len(question.weights)),
        "statement_lead": found[0].score - found[1].score if len(found) > 1 else LONE_LEAD,
    }


def _of_a_random_passage(question: QuestionTerms) -> tuple[float, float]:
    """Mean and deviation of BM25 for a passage that has each term by chance, as often as its frequency says."""
    chances = [(weight, exp(-weight)) for weight in question.weights.values()]
    mean = sum(weight * chance for weight, chance in chances)
    variance = sum(weight**2 * chance * (1 - chance) for weight, chance in chances)
    return mean, sqrt(variance) + 1e-6
