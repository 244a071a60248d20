import dataclasses
from datetime import timedelta

import pytest

from storage.database import utc_now
from tests.web.fakes import FakeDetail, FakeInfo
from web.listing import detail, is_moving, listing, problem
from web.staff import View, plain_name


def _info(**more: object) -> FakeInfo:
    return dataclasses.replace(FakeInfo("d1", "a.pdf", "The text.", format="pdf", size=2_400_000, pages=1200), **more)  # type: ignore[arg-type]


def test_a_row_says_all_there_is_to_say() -> None:
    info = _info(chunks=3456, version=2, visibility="staff", updated_at=utc_now() - timedelta(minutes=3))
    html = listing([info], View(), count=1, language="en")
    for words in ("a.pdf", "PDF", "1,200", "3,456", "Staff only", "Ready", "3 minutes ago", "1–1 of 1"):
        assert words in html


def test_a_document_on_its_way_shows_its_stage_and_share() -> None:
    assert "Indexing 40 %" in listing([_info(status="embedding", stage_progress=0.4)], View(), count=1, language="en")
    assert is_moving([_info(status="queued")])
    assert not is_moving([_info(), _info(status="failed")])


@pytest.mark.parametrize(
    ("code", "details", "words"),
    [
        ("encrypted", {}, "文件受密码保护"),
        ("too_large", {"limit": "100 MB"}, "100 MB"),
        ("too_large", {}, "文档处理失败"),
        ("a code of tomorrow", {}, "文档处理失败"),
        (None, None, "文档处理失败"),
    ],
)
def test_a_failure_is_told_in_one_sentence(code: str | None, details: dict[str, str] | None, words: str) -> None:
    assert words in problem(_info(status="failed", error_code=code, error_details=details), "zh")
    assert problem(_info(), "zh") == ""


def test_names_and_texts_are_escaped() -> None:
    evil = _info(name="<script>alert(1)</script>.txt", text="a\n\n![x](https://evil.example/x.png)<img src=x>")
    html = listing([evil], View(), count=1, language="en") + detail(
        FakeDetail(evil, evil.text), View(selected="d1"), language="en"
    )
    assert "<script" not in html
    assert "<img" not in html
    assert "\n" not in html


def test_deleting_asks_once_in_words_that_say_what_happens() -> None:
    html = detail(FakeDetail(_info(), "x"), View(selected="d1", confirming=True), language="en")
    assert "Delete “a.pdf”? It disappears from all answers at once." in html
    assert 'data-do="delete-yes d1"' in html


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("报价单.pdf", "报价单.pdf"),
        ("Report (final).docx", "Report (final).docx"),
        ("../../x.pdf", "x.pdf"),
        ("C:\\secret\\x.pdf", "x.pdf"),
        ("a\nb.pdf", "a b.pdf"),
        ("x\u202efdp.exe", "x fdp.exe"),
        ("", "document"),
        ("\u200b", "document"),
        ("📦.txt", "📦.txt"),
        ("x" * 300 + ".pdf", "x" * 196 + ".pdf"),
    ],
)
def test_a_file_keeps_the_name_it_has_as_far_as_that_is_safe(given: str, kept: str) -> None:
    assert plain_name(given) == kept
