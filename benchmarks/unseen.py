"""Whether a snippet stands in a file only where no reader looks.

The expected snippets were taken by simple extractors, which also return what is no text of the document: the
properties of an office file run together ('Normal.dotm1104Microsoft Office Word'), the prompts of a slide master
('Click to edit Master title style'), an RTF file's font table, a mailbox's envelope lines, a text read in the wrong
encoding. An assistant must not quote those, so the report counts them apart.
"""

import io
import re
import unicodedata
import zipfile
from pathlib import Path

from lxml import etree

_PROPERTIES = re.compile(r"(?:docProps|customXml|_xmlsignatures)/|meta\.xml\Z|.*customXml/")
_MASTERS = re.compile(r"ppt/(?:slideMasters|slideLayouts|notesMasters|handoutMasters)/[^/]*\.xml\Z")
_FONT_TABLE = re.compile(r"\{\\fonttbl(?:[^{}]|\{(?:[^{}]|\{[^{}]*\})*\})*\}")
_LIST_TABLE = re.compile(r"\{\\(?:\*\\)?listtable.*?\\listid", re.DOTALL)
_FIELD_CODE = re.compile(r"\s*&[LCRK0-9\"]")
_ENVELOPE = re.compile(r"From \S.*\d{4}|from \S+ \(.*\(\d")


def normalised(text: str) -> str:
    """Letters and digits only, lower case, in Unicode's compatible form."""
    return "".join(c for c in unicodedata.normalize("NFKC", text).lower() if c.isalnum())


def unseen(path: Path, snippet: str) -> str:
    """Where the snippet stands that is no text of the document; '' when it may be text."""
    data = path.read_bytes()
    if any(unicodedata.category(c) in ("Cc", "Cf") for c in snippet if c not in "\t\n\r"):
        return "wrongly decoded"
    if path.suffix in (".mbox", ".msg") and (_ENVELOPE.match(snippet) or snippet.startswith("From ")):
        return "envelope"
    if data.startswith(b"PK"):
        return _in_package(data, snippet)
    if data.startswith(b"{\\rtf"):
        text = data.decode("latin-1")
        if snippet.startswith("\\*"):
            return "RTF tables"
        tables = "".join(_FONT_TABLE.findall(text) + _LIST_TABLE.findall(text))
        if normalised(snippet)[:20] in normalised(re.sub(r"\\[a-z]+-?\d*", "", tables)):
            return "RTF tables"
    return ""


def _in_package(data: bytes, snippet: str) -> str:
    wanted = normalised(snippet)
    if _FIELD_CODE.match(snippet):
        return "codes of a page header"
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for pattern, name in ((_PROPERTIES, "properties"), (_MASTERS, "slide master")):
            parts = [part for part in archive.namelist() if pattern.match(part) and part.endswith(".xml")]
            if any(wanted in normalised(_text(archive.read(part))) for part in parts):
                return name
            if wanted in normalised("".join(_text(archive.read(part)) for part in parts)):
                return name
    return ""


def _text(markup: bytes) -> str:
    try:
        return "".join(etree.fromstring(markup, etree.XMLParser(resolve_entities=False, recover=True)).itertext())
    except (etree.XMLSyntaxError, AttributeError):
        return ""
