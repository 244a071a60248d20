"""What the knowledge package speaks of: blocks that loaders find, chunks that are indexed, passages that answer."""

import re
from dataclasses import asdict, dataclass
from typing import Any, Literal

Visibility = Literal["public", "staff"]
"""Who may see a document. Staff see both kinds, customers only the first."""

BlockKind = Literal["paragraph", "heading", "list", "row", "code"]


@dataclass(frozen=True)
class Place:
    """Where in its document something stands; a reader can go there and look."""

    page: int | None = None
    slide: int | None = None
    sheet: str | None = None
    row: int | None = None
    part: str | None = None  # a file inside an archive, a mail header, a chapter, speaker notes

    def label(self, language: str = "en") -> str:
        """A short text for people: 'page 3', 'sheet Prices, row 4'. Empty when nothing is known."""
        words = _PLACE_WORDS["zh" if language == "zh" else "en"]
        parts = [self.part] if self.part else []
        parts += [
            words[name].format(value)
            for name in ("page", "slide", "sheet", "row")
            if (value := getattr(self, name)) is not None
        ]
        return words["join"].join(parts)

    def to_json(self) -> dict[str, Any]:
        return {key: value for key, value in asdict(self).items() if value is not None}


_PLACE_WORDS = {
    "en": {"page": "page {}", "slide": "slide {}", "sheet": "sheet {}", "row": "row {}", "join": ", "},
    "zh": {"page": "第 {} 页", "slide": "第 {} 张幻灯片", "sheet": "工作表 {}", "row": "第 {} 行", "join": "，"},
}


_ENDS = {
    language: re.compile(
        "(?:^|{join})(?:{page}|{slide}|{sheet}|{row})$".format(
            join=words["join"],
            page=words["page"].format(r"(?P<page>\d+)"),
            slide=words["slide"].format(r"(?P<slide>\d+)"),
            sheet=words["sheet"].format(r"(?P<sheet>[^,，]+)"),
            row=words["row"].format(r"(?P<row>\d+)"),
        )
    )
    for language, words in _PLACE_WORDS.items()
}


def relabelled(label: str, language: str) -> str:
    """A text that ends as `Place.label` does, with that end in the language: '送货，第 3 页' becomes '送货, page 3'."""
    to, other = ("zh", "en") if language == "zh" else ("en", "zh")
    words, ends = _PLACE_WORDS[to], ""
    while found := _ENDS[other].search(label):
        ((name, value),) = ((name, value) for name, value in found.groupdict().items() if value is not None)
        label = label[: found.start()]
        ends = (words["join"] if label else "") + words[name].format(value) + ends
    return label + ends


@dataclass(frozen=True)
class Block:
    """One paragraph, heading, list item or table row, as a loader found it, in reading order."""

    text: str
    kind: BlockKind = "paragraph"
    headings: tuple[str, ...] = ()  # the headings above it, outermost first
    place: Place = Place()
    cells: tuple[tuple[str, str], ...] = ()  # of a row: (column name, value); text then reads 'Column: value; ...'


@dataclass(frozen=True)
class LoadedDocument:
    """What a loader made of one file."""

    title: str
    format: str  # 'pdf', 'docx', ...
    blocks: tuple[Block, ...]
    pages: int | None = None  # pages, slides or sheets, where the format has such
    warnings: tuple[str, ...] = ()  # parts that could not be read while the rest could

    @property
    def text(self) -> str:
        """All that was read, in order; a table as in the file: its column names once, then a line for each row."""
        lines: list[str] = []
        columns: tuple[str, ...] = ()
        for block in self.blocks:
            names = tuple(name for name, _ in block.cells)
            if len(names) < 2:  # not a row, or a row of one name and its value
                columns = ()
                lines.append(block.text)
                continue
            if names != columns and any(names):
                lines.append("\t".join(names))
            columns = names
            lines.append("\t".join(value for _, value in block.cells))
        return "\n".join(lines)


@dataclass(frozen=True)
class Chunk:
    """A piece of a document that is embedded and found as one. Never longer than the model's token window."""

    n: int  # position in its version, from 0
    text: str
    headings: tuple[str, ...] = ()
    place: Place = Place()
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()  # cells of the table rows it holds, in order


@dataclass(frozen=True)
class Passage:
    """A chunk that a search found, with all that an answer needs to cite it."""

    id: str  # 'document:version:n'
    document_id: str
    document: str  # the file name
    title: str
    version: int
    n: int
    text: str
    headings: tuple[str, ...]
    place: Place
    visibility: Visibility
    score: float  # fused; comparable within one search only
    dense: float = 0.0  # cosine of question and passage
    keyword: float = 0.0  # BM25
    rows: tuple[tuple[tuple[str, str], ...], ...] = ()
