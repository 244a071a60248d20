"""The documents section: what it shows, and what its buttons do, on the page's own handlers."""

import dataclasses
import json
import re
from datetime import timedelta
from pathlib import Path

import pytest

from knowledge.model import Chunk, Place
from storage.database import utc_now
from tests.web.fakes import FakeInfo
from tests.web.staffing import Clerk, Office
from web.staff.document_parts import is_moving, passages, problem
from web.staff.uploads import plain_name


def _info(**more: object) -> FakeInfo:
    return dataclasses.replace(FakeInfo("d1", "a.pdf", "The text.", format="pdf"), **more)  # type: ignore[arg-type]


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.clerk().open()


def _sent(office: Office, content: bytes, name: str, n: int = 0) -> dict[str, str]:
    """A file as it lies in Gradio's folder after the browser has sent it."""
    folder = office.upload_folder / f"sent{n}"
    folder.mkdir()
    (folder / "file").write_bytes(content)
    return {"path": str(folder / "file"), "name": name}


def test_a_row_says_all_there_is_to_say(office: Office, clerk: Clerk) -> None:
    office.services.knowledge.put(
        "prices.pdf", "x", chunks=3456, version=2, visibility="staff", size=2_400_000, pages=1200,
        updated_at=utc_now() - timedelta(minutes=3),
    )  # fmt: skip
    words = clerk.open().words("list")
    for part in ("prices.pdf", "PDF", "1,200", "3,456", "2.4 MB", "Staff only", "Ready", "3 minutes ago", "1–4 of 4"):
        assert part in words
    assert 'title="20' in clerk.seen["list"]  # the exact time


def test_a_document_on_its_way_shows_its_stage_and_the_page_looks_again(office: Office, clerk: Clerk) -> None:
    assert 'data-again="0"' in clerk.seen["state"]
    office.services.knowledge.put("new.pdf", "x", status="embedding", stage_progress=0.4)
    clerk.do()
    assert "Indexing 40 %" in clerk.words("list")
    assert 'data-again="1500"' in clerk.seen["state"]
    assert is_moving([_info(status="queued")])
    assert not is_moving([_info(), _info(status="failed")])


@pytest.mark.parametrize(
    ("address", "names"),
    [
        ("?filter=failed", ["broken.pdf"]),
        ("?filter=ready&visibility=staff", ["internal.txt"]),
        ("?query=SHIP", ["shipping.txt"]),
        ("?sort=name", ["broken.pdf", "internal.txt", "shipping.txt", "送货与退货.txt"]),
        ("?sort=-name", ["送货与退货.txt", "shipping.txt", "internal.txt", "broken.pdf"]),
        ("?query=nothing", []),
        ("?page=9", ["shipping.txt", "送货与退货.txt", "internal.txt", "broken.pdf"]),
        ("?section=nowhere&sort=rubbish&filter=odd&visibility=odd", ["shipping.txt", "送货与退货.txt"]),
    ],
)
def test_the_address_says_which_documents_are_shown_and_how(
    office: Office, clerk: Clerk, address: str, names: list[str]
) -> None:
    office.services.knowledge.put("broken.pdf", "", status="failed", error_code="encrypted", error_details={})
    shown = clerk.open(address).seen["list"]
    places = [shown.find(f">{name}</a>") for name in names]
    assert -1 not in places
    assert places == sorted(places)
    assert ("No document fits" in clerk.words("list")) == (not names)


def test_many_documents_come_page_by_page(office: Office, clerk: Clerk) -> None:
    for n in range(60):
        office.services.knowledge.put(f"file {n:02}.txt", "x")
    assert "1–25 of 60" in clerk.open("?query=file&sort=name").words("list")
    assert "51–60 of 60" in clerk.look("?query=file&sort=name&page=3").words("list")
    assert "file 59.txt" in clerk.words("list")
    assert "file 49.txt" not in clerk.words("list")


