"""Ruled tables of a PDF page: the rules come from PDFium, their geometry from pdfplumber's table finder.

pdfplumber's own reading of a page takes a second where PDFium takes milliseconds, so only its last steps are used:
edges -> crossings -> cells -> tables. Method: A. Nurminen, Algorithmic Extraction of Data in Tables in PDF (2013).
"""

import ctypes
from collections.abc import Iterator
from typing import Any

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.loading.layout import Line, Table
from knowledge.loading.pdf_page import PageText

Matrix = tuple[float, float, float, float, float, float]
Box = tuple[float, float, float, float]  # x0, top, x1, bottom as read

_THIN = 2.5  # points: a filled box so thin is a rule
_MIN_EDGE = 4.0
_MAX_OBJECTS = 20_000  # drawings have more; tables do not
_MAX_EDGES = 3_000
_TOLERANCE = 3.0
_IDENTITY: Matrix = (1, 0, 0, 1, 0, 0)


def find_tables(page: pdfium.PdfPage, text: PageText, lines: list[Line]) -> tuple[list[Table], list[Line]]:
    """The page's ruled tables, and the lines that stand in none of them."""
    edges = _edges(page, text)
    if not edges:
        return [], lines
    tables: list[Table] = []
    for cells in _cells_of_tables(edges):
        grid = _grid(cells)
        x0, top = min(c[0] for c in cells), min(c[1] for c in cells)
        x1, bottom = max(c[2] for c in cells), max(c[3] for c in cells)
        if len(grid) < 2 or max(len(row) for row in grid) < 2:
            continue
        inside = [
            line
            for line in lines
            if x0 - 2 <= (line.x0 + line.x1) / 2 <= x1 + 2 and top - 2 <= (line.top + line.bottom) / 2 <= bottom + 2
        ]
        rows = _fill(grid, text)
        filled = sum(1 for row in rows for cell in row if cell)
        if not inside or filled < 3 or max(len(cell) for row in rows for cell in row) > 1500:
            continue  # a frame, a form's empty boxes, or a page laid out in boxes
        tables.append(Table(rows, top, bottom, x0, x1))
        gone = {id(line) for line in inside}
        lines = [line for line in lines if id(line) not in gone]
    return tables, lines


def _edges(page: pdfium.PdfPage, text: PageText) -> list[dict[str, Any]]:
    edges: list[dict[str, Any]] = []
    for n, (path, matrix) in enumerate(
        _paths(page.raw, raw.FPDFPage_CountObjects, raw.FPDFPage_GetObject, _IDENTITY, 0)
    ):
        if n > _MAX_OBJECTS or len(edges) > _MAX_EDGES:
            return []
        for x0, y0, x1, y1 in _straight_lines(path, matrix):
            left, right, top, bottom = text.place(min(x0, x1), min(y0, y1), max(x0, x1), max(y0, y1))
            if right - left <= 1 and bottom - top >= _MIN_EDGE:
                edges.append(_edge("v", left, top, left, bottom))
            elif bottom - top <= 1 and right - left >= _MIN_EDGE:
                edges.append(_edge("h", left, top, right, top))
    upright = sum(1 for edge in edges if edge["orientation"] == "v")
    return edges if upright >= 2 and len(edges) - upright >= 2 else []


def _edge(orientation: str, x0: float, top: float, x1: float, bottom: float) -> dict[str, Any]:
    return {
        "orientation": orientation,
        "object_type": "line",
        "x0": x0,
        "x1": x1,
        "top": top,
        "bottom": bottom,
        "width": x1 - x0,
        "height": bottom - top,
    }


def _paths(holder: Any, count: Any, get: Any, matrix: Matrix, depth: int) -> Iterator[tuple[Any, Matrix]]:
    """Every drawn path with the matrix that takes it to the page, also inside forms."""
    for i in range(min(count(holder), _MAX_OBJECTS)):
        item = get(holder, i)
        kind = raw.FPDFPageObj_GetType(item)
        if kind == raw.FPDF_PAGEOBJ_PATH:
            yield item, _times(_matrix(item), matrix)
        elif kind == raw.FPDF_PAGEOBJ_FORM and depth < 4:
            yield from _paths(
                item, raw.FPDFFormObj_CountObjects, raw.FPDFFormObj_GetObject, _times(_matrix(item), matrix), depth + 1
            )


