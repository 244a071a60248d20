"""The training section's rows: what is learned, what was masked, and what becomes of them."""

import json
from pathlib import Path

import pytest

from desk.examples import Draft, Filter, SourcePassage
from tests.web.staffing import Clerk, Office

RETURNS = SourcePassage(
    id="d0:1:0", document_id="d0", document="shipping.txt", title="Shipping", version=1,
    text="Standard shipping takes 3–5 working days.",
)  # fmt: skip


def draft(n: int, **more: object) -> Draft:
    values = {
        "source": "liked", "kind": "answer", "language": "en", "question": f"How long does order {n} take?",
        "answer": "It takes 3–5 working days [1].", "passages": (RETURNS,), "gold": (1,), "document": "d0",
        "origin": f"test {n}",
    }  # fmt: skip
    return Draft(**(values | more))  # type: ignore[arg-type]


@pytest.fixture
def rows(office: Office) -> list[str]:
    """Thirty rows; the last two are imported, in Chinese, and one of them had an address in it."""
    drafts = [draft(n) for n in range(28)]
    drafts += [
        draft(28, source="import", kind="chat", language="zh", question="退货期限是多久？", answer="三十天。",
              passages=(), gold=(), document="", note="not_searched"),
        draft(29, source="import", kind="chat", language="zh", question="我的邮箱是 lin@qq.com", answer="收到。",
              passages=(), gold=(), document="", note="not_searched"),
    ]  # fmt: skip
    return [*office.services.studio.examples.add(drafts).ids]


@pytest.fixture
def anna(office: Office, rows: list[str]) -> Clerk:
    return office.clerk("anna").open("?section=training")


def approved(office: Office) -> int:
    return office.services.studio.examples.count(Filter(status="approved"))


def upload(office: Office, name: str, content: str) -> dict[str, str]:
    folder = office.upload_folder / "a1b2"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_text(content, encoding="utf-8")
    return {"path": str(folder / name), "name": name}


def test_a_row_shows_what_is_learned_and_where_it_is_from(office: Office, anna: Clerk, rows: list[str]) -> None:
    anna.look(f"?section=training&id={rows[0]}")
    words = anna.words("detail")
    assert "What will be learned It takes 3–5 working days [1]." in words
    assert "shipping.txt cited Standard shipping takes 3–5 working days." in " ".join(words.split())
    assert "Liked answers" in words
    assert f"?section=training&amp;document={'d0'}" in anna.seen["detail"]
    assert "<mark>[EMAIL]</mark>" in anna.look(f"?section=training&id={rows[29]}").seen["detail"]
    assert "lin@qq.com" not in anna.seen["detail"]
    assert "Masked e-mail" in anna.words("detail")


def test_counts_are_filters_and_all_that_these_show_is_judged_after_a_question(office: Office, anna: Clerk) -> None:
    words = anna.words("list")
    assert "Source Imported 2 Liked answers 28" in words
    assert "With masked data 1" in words
    assert "Language English 28 Chinese 2" in words
    assert "Document shipping.txt 28" in words
    anna.look("?section=training&source=liked&query=order+1")
    assert "11 rows shown by these filters" in anna.words("list")
    assert 'data-ask="Approve all 11 rows without looking at each?' in anna.seen["list"]
    assert "changed meanwhile" in anna.do("approve-shown", "12").words()
    assert approved(office) == 0
    assert "11 rows are approved." in anna.do("approve-shown", "11").words()
    assert approved(office) == 11
    assert "Below that, prompts and documents do better" in anna.words("list")


def test_whoever_goes_through_what_waits_is_brought_to_the_next(office: Office, anna: Clerk) -> None:
    anna.look("?section=training&filter=new&source=liked")
    first, second, third = (one.id for one in office.services.studio.examples.list(Filter(source="liked"), limit=3))
    anna.look(f"?section=training&filter=new&source=liked&id={first}")
    anna.do("approve-rows", first)
    assert f"id={second}" in anna.at
    anna.do("reject-rows", second)
    assert f"id={third}" in anna.at
    assert office.services.studio.examples.get(first).reviewer == "staff:anna"
    assert [entry.action for entry in office.services.audit.latest(2)] == ["rows.rejected", "rows.approved"]


def test_ticked_rows_are_judged_together(office: Office, anna: Clerk, rows: list[str]) -> None:
    assert "3 rows are approved." in anna.do("approve-rows", ids=rows[:3]).words()
    assert "3 rows wait for review again." in anna.do("review-rows", ids=rows[:3]).words()
    assert approved(office) == 0


def test_an_edited_row_keeps_its_lines_and_waits_again(office: Office, anna: Clerk, rows: list[str]) -> None:
    anna.do("approve-rows", rows[0])
    anna.do("edit-row", rows[0], question="How long?", answer="Three days [1].\nOr five.")
    assert "waits for approval again" in anna.words()
    anna.look(f"?section=training&id={rows[0]}")
    assert "Three days [1].&#10;Or five.</textarea>" in anna.seen["detail"]
    assert "There is no source [7]" in anna.do("edit-row", rows[0], question="How long?", answer="Three [7].").words()


def test_the_rows_of_a_document_are_found_and_forgotten(office: Office, anna: Clerk, rows: list[str]) -> None:
    anna.look("?section=training&document=d0")
    assert "Rows that hold words of shipping.txt" in anna.words("list")
    assert "deleted for good" in anna.seen["list"]
    assert "28 rows are forgotten." in anna.do("forget-shown", "28").words()
    assert office.services.studio.examples.count() == 2
    assert "1 selected" not in anna.words("list")
    assert "The row is forgotten." in anna.do("forget-rows", rows[29]).words()


def test_a_file_comes_in_and_bad_rows_are_told_by_number_and_reason(office: Office, anna: Clerk) -> None:
    lines = [
        json.dumps({"messages": [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]}),
        "{not json", json.dumps({"messages": [{"role": "user", "content": "Alone"}]}),
    ]  # fmt: skip
    anna.do("import-rows", files=[upload(office, "chats.jsonl", "\n".join(lines))])
    words = anna.words()
    assert "“chats.jsonl”: 1 row came in." in words
    assert "Row 2 is no valid JSON." in words
    assert "Row 3 has no answer." in words
    assert not any(Path(office.upload_folder).rglob("chats.jsonl"))
    assert "“table.csv”: 1 row came in." in anna.do(
        "import-rows", files=[upload(office, "table.csv", "question,answer\nHow far?,Two miles.\n")]
    ).words()  # fmt: skip


def test_only_approved_rows_go_out_as_serving_would_send_them(office: Office, anna: Clerk, rows: list[str]) -> None:
    anna.do("approve-rows", ids=[rows[0], rows[28]])
    told = [json.loads(line)["messages"] for line in office.services.studio.export()]
    assert sorted(messages[-1]["content"] for messages in told) == ["It takes 3–5 working days [1].", "三十天。"]
    assert all(messages[-1]["role"] == "assistant" for messages in told)
    assert any(RETURNS.text in messages[-2]["content"] for messages in told)


def test_chinese(office: Office, rows: list[str]) -> None:
    clerk = office.clerk("anna", language="zh").open(f"?section=training&filter=new&id={rows[28]}")
    assert "导入时没有附带资料" in clerk.words("detail")
    assert "已批准 3 条数据。" in clerk.do("approve-rows", ids=rows[:3]).words()
