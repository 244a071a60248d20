"""OpenDocument: texts (ODT), sheets (ODS) and slides (ODP), read from the markup they share."""

import contextlib

from lxml import etree

from knowledge.errors import UnreadableFile
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.grids import Merge, add_grid
from knowledge.loading.packages import open_package, read_member
from knowledge.loading.source import Source
from knowledge.loading.xml import parse_xml
from knowledge.model import LoadedDocument, Place

_UNSEEN = frozenset(
    [
        "tracked-changes",
        "deletion",
        "annotation-end",
        "sequence-decls",
        "forms",
        "script",
        "scripts",
        "settings",
        "table-of-content-source",
    ]
)
_MAX_COLUMNS, _MAX_REPEATED_ROWS = 2000, 10_000


def load(source: Source) -> LoadedDocument:
    archive = open_package(source.data, source.budget)
    names = set(archive.namelist())
    if "META-INF/manifest.xml" in names:
        manifest = read_member(archive, archive.getinfo("META-INF/manifest.xml"), source.budget)
        if b"encryption-data" in manifest:
            raise UnreadableFile("encrypted")
    if "content.xml" not in names:
        raise UnreadableFile("malformed")
    root = parse_xml(read_member(archive, archive.getinfo("content.xml"), source.budget))
    title = ""
    if "meta.xml" in names:
        try:
            meta = parse_xml(read_member(archive, archive.getinfo("meta.xml"), source.budget))
            title = next((element.text or "" for element in meta.iter("{http://purl.org/dc/elements/1.1/}title")), "")
        except etree.XMLSyntaxError:
            pass
    body = next((element for element in root if _name(element) == "body"), None)
    if body is None:
        raise UnreadableFile("malformed")
    builder = BlockBuilder()
    reader = _Reader(builder, source)
    pages = reader.read(body)
    if "styles.xml" in names and source.format != "ods":
        with contextlib.suppress(etree.XMLSyntaxError):
            reader.read_masters(parse_xml(read_member(archive, archive.getinfo("styles.xml"), source.budget)))
    return builder.document(source, title, pages=pages or None)


class _Reader:
    def __init__(self, builder: BlockBuilder, source: Source) -> None:
        self._builder = builder
        self._source = source
        self._pages = 0

    def read(self, body: etree._Element) -> int:
        """Add everything; returns the number of slides or sheets."""
        self._children(body)
        return self._pages

    def read_masters(self, styles: etree._Element) -> None:
        """What stands on every page: headers, footers, and what is drawn on a slide master."""
        self._builder.clear_headings()
        known = {block.text for block in self._builder.blocks}
        for element in styles.iter("{*}header", "{*}footer", "{*}header-left", "{*}footer-left", "{*}master-page"):
            name = _name(element)
            before = len(self._builder.blocks)
            self._builder.place = Place(
                part="slide master" if name == "master-page" else f"page {name.removesuffix('-left')}"
            )
            if name != "master-page":
                self._children(element)
            elif self._source.format == "odp":
                for frame in element:
                    if _attribute(frame, "placeholder") != "true" and _name(frame) != "notes":
                        self._add(frame, in_list=False)
            added = [block for block in self._builder.blocks[before:] if block.text not in known]
            known |= {block.text for block in added}
            self._builder.blocks[before:] = added

    def _children(self, element: etree._Element, in_list: bool = False) -> None:
        for child in element:
            self._add(child, in_list)

    def _add(self, element: etree._Element, in_list: bool) -> None:
        name = _name(element)
        if name == "h":
            level = _attribute(element, "outline-level") or _attribute(element, "level") or "1"
            self._builder.heading(int(level) if level.isdigit() else 1, _text(element))
            self._attached(element)
        elif name == "p":
            self._builder.text(_text(element), "list" if in_list else "paragraph")
            self._attached(element)
        elif name == "table":
            self._table(element)
        elif name == "page":
            self._slide(element)
        elif name == "notes":
            self._notes(element)
        elif name in ("list", "ordered-list", "unordered-list"):
            self._children(element, in_list=True)
        elif name not in _UNSEEN:
            self._children(element, in_list)

    def _attached(self, paragraph: etree._Element) -> None:
        """Text boxes, footnotes and comments that hang on a paragraph, after it."""
        for element in paragraph.iter("{*}text-box", "{*}note-body", "{*}annotation", "{*}footnote-body"):
            holder = next((above for above in element.iterancestors("{*}p", "{*}h")), None)
            if holder is paragraph:
                self._children(element)

    def _slide(self, page: etree._Element) -> None:
        self._pages += 1
        self._source.budget.pages(1)
        self._builder.place = Place(slide=self._pages)
        self._builder.clear_headings()
        frames = list(page)
        titles = [frame for frame in frames if _attribute(frame, "class") == "title"]
        for frame in titles:
            self._builder.heading(1, " ".join(_text(p) for p in frame.iter("{*}p", "{*}h")))
        for frame in frames:
            if frame not in titles:
                self._add(frame, in_list=False)

    def _notes(self, notes: etree._Element) -> None:
        before = self._builder.place
        self._builder.place = Place(slide=before.slide, part="speaker notes")
        self._children(notes)
        self._builder.place = before

    def _table(self, table: etree._Element) -> None:
        rows, merges = _grid(table)
        if self._source.format == "ods" and not any(
            _name(above) in ("table", "frame") for above in table.iterancestors()
        ):
            self._pages += 1
            self._source.budget.pages(1)
            add_grid(self._builder, _attribute(table, "name") or f"Sheet{self._pages}", rows, merges)
            return
        for top, bottom, left, right in merges:
            for row in rows[top : bottom + 1]:
                row[left : right + 1] = [rows[top][left]] * len(row[left : right + 1])
        marked = len(table.findall(".//{*}table-header-rows/{*}table-row"))
        self._builder.table(rows, marked or None)


