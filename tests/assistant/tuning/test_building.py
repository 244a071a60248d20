"""Rows from a small company of its own: what becomes one, from where, and that building twice changes nothing."""

import dataclasses
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assistant.answers import Citation
from assistant.commands import carry_out
from assistant.services import Services
from assistant.tuning.asked import from_conversations
from assistant.tuning.dataset import rendered
from desk.examples import Example, Filter
from settings import Settings

FAQ = """# Questions

## Is the Skylark tent waterproof?

Yes. The flysheet holds a water column of 3,000 mm.

## Do the pans work on induction?

Yes, on induction, gas and open fire.

## How long do lamps last?

The lantern shines for 40 hours on one charge.
"""
DELIVERY = """# Delivery

| Destination | Standard time | Standard cost |
|---|---|---|
| Germany | 3–5 days | €7.90 |
| Spain | 5–7 days | €9.90 |
| Austria | 4–6 days | €8.40 |

## Orders before Christmas

Orders until 20 December arrive before Christmas Eve.
"""
RETURNS = "# 退换货\n\n## 几天内可以退货？\n\n收货后 30 天内可以无理由退货。\n\n## 退货运费\n\n退货运费由买家承担。\n"
INTERNAL = "# Purchasing\n\n## What rebate does Fernhill grant?\n\nFernhill grants us a rebate of 12 percent.\n"
OLD = "# Vouchers\n\n## Vouchers\n\nVouchers are worth 20 euros.\n"


@pytest.fixture(scope="module")
def services(tmp_path_factory: pytest.TempPathFactory, in_place: None) -> Iterator[Services]:
    files = tmp_path_factory.mktemp("files")
    settings = dataclasses.replace(Settings(), data_dir=str(tmp_path_factory.mktemp("data")), samples=False)
    services = Services.open(settings)
    services.load()
    for name, text, visibility in (
        ("faq.md", FAQ, "public"), ("delivery.md", DELIVERY, "public"), ("退换货.md", RETURNS, "public"),
        ("purchasing.md", INTERNAL, "staff"),
    ):  # fmt: skip
        (files / name).write_text(text, encoding="utf-8")
        assert services.knowledge.add(files / name, visibility=visibility).status == "ready"  # type: ignore[arg-type]
    talk(services, files)
    services.studio.build("staff:anna")
    yield services
    services.close()


def talk(services: Services, files: Path) -> None:
    """Conversations with a liked answer, a corrected one, a person's reply, a stale one; and an import."""
    desk = services.conversations
    liked = desk.start("visitor")
    desk.add(liked, "customer", "I am Ann, ann@mail.example. How long does it take to Germany?")
    answer: dict[str, Any] = {
        "route": "question", "standalone": "I am Ann, ann@mail.example. How long does delivery to Germany take?",
        "language": "en", "citations": [],
    }  # fmt: skip
    n = desk.add(liked, "assistant", "The standard time for Germany is 3–5 days [1].", answer)
    services.feedback.rate(liked, n, 1)

    corrected = desk.start("visitor")
    desk.add(corrected, "customer", "几天能退？")
    n = desk.add(corrected, "assistant", "不知道", {"standalone": "买了以后几天内可以退货？", "language": "zh"})
    services.feedback.correct(corrected, n, "收货后 30 天内可以无理由退货。", author="anna")
    desk.add(corrected, "customer", "Is the CEO on holiday?")
    n = desk.add(corrected, "assistant", "?", {"standalone": "Is the CEO on holiday?", "language": "en"})
    services.feedback.correct(corrected, n, "Until Monday, back in the office at nine.", author="anna")

    human = desk.start("visitor")
    desk.add(human, "customer", "Will my order of today arrive before Christmas?")
    desk.add(human, "staff", "Orders until 20 December arrive before Christmas Eve.", {"author": "anna"})
    desk.add(human, "customer", "My number is 0171 2345678, order F-99?")
    desk.add(human, "staff", "I have sent it on to Mrs Miller in the warehouse.", {"author": "anna"})

    stale = desk.start("visitor")
    desk.add(stale, "customer", "What is a voucher worth?")
    quoted = Citation(1, "gone", "vouchers.md", "Vouchers", "", "Vouchers are worth 20 euros.", (), 1.0, "gone:1:0")
    answer = {
        "route": "question", "standalone": "What is a voucher worth?", "language": "en",
        "citations": [dataclasses.asdict(quoted)],
    }  # fmt: skip
    n = desk.add(stale, "assistant", "Vouchers are worth 20 euros [1].", answer)
    services.feedback.rate(stale, n, 1)

    lines: list[object] = [
        {"question": "And to Spain, how long?", "answer": "The standard time for Spain is 5–7 days."},
        "broken",
    ]
    (files / "old.jsonl").write_text("\n".join(map(json.dumps, lines)), encoding="utf-8")
    report = services.studio.import_file(files / "old.jsonl", "staff:anna")
    assert (report.added.new, [bad.in_language() for bad in report.rejected]) == (1, ["Row 2 is no JSON object."])


