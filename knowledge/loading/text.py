"""Plain text: paragraphs between blank lines, hard-wrapped lines joined, underlined headings recognised."""

import re
import unicodedata

from knowledge.loading.blocks import BlockBuilder, clean, join_lines
from knowledge.loading.encoding import decode
from knowledge.loading.source import Source
from knowledge.model import LoadedDocument

_UNDERLINE = re.compile(r"\s*(?:={3,}|-{3,}|~{3,})\s*\Z")
_ITEM = re.compile(
    r"\s*(?:[-*•·–—>|]|\(?\d{1,3}[.)、]|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[)）])\s*"
)
_MIN_WRAP = 50  # columns; shorter lines were not broken by a margin
_WRAPPED = 0.72  # of the longest line: a line this full was broken because it was full


def load(source: Source) -> LoadedDocument:
    text, warnings = decode(source.data, source.charset)
    builder = BlockBuilder()
    builder.warnings += warnings
    add_text(text, builder)
    return builder.document(source)


def add_text(text: str, builder: BlockBuilder) -> None:
    lines = clean(text.replace("\t", "    "), keep_spaces=True).split("\n")
    paragraph: list[str] = []
    for line in [*lines, ""]:
        if line.strip() and not _UNDERLINE.match(line):
            paragraph.append(line)
            continue
        if line.strip() and len(paragraph) == 1 and not _ITEM.match(paragraph[0]) and len(paragraph[0].strip()) <= 80:
            builder.heading(1 if "=" in line else 2, paragraph[0])
        else:
            builder.text("\n".join(unwrap(paragraph)))
        paragraph = []


def unwrap(lines: list[str]) -> list[str]:
    """The lines as they were meant: those broken only because they were full are joined again."""
    if len(lines) < 2:
        return lines
    full = max(columns(line) for line in lines)
    if full < _MIN_WRAP:
        return lines
    meant: list[list[str]] = []
    broken = False
    for line in lines:
        if broken and not _ITEM.match(line):
            meant[-1].append(line)
        else:
            meant.append([line])
        broken = columns(line) >= full * _WRAPPED
    return [join_lines(group) for group in meant]


def columns(line: str) -> int:
    """How wide a line is; an East Asian character takes two columns."""
    line = line.strip()
    return len(line) if line.isascii() else sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in line)