def _grid(table: etree._Element) -> tuple[list[list[str]], list[Merge]]:
    rows: list[list[str]] = []
    merges: list[Merge] = []
    for row in table.iter("{*}table-row"):
        if next(row.iterancestors("{*}table")) is not table:
            continue
        cells: list[str] = []
        for cell in row:
            if _name(cell) not in ("table-cell", "covered-table-cell"):
                continue
            text = " ".join(
                _text(p)
                for p in cell.iter("{*}p", "{*}h")
                if next(p.iterancestors("{*}table-cell", "{*}covered-table-cell")) is cell
            )
            text = text if _name(cell) == "table-cell" else ""
            down, across = _number(cell, "number-rows-spanned"), _number(cell, "number-columns-spanned")
            if (down > 1 or across > 1) and text:
                merges.append((len(rows), len(rows) + down - 1, len(cells), len(cells) + min(across, _MAX_COLUMNS) - 1))
            cells += [text] * min(_number(cell, "number-columns-repeated"), _MAX_COLUMNS - len(cells))
        repeated = _number(row, "number-rows-repeated")
        if not any(cells):  # the empty rest of a sheet is a million rows
            cells, repeated = [], min(repeated, 1 if repeated > 1000 else repeated)
        rows += [list(cells) for _ in range(min(repeated, _MAX_REPEATED_ROWS))]
    return rows, merges


def _text(paragraph: etree._Element) -> str:
    """The words of one paragraph, without what hangs on it."""
    pieces = [paragraph.text or ""]
    for child in paragraph:
        name = _name(child)
        if name == "s":
            count = _attribute(child, "c") or "1"
            pieces.append(" " * (min(int(count), 100) if count.isdigit() else 1))
        elif name == "tab" or name == "tab-stop":
            pieces.append("\t")
        elif name == "line-break":
            pieces.append("\n")
        elif (
            name not in ("note", "annotation", "frame", "text-box", "footnote", "custom-shape") and name not in _UNSEEN
        ):
            pieces.append(_text(child))
        pieces.append(child.tail or "")
    return "".join(pieces)


def _name(element: etree._Element) -> str:
    return etree.QName(element).localname if isinstance(element.tag, str) else ""


def _attribute(element: etree._Element, name: str) -> str:
    """By its local name: the namespaces differ between the old format and the new."""
    for key, value in element.attrib.items():
        if str(key).rsplit("}", 1)[-1] == name:
            return str(value)
    return ""


def _number(element: etree._Element, name: str) -> int:
    value = _attribute(element, name)
    return max(1, int(value)) if value.isdecimal() and len(value) < 9 else 1
