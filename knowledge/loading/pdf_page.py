"""One PDF page as lines with their places, read character by character from PDFium.

PDFium gives characters in the order they were written, which is the reading order of nearly all PDFs, with spaces
and line ends put in where the distances ask for them.
"""

import ctypes
import re
import unicodedata
from dataclasses import dataclass
from statistics import median

import pypdfium2 as pdfium
import pypdfium2.raw as raw

from knowledge.loading.blocks import join_lines
from knowledge.loading.layout import Line

_HYPHEN = ("\x02", "\ufffe")
_WIDE_GAP = 2.2  # times the font's size: a new column of a table
_BOLD_WEIGHT = 600
_LIGATURES = re.compile("[\ufb00-\ufb06\u2e80-\u2fdf\uf900-\ufaff]")
_TEX_FF = re.compile(r"(?<=[a-z])\u21b5(?=[a-z])")  # the other ligature that TeX's fonts give no meaning to
_UNMAPPED = re.compile("[\ufffd\ue000-\uf8ff\x00-\x08\x0b\x0e-\x1f]")


@dataclass
class _Character:
    text: str
    index: int
    x0: float = 0.0
    x1: float = 0.0
    top: float = 0.0
    bottom: float = 0.0


class PageText:
    """The text layer of a page. `close` it."""

    def __init__(self, page: pdfium.PdfPage) -> None:
        self._text = page.get_textpage()
        self._handle = self._text.raw
        self._left, self._bottom, self._right, self._top = page.get_cropbox()
        self._rotation = page.get_rotation()
        self.count = raw.FPDFText_CountChars(self._handle)
        self.height = page.get_height()

    def close(self) -> None:
        self._text.close()

    def lines(self) -> list[Line]:
        """All lines in the order of the file; empty ones left out."""
        found: list[Line] = []
        characters: list[_Character] = []
        rect = raw.FS_RECTF()
        pointer = ctypes.byref(rect)
        handle, get, box = self._handle, raw.FPDFText_GetUnicode, raw.FPDFText_GetLooseCharBox
        high = 0
        for i in range(self.count):
            code = get(handle, i)
            if 0xD800 <= code < 0xDC00:
                high = code
                continue
            if 0xDC00 <= code < 0xE000 and high:
                code, high = 0x10000 + ((high - 0xD800) << 10) + (code - 0xDC00), 0
            if code in (10, 13):
                self._finish(characters, found)
                characters = []
                continue
            text = chr(code)
            if text in _HYPHEN:
                text = "\xad"
            character = _Character(text, i)
            if not text.isspace() and box(handle, i, pointer):
                character.x0, character.x1, character.top, character.bottom = self._as_read(
                    rect.left, rect.bottom, rect.right, rect.top
                )
            characters.append(character)
        self._finish(characters, found)
        return found

    def place(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        """x0, x1, top, bottom as read, of a box in the page's own coordinates."""
        return self._as_read(left, bottom, right, top)

    def within(self, box: tuple[float, float, float, float]) -> str:
        """The text in a box, given as x0, top, x1, bottom as read."""
        x0, top, x1, bottom = box
        if self._rotation == 0:
            left, low, right, high = x0 + self._left, self._top - bottom, x1 + self._left, self._top - top
        elif self._rotation == 90:
            left, low, right, high = top + self._left, x0 + self._bottom, bottom + self._left, x1 + self._bottom
        elif self._rotation == 180:
            left, low, right, high = self._right - x1, top + self._bottom, self._right - x0, bottom + self._bottom
        else:
            left, low, right, high = self._right - bottom, self._top - x1, self._right - top, self._top - x0
        text = self._text.get_text_bounded(left, low, right, high).replace("\ufffe", "\xad").replace("\x02", "\xad")
        return _tidy(join_lines(text.splitlines()))

    def _as_read(self, left: float, bottom: float, right: float, top: float) -> tuple[float, float, float, float]:
        if self._rotation == 0:
            return left - self._left, right - self._left, self._top - top, self._top - bottom
        if self._rotation == 90:
            return bottom - self._bottom, top - self._bottom, left - self._left, right - self._left
        if self._rotation == 180:
            return self._right - right, self._right - left, bottom - self._bottom, top - self._bottom
        return self._top - top, self._top - bottom, self._right - right, self._right - left

    def _finish(self, characters: list[_Character], found: list[Line]) -> None:
        _name_ligatures(characters)
        boxed = [c for c in characters if c.bottom > c.top and c.text != "\xad"]
        if not boxed:
            return
        for n, c in enumerate(characters):
            if c.text != "\xad":
                continue
            before = next((other for other in reversed(characters[:n]) if other.bottom > other.top), None)
            after = next((other for other in characters[n + 1 :] if other.bottom > other.top), None)
            if before is None or after is None:
                continue
            if after.x0 < before.x0:  # a word parted at the end of a line; PDFium puts no line end after it
                self._finish(characters[: n + 1], found)
                self._finish(characters[n + 1 :], found)
                return
        text = _tidy("".join(c.text for c in characters))
        if not text:
            return
        first, last = boxed[0], boxed[-1]
        size = median(c.bottom - c.top for c in boxed)
        found.append(
            Line(
                text,
                min(c.x0 for c in boxed),
                min(c.top for c in boxed),
                max(c.x1 for c in boxed),
                max(c.bottom for c in boxed),
                size,
                self._is_bold(first.index) and self._is_bold(last.index),
                _segments(characters, size),
            )
        )

    def _is_bold(self, index: int) -> bool:
        if raw.FPDFText_GetFontWeight(self._handle, index) >= _BOLD_WEIGHT:
            return True
        buffer = ctypes.create_string_buffer(128)
        flags = ctypes.c_int()
        length = raw.FPDFText_GetFontInfo(self._handle, index, buffer, 128, ctypes.byref(flags))
        name = buffer.value.lower() if 0 < length <= 128 else b""
        return b"bold" in name or b"black" in name or b"heavy" in name


def _name_ligatures(characters: list[_Character]) -> None:
    """Some of TeX's fonts name no character for 'ffi', the widest ligature and one of many common words."""
    for before, c, after in zip(characters, characters[1:], characters[2:], strict=False):
        if c.text == "\0" and c.x1 - c.x0 > 0.7 * (c.bottom - c.top) and before.text.islower() and after.text.islower():
            c.text = "ffi"


def share_unmapped(text: str) -> float:
    """How much of the text is characters that the file gives no meaning to."""
    return len(_UNMAPPED.findall(text)) / len(text) if text else 0.0


def _segments(characters: list[_Character], size: float) -> tuple[tuple[float, str], ...]:
    """The parts of a line between wide gaps; () where there is no such gap."""
    parts: list[tuple[float, list[str]]] = []
    right = None
    for c in characters:
        if c.bottom <= c.top:
            if parts:
                parts[-1][1].append(c.text)
            continue
        if right is None or c.x0 - right > size * _WIDE_GAP:
            parts.append((c.x0, []))
        parts[-1][1].append(c.text)
        right = c.x1
    if len(parts) < 2:
        return ()
    return tuple((x, _tidy("".join(pieces))) for x, pieces in parts)


def _tidy(text: str) -> str:
    """Ligatures and the look-alikes that fonts put for Chinese characters become the characters people type."""
    text = _TEX_FF.sub("ff", text)
    text = _LIGATURES.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text)
    return re.sub(r"\s+", " ", text.replace("\ufffd", "")).strip()
