"""A sheet of cells, as Excel and its relatives have it: several tables may stand on one, with titles and gaps."""

import re
from collections.abc import Iterable, Sequence

from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.tables import count_headers
from knowledge.model import Place

Merge = tuple[int, int, int, int]
"""First row, last row, first column, last column of a merged range, all from 0 and inclusive."""

_DEFAULT_NAME = re.compile(r"(?:sheet|工作表|表|tabelle|feuil|hoja)\s*\d*\Z", re.IGNORECASE)
_MAX_MERGED_CELLS = 1_000_000


def add_grid(builder: BlockBuilder, name: str, rows: list[list[str]], merges: Iterable[Merge] = ()) -> None:
    """Add one sheet. rows: the cells as shown, from the sheet's first row on; merged values are repeated here."""
    builder.place = Place(sheet=name)
    builder.clear_headings()
    if not _DEFAULT_NAME.match(name) and any(any(row) for row in rows):
        builder.heading(1, name)
    _fill_merged(rows, merges)
    for start, table in _tables(rows):
        for left, right in _side_by_side(table):
            builder.table([row[left:right] for row in table], first_row=start + 1)


def _fill_merged(rows: list[list[str]], merges: Iterable[Merge]) -> None:
    room = _MAX_MERGED_CELLS
    for top, bottom, left, right in merges:
        bottom = min(bottom, len(rows) - 1)
        room -= max(0, bottom - top + 1) * max(0, right - left + 1)
        if room < 0:
            return
        if top >= len(rows) or left >= len(rows[top]) or not rows[top][left]:
            continue
        value = rows[top][left]
        for row in rows[top : bottom + 1]:
            row += [""] * (right + 1 - len(row))
            row[left : right + 1] = [value] * (right + 1 - left)


def _tables(rows: list[list[str]]) -> list[tuple[int, list[list[str]]]]:
    """The sheet cut at empty rows; a part without a header of its own goes on under the one above it."""
    parts: list[tuple[int, list[list[str]]]] = []
    start: int | None = None
    for n, row in enumerate([*rows, []]):
        if any(row):
            start = n if start is None else start
        elif start is not None:
            parts.append((start, rows[start:n]))
            start = None
    joined: list[tuple[int, list[list[str]]]] = []
    for start, part in parts:
        if joined and _goes_on(joined[-1][1], part):
            above_start, above = joined.pop()
            joined.append((above_start, rows[above_start : start + len(part)]))
        else:
            joined.append((start, part))
    return joined


def _goes_on(above: Sequence[Sequence[str]], part: Sequence[Sequence[str]]) -> bool:
    if not count_headers(above) or count_headers(part) or len(above) < 2:
        return False
    columns, others = _used(above), _used(part)
    return len(others) > 1 and others <= columns


def _used(rows: Sequence[Sequence[str]]) -> set[int]:
    return {c for row in rows for c, cell in enumerate(row) if cell}


def _side_by_side(rows: Sequence[Sequence[str]]) -> list[tuple[int, int]]:
    """[left, right) of the tables beside each other, an empty column between them, each of two columns or more."""
    used = sorted(_used(rows))
    cuts = [used[0]]
    for before, column in zip(used, used[1:], strict=False):
        if column > before + 1:
            cuts.append(column)
    width = max(len(row) for row in rows)
    parts = [(left, right) for left, right in zip(cuts, [*cuts[1:], width], strict=True)]
    columns = [sum(1 for c in used if left <= c < right) for left, right in parts]
    return parts if len(parts) > 1 and min(columns) >= 2 else [(0, width)]
