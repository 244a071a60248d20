"""Orders and tickets shown to whom may see them. Nothing here tells whether one exists that does not match."""

from dataclasses import replace

from assistant.answers import Answer
from assistant.service.dialog import Dialog
from assistant.service.forms import forms
from assistant.service.words import TALK, say, status_in
from assistant.skills.skill import Task
from desk.conversations import Conversations
from desk.errors import ConversationNotFound
from desk.orders import Asking, Order, Orders, OrdersLocked
from desk.tickets import Ticket, Tickets
from knowledge.language import Language

REPLY = 300  # characters of the team's last words that are repeated


class LookUp:
    """Answers with an order or a ticket."""

    def __init__(self, orders: Orders, tickets: Tickets, conversations: Conversations) -> None:
        self._orders = orders
        self._tickets = tickets
        self._conversations = conversations

    def order(self, task: Task, dialog: Dialog) -> Answer:
        """The order of the number and the contact in `dialog`, or that nothing matches."""
        language, number, contact = task.language, dialog.values["order"], dialog.values["contact"]
        try:
            order = self._orders.find(number, contact, self._asking(task))
        except OrdersLocked as locked:
            text = say("locked", language, minutes=str(locked.minutes))
            return task.said(text, choices=(TALK[language],), dialog=replace(dialog.closed(), known={}).stored)
        if order is None:
            # both are kept, so that either of them may be sent again
            dialog = replace(dialog, asked="order", known={})
            text = say("no_match", language, number=number, contact=contact)
            return task.said(text, dialog=dialog.stored, choices=(TALK[language],))
        dialog = replace(dialog.closed(), known={"order": number, "contact": contact})
        links = ((say("track", language), order.tracking),) if _is_address(order.tracking) else ()
        return task.said(_shown(order, language), dialog=dialog.stored, links=links)

    def ticket(self, task: Task, dialog: Dialog, number: str, contact: str) -> Answer:
        """Where a ticket stands, to the browser it came from or against its contact; other tries count as an order's.

        A number that does not exist is asked about like any other.
        """
        language = task.language
        ticket = self._tickets.shown_to(number, conversation=task.conversation or "-", visitor=self._visitor(task))
        if ticket is None and not contact:
            asking = Dialog(form="ticket", asked="contact", ticket=number, known=dialog.known)
            return task.said(say("ticket_contact", language, ticket=number), dialog=asking.stored)
        if ticket is None:
            try:
                ticket = self._matched(task, number, contact)
            except OrdersLocked as locked:
                return task.said(say("locked", language, minutes=str(locked.minutes)), dialog=dialog.closed().stored)
        if ticket is None:
            return task.said(say("ticket_unknown", language), dialog=dialog.closed().stored)
        kept = dialog if dialog.form != "ticket" else dialog.closed()
        return task.said(self._ticket_shown(ticket, task), ticket=ticket.number, dialog=kept.stored)

    def latest(self, task: Task, dialog: Dialog) -> Answer:
        """The newest ticket of this conversation, where none is named; or that its number is needed."""
        tickets = self._tickets.of_conversation(task.conversation)
        if not tickets:
            return task.said(say("ticket_which", task.language), dialog=dialog.stored)
        text = self._ticket_shown(tickets[0], task)
        return task.said(text, ticket=tickets[0].number, dialog=dialog.stored)

    def _matched(self, task: Task, number: str, contact: str) -> Ticket | None:
        ticket = self._tickets.shown_to(number, conversation="-", visitor="", contact=contact)
        self._orders.count_try(f"ticket {number}", contact, self._asking(task), is_right=ticket is not None)
        return ticket

    def _ticket_shown(self, ticket: Ticket, task: Task) -> str:
        language = task.language
        form = forms(has_orders=task.trade.has_orders).get(ticket.reason)
        reason = form.title[language] if form else say("person_wanted", language)
        day = ticket.updated.date().isoformat()
        status = say(f"status_{ticket.status}", language)
        text = say("ticket", language, ticket=ticket.number, reason=reason, status=status, day=day)
        replies = self._conversations.messages(ticket.conversation) if ticket.conversation else []
        last = next((message.text for message in reversed(replies) if message.role == "staff"), "")
        if last:
            last = last if len(last) <= REPLY else last[: REPLY - 1] + "…"
            text += "\n\n" + say("last_reply", language, text=last)
        return text

    def _asking(self, task: Task) -> Asking:
        return Asking(self._visitor(task), task.conversation, task.address)

    def _visitor(self, task: Task) -> str:
        try:
            return self._conversations.get(task.conversation).visitor
        except ConversationNotFound:
            return ""


def _shown(order: Order, language: Language) -> str:
    status = status_in(order.status, language)
    key = "order" if status else "order_no_status"
    lines = [say(key, language, number=order.number, status=status)]
    facts = {
        "items": order.items, "ordered": order.ordered, "expected": "" if order.delivered else order.expected,
        "delivered": order.delivered, "carrier": order.carrier,
    }  # fmt: skip
    lines += ["- " + say(name, language, value=value) for name, value in facts.items() if value]
    return "\n".join(lines)


def _is_address(tracking: str) -> bool:
    return tracking.startswith(("https://", "http://")) and not any(sign.isspace() for sign in tracking)
