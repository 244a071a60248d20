"""DOCX: paragraphs and tables in reading order, with the heading path; also text boxes, notes, headers and footers."""

import io
import re
from collections.abc import Iterator
from typing import Any

from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.part import PartFactory
from docx.package import Package
from docx.parts.document import DocumentPart
from lxml import etree

from knowledge.errors import UnreadableFile
from knowledge.loading.archive import add_file
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.ooxml import add_drawings, add_package_properties, checked_package
from knowledge.loading.source import Source
from knowledge.loading.xml import parse_xml
from knowledge.model import LoadedDocument, Place

_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_MC_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_HEADING_NAME = re.compile(r"(?:heading|标题|標題|überschrift|titre|título|titolo)\s*([1-9])", re.IGNORECASE)
_NOT_PRINTED = (_W + "del", _W + "moveFrom", _W + "txbxContent", _MC_FALLBACK, _W + "instrText", _W + "pPr")
_MAX_SPAN = 200

# Macro-enabled documents and templates are the same inside.
_MAIN_TYPES = (
    "application/vnd.ms-word.document.macroEnabled.main+xml",
    "application/vnd.ms-word.template.macroEnabledTemplate.main+xml",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.template.main+xml",
)


def load(source: Source) -> LoadedDocument:
    archive, data = checked_package(source)
    for content_type in _MAIN_TYPES:
        PartFactory.part_type_for.setdefault(content_type, DocumentPart)
    package = Package.open(io.BytesIO(data))
    part = package.main_document_part
    builder = BlockBuilder()
    reader = _Reader(part, builder)
    for page_part in _parts(part, RELATIONSHIP_TYPE.HEADER):
        reader.add_part(page_part, "page header")
    reader.add(part.element)
    builder.clear_headings()
    for kind, place in (
        (RELATIONSHIP_TYPE.FOOTNOTES, "footnote"),
        (RELATIONSHIP_TYPE.ENDNOTES, "endnote"),
        (RELATIONSHIP_TYPE.COMMENTS, "comment"),
        (RELATIONSHIP_TYPE.FOOTER, "page footer"),
    ):
        for other in _parts(part, kind):
            reader.add_part(other, place)
    add_drawings(archive, builder)
    _add_chunks(part, source, builder)
    title = add_package_properties(builder, package)
    return builder.document(source, title)


def _parts(part: Any, kind: str) -> list[Any]:
    return [rel.target_part for rel in part.rels.values() if rel.reltype == kind and not rel.is_external]


def _add_chunks(part: Any, source: Source, builder: BlockBuilder) -> None:
    """Whole files that a document takes in as they are (HTML, RTF, a mail archive)."""
    for n, chunk in enumerate(_parts(part, RELATIONSHIP_TYPE.A_F_CHUNK), start=1):
        try:
            add_file(source.inside(chunk.blob, f"part {n}"), builder)
        except UnreadableFile as error:
            builder.warnings.append(f"Part {n}: {error}")


class _Reader:
    """Walks the markup itself: python-docx's own lists leave out content controls, text boxes and notes."""

    def __init__(self, part: Any, builder: BlockBuilder) -> None:
        self._builder = builder
        self._levels, self._based_on, self._lists = _styles(part)
        self._seen_notes: set[str] = set()

    def add_part(self, part: Any, place: str) -> None:
        """A header, footer or notes part; the same words in several are taken once."""
        element = getattr(part, "element", None)
        if element is None:
            element = parse_xml(part.blob)
        text = " ".join(_paragraph_text(element).split())
        if not text or text in self._seen_notes:
            return
        self._seen_notes.add(text)
        before = self._builder.place
        self._builder.place = Place(part=place)
        self.add(element)
        self._builder.place = before

    def add(self, root: etree._Element) -> None:
        for element in _blocks_of(root):
            if element.tag == _W + "p":
                self._paragraph(element)
            else:
                self._table(element)

    def _paragraph(self, paragraph: etree._Element) -> None:
        text = _paragraph_text(paragraph)
        if text.strip():
            level = self._level(paragraph)
            if level:
                self._builder.heading(level, text)
            else:
                self._builder.text(text, "list" if self._is_list(paragraph) else "paragraph")
        for box in _text_boxes(paragraph):
            self.add(box)

    def _table(self, table: etree._Element) -> None:
        rows = [_cells(row) for row in _table_rows(table)]
        if max((len(row) for row in rows), default=0) == 1 or any(
            _holds_structure(cell) for row in rows for cell, _, _ in row
        ):
            for row in rows:  # a frame around text
                for cell, _, merged in row:
                    if not merged:
                        self.add(cell)
            return
        texts: list[list[str]] = []
        for row in rows:
            line: list[str] = []
            for cell, span, continues in row:
                above = texts[-1][len(line)] if continues and texts and len(line) < len(texts[-1]) else None
                line += [_cell_text(cell) if above is None else above] * span
            texts.append(line)
        marked = sum(1 for row in _table_rows(table) if row.find(f"{_W}trPr/{_W}tblHeader") is not None)
        self._builder.table(texts, marked or None)

    def _style(self, paragraph: etree._Element) -> str:
        style = paragraph.find(f"{_W}pPr/{_W}pStyle")
        return style.get(_W + "val", "") if style is not None else ""

    def _level(self, paragraph: etree._Element) -> int | None:
        outline = paragraph.find(f"{_W}pPr/{_W}outlineLvl")
        if outline is not None and outline.get(_W + "val", "").isdigit():
            level = int(outline.get(_W + "val")) + 1
            return level if level <= 9 else None
        style: str | None = self._style(paragraph)
        for _ in range(10):
            if not style:
                return None
            if style in self._levels:
                return self._levels[style]
            style = self._based_on.get(style)
        return None

    def _is_list(self, paragraph: etree._Element) -> bool:
        return paragraph.find(f"{_W}pPr/{_W}numPr") is not None or self._style(paragraph) in self._lists