def test_what_the_page_shows_already_is_not_sent_again(clerk: Clerk) -> None:
    prints = {name: re.search(r'data-print="(\w+)"', html) for name, html in clerk.seen.items()}
    seen = {name: found[1] for name, found in prints.items() if found}
    assert seen.keys() >= {"list", "detail", "tools"}
    assert clerk.send(json.dumps({"do": "look", "at": clerk.at, "seen": seen, "n": 3})) == ["state"]


def test_the_detail_shows_what_was_read_and_where_it_stands(office: Office, clerk: Clerk) -> None:
    text = "\n".join(f"Line {n}." for n in range(45))
    document = office.services.knowledge.put(
        "long.pdf", text, chunks=45, title="A long one", warnings=("Page 7 is blank.",)
    )
    words = clerk.open(f"?id={document}").words("detail")
    for part in ("long.pdf", "A long one", "page 1 Line 0.", "Line 19.", "Passages 1–20 of 45", "Page 7 is blank."):
        assert part in words
    assert "Line 20." not in words
    assert "Line 44." in clerk.look(f"?id={document}&part=3").words("detail")
    assert f'href="/documents/{document}/original"' in clerk.seen["detail"]


def test_rows_of_a_table_are_shown_as_one_and_the_words_beside_them_are_kept() -> None:
    cells = ((("Zone", "EU"), ("Days", "3")), (("Zone", "US"), ("Days", "9")))
    rows = "Zone: EU; Days: 3\nZone: US; Days: 9"
    table, words, cut = passages(
        [
            Chunk(0, f"How long it takes.\n{rows}", ("Times",), Place(page=2), cells),
            Chunk(1, "Words.", ("Times",)),
            Chunk(2, "Zone: EU; Da", ("Times",), Place(), cells),  # only half a row is in it
        ],
        "zh",
    )
    assert (table["columns"], table["cells"]) == (["Zone", "Days"], [["EU", "3"], ["US", "9"]])
    assert (table["headings"], table["place"], table["text"]) == ("Times", "第 2 页", "How long it takes.")
    assert (words["headings"], words["columns"], words["text"]) == ("", (), "Words.")
    assert (cut["columns"], cut["text"]) == ((), "Zone: EU; Da")


def test_a_chosen_document_that_is_gone_leaves_the_list(clerk: Clerk) -> None:
    clerk.open("?id=nobody")
    assert clerk.words("detail") == ""
    assert clerk.at == "?section=documents"


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


def test_names_and_texts_are_escaped(office: Office, clerk: Clerk) -> None:
    document = office.services.knowledge.put(
        "<script>alert(1)</script>.txt", "a\n\n![x](https://evil.example/x.png)<img src=x>", folder="<b>", title="<i>"
    )
    clerk.open(f"?id={document}&query=%3Cscript")
    for part in ("list", "detail", "tools"):
        assert not any(tag in clerk.seen[part] for tag in ("<script", "<img", "<b>", "<i>"))
        assert "\n" not in clerk.seen[part]
    assert "<script>alert(1)</script>.txt" in clerk.words("detail")


def test_files_are_taken_in_for_those_who_may_see_them(office: Office, clerk: Clerk) -> None:
    files = [_sent(office, "龙井八十八元。".encode(), "价目表 (2026).txt", 0), _sent(office, b"Tea.", "tea.txt", 1)]
    clerk.do("take-in", files=files, visibility="staff")
    assert "2 files received." in clerk.words()
    found = {info.name: info.visibility for info in office.services.knowledge.list(query="t")}
    assert found.items() >= {"价目表 (2026).txt": "staff", "tea.txt": "staff"}.items()
    assert not [path for path in office.upload_folder.rglob("*") if path.is_file()]
    assert [entry.action for entry in office.services.audit.latest(2)] == ["document.upload"] * 2


def test_what_did_not_arrive_is_said_and_the_rest_is_taken(office: Office, clerk: Clerk) -> None:
    lost = {"path": str(office.upload_folder / "no" / "file"), "name": "lost.txt"}
    clerk.do("take-in", files=[lost, _sent(office, b"Tea.", "tea.txt"), "odd", None], visibility="odd")
    assert "1 file received." in clerk.words()
    assert "“lost.txt” did not arrive whole. Upload it again." in clerk.words()
    assert office.services.knowledge.list(query="tea")[0].visibility == "public"


