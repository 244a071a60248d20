"""Tickets: opened once, shown to their customer only, answered by a person in the chat."""

import pytest

from desk.conversations import Conversations
from desk.errors import DeskError, TicketNotFound
from desk.tickets import HIGH, NORMAL, URGENT, Ticket, Tickets, priority
from storage.database import Database


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


@pytest.fixture
def tickets(database: Database, conversations: Conversations) -> Tickets:
    return Tickets(database, conversations)


def opened(tickets: Tickets, conversations: Conversations, visitor: str = "v", **more: object) -> Ticket:
    one = conversations.start(visitor)
    conversations.add(one, "customer", "My tent leaks.")
    given = {"reason": "complaint", "summary": "The tent leaks.", "contact": "mara@fern.example"} | more
    return tickets.open(one, **given)  # type: ignore[arg-type]


def test_a_form_that_is_sent_twice_is_one_ticket(tickets: Tickets, conversations: Conversations) -> None:
    one = conversations.start("v")
    first = tickets.open(one, reason="return", summary="A", dialog="d1")
    again = tickets.open(one, reason="return", summary="B", dialog="d1")
    assert (first.number, again.number, again.summary) == ("F-1001", "F-1001", "B")
    assert tickets.open(one, reason="return", summary="C").number == "F-1002"


def test_a_ticket_is_shown_to_its_browser_its_conversation_and_its_contact(
    tickets: Tickets, conversations: Conversations
) -> None:
    ticket = opened(tickets, conversations)
    assert ticket.conversation is not None
    for given, is_shown in (
        ({"conversation": "x", "visitor": "v"}, True),
        ({"conversation": ticket.conversation, "visitor": "w"}, True),
        ({"conversation": "x", "visitor": "w", "contact": "MARA@fern.example"}, True),
        ({"conversation": "x", "visitor": "w", "contact": "other@fern.example"}, False),
        ({"conversation": "x", "visitor": "w"}, False),
    ):
        assert bool(tickets.shown_to(ticket.number, **given)) is is_shown
    assert tickets.shown_to("F-9999", conversation="x", visitor="v") is None
    shared = opened(tickets, conversations, visitor="program")
    assert tickets.shown_to(shared.number, conversation="x", visitor="program") is None


def test_a_reply_stands_in_the_chat_and_a_person_answers_until_it_is_solved(
    tickets: Tickets, conversations: Conversations
) -> None:
    ticket = opened(tickets, conversations)
    assert ticket.conversation is not None
    tickets.reply(ticket.number, " We send a new one. ", author="anna")
    message = conversations.messages(ticket.conversation)[-1]
    assert (message.role, message.text) == ("staff", "We send a new one.")
    assert message.answer == {"author": "anna", "ticket": ticket.number}
    live = tickets.live(ticket.conversation)
    assert live is not None
    assert (live.status, live.assignee) == ("waiting", "anna")
    tickets.heard(ticket.number)
    assert tickets.get(ticket.number).status == "open"
    tickets.set_status(ticket.number, "solved")
    assert tickets.live(ticket.conversation) is None


def test_a_ticket_outlives_its_conversation_but_no_reply_does(tickets: Tickets, conversations: Conversations) -> None:
    ticket = opened(tickets, conversations)
    assert ticket.conversation is not None
    conversations.remove(ticket.conversation)
    with pytest.raises(DeskError, match=r"mara@fern\.example"):
        tickets.reply(ticket.number, "Hello", author="anna")
    with pytest.raises(TicketNotFound, match="F-7"):
        tickets.reply("F-7", "Hello", author="anna")


def test_the_urgent_stand_first_and_the_solved_last(tickets: Tickets, conversations: Conversations) -> None:
    calm, angry = (opened(tickets, conversations, mood=mood) for mood in (0.2, -0.9))
    done = opened(tickets, conversations, urgency=0.9)
    tickets.set_status(done.number, "solved")
    assert [ticket.number for ticket in tickets.list()] == [angry.number, calm.number, done.number]
    assert [ticket.number for ticket in tickets.list(order="marks")] == [done.number, angry.number, calm.number]
    assert [ticket.number for ticket in tickets.list(feeling="upset")] == [angry.number]
    assert tickets.count(feeling="pressing") == 1
    assert tickets.tally() == {"new": 2, "open": 0, "waiting": 0, "solved": 1}
    assert tickets.count(query=calm.number) == 1
    assert tickets.count(query="tent LEAKS") == 3
    assert (priority(0, 0), priority(-0.4, 0), priority(0, 0.8)) == (NORMAL, HIGH, URGENT)
