"""From lines on a page to paragraphs, headings and rows: what a reader sees in sizes, gaps and indents."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from math import inf
from statistics import median

from knowledge.loading.blocks import BlockBuilder, join_lines

_ITEM = re.compile(
    r"(?:[•●○◦▪■□►▶‣⁃∙·–—*➢✓✔-]\s*(?=\S)|\(?(?:\d{1,3}|[a-zA-Z]|[ivxIVX]{1,5})[.)]\s|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）])"
)
_SENTENCE_END = re.compile(r"[.!?。！？:：;；][\"”’»)）\]]*\Z")
_LETTER = re.compile(r"[^\W\d_]")

_LARGER = 1.12  # times the body's size: a heading
_SAME_SIZE = 0.12
_WIDE_LEADING = 1.4  # times the page's usual distance of lines: a new paragraph
_HEADING_LENGTH = 150
_MIN_TABLE_LINES = 3


@dataclass
class Line:
    """One line of text. Points, from the page's top left corner, as it is read."""

    text: str
    x0: float
    top: float
    x1: float
    bottom: float
    size: float  # height of its font
    bold: bool = False
    segments: tuple[tuple[float, str], ...] = ()  # left edge and text of each, where wide gaps part the line


@dataclass
class Table:
    """A ruled table: cells as text, row by row."""

    rows: list[list[str]]
    top: float
    bottom: float
    x0: float
    x1: float


@dataclass
class Page:
    """What stands on one page, in reading order."""

    number: int
    height: float
    parts: list[Line | Table] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [part for part in self.parts if isinstance(part, Line)]


@dataclass(frozen=True)
class Typography:
    """The document's body size and the sizes that headings have, largest first."""

    body: float
    headings: tuple[float, ...]
    bold_is_rare: bool

    @classmethod
    def of(cls, pages: Sequence[Page]) -> "Typography":
        sizes: Counter[float] = Counter()
        bold = 0
        for page in pages:
            for line in page.lines:
                sizes[round(line.size * 2) / 2] += len(line.text)
                bold += len(line.text) if line.bold else 0
        if not sizes:
            return cls(10.0, (), False)
        body = sizes.most_common(1)[0][0]
        larger = sorted((size for size in sizes if size >= body * _LARGER), reverse=True)
        steps: list[float] = []
        for size in larger:
            if not steps or size < steps[-1] * 0.95:
                steps.append(size)
        return cls(body, tuple(steps[:6]), bold < 0.3 * sum(sizes.values()))

    def level(self, line: Line) -> int | None:
        """Heading level of a line by its looks, None for body text."""
        if len(line.text) > _HEADING_LENGTH or not _LETTER.search(line.text) or line.segments or "@" in line.text:
            return None
        for n, size in enumerate(self.headings, start=1):
            if line.size >= size * 0.95 and line.size >= self.body * _LARGER * 0.97:
                return n
        short = len(line.text) <= 80 and not re.search(r"[.,;。，；]\Z", line.text)
        if line.bold and self.bold_is_rare and short and line.size >= self.body * 0.95:
            return 7
        return None


def join_split_lines(lines: Sequence[Line]) -> list[Line]:
    """Pieces of one line that were taken for lines, such as raised digits, put together again."""
    joined: list[Line] = []
    for line in lines:
        above = joined[-1] if joined else None
        if above is not None and _continues(above, line):
            gap = line.x0 - above.x1
            wide = gap > 2.2 * max(above.size, line.size)
            parts = (above.segments or ((above.x0, above.text),)) + (line.segments or ((line.x0, line.text),))
            joined[-1] = Line(
                f"{above.text}{' ' if gap > 0.12 * above.size else ''}{line.text}",
                above.x0,
                min(above.top, line.top),
                line.x1,
                max(above.bottom, line.bottom),
                max(above.size, line.size),
                above.bold and line.bold,
                parts if wide or above.segments or line.segments else (),
            )
        else:
            joined.append(line)
    return joined


def _continues(above: Line, line: Line) -> bool:
    overlap = min(above.bottom, line.bottom) - max(above.top, line.top)
    low = min(above.bottom - above.top, line.bottom - line.top)
    return overlap > 0.5 * low and -0.3 * above.size < line.x0 - above.x1 < 12 * above.size


def add_page(page: Page, typography: Typography, builder: BlockBuilder) -> None:
    """Add the page's paragraphs, headings, list items and tables."""
    leading = _usual_leading(page.lines)
    edges = _right_edges(page.lines)
    parts = page.parts
    n = 0
    while n < len(parts):
        part = parts[n]
        if isinstance(part, Table):
            builder.table(part.rows)
            n += 1
            continue
        lines = _run_of_lines(parts, n)
        if (count := _aligned(lines)) >= _MIN_TABLE_LINES:
            builder.table([list(row) for row in _align(lines[:count])])
            n += count
            continue
        count = _paragraph_length(lines, typography, leading, edges)
        _add_paragraph(lines[:count], typography, builder)
        n += count


def _run_of_lines(parts: Sequence[Line | Table], start: int) -> list[Line]:
    lines: list[Line] = []
    for part in parts[start : start + 400]:
        if not isinstance(part, Line):
            break
        lines.append(part)
    return lines


def _add_paragraph(lines: Sequence[Line], typography: Typography, builder: BlockBuilder) -> None:
    text = join_lines([line.text for line in lines])
    level = typography.level(lines[0])
    if level and len(text) <= _HEADING_LENGTH and not (level == 7 and len(lines) > 2):
        builder.heading(level, text)
    else:
        builder.text(text, "list" if _ITEM.match(text) else "paragraph")


