"""Makes the sample company's documents from `sources/` and `facts.py`: `python -m samples.build [FOLDER]`.

A source is Markdown with `${names}` from facts.py and is called after what it becomes: `returns.docx.md` becomes
`returns.docx`. Price lists and spare parts are tables and come from facts.py alone. The same sources always make
the same content: what a library dates with today is dated with one fixed day. PDFs are printed by Chromium
(found on the PATH, or named by FRONTDESK_CHROMIUM).

For developers only; the documents are committed, and the app never runs this.
"""

import csv
import html
import io
import re
import sys
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email import message_from_string
from email.message import EmailMessage
from pathlib import Path
from string import Template
from typing import Any

import docx
import openpyxl
import pptx
from docx.oxml.ns import qn
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode
from openpyxl.styles import Font

from samples import COMPANY, DOCUMENTS, FOLDER, facts
from samples.printing import PrintingError, print_pdf

SOURCES = FOLDER / "sources"
MADE = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)

_FONT = {"en": "Calibri", "zh": "Microsoft YaHei"}
_PAGE = """<!DOCTYPE html>
<html lang="{language}">
<head><meta charset="utf-8"><title>{title}</title></head>
<body>
<header><a href="/">{company}</a></header>
<main>
{body}</main>
<footer>© 2026 {company}</footer>
</body>
</html>
"""


@dataclass(frozen=True)
class Part:
    """A piece of a source without inline markup; `rows` are a list's items (one cell each) or a table's rows."""

    kind: str  # 'heading', 'paragraph', 'bullet_list', 'ordered_list', 'table', 'blockquote' or 'hr'
    text: str = ""
    level: int = 0
    rows: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True)
class Source:
    """A source with its figures filled in."""

    markdown: str
    language: str

    @property
    def html(self) -> str:
        return str(_markdown().render(self.markdown))

    @property
    def title(self) -> str:
        return next(part.text for part in self.parts if part.kind == "heading")

    @property
    def parts(self) -> list[Part]:
        return [_part(node) for node in SyntaxTreeNode(_markdown().parse(self.markdown)).children]


def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark").enable("table")


def _part(node: SyntaxTreeNode) -> Part:
    if node.type == "table":
        cells = (row.children for row in node.walk() if row.type == "tr")
        return Part("table", rows=tuple(tuple(_text(cell) for cell in row) for row in cells))
    if node.type in ("bullet_list", "ordered_list"):
        return Part(node.type, rows=tuple((_text(item),) for item in node.children))
    return Part(node.type, _text(node), int(node.tag[1]) if node.type == "heading" else 0)


def _text(node: SyntaxTreeNode) -> str:
    """All text below a node; a line break within a paragraph is a space."""
    return "".join(" " if leaf.type == "softbreak" else leaf.content for leaf in node.walk() if not leaf.children)


def to_markdown(source: Source) -> bytes:
    return source.markdown.encode()


def to_text(source: Source) -> bytes:
    """Plain text: underlined headings, paragraphs, dashes."""
    lines: list[str] = []
    for part in source.parts:
        if part.kind == "heading":
            # a Chinese character is as wide as two Latin ones
            width = sum(2 if ord(character) > 0x2E7F else 1 for character in part.text)
            lines += [part.text, ("=" if part.level == 1 else "-") * width, ""]
        else:
            lines += [*([part.text] if part.text else []), *(f"- {row[0]}" for row in part.rows), ""]
    return "\n".join(lines).rstrip().encode() + b"\n"


def to_html(source: Source) -> bytes:
    company = COMPANY[source.language]
    title = html.escape(f"{source.title} · {company}")
    return _PAGE.format(language=source.language, title=title, company=html.escape(company), body=source.html).encode()


def to_eml(source: Source) -> bytes:
    """A mail with a plain and an HTML part; the source begins with its headers."""
    header, _, body = source.markdown.partition("\n\n")
    letter = Source(body.lstrip(), source.language)
    message = EmailMessage()
    for name, value in message_from_string(header).items():
        message[name] = value
    message["Message-ID"] = "<2026-11-16@larkfell.example>"
    message.set_content(to_text(letter).decode(), cte="8bit")
    message.add_alternative(letter.html, subtype="html", cte="8bit")
    message.set_boundary("larkfell-newsletter")
    return message.as_bytes()


def to_docx(source: Source) -> bytes:
    document = docx.Document()
    fonts = document.styles["Normal"].element.get_or_add_rPr().get_or_add_rFonts()
    fonts.set(qn("w:ascii"), _FONT["en"])
    fonts.set(qn("w:eastAsia"), _FONT["zh"])
    for part in source.parts:
        if part.kind == "heading":
            document.add_heading(part.text, part.level)
        elif part.kind == "table":
            table = document.add_table(len(part.rows), len(part.rows[0]), "Table Grid")
            for i, row in enumerate(part.rows):
                for j, text in enumerate(row):
                    table.cell(i, j).text = text
                    table.cell(i, j).paragraphs[0].runs[0].bold = i == 0
        elif part.rows:
            for (text,) in part.rows:
                document.add_paragraph(text, "List Number" if part.kind == "ordered_list" else "List Bullet")
        else:
            document.add_paragraph(part.text)
    return _office(document, source.title, source.language)


