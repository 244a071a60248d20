"""All conversations, as staff look through them: found by words, told apart by how they went."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import ColumnElement, Select, and_, asc, case, desc, func, select, true
from sqlalchemy.orm import InstrumentedAttribute

from desk.conversations import OPENING
from desk.feelings import PRESSING, UPSET
from desk.tables import ConversationRow, CorrectionRow, MessageRow, RatingRow
from storage.database import Database

Kind = Literal["all", "liked", "disliked", "refused", "corrected", "upset", "pressing"]
Order = Literal["updated", "marks"]  # the latest, or the most pressing and upset, first


@dataclass(frozen=True)
class Overview:
    """One conversation in the list; `liked` to `corrected` are numbers of answers."""

    id: str
    language: str
    audience: str
    opening: str
    created: datetime
    updated: datetime
    questions: int
    liked: int
    disliked: int
    refused: int
    corrected: int
    mood: float  # -1 angry .. 1 happy
    urgency: float  # 0..1


# How much a conversation wants to be looked at.
_WEIGHT = func.coalesce(ConversationRow.urgency, 0.0) - func.coalesce(ConversationRow.mood, 0.0)


class ConversationOverview:
    """Lists and counts conversations that have a message. All of it in SQL: there may be ten thousand of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self, *, query: str = "", kind: Kind = "all", order: Order = "updated", descending: bool = True,
        offset: int = 0, limit: int | None = None,
    ) -> Sequence[Overview]:  # fmt: skip
        """The latest first. `query` is looked for in every message, whatever its case."""
        shown = _matching(
            select(
                ConversationRow,
                OPENING,
                _count(MessageRow, MessageRow.role == "customer"),
                _count(RatingRow, RatingRow.value == 1),
                _count(RatingRow, RatingRow.value == -1),
                _count(MessageRow, MessageRow.is_refusal),
                _count(CorrectionRow),
            ),
            query,
            kind,
        )
        way = desc if descending else asc
        first = [way(_WEIGHT)] if order == "marks" else [way(ConversationRow.updated)]
        ordered = shown.order_by(*first, ConversationRow.updated.desc(), ConversationRow.id)
        ordered = ordered.offset(offset).limit(limit)
        with self._database.read() as session:
            return [
                Overview(
                    row.id, row.language, row.audience, opening[:200], row.created, row.updated,
                    questions, liked, disliked, refused, corrected, row.mood or 0.0, row.urgency or 0.0,
                )
                for row, opening, questions, liked, disliked, refused, corrected in session.execute(ordered)
            ]  # fmt: skip

    def count(self, *, query: str = "", kind: Kind = "all") -> int:
        with self._database.read() as session:
            counted = _matching(select(func.count()).select_from(ConversationRow), query, kind)
            return session.scalar(counted) or 0


def _matching(shown: Select[*tuple[Any, ...]], query: str, kind: Kind) -> Select[*tuple[Any, ...]]:
    conditions: list[ColumnElement[bool]] = [_has(MessageRow)]
    if query:
        conditions.append(_has(MessageRow, MessageRow.text.icontains(query, autoescape=True)))
    if kind in ("liked", "disliked"):
        conditions.append(_has(RatingRow, RatingRow.value == (1 if kind == "liked" else -1)))
    if kind == "upset":
        conditions.append(ConversationRow.mood <= UPSET)
    if kind == "pressing":
        conditions.append(ConversationRow.urgency >= PRESSING)
    if kind == "refused":
        conditions.append(_has(MessageRow, MessageRow.is_refusal))
    if kind == "corrected":
        conditions.append(_has(CorrectionRow))
    return shown.where(*conditions)


Condition = ColumnElement[bool] | InstrumentedAttribute[bool]
Part = type[MessageRow] | type[RatingRow] | type[CorrectionRow]


def _has(table: Part, *conditions: Condition) -> ColumnElement[bool]:
    # Found once for all conversations: asked for each of them, SQLite goes through every refusal each time.
    return ConversationRow.id.in_(select(table.conversation).where(table.conversation.is_not(None), *conditions))


def _count(table: Part, *conditions: Condition) -> ColumnElement[int]:
    # Counted among the conversation's own rows, whatever index the conditions have.
    counted = func.sum(case((and_(true(), *conditions), 1), else_=0))
    return select(func.coalesce(counted, 0)).where(table.conversation == ConversationRow.id).scalar_subquery()
