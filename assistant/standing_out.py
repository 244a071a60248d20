"""Rows of a table that stand out by what was asked: the cheapest, the fastest, those that have a balcony."""

import re
from collections.abc import Sequence
from dataclasses import replace

from assistant.evidence import Statement, statements
from assistant.measures import MEASURES, Measure, measures, size_of
from knowledge.matching import QuestionTerms, coverage, credit, text_terms
from knowledge.model import Passage

MOST_ROWS = 6  # that are shown because they have what was asked for

_WHICH = re.compile(r"\b(which|what)\b|哪|有什么", re.IGNORECASE)
_YES = re.compile(r"\s*(yes|y|true|✓|✔|√|included|available|是|有|可以|支持|含)\s*", re.IGNORECASE)
_NO = re.compile(r"\s*(no|n|false|✗|✘|×|x|-|–|—|none|not available|否|无|没有|不可以|不支持|不含)?\s*", re.IGNORECASE)


def standing_out(question: QuestionTerms, passages: Sequence[Passage], best: Statement) -> list[Statement]:
    """The rows of the best row's table that stand out by what was asked, in the table's order.

    [] when nothing of the kind was asked, when the table doesn't tell, or when all rows of it are the same in this.
    Only rows of passages that were found are known.
    """
    rows = _table(passages, best)
    if len(rows) < 2:
        return []
    for measure in MEASURES:
        for pattern, is_most in ((measure.least, False), (measure.most, True)):
            if re.search(pattern, question.text, re.IGNORECASE):
                return _at_the_end(_spoken_of(question, rows), measure, is_most)
    return _that_have(question, rows) if _WHICH.search(question.text) else []


def columns(passages: Sequence[Passage]) -> list[str]:
    """The names of the columns of the best table, without the one that says what a row is about."""
    rows = next((passage.rows for passage in passages if passage.rows), ())
    return [name for name, _ in rows[0][1:]] if rows else []


def _table(passages: Sequence[Passage], best: Statement) -> list[Statement]:
    """All rows of the table that a row is from."""
    of = best.passage
    columns = [name for name, _ in best.cells]
    parts = [
        (rank, passage)
        for rank, passage in enumerate(passages)
        if (passage.document_id, passage.headings, passage.place.sheet) == (of.document_id, of.headings, of.place.sheet)
    ]
    rows = [row for rank, passage in sorted(parts, key=lambda part: part[1].n) for row in statements(passage, rank)]
    return [row for row in rows if row.cells and [name for name, _ in row.cells] == columns]


def _spoken_of(question: QuestionTerms, rows: Sequence[Statement]) -> list[Statement]:
    """The rows that have most of the question's words that no column's name has: those for Germany, or all.

    What is a part of a column's name, 课 of 课程, is said of every row.
    """
    names = " ; ".join(name for name, _ in rows[0].cells)
    columns = text_terms(names)
    open_terms = {
        term: weight
        for term, weight in question.weights.items()
        if not credit(term, columns) and (term.isascii() or term not in names)
    }
    question = replace(question, weights=open_terms)
    shares = [coverage(question, text_terms(" ; ".join(value for _, value in row.cells))) for row in rows]
    return [row for row, share in zip(rows, shares, strict=True) if share >= max(shares) - 0.01]


def _at_the_end(rows: Sequence[Statement], measure: Measure, is_most: bool) -> list[Statement]:
    """The rows whose first number in a column of the measure is the greatest, or the least; [] for all of them."""
    names = [name for name, _ in rows[0].cells] if rows else []
    for n, name in enumerate(names[1:], 1):
        if not measures(measure, name, [row.cells[n][1] for row in rows]):
            continue
        values = [(size_of(row.cells[n][1]), row) for row in rows]
        known = [size for size, _ in values if size is not None]
        if len(known) < 2 or min(known) == max(known):
            continue
        end = max(known) if is_most else min(known)
        return [row for size, row in values if size == end]
    return []


def _that_have(question: QuestionTerms, rows: Sequence[Statement]) -> list[Statement]:
    """The rows with a yes in the column that the question names; [] where no column of yes and no is named."""
    named: dict[int, float] = {}
    for n, (name, _) in enumerate(rows[0].cells):
        values = [row.cells[n][1] for row in rows]
        is_yes_or_no = all(_YES.fullmatch(value) or _NO.fullmatch(value) for value in values)
        share = coverage(question, text_terms(name))
        if n and share > 0 and is_yes_or_no and any(_YES.fullmatch(value) for value in values):
            named[n] = share
    if not named:
        return []
    column = max(named, key=lambda n: named[n])
    return [row for row in rows if _YES.fullmatch(row.cells[column][1])][:MOST_ROWS]