def to_pptx(source: Source) -> bytes:
    """A title slide, then a slide per second-level heading; a quote becomes the speaker's notes."""
    deck = pptx.Presentation()
    title, content = deck.slide_layouts[0], deck.slide_layouts[1]
    slide = None
    for part in source.parts:
        if part.kind == "heading":
            slide = deck.slides.add_slide(title if part.level == 1 else content)
            slide.shapes.title.text = part.text
            lines: list[str] = []
        elif slide is None:
            raise ValueError("A presentation begins with a heading.")
        elif part.kind == "blockquote":
            slide.notes_slide.notes_text_frame.text = part.text
        else:
            lines += [part.text] if part.text else [text for (text,) in part.rows]
            slide.placeholders[1].text_frame.text = "\n".join(lines)
    return _office(deck, source.title, source.language)


def to_pdf(source: Source) -> bytes:
    author = COMPANY[source.language]
    return print_pdf(source.html, language=source.language, title=source.title, author=author, made=MADE)


WRITERS: dict[str, Callable[[Source], bytes]] = {
    ".md": to_markdown,
    ".txt": to_text,
    ".html": to_html,
    ".eml": to_eml,
    ".docx": to_docx,
    ".pptx": to_pptx,
    ".pdf": to_pdf,
}


def price_list(language: str) -> bytes:
    """The price list as a workbook: one sheet with a head row, prices as numbers."""
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "价格表" if language == "zh" else "Prices"
    for row in facts.price_rows(language):
        sheet.append(row)
    for cell in sheet[1]:
        cell.font = Font(bold=True)
    for row in sheet.iter_rows(min_row=2, min_col=4, max_col=4):
        row[0].number_format = "0.00" if language == "en" else "0"
    sheet.column_dimensions["B"].width = 32
    sheet.freeze_panes = "A2"
    return _office(book, sheet.title, language)


def spare_parts() -> bytes:
    buffer = io.StringIO()
    csv.writer(buffer, lineterminator="\n").writerows(facts.part_rows())
    return buffer.getvalue().encode()


TABLES: dict[str, Callable[[], bytes]] = {
    "en/price-list.xlsx": lambda: price_list("en"),
    "en/spare-parts.csv": spare_parts,
    "zh/价格表.xlsx": lambda: price_list("zh"),
}


def _office(document: Any, title: str, language: str) -> bytes:
    """Save a python-docx, python-pptx or openpyxl document with fixed dates, so that the same text is the same file."""
    properties = document.properties if hasattr(document, "properties") else document.core_properties
    properties.title = title
    properties.created = properties.modified = MADE.replace(tzinfo=None)
    for name in ("author", "creator", "last_modified_by", "lastModifiedBy"):
        if hasattr(properties, name):
            setattr(properties, name, COMPANY[language])
    saved, result = io.BytesIO(), io.BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as old, zipfile.ZipFile(result, "w", zipfile.ZIP_DEFLATED) as new:
        for item in old.infolist():
            content = old.read(item)
            if item.filename == "docProps/core.xml":
                content = _fixed_dates(content)
            new.writestr(zipfile.ZipInfo(item.filename, MADE.timetuple()[:6]), content, zipfile.ZIP_DEFLATED)
    return result.getvalue()


def _fixed_dates(core: bytes) -> bytes:
    """openpyxl stamps the time of saving over what was set."""
    return re.sub(rb"(<dcterms:modified[^>]*>)[^<]*", rb"\g<1>" + MADE.strftime("%Y-%m-%dT%H:%M:%SZ").encode(), core)


def sources() -> Iterator[tuple[str, Source]]:
    """Each source with the name of what it becomes: 'en/delivery.html'."""
    for path in sorted(SOURCES.glob("*/*.md")):
        language = "zh" if path.parent.name == "zh" else "en"
        markdown = Template(path.read_text(encoding="utf-8")).substitute(facts.values(language))
        yield f"{path.parent.name}/{path.name.removesuffix('.md')}", Source(markdown, language)


def build(folder: Path, formats: frozenset[str] = frozenset({*WRITERS, ".xlsx", ".csv"})) -> list[Path]:
    """Write the documents of these formats below `folder` and return their paths; PrintingError without Chromium."""
    made = [(name, WRITERS[Path(name).suffix], source) for name, source in sources() if Path(name).suffix in formats]
    contents = {name: write(source) for name, write, source in made}
    contents |= {name: write() for name, write in TABLES.items() if Path(name).suffix in formats}
    for name, content in contents.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return [folder / name for name in contents]


if __name__ == "__main__":
    try:
        for written in build(Path(sys.argv[1]) if len(sys.argv) > 1 else DOCUMENTS):
            print(written)
    except PrintingError as problem:
        sys.exit(str(problem))
