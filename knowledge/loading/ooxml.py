"""What Word, PowerPoint and Excel files have in common: charts, diagrams, properties, and the strict variant."""

import io
import logging
import re
import zipfile
from typing import Any

from lxml import etree

from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.numbers import plain
from knowledge.loading.packages import DAMAGED, open_package
from knowledge.loading.source import Source
from knowledge.loading.xml import parse_xml
from knowledge.model import Block, Place

logger = logging.getLogger(__name__)

PROPERTIES_PLACE = "document properties"

_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_CHART = re.compile(r"(?:word|xl|ppt)/charts/chart[^/]*\.xml\Z")
_DIAGRAM = re.compile(r"(?:word|xl)/diagrams/data[^/]*\.xml\Z")
_MARKUP = (".xml", ".rels", ".vml")


def checked_package(source: Source) -> tuple[zipfile.ZipFile, bytes]:
    """The archive, looked through, and its bytes; of the strict variant a copy that the libraries understand."""
    archive = open_package(source.data, source.budget)
    rels = [name for name in archive.namelist() if name.endswith("_rels/.rels")]
    if not rels or not _STRICT.search(archive.read(rels[0])):
        return archive, source.data
    copy = io.BytesIO()
    with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED) as rewritten:
        for member in archive.infolist():
            data = archive.read(member)
            if member.filename.endswith(_MARKUP):
                data = _STRICT.sub(rb"http://schemas.openxmlformats.org/\1/2006/\2", data)
            rewritten.writestr(member.filename, data)
    return zipfile.ZipFile(copy), copy.getvalue()


def add_drawings(archive: zipfile.ZipFile, builder: BlockBuilder) -> None:
    """The charts and diagrams of a text or workbook, after everything else."""
    for name in archive.namelist():
        add = add_chart if _CHART.match(name) else add_diagram if _DIAGRAM.match(name) else None
        if add is None:
            continue
        root = read_extra(archive, name)
        if root is not None:
            builder.place = Place(part="chart" if add is add_chart else "diagram")
            add(root, builder)


def read_extra(archive: zipfile.ZipFile, name: str) -> etree._Element | None:
    """A part that the text is whole without; None where it is damaged, so that it costs only itself."""
    try:
        return parse_xml(archive.read(name))
    except (*DAMAGED, etree.XMLSyntaxError) as error:
        logger.info("The part %s was left out: %s", name, error)
        return None


def add_chart(root: etree._Element, builder: BlockBuilder) -> None:
    """A chart as the table it was drawn from, as far as the file keeps it."""
    title = root.find(".//{*}chart/{*}title")
    if title is not None:
        builder.text("".join(t.text or "" for t in title.iter("{*}t")))
    categories: dict[int, str] = {}
    series: list[tuple[str, dict[int, str]]] = []
    for element in root.iter("{*}ser"):
        name = "".join(v.text or "" for v in element.iterfind("{*}tx//{*}v"))
        categories = categories or _points(element, ("cat", "xVal"))
        series.append((name, _points(element, ("val", "yVal"))))
    columns = sorted(set(categories).union(*(values for _, values in series)))[:500] if series else []
    if columns:
        names = ["", *(categories.get(c, str(c + 1)) for c in columns)]
        builder.table([names, *([name, *(values.get(c, "") for c in columns)] for name, values in series)], headers=1)


def add_diagram(root: etree._Element, builder: BlockBuilder) -> None:
    for point in root.iter("{*}pt"):
        builder.text(
            "".join(t.text or "" for t in point.iter("{http://schemas.openxmlformats.org/drawingml/2006/main}t"))
        )


def add_package_properties(builder: BlockBuilder, package: Any) -> str:
    """The properties of a package of python-docx or python-pptx; the title that they give, or ''."""
    try:
        properties = package.core_properties
        add_properties(builder, properties)
        return str(properties.title or "")
    except Exception as error:  # the libraries read them on demand and raise anything; without them the text is whole
        logger.info("The properties were left out: %s: %s", type(error).__name__, error)
        return ""


def add_properties(builder: BlockBuilder, properties: Any) -> None:
    """What the author wrote about the document to have it found. Who wrote it when is not for every reader's eyes."""
    about = getattr(properties, "description", None) or getattr(properties, "comments", None)
    for name, value in (
        ("Subject", properties.subject),
        ("Keywords", properties.keywords),
        ("Category", properties.category),
        ("Description", about),
    ):
        value = " ".join(str(value or "").split())
        if value and not value.lower().startswith("generated"):
            builder.blocks.append(Block(f"{name}: {value}", "row", (), Place(part=PROPERTIES_PLACE), ((name, value),)))


def _points(series: etree._Element, names: tuple[str, ...]) -> dict[int, str]:
    for name in names:
        points = {}
        for point in series.iterfind(f"{{*}}{name}//{{*}}pt"):
            index, value = point.get("idx", ""), point.find("{*}v")
            if index.isdigit() and value is not None:
                points[int(index)] = _shown(value.text or "")
        if points:
            return points
    return {}


def _shown(text: str) -> str:
    try:
        return plain(float(text)) if "." in text else text
    except ValueError:
        return text
