"""Opening ZIP files and the office formats built on them, without trusting a byte of them."""

import io
import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator

from knowledge.errors import UnreadableFile
from knowledge.loading.source import Budget

DAMAGED = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, struct.error, EOFError, ValueError, OSError, NotImplementedError,
    RuntimeError,
)  # fmt: skip
"""What zipfile raises where an archive or a member of it is damaged, or packed or locked in a way it does not know."""

_CHUNK = 1 << 20
_ENCRYPTED = 0x1
_MAX_PARTS = 50_000
_ENTITY = re.compile(rb"<!\s*(?:ENTITY|DOCTYPE[^>]{0,2000}\[)", re.IGNORECASE)
_MARKUP = (".xml", ".rels", ".vml", ".opf", ".ncx")


def open_zip(data: bytes) -> zipfile.ZipFile:
    """The archive; raises UnreadableFile when it is damaged or has more members than any honest one."""
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
    except DAMAGED:
        raise UnreadableFile("malformed") from None
    if len(archive.infolist()) > _MAX_PARTS:
        raise UnreadableFile("too_many_files", limit=str(_MAX_PARTS))
    return archive


def pieces(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> Iterator[bytes]:
    """The bytes of a member, counted as they unpack; raises UnreadableFile."""
    if member.flag_bits & _ENCRYPTED:
        raise UnreadableFile("encrypted")
    try:
        with archive.open(member) as stream:
            while piece := stream.read(_CHUNK):
                budget.unpack(len(piece))
                yield piece
    except DAMAGED:
        raise UnreadableFile("malformed") from None


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo, budget: Budget) -> bytes:
    return b"".join(pieces(archive, member, budget))


def open_package(data: bytes, budget: Budget) -> zipfile.ZipFile:
    """The archive of an office document after a look at all of it, for the libraries that then read it look at nothing.

    Every part is unpacked once and counted, so no header is believed; markup that declares entities is refused, for no
    office program writes any (they are how XML bombs and file theft are made). A part that is damaged is left to
    the library: often it is a picture, and the text is whole.
    """
    archive = open_zip(data)
    for member in archive.infolist():
        markup = member.filename.lower().endswith(_MARKUP)
        try:
            for n, piece in enumerate(pieces(archive, member, budget)):
                if markup and n == 0 and _ENTITY.search(piece[:65536].replace(b"\0", b"")):
                    raise UnreadableFile("unsafe")
        except UnreadableFile as error:
            if error.code != "malformed":
                raise
    return archive
