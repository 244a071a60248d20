"""The tables of this package. Times are aware UTC; ids that grant access are random, never counted."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, UtcDateTime


class ConversationRow(Base):
    """One chat of one visitor."""

    __tablename__ = "conversations"
    __table_args__ = (Index("ix_conversations_visitor_updated", "visitor", "updated"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    visitor: Mapped[str] = mapped_column(String(64))
    language: Mapped[str] = mapped_column(String(8))
    audience: Mapped[str] = mapped_column(String(8))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    mood: Mapped[float | None] = mapped_column(Float, index=True)  # -1 angry .. 1 happy; None before the first answer
    urgency: Mapped[float | None] = mapped_column(Float, index=True)  # 0..1


class MessageRow(Base):
    """What one side said; `n` counts from 0 within its conversation."""

    __tablename__ = "messages"
    __table_args__ = (UniqueConstraint("conversation", "n"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    n: Mapped[int] = mapped_column(Integer)
    role: Mapped[str] = mapped_column(String(16))  # customer, assistant, staff
    text: Mapped[str] = mapped_column(Text)
    answer: Mapped[dict[str, Any] | None] = mapped_column(
        JSON
    )  # of an assistant's message: citations and how it came about; of a person's: who wrote it
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    is_refusal: Mapped[bool] = mapped_column(Boolean, server_default=false(), index=True)
    is_superseded: Mapped[bool] = mapped_column(Boolean, server_default=false())  # asked again or edited since


class RatingRow(Base):
    """A customer's thumb on one answer; `n` is the number of the answer's message."""

    __tablename__ = "ratings"
    __table_args__ = (UniqueConstraint("conversation", "n"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation: Mapped[str] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"))
    n: Mapped[int] = mapped_column(Integer)
    value: Mapped[int] = mapped_column(Integer, index=True)  # 1, -1
    reason: Mapped[str] = mapped_column(Text)
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class CorrectionRow(Base):
    """What staff say is the right answer to a question. It outlives its conversation."""

    __tablename__ = "corrections"
    __table_args__ = (UniqueConstraint("conversation", "n"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))
    n: Mapped[int] = mapped_column(Integer)
    question: Mapped[str] = mapped_column(Text)  # complete in itself
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(8))
    audience: Mapped[str] = mapped_column(String(8))
    author: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class TicketRow(Base):
    """One request that a person of the team has to look at. It outlives its conversation, without its words."""

    __tablename__ = "tickets"
    __table_args__ = (Index("ix_tickets_status_updated", "status", "updated"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)  # its number is F- and 1000 more
    conversation: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"), index=True)
    visitor: Mapped[str] = mapped_column(String(64), index=True)
    dialog: Mapped[str | None] = mapped_column(String(32), unique=True)  # of the form it came from: sent once only
    reason: Mapped[str] = mapped_column(String(64), index=True)  # the intent
    summary: Mapped[str] = mapped_column(Text)
    fields: Mapped[dict[str, str]] = mapped_column(JSON)  # what was filled in, by the field's name
    contact: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(8))
    mood: Mapped[float] = mapped_column(Float)  # -1 angry .. 1 happy
    urgency: Mapped[float] = mapped_column(Float)  # 0..1
    priority: Mapped[int] = mapped_column(Integer, index=True)  # 1 urgent, 2 high, 3 normal
    sources: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # what the customer had been shown already
    status: Mapped[str] = mapped_column(String(16))  # new, open, waiting, solved
    assignee: Mapped[str] = mapped_column(String(64))  # empty: nobody yet
    is_live: Mapped[bool] = mapped_column(Boolean)  # a person answers in the chat, the assistant is quiet
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)


class OrderRow(Base):
    """One order of a customer, as the company's shop exported it."""

    __tablename__ = "orders"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)  # the number as it is compared: capitals, no signs
    number: Mapped[str] = mapped_column(String(64))
    email: Mapped[str] = mapped_column(String(254))
    phone: Mapped[str] = mapped_column(String(40))
    status: Mapped[str] = mapped_column(String(80))
    ordered: Mapped[str] = mapped_column(String(40))  # dates as the shop writes them
    expected: Mapped[str] = mapped_column(String(40))
    delivered: Mapped[str] = mapped_column(String(40))
    items: Mapped[str] = mapped_column(Text)
    carrier: Mapped[str] = mapped_column(String(80))
    tracking: Mapped[str] = mapped_column(Text)  # an address
    is_sample: Mapped[bool] = mapped_column(Boolean, index=True)
    updated: Mapped[datetime] = mapped_column(UtcDateTime)


class OrderTryRow(Base):
    """One look at an order that did not match, kept as long as it counts. What was typed is kept as a hash."""

    __tablename__ = "order_tries"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    who: Mapped[str] = mapped_column(String(80), index=True)  # kind and hash: of an order, a contact, a visitor, ...
    time: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class OrderColumnRow(Base):
    """What a column of the company's order files holds, as it was said at the last import."""

    __tablename__ = "order_columns"

    header: Mapped[str] = mapped_column(String(120), primary_key=True)  # as it is compared: small letters, no signs
    field: Mapped[str] = mapped_column(String(16))  # empty: is left out


