"""PDF: text by PDFium, headings by size and weight, ruled tables as rows, pages without text through OCR."""

import logging
from typing import TYPE_CHECKING

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.errors import UnreadableFile
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.layout import Line, Page, Table, Typography, add_page, drop_running_lines, join_split_lines
from knowledge.loading.ocr import MIN_SCANNED, recognise
from knowledge.loading.pdf_page import PageText, share_unmapped
from knowledge.loading.pdf_tables import find_tables
from knowledge.loading.source import Budget, Source
from knowledge.model import LoadedDocument, Place

if TYPE_CHECKING:
    from PIL.Image import Image

logger = logging.getLogger(__name__)

_FEW_CHARACTERS = 40  # a scan with a stamp or a page number in its text layer
_SCAN_COVERS = 0.5  # of the page
_UNREADABLE_SHARE = 0.3
_SLOW_EXTRAS_UNTIL = 0.7  # of the wall clock: then OCR stops, and it is said
_RENDERED = 1700  # pixels, the longer side
_MOST_ENLARGED = 4.0  # pixels per point: nobody scans finer
_DRAWN_ANNOTATIONS = (raw.FPDF_ANNOT_WIDGET, raw.FPDF_ANNOT_FREETEXT, raw.FPDF_ANNOT_STAMP)


def load(source: Source) -> LoadedDocument:
    document = _open(source.data)
    try:
        count = len(document)
        source.budget.pages(count)
        builder = BlockBuilder()
        pages: list[Page] = []
        unread: list[int] = []
        damaged: list[int] = []
        for n in range(count):
            try:
                page = _read_page(document, n, source.budget, unread)
            except pdfium.PdfiumError as error:
                logger.info("page %d: %s", n + 1, error)
                damaged.append(n + 1)
                continue
            pages.append(page)
        if damaged and not pages:
            raise UnreadableFile("malformed")
        drop_running_lines(pages)
        typography = Typography.of(pages)
        for page in pages:
            builder.place = Place(page=page.number)
            add_page(page, typography, builder)
        if unread:
            builder.warnings.append(f"Scanned pages that time did not suffice for were not read: {_ranges(unread)}.")
        if damaged:
            builder.warnings.append(f"Damaged pages were not read: {_ranges(damaged)}.")
        return builder.document(source, _title(document), pages=count)
    finally:
        document.close()


def _open(data: bytes) -> pdfium.PdfDocument:
    try:
        # an empty password opens files that are only protected against changes
        document = pdfium.PdfDocument(data, password="")
        len(document)
        return document
    except pdfium.PdfiumError as error:
        message = str(error).lower()
        if "password" in message or "security" in message:
            raise UnreadableFile("encrypted") from None
        raise UnreadableFile("malformed") from None


def _read_page(document: pdfium.PdfDocument, n: int, budget: Budget, unread: list[int]) -> Page:
    page = _loaded(document, n)
    text = PageText(page)
    try:
        lines = join_split_lines(text.lines())
        tables, rest = find_tables(page, text, lines)
        found = Page(n + 1, page.get_height(), _in_order(lines, rest, tables))
        written = "".join(line.text for line in lines)
        if not _needs_ocr(page, written):
            return found
        if budget.share_used() > _SLOW_EXTRAS_UNTIL:
            unread.append(n + 1)
            return found
        scanned = recognise(_picture(page))
        if sum(len(line.text) for line in scanned) > len(written):
            # points, as everything else on a page
            scale = 1 / _render_scale(page)
            found.parts = [_scaled(line, scale) for line in scanned]
        return found
    finally:
        text.close()
        page.close()


def _loaded(document: pdfium.PdfDocument, n: int) -> pdfium.PdfPage:
    """The page; what is filled into its form fields becomes part of its text."""
    page = document[n]
    for i in range(min(raw.FPDFPage_GetAnnotCount(page), 5000)):
        annotation = raw.FPDFPage_GetAnnot(page, i)
        if not annotation:
            continue
        kind = raw.FPDFAnnot_GetSubtype(annotation)
        raw.FPDFPage_CloseAnnot(annotation)
        if kind in _DRAWN_ANNOTATIONS:
            raw.FPDFPage_Flatten(page, raw.FLAT_NORMALDISPLAY)
            page.close()
            return document[n]
    return page


def _in_order(lines: list[Line], rest: list[Line], tables: list[Table]) -> list[Line | Table]:
    """Each table stands where its first line stood."""
    if not tables:
        return list(lines)
    outside = {id(line) for line in rest}
    parts: list[Line | Table] = []
    placed: set[int] = set()
    for line in lines:
        if id(line) in outside:
            parts.append(line)
            continue
        middle_x, middle_y = (line.x0 + line.x1) / 2, (line.top + line.bottom) / 2
        for table in tables:
            if (
                id(table) not in placed
                and table.x0 - 2 <= middle_x <= table.x1 + 2
                and table.top - 2 <= middle_y <= table.bottom + 2
            ):
                placed.add(id(table))
                parts.append(table)
                break
    return parts


def _needs_ocr(page: pdfium.PdfPage, written: str) -> bool:
    """No text but something drawn; a picture over the page with hardly a word; or letters nobody can read."""
    if len(written) >= _FEW_CHARACTERS:
        return share_unmapped(written) > _UNREADABLE_SHARE
    area = page.get_width() * page.get_height()
    if area < MIN_SCANNED:
        return False
    objects = 0
    for item in page.get_objects(max_depth=3):
        objects += 1
        if item.type == raw.FPDF_PAGEOBJ_IMAGE:
            left, bottom, right, top = item.get_bounds()
            if (right - left) * (top - bottom) > _SCAN_COVERS * area:
                return True
        if objects > 5000:
            break
    return not written.strip() and objects > 0


def _render_scale(page: pdfium.PdfPage) -> float:
    return min(_MOST_ENLARGED, _RENDERED / max(page.get_width(), page.get_height(), 1))


def _picture(page: pdfium.PdfPage) -> "Image":
    bitmap = page.render(scale=_render_scale(page), may_draw_forms=False)
    return bitmap.to_pil().convert("RGB")


def _scaled(line: Line, scale: float) -> Line:
    return Line(
        line.text, line.x0 * scale, line.top * scale, line.x1 * scale, line.bottom * scale, line.size * scale, False, ()
    )


def _title(document: pdfium.PdfDocument) -> str:
    title = str(document.get_metadata_value("Title") or "").strip()
    # what programs put there when nobody typed a title
    return (
        ""
        if title.lower().startswith(("microsoft word", "untitled", "powerpoint"))
        or title.endswith((".doc", ".docx", ".indd", ".tex", ".dvi"))
        else title
    )


def _ranges(numbers: list[int]) -> str:
    """'3, 5-8'."""
    parts: list[list[int]] = []
    for number in numbers:
        if parts and number == parts[-1][-1] + 1:
            parts[-1].append(number)
        else:
            parts.append([number])
    return ", ".join(str(part[0]) if len(part) == 1 else f"{part[0]}-{part[-1]}" for part in parts)