def _paragraph_length(lines: Sequence[Line], typography: Typography, leading: float, edges: dict[int, float]) -> int:
    """How many of the lines are one paragraph with the first."""
    count = 1
    while count < len(lines):
        above, line = lines[count - 1], lines[count]
        if above.text.endswith("\xad") and line.top > above.top:
            count += 1
            continue
        if line.segments or above.segments or _breaks(lines, count, leading, edges[id(above)]):
            break
        if typography.level(above) != typography.level(line) and (
            above.bold != line.bold or abs(above.size - line.size) > 0.5
        ):
            break
        count += 1
    return count


def _breaks(lines: Sequence[Line], n: int, leading: float, right: float) -> bool:
    """Whether a new paragraph begins at lines[n]. right: the edge of the column that the line above stands in."""
    above, line = lines[n - 1], lines[n]
    if abs(line.size - above.size) > _SAME_SIZE * max(line.size, above.size):
        return True
    if _ITEM.match(line.text):
        return True
    ends = bool(_SENTENCE_END.search(above.text))
    if line.bottom < above.top + 0.2 * above.size:  # back up: the next column
        return ends or line.text[:1].isupper()
    if line.bottom - above.bottom > max(leading, above.size) * _WIDE_LEADING:
        return True
    # the next word would have stood on the line above, had no new paragraph begun
    if right - above.x1 > _first_word_width(line) + line.size:
        return True
    return line.x0 - above.x0 > line.size * 0.9 and ends and (n < 2 or above.x0 - lines[n - 2].x0 < line.size * 0.9)


def _right_edges(lines: Sequence[Line]) -> dict[int, float]:
    """For each line (by id) how far its column reaches to the right."""
    bounds = [
        min((o.x0 for o in lines if o.x0 >= line.x1 and min(o.bottom, line.bottom) > max(o.top, line.top)), default=inf)
        for line in lines
    ]
    edges: dict[int, float] = {}
    for n, line in enumerate(lines):
        # where this line has no neighbour in the next column, those above and below it may have
        bound = min((b for b in bounds[max(0, n - 8) : n + 8] if b >= line.x1), default=inf)
        reach = sorted(
            other.x1
            for other in lines
            if abs(other.x0 - line.x0) < 2.5 * line.size
            and line.x0 < other.x1 <= bound
            and abs(other.size - line.size) < 0.15 * line.size
        )
        # the second longest: one line may stick out
        edges[id(line)] = reach[-2] if len(reach) > 3 else max(reach, default=line.x1)
    return edges


def _first_word_width(line: Line) -> float:
    """In points; in Chinese, which breaks anywhere but before punctuation, three characters."""
    word = line.text.split(" ", 1)[0]
    return min(len(word) * (line.x1 - line.x0) / len(line.text), (3 if not word.isascii() else 40) * line.size)


def _usual_leading(lines: Sequence[Line]) -> float:
    steps = [
        b.bottom - a.bottom
        for a, b in zip(lines, lines[1:], strict=False)
        if 0.5 * a.size < b.bottom - a.bottom < 3 * a.size
    ]
    return median(steps) if steps else 0.0


def _aligned(lines: Sequence[Line]) -> int:
    """How many of the lines, from the first on, are rows of one table without rules: short cells under each other."""
    count = 0
    for line in lines:
        if len(line.segments) < 2 or sum(len(text) for _, text in line.segments) / len(line.segments) > 30:
            break
        if count:
            edges = [x for x, _ in lines[0].segments]
            tolerance = 2.5 * line.size
            matching = sum(1 for x, _ in line.segments if any(abs(x - edge) < tolerance for edge in edges))
            if abs(len(line.segments) - len(edges)) > 1 or matching < min(len(edges), len(line.segments)) - 1:
                break
            if line.top < lines[count - 1].top:
                break
        count += 1
    widths = Counter(len(line.segments) for line in lines[:count])
    return count if widths and widths.most_common(1)[0][1] >= _MIN_TABLE_LINES else 0


def _align(lines: Sequence[Line]) -> list[list[str]]:
    """The segments put into columns; a line with fewer than the others is matched by position."""
    columns = max(len(line.segments) for line in lines)
    model = next(line for line in lines if len(line.segments) == columns)
    edges = [x for x, _ in model.segments]
    rows = []
    for line in lines:
        if len(line.segments) == columns:
            rows.append([text for _, text in line.segments])
            continue
        row = [""] * columns
        for x, text in line.segments:
            nearest = min(range(columns), key=lambda c: abs(edges[c] - x))
            row[nearest] = f"{row[nearest]} {text}".strip()
        rows.append(row)
    return rows


def drop_running_lines(pages: Sequence[Page]) -> None:
    """Take out headers and footers that repeat from page to page, all but the first of each, and page numbers."""
    if len(pages) < 3:
        return
    edges = [(page, list({id(line): line for line in (*page.lines[:3], *page.lines[-3:])}.values())) for page in pages]
    seen = Counter(key for page, lines in edges for key in {_running_key(page, line) for line in lines})
    least = max(3, len(pages) * 0.3)
    kept: set[tuple[str, int]] = set()
    for page, lines in edges:
        dropped = set()
        for line in lines:
            key = _running_key(page, line)
            in_margin = line.bottom < 0.12 * page.height or line.top > 0.88 * page.height
            if seen[key] >= least and in_margin:
                if key in kept or not _LETTER.search(line.text):
                    dropped.add(id(line))
                kept.add(key)
        page.parts = [part for part in page.parts if id(part) not in dropped]


def _running_key(page: Page, line: Line) -> tuple[str, int]:
    return re.sub(r"\d+", "#", line.text).strip().lower(), round(line.top / max(page.height, 1) * 40)
