"""XLS, the format of Excel before 2007."""

import logging
import os

import xlrd
from xlrd.book import Book
from xlrd.sheet import Sheet
from xlrd.xldate import xldate_as_datetime

from knowledge.errors import UnreadableFile
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.grids import Merge, add_grid
from knowledge.loading.numbers import plain, show
from knowledge.loading.source import Source
from knowledge.model import LoadedDocument

logger = logging.getLogger(__name__)


def load(source: Source) -> LoadedDocument:
    book, formatted = _open(source.data)
    builder = BlockBuilder()
    sheets = book.sheets()
    source.budget.pages(len(sheets))
    all_hidden = all(sheet.visibility for sheet in sheets)
    for sheet in sheets:
        if sheet.visibility and not all_hidden:
            builder.warnings.append(f"The sheet '{sheet.name}' is hidden and was not read.")
            continue
        rows = [[_shown(book, sheet, r, c, formatted) for c in range(sheet.row_len(r))] for r in range(sheet.nrows)]
        merges: list[Merge] = [(top, bottom - 1, left, right - 1) for top, bottom, left, right in sheet.merged_cells]
        add_grid(builder, sheet.name, rows, merges)
    return builder.document(source, pages=len(sheets))


def _open(data: bytes) -> tuple[Book, bool]:
    """The workbook, and whether its number formats could be read too."""
    with open(os.devnull, "w", encoding="utf-8") as quiet:
        for formatted in (True, False):
            try:
                book = xlrd.open_workbook(
                    file_contents=data, formatting_info=formatted, ragged_rows=True, logfile=quiet
                )
                return book, formatted
            except xlrd.XLRDError as error:
                if "encrypted" in str(error).lower() or "password" in str(error).lower():
                    raise UnreadableFile("encrypted") from None
                if not formatted:
                    raise
            except Exception as error:
                logger.info("xls with formats: %s", error)
                if not formatted:
                    raise
    raise UnreadableFile("malformed")


def _shown(book: Book, sheet: Sheet, row: int, column: int, formatted: bool) -> str:
    cell = sheet.cell(row, column)
    if cell.ctype in (xlrd.XL_CELL_EMPTY, xlrd.XL_CELL_BLANK):
        return ""
    if cell.ctype == xlrd.XL_CELL_TEXT:
        return str(cell.value)
    if cell.ctype == xlrd.XL_CELL_BOOLEAN:
        return show(bool(cell.value))
    if cell.ctype == xlrd.XL_CELL_ERROR:
        return str(xlrd.error_text_from_code.get(cell.value, ""))
    if cell.ctype == xlrd.XL_CELL_DATE:
        try:
            moment = xldate_as_datetime(cell.value, book.datemode)
        except (ValueError, OverflowError):
            return plain(cell.value)
        return show(moment.time() if cell.value < 1 else moment)
    return show(cell.value, _number_format(book, cell.xf_index) if formatted else "General")


def _number_format(book: Book, style: int | None) -> str:
    if style is None:
        return "General"
    found = book.format_map.get(book.xf_list[style].format_key)
    return found.format_str if found else "General"
