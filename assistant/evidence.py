"""The sentences and table rows that may answer a question, and how well each does.

A statement is what an answer is made of: one sentence, list item or table row of a passage, quoted as it stands.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from assistant.meaning import Read, legible, likeness, piece_weights, stands_out, whole
from knowledge.kinds import type_match
from knowledge.language import Language, split_sentences
from knowledge.matching import QuestionTerms, coverage, credit, pair_coverage, share_missing, text_terms
from knowledge.model import Passage

DOCUMENTS = 5  # whose passages are read for an answer; with the first alone, 5 points fewer answers are found
READ = 16  # statements that are compared by meaning too: those the words favour
SHORT = 12  # characters: 'Yes.' is read together with what follows

# P(statement answers) is proportional to exp(weights · features). Fitted on half the rows of xquad_en and squad2_dev
# (en), xquad_zh and cmrc2018_dev (zh) with `python -m assistant.evaluation.fitting`; see docs/answers.md.
WEIGHTS: dict[Language, dict[str, float]] = {
    "en": {"words": 4.5, "passage_words": 3.8, "pairs": 2.6, "type": 1.2, "behind": 0.8, "first": -0.1},
    "zh": {"words": 7.5, "passage_words": 8.8, "pairs": 2.5, "type": 1.0, "behind": 0.4, "first": 0.4},
}
# And of the READ best of these, Chinese by its gloss; on up to 450 rows of each of xquad_en and squad2_dev (en), and of
# xquad_zh, cmrc2018_dev and drcd_dev (zh).
WEIGHTS_READ: dict[Language, dict[str, float]] = {
    "en": {"meaning": 11.3, "passage_meaning": 9.2, "words": 0.5, "pairs": 1.2, "type": 1.4, "behind": 0.7},
    "zh": {
        "meaning": 10.0,
        "passage_meaning": 9.8,
        "words": 1.4,
        "passage_words": 2.6,
        "pairs": 2.3,
        "type": 0.8,
        "behind": 0.4,
    },
}


@dataclass(frozen=True)
class Statement:
    """A sentence, list item or table row: `passage.text[start:end]`."""

    passage: Passage
    rank: int  # of its passage in the search, from 0
    start: int
    end: int
    cells: tuple[tuple[str, str], ...] = ()
    named: frozenset[str] = frozenset()  # the question's terms that the first cell of a row has
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


def rank_statements(question: QuestionTerms, passages: Sequence[Passage], read: Read | None) -> list[Statement]:
    """The statements of the best DOCUMENTS documents, best first, with features, scores and shares filled in."""
    documents = list(dict.fromkeys(passage.document_id for passage in passages))[:DOCUMENTS]
    weights = WEIGHTS[question.language]
    spread = float(np.std([passage.score for passage in passages])) + 1e-6 if passages else 1.0
    found: list[Statement] = []
    for rank, passage in enumerate(passages):
        if passage.document_id not in documents:
            continue
        heading = text_terms(passage_heading(passage))
        section = text_terms(" › ".join(passage.headings))
        whole = coverage(question, heading | text_terms(passage.text))
        behind = (passage.score - passages[0].score) / spread
        for n, statement in enumerate(statements(passage, rank)):
            own = text_terms(statement.text)
            features = {
                "own_words": coverage(question, own),
                "words": coverage(question, own | heading),
                "names_missing": share_missing(question, question.names, own | heading),
                "passage_words": whole,
                "pairs": pair_coverage(question, own | section),
                "type": type_match(question.wanted, question.text, _said(question, statement)),
                "behind": behind,
                "first": float(n == 0),
            }
            named = _named(question, statement)
            found.append(replace(statement, features=features, score=_weigh(weights, features), named=named))
    found.sort(key=lambda statement: -statement.score)
    if read is not None and question.language in WEIGHTS_READ and found:
        found = _add_meaning(question, found[:READ], read)
    return _with_shares(found)


def _named(question: QuestionTerms, statement: Statement) -> frozenset[str]:
    label = text_terms(statement.cells[0][1] if statement.cells else "")
    return frozenset(term for term in question.weights if credit(term, label))


def _said(question: QuestionTerms, statement: Statement) -> str:
    """What may be of the kind that is asked for; a column's name is neither a person nor a place."""
    if statement.cells and question.wanted in ("person", "place", "address"):
        return "; ".join(value for _, value in statement.cells)
    return statement.text


def _add_meaning(question: QuestionTerms, found: list[Statement], read: Read) -> list[Statement]:
    """Compared with the question piece by piece, each alone and with the other statements of its passage."""
    texts = [f"{passage_heading(s.passage)}. {s.text}" for s in found]
    said = question.reading.text if question.reading else legible(question.text)
    asked, *readings = read([said, *(legible(text) for text in texts)])
    weights = piece_weights(question, asked)
    alike = [likeness(asked, reading) for reading in readings]
    together: dict[str, NDArray[np.float32]] = {}
    for statement, pieces in zip(found, alike, strict=True):
        together[statement.passage.id] = np.maximum(pieces, together.get(statement.passage.id, pieces))
    apart = _apart(found, np.array([whole(reading) for reading in readings]) @ whole(asked, weights))
    compared = []
    for statement, pieces in zip(found, alike, strict=True):
        own = statement.passage.id
        others = [likest for id_, likest in together.items() if id_ != own]
        features = {
            **statement.features,
            "meaning": float(pieces @ weights),
            "passage_meaning": float(together[own] @ weights),
            "stands_out": stands_out(together[own], others, weights),
            "apart": apart[own],
        }
        score = _weigh(WEIGHTS_READ[question.language], features)
        compared.append(replace(statement, features=features, score=score))
    return sorted(compared, key=lambda statement: -statement.score)


def _apart(found: Sequence[Statement], alike: NDArray[np.float32]) -> dict[str, float]:
    """By passage: how much more like the question its likest statement is than those of other passages are."""
    apart = {}
    for id_ in dict.fromkeys(statement.passage.id for statement in found):
        own = np.array([statement.passage.id == id_ for statement in found])
        apart[id_] = 0.0 if own.all() else float(alike[own].max() - alike[~own].mean())
    return apart


def _weigh(weights: Mapping[str, float], features: Mapping[str, float]) -> float:
    return sum(weight * features[name] for name, weight in weights.items())


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
