"""Office files keep their structure, and each block the place where it stands."""

import datetime
import io
import struct
import zipfile

import docx
import openpyxl
import pptx
from docx.enum.text import WD_BREAK
from openpyxl.chart import BarChart, Reference
from pptx.util import Inches

from knowledge.loading import Source, load
from knowledge.loading.numbers import show
from knowledge.model import Place


def saved(document) -> bytes:
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def packed(members: dict[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def read(data: bytes, name: str):
    return load(Source(data, name))


def shown(document) -> list[tuple[str, str]]:
    return [(block.kind, block.text) for block in document.blocks]


def test_docx_gives_headings_lists_and_tables_in_reading_order():
    document = docx.Document()
    document.core_properties.title = "Handbook"
    document.add_heading("退货", 1)
    document.add_paragraph("七天无理由。")
    document.add_heading("Costs", 2)
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "Zone", "Price"
    for zone, price in (("EU", "4.90"), ("World", "9.90")):
        cells = table.add_row().cells
        cells[0].text, cells[1].text = zone, price
    document.add_paragraph("First", style="List Bullet")
    document.sections[0].header.paragraphs[0].text = "Internal use"
    found = read(saved(document), "a.docx")
    assert found.title == "Handbook"
    assert shown(found) == [
        ("paragraph", "Internal use"),
        ("heading", "退货"),
        ("paragraph", "七天无理由。"),
        ("heading", "Costs"),
        ("row", "Zone: EU; Price: 4.90"),
        ("row", "Zone: World; Price: 9.90"),
        ("list", "First"),
    ]
    assert found.blocks[0].place == Place(part="page header")
    assert found.blocks[4].headings == ("退货", "Costs")


def test_docx_merged_cells_count_for_each_row_they_cover():
    document = docx.Document()
    table = document.add_table(rows=3, cols=3)
    for r, row in enumerate((("Zone", "Days", "Price"), ("EU", "3", "5.00"), ("", "5", "4.00"))):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    table.cell(1, 0).merge(table.cell(2, 0))
    assert shown(read(saved(document), "a.docx"))[1] == ("row", "Zone: EU; Days: 5; Price: 4.00")


def test_docx_leaves_out_what_is_deleted_or_hidden():
    document = docx.Document()
    paragraph = document.add_paragraph("Visible ")
    paragraph.add_run("hidden").font.hidden = True
    paragraph.add_run("text")
    paragraph.runs[0].add_break(WD_BREAK.LINE)
    assert read(saved(document), "a.docx").text == "Visible\ntext"


def test_pptx_gives_slide_title_table_and_notes():
    show_ = pptx.Presentation()
    slide = show_.slides.add_slide(show_.slide_layouts[5])
    slide.shapes.title.text = "Opening hours"
    table = slide.shapes.add_table(2, 2, Inches(1), Inches(3), Inches(4), Inches(1)).table
    for r, row in enumerate((("Day", "Hours"), ("周一", "9-18"))):
        for c, text in enumerate(row):
            table.cell(r, c).text = text
    slide.shapes.add_textbox(Inches(1), Inches(2), Inches(4), Inches(1)).text_frame.text = "All year round"
    slide.notes_slide.notes_text_frame.text = "Say hello"
    found = read(saved(show_), "a.pptx")
    assert found.pages == 1
    assert [(block.text, block.place) for block in found.blocks] == [
        ("Opening hours", Place(slide=1)),
        ("All year round", Place(slide=1)),
        ("Day: 周一; Hours: 9-18", Place(slide=1)),
        ("Say hello", Place(slide=1, part="speaker notes")),
    ]


def workbook() -> bytes:
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "Prices"
    sheet["A1"] = "Price list 2026"
    sheet.merge_cells("A1:C1")
    for row in (("Item", "Price", "Since"), ("Chair", 1299.5, datetime.date(2026, 5, 1)), ("台灯", 99, None)):
        sheet.append(row)
    sheet["B3"].number_format = '#,##0.00 "€"'
    sheet.append([])
    sheet.append(["Table", 200, None])
    for n, (zone, days) in enumerate((("Zone", "Days"), ("EU", 3)), start=2):
        sheet.cell(n, 6).value, sheet.cell(n, 7).value = zone, days
    second = book.create_sheet("Share")
    second.append(["Part", "Share"])
    second.append(["A", 0.155])
    second["B2"].number_format = "0.0%"
    chart = BarChart()
    chart.title = "Sales"
    chart.add_data(Reference(second, min_col=2, min_row=1, max_row=2), titles_from_data=True)
    second.add_chart(chart, "D1")
    book.create_sheet("Secret").sheet_state = "hidden"
    book["Secret"]["A1"] = "hidden words"
    return saved(book)


def test_xlsx_shows_values_as_the_sheet_does_under_their_columns():
    found = read(workbook(), "a.xlsx")
    rows = {block.text: block.place for block in found.blocks}
    assert rows["Price list 2026"] == Place(sheet="Prices", row=1)
    assert rows["Item: Chair; Price: 1,299.50 €; Since: 2026-05-01"] == Place(sheet="Prices", row=3)
    assert rows["Item: 台灯; Price: 99"] == Place(sheet="Prices", row=4)
    assert rows["Part: A; Share: 15.5%"] == Place(sheet="Share", row=2)


def test_xlsx_rows_below_a_gap_stay_under_the_same_header():
    found = read(workbook(), "a.xlsx")
    assert "Item: Table; Price: 200" in [block.text for block in found.blocks]
    assert "台灯\t99\nTable\t200" in found.text  # a table's text stands as in the file


def test_xlsx_tables_side_by_side_are_two_tables():
    assert "Zone: EU; Days: 3" in [block.text for block in read(workbook(), "a.xlsx").blocks]


def test_xlsx_hidden_sheets_are_not_read_and_that_is_said():
    found = read(workbook(), "a.xlsx")
    assert "hidden words" not in found.text
    assert "'Secret' is hidden" in found.warnings[0]


def test_xlsx_strict_variant_is_read_like_the_other():
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(workbook())) as plain, zipfile.ZipFile(buffer, "w") as strict:
        for name in plain.namelist():
            data = plain.read(name)
            for kind in (b"officeDocument", b"spreadsheetml"):
                data = data.replace(
                    b"http://schemas.openxmlformats.org/" + kind + b"/2006/",
                    b"http://purl.oclc.org/ooxml/" + kind + b"/",
                )
            strict.writestr(name, data)
    assert "Item: 台灯; Price: 99" in [block.text for block in read(buffer.getvalue(), "a.xlsx").blocks]


def test_xls_cells_are_read_under_their_columns():
    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HH", kind, len(body)) + body

    def label(row: int, column: int, text: str) -> bytes:
        return record(0x0004, struct.pack("<HH3xB", row, column, len(text)) + text.encode("latin-1"))

    cells = label(0, 0, "Item") + label(0, 1, "Price") + label(1, 0, "Café chair")
    cells += record(0x0003, struct.pack("<HH3xd", 1, 1, 99.5))
    book = record(0x0009, struct.pack("<HH", 2, 0x10)) + cells + record(0x000A, b"")
    found = read(book, "old.xls")
    assert found.format == "xls"
    assert [block.text for block in found.blocks] == ["Item: Café chair; Price: 99.5"]


def test_an_outlook_mail_has_its_subject_and_body():
    def text(words: str) -> bytes:
        return words.ljust(2048).encode("utf-16-le")

    properties = bytes(32) + b"".join(struct.pack("<HHLLL", 0x1F, tag, 6, 4098, 0) for tag in (0x37, 0x1000))
    found = read(
        compound_file(
            {
                "__properties_version1.0": properties.ljust(4096, b"\0"),
                "__substg1.0_0037001F": text("退货 question"),
                "__substg1.0_1000001F": text("May I return the chair?"),
            }
        ),
        "a.msg",
    )
    assert found.title == "退货 question"
    assert found.text == "Subject: 退货 question\nMay I return the chair?"


def compound_file(streams: dict[str, bytes]) -> bytes:
    """A compound file (MS-CFB, version 3) of streams of 4096 bytes each."""
    end, free, mark, none = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
    signature = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
    header = struct.pack("<8s16x5H6x10L", signature, 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, 4096, end, 0, end, 0, 0)

    def entry(name: str, kind: int, right: int, child: int, start: int, size: int) -> bytes:
        raw = (name + "\0").encode("utf-16-le")
        return struct.pack("<64sHBB3L36xLQ", raw, len(raw), kind, 1, none, right, child, start, size)

    table, directory = [mark, end], entry("Root Entry", 5, none, 1, end, 0)
    for n, name in enumerate(streams):
        start = len(table)
        table += [*range(start + 1, start + 8), end]
        directory += entry(name, 2, n + 2 if n + 1 < len(streams) else none, none, start, 4096)
    sectors = struct.pack("<128L", *table, *[free] * (128 - len(table))) + directory.ljust(512, b"\0")
    return header + struct.pack("<108L", *[free] * 108) + sectors + b"".join(streams.values())


def test_numbers_are_shown_in_their_format():
    assert [show(value, code) for value, code in NUMBERS] == [
        "1200", "0.1", "12%", "€1,200.00", "¥99", "-5.0", "(5)", "00042", "2026-05-01 09:30", "1.5 kg", "1:30", "TRUE",
    ]  # fmt: skip


NUMBERS = [
    (1200.0, "General"),
    (0.1, "General"),
    (0.12, "0%"),
    (1200, "[$€-407]#,##0.00"),
    (99, '"¥"#,##0'),
    (-5, "0.0"),
    (-5, "0;(0)"),
    (42, "00000"),
    (datetime.datetime(2026, 5, 1, 9, 30), "yyyy-mm-dd"),  # noqa: DTZ001 - cells have no zone
    (1.5, '0.0" kg"'),
    (datetime.timedelta(minutes=90), "[h]:mm"),
    (True, "General"),
]

ODF = (
    '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
    ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
    ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
    ' xmlns:draw="urn:oasis:names:tc:opendocument:xmlns:drawing:1.0"'
    ' xmlns:presentation="urn:oasis:names:tc:opendocument:xmlns:presentation:1.0">'
    "<office:body>{}</office:body></office:document-content>"
)


def open_document(kind: str, body: str) -> bytes:
    return packed({"mimetype": f"application/vnd.oasis.opendocument.{kind}", "content.xml": ODF.format(body)})


def cell(text: str, attributes: str = "") -> str:
    return f"<table:table-cell {attributes}><text:p>{text}</text:p></table:table-cell>"


def test_odt_gives_headings_lists_tables_and_footnotes():
    found = read(
        open_document(
            "text",
            '<office:text><text:h text:outline-level="1">保修</text:h><text:p>Two<text:s text:c="2"/>years'
            "<text:note><text:note-body><text:p>From purchase.</text:p></text:note-body></text:note>.</text:p>"
            "<text:list><text:list-item><text:p>Item</text:p></text:list-item></text:list>"
            f"<table:table><table:table-row>{cell('Zone')}{cell('Days')}</table:table-row>"
            f"<table:table-row>{cell('EU')}{cell('3')}</table:table-row></table:table></office:text>",
        ),
        "a.odt",
    )
    assert shown(found) == [
        ("heading", "保修"),
        ("paragraph", "Two years."),
        ("paragraph", "From purchase."),
        ("list", "Item"),
        ("row", "Zone: EU; Days: 3"),
    ]
    assert found.blocks[4].headings == ("保修",)


def test_ods_rows_and_repeated_cells():
    many = 'table:number-rows-repeated="1048000"'
    found = read(
        open_document(
            "spreadsheet",
            '<office:spreadsheet><table:table table:name="Days">'
            f"<table:table-row>{cell('Zone')}{cell('Min')}{cell('Max')}</table:table-row>"
            f"<table:table-row>{cell('EU')}{cell('3', 'table:number-columns-repeated=' + chr(34) + '2' + chr(34))}"
            f"</table:table-row><table:table-row {many}><table:table-cell/></table:table-row>"
            "</table:table></office:spreadsheet>",
        ),
        "a.ods",
    )
    assert found.blocks[-1].text == "Zone: EU; Min: 3; Max: 3"
    assert found.blocks[-1].place == Place(sheet="Days", row=2)


def test_odp_slides_have_their_title_as_heading():
    body = (
        "<office:presentation>"
        + "".join(
            f'<draw:page><draw:frame presentation:class="title"><draw:text-box><text:p>Title {n}</text:p>'
            f"</draw:text-box></draw:frame><draw:frame><draw:text-box><text:p>Body {n}</text:p></draw:text-box>"
            "</draw:frame></draw:page>"
            for n in (1, 2)
        )
        + "</office:presentation>"
    )
    found = read(open_document("presentation", body), "a.odp")
    assert found.pages == 2
    assert (found.blocks[3].text, found.blocks[3].headings, found.blocks[3].place.slide) == ("Body 2", ("Title 2",), 2)


def test_epub_chapters_come_in_reading_order():
    page = '<?xml version="1.0" encoding="utf-8"?><html xmlns="http://www.w3.org/1999/xhtml"><body>{}</body></html>'
    data = packed(
        {
            "mimetype": "application/epub+zip",
            "META-INF/container.xml": '<container><rootfiles><rootfile full-path="O/b.opf"/></rootfiles></container>',
            "O/b.opf": '<package xmlns:dc="http://purl.org/dc/elements/1.1/"><metadata><dc:title>书</dc:title></metadata>'
            '<manifest><item id="a" href="a.xhtml" media-type="application/xhtml+xml"/>'
            '<item id="b" href="b%20c.xhtml" media-type="application/xhtml+xml"/></manifest>'
            '<spine><itemref idref="b"/><itemref idref="a"/></spine></package>',
            "O/a.xhtml": page.format("<h1>Second</h1><p>two</p>"),
            "O/b c.xhtml": page.format("<h1>第一章</h1><p>one</p>"),
        }
    )
    found = read(data, "a.epub")
    assert found.title == "书"
    assert [(b.text, b.place.part) for b in found.blocks if b.kind == "paragraph"] == [
        ("one", "第一章"),
        ("two", "Second"),
    ]


def test_a_zip_is_one_document_whose_blocks_say_which_file():
    inner = packed({"deep.txt": "Deep words"})
    data = packed(
        {"docs/a.txt": "First words", "inner.zip": inner, "tool.exe": b"MZ\x90\0\x03\0\0\0" * 50, "__MACOSX/._a": "x"}
    )
    found = read(data, "all.zip")
    assert [(block.text, block.place.part) for block in found.blocks] == [
        ("First words", "docs/a.txt"),
        ("Deep words", "inner.zip › deep.txt"),
    ]
    assert [warning.split(":")[0] for warning in found.warnings] == ["tool.exe"]


def test_a_zip_name_in_the_packers_own_encoding_is_read():
    info = zipfile.ZipInfo("placeholder.txt")
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr(info, "words")
    raw = buffer.getvalue().replace(b"placeholder", "退货政策说".encode("gbk") + b"1")
    assert read(raw, "a.zip").blocks[0].place.part == "退货政策说1.txt"
