"""What kind of file it is, by its content. The name only decides between kinds of text."""

import csv
import io
import json
import logging
import re
import zipfile
from dataclasses import replace

from knowledge.errors import UnreadableFile
from knowledge.loading.encoding import decode, looks_binary
from knowledge.loading.packages import DAMAGED, open_zip
from knowledge.loading.source import Source

logger = logging.getLogger(__name__)

_SIGNATURES = (
    (b"{\\rtf", "rtf"),
    (b"{\\urtf", "rtf"),
    (b"\x89PNG\r\n\x1a\n", "image"),
    (b"\xff\xd8\xff", "image"),
    (b"GIF87a", "image"),
    (b"GIF89a", "image"),
    (b"II*\0", "image"),
    (b"MM\0*", "image"),
    (b"BM", "bitmap"),
    (b"RIFF", "riff"),
    (b"PK\x03\x04", "package"),
    (b"PK\x05\x06", "package"),
    (b"PK\x07\x08PK\x03\x04", "package"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "ole"),
    (b"\x09\x00\x04\x00", "xls"),  # Excel 2 to 4, from before they were packed into OLE
    (b"\x09\x02\x06\x00", "xls"),
    (b"\x09\x04\x06\x00", "xls"),
    (b"\x09\x08\x08\x00\x00\x05", "xls"),
    (b"\x09\x08\x10\x00\x00\x06", "xls"),
)

_OPEN_DOCUMENT = {
    "application/vnd.oasis.opendocument.text": "odt",
    "application/vnd.oasis.opendocument.text-template": "odt",
    "application/vnd.oasis.opendocument.text-master": "odt",
    "application/vnd.oasis.opendocument.spreadsheet": "ods",
    "application/vnd.oasis.opendocument.spreadsheet-template": "ods",
    "application/vnd.oasis.opendocument.presentation": "odp",
    "application/vnd.oasis.opendocument.presentation-template": "odp",
    "application/vnd.sun.xml.writer": "odt",
    "application/vnd.sun.xml.calc": "ods",
    "application/vnd.sun.xml.impress": "odp",
    "application/epub+zip": "epub",
}

_TEXT_NAMES = {
    "csv": "csv",
    "tsv": "tsv",
    "tab": "tsv",
    "md": "md",
    "markdown": "md",
    "mdown": "md",
    "htm": "html",
    "html": "html",
    "xhtml": "html",
    "eml": "eml",
    "mbox": "mbox",
    "txt": "txt",
    "text": "txt",
    "log": "txt",
}

_HTML = re.compile(
    r"\s*(?:<\?xml[^>]*\?>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|title|meta|div|p|table|h[1-6]|ul|ol|span)\b",
    re.IGNORECASE | re.DOTALL,
)
_HTML_WITHIN = re.compile(r"<(?:html|body|table|div|head)\b[^>]*>", re.IGNORECASE)
_MAIL_HEADER = re.compile(r"[!-9;-~]+:(?:[ \t].*)?\Z")
_MAIL_NAMES = frozenset(
    [
        "from",
        "to",
        "subject",
        "date",
        "received",
        "message-id",
        "mime-version",
        "return-path",
        "content-type",
        "delivered-to",
        "reply-to",
    ]
)
_ENCODED_MAIL = re.compile(r"^MIME-Version:", re.IGNORECASE | re.MULTILINE)
_MAILBOX = re.compile(r"From \S+ .*\d{4}")


def detect(source: Source) -> Source:
    """The source with its format set; raises UnreadableFile when nothing here reads such a file."""
    head = source.data[:1024]
    if b"%PDF-" in head and not head.startswith((b"PK", b"From ", b"Return-Path")):
        return replace(source, format="pdf")
    kind = next((kind for signature, kind in _SIGNATURES if head.startswith(signature)), "")
    if kind == "package":
        kind = _package(source)
    elif kind == "ole":
        kind = _ole(source)
    elif kind == "riff":
        kind = "image" if head[8:12] == b"WEBP" else ""
    elif kind == "bitmap":
        kind = "image" if head[6:10] == b"\0\0\0\0" else ""
    if not kind:
        if looks_binary(source.data):
            raise unsupported()
        kind = _text(source)
    return replace(source, format=kind)


def unsupported() -> UnreadableFile:
    from knowledge.loading import SUPPORTED

    return UnreadableFile("unsupported", supported=SUPPORTED)


