"""Building the blocks of a document in reading order: headings, paragraphs, tables, and their places."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

from knowledge.errors import UnreadableFile
from knowledge.loading.source import Source
from knowledge.loading.tables import Row, table_rows
from knowledge.model import Block, BlockKind, LoadedDocument, Place

_WHITE = re.compile(r"[^\S\n]+")
_BREAKS = re.compile(r" ?\n ?")
_MANY_BREAKS = re.compile(r"\n{3,}")
# control characters, lone surrogates and non-characters, none of which is text; zero-width ones, which break words
_NOT_TEXT = re.compile("[\x00-\x08\x0e-\x1b\x7f-\x84\x86-\x9f\u200b\u2060\ufeff\ufffe\uffff\ud800-\udfff]")
_LINE_BREAKS = re.compile("\r\n?|[\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")

# Where two lines meet in East Asian text no space was meant.
_WIDE = (
    "\u2e80-\u303f\u3040-\u30ff\u31c0-\u31ef\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uff9f\U00020000-\U0003ffff"
)
_ENDS_WIDE = re.compile(f"[{_WIDE}]\\Z")
_STARTS_WIDE = re.compile(f"[{_WIDE}]")

MAX_HEADING = 200
"""Longer 'headings' are paragraphs somebody styled."""


def clean(text: str, keep_spaces: bool = False) -> str:
    """The text with white space tidied (unless kept: code) and without characters that are no text."""
    text = _NOT_TEXT.sub("", _LINE_BREAKS.sub("\n", text)).replace("\xad", "")
    if keep_spaces:
        return text.strip("\n").rstrip()
    text = _BREAKS.sub("\n", _WHITE.sub(" ", text))
    return _MANY_BREAKS.sub("\n\n", text).strip()


def join_lines(lines: Sequence[str]) -> str:
    """One paragraph out of the lines it was broken into: Chinese without spaces, hyphens at line ends mended."""
    text = ""
    for line in (line.strip() for line in lines):
        if not line:
            continue
        if not text:
            text = line
        elif text.endswith("\xad") or (text.endswith("-") and text[-2:-1].isalpha() and line[:1].islower()):
            text = text[:-1] + line
        elif _ENDS_WIDE.search(text) and _STARTS_WIDE.match(line):
            text += line
        else:
            text += " " + line
    return text


def one_line(text: str) -> str:
    if text.isascii() and text.isprintable() and "  " not in text:  # most cells of most tables
        return text.strip()
    return join_lines(clean(text).split("\n"))


def _says_something(text: str) -> bool:
    """Letters, digits or symbols: more than white space and punctuation."""
    return any(unicodedata.category(c)[0] in "LNS" for c in text)


class BlockBuilder:
    """Collects blocks; knows the headings above and the place where the next block stands.

    `place` is set by the loader whenever it turns a page, slide or sheet.
    """

    def __init__(self) -> None:
        self.place = Place()
        self.blocks: list[Block] = []
        self.warnings: list[str] = []
        self._headings: list[tuple[int, str]] = []

    @property
    def headings(self) -> tuple[str, ...]:
        return tuple(text for _, text in self._headings)

    def clear_headings(self, from_level: int = 0) -> None:
        self._headings = [heading for heading in self._headings if heading[0] < from_level]

    def heading(self, level: int, text: str) -> None:
        text = one_line(text)
        if not text:
            return
        if len(text) > MAX_HEADING:
            self.text(text)
            return
        self.clear_headings(level)
        self.blocks.append(Block(text, "heading", self.headings, self.place))
        self._headings.append((level, text))

    def text(self, text: str, kind: BlockKind = "paragraph") -> None:
        text = clean(text, keep_spaces=kind == "code")
        if text:
            self.blocks.append(Block(text, kind, self.headings, self.place))

    def table(self, rows: Sequence[Sequence[str]], headers: int | None = None, first_row: int | None = None) -> None:
        """A table, row by row.

        headers: how many rows at the top name the columns, where the format says so; None: found out by looking.
        first_row: number of the first row in its sheet; then each block's place carries its row.
        """
        tidy = [[one_line(cell) for cell in row] for row in rows]
        for row in table_rows(tidy, headers):
            place = self.place if first_row is None else replace(self.place, row=first_row + row.index)
            self._row(row, place)

    def _row(self, row: Row, place: Place) -> None:
        kind: BlockKind = "row" if row.cells else "paragraph"
        self.blocks.append(Block(row.text, kind, self.headings, place, row.cells))

    def document(self, source: Source, title: str = "", pages: int | None = None) -> LoadedDocument:
        """The finished document; raises UnreadableFile('no_text') when nothing was found."""
        if not any(_says_something(block.text) for block in self.blocks):
            raise UnreadableFile("no_text")
        title = one_line(title) or self._first_heading() or source.stem
        return LoadedDocument(
            title[:300], source.format, tuple(self.blocks), pages, tuple(dict.fromkeys(self.warnings))
        )

    def _first_heading(self) -> str:
        """The heading that opens the document, if one does."""
        for block in self.blocks[:3]:
            if block.kind == "heading":
                return block.text
        return ""
