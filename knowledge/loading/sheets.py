"""XLSX: each sheet's tables row by row, values as shown. Read as a stream, so size costs time, not memory."""

import html
import io
import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils import range_boundaries

from knowledge.errors import UnreadableFile
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.grids import Merge, add_grid
from knowledge.loading.numbers import show
from knowledge.loading.ooxml import add_drawings, add_properties, checked_package, read_extra
from knowledge.loading.source import Source
from knowledge.model import Block, LoadedDocument, Place

_MERGE = re.compile(rb"<(?:\w+:)?mergeCell\b[^>]*?\bref=\"([A-Z]{1,3}\d{1,7}:[A-Z]{1,3}\d{1,7})\"")
_SIDE_TEXT = re.compile(
    r"xl/(?:drawings/drawing|comments|threadedComments/threadedComment)[^/]*\.xml\Z|xl/comments/[^/]*\.xml\Z"
)
_MARGIN = re.compile(rb"<(?:\w+:)?(?:odd|even|first)(Header|Footer)>([^<]*)</")
_MARGIN_PART = re.compile(r"&[LCR](?![a-z])")
_MARGIN_CODE = re.compile(r"&\"[^\"]*\"|&K[0-9A-Fa-f]{6}|&K[+\-0-9]{5}|&\d+|&[A-Za-z]")
_MAX_CELLS = 20_000_000


def load(source: Source) -> LoadedDocument:
    archive, data = checked_package(source)
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    builder = BlockBuilder()
    sheets = book.worksheets
    source.budget.pages(len(sheets))
    hidden = [sheet.title for sheet in sheets if sheet.sheet_state != "visible"]
    if len(hidden) == len(sheets):
        hidden = []
    for sheet in sheets:
        if sheet.title in hidden:
            builder.warnings.append(f"The sheet '{sheet.title}' is hidden and was not read.")
            continue
        rows = list(_rows(sheet))
        markup = _markup(archive, sheet)
        add_grid(builder, sheet.title, rows, _merges(markup))
        _add_margins(markup, builder)
    builder.clear_headings()
    _add_side_texts(archive, builder)
    add_drawings(archive, builder)
    add_properties(builder, book.properties)
    return builder.document(source, str(book.properties.title or ""), pages=len(sheets))


def _rows(sheet: Any) -> Iterator[list[str]]:
    # the declared size is what some program once wrote there; rows beyond it would be lost
    sheet.reset_dimensions()
    cells = 0
    for row in sheet.iter_rows():
        cells += len(row) + 1
        if cells > _MAX_CELLS:
            raise UnreadableFile("too_much_memory")
        yield [show(cell.value, getattr(cell, "number_format", None) or "General") for cell in row]


def _markup(archive: zipfile.ZipFile, sheet: Any) -> bytes:
    try:
        return archive.read(sheet._worksheet_path)
    except (KeyError, zipfile.BadZipFile):
        return b""


def _merges(markup: bytes) -> list[Merge]:
    """openpyxl's stream leaves merged ranges out; they are read from the sheet's part."""
    merges: list[Merge] = []
    for reference in _MERGE.findall(markup):
        left, top, right, bottom = range_boundaries(reference.decode("ascii"))
        merges.append((top - 1, bottom - 1, left - 1, right - 1))
    return merges


def _add_margins(markup: bytes, builder: BlockBuilder) -> None:
    """The printed page's header and footer, without the codes for fonts, page numbers and dates."""
    known = {block.text for block in builder.blocks}
    for kind, coded in _MARGIN.findall(markup):
        for text in _MARGIN_PART.split(html.unescape(coded.decode("utf-8", "ignore"))):
            text = " ".join(_MARGIN_CODE.sub(" ", text).split())
            if text.strip("-–/ ") and text not in known:
                known.add(text)
                builder.blocks.append(
                    Block(text, place=replace(builder.place, part=f"page {kind.decode('ascii').lower()}"))
                )


def _add_side_texts(archive: zipfile.ZipFile, builder: BlockBuilder) -> None:
    """Text boxes and comments, after the sheets."""
    for name in archive.namelist():
        if _SIDE_TEXT.match(name):
            root = read_extra(archive, name)
            if root is None:
                continue
            builder.place = Place(part="comment" if "omment" in name else "text box")
            for group in root.iter("{*}sp", "{*}comment", "{*}threadedComment"):
                builder.text("".join(t.text or "" for t in group.iter("{*}t", "{*}text") if len(t) == 0))
