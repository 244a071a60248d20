"""Tables as rows that stay readable on their own: 'Country: Germany; Delivery: 3 days'."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

_NUMBER = re.compile(
    r"^[^\w\s]{0,3}\s?[$€£¥￥元]?\s?"
    r"[\d.,'\u00a0\u202f ]*\d[\d.,'\u00a0\u202f ]*\s?(?:%|‰|[$€£¥元]|[A-Za-z]{1,3})?[^\w\s]{0,2}$"
)
_DATE = re.compile(r"^\d{1,4}[-/.年]\d{1,2}(?:[-/.月]\d{1,4}日?)?(?:[ T]\d{1,2}:\d{2}.*)?$")
_HAS_DIGIT = re.compile(r"\d")

_MAX_COLUMN_NAME = 80


@dataclass(frozen=True)
class Row:
    """One row of a table. `index` is its position among the rows given, from 0; without cells it is a line of text."""

    index: int
    text: str
    cells: tuple[tuple[str, str], ...] = ()


def table_rows(rows: Sequence[Sequence[str]], headers: int | None = None) -> list[Row]:
    """The rows with their columns named, empty rows and columns left out.

    rows: cells as text, merged cells repeated in each place they cover (repeats are shown once).
    headers: how many rows at the top name the columns; None: found out by looking.
    """
    width = max((len(row) for row in rows), default=0)
    padded = [(i, [*row, *[""] * (width - len(row))]) for i, row in enumerate(rows)]
    filled = [(i, row) for i, row in padded if any(row)]
    used = [c for c in range(width) if any(row[c] for _, row in filled)]
    filled = [(i, [row[c] for c in used]) for i, row in filled]
    if not filled:
        return []
    if len(used) == 1:
        return [Row(i, row[0]) for i, row in filled]

    found: list[Row] = []
    if headers is None:
        # a title stretched over the table is a line of text, not a header
        while len(filled) > 1 and _is_title(filled[0][1]):
            index, row = filled.pop(0)
            found.append(Row(index, next(cell for cell in row if cell)))
        headers = count_headers([row for _, row in filled])
    else:
        headers = sum(1 for i, _ in filled if i < headers)
    names = _column_names([row for _, row in filled[:headers]], len(used))
    if headers == len(filled):  # only a header: its cells are all there is
        names, headers = [""] * len(used), 0
    if headers == 0 and len(used) == 2:
        return found + [_key_and_value(i, row) for i, row in filled]
    return found + [_named_row(i, names, row) for i, row in filled[headers:]]


def _named_row(index: int, names: Sequence[str], row: Sequence[str]) -> Row:
    cells: list[tuple[str, str]] = []
    for name, value in zip(names, row, strict=True):
        if value and (name, value) not in cells[-1:]:  # a merged cell under a merged name is one
            cells.append((name, value))
    return Row(index, "; ".join(f"{name}: {value}" if name else value for name, value in cells), tuple(cells))


def _key_and_value(index: int, row: Sequence[str]) -> Row:
    """Two columns without a header, as in 'Phone | 030 1234': the left names the right."""
    key, value = row
    if not key or not value or key == value:
        return Row(index, key or value)
    key = key.rstrip(":： ")
    return Row(index, f"{key}: {value}", ((key, value),))


def _is_title(row: Sequence[str]) -> bool:
    return len({cell for cell in row if cell}) == 1 and (len(row) > 2 or row[0] != "")


def count_headers(rows: Sequence[Sequence[str]]) -> int:
    """How many rows at the top name the columns, judged by what stands there and below."""
    if len(rows) < 2 or not _names_columns(rows[0]):
        return 0
    top, below = rows[0], rows[1:]
    if len(top) == 2 and _HAS_DIGIT.search(top[1]) and not any(_is_value(row[1]) for row in below):
        return 0
    # 'Price | Price' over 'net | gross': the second row names too when only the rows below hold values
    repeated = len({cell for cell in top if cell}) < sum(1 for cell in top if cell)
    if repeated and len(below) > 1 and _names_columns(below[0]) and any(_is_value(cell) for cell in below[1]):
        return 2
    return 1


def _names_columns(row: Sequence[str]) -> bool:
    named = [cell for cell in row if cell]
    if len(named) < max(2, len(row) / 2) and not (len(row) == 2 and row[1]):
        return False
    years = sum(1 for cell in named if re.fullmatch(r"(?:19|20)\d\d", cell))
    values = sum(1 for cell in named if _is_value(cell)) - years
    return values <= len(named) * 0.25 and all(len(cell) <= _MAX_COLUMN_NAME * 2 for cell in named)


def _is_value(cell: str) -> bool:
    return bool(_NUMBER.match(cell) or _DATE.match(cell))


def _column_names(headers: Sequence[Sequence[str]], width: int) -> list[str]:
    """One name per column; of several header rows the parts are joined, a repeated part once."""
    names = []
    for column in range(width):
        parts = list(dict.fromkeys(row[column] for row in headers if row[column]))
        names.append(" ".join(parts).rstrip(":： "))
    return names
