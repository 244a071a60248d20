"""What people say of answers: the customer's thumb with a reason, and the answer that staff say is right."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desk.errors import ConversationNotFound
from desk.tables import ConversationRow, CorrectionRow, MessageRow, RatingRow
from storage.database import Database, utc_now

MOST_CHARACTERS = 1000  # of a reason
LONGEST_CORRECTION = 8000


@dataclass(frozen=True)
class Rating:
    value: int  # 1 or -1
    reason: str
    created: datetime


@dataclass(frozen=True)
class Correction:
    """The right answer to a question, in the words of staff."""

    id: int
    conversation: str | None  # None once it is deleted
    n: int
    question: str  # complete in itself
    text: str
    language: str
    audience: str
    author: str
    created: datetime


class Feedback:
    """Ratings and corrections, each on one answer: message `n` of a conversation."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def rate(self, conversation_id: str, n: int, value: int, reason: str = "") -> None:
        """Set the rating of an answer: 1, -1, or 0 for none.

        Raises ConversationNotFound where there is no such answer.
        """
        with self._database.write() as session:
            _answer(session, conversation_id, n)
            session.execute(delete(RatingRow).where(RatingRow.conversation == conversation_id, RatingRow.n == n))
            if value:
                session.add(
                    RatingRow(
                        conversation=conversation_id,
                        n=n,
                        value=1 if value > 0 else -1,
                        reason=reason.strip()[:MOST_CHARACTERS],
                        created=utc_now(),
                    )
                )

    def ratings(self, conversation_id: str) -> dict[int, Rating]:
        """By the number of the answer's message."""
        with self._database.read() as session:
            rows = session.scalars(select(RatingRow).where(RatingRow.conversation == conversation_id))
            return {row.n: Rating(row.value, row.reason, row.created) for row in rows}

    def liked(self) -> Sequence[tuple[str, int]]:
        """Conversation and number of every answer that a customer liked, the oldest first."""
        query = select(RatingRow.conversation, RatingRow.n).where(RatingRow.value == 1)
        with self._database.read() as session:
            rows = session.execute(query.order_by(RatingRow.created, RatingRow.id))
            return [(conversation, n) for conversation, n in rows]

    def correct(self, conversation_id: str, n: int, text: str, *, author: str) -> Correction | None:
        """Say what the right answer is; empty text takes that back, and None is returned.

        Raises ConversationNotFound where there is no such answer.
        """
        text = text.strip()[:LONGEST_CORRECTION]
        with self._database.write() as session:
            answer = _answer(session, conversation_id, n)
            session.execute(
                delete(CorrectionRow).where(CorrectionRow.conversation == conversation_id, CorrectionRow.n == n)
            )
            if not text:
                return None
            conversation = session.get_one(ConversationRow, conversation_id)
            row = CorrectionRow(
                conversation=conversation_id,
                n=n,
                question=_question(session, answer),
                text=text,
                language=str((answer.answer or {}).get("language") or conversation.language),
                audience=conversation.audience,
                author=author,
                created=utc_now(),
            )
            session.add(row)
            session.flush()
            return _correction(row)

    def corrections(self, conversation_id: str) -> dict[int, Correction]:
        """By the number of the answer's message."""
        with self._database.read() as session:
            rows = session.scalars(select(CorrectionRow).where(CorrectionRow.conversation == conversation_id))
            return {row.n: _correction(row) for row in rows}

    def state(self) -> object:
        """Differs from what it was before once a correction has come, gone or changed."""
        numbers = select(func.count(), func.max(CorrectionRow.id), func.max(CorrectionRow.created))
        with self._database.read() as session:
            return tuple(session.execute(numbers).one())

    def verified(self) -> Sequence[Correction]:
        """Every correction there is, the oldest first."""
        with self._database.read() as session:
            rows = session.scalars(select(CorrectionRow).order_by(CorrectionRow.created, CorrectionRow.id))
            return [_correction(row) for row in rows]


def _answer(session: Session, conversation_id: str, n: int) -> MessageRow:
    row = session.scalars(
        select(MessageRow).where(
            MessageRow.conversation == conversation_id, MessageRow.n == n, MessageRow.role == "assistant"
        )
    ).first()
    if row is None:
        raise ConversationNotFound
    return row


def _question(session: Session, answer: MessageRow) -> str:
    """The question as it was searched, which for 'and to Germany?' is more than what was typed."""
    if standalone := (answer.answer or {}).get("standalone"):
        return str(standalone)
    asked = session.scalars(
        select(MessageRow.text)
        .where(MessageRow.conversation == answer.conversation, MessageRow.n < answer.n, MessageRow.role == "customer")
        .order_by(MessageRow.n.desc())
        .limit(1)
    ).first()
    return asked or ""


def _correction(row: CorrectionRow) -> Correction:
    return Correction(
        row.id, row.conversation, row.n, row.question, row.text, row.language, row.audience, row.author, row.created
    )
