"""What customers asked for and the catalog has not: told to staff, so that they can buy it in."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from desk.customer_tables import WishRow
from desk.tables import ConversationRow
from storage.database import Database, utc_now


@dataclass(frozen=True)
class Unmet:
    """One wish that nothing fulfils, and how often it came up."""

    words: str
    blame: str  # the condition to blame; empty: there is no product of that kind
    times: int
    last: datetime


class Demand:
    """Keeps requests to which nothing fitted."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, conversation: str, words: str, *, blame: str = "", language: str = "en") -> None:
        """Keep one, unless the conversation is staff's own or said the same before."""
        words, blame = " ".join(words.split())[:300], " ".join(blame.split())[:120]
        with self._database.write() as session:
            row = session.get(ConversationRow, conversation)
            if row is None or row.audience != "public" or not words:
                return
            known = select(WishRow.id).where(
                WishRow.conversation == conversation, WishRow.words == words, WishRow.blame == blame
            )
            if session.scalars(known).first() is None:
                session.add(
                    WishRow(conversation=conversation, words=words, blame=blame, language=language, created=utc_now())
                )

    def unmet(self, limit: int = 50) -> Sequence[Unmet]:
        """The most frequent first, whatever their case; the latest first among equals."""
        key = func.lower(WishRow.words)
        times, last = func.count(), func.max(WishRow.created)
        query = (
            select(func.min(WishRow.words), WishRow.blame, times, last)
            .group_by(key, WishRow.blame)
            .order_by(times.desc(), last.desc())
            .limit(limit)
        )
        with self._database.read() as session:
            return [Unmet(*row) for row in session.execute(query)]

    def count(self) -> int:
        """How many requests there were."""
        with self._database.read() as session:
            return session.scalar(select(func.count()).select_from(WishRow)) or 0
