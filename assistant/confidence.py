"""How sure the assistant is that the passages answer the question, and when it had better say that it doesn't know.

A logistic regression on what search and matching saw; none of it sees anything of documents that were not found. What
tells most: how near the words of the question are in meaning to those of the passage, each by itself, how far the best
statement stands out, and in Chinese the best passage in the search too, and whether the names, the numbers and the
things asked for are there; in English also whether anything is of the kind that is asked for.

What customers say aloud (`assistant.register`) shares few words with what is written, so it has a second way to be
answered in a small company's documents: the passage need not have what is asked word by word, where it stands out among
all others that were found.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from math import exp, log

import numpy as np

from assistant.evidence import Statement, passage_heading
from assistant.register import is_spoken
from knowledge.language import Language, detect_language
from knowledge.matching import (
    SYNONYM_CREDIT,
    QuestionTerms,
    TextTerms,
    coverage,
    is_place,
    pair_coverage,
    share_missing,
    text_terms,
)
from knowledge.model import Passage
from knowledge.names import things_in

Features = dict[str, float]

SCALE = "2026-11-26 b"  # names what follows: points that were fitted to another scale mean nothing on this one
COMPARED = 5  # passages whose words are counted

# Fitted as `python -m assistant.evaluation.fitting` does, in English on xquad_en and 500 rows of squad2_dev, in Chinese
# on xquad_zh, 400 rows of cmrc2018_dev and 350 of drcd_dev; docs/answers.md has the figures. Few, to carry over.
COEFFICIENTS: dict[Language, Features] = {
    "en": {
        "intercept": -9.58,
        "meaning": 10.48,
        "pairs": 1.73,
        "names_missing": -3.61,
        "share": 3.78,
        "kind_missing": -0.98,
    },
    "zh": {"intercept": -9.13, "meaning": 8.36, "share": 2.14, "search": 0.183, "names_missing": -5.05},
}
# And of spoken questions, beside those: fitted on dstc11_sk and four small companies (en), four others (zh), what names
# weigh was set by hand, for a place that is not there is another question. See docs/answers.md.
SPOKEN: dict[Language, Features] = {
    "en": {
        "intercept": -3.5,
        "passage_apart": 14.7,
        "stands_out": 2.4,
        "search": 0.34,
        "proper_missing": -15.0,
        "things_missing": -1.0,
    },
    "zh": {
        "intercept": -2.4,
        "apart": 8.8,
        "stands_out": 2.6,
        "search": 0.17,
        "names_missing": -4.0,
        "things_missing": -1.0,
    },
}
RAREST = log(1 + 99.5 / 1.5)  # what a word weighs that one of 100 passages has: larger corpora always have rivals
SPOKEN_POINT: dict[Language, float] = {"en": 0.3, "zh": -0.4}
# Where answering begins, in log-odds, in a typical corpus: one whose null distribution (see assistant/calibration.py)
# has its mean at TYPICAL_NULL; and how far it moves with a corpus whose mean is higher or lower.
POINT: dict[Language, float] = {"en": -0.72, "zh": -0.66}
TYPICAL_NULL: dict[Language, float] = {"en": 0.0, "zh": -3.5}
FOLLOW: dict[Language, float] = {"en": 0.0, "zh": 0.9}  # 0: it foretells nothing; see docs/answers.md
FARTHEST = 1.0  # that it moves
# By so much less where a question was put into this language word by word, because no document is in the customer's:
# the right words fit less well then too. One who might have been answered in their own language is so less often.
ACROSS: dict[Language, float] = {"en": 0.6, "zh": 0.45}


@dataclass(frozen=True)
class Calibration:
    """The log-odds at which a refusal setting of 0.5 begins to answer, by language."""

    points: Mapping[Language, float] = field(default_factory=lambda: POINT)

    @staticmethod
    def follow(language: Language, null: float, trust: float) -> float:
        """The point of a corpus whose null distribution has the mean `null`, believed by `trust` (0..1)."""
        move = trust * FOLLOW[language] * (null - TYPICAL_NULL[language])
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

    def judge(
        self,
        question: QuestionTerms,
        passages: Sequence[Passage],
        found: Sequence[Statement],
        *,
        is_across: bool = False,
    ) -> Judgement:
        """`passages` as searched, `found` as ranked; neither may be empty. `is_across`: see ACROSS."""
        seen = features(question, passages, found)
        above = log_odds(question.language, seen) - self._calibration.points[question.language]
        above += ACROSS[question.language] if is_across else 0.0
        if _may_stand_out(question, found[0].passage):
            above = max(above, _weigh(SPOKEN[question.language], seen) - SPOKEN_POINT[question.language])
        return Judgement(1 / (1 + exp(-max(-30.0, min(30.0, above)))), seen)


def log_odds(language: Language, seen: Features) -> float:
    """Of the passages answering, where answerable and unanswerable questions are equally many; not yet calibrated."""
    return _weigh(COEFFICIENTS[language], seen)


def _weigh(coefficients: Features, seen: Features) -> float:
    return sum(coefficient * (seen | {"intercept": 1.0})[name] for name, coefficient in coefficients.items())


def features(question: QuestionTerms, passages: Sequence[Passage], found: Sequence[Statement]) -> Features:
    """What speaks for an answer. `passages` as searched (about 20), `found` as ranked by `rank_statements`."""
    best, top = found[0], passages[0]
    things = things_in(question.text, question.language, tuple(question.weights)) & question.weights.keys()
    proper = [name for name in question.names if name not in things or is_place(name)]
    texts = [_whole(passage) for passage in passages[:COMPARED]]
    nearest = max(texts, key=lambda text: coverage(question, text))
    return {
        "statement": best.score,
        "share": sum(statement.share for statement in found if statement is best or _alike(statement, best)),
        "search": top.score,
        "pairs": pair_coverage(question, texts[0]),
        "names_missing": share_missing(question, question.names, nearest, enough=SYNONYM_CREDIT),
        "proper_missing": share_missing(question, proper, nearest, enough=SYNONYM_CREDIT),
        "things_missing": _share_of(question, things, _whole(best.passage)),
        "meaning": best.features.get("passage_meaning", 0.0),
        "stands_out": best.features.get("stands_out", 0.0),
        "apart": best.features.get("apart", 0.0),
        "passage_apart": _apart([passage.dense for passage in passages]),
        "kind_missing": float(all(s.features["type"] < 0 for s in found if s.passage.id == best.passage.id)),
    }


def _may_stand_out(question: QuestionTerms, best: Passage) -> bool:
    """Whether it is said aloud, in a small corpus, and met by a passage in its language."""
    is_small = max(question.weights.values(), default=0.0) <= RAREST
    language = detect_language(f"{passage_heading(best)} {best.text}")
    return is_small and language == question.language and is_spoken(question.text, question.language)


def _whole(passage: Passage) -> TextTerms:
    return text_terms(passage_heading(passage)) | text_terms(passage.text)


def _share_of(question: QuestionTerms, things: Collection[str], found: TextTerms) -> float:
    """The share of what is asked to be there, by weight, that a passage does not name, 0..1."""
    missing = share_missing(question, things, found, enough=SYNONYM_CREDIT) * question.total
    return missing / (sum(question.weights[term] for term in things) or 1.0)


def _apart(cosines: Sequence[float]) -> float:
    """By how much the passage most like the question is more so than the upper quarter of those found begins."""
    return float(max(cosines) - np.quantile(cosines, 0.75))


def _alike(statement: Statement, best: Statement) -> bool:
    """Rows of a table are alike by their form, and what stands under one heading by that: they share what one of them
    would have alone.
    """
    by_form = bool(statement.cells and best.cells) or bool(best.passage.headings)
    return by_form and statement.passage.id == best.passage.id
