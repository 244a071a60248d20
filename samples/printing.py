"""Prints the sample company's PDFs with Chromium, so that they have a real text layer in both languages."""

import io
import os
import re
import shutil
import unicodedata
from datetime import datetime
from typing import cast

import pypdf
from playwright.sync_api import PdfMargins, sync_playwright
from pypdf.generic import DictionaryObject, StreamObject

_STYLE = """
body { font: 11pt/1.55 'Noto Sans', 'Noto Sans CJK SC', sans-serif; color: #222; }
h1 { font-size: 22pt; } h2 { font-size: 14pt; margin-top: 1.4em; }
table { border-collapse: collapse; } td, th { border: 1px solid #999; padding: 4pt 8pt; text-align: left; }
hr { border: 0; break-after: page; }
"""

_MARGINS = PdfMargins(top="2cm", right="2cm", bottom="2cm", left="2cm")

# Unicode has no normal form for these radicals; for all others NFKC knows the character.
_RADICALS = {
    "⻅": "见",
    "⻉": "贝",
    "⻋": "车",
    "⻓": "长",
    "⻔": "门",
    "⻚": "页",
    "⻛": "风",
    "⻜": "飞",
    "⻝": "食",
    "⻢": "马",
}
_RADICAL = re.compile("[\u2e80-\u2fdf]")


class PrintingError(Exception):
    """A PDF cannot be made; the message says why."""


def print_pdf(body: str, *, language: str, title: str, author: str, made: datetime) -> bytes:
    """Print HTML on A4; a thematic break begins a new page. Raises PrintingError without Chromium."""
    chromium = os.environ.get("FRONTDESK_CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        raise PrintingError("Chromium prints the PDFs and was not found. Install it, or name it in FRONTDESK_CHROMIUM.")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        try:
            page = browser.new_page()
            page.set_content(f'<html lang="{language}"><style>{_STYLE}</style><body>{body}</body></html>')
            printed = page.pdf(format="A4", margin=_MARGINS)
        finally:
            browser.close()

    writer = pypdf.PdfWriter(clone_from=io.BytesIO(printed))
    day = made.strftime("D:%Y%m%d%H%M%SZ")
    writer.metadata = {"/Title": title, "/Author": author, "/CreationDate": day, "/ModDate": day}
    for sheet in writer.pages:
        resources = cast(DictionaryObject, sheet["/Resources"])
        for font in cast(DictionaryObject, resources["/Font"]).values():
            _name_characters(font["/ToUnicode"])
    buffer = io.BytesIO()
    writer.write(buffer)
    if wrong := _RADICAL.findall("".join(page.extract_text() for page in pypdf.PdfReader(buffer).pages)):
        raise PrintingError(f"The PDF's text layer has radicals for characters: {''.join(sorted(set(wrong)))}.")
    return buffer.getvalue()


def _name_characters(table: StreamObject) -> None:
    """Where a font draws a radical and its character alike, Chromium names the radical; name the character.

    Some readers repair this and others don't, so that 用 would be found in one and not in the other.
    """
    named = re.sub(
        r"(<[0-9A-F]+> )<(2[EF][0-9A-F]{2})>",
        lambda match: f"{match[1]}<{_character(match[2])}>",
        table.get_data().decode("ascii"),
    )
    table.set_data(named.encode("ascii"))


def _character(code: str) -> str:
    radical = chr(int(code, 16))
    return f"{ord(_RADICALS.get(radical) or unicodedata.normalize('NFKC', radical)):04X}"
