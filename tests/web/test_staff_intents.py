"""The intents section: what staff see, write, import and let be learnt, on a real desk."""

import pytest

from tests.web.staffing import Clerk, Office

AT = "?section=intents"


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.clerk()


def _sent(office: Office, content: bytes) -> dict[str, str]:
    """A file that the browser has sent."""
    folder = office.upload_folder / content[:8].hex()
    folder.mkdir(parents=True)
    (folder / "intents.csv").write_bytes(content)
    return {"path": str(folder / "intents.csv"), "name": "intents.csv"}


def test_an_intent_is_added_given_examples_changed_and_deleted(office: Office, clerk: Clerk) -> None:
    form = {"title.en": "Gift wrapping", "title.zh": "礼品包装", "action": "form", "form": "request"}
    clerk.open(AT).do("add-intent", name="Gift wrapping", **form)
    assert "Gift wrapping" in clerk.words("detail")
    assert "Form and ticket · Request" in clerk.words("list")
    clerk.do("add-examples", "gift_wrapping", text="wrap it as a present\n\n请帮我包装成礼物\nWhere is my order?")
    assert "“Where is my order?”: This example is there already, for 'order_status'." in clerk.words("said")
    assert "wrap it as a present" in clerk.words("detail")
    assert "请帮我包装成礼物" in clerk.words("detail")
    clerk.do("change-intent", "gift_wrapping", **form | {"action": "hand_over"})
    assert office.services.intents.what("gift_wrapping") == ("hand_over", "")
    clerk.do("remove-intent", "gift_wrapping")
    assert office.services.intents.get("gift_wrapping") is None
    assert "There is no intent 'gift_wrapping'" in clerk.do("remove-intent", "gift_wrapping").words("said")


def test_a_csv_is_imported_and_bad_rows_are_told_by_number_and_reason(office: Office, clerk: Clerk) -> None:
    rows = (
        "Intent,Text,Action,Form\n"
        "gift_cards,is my voucher still valid,answer,\n"
        "gift_cards,礼品卡余额多少,,\n"
        "order_status,Where is my order?,,\n"
        "bad name!,hello there,,\n"
        "repairs,mend my zip,form,nothing\n"
        "refund,,,\n"
    )
    clerk.open(AT).do("import-intents", files=[_sent(office, rows.encode())])
    words = clerk.words("said")
    for part in (
        "Examples added: 2; new intents: 1; there already: 1; left out: 3.",
        "5", "'bad name!' is no name for an intent",
        "6", "There is no form 'nothing'",
        "7", "An example needs words",
    ):  # fmt: skip
        assert part in words
    assert "no CSV file" in clerk.do("import-intents", files=[_sent(office, b"\xff\xfe\x00")]).words("said")
    assert "'intent' and 'text' are needed" in clerk.do("import-intents", files=[_sent(office, b"a,b\n1,2\n")]).words(
        "said"
    )


def test_what_is_new_is_learnt_when_staff_say_so_and_they_are_told_what_changed(office: Office, clerk: Clerk) -> None:
    conversation = office.services.conversations.start("0" * 32, "en")
    office.services.conversations.add(conversation, "customer", "zorbing time slots")
    understood = {"parts": [{"route": "question", "intent": ""}], "mood": -0.9, "urgency": 0.0}
    office.services.conversations.add(conversation, "assistant", "?", {"understood": understood})
    words = clerk.open(f"?section=conversations&id={conversation}").words("detail")
    assert "Understood as: Question upset" in words
    assert "zorbing time slots Upset" in clerk.look("?section=conversations&filter=upset&sort=-marks").words("list")
    clerk.open(f"?section=conversations&id={conversation}")
    clerk.do("read-as", f"{conversation}.0", route="service", intent="callback")
    assert "anna says: Service (Call back)" in clerk.words("detail")
    assert "not learnt yet" in clerk.open(AT).words("list")
    words = clerk.do("learn-intents").words("list")
    assert "Everything is learnt" in words
    assert "What the last training changed" in words
    models = office.services.learnt.current
    assert models is not None
    assert models.best("intent", ["zorbing time slots"], models.vectors) == ["callback"]
