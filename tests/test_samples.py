"""The sample company: complete, coherent, and made from its sources."""

import csv
import email
import email.policy
import io
import re
import zipfile
from pathlib import Path

import docx
import openpyxl
import pptx
import pypdf
import pypdfium2
import pytest
from bs4 import BeautifulSoup

import samples
from knowledge.reading import Reader
from samples import build, facts

DOCUMENTS = {document.name: document for document in samples.documents()}
QUESTIONS = samples.questions()


def read(path: Path) -> str:
    """All text of a document, by plain means of its own, so that these tests do not lean on what reads the uploads."""
    if path.suffix == ".html":
        return BeautifulSoup(path.read_bytes(), "html.parser").get_text("\n")
    if path.suffix == ".docx":
        document = docx.Document(str(path))
        cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
        return "\n".join([paragraph.text for paragraph in document.paragraphs] + cells)
    if path.suffix == ".pptx":
        slides = pptx.Presentation(str(path)).slides
        return "\n".join(shape.text_frame.text for slide in slides for shape in slide.shapes if shape.has_text_frame)
    if path.suffix == ".xlsx":
        rows = (row for sheet in openpyxl.load_workbook(path) for row in sheet.iter_rows(values_only=True))
        return "\n".join("\t".join(map(str, row)) for row in rows)
    if path.suffix == ".pdf":
        with pypdfium2.PdfDocument(path) as document:
            return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    if path.suffix == ".eml":
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        plain = message.get_body(("plain",))
        assert plain is not None
        return f"{message['subject']}\n{plain.get_content()}"
    if path.suffix == ".csv":
        return "\n".join("\t".join(row) for row in csv.reader(path.read_text(encoding="utf-8").splitlines()))
    return path.read_text(encoding="utf-8")


def squeezed(text: str) -> str:
    """Without white space, because a printed page breaks its lines anywhere."""
    return re.sub(r"\s+", "", text)


@pytest.fixture(scope="module")
def texts() -> dict[str, str]:
    return {name: squeezed(read(document.path)) for name, document in DOCUMENTS.items()}


def test_documents_come_in_at_least_eight_formats_and_both_languages():
    assert len({document.path.suffix for document in DOCUMENTS.values()}) >= 8
    for language in ("en", "zh"):
        assert len([name for name in DOCUMENTS if name.startswith(f"{language}/")]) >= 10
        formats = {document.path.suffix for name, document in DOCUMENTS.items() if name.startswith(f"{language}/")}
        assert formats >= {".docx", ".xlsx", ".md", ".pdf"}


def test_every_document_has_text(texts: dict[str, str]):
    assert {name for name, text in texts.items() if len(text) < 200} == set()


def test_chinese_documents_are_written_in_chinese(texts: dict[str, str]):
    for name, text in texts.items():
        chinese = len(re.findall(r"[\u4e00-\u9fff]", text))
        if name.startswith("zh/"):
            assert chinese > 150, name
        else:
            assert chinese == 0, name


def test_only_the_internal_note_is_for_staff():
    staff = {name for name, document in DOCUMENTS.items() if document.visibility == "staff"}
    assert staff == {"staff/discounts-and-suppliers.docx"}


def test_what_staff_alone_may_know_stands_in_no_public_document(texts: dict[str, str]):
    secrets = ["up to 25 %", "48 %", "costuradovale", "goodwill"]
    for secret in secrets:
        holders = {name for name, text in texts.items() if squeezed(secret) in text}
        assert holders == {"staff/discounts-and-suppliers.docx"}, secret


def test_documents_are_what_their_sources_make(tmp_path: Path):
    made = build.build(tmp_path, frozenset({*build.WRITERS, ".xlsx", ".csv"}) - {".pdf"})
    assert {path.relative_to(tmp_path).as_posix() for path in made} == {
        name for name, document in DOCUMENTS.items() if document.path.suffix != ".pdf"
    }
    for path in made:
        committed = samples.DOCUMENTS / path.relative_to(tmp_path)
        assert _content(path) == _content(committed), f"{committed.name}: run python -m samples.build"


