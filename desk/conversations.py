"""Conversations and their messages, each kept for the visitor it belongs to."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal, cast

from sqlalchemy import func, select, update

from desk.errors import ConversationNotFound
from desk.feelings import over_time
from desk.tables import ConversationRow, MessageRow
from storage.database import Database, utc_now

Role = Literal["customer", "assistant", "staff"]

# Visitors that are no one browser: many may ask under such a name, so it proves nothing.
PROGRAM, COMMAND_LINE = "program", "command line"

# The first words of a conversation: of what stands, since the first question may have been edited.
_WORDS = select(MessageRow.text).where(MessageRow.conversation == ConversationRow.id).order_by(MessageRow.n).limit(1)
OPENING = func.coalesce(_WORDS.where(MessageRow.is_superseded.is_(False)).scalar_subquery(), _WORDS.scalar_subquery())


@dataclass(frozen=True)
class Message:
    n: int
    role: Role
    text: str
    answer: dict[str, Any] | None  # of an assistant's message: its citations and how it came about; of a person's: who
    created: datetime
    superseded: bool = False  # the question was asked again or edited since


@dataclass(frozen=True)
class Conversation:
    id: str
    visitor: str
    language: str
    audience: str
    created: datetime
    updated: datetime
    opening: str = ""  # the first words, for lists


Messages = list[Message]  # inside the class, `list` is its method


class Conversations:
    """Starts, extends and reads conversations. Whoever answers stores the question before answering it."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def start(self, visitor: str, language: str = "en", audience: str = "public") -> str:
        """A new conversation of `visitor`; returns its id of 128 random bits, in hexadecimal."""
        conversation_id, now = secrets.token_hex(16), utc_now()
        with self._database.write() as session:
            session.add(
                ConversationRow(
                    id=conversation_id, visitor=visitor, language=language, audience=audience, created=now, updated=now
                )
            )
        return conversation_id

    def add(self, conversation_id: str, role: Role, text: str, answer: dict[str, Any] | None = None) -> int:
        """Append a message and return its number, counted from 0; raises ConversationNotFound."""
        now = utc_now()
        with self._database.write() as session:
            row = session.get(ConversationRow, conversation_id, with_for_update=True)
            if row is None:
                raise ConversationNotFound
            row.updated = now
            if understood := (answer or {}).get("understood"):
                before = None if row.mood is None else (row.mood, row.urgency or 0.0)
                row.mood, row.urgency = over_time(before, understood)
            last = session.scalar(select(func.max(MessageRow.n)).where(MessageRow.conversation == conversation_id))
            n = 0 if last is None else last + 1
            session.add(
                MessageRow(
                    conversation=conversation_id, n=n, role=role, text=text, answer=answer, created=now,
                    is_refusal=_is_refusal(answer), is_superseded=False,
                )
            )  # fmt: skip
        return n

    def revise(self, conversation_id: str, n: int, text: str, answer: dict[str, Any] | None = None) -> None:
        """Replace message `n`, as an answer does that was stored while it still grew; raises ConversationNotFound."""
        with self._database.write() as session:
            changed = session.scalars(
                update(MessageRow)
                .where(MessageRow.conversation == conversation_id, MessageRow.n == n)
                .values(text=text, answer=answer, is_refusal=_is_refusal(answer))
                .returning(MessageRow.id)
            ).first()
            if changed is None:
                raise ConversationNotFound

    def supersede(self, conversation_id: str, n: int) -> None:
        """Messages from number `n` on stand no longer: the question is asked again, or edited. Staff still see them."""
        with self._database.write() as session:
            session.execute(
                update(MessageRow)
                .where(MessageRow.conversation == conversation_id, MessageRow.n >= n)
                .values(is_superseded=True)
            )

    def remove(self, conversation_id: str) -> None:
        """Delete the conversation with its messages and ratings; raises ConversationNotFound."""
        with self._database.write() as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                raise ConversationNotFound
            session.delete(row)

    def messages(self, conversation_id: str, *, last: int | None = None, superseded: bool = False) -> Messages:
        """The messages that stand, in order, all or the `last` ones; empty for an unknown conversation.

        With `superseded`, those too that were asked again or edited since.
        """
        newest_first = (
            select(MessageRow)
            .where(MessageRow.conversation == conversation_id)
            .order_by(MessageRow.n.desc())
            .limit(last)
        )
        if not superseded:
            newest_first = newest_first.where(MessageRow.is_superseded.is_(False))
        with self._database.read() as session:
            rows = session.scalars(newest_first).all()
            return [_message(row) for row in reversed(rows)]

    def message(self, conversation_id: str, n: int) -> Message:
        """Message number `n`, also one that was asked again since; raises ConversationNotFound."""
        query = select(MessageRow).where(MessageRow.conversation == conversation_id, MessageRow.n == n)
        with self._database.read() as session:
            row = session.scalars(query).first()
            if row is None:
                raise ConversationNotFound
            return _message(row)

    def replies_of_staff(self) -> Sequence[tuple[str, int]]:
        """Conversation and number of everything that a person has said to a customer, the oldest first."""
        query = select(MessageRow.conversation, MessageRow.n).where(MessageRow.role == "staff")
        with self._database.read() as session:
            return [(conversation, n) for conversation, n in session.execute(query.order_by(MessageRow.id))]

    def get(self, conversation_id: str) -> Conversation:
        """Raises ConversationNotFound."""
        with self._database.read() as session:
            row = session.get(ConversationRow, conversation_id)
            if row is None:
                raise ConversationNotFound
            return _conversation(row)

    def belongs_to(self, conversation_id: str, visitor: str) -> bool:
        """Whether the conversation exists and is this visitor's."""
        with self._database.read() as session:
            row = session.get(ConversationRow, conversation_id)
            return row is not None and secrets.compare_digest(row.visitor.encode(), visitor.encode())

    def list(self, visitor: str, *, limit: int = 50) -> Sequence[Conversation]:
        """This visitor's conversations that have a message, the latest first, each with its opening words."""
        query = (
            select(ConversationRow, OPENING)
            .where(ConversationRow.visitor == visitor, OPENING.is_not(None))
            .order_by(ConversationRow.updated.desc(), ConversationRow.id)
            .limit(limit)
        )
        with self._database.read() as session:
            return [_conversation(row, text) for row, text in session.execute(query)]


def _is_refusal(answer: dict[str, Any] | None) -> bool:
    return bool(answer and answer.get("abstained"))


def _message(row: MessageRow) -> Message:
    return Message(row.n, cast(Role, row.role), row.text, row.answer, row.created, row.is_superseded)


def _conversation(row: ConversationRow, opening: str = "") -> Conversation:
    return Conversation(row.id, row.visitor, row.language, row.audience, row.created, row.updated, opening[:120])
