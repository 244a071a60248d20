"""The inbox and the orders of the staff area."""

import json

import pytest

from tests.web.staffing import Clerk, Office


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.clerk()


def ticket(office: Office, **more: object) -> str:
    one = office.services.conversations.start("v")
    office.services.conversations.add(one, "customer", "My tent leaks <b>badly</b>.")
    given = {"reason": "complaint", "summary": "The tent leaks.", "contact": "mara@fern.example"} | more
    return office.services.tickets.open(one, **given).number  # type: ignore[arg-type]


def test_a_ticket_is_listed_read_and_answered(office: Office, clerk: Clerk) -> None:
    number = ticket(office, mood=-0.9, fields={"problem": "It leaks."})
    clerk.open(f"?section=inbox&id={number}")
    assert "The tent leaks." in clerk.words("list")
    shown = ("Urgent", number, "Complaint", "mara@fern.example", "upset", "My tent leaks <b>badly</b>.", "It leaks.")
    assert [words for words in shown if words not in clerk.words("detail")] == []
    clerk.do("reply", number, text="  We send a new one.  ")
    assert "stands in the customer's chat" in clerk.words()
    found = office.services.tickets.get(number)
    assert (found.status, found.assignee, found.is_live) == ("waiting", "anna", True)
    message = office.services.conversations.messages(str(found.conversation))[-1]
    assert (message.role, message.text, message.answer) == (
        "staff", "We send a new one.", {"author": "anna", "ticket": number},
    )  # fmt: skip
    assert "We send a new one." in clerk.words("detail")
    (entry,) = office.services.audit.latest(1)
    assert (entry.actor, entry.action, entry.subject) == ("staff:anna", "ticket.reply", number)
    assert "new one" not in str(entry.details)


def test_state_and_assignee_change_and_filters_follow(office: Office, clerk: Clerk) -> None:
    number, other = ticket(office), ticket(office, summary="The stove is late.")
    clerk.open(f"?section=inbox&id={number}").do("assign", number, assignee="anna").do("status-solved", number)
    clerk.look("?section=inbox&filter=mine")
    assert number in clerk.words("list")
    assert other not in clerk.words("list")
    clerk.look("?section=inbox&filter=solved")
    assert number in clerk.words("list")
    clerk.look("?section=inbox&query=stove")
    assert other in clerk.words("list")
    clerk.do("assign", number, assignee="nobody-known")
    assert office.services.tickets.get(number).assignee == "anna"


def test_an_empty_reply_and_a_ticket_that_is_gone_are_told(office: Office, clerk: Clerk) -> None:
    number = ticket(office)
    clerk.open(f"?section=inbox&id={number}").do("reply", number, text=" ")
    assert "The reply is empty" in clerk.words()
    clerk.do("reply", "F-9999", text="x")
    assert "There is no ticket" in clerk.words()
    chinese = office.clerk("li", language="zh").open("?section=inbox").do("reply", "F-9999", text="x")
    assert "没有工单" in chinese.words()


def test_in_conversations_a_persons_words_are_told_as_theirs(office: Office, clerk: Clerk) -> None:
    number = ticket(office)
    office.services.tickets.reply(number, "Anna here.", author="anna")
    clerk.open(f"?section=conversations&id={office.services.tickets.get(number).conversation}")
    assert "anna Our team" in clerk.words("detail")


def test_a_file_of_orders_is_looked_at_then_imported(office: Office, clerk: Clerk) -> None:
    arrived = office.upload_folder / "abc" / "orders.csv"
    arrived.parent.mkdir()
    arrived.write_text("Ref,Kunde,订单状态\nA-1001,a@fern.example,shipped\n,b@fern.example,x\n", encoding="utf-8")
    given = [{"path": str(arrived), "name": "orders.csv"}]
    clerk.open("?section=orders")
    message = {"do": "read-orders", "at": "?section=orders", "form": {"files": given}, "whole": True, "n": 1}
    clerk.send(json.dumps(message))
    assert "Import orders.csv" in clerk.words("list")
    assert "a@fern.example" in clerk.words("list")
    assert not arrived.exists()
    clerk.do("import-orders", **{"column-0": "", "column-1": "email", "column-2": "status"})
    assert "No column holds the order number" in clerk.words()
    clerk.do("import-orders", **{"column-0": "number", "column-1": "email", "column-2": "email"})
    assert "Two columns" in clerk.words()
    clerk.do("import-orders", **{"column-0": "number", "column-1": "email", "column-2": "status"})
    assert "1 new orders, 0 updated, 1 rows left out. Row 3: The order number is missing." in clerk.words()
    assert "A-1001" in clerk.words("list")
    clerk.look("?section=orders&id=A1001")
    assert "shipped" in clerk.words("detail")
    clerk.do("remove-order", "A1001")
    assert office.services.orders.count() == 0
    assert "fern.example" not in str([entry.details for entry in office.services.audit.latest()])


def test_a_file_that_cannot_be_read_is_told(office: Office, clerk: Clerk) -> None:
    arrived = office.upload_folder / "abc" / "x.xlsx"
    arrived.parent.mkdir()
    arrived.write_bytes(b"PK\x03\x04")
    given = [{"path": str(arrived), "name": "x.xlsx"}]
    clerk.open("?section=orders")
    clerk.send(json.dumps({"do": "read-orders", "at": "?section=orders", "form": {"files": given}, "n": 1}))
    assert "x.xlsx" in clerk.words()
    assert office.services.orders.count() == 0
