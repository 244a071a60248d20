"""What was extracted from a document, as people read it: headings, paragraphs, tables, pages, the cited words marked.

Only a stretch of passages is shown at once, so that five hundred pages open as quickly as one.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from markupsafe import Markup, escape

from knowledge.model import Chunk
from web.rendering import marked

PASSAGES = 40  # of one stretch: some ten pages
MOST_LEVELS = 4  # of headings below the title

Span = tuple[int, int]
Cells = tuple[tuple[str, str], ...]
Column = tuple[str, int]  # its name, and which of those with that name
Row = list[tuple[Column, Markup]]

_SPAN = re.compile(r"(\d{1,6})-(\d{1,6})")


@dataclass(frozen=True)
class Paragraph:
    html: Markup


@dataclass(frozen=True)
class Table:
    """Rows of marked text under their columns; without columns, each row is a name and its value."""

    columns: Sequence[str]
    rows: Sequence[Sequence[Markup]]


@dataclass(frozen=True)
class Passage:
    """One chunk: the headings that begin with it, the page that begins with it, its text."""

    n: int
    headings: Sequence[tuple[int, str]]  # level from 2, words
    place: str
    parts: Sequence[Paragraph | Table]
    is_cited: bool


def spans_of(words: str) -> list[Span]:
    """'12-40.60-70' as ranges; what is none is left out."""
    found = (_SPAN.fullmatch(piece) for piece in words[:400].split("."))
    return [(int(match[1]), int(match[2])) for match in found if match]


def passages(
    chunks: Sequence[Chunk], *, title: str, language: str, cited: int | None = None, words: Sequence[Span] = ()
) -> Iterator[Passage]:
    """The chunks to read. `words` are ranges of the text of the one that is `cited`."""
    path: tuple[str, ...] = (title,)
    place = ""
    for chunk in chunks:
        headings = tuple(heading for heading in chunk.headings if heading.strip())
        here = replace(chunk.place, row=None).label(language)
        is_cited = chunk.n == cited
        yield Passage(
            chunk.n,
            list(_beginning(path, headings)),
            here if here != place else "",
            list(_parts(chunk, words if is_cited else ())),
            is_cited,
        )
        path, place = headings, here


def _beginning(before: Sequence[str], headings: Sequence[str]) -> Iterator[tuple[int, str]]:
    """The headings that were not over the passage before."""
    known = True
    for level, heading in enumerate(headings):
        known = known and level < len(before) and before[level] == heading
        if not known:
            yield 2 + min(level, MOST_LEVELS), heading


def _parts(chunk: Chunk, words: Sequence[Span]) -> Iterator[Paragraph | Table]:
    """Lines as paragraphs; lines that are rows of a table, together as a table."""
    waiting = list(chunk.rows)
    run: list[Row] = []
    start = 0
    for line in chunk.text.split("\n"):
        row = next((row for row in waiting if _line(row) == line), None)
        if run and (row is None or not _belongs(row, run)):
            yield _table(run)
            run = []
        if row is not None:
            waiting.remove(row)
            run.append(list(_cells(row, start, words)))
        elif line.strip():
            yield Paragraph(_marked(line, start, words))
        start += len(line) + 1
    if run:
        yield _table(run)


def _belongs(row: Cells, run: Sequence[Row]) -> bool:
    """Whether a row is of the same table: both are pairs of a name and a value, or they share a column."""
    is_pairs = all(len(other) == 1 for other in run)
    names = {name for other in run for (name, _), _ in other}
    return len(row) == 1 if is_pairs else bool(names & {name for name, _ in row})


def _cells(row: Cells, start: int, words: Sequence[Span]) -> Iterator[tuple[Column, Markup]]:
    counts: Counter[str] = Counter()
    for name, value in row:
        start += len(f"{name}: ") if name else 0
        yield (name, counts[name]), _marked(value, start, words)
        counts[name] += 1
        start += len(value) + len("; ")


def _table(run: Sequence[Row]) -> Table:
    if all(len(row) == 1 for row in run):
        return Table((), [[escape(name), value] for ((name, _), value) in (row[0] for row in run)])
    # A row leaves out its empty cells.
    columns = list(dict.fromkeys(column for row in run for column, _ in row))
    return Table(
        [name for name, _ in columns], [[dict(row).get(column, Markup("")) for column in columns] for row in run]
    )


def _line(row: Cells) -> str:
    """A row as it stands in its chunk's text (`knowledge.loading.tables`)."""
    return "; ".join(f"{name}: {value}" if name else value for name, value in row)


def _marked(text: str, start: int, words: Sequence[Span]) -> Markup:
    return marked(text, [(first - start, last - start) for first, last in words if last > start])