def rows(services: Services, **where: str) -> list[Example]:
    return [*services.studio.examples.list(Filter(**where))]  # type: ignore[arg-type]


def test_building_again_finds_the_rows_it_built_and_leaves_what_was_judged(services: Services) -> None:
    before = {row.id: row for row in rows(services)}
    judged = rows(services, source="document", kind="answer")[0].id
    services.studio.review([judged], "approved", "staff:anna")
    told = carry_out(services, "build_rows", {})
    built = [row for row in before.values() if row.source != "import"]  # an import is looked up once
    assert (told["new"], told["updated"], told["unchanged"]) == (0, 0, len(built))
    after = {row.id: row for row in rows(services)}
    assert after.keys() == before.keys()
    assert after[judged].status == "approved"
    services.studio.review([judged], "new", "staff:anna")


def test_a_row_is_what_serving_would_send_with_the_answer_that_cites(services: Services) -> None:
    (row,) = [row for row in rows(services, kind="answer") if row.question == "Is the Skylark tent waterproof?"]
    assert row.answer == f"Yes. The flysheet holds a water column of 3,000 mm [{row.gold[0]}]."
    assert "water column" in row.passages[row.gold[0] - 1].text
    assert [passage.visibility for passage in row.passages] == ["public"] * len(row.passages)
    messages = rendered(row, {})["messages"]
    assert [message["role"] for message in messages] == ["system", "user", "assistant"]
    assert f'<source id="{row.gold[0]}">' in messages[1]["content"]
    assert messages[1]["content"].endswith("Question: Is the Skylark tent waterproof?")


def test_every_source_gives_rows_with_its_provenance_and_without_personal_data(services: Services) -> None:
    (liked,) = rows(services, source="liked", kind="answer")
    assert liked.question == "I am [NAME], [EMAIL]. How long does delivery to Germany take?"
    assert liked.masked == {"email": 1, "name": 1}
    assert liked.conversation is not None
    corrected = {row.note: row for row in rows(services, source="corrected") if row.kind != "not_found"}
    assert (corrected[""].language, corrected[""].kind) == ("zh", "answer")
    assert corrected["no_source"].question == "Is the CEO on holiday?"
    human = [row for row in rows(services, source="human") if row.kind == "answer"]
    assert [row.question for row in human] == ["Will my order of today arrive before Christmas?"]
    (imported,) = [row for row in rows(services, source="import") if row.kind == "answer"]
    assert imported.answer == f"The standard time for Spain is 5–7 days [{imported.gold[0]}]."
    assert imported.note == ""


def test_an_answer_whose_document_says_it_no_more_becomes_a_refusal(services: Services) -> None:
    (stale,) = rows(services, note="stale")
    assert (stale.kind, stale.answer, stale.question) == ("not_found", "", "What is a voucher worth?")
    assert rendered(stale, {})["messages"][-1]["content"] == "NOT_FOUND"


def test_what_only_staff_may_see_never_becomes_a_row(services: Services) -> None:
    assert not [row for row in rows(services) if "Fernhill" in json.dumps(dataclasses.asdict(row), default=str)]


def test_of_a_deleted_conversation_neither_a_row_nor_its_correction_comes_back(services: Services) -> None:
    corrections = services.feedback.verified()
    conversation = corrections[0].conversation
    assert conversation is not None
    services.conversations.remove(conversation)
    assert {correction.text for correction in services.feedback.verified()} == {one.text for one in corrections}
    assert not rows(services, source="corrected")
    asked = from_conversations(services.conversations, services.feedback)
    assert "corrected" not in {one.source for one in asked}


def test_all_rows_of_a_document_and_of_a_conversation_can_be_forgotten(services: Services) -> None:
    (liked,) = rows(services, source="liked", kind="answer")
    assert liked.conversation is not None
    gone = services.studio.forget_all(Filter(conversation=liked.conversation), "staff:anna")
    assert gone >= 1
    assert not rows(services, conversation=liked.conversation)
    held = rows(services, document=liked.document)
    assert held
    services.studio.forget_all(Filter(document=liked.document), "staff:anna")
    assert not [row for row in rows(services) if liked.document in {p.document_id for p in row.passages}]
