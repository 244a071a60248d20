"""Conversations: looked through, read, corrected, deleted."""

from collections.abc import Mapping, Sequence
from typing import Any, cast

from assistant.answers import Answer
from assistant.understanding.message import ROUTES
from desk.accounts import AccountRole
from desk.conversations import Message
from desk.errors import ConversationNotFound
from desk.examples import Filter
from desk.feedback import LONGEST_CORRECTION, Correction, Rating
from desk.feelings import FEELINGS, felt
from desk.overview import Kind, Order, Overview
from knowledge.model import relabelled
from storage.database import utc_now
from web.history import Exchange, restored
from web.rendering import answer_body, marked, origin, place_in_document
from web.services import Services
from web.staff.section import Deed, Turn, record
from web.staff.understanding import feelings, intent_titles, understood_by_message, understood_words
from web.strings import ago, text

PAGE_SIZE = 25
KINDS: Sequence[Kind] = ("disliked", "liked", "refused", "corrected", *FEELINGS)
ORDERS: Sequence[Order] = ("updated", "marks")


class ConversationsSection:
    """See `web.staff.section.Section`."""

    name = "conversations"
    role: AccountRole = "staff"

    def __init__(self, services: Services) -> None:
        self._services = services
        self.deeds: Mapping[str, Deed] = {
            "correct": self.correct,
            "withdraw": self.withdraw,
            "delete-conversation": self.delete,
            "read-as": self.read_as,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/conversations_tools.html")

    def list(self, turn: Turn) -> str:
        overview, place = self._services.overview, turn.place
        kind: Kind = cast(Kind, place.filter) if place.filter in KINDS else "all"
        count = overview.count(query=place.query, kind=kind)
        first = turn.rows_before(count, PAGE_SIZE)
        name = place.sort.lstrip("-")
        order = cast(Order, name) if name in ORDERS else "updated"
        is_down = place.sort.startswith("-") or not place.sort
        wanted: dict[str, Any] = {"query": place.query, "kind": kind, "order": order, "descending": is_down}
        found = overview.list(offset=first, limit=PAGE_SIZE, **wanted) if count else []
        return turn.show(
            "staff/conversations_list.html",
            kinds=KINDS,
            order=order,
            descending=is_down,
            rows=[_row(one, turn.language) for one in found],
            is_filtered=bool(place.query or kind != "all"),
            first=first + 1,
            last=first + len(found),
            count=count,
        )

    def detail(self, turn: Turn) -> str:
        if not turn.place.id:
            return ""
        try:
            conversation = self._services.conversations.get(turn.place.id)
        except ConversationNotFound:
            turn.place = turn.place.moved(id="")
            return ""
        messages = self._services.conversations.messages(conversation.id, superseded=True)
        ratings = self._services.feedback.ratings(conversation.id)
        corrections = self._services.feedback.corrections(conversation.id)
        readings = {reading.n: reading for reading in self._services.intents.readings(conversation.id)}
        understood = understood_by_message(messages)
        titles = intent_titles(self._services.intents.list(), turn.language)
        return turn.show(
            "staff/conversation.html",
            conversation=conversation,
            opening=messages[0].text[:200] if messages else "",
            messages=[
                _message(message, conversation.id, ratings.get(message.n), corrections.get(message.n), turn)
                for message in messages
            ],
            started=ago(conversation.created, utc_now(), turn.language),
            started_exact=f"{conversation.created:%Y-%m-%d %H:%M} UTC",
            started_machine=f"{conversation.created:%Y-%m-%dT%H:%M:%SZ}",
            most=LONGEST_CORRECTION,
            understood={
                n: understood_words(said, readings.get(n), titles, turn.language) for n, said in understood.items()
            },
            feelings=feelings(list(understood.values()), turn.language),
            routes=ROUTES,
            intents=titles,
            training_rows=self._services.studio.examples.count(Filter(conversation=conversation.id)),
        )

    def is_moving(self, turn: Turn) -> bool:
        """A conversation is read as it was; it does not move under the reader's eyes."""
        return False

    # -- doing

    def correct(self, turn: Turn) -> None:
        """Say what the right answer is; the assistant gives it from now on."""
        conversation_id, n = _answer_of(turn)
        words = turn.field("text").strip()
        if not words:
            turn.complain(text("correction_empty", turn.language))
            return
        self._services.feedback.correct(conversation_id, n, words, author=turn.account.name)
        record(self._services, turn, "answer.correct", conversation_id, message=n)
        turn.say("corrected")

    def withdraw(self, turn: Turn) -> None:
        """Take a correction back."""
        conversation_id, n = _answer_of(turn)
        self._services.feedback.correct(conversation_id, n, "", author=turn.account.name)
        record(self._services, turn, "answer.withdraw", conversation_id, message=n)
        turn.say("withdrawn")

    def read_as(self, turn: Turn) -> None:
        """Say what a customer's message really was; it is learnt with the next training."""
        conversation_id, n = _answer_of(turn)
        route, intent = turn.field("route"), turn.field("intent")
        if route not in ROUTES:
            turn.complain(text("not_done", turn.language))
            return
        known = route in ("service", "question") and self._services.intents.what(intent) is not None
        self._services.intents.read_as(conversation_id, n, route, intent if known else "", author=turn.account.name)
        record(self._services, turn, "message.read", conversation_id, message=n)
        turn.say("reading_kept")

    def delete(self, turn: Turn) -> None:
        """Delete a conversation with its messages and ratings."""
        self._services.conversations.remove(turn.subject)
        record(self._services, turn, "conversation.delete", turn.subject)
        turn.place = turn.place.moved(id="")
        turn.say("conversation_deleted")


def _answer_of(turn: Turn) -> tuple[str, int]:
    """Conversation and number of the answer that a button names, as 'conversation.n'."""
    conversation_id, _, n = turn.subject.partition(".")
    if not (n.isascii() and n.isdecimal()):
        raise ConversationNotFound
    return conversation_id, int(n)


def _row(one: Overview, language: str) -> dict[str, Any]:
    return {
        "id": one.id,
        "opening": one.opening,
        "language": text("language_zh" if one.language == "zh" else "language_en", language),
        "questions": one.questions,
        "marks": [
            (kind, count)
            for kind, count in (
                ("disliked", one.disliked),
                ("liked", one.liked),
                ("refused", one.refused),
                ("corrected", one.corrected),
            )
            if count
        ]
        + [(feeling, 1) for feeling in felt(one.mood, one.urgency)],
        "time": ago(one.updated, utc_now(), language),
        "time_exact": f"{one.updated:%Y-%m-%d %H:%M} UTC",
        "time_machine": f"{one.updated:%Y-%m-%dT%H:%M:%SZ}",
    }


def _message(
    message: Message, conversation_id: str, rating: Rating | None, correction: Correction | None, turn: Turn
) -> dict[str, Any]:
    """One message as it was seen, and for an answer all that is known of it."""
    shown = {
        "n": message.n,
        "key": f"{conversation_id}.{message.n}",
        "is_question": message.role == "customer",
        "text": message.text,
        "is_superseded": message.superseded,
        "author": "",
        "time": ago(message.created, utc_now(), turn.language),
        "time_exact": f"{message.created:%Y-%m-%d %H:%M:%S} UTC",
    }
    if message.role == "customer":
        return shown
    if message.role == "staff":
        return shown | {"author": (message.answer or {}).get("author", "")}
    answer = restored(message, conversation_id)
    sources = (*answer.citations, *answer.nearest)
    return shown | {
        "answer": answer,
        "body": answer_body(answer.text, answer.citations),
        "origin": origin(Exchange("", answer, conversation_id, message.n - 1, message.n), turn.language),
        "is_near": not answer.citations,
        "sources": [
            {
                "n": source.n,
                "document": source.document,
                "place": relabelled(source.location, turn.language),
                "score": f"{source.score:.2f}",
                "quote": marked(source.quote, source.highlights),
                "href": turn.asker.root + place_in_document(source),
            }
            for source in sources
        ],
        "score": f"{answer.score:.2f}",
        "seconds": f"{answer.seconds:.2f}",
        "written": _written(answer, turn.language),
        "features": [(name, f"{value:+.2f}") for name, value in _numbers(answer.explanation)],
        "rating": rating,
        "correction": correction,
        "corrected": ago(correction.created, utc_now(), turn.language) if correction else "",
        "corrected_exact": f"{correction.created:%Y-%m-%d %H:%M} UTC" if correction else "",
    }


WRITING = ("tokens", "first_word", "adapter")  # of an explanation: what a language model took, no feature of the score


def _written(answer: Answer, language: str) -> list[tuple[str, str]]:
    """Label and value of what a language model took for it, or of the one that could not answer."""
    facts = {"instead_of": answer.instead_of}
    if "tokens" in answer.explanation:
        facts |= {
            "answer_tokens": f"{answer.explanation['tokens']:,}",
            "first_word": f"{answer.explanation['first_word']:.2f}",
            "answer_adapter": answer.adapter or str(answer.explanation.get("adapter") or ""),
        }
    return [(text(key, language), value) for key, value in facts.items() if value]


def _numbers(explanation: Mapping[str, Any]) -> list[tuple[str, float]]:
    """The features behind a score, the weightiest first."""
    found = [
        (name, float(value))
        for name, value in explanation.items()
        if isinstance(value, int | float) and name not in WRITING
    ]
    return sorted(found, key=lambda entry: -abs(entry[1]))[:12]
