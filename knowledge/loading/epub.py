"""EPUB: the chapters in the order they are read."""

import posixpath
import zipfile
from urllib.parse import unquote

from lxml import etree

from knowledge.errors import UnreadableFile
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.encoding import decode
from knowledge.loading.html import add_html, declared_charset
from knowledge.loading.packages import open_package, read_member
from knowledge.loading.source import Source
from knowledge.loading.xml import parse_xml
from knowledge.model import LoadedDocument, Place

_CONTAINER = "META-INF/container.xml"
_PAGES = ("application/xhtml+xml", "text/html", "application/x-dtbook+xml")
_DRM = "META-INF/rights.xml"


def load(source: Source) -> LoadedDocument:
    archive = open_package(source.data, source.budget)
    if _DRM in archive.namelist():
        raise UnreadableFile("encrypted")
    package_path = _package_path(archive, source)
    package = parse_xml(read_member(archive, archive.getinfo(package_path), source.budget))
    builder = BlockBuilder()
    chapters = _chapters(package, package_path)
    for n, path in enumerate(chapters, start=1):
        try:
            data = read_member(archive, archive.getinfo(path), source.budget)
        except KeyError:
            builder.warnings.append(f"Chapter {n} ({path}) is missing.")
            continue
        text, warnings = decode(data, declared_charset(data))
        builder.warnings += warnings
        builder.clear_headings()
        chapter = BlockBuilder()
        title = add_html(text, chapter)
        first = next((block.text for block in chapter.blocks if block.kind == "heading"), "")
        builder.place = Place(part=first or title.strip() or f"chapter {n}")
        add_html(text, builder)
    return builder.document(source, _metadata_title(package))


def _package_path(archive: zipfile.ZipFile, source: Source) -> str:
    try:
        container = parse_xml(read_member(archive, archive.getinfo(_CONTAINER), source.budget))
        path = next(element.get("full-path") for element in container.iter("{*}rootfile"))
        if path in archive.namelist():
            return str(path)
    except (KeyError, StopIteration, etree.XMLSyntaxError):
        pass
    found = [name for name in archive.namelist() if name.endswith(".opf")]
    if not found:
        raise UnreadableFile("malformed")
    return found[0]


def _chapters(package: etree._Element, package_path: str) -> list[str]:
    folder = posixpath.dirname(package_path)
    items = {item.get("id"): item for item in package.iter("{*}item")}
    spine = [items.get(ref.get("idref")) for ref in package.iter("{*}itemref")]
    chosen = [item for item in spine if item is not None] or list(items.values())
    return [
        posixpath.normpath(posixpath.join(folder, unquote(item.get("href", ""))))
        for item in chosen
        if item.get("media-type") in _PAGES
    ]


def _metadata_title(package: etree._Element) -> str:
    for element in package.iter("{http://purl.org/dc/elements/1.1/}title"):
        return str(element.text or "")
    return ""
