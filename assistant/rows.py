"""Saying a table row as an answer: what the row is about, and the cells that were asked for with their columns."""

import re
from dataclasses import dataclass

from assistant.measures import at_an_end, is_column_of
from knowledge.kinds import Wanted, looks_like
from knowledge.language import Language
from knowledge.matching import QuestionTerms, coverage, credit, text_terms

Cell = tuple[str, str]  # column name, value

SEPARATORS: dict[Language, tuple[str, str]] = {"en": (": ", "; "), "zh": ("：", "；")}
NAMED = 0.3  # of what is asked, that a further column's name has
SUITS = 2.0  # what a value of the kind that is asked for weighs against a column name that has all of the question

_CODE = re.compile(r"(?=.*\d)[\w./-]+", re.ASCII)
_HAS_DIGIT = re.compile(r"\d")
_COLUMNS: dict[Wanted, re.Pattern[str]] = {
    "money": re.compile(r"\b(price|cost|fee|charge|rate|eur|usd|gbp|cny|rmb)\b|[€$£¥￥元]|价|费|金额", re.IGNORECASE),
    "duration": re.compile(
        r"\b(time|days?|hours?|weeks?|months?|years?|duration|period)\b|时间|天|年|期限|时长|小时", re.IGNORECASE
    ),
    "time": re.compile(r"\b(date|time|day|hours|from|until)\b|日期|时间|时刻", re.IGNORECASE),
}


@dataclass(frozen=True)
class SaidRow:
    """How a row is said; `label` and `cells` are what it is made of, word for word."""

    shown: str
    label: str
    cells: tuple[Cell, ...]


def say_row(question: QuestionTerms, cells: tuple[Cell, ...], language: Language) -> SaidRow:
    """'Germany: 3–5 days' for two columns, 'Germany – Standard time: 3–5 days' for more, else the whole row."""
    colon, semicolon = SEPARATORS[language]
    label = _label(question, cells)
    rest = [cell for cell in cells if cell != label]
    asked = _asked(question, label, rest)
    if len(cells) == 2 and rest:
        return SaidRow(f"{label[1]}{colon}{rest[0][1]}", label[1], (rest[0],))
    named = semicolon.join(f"{name}{colon}{value}" if name else value for name, value in asked)
    if not asked:
        return SaidRow(label[1], label[1], ())
    return SaidRow(f"{label[1]} – {named}", label[1], tuple(asked))


def _label(question: QuestionTerms, cells: tuple[Cell, ...]) -> Cell:
    """The cell that says what the row is about: the first, or in its stead, when it is a code, the best match."""
    if not _CODE.fullmatch(cells[0][1]) or len(cells) < 3:
        return cells[0]
    shares = [coverage(question, text_terms(value)) for _, value in cells[1:-1]]
    return cells[1 + shares.index(max(shares))]


def _asked(question: QuestionTerms, label: Cell, cells: list[Cell]) -> list[Cell]:
    """The cells that suit the kind of answer wanted and whose column the question names; all when none stands out.

    'How big' wants the column of sizes, whatever else has numbers.
    """
    taken = text_terms(label[1])
    open_terms = {term: weight for term, weight in question.weights.items() if not credit(term, taken)}
    total = sum(open_terms.values()) or 1.0
    columns = [text_terms(name) for name, _ in cells]
    # a column that is called by the question's own word leaves none of it to those called by a synonym
    most = {term: max((credit(term, found) for found in columns), default=0.0) for term in open_terms}

    def share(name: str) -> float:
        found = text_terms(name)
        credits = {term: credit(term, found) for term in open_terms}
        return sum(open_terms[term] * c for term, c in credits.items() if c >= most[term]) / total

    measured = [float(is_column_of(question.text, name)) for name, _ in cells]
    if end := at_an_end(question.text, [c for c, is_it in zip(cells, measured, strict=True) if is_it] or cells):
        return [end]
    suits = measured if any(measured) else [_suits(question.wanted, name, value) for name, value in cells]
    shares = [share(name) for name, _ in cells]
    scores = [own + SUITS * suit for own, suit in zip(shares, suits, strict=True)]
    best = max(scores, default=0.0)
    # 'the cheapest plan, and does it include meeting rooms' names a column beside the one that is measured
    least = NAMED if any(measured) else 1.1
    kept = [
        cell for cell, score, own in zip(cells, scores, shares, strict=True) if score >= best - 0.05 or own >= least
    ]
    return kept if best > 0 else cells


def _suits(wanted: Wanted, name: str, value: str) -> float:
    """1 when a value is of the kind that is asked for; a bare number is what its column's name says."""
    if looks_like(wanted, value):
        return 1.0
    column = _COLUMNS.get(wanted)
    return float(bool(column and column.search(name) and _HAS_DIGIT.search(value)))
