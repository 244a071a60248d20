"""Tickets opened from a conversation, with all that a person of the team needs to go on."""

from collections.abc import Sequence
from typing import Any

from assistant.answers import Answer
from assistant.service.dialog import Dialog
from assistant.service.words import say
from assistant.skills.skill import Task
from desk.audit import Audit
from desk.conversations import Conversations, Message
from desk.tickets import HIGH, Ticket, Tickets

MOST_SOURCES = 12  # that a customer had been shown
LATELY = 12  # messages whose mood counts
LONGEST_SUMMARY = 160


class Filing:
    """Opens tickets, and hands a conversation to a person."""

    def __init__(self, tickets: Tickets, conversations: Conversations, audit: Audit) -> None:
        self._tickets = tickets
        self._conversations = conversations
        self._audit = audit

    def send(self, task: Task, dialog: Dialog) -> Answer:
        """The form that was filled in becomes a ticket; the same form sent again, the same ticket."""
        form, values = dialog.opened, dialog.values
        assert form is not None
        contact = values.get("contact") or values.get("phone", "")
        told = [values[one.name] for one in form.fields if one.kind in ("text", "order") and values.get(one.name)]
        ticket = self._opened(
            task, reason=form.name, summary=" · ".join(told), fields=values, contact=contact, dialog=dialog.id,
            at_least=form.at_least,
        )  # fmt: skip
        text = say("sent", task.language, ticket=ticket.number, contact=contact)
        return task.said(text, ticket=ticket.number, dialog=dialog.closed().stored)

    def hand_over(self, task: Task, before: Dialog, intent: str) -> Answer:
        """A person is wanted: a ticket at once, or the one that the team already has."""
        language = task.language
        there = next(
            (one for one in self._tickets.of_conversation(task.conversation) if one.status != "solved"), None
        )  # fmt: skip
        known = before.known.get("contact") or (before.values.get("contact", "") if before.opened else "")
        if there is not None and not before.opened:
            ticket, key = there, "already_handed"
        else:
            told = [value for value in before.values.values() if value] if before.opened else []
            asked = [one.text for one in self._conversations.messages(task.conversation) if one.role == "customer"]
            summary = " · ".join(told) or next((one for one in asked if one != task.text), task.text)
            ticket, key = self._opened(
                task, reason=intent, summary=summary, fields=before.values if before.opened else {}, contact=known,
                dialog=before.id or None, at_least=HIGH,
            ), "handed_over"  # fmt: skip
        sentences = [say(key, language, ticket=ticket.number)]
        sentences += [] if ticket.contact else [say("reach_you", language)]
        sentences += [say("reach_us", language, contact=task.contact.rstrip(".。"))] if task.contact.strip() else []
        text = ("" if language == "zh" else " ").join(sentences)
        dialog = Dialog(ticket=ticket.number, known=before.known)
        return task.said(text, ticket=ticket.number, shows_contact=True, dialog=dialog.stored)

    def keep_contact(self, task: Task, dialog: Dialog, contact: str) -> Answer:
        """The customer says how to be reached for the ticket just opened."""
        self._tickets.set_contact(dialog.ticket, contact)
        text = say("contact_kept", task.language, contact=contact, ticket=dialog.ticket)
        return task.said(text, ticket=dialog.ticket, dialog=Dialog(known=dialog.known).stored)

    def live(self, conversation: str) -> Ticket | None:
        """The ticket by which a person answers in this conversation."""
        return self._tickets.live(conversation)

    def pass_on(self, task: Task) -> Answer:
        """The customer's words go to the person who answers."""
        ticket = self._tickets.live(task.conversation)
        if ticket is None:  # just now the assistant has been told to answer again
            return task.said(say("what", task.language))
        self._tickets.heard(ticket.number)
        return task.said(say("passed_on", task.language, ticket=ticket.number), ticket=ticket.number)

    def _opened(self, task: Task, *, summary: str, **more: Any) -> Ticket:
        messages = self._conversations.messages(task.conversation)
        mood, urgency = _feelings(messages, task)
        short = " ".join(summary.split())
        short = short if len(short) <= LONGEST_SUMMARY else short[: LONGEST_SUMMARY - 1] + "…"
        ticket = self._tickets.open(
            task.conversation, summary=short, language=task.language, mood=mood, urgency=urgency,
            sources=_sources(messages), **more,
        )  # fmt: skip
        self._audit.record("visitor", "ticket.open", ticket.number, reason=ticket.reason, priority=ticket.priority)
        return ticket


def _feelings(messages: Sequence[Message], task: Task) -> tuple[float, float]:
    """The worst mood and the greatest urgency of late."""
    understood = [(message.answer or {}).get("understood", {}) for message in messages[-LATELY:]]
    moods = [float(one.get("mood", 0.0)) for one in understood if one]
    urgencies = [float(one.get("urgency", 0.0)) for one in understood if one]
    return min([task.understood.mood, *moods]), max([task.understood.urgency, *urgencies])


def _sources(messages: Sequence[Message]) -> list[dict[str, Any]]:
    """What the customer had been shown, each place once, the latest last."""
    shown: dict[tuple[str, str], dict[str, Any]] = {}
    for message in messages:
        for citation in (message.answer or {}).get("citations", ()):
            place = {name: citation[name] for name in ("document_id", "document", "location", "quote", "version")}
            shown[place["document_id"], place["location"]] = place
    return list(shown.values())[-MOST_SOURCES:]
