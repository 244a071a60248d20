"""The tables of what customers did and like, and of what staff make of it. Times are aware UTC.

A person is 'customer:' and the company's own id, 'visitor:' and a browser that has agreed to be remembered, or
'conversation:' and an id: whoever has agreed to nothing is nobody beyond that conversation.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Boolean, Float, ForeignKey, Index, Integer, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, UtcDateTime

PERSON = 160  # characters


class EventFileRow(Base):
    """One imported file of events. Its events count once it is live, all at once."""

    __tablename__ = "event_files"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    name: Mapped[str] = mapped_column(String(255))
    is_live: Mapped[bool] = mapped_column(Boolean, index=True)
    imported: Mapped[int] = mapped_column(Integer)
    rejected: Mapped[int] = mapped_column(Integer)
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class EventRow(Base):
    """Somebody did something with a product, `count` times."""

    __tablename__ = "events"
    __table_args__ = (
        Index("ix_events_person_item", "person", "item"),
        Index("ix_events_source_kind", "source", "kind"),
    )

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    person: Mapped[str] = mapped_column(String(PERSON))
    item: Mapped[str] = mapped_column(String(128), index=True)
    kind: Mapped[str] = mapped_column(String(32))  # view, click, cart, like, reject, choose, purchase, show, ...
    count: Mapped[int] = mapped_column(Integer)
    time: Mapped[datetime | None] = mapped_column(UtcDateTime)  # None: the file did not say
    source: Mapped[str] = mapped_column(String(8))  # file, chat, order
    file: Mapped[int | None] = mapped_column(ForeignKey("event_files.id", ondelete="CASCADE"), index=True)
    conversation: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)


class DecisionRow(Base):
    """Whether a person may be remembered, as that person has said."""

    __tablename__ = "customer_decisions"

    person: Mapped[str] = mapped_column(String(PERSON), primary_key=True)
    agreed: Mapped[bool] = mapped_column(Boolean)
    time: Mapped[datetime] = mapped_column(UtcDateTime)


class IntroductionRow(Base):
    """That the company's page has said who a browser's visitor is, for a while."""

    __tablename__ = "customer_introductions"

    visitor: Mapped[str] = mapped_column(String(64), primary_key=True)
    customer: Mapped[str] = mapped_column(String(128), index=True)
    until: Mapped[datetime] = mapped_column(UtcDateTime)


class WishRow(Base):
    """A request to which nothing in the catalog fitted."""

    __tablename__ = "unmet_wishes"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    conversation: Mapped[str | None] = mapped_column(ForeignKey("conversations.id", ondelete="CASCADE"), index=True)
    words: Mapped[str] = mapped_column(String(300))  # as it was searched
    blame: Mapped[str] = mapped_column(String(120))  # the condition to blame; empty: no product of that kind
    language: Mapped[str] = mapped_column(String(8))
    created: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class ProductRuleRow(Base):
    """What staff have said about the place of a product, or of a category, among recommendations."""

    __tablename__ = "product_rules"

    id: Mapped[int] = mapped_column(Integer, primary_key=True)
    kind: Mapped[str] = mapped_column(String(8))  # pin, boost, hide, exclude
    target: Mapped[str] = mapped_column(String(8))  # item, category
    name: Mapped[str] = mapped_column(String(255))  # the product's id or the category's name
    words: Mapped[str] = mapped_column(String(300))  # only for requests with one of them, comma separated; empty: all
    factor: Mapped[float] = mapped_column(Float)  # of a boost; under 1 it sends down
    note: Mapped[str] = mapped_column(String(200))
    author: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class OptOutRow(Base):
    """Somebody who wants no advertising: an e-mail address, a telephone number or the company's id."""

    __tablename__ = "opt_outs"

    contact: Mapped[str] = mapped_column(String(200), primary_key=True)  # as it is compared
    created: Mapped[datetime] = mapped_column(UtcDateTime)


class CampaignRow(Base):
    """A draft of something to tell customers. Nothing is ever sent from here."""

    __tablename__ = "campaigns"

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    name: Mapped[str] = mapped_column(String(120))
    channel: Mapped[str] = mapped_column(String(8))  # email, sms, social
    language: Mapped[str] = mapped_column(String(8))
    items: Mapped[list[str]] = mapped_column(JSON)
    segment: Mapped[dict[str, Any]] = mapped_column(JSON)  # see `desk.segments.Segment`
    subject: Mapped[str] = mapped_column(String(300))
    text: Mapped[str] = mapped_column(Text)
    author: Mapped[str] = mapped_column(String(64))
    created: Mapped[datetime] = mapped_column(UtcDateTime)
    updated: Mapped[datetime] = mapped_column(UtcDateTime, index=True)
