"""Tickets: requests that a person of the team has to look at, from the customer's words to the reply in the chat."""

import builtins
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import ColumnElement, asc, desc, func, or_, select

from desk.conversations import COMMAND_LINE, PROGRAM, Conversations
from desk.errors import DeskError, TicketNotFound
from desk.feelings import PRESSING, UPSET, Feeling
from desk.orders import is_same_contact
from desk.tables import MessageRow, TicketRow
from storage.database import Database, utc_now

Status = Literal["new", "open", "waiting", "solved"]
STATUSES: tuple[Status, ...] = ("new", "open", "waiting", "solved")
Order = Literal["updated", "marks"]  # the latest, or the most urgent, first
URGENT, HIGH, NORMAL = 1, 2, 3  # priorities
FIRST = 1000  # what a number is more than the row's
LONGEST_REPLY = 4000


@dataclass(frozen=True)
class Ticket:
    number: str  # 'F-1042'
    conversation: str | None  # None once the customer has deleted it
    visitor: str
    reason: str  # the intent
    summary: str
    fields: Mapping[str, str]
    contact: str
    language: str
    mood: float  # -1 angry .. 1 happy
    urgency: float  # 0..1
    priority: int
    sources: Sequence[Mapping[str, Any]]
    status: Status
    assignee: str
    is_live: bool  # a person answers in the chat
    created: datetime
    updated: datetime


class Tickets:
    """Opens, finds, changes and answers tickets."""

    def __init__(self, database: Database, conversations: Conversations) -> None:
        self._database = database
        self._conversations = conversations

    def open(
        self, conversation: str, *, reason: str, summary: str, fields: Mapping[str, str] | None = None,
        contact: str = "", language: str = "en", mood: float = 0.0, urgency: float = 0.0,
        sources: Sequence[Mapping[str, Any]] = (), dialog: str | None = None, at_least: int = NORMAL,
    ) -> Ticket:  # fmt: skip
        """A new ticket; of a form that was sent before (`dialog`), that form's ticket with what it says now.

        `at_least` is the priority that its reason alone asks for. Raises ConversationNotFound.
        """
        visitor, now = self._conversations.get(conversation).visitor, utc_now()
        values: dict[str, Any] = {
            "reason": reason, "summary": summary, "fields": dict(fields or {}), "contact": contact[:200],
            "language": language, "mood": mood, "urgency": urgency,
            "priority": min(at_least, priority(mood, urgency)), "sources": [dict(source) for source in sources],
            "updated": now,
        }  # fmt: skip
        with self._database.write() as session:
            row = session.scalars(select(TicketRow).where(TicketRow.dialog == dialog)).first() if dialog else None
            if row is None:
                row = TicketRow(
                    conversation=conversation, visitor=visitor, dialog=dialog, status="new", assignee="",
                    is_live=False, created=now, **values,
                )  # fmt: skip
                session.add(row)
                session.flush()
            else:
                for name, value in values.items():
                    setattr(row, name, value)
            return _ticket(row)

    def get(self, number: str) -> Ticket:
        """Raises TicketNotFound."""
        with self._database.read() as session:
            row = session.get(TicketRow, _id(number))
            if row is None:
                raise TicketNotFound(number)
            return _ticket(row)

    def shown_to(self, number: str, *, conversation: str, visitor: str, contact: str = "") -> Ticket | None:
        """The ticket, for whom it may be shown to: the browser or conversation it came from, or its contact."""
        try:
            ticket = self.get(number)
        except TicketNotFound:
            return None
        is_own = visitor == ticket.visitor and visitor not in (PROGRAM, COMMAND_LINE)
        is_contact = bool(contact and ticket.contact) and is_same_contact(contact, ticket.contact)
        return ticket if is_own or conversation == ticket.conversation or is_contact else None

    def of_conversation(self, conversation: str) -> builtins.list[Ticket]:
        """The newest first."""
        found = select(TicketRow).where(TicketRow.conversation == conversation).order_by(TicketRow.id.desc())
        with self._database.read() as session:
            return [_ticket(row) for row in session.scalars(found)]

    def live(self, conversation: str) -> Ticket | None:
        """The ticket by which a person answers in this conversation; None while the assistant does."""
        return next((ticket for ticket in self.of_conversation(conversation) if ticket.is_live), None)

    def list(
        self, *, query: str = "", status: Status | None = None, assignee: str | None = None,
        feeling: Feeling | None = None, order: Order | None = None, descending: bool = True, offset: int = 0,
        limit: int | None = None,
    ) -> builtins.list[Ticket]:  # fmt: skip
        """By the order asked for; else what is not solved first, the urgent before the others, the newest first."""
        way = desc if descending else asc
        weight: builtins.list[Any] = [TicketRow.status == "solved", TicketRow.priority]
        if order is not None:  # the highest priority has the least number
            weight = [way(-TicketRow.priority if order == "marks" else TicketRow.updated)]
        found = select(TicketRow).where(*_matching(query, status, assignee, feeling))
        found = found.order_by(*weight, TicketRow.updated.desc(), TicketRow.id.desc())
        with self._database.read() as session:
            return [_ticket(row) for row in session.scalars(found.offset(offset).limit(limit))]

    def count(
        self, *, query: str = "", status: Status | None = None, assignee: str | None = None,
        feeling: Feeling | None = None,
    ) -> int:  # fmt: skip
        found = select(func.count()).select_from(TicketRow).where(*_matching(query, status, assignee, feeling))
        with self._database.read() as session:
            return session.scalar(found) or 0

    def tally(self) -> Mapping[str, int]:
        """How many there are of each status."""
        found = select(TicketRow.status, func.count()).group_by(TicketRow.status)
        with self._database.read() as session:
            counts: dict[str, int] = dict(session.execute(found).all())
            return dict.fromkeys(STATUSES, 0) | counts

    # -- what the team does

    def reply(self, number: str, text: str, *, author: str) -> int:
        """Say something in the customer's chat, where from then on a person answers; the message's number.

        Raises TicketNotFound, and DeskError where the text is empty or the customer has deleted the conversation.
        """
        text = text.strip()[:LONGEST_REPLY]
        ticket = self.get(number)
        if not text:
            raise DeskError("reply_empty")
        if ticket.conversation is None:
            raise DeskError("conversation_deleted", contact=ticket.contact or "-")
        n = self._conversations.add(ticket.conversation, "staff", text, {"author": author, "ticket": number})
        self._change(number, is_live=True, status="waiting", assignee=ticket.assignee or author)
        return n

    def heard(self, number: str) -> None:
        """The customer has said something while a person answers: somebody has to look again."""
        self._change(number, status="open")

    def hand_back(self, number: str) -> None:
        """Let the assistant answer again. Raises TicketNotFound."""
        self._change(number, is_live=False)

    def set_status(self, number: str, status: Status) -> None:
        """A solved ticket also lets the assistant answer again. Raises TicketNotFound."""
        self._change(number, status=status, **({"is_live": False} if status == "solved" else {}))

    def assign(self, number: str, account: str) -> None:
        """Give it to an account, or to nobody ('')."""
        self._change(number, assignee=account)

    def set_contact(self, number: str, contact: str) -> None:
        self._change(number, contact=contact[:200])

    def _change(self, number: str, **values: Any) -> None:
        with self._database.write() as session:
            row = session.get(TicketRow, _id(number))
            if row is None:
                raise TicketNotFound(number)
            for name, value in (values | {"updated": utc_now()}).items():
                setattr(row, name, value)


