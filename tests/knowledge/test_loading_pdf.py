"""PDFs: text, headings, tables and places; scans and pictures through OCR."""

import io
import zlib

import pypdf
import pytest
from PIL import Image, ImageDraw, ImageFont

from knowledge.errors import UnreadableFile
from knowledge.loading import Limits, Source, load
from knowledge.loading.source import Budget
from knowledge.model import Place


def pdf(pages: list[str], extra: dict[int, bytes] | None = None, resources: str = "") -> bytes:
    """A PDF of the given content streams; fonts F1 Helvetica, F2 Helvetica-Bold, F3 a Chinese one."""
    fonts = (
        "/F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >> "
        "/F2 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding >> "
        "/F3 << /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UCS2-H /DescendantFonts "
        "[<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /CIDSystemInfo "
        "<< /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>] >>"
    )
    objects: dict[int, bytes] = {1: b"<< /Type /Catalog /Pages 2 0 R >>"}
    kids = []
    for n, content in enumerate(pages):
        page, stream = 10 + 2 * n, 11 + 2 * n
        kids.append(f"{page} 0 R")
        data = content.encode("latin-1")
        objects[page] = (
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {stream} 0 R "
            f"/Resources << /Font << {fonts} >> {resources} >> >>"
        ).encode()
        objects[stream] = b"<< /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
    objects[2] = f"<< /Type /Pages /Kids [{' '.join(kids)}] /Count {len(pages)} >>".encode()
    return assembled(objects | (extra or {}))