def _package(source: Source) -> str:
    archive = open_zip(source.data)
    names = set(archive.namelist())
    if "mimetype" in names:
        kind = _OPEN_DOCUMENT.get(_beginning(archive, "mimetype").decode("ascii", "replace").strip())
        if kind:
            return kind
    if "[Content_Types].xml" in names or "_rels/.rels" in names:
        types = _beginning(archive, "[Content_Types].xml", 200_000)
        for part, kind in ((b"wordprocessingml", "docx"), (b"spreadsheetml", "xlsx"), (b"presentationml", "pptx")):
            if (
                part + b".document.main" in types
                or part + b".sheet.main" in types
                or part + b".presentation.main" in types
            ):
                return kind
        for folder, kind in (("word/", "docx"), ("xl/", "xlsx"), ("ppt/", "pptx")):
            if any(name.startswith(folder) for name in names):
                if kind == "xlsx" and "xl/workbook.bin" in names:
                    raise unsupported()
                return kind
    if "META-INF/container.xml" in names:
        return "epub"
    if "content.xml" in names and "META-INF/manifest.xml" in names:
        content = _beginning(archive, "content.xml", 20_000)
        for word, kind in ((b"office:text", "odt"), (b"office:spreadsheet", "ods"), (b"office:presentation", "odp")):
            if word in content:
                return kind
    return "zip"


def _beginning(archive: zipfile.ZipFile, name: str, size: int = 200) -> bytes:
    try:
        with archive.open(name) as stream:
            return stream.read(size)
    except DAMAGED:  # that tells nothing about the kind; its reader will say so
        return b""


def _ole(source: Source) -> str:
    import olefile

    try:
        with olefile.OleFileIO(io.BytesIO(source.data)) as ole:
            names = {entry[0].lower() for entry in ole.listdir(streams=True, storages=True) if len(entry) == 1}
            if names & {"encryptedpackage", "\x06dataspaces"}:
                raise UnreadableFile("encrypted")
            if "worddocument" in names:
                # bit 8 of the flags at byte 10 says 'encrypted'
                flags = ole.openstream("WordDocument").read(12)
                if len(flags) == 12 and flags[11] & 0x01:
                    raise UnreadableFile("encrypted")
    except UnreadableFile:
        raise
    except Exception as error:  # olefile raises whatever a damaged table of contents leads it to
        logger.info("ole: %s: %s", type(error).__name__, error)
        raise UnreadableFile("malformed") from None
    if names & {"workbook", "book"}:
        return "xls"
    if "__properties_version1.0" in names:
        return "msg"
    raise unsupported()


def _text(source: Source) -> str:
    head = source.data[:65536]
    named = _TEXT_NAMES.get(source.extension, "")
    # enough to tell; what cannot be decoded here is refused by the loader, which sees all of it
    text = head.decode("utf-8", "ignore") if b"\0" not in head else _lenient(head)
    text = text.lstrip("\ufeff \t\r\n")
    if named in ("md", "txt") and not _HTML.match(text):
        # a mail somebody pasted stays text; one that a program saved needs decoding
        return "eml" if named == "txt" and _is_mail(text) and _ENCODED_MAIL.search(text) else named
    if _HTML.match(text):
        return "html"
    if _MAILBOX.match(text) and _is_mail(text.split("\n", 1)[-1]):
        return "mbox"
    if _is_mail(text):
        return "eml"
    if named:
        return named
    if text.startswith("<?xml") or text.startswith("<!DOCTYPE"):
        raise unsupported()
    if text[:1] in ("{", "[") and _is_json(source.data):
        raise unsupported()
    if _HTML_WITHIN.search(text[:4096]):
        return "html"
    return _separated(text) or "txt"


def _lenient(head: bytes) -> str:
    try:
        return decode(head[: len(head) // 4 * 4])[0]
    except UnreadableFile:
        return ""


def _is_mail(text: str) -> bool:
    """Header lines at the top, at least two of them ones that mails have."""
    known = 0
    for n, line in enumerate(text.splitlines()[:60]):
        if not line.strip():
            break
        if n and line[:1] in " \t":
            continue
        if not _MAIL_HEADER.match(line):
            return False
        known += line.split(":", 1)[0].lower() in _MAIL_NAMES
    return known >= 2


def _is_json(data: bytes) -> bool:
    try:
        json.loads(data)
        return True
    except (ValueError, RecursionError):
        return False


def _separated(text: str) -> str:
    """'csv' or 'tsv' when every line of some has the same number of columns, else ''."""
    lines = text.splitlines()[:50]
    if len(text) == 65536 or not text.endswith("\n"):
        lines = lines[: max(1, len(lines) - 1)] if len(lines) > 50 else lines
    if len(lines) < 3:
        return ""
    for separator, kind in (("\t", "tsv"), (",", "csv"), (";", "csv")):
        try:
            widths = {len(row) for row in csv.reader(lines, delimiter=separator) if row}
        except csv.Error:
            continue
        if len(widths) == 1 and widths.pop() >= 3:
            return kind
    return ""
