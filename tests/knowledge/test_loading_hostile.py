"""Files made to harm cost one clear sentence and nothing else."""

import io
import struct
import zipfile
from collections.abc import Mapping

import docx
import openpyxl
import pytest

from knowledge.errors import SENTENCES, UnreadableFile
from knowledge.loading import Limits, Source, load
from knowledge.loading.source import Budget

MB = 2**20


def refusal(data: bytes, name: str = "a.bin", limits: Limits | None = None) -> str:
    """The code that the file is refused with."""
    with pytest.raises(UnreadableFile) as caught:
        load(Source(data, name, Budget(limits or Limits())))
    assert "{" not in str(caught.value)  # every blank of the sentence is filled
    return caught.value.code


def packed(members: Mapping[str, str | bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return buffer.getvalue()


def office(kind: str) -> bytes:
    buffer = io.BytesIO()
    if kind == "docx":
        document = docx.Document()
        document.add_paragraph("Harmless")
        document.save(buffer)
    else:
        book = openpyxl.Workbook()
        book.active["A1"] = "Harmless"
        book.save(buffer)
    return buffer.getvalue()


def changed(package: bytes, name: str, change) -> bytes:
    """The package with one part changed."""
    with zipfile.ZipFile(io.BytesIO(package)) as archive:
        parts = {part: archive.read(part) for part in archive.namelist()}
    parts[name] = change(parts.get(name, b""))
    return packed(parts)


@pytest.mark.parametrize("kind", ["docx", "xlsx"])
def test_an_office_file_that_unpacks_to_too_much_is_stopped(kind):
    data = changed(office(kind), "media/zeros.bin", lambda _: bytes(30 * MB))
    assert len(data) < MB
    assert refusal(data, limits=Limits(unpacked=20 * MB)) == "unpacks_too_large"


def test_a_zip_bomb_is_stopped_and_so_is_one_spread_over_nested_zips():
    inner = packed({"zeros.txt": bytes(15 * MB)})
    assert refusal(packed({"a.zip": inner, "b.zip": inner}), limits=Limits(unpacked=20 * MB)) == "unpacks_too_large"


def test_a_size_that_the_header_lies_about_does_not_help():
    data = packed({"a.txt": "words " * 200_000})
    size = struct.pack("<I", 1_200_000)
    assert data.count(size) == 2
    forged = data.replace(size, struct.pack("<I", 10))
    assert refusal(forged, limits=Limits(unpacked=MB)) in ("malformed", "unpacks_too_large", "no_text")


def test_entries_that_overlap_are_counted_each():
    data = packed({"a.txt": "x " * MB})
    end = data.rindex(b"PK\x05\x06")
    start = data.index(b"PK\x01\x02")
    entries = 20
    directory = data[start:end] * entries
    record = struct.pack("<4s4H2IH", b"PK\x05\x06", 0, 0, entries, entries, len(directory), start, 0)
    assert refusal(data[:start] + directory + record, limits=Limits(unpacked=20 * MB)) in (
        "unpacks_too_large",
        "malformed",
    )


def test_archives_with_countless_files_or_levels_are_refused():
    assert refusal(packed({f"{n}.txt": "x" for n in range(10_001)})) == "too_many_files"
    nested = packed({"a.txt": "deep"})
    for _ in range(3):
        nested = packed({"inner.zip": nested})
    assert refusal(nested) == "no_text"


def test_a_name_that_climbs_out_of_the_archive_is_only_a_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    document = load(Source(packed({"../../escape.txt": "words"}), "a.zip"))
    assert document.blocks[0].place.part == "../../escape.txt"
    assert list(tmp_path.iterdir()) == []


LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
THEFT = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]>'


@pytest.mark.parametrize(
    "prologue", [LAUGHS, THEFT, LAUGHS.decode().encode("utf-16")], ids=["laughs", "theft", "utf-16"]
)
@pytest.mark.parametrize(("kind", "part"), [("docx", "word/document.xml"), ("xlsx", "xl/worksheets/sheet1.xml")])
def test_markup_that_declares_entities_is_refused(kind, part, prologue):
    data = changed(office(kind), part, lambda markup: prologue + markup.split(b"?>", 1)[-1])
    assert refusal(data) == "unsafe"


def test_markup_nested_a_million_deep_is_refused():
    data = changed(office("docx"), "word/document.xml", lambda _: b"<a>" * 1_000_000)
    assert refusal(data) in ("malformed", "no_text")


def test_a_sheet_that_declares_a_million_rows_costs_what_it_holds():
    def declare(markup: bytes) -> bytes:
        return markup.replace(b'<dimension ref="A1:A1"', b'<dimension ref="A1:XFD1048576"')

    data = changed(office("xlsx"), "xl/worksheets/sheet1.xml", declare)
    assert load(Source(data, "a.xlsx")).text == "Harmless"


def test_html_and_sheets_that_span_endless_columns_are_cut():
    page = '<html><table><tr><td colspan="99999999">a</td><td>b</td></tr><tr><td>c</td><td>d</td></tr></table></html>'
    assert "a" in load(Source(page.encode(), "a.html")).text


def encrypted_zip() -> bytes:
    data = bytearray(packed({"a.txt": "words"}))
    data[6] |= 1  # the flags of the file's own header
    start = data.index(b"PK\x01\x02")
    data[start + 8] |= 1  # and of the directory's
    return bytes(data)


def ole(stream: str) -> bytes:
    """A compound file with one stream of that name (MS-CFB, version 3)."""
    end, free, fat_mark, none = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD, 0xFFFFFFFF
    header = struct.pack(
        "<8s16sHHHHHHLLLLLLLLLL", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", bytes(16), 0x3E, 3, 0xFFFE, 9, 6,
        0, 0, 0, 1, 1, 0, 4096, end, 0, end, 0,
    ) + struct.pack("<109L", 0, *[free] * 108)  # fmt: skip
    fat = [fat_mark, end, *range(3, 10), end]
    table = struct.pack("<128L", *fat, *[free] * (128 - len(fat)))

    def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
        raw = (name + "\0").encode("utf-16-le")
        return struct.pack(
            "<64sHBBLLL16sLQQLQ", raw, len(raw), kind, 1, none, none, child, bytes(16), 0, 0, 0, start, size
        )

    directory = entry("Root Entry", 5, 1, end, 0) + entry(stream, 2, none, 2, 4096) + bytes(256)
    return header + table + directory + bytes(4096)


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (encrypted_zip(), "encrypted"),
        (ole("EncryptedPackage"), "encrypted"),
        (ole("WordDocument"), "unsupported"),
        (ole("Workbook"), "malformed"),
        (packed({"META-INF/manifest.xml": "<m><encryption-data/></m>", "content.xml": "?",
                 "mimetype": "application/vnd.oasis.opendocument.text"}), "encrypted"),
        (packed({"a.exe": b"MZ\x90\0\x03\0\0\0" * 50}), "no_text"),
        (packed({}), "empty"),
        (office("docx")[:2000], "malformed"),
        (b"PK\x03\x04" + b"\xff" * 200, "malformed"),
        (b"\x89PNG\r\n\x1a\n" + b"\xff" * 200, "malformed"),
        (b"", "empty"),
    ],
    ids=["zip", "office", "doc", "xls", "odt", "nothing-readable", "empty-zip", "cut", "no-zip", "no-png", "empty"],
)  # fmt: skip
def test_each_file_that_cannot_be_read_has_its_reason(data, code):
    assert refusal(data) == code


def test_every_reason_has_a_sentence_in_both_languages():
    assert all({"en", "zh"} <= set(sentence) for sentence in SENTENCES.values())