def assembled(objects: dict[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n")
    offsets = {}
    for number, body in sorted(objects.items()):
        offsets[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    size = max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 n \n" % offsets[number] if number in offsets else b"0000000000 65535 f \n"
    out += b"trailer\n<< /Size %d /Root 1 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def line(x: float, y: float, text: str, font: str = "F1", size: float = 11) -> str:
    """One line of text; in F3 the text is written as UCS-2."""
    shown = f"<{text.encode('utf-16-be').hex()}>" if font == "F3" else f"({text})"
    return f"BT /{font} {size} Tf {x} {y} Td {shown} Tj ET\n"


def read(data: bytes, name: str = "a.pdf", limits: Limits | None = None):
    return load(Source(data, name, Budget(limits or Limits())))


def test_headings_come_from_size_and_weight_and_lines_become_paragraphs():
    page = (
        line(72, 770, "Delivery", size=20)
        + line(72, 740, "Every order that is placed before three in the afternoon leaves the ware-")
        + line(72, 726, "house on the very same day, also on Saturdays and before holidays.")
        + line(72, 690, "Costs", "F2")
        + line(72, 676, "Shipping is free from fifty euros; below that amount it costs four euros.")
    )
    blocks = read(pdf([page])).blocks
    assert [(block.kind, block.text, block.headings) for block in blocks] == [
        ("heading", "Delivery", ()),
        (
            "paragraph",
            "Every order that is placed before three in the afternoon leaves the warehouse "
            "on the very same day, also on Saturdays and before holidays.",
            ("Delivery",),
        ),
        ("heading", "Costs", ("Delivery",)),
        (
            "paragraph",
            "Shipping is free from fifty euros; below that amount it costs four euros.",
            ("Delivery", "Costs"),
        ),
    ]


def test_chinese_lines_are_joined_without_spaces():
    text = "本店承诺所有商品均为正品并且在收到订单之后的二十四小时之内从仓库发出"
    page = line(72, 700, text, "F3") + line(72, 684, "全国大部分地区三天送达。", "F3")
    assert read(pdf([page])).text == text + "全国大部分地区三天送达。"


def test_each_block_has_its_page():
    found = read(pdf([line(72, 700, f"Words of page {n}") for n in (1, 2)]))
    assert found.pages == 2
    assert [block.place for block in found.blocks] == [Place(page=1), Place(page=2)]


def grid(xs: list[float], ys: list[float]) -> str:
    lines = [f"{x} {ys[0]} m {x} {ys[-1]} l S\n" for x in xs] + [f"{xs[0]} {y} m {xs[-1]} {y} l S\n" for y in ys]
    return "0.5 w\n" + "".join(lines)


def test_a_ruled_table_becomes_rows_where_it_stands():
    table = grid([72, 200, 320, 440], [600, 620, 640, 660])
    words = (("Zone", "Days", "Price"), ("Germany", "1-2", "4.90"), ("World", "7-14", "19.90"))
    for y, row in zip((646, 626, 606), words, strict=True):
        for x, text in zip((76, 204, 324), row, strict=True):
            table += line(x, y, text)
    page = line(72, 700, "Before the table.") + table + line(72, 560, "After the table.")
    assert [(block.kind, block.text) for block in read(pdf([page])).blocks] == [
        ("paragraph", "Before the table."),
        ("row", "Zone: Germany; Days: 1-2; Price: 4.90"),
        ("row", "Zone: World; Days: 7-14; Price: 19.90"),
        ("paragraph", "After the table."),
    ]


def test_a_table_without_rules_is_found_by_its_columns():
    page = line(72, 700, "Our prices of this year, for everyone and everywhere, are these here.")
    words = (("Item", "Colour", "Price"), ("Chair", "red", "99"), ("Lamp", "blue", "25"), ("Desk", "oak", "310"))
    for n, row in enumerate(words):
        for x, text in zip((72, 220, 380), row, strict=True):
            page += line(x, 660 - 16 * n, text)
    assert "Item: Lamp; Colour: blue; Price: 25" in [block.text for block in read(pdf([page])).blocks]


def test_repeated_headers_and_page_numbers_are_kept_once():
    pages = [
        line(72, 810, "Acme Handbook 2026") + line(72, 500, f"Content number {n} of the book.") + line(290, 30, f"{n}")
        for n in range(1, 7)
    ]
    texts = [block.text for block in read(pdf(pages)).blocks]
    assert texts.count("Acme Handbook 2026") == 1
    assert texts[1:] == [f"Content number {n} of the book." for n in range(1, 7)]


def test_a_filled_form_field_is_read():
    appearance = b"BT /F1 11 Tf 2 5 Td (Filled in value) Tj ET"
    extra = {
        10: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 11 0 R /Annots [30 0 R] "
        b"/Resources << /Font << /F1 << /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> >>",
        30: b"<< /Type /Annot /Subtype /Widget /FT /Tx /F 4 /T (name) /Rect [72 600 300 620] /AP << /N 31 0 R >> >>",
        31: b"<< /Type /XObject /Subtype /Form /BBox [0 0 228 20] /Resources << /Font << /F1 "
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >> >> >> /Length %d >>\nstream\n%s\nendstream"
        % (len(appearance), appearance),
    }
    assert "Filled in value" in read(pdf([line(72, 700, "Name:")], extra)).text


def encrypted(user: str, owner: str = "owner") -> bytes:
    writer = pypdf.PdfWriter(clone_from=pypdf.PdfReader(io.BytesIO(pdf([line(72, 700, "Protected words")]))))
    writer.encrypt(user, owner, algorithm="RC4-128")
    buffer = io.BytesIO()
    writer.write(buffer)
    return buffer.getvalue()


def test_a_pdf_that_needs_a_password_is_refused_and_one_that_does_not_is_read():
    assert read(encrypted("")).text == "Protected words"
    with pytest.raises(UnreadableFile) as caught:
        read(encrypted("secret"))
    assert caught.value.code == "encrypted"


@pytest.mark.parametrize(
    "data",
    [b"%PDF-1.7\n" + b"garbage" * 100, b"%PDF-1.4", pdf([line(72, 700, "x")])[:200]],
    ids=["garbage", "nothing", "truncated"],
)
def test_a_damaged_pdf_is_refused(data):
    with pytest.raises(UnreadableFile) as caught:
        read(data)
    assert caught.value.code == "malformed"


def test_a_pdf_without_words_says_so():
    with pytest.raises(UnreadableFile) as caught:
        read(pdf([""]))
    assert caught.value.code == "no_text"


def test_more_pages_than_allowed_are_refused():
    with pytest.raises(UnreadableFile) as caught:
        read(pdf([line(72, 700, "x")] * 6), limits=Limits(pages=5))
    assert (caught.value.code, caught.value.details) == ("too_many_pages", {"limit": "5"})


def test_a_pdf_that_is_a_zip_too_is_read_as_one_of_them():
    assert read(pdf([line(72, 700, "Page words")]) + b"PK\x05\x06" + bytes(18)).format == "pdf"


def test_loops_in_a_pdf_end():
    loop = b"<< /Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << /XObject << /X 30 0 R >> >> /Length 5 >>"
    extra = {30: loop + b"\nstream\n/X Do\nendstream"}
    page = line(72, 700, "Still read") + "/X Do\n"
    assert read(pdf([page], extra, "/XObject << /X 30 0 R >>")).text == "Still read"


def picture(text: str, size: tuple[int, int] = (900, 160)) -> Image.Image:
    """Black words on white, in a font with Chinese where the machine has one."""
    image = Image.new("RGB", size, "white")
    ImageDraw.Draw(image).text((30, 40), text, fill="black", font=ImageFont.load_default(48))
    return image


def as_bytes(image: Image.Image, kind: str) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, kind)
    return buffer.getvalue()


def test_a_picture_of_words_is_read():
    found = read(as_bytes(picture("Delivery takes three days"), "PNG"), "photo.dat")
    assert found.format == "image"
    assert found.text == "Delivery takes three days"


def test_a_scanned_pdf_is_read_page_by_page():
    scans = [picture(text, (850, 1100)) for text in ("Returns within 30 days", "Warranty two years")]
    buffer = io.BytesIO()
    scans[0].save(buffer, "PDF", save_all=True, append_images=scans[1:], resolution=100)
    found = read(buffer.getvalue())
    assert [(block.text, block.place.page) for block in found.blocks] == [
        ("Returns within 30 days", 1),
        ("Warranty two years", 2),
    ]


def test_a_picture_without_words_says_so():
    with pytest.raises(UnreadableFile) as caught:
        read(as_bytes(Image.new("RGB", (200, 200), "skyblue"), "JPEG"), "sky.jpg")
    assert caught.value.code == "no_text"


def test_a_picture_bomb_is_refused_before_it_unpacks():
    rows = zlib.compress(bytes(30_000), 9)
    header = b"\x00\x00\x75\x30\x00\x00\x75\x30\x08\x00\x00\x00\x00"

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    png = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")
    with pytest.raises(UnreadableFile) as caught:
        read(png, "bomb.png")
    assert caught.value.code == "unpacks_too_large"