def test_a_new_file_takes_the_place_of_the_old_one(office: Office, clerk: Clerk) -> None:
    clerk.do("replace", "d0", files=[_sent(office, b"Shipping is free.", "neu.TXT")])
    assert "The new version of “shipping.txt” is being read." in clerk.words()
    document = office.services.knowledge.info("d0")
    assert (document.name, document.version, document.text) == ("shipping.txt", 2, "Shipping is free.")
    clerk.do("replace", "d0", files=[_sent(office, b"%PDF", "neu.pdf", 1)])
    assert "“neu.pdf” is another kind of file than “shipping.txt”." in clerk.words()
    assert office.services.knowledge.info("d0").version == 2
    assert not [path for path in office.upload_folder.rglob("*") if path.is_file()]


def test_several_documents_are_shown_retried_and_deleted_at_once(office: Office, clerk: Clerk) -> None:
    knowledge = office.services.knowledge
    broken = knowledge.put("broken.pdf", "text", status="failed", error_code="crashed", error_details={})
    ids = ["d0", "d1", broken, "gone", 7]
    clerk.do("show-staff", ids=ids)
    assert "3 documents may now be quoted to staff only." in clerk.words()
    assert "This document is no longer there." in clerk.words()
    assert knowledge.count(visibility="public") == 0
    clerk.do("retry", ids=ids[:3])
    assert "“broken.pdf” is being read again." in clerk.words()
    clerk.do("delete", ids=ids[:2], at="?id=d0")
    assert "2 documents were deleted." in clerk.words()
    assert clerk.at == "?section=documents"
    assert knowledge.count() == 2
    audited = [(entry.action, entry.actor) for entry in office.services.audit.latest(6)]
    assert audited[:3] == [("document.delete", "staff:anna")] * 2 + [("document.retry", "staff:anna")]


def test_a_single_document_is_named(office: Office, clerk: Clerk) -> None:
    assert "“internal.txt” may now be quoted to everyone." in clerk.do("show-public", "d2").words()
    assert office.services.knowledge.info("d2").visibility == "public"
    assert "“internal.txt” was deleted." in clerk.do("delete", "d2").words()
    assert "no longer there" in clerk.do("delete", "d2").words()


def test_while_the_assistant_starts_the_list_says_so_and_comes_by_itself(office: Office, clerk: Clerk) -> None:
    office.services.state = "starting"
    clerk.open("?id=d0")
    assert "The assistant is starting." in clerk.words("list")
    assert 'data-again="1500"' in clerk.seen["state"]
    office.services.state = "ready"
    assert "shipping.txt" in clerk.do().words("list")


def test_an_odd_message_changes_nothing_and_a_failure_shows_no_details(office: Office, clerk: Clerk) -> None:
    assert clerk.send("no json") == []
    assert "shipping.txt" in clerk.do("no-such-verb", "d0").words("list")
    office.services.knowledge.remove = _explode  # type: ignore[method-assign]
    clerk.do("delete", "d0")
    assert "This could not be done." in clerk.words()
    assert "secret" not in "".join(clerk.seen.values())


def _explode(document_id: str) -> None:
    raise RuntimeError("secret-path /srv/secret")


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


@pytest.mark.parametrize("path", ["/etc/passwd", "{folder}", "{folder}/a.txt", "{folder}/a/b/c.txt", "", "../x", "\0"])
def test_a_made_up_path_is_not_taken_in_and_nothing_is_deleted(office: Office, clerk: Clerk, path: str) -> None:
    folder: Path = office.upload_folder
    (folder / "a" / "b").mkdir(parents=True)
    for kept in ("a.txt", "a/b/c.txt"):
        (folder / kept).write_text("keep me")
    before = len(office.services.knowledge.documents)
    clerk.do("take-in", files=[{"path": path.format(folder=folder), "name": "x.txt"}], visibility="public")
    assert "did not arrive whole" in clerk.words()
    assert len(office.services.knowledge.documents) == before
    assert (folder / "a.txt").exists()
    assert (folder / "a/b/c.txt").exists()