def _styles(part: Any) -> tuple[dict[str, int], dict[str, str], set[str]]:
    """Of the styles by id: heading level, the style each is based on, and which are lists."""
    levels: dict[str, int] = {}
    based_on: dict[str, str] = {}
    lists: set[str] = set()
    for styles in _parts(part, RELATIONSHIP_TYPE.STYLES):
        root = getattr(styles, "element", None)
        if root is None:
            root = parse_xml(styles.blob)
        for style in root.iter(_W + "style"):
            key = style.get(_W + "styleId", "")
            name = style.find(_W + "name")
            name = name.get(_W + "val", "") if name is not None else ""
            outline = style.find(f"{_W}pPr/{_W}outlineLvl")
            parent = style.find(_W + "basedOn")
            if parent is not None:
                based_on[key] = parent.get(_W + "val", "")
            if found := _HEADING_NAME.match(name):
                levels[key] = int(found[1])
            elif name.lower() == "title":
                levels[key] = 1
            elif outline is not None and outline.get(_W + "val", "").isdigit() and int(outline.get(_W + "val")) < 9:
                levels[key] = int(outline.get(_W + "val")) + 1
            if style.find(f"{_W}pPr/{_W}numPr") is not None or name.lower().startswith("list"):
                lists.add(key)
    return levels, based_on, lists


def _blocks_of(root: etree._Element) -> Iterator[etree._Element]:
    """The outermost paragraphs and tables below, through content controls, insertions and whatever else wraps them."""
    stack = list(reversed(root))
    while stack:
        element = stack.pop()
        if element.tag in (_W + "p", _W + "tbl"):
            yield element
        elif element.tag not in (_MC_FALLBACK, _W + "del", _W + "moveFrom", _W + "sectPr", _W + "tcPr"):
            stack += reversed(element)


def _paragraph_text(paragraph: etree._Element) -> str:
    """The words of a paragraph as printed: no deletions, field codes or hidden runs; text boxes come separately."""
    pieces: list[str] = []
    stack = [paragraph]
    while stack:
        element = stack.pop()
        tag = element.tag
        if tag in (_W + "t", "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"):
            pieces.append(element.text or "")
        elif tag == _W + "tab" and element.getparent().tag == _W + "r":
            pieces.append("\t")
        elif tag in (_W + "br", _W + "cr"):
            pieces.append("\n")
        elif tag == _W + "noBreakHyphen":
            pieces.append("-")
        elif tag == _W + "sym":
            pieces.append(" ")
        elif tag in _NOT_PRINTED or (tag == _W + "r" and _is_hidden(element)):
            continue
        else:
            if tag == _W + "p" and pieces:
                pieces.append("\n")
            stack += reversed(element)
    return "".join(pieces)


def _is_hidden(run: etree._Element) -> bool:
    vanish = run.find(f"{_W}rPr/{_W}vanish")
    return vanish is not None and vanish.get(_W + "val", "true") not in ("0", "false", "off")


def _text_boxes(paragraph: etree._Element) -> Iterator[etree._Element]:
    stack = list(reversed(paragraph))
    while stack:
        element = stack.pop()
        if element.tag == _W + "txbxContent":
            yield element
        elif element.tag not in (_MC_FALLBACK, _W + "del"):
            stack += reversed(element)


def _table_rows(table: etree._Element) -> list[etree._Element]:
    return [row for row in table.iter(_W + "tr") if next(row.iterancestors(_W + "tbl")) is table]


def _cells(row: etree._Element) -> list[tuple[etree._Element, int, bool]]:
    """Each cell with the columns it covers and whether it continues the cell above."""
    cells = []
    before = row.find(f"{_W}trPr/{_W}gridBefore")
    if before is not None and before.get(_W + "val", "").isdigit():
        cells.append((etree.Element(_W + "tc"), min(int(before.get(_W + "val")), _MAX_SPAN), False))
    for cell in row.iter(_W + "tc"):
        if next(cell.iterancestors(_W + "tr")) is not row:
            continue
        span = cell.find(f"{_W}tcPr/{_W}gridSpan")
        width = span.get(_W + "val", "1") if span is not None else "1"
        merge = cell.find(f"{_W}tcPr/{_W}vMerge")
        continues = merge is not None and merge.get(_W + "val", "continue") == "continue"
        cells.append((cell, max(1, min(int(width), _MAX_SPAN)) if width.isdigit() else 1, continues))
    return cells


def _holds_structure(cell: etree._Element) -> bool:
    """Whether a cell holds a table of its own, or so much text that it is a page."""
    return cell.find(f".//{_W}tbl") is not None or sum(len(t.text or "") for t in cell.iter(_W + "t")) > 2000


def _cell_text(cell: etree._Element) -> str:
    pieces = [_paragraph_text(block) for block in _blocks_of(cell)]
    pieces += [_paragraph_text(box) for block in _blocks_of(cell) for box in _text_boxes(block)]
    return " ".join(piece for piece in pieces if piece.strip())
