"""How sure the assistant is that the passages answer the question, and when it had better say that it doesn't know.

A logistic regression on what search and matching saw. Its features are shares and standardised scores, so that they
mean the same in a small and a large corpus; none of them sees anything of documents that were not found.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from math import exp, log, sqrt

import numpy as np

from assistant.evidence import Statement, passage_heading
from assistant.matching import QuestionTerms, coverage, rarest_missing, text_terms
from knowledge.language import Language
from knowledge.model import Passage

Features = dict[str, float]

BM25_CEILING = 2.2  # k1 + 1: what a term that stands very often in a short passage multiplies its weight with

COEFFICIENTS: dict[Language, dict[str, float]] = {
    "en": {'intercept': -6.01, 'words': 0.25, 'pairs': 1.74, 'type': -0.27, 'cosine': 3.14, 'passage_words': 2.89, 'best_passage_words': 1.49, 'missing': -1.09, 'lead_words': -1.14, 'keyword': -3.44, 'keyword_lead': -1.11, 'keyword_surprise': 0.25, 'keyword_z': 0.21, 'dense': 1.56, 'dense_lead': 3.04, 'fused': -0.29, 'fused_lead': 0.52, 'length': -0.58, 'same': 2.28, 'statement_lead': 0.31},
    "zh": {'intercept': -6.48, 'words': 2.14, 'pairs': 2.4, 'type': 0.01, 'cosine': 0.0, 'passage_words': 1.96, 'best_passage_words': 3.05, 'missing': -0.11, 'lead_words': 0.41, 'keyword': -2.48, 'keyword_lead': -2.65, 'keyword_surprise': 0.12, 'keyword_z': 0.18, 'dense': 0.86, 'dense_lead': 0.25, 'fused': 0.03, 'fused_lead': 0.28, 'length': -0.03, 'same': -0.17, 'statement_lead': 0.09},
}


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

    def judge(self, question: QuestionTerms, passages: Sequence[Passage], found: Sequence[Statement]) -> Judgement:
        """`passages` as searched, `found` as ranked; neither may be empty."""
        seen = features(question, passages, found)
        coefficients = COEFFICIENTS[question.language]
        log_odds = coefficients["intercept"] + sum(coefficients.get(name, 0.0) * value for name, value in seen.items())
        return Judgement(1 / (1 + exp(-max(-30.0, min(30.0, log_odds)))), seen)


def features(question: QuestionTerms, passages: Sequence[Passage], found: Sequence[Statement]) -> Features:
    """What speaks for an answer. `passages` as searched (about 20), `found` as ranked by `rank_statements`."""
    top = passages[0]
    texts = [text_terms(passage_heading(passage)) | text_terms(passage.text) for passage in passages[:10]]
    whole = [coverage(question, text) for text in texts]
    others = [i for i, passage in enumerate(passages[:10]) if passage.document_id != top.document_id]
    keyword = np.array([passage.keyword for passage in passages])
    dense = np.array([passage.dense for passage in passages])
    ceiling = BM25_CEILING * question.total
    expected, spread = _of_a_random_passage(question)
    best = found[:3]
    return {
        "words": max(s.features["words"] for s in best if s.features),
        "pairs": max(s.features["pairs"] for s in best if s.features),
        "type": max(s.features["type"] for s in best if s.features),
        "cosine": max(s.features.get("cosine", 0.0) for s in best if s.features),
        "passage_words": whole[0],
        "best_passage_words": max(whole[:5]),
        "missing": rarest_missing(question, texts[0]),
        "lead_words": whole[0] - max((whole[i] for i in others), default=0.0),
        "keyword": float(keyword.max()) / ceiling,
        "keyword_lead": float(keyword[0] - max((keyword[i] for i in others), default=0.0)) / ceiling,
        "keyword_surprise": (float(keyword.max()) - expected) / spread,
        "keyword_z": float((keyword[0] - keyword.mean()) / (keyword.std() + 1e-6)),
        "dense": float(dense[0]),
        "dense_lead": float(dense[0] - max((dense[i] for i in others), default=0.0)),
        "fused": top.score,
        "fused_lead": top.score - max((passages[i].score for i in others), default=0.0),
        "length": log(1 + len(question.weights)),
        "same": float(np.mean([passage.document_id == top.document_id for passage in passages[:5]])),
        "statement_lead": found[0].score - found[1].score if len(found) > 1 else 5.0,
    }


def _of_a_random_passage(question: QuestionTerms) -> tuple[float, float]:
    """Mean and deviation of BM25 for a passage that has each term by chance, as often as its frequency says."""
    chances = [(weight, exp(-weight)) for weight in question.weights.values()]
    mean = sum(weight * chance for weight, chance in chances)
    variance = sum(weight**2 * chance * (1 - chance) for weight, chance in chances)
    return mean, sqrt(variance) + 1e-6
