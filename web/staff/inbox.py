"""The inbox: requests for the team, each with its conversation, and a reply that stands in the customer's chat."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from assistant.service.forms import FORMS, forms
from assistant.trade import Trade
from desk.accounts import AccountRole
from desk.conversations import Message
from desk.errors import TicketNotFound
from desk.feelings import FEELINGS, HAPPY, PRESSING, UPSET, felt
from desk.tickets import HIGH, LONGEST_REPLY, NORMAL, STATUSES, URGENT, Order, Status, Ticket
from storage.database import utc_now
from web.services import Services
from web.staff.section import Deed, Turn, record
from web.strings import ago, as_language, text

PAGE_SIZE = 25
PRIORITIES = {URGENT: "urgent", HIGH: "high", NORMAL: "normal"}
MINE = "mine"  # a filter beside the states
ORDERS: Sequence[Order] = ("marks", "updated")


class InboxSection:
    """See `web.staff.section.Section`."""

    name = "inbox"
    role: AccountRole = "staff"

    def __init__(self, services: Services) -> None:
        self._services = services
        self.deeds: Mapping[str, Deed] = {
            "reply": self.reply,
            "assign": self.assign,
            "hand-back": self.hand_back,
            **{f"status-{status}": self._setting(status) for status in STATUSES},
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/inbox_tools.html")

    def list(self, turn: Turn) -> str:
        tickets, place = self._services.tickets, turn.place
        wanted: dict[str, Any] = {"query": place.query}
        if place.filter in STATUSES:
            wanted["status"] = place.filter
        if place.filter == MINE:
            wanted["assignee"] = turn.account.name
        if place.filter in FEELINGS:
            wanted["feeling"] = place.filter
        name = place.sort.lstrip("-")
        order = cast(Order, name) if name in ORDERS else None
        count = tickets.count(**wanted)
        first = turn.rows_before(count, PAGE_SIZE)
        is_down = place.sort.startswith("-")
        found = tickets.list(offset=first, limit=PAGE_SIZE, order=order, descending=is_down, **wanted)
        tally = tickets.tally()
        return turn.show(
            "staff/inbox_list.html",
            rows=[self._row(ticket, turn) for ticket in found],
            statuses=STATUSES,
            feelings=FEELINGS,
            order=order,
            descending=is_down,
            tally=dict(tally) | {"": sum(tally.values())},
            is_filtered=bool(place.query or place.filter),
            first=first + 1,
            last=first + len(found),
            count=count,
        )

    def detail(self, turn: Turn) -> str:
        if not turn.place.id:
            return ""
        try:
            ticket = self._services.tickets.get(turn.place.id)
        except TicketNotFound:
            turn.place = turn.place.moved(id="")
            return ""
        conversation = ticket.conversation
        messages = self._services.conversations.messages(conversation) if conversation else []
        return turn.show(
            "staff/ticket.html",
            ticket=ticket,
            row=self._row(ticket, turn),
            facts=_facts(ticket, turn.language),
            sources=ticket.sources,
            messages=[_message(message, turn.language) for message in messages],
            statuses=STATUSES,
            accounts=[account.name for account in self._services.accounts.list() if account.disabled_at is None],
            most=LONGEST_REPLY,
            created=ago(ticket.created, utc_now(), turn.language),
            created_exact=f"{ticket.created:%Y-%m-%d %H:%M} UTC",
        )

    def is_moving(self, turn: Turn) -> bool:
        """Customers write at any moment."""
        return True

    def _row(self, ticket: Ticket, turn: Turn) -> dict[str, Any]:
        reason = reason_words(ticket.reason, turn.language, self._services.trade)
        return {
            "number": ticket.number,
            "summary": ticket.summary or reason,
            "reason": reason,
            "status": ticket.status,
            "priority": PRIORITIES.get(ticket.priority, "normal"),
            "feelings": felt(ticket.mood, ticket.urgency),
            "assignee": ticket.assignee,
            "time": ago(ticket.updated, utc_now(), turn.language),
            "time_exact": f"{ticket.updated:%Y-%m-%d %H:%M} UTC",
            "time_machine": f"{ticket.updated:%Y-%m-%dT%H:%M:%SZ}",
        }

    # -- doing

    def reply(self, turn: Turn) -> None:
        """Say something in the customer's chat; a person answers there from now on."""
        n = self._services.tickets.reply(turn.subject, turn.field("text"), author=turn.account.name)
        record(self._services, turn, "ticket.reply", turn.subject, message=n)
        turn.say("replied")

    def assign(self, turn: Turn) -> None:
        """Give a ticket to a colleague, or to nobody."""
        name = turn.field("assignee")
        if name and name not in [account.name for account in self._services.accounts.list()]:
            return
        self._services.tickets.assign(turn.subject, name)
        record(self._services, turn, "ticket.assign", turn.subject, to=name)
        turn.say("assigned" if name else "assigned_nobody", name=name)

    def hand_back(self, turn: Turn) -> None:
        """Let the assistant answer in this conversation again."""
        self._services.tickets.hand_back(turn.subject)
        record(self._services, turn, "ticket.hand_back", turn.subject)
        turn.say("handed_back")

    def _setting(self, status: Status) -> Deed:
        def change(turn: Turn) -> None:
            self._services.tickets.set_status(turn.subject, status)
            record(self._services, turn, "ticket.status", turn.subject, status=status)
            turn.say("status_changed", status=text(f"ticket_{status}", turn.language))

        return change


def reason_words(reason: str, language: str, trade: Trade) -> str:
    """What a ticket is about, as the staff area calls it; an intent of the company's own by its name."""
    form = forms(has_orders=trade.has_orders).get(reason)
    if form is not None:
        return form.title[as_language(language)]
    return text("reason_person", language) if reason == "speak_to_person" else reason.replace("_", " ")


def _facts(ticket: Ticket, language: str) -> Sequence[tuple[str, str]]:
    """Label and value of what is known, as far as it is."""
    spoken = as_language(language)
    # whichever face of the form was filled in
    asked = {
        field.name: field
        for known in (FORMS, forms(has_orders=False))
        for field in (known[ticket.reason].fields if ticket.reason in known else ())
    }
    filled = [(field.label[spoken], ticket.fields.get(name, "")) for name, field in asked.items()]
    feeling = "upset" if ticket.mood <= UPSET else "happy" if ticket.mood >= HAPPY else "calm"
    return [
        *((label, value) for label, value in filled if value),
        *([(text("contact_of", language), ticket.contact)] if "contact" not in ticket.fields else []),
        (text("language", language), text("language_zh" if ticket.language == "zh" else "language_en", language)),
        (text("mood", language), text(f"mood_{feeling}", language)),
        *([(text("urgency", language), text("urgency_pressing", language))] if ticket.urgency >= PRESSING else []),
    ]


def _message(message: Message, language: str) -> dict[str, Any]:
    author = str((message.answer or {}).get("author", "")) if message.role == "staff" else ""
    return {
        "n": message.n,
        "role": message.role,
        "who": author or text("customer" if message.role == "customer" else "the_assistant", language),
        "text": message.text,
        "time": ago(message.created, utc_now(), language),
        "time_exact": f"{message.created:%Y-%m-%d %H:%M:%S} UTC",
    }