def _straight_lines(path: Any, matrix: Matrix) -> Iterator[tuple[float, float, float, float]]:
    """The straight pieces of a path on the page; a thin filled box is one line."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    raw.FPDFPath_GetDrawMode(path, ctypes.byref(fill), ctypes.byref(stroke))
    if not fill.value and not stroke.value:
        return
    segments = raw.FPDFPath_CountSegments(path)
    if segments > 2000:
        return
    pieces: list[tuple[float, float, float, float]] = []
    x, y = ctypes.c_float(), ctypes.c_float()
    start = current = (0.0, 0.0)
    for i in range(segments):
        segment = raw.FPDFPath_GetPathSegment(path, i)
        raw.FPDFPathSegment_GetPoint(segment, ctypes.byref(x), ctypes.byref(y))
        point = _apply(matrix, x.value, y.value)
        kind = raw.FPDFPathSegment_GetType(segment)
        if kind == raw.FPDF_SEGMENT_MOVETO:
            start = point
        elif kind == raw.FPDF_SEGMENT_LINETO:
            pieces.append((*current, *point))
        current = point
        if raw.FPDFPathSegment_GetClose(segment):
            if current != start:
                pieces.append((*current, *start))
            current = start
    if len(pieces) >= 3 and not stroke.value:
        left, right = min(p[0] for p in pieces), max(p[0] for p in pieces)
        low, high = min(p[1] for p in pieces), max(p[1] for p in pieces)
        if min(right - left, high - low) <= _THIN:
            if right - left < high - low:
                yield (left + right) / 2, low, (left + right) / 2, high
            else:
                yield left, (low + high) / 2, right, (low + high) / 2
            return
    yield from pieces


def _cells_of_tables(edges: list[dict[str, Any]]) -> list[list[Box]]:
    from pdfplumber.table import cells_to_tables, edges_to_intersections, intersections_to_cells, merge_edges

    merged = merge_edges(
        edges,
        snap_x_tolerance=_TOLERANCE,
        snap_y_tolerance=_TOLERANCE,
        join_x_tolerance=_TOLERANCE,
        join_y_tolerance=_TOLERANCE,
    )
    crossings = edges_to_intersections(merged, _TOLERANCE, _TOLERANCE)
    if len(crossings) > 5000:
        return []
    tables: list[list[Box]] = cells_to_tables(intersections_to_cells(crossings))
    return tables


def _grid(cells: list[Box]) -> list[list[Box | None]]:
    """Cells by row and column; a merged cell stands in every place it covers."""
    tops = _distinct([cell[1] for cell in cells])
    lefts = _distinct([cell[0] for cell in cells])
    grid: list[list[Box | None]] = [[None] * len(lefts) for _ in tops]
    for cell in cells:
        for r, top in enumerate(tops):
            if cell[1] - 1 <= top < cell[3] - 1:
                for c, left in enumerate(lefts):
                    if cell[0] - 1 <= left < cell[2] - 1:
                        grid[r][c] = cell
    return grid


def _distinct(values: list[float]) -> list[float]:
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > 1:
            found.append(value)
    return found


def _fill(grid: list[list[Box | None]], text: PageText) -> list[list[str]]:
    texts: dict[Box, str] = {}
    for row in grid:
        for cell in row:
            if cell is not None and cell not in texts:
                texts[cell] = text.within(cell)
    return [[texts[cell] if cell is not None else "" for cell in row] for row in grid]


def _matrix(item: Any) -> Matrix:
    matrix = raw.FS_MATRIX()
    if not raw.FPDFPageObj_GetMatrix(item, ctypes.byref(matrix)):
        return _IDENTITY
    return matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f


def _times(m: Matrix, n: Matrix) -> Matrix:
    """First m, then n."""
    a, b, c, d, e, f = m
    ta, tb, tc, td, te, tf = n
    return (
        a * ta + b * tc,
        a * tb + b * td,
        c * ta + d * tc,
        c * tb + d * td,
        e * ta + f * tc + te,
        e * tb + f * td + tf,
    )


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]
