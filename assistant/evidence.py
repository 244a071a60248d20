"""The sentences and table rows that may answer a question, and how well each does.

A statement is what an answer is made of: one sentence, list item or table row of a passage, quoted as it stands.
"""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from knowledge.kinds import type_match
from knowledge.language import Language, split_sentences
from knowledge.matching import QuestionTerms, coverage, pair_coverage, text_terms
from knowledge.model import Passage

Embed = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to unit vectors, shape (len(texts), dimension)."""

DOCUMENTS = 5  # whose passages are read for an answer; with the first alone, 5 points fewer answers are found
EMBEDDED = 12  # statements that are compared by meaning too: those the words favour
CACHED = 20_000  # statements whose vectors are remembered, 1.5 kB each
SHORT = 12  # characters: 'Yes.' is read together with what follows

# P(statement answers) is proportional to exp(weights · features). Fitted on half the rows of xquad_en and squad2_dev
# (en), xquad_zh and cmrc2018_dev (zh) with `python -m assistant.evaluation.fitting`; see docs/answers.md.
WEIGHTS: dict[Language, dict[str, float]] = {
    "en": {"cosine": 7.1, "words": 4.5, "passage_words": 3.8, "pairs": 2.6, "type": 1.2, "behind": 0.8, "first": -0.1},
    "zh": {"cosine": 0.0, "words": 7.5, "passage_words": 8.8, "pairs": 2.5, "type": 1.0, "behind": 0.4, "first": 0.4},
}


class VectorCache:
    """Embeds texts and remembers the vectors of the last ones: the sentences of a company are few and asked often."""

    def __init__(self, embed: Embed, size: int = CACHED) -> None:
        self._embed = embed
        self._size = size
        self._vectors: OrderedDict[str, NDArray[np.float32]] = OrderedDict()
        self._lock = Lock()

    def __call__(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Unit vectors of the texts, shape (len(texts), dimension); the unknown ones are embedded in one batch."""
        with self._lock:
            known = {text: self._vectors[text] for text in texts if text in self._vectors}
        missing = [text for text in dict.fromkeys(texts) if text not in known]
        if missing:
            known |= zip(missing, self._embed(missing), strict=True)
        with self._lock:
            for text in texts:
                self._vectors[text] = known[text]
                self._vectors.move_to_end(text)
            while len(self._vectors) > self._size:
                self._vectors.popitem(last=False)
        return np.array([known[text] for text in texts])


@dataclass(frozen=True)
class Statement:
    """A sentence, list item or table row: `passage.text[start:end]`."""

    passage: Passage
    rank: int  # of its passage in the search, from 0
    start: int
    end: int
    cells: tuple[tuple[str, str], ...] = ()
    features: Mapping[str, float] = field(default_factory=dict)
    score: float = 0.0  # weights · features
    share: float = 0.0  # of the probability that one of all statements answers

    @property
    def text(self) -> str:
        return self.passage.text[self.start : self.end]


def passage_heading(passage: Passage) -> str:
    """Title and heading path as one text."""
    return " › ".join(dict.fromkeys(part for part in (passage.title, *passage.headings) if part))


def statements(passage: Passage, rank: int) -> list[Statement]:
    """What the passage states, in order: its table rows whole, the rest by sentences."""
    found, position = [], 0
    for start, end, cells in _row_spans(passage):
        found += _sentences(passage, rank, position, start)
        found.append(Statement(passage, rank, start, end, cells))
        position = end
    return found + _sentences(passage, rank, position, len(passage.text))


def rank_statements(question: QuestionTerms, passages: Sequence[Passage], embed: Embed | None) -> list[Statement]:
    """The statements of the best DOCUMENTS documents, best first, with features, scores and shares filled in."""
    documents = list(dict.fromkeys(passage.document_id for passage in passages))[:DOCUMENTS]
    weights = WEIGHTS[question.language]
    spread = float(np.std([passage.score for passage in passages])) + 1e-6 if passages else 1.0
    found: list[Statement] = []
    for rank, passage in enumerate(passages):
        if passage.document_id not in documents:
            continue
        heading = text_terms(passage_heading(passage))
        whole = coverage(question, heading | text_terms(passage.text))
        behind = (passage.score - passages[0].score) / spread
        for n, statement in enumerate(statements(passage, rank)):
            own = text_terms(statement.text)
            features = {
                "own_words": coverage(question, own),
                "words": coverage(question, own | heading),
                "passage_words": whole,
                "pairs": pair_coverage(question, own),
                "type": type_match(question.wanted, question.text, statement.text),
                "behind": behind,
                "first": float(n == 0),
            }
            score = sum(weights.get(name, 0.0) * value for name, value in features.items())
            found.append(replace(statement, features=features, score=score))
    found.sort(key=lambda statement: -statement.score)
    if embed is not None and weights["cosine"] and found:
        found = _add_meaning(question, found[:EMBEDDED], embed, weights["cosine"])
    return _with_shares(found)


def _add_meaning(question: QuestionTerms, found: list[Statement], embed: Embed, weight: float) -> list[Statement]:
    texts = [f"{passage_heading(statement.passage)}. {statement.text}" for statement in found]
    vectors = embed([question.text, *texts])
    cosines = vectors[1:] @ vectors[0]
    compared = [
        replace(
            statement,
            features={**statement.features, "cosine": float(cosine)},
            score=statement.score + weight * float(cosine),
        )
        for statement, cosine in zip(found, cosines, strict=True)
    ]
    return sorted(compared, key=lambda statement: -statement.score)


def _with_shares(found: list[Statement]) -> list[Statement]:
    if not found:
        return []
    raised = np.exp(np.array([statement.score for statement in found]) - found[0].score)
    return [replace(s, share=float(share)) for s, share in zip(found, raised / raised.sum(), strict=True)]


def _row_spans(passage: Passage) -> list[tuple[int, int, tuple[tuple[str, str], ...]]]:
    spans, position = [], 0
    for cells in passage.rows:
        line = "; ".join(f"{name}: {value}" if name else value for name, value in cells)
        start = passage.text.find(line, position)
        if start < 0:
            start = passage.text.find(line)
        if start >= position:
            spans.append((start, start + len(line), cells))
            position = start + len(line)
    return spans


def _sentences(passage: Passage, rank: int, start: int, end: int) -> list[Statement]:
    spans = [(start + a, start + b) for a, b in split_sentences(passage.text[start:end])]
    merged: list[tuple[int, int]] = []
    waiting: int | None = None
    for index, (a, b) in enumerate(spans):
        first = a if waiting is None else waiting
        follows = index + 1 < len(spans) and "\n" not in passage.text[b : spans[index + 1][0]]
        if waiting is None and b - a <= SHORT and follows:
            waiting = a
        else:
            merged.append((first, b))
            waiting = None
    return [Statement(passage, rank, a, b) for a, b in merged if any(c.isalnum() for c in passage.text[a:b])]