def _content(path: Path) -> dict[str, bytes]:
    """The bytes of a file, or of a package's members: how they were compressed does not matter."""
    if not zipfile.is_zipfile(path):
        return {"": path.read_bytes()}
    with zipfile.ZipFile(path) as package:
        return {name: package.read(name) for name in package.namelist()}


def test_pdfs_say_what_their_sources_say(texts: dict[str, str]):
    printed = {name: source for name, source in build.sources() if name.endswith(".pdf")}
    assert len(printed) == 2
    for name, source in printed.items():
        for part in source.parts:
            for text in (part.text, *(cell for row in part.rows for cell in row)):
                assert squeezed(text) in texts[name], f"{name}: run python -m samples.build"


def test_a_chinese_pdf_prints_with_characters_and_not_radicals(chromium: str, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("FRONTDESK_CHROMIUM", chromium)
    source = build.Source("# 使用说明\n\n自行开门，一日两食。", "zh")
    # pypdf reports what the text layer says; some other readers quietly repair radicals
    (page,) = pypdf.PdfReader(io.BytesIO(build.to_pdf(source))).pages
    assert squeezed(page.extract_text()) == "使用说明自行开门，一日两食。"


def test_there_are_thirty_questions_in_each_language_and_a_fifth_has_no_answer():
    for language in ("en", "zh"):
        asked = [question for question in QUESTIONS if question.language == language]
        assert len({question.question for question in asked}) == 30
        assert len([question for question in asked if question.answer is None]) == 6


@pytest.mark.parametrize("question", [q for q in QUESTIONS if q.answer], ids=lambda question: question.question)
def test_the_answer_stands_in_the_named_public_document(question: samples.Question, texts: dict[str, str]):
    assert question.answer is not None
    assert question.document is not None
    assert DOCUMENTS[question.document].visibility == "public"
    assert question.document.startswith(f"{question.language}/")
    assert squeezed(question.answer) in texts[question.document]


def test_what_reads_the_uploads_reads_them_all_and_finds_the_answers():
    with Reader() as reader:
        found = {name: reader.read(document.path) for name, document in DOCUMENTS.items()}
    assert {name: document.warnings for name, document in found.items() if document.warnings} == {}
    unanswered = [
        question.question
        for question in QUESTIONS
        if question.answer and squeezed(question.answer) not in squeezed(found[question.document or ""].text)
    ]
    assert unanswered == []


def test_delivery_says_the_same_in_both_languages(texts: dict[str, str]):
    for delivery in facts.DELIVERIES.values():
        for i, name in enumerate(("en/delivery.html", "zh/配送说明.docx")):
            cells = (delivery.place[i], delivery.standard_cost, delivery.standard_time[i], delivery.express_cost)
            assert squeezed("".join(cells)) in texts[name]


def test_every_product_has_a_price_in_both_currencies(texts: dict[str, str]):
    assert len({product.number for product in facts.PRODUCTS}) == len(facts.PRODUCTS)
    for product in facts.PRODUCTS:
        assert squeezed(f"{product.name[0]}{product.category[0]}{product.euros}") in texts["en/price-list.xlsx"]
        assert squeezed(f"{product.name[1]}{product.category[1]}{product.yuan}") in texts["zh/价格表.xlsx"]


def test_every_figure_is_used():
    used = "".join(path.read_text(encoding="utf-8") for path in build.SOURCES.glob("*/*.md"))
    assert {name for name in facts.VALUES if f"${{{name}}}" not in used} == set()


def test_addresses_belong_to_nobody(texts: dict[str, str]):
    found = {address for text in texts.values() for address in re.findall(r"@([a-z.]+)", text)}
    assert {address for address in found if not re.search(r"\.example", address)} == set()


def test_the_pages_have_their_words_in_both_languages():
    for words in (samples.COMPANY, samples.CONTACT, samples.GREETING, samples.STARTERS):
        assert set(words) == {"en", "zh"}
    assert all(len(starters) == 4 for starters in samples.STARTERS.values())
