"""PPTX: slide by slide, title first, then shapes in the order they are read, tables as rows, speaker notes."""

import io
from collections.abc import Iterable
from dataclasses import replace
from typing import Any

from pptx.opc.constants import CONTENT_TYPE
from pptx.opc.package import PartFactory
from pptx.package import Package
from pptx.parts.presentation import PresentationPart

from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.ooxml import add_chart, add_diagram, add_package_properties, checked_package
from knowledge.loading.source import Source
from knowledge.loading.xml import parse_xml
from knowledge.model import LoadedDocument, Place

NOTES_PLACE = "speaker notes"
_MAX_GROUPS = 20


def load(source: Source) -> LoadedDocument:
    _, data = checked_package(source)
    for kind in (CONTENT_TYPE.PML_PRES_MACRO_MAIN, CONTENT_TYPE.PML_TEMPLATE_MAIN, CONTENT_TYPE.PML_SLIDESHOW_MAIN):
        PartFactory.part_type_for.setdefault(kind, PresentationPart)
    package = Package.open(io.BytesIO(data))
    presentation = package.main_document_part.presentation
    builder = BlockBuilder()
    slides = list(presentation.slides)
    source.budget.pages(len(slides))
    hidden = 0
    for n, slide in enumerate(slides, start=1):
        if slide._element.get("show") == "0":
            hidden += 1
            continue
        builder.place = Place(slide=n)
        builder.clear_headings()
        _add_slide(slide, builder)
    if hidden:
        builder.warnings.append(f"{hidden} hidden slides were not read.")
    _add_masters(presentation, builder)
    title = add_package_properties(builder, package)
    return builder.document(source, title, pages=len(slides))


def _add_slide(slide: Any, builder: BlockBuilder) -> None:
    title = slide.shapes.title
    if title is not None and title.has_text_frame:
        builder.heading(1, title.text_frame.text)
    shapes = [shape for shape in slide.shapes if title is None or shape.shape_id != title.shape_id]
    for shape in sorted(shapes, key=_reading_position):
        _add_shape(shape, builder)
    for rel in slide.part.rels.values():
        if rel.reltype.endswith("/diagramData") and not rel.is_external:
            add_diagram(parse_xml(rel.target_part.blob), builder)
    if slide.has_notes_slide and (frame := slide.notes_slide.notes_text_frame) is not None:
        before = builder.place
        builder.place = replace(before, part=NOTES_PLACE)
        builder.text(frame.text)
        builder.place = before


def _reading_position(shape: Any) -> tuple[int, int]:
    """Top to bottom, then left to right; shapes that start nearly level count as one row (a tenth of an inch)."""
    return ((shape.top or 0) // 91_440, shape.left or 0)


def _add_shape(shape: Any, builder: BlockBuilder, depth: int = 0) -> None:
    if hasattr(shape, "shapes"):
        if depth < _MAX_GROUPS:
            for inner in sorted(shape.shapes, key=_reading_position):
                _add_shape(inner, builder, depth + 1)
    elif getattr(shape, "has_table", False) and shape.has_table:
        table = shape.table
        builder.table([list(_row(row.cells)) for row in table.rows], headers=1 if table.first_row else None)
    elif getattr(shape, "has_chart", False) and shape.has_chart:
        add_chart(shape.chart._chartSpace, builder)
    elif shape.has_text_frame:
        for paragraph in shape.text_frame.paragraphs:
            text = (
                "".join(run.text for run in paragraph.runs)
                if not paragraph._p.findall(".//{*}fld")
                else _with_fields(paragraph)
            )
            builder.text(text.replace("\v", "\n"), "list" if paragraph.level else "paragraph")
    else:
        # diagrams and the like keep their words in the shape's markup
        words = [
            t.text for t in shape._element.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t") if t.text
        ]
        builder.text("\n".join(words))


def _with_fields(paragraph: Any) -> str:
    return "".join(t.text or "" for t in paragraph._p.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t"))


def _row(cells: Iterable[Any]) -> Iterable[str]:
    value = ""
    for cell in cells:
        if not cell.is_spanned:
            value = cell.text_frame.text
        yield value if cell.is_merge_origin or cell._tc.hMerge else ("" if cell.is_spanned else value)


def _add_masters(presentation: Any, builder: BlockBuilder) -> None:
    """What stands on every slide, once; the prompts in placeholders are nobody's text."""
    builder.place = Place(part="slide master")
    builder.clear_headings()
    for master in presentation.slide_masters:
        for shape in master.shapes:
            if not shape.is_placeholder:
                _add_shape(shape, builder)
