"""ZIP: one document of all the files in it that can be read; each block says which file it is from."""

import contextlib
import re
from dataclasses import replace

from knowledge.errors import UnreadableFile
from knowledge.loading import load as load_any
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.encoding import decode
from knowledge.loading.packages import open_zip, read_member
from knowledge.loading.source import ENDS_ALL, Source
from knowledge.model import LoadedDocument

_LITTER = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|\._)")
_UTF8_NAME = 0x800


def load(source: Source) -> LoadedDocument:
    archive = open_zip(source.data)
    builder = BlockBuilder()
    failures: list[str] = []
    pages = 0
    for member in archive.infolist():
        name = _name(member.filename, bool(member.flag_bits & _UTF8_NAME))
        if member.is_dir() or _LITTER.search(name):
            continue
        source.budget.member()
        try:
            data = read_member(archive, member, source.budget)
            pages += add_file(source.inside(data, name), builder)
        except UnreadableFile as error:
            if error.code in ENDS_ALL:
                raise
            failures.append(error.code)
            builder.warnings.append(f"{name}: {error}")
    if not builder.blocks:
        raise UnreadableFile(*_reason(failures))
    return builder.document(source, title=source.stem, pages=pages or None)


def add_file(inner: Source, builder: BlockBuilder) -> int:
    """Read a file found inside another and add its blocks under its name; returns its pages. Raises UnreadableFile."""
    document = load_any(inner)
    for block in document.blocks:
        part = f"{inner.name} › {block.place.part}" if block.place.part else inner.name
        builder.blocks.append(replace(block, place=replace(block.place, part=part)))
    builder.warnings += [f"{inner.name}: {warning}" for warning in document.warnings]
    return document.pages or 0


def _reason(failures: list[str]) -> tuple[str]:
    if not failures:
        return ("empty",)
    return (
        (failures[0],)
        if len(set(failures)) == 1 and failures[0] in ("encrypted", "malformed", "empty")
        else ("no_text",)
    )


def _name(name: str, is_utf8: bool) -> str:
    """Without the UTF-8 mark a name is in the packer's own encoding, which zipfile reads as if it were an old PC's."""
    if not is_utf8 and not name.isascii():
        with contextlib.suppress(UnreadableFile, UnicodeEncodeError):
            name = decode(name.encode("cp437"))[0]
    return name.replace("\\", "/")
