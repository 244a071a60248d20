"""Reading files: from the bytes of a file to its text, with structure and place kept.

`LOADERS` names, for each format, the module that reads it; the module is imported when the first such file comes.
Call this in a process that can be killed (`knowledge.reading` does): files are hostile and parsers break.
"""

import logging
from collections.abc import Callable
from importlib import import_module

from knowledge.errors import UnreadableFile
from knowledge.loading.source import MAX_DEPTH, Limits, Source, readable_size
from knowledge.model import LoadedDocument

__all__ = ["LOADERS", "SUPPORTED", "Limits", "Source", "load", "readable_size"]

logger = logging.getLogger(__name__)

LOADERS = {
    "pdf": "knowledge.loading.pdf",
    "docx": "knowledge.loading.word",
    "pptx": "knowledge.loading.slides",
    "xlsx": "knowledge.loading.sheets",
    "xls": "knowledge.loading.legacy_sheets",
    "csv": "knowledge.loading.separated",
    "tsv": "knowledge.loading.separated",
    "html": "knowledge.loading.html",
    "md": "knowledge.loading.markdown",
    "txt": "knowledge.loading.text",
    "eml": "knowledge.loading.mail",
    "mbox": "knowledge.loading.mail",
    "msg": "knowledge.loading.outlook",
    "rtf": "knowledge.loading.rtf",
    "odt": "knowledge.loading.odf",
    "ods": "knowledge.loading.odf",
    "odp": "knowledge.loading.odf",
    "epub": "knowledge.loading.epub",
    "zip": "knowledge.loading.archive",
    "image": "knowledge.loading.image",
}

SUPPORTED = (
    "PDF, DOCX, PPTX, XLSX, XLS, CSV, TSV, HTML, Markdown, TXT, EML, MSG, RTF, "
    "ODT, ODS, ODP, EPUB, ZIP, PNG, JPEG, TIFF"
)
"""The formats as a person reads them."""


def load(source: Source) -> LoadedDocument:
    """Read one file, whatever it is; raises UnreadableFile with the reason when no text can be had from it."""
    from knowledge.loading.detection import detect

    if not source.data.strip(b"\0 \t\r\n\f\v"):
        raise UnreadableFile("empty")
    if source.depth > MAX_DEPTH:
        raise UnreadableFile("nested_too_deep", limit=str(MAX_DEPTH))
    found = detect(source)
    loader: Callable[[Source], LoadedDocument] = import_module(LOADERS[found.format]).load
    try:
        return loader(found)
    except UnreadableFile:
        raise
    except MemoryError:
        raise UnreadableFile("too_much_memory") from None
    except RecursionError:
        raise UnreadableFile("malformed") from None
    except Exception as error:
        # parsers raise whatever their authors thought of; to a person each means that the file is damaged
        logger.info("%s: %s: %s", found.format, type(error).__name__, error)
        raise UnreadableFile("malformed") from error