class ExampleRow(Base):
    """One row that a model may learn from, once it is approved. Personal data is masked before it comes here."""

    __tablename__ = "examples"
    __table_args__ = (Index("ix_examples_status_created", "status", "created"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)  # of where it comes from: built again, it is the same
    source: Mapped[str] = mapped_column(String(16), index=True)  # liked, corrected, human, document, import, general
    kind: Mapped[str] = mapped_column(String(16))  # answer, not_found, planted, chat
    language: Mapped[str] = mapped_column(String(8))
    question: Mapped[str] = mapped_column(Text)
    history: Mapped[list[list[str]]] = mapped_column(JSON)  # earlier [question, answer] pairs, oldest first
    passages: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # as they were when the row was built
    answer: Mapped[str] = mapped_column(Text)  # with [n] marks; empty where the sources do not answer
    gold: Mapped[list[int]] = mapped_column(JSON)  # the passages that the answer cites, counted from 1
    document: Mapped[str] = mapped_column(String(64), index=True)  # whose rows stay in one part of a split
    conversation: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    message: Mapped[int | None] = mapped_column(Integer)
    note: Mapped[str] = mapped_column(String(32))  # what a reviewer should know: see desk.examples.Note
    masked: Mapped[dict[str, int]] = mapped_column(JSON)  # how often each kind of personal data was masked
    status: Mapped[str] = mapped_column(String(16))  # new, approved, rejected
    reviewer: Mapped[str] = mapped_column(String(64))
    reviewed: Mapped[datetime | None] = mapped_column(UtcDateTime)
    is_edited: Mapped[bool] = mapped_column(Boolean)
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class ExampleDocumentRow(Base):
    """That a row holds words of a document, be it as its source or as a passage beside it."""

    __tablename__ = "example_documents"

    example: Mapped[str] = mapped_column(ForeignKey("examples.id", ondelete="CASCADE"), primary_key=True)
    document: Mapped[str] = mapped_column(String(64), primary_key=True, index=True)


class ForgottenExampleRow(Base):
    """What rows must not be built from again. It is known by a hash, so that forgetting keeps no words."""

    __tablename__ = "forgotten_examples"

    fingerprint: Mapped[str] = mapped_column(String(32), primary_key=True)  # a row's id, or of its provenance


class PreferenceRow(Base):
    """One thing the company has chosen on the settings page; what is not here has its default."""

    __tablename__ = "preferences"

    name: Mapped[str] = mapped_column(String(32), primary_key=True)
    value: Mapped[Any] = mapped_column(JSON)


class AccountRow(Base):
    """Someone who may enter the staff area."""

    __tablename__ = "accounts"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)  # lower case
    password_hash: Mapped[str] = mapped_column(String(255))
    role: Mapped[str] = mapped_column(String(8))  # staff, admin
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    disabled_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class LoginRow(Base):
    """One signed-in browser. The token itself is in its cookie only; here is its SHA-256."""

    __tablename__ = "logins"

    token_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    account: Mapped[str] = mapped_column(ForeignKey("accounts.name", ondelete="CASCADE"), index=True)
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    expires: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class LoginAttemptRow(Base):
    """One wrong password, kept as long as it counts against its name and address."""

    __tablename__ = "login_attempts"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(64), index=True)
    address: Mapped[str] = mapped_column(String(64), index=True)
    time: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AuditRow(Base):
    """Who did what to what, and when. Only ever added to."""

    __tablename__ = "audit"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    time: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
    actor: Mapped[str] = mapped_column(String(80))
    action: Mapped[str] = mapped_column(String(48))
    subject: Mapped[str] = mapped_column(String(255))
    details: Mapped[dict[str, Any]] = mapped_column(JSON)


class IntentRow(Base):
    """A kind of request that the company knows, and what is done for it."""

    __tablename__ = "intents"

    name: Mapped[str] = mapped_column(String(64), primary_key=True)  # letters, digits and _; the same in each language
    title: Mapped[dict[str, str]] = mapped_column(JSON)  # by language
    action: Mapped[str] = mapped_column(String(16))  # answer, form, order, hand_over
    form: Mapped[str] = mapped_column(String(64))  # of the action 'form'
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class IntentExampleRow(Base):
    """How customers say it."""

    __tablename__ = "intent_examples"
    __table_args__ = (UniqueConstraint("intent", "text"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    intent: Mapped[str] = mapped_column(ForeignKey("intents.name", ondelete="CASCADE"), index=True)
    text: Mapped[str] = mapped_column(String(400))


class ShippedExampleRow(Base):
    """An intent or example that ships with the product and was given to this installation once, by its hash."""

    __tablename__ = "shipped_examples"

    fingerprint: Mapped[str] = mapped_column(String(32), primary_key=True)


class ReadingRow(Base):
    """What a customer's message really was, as staff say. It outlives its conversation."""

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("conversation", "n"),)

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="SET NULL"))
    n: Mapped[int] = mapped_column(Integer)  # of the customer's message
    text: Mapped[str] = mapped_column(Text)
    route: Mapped[str] = mapped_column(String(16))
    intent: Mapped[str] = mapped_column(String(64))  # '' where none
    author: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