def priority(mood: float, urgency: float) -> int:
    """How soon somebody should look, by how the customer feels and how much it hurries."""
    if urgency >= 0.7 or mood <= -0.7:
        return URGENT
    return HIGH if urgency >= PRESSING or mood <= UPSET else NORMAL


def _id(number: str) -> int:
    digits = number.strip().upper().removeprefix("F-")
    return int(digits) - FIRST if digits.isascii() and digits.isdecimal() and len(digits) < 10 else -1


def _ticket(row: TicketRow) -> Ticket:
    return Ticket(
        f"F-{FIRST + row.id}", row.conversation, row.visitor, row.reason, row.summary, row.fields, row.contact,
        row.language, row.mood, row.urgency, row.priority, row.sources, cast(Status, row.status), row.assignee,
        row.is_live, row.created, row.updated,
    )  # fmt: skip


def _matching(
    query: str, status: Status | None, assignee: str | None, feeling: Feeling | None
) -> Sequence[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if feeling == "upset":
        conditions.append(TicketRow.mood <= UPSET)
    if feeling == "pressing":
        conditions.append(TicketRow.urgency >= PRESSING)
    if status:
        conditions.append(TicketRow.status == status)
    if assignee is not None:
        conditions.append(TicketRow.assignee == assignee)
    if query:
        said = select(MessageRow.conversation).where(MessageRow.text.icontains(query, autoescape=True))
        conditions.append(
            or_(
                TicketRow.id == _id(query),
                TicketRow.summary.icontains(query, autoescape=True),
                TicketRow.contact.icontains(query, autoescape=True),
                TicketRow.conversation.in_(said),
            )
        )
    return conditions
