"""All documents, as people look through them: found by name, told apart by state, in the order they ask for."""

from collections.abc import Sequence
from typing import Any, Literal, TypedDict, Unpack

from sqlalchemy import ColumnElement, Select, case, func, or_, select
from sqlalchemy.orm import defer

from knowledge.model import Visibility
from knowledge.records import UNFINISHED, DocumentInfo, info_of
from knowledge.tables import DocumentRow, VersionRow
from storage.database import Database

State = Literal["ready", "moving", "failed"]
"""Of a document's newest version; `moving` is anything between its upload and its end."""

Order = Literal["updated", "name", "size", "passages"]

_ORDERS: dict[Order, ColumnElement[Any]] = {
    "updated": DocumentRow.updated_at.expression,
    "name": func.lower(DocumentRow.name),
    "size": VersionRow.size.expression,
    "passages": VersionRow.chunks.expression,
}
_STATE = case(
    (VersionRow.status == "ready", "ready"), (VersionRow.status == "failed", "failed"), else_="moving"
)  # fmt: skip
_NEWEST = (
    select(func.max(VersionRow.number))
    .where(VersionRow.document_id == DocumentRow.id, VersionRow.status != "replaced")
    .correlate(DocumentRow)
    .scalar_subquery()
)


class Filters(TypedDict, total=False):
    """Which documents; what is not given leaves nothing out."""

    query: str  # a part of the name or folder, whatever its case
    visibility: Visibility | None
    state: State | None
    is_sample: bool | None


class DocumentOverview:
    """Lists and counts documents. All of it in SQL, without their texts: there may be ten thousand of them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(
        self, *, order: Order = "updated", descending: bool = True, offset: int = 0, limit: int | None = None,
        **filters: Unpack[Filters],
    ) -> Sequence[DocumentInfo]:  # fmt: skip
        """Documents with their newest version; those that are equal in the order come by their names."""
        by = _ORDERS[order]
        statement = (
            _matching(select(DocumentRow, VersionRow), filters)
            .options(defer(VersionRow.text))
            .order_by(by.desc() if descending else by.asc(), func.lower(DocumentRow.name), DocumentRow.id)
            .offset(offset)
            .limit(limit)
        )
        with self._database.read() as session:
            return [info_of(document, version) for document, version in session.execute(statement)]

    def count(self, **filters: Unpack[Filters]) -> int:
        return sum(self.tally(**filters).values())

    def tally(self, **filters: Unpack[Filters]) -> dict[State, int]:
        """How many are in each state."""
        found: dict[State, int] = {"ready": 0, "moving": 0, "failed": 0}
        counted = _matching(select(_STATE, func.count()), filters).group_by(_STATE)
        with self._database.read() as session:
            found |= {row[0]: row[1] for row in session.execute(counted)}
        return found


def _matching(statement: Select[Any, Any], filters: Filters) -> Select[Any, Any]:
    conditions: list[ColumnElement[bool]] = []
    if query := filters.get("query", "").strip():
        named = (DocumentRow.name, DocumentRow.folder)
        conditions.append(or_(*(column.icontains(query, autoescape=True) for column in named)))
    if visibility := filters.get("visibility"):
        # Until something of a document answers, its first upload says who will see it.
        seen_by = case((DocumentRow.live_version.is_not(None), DocumentRow.visibility), else_=VersionRow.visibility)
        conditions.append(seen_by == visibility)
    if state := filters.get("state"):
        wanted = UNFINISHED if state == "moving" else (state,)
        conditions.append(VersionRow.status.in_(wanted))
    if (is_sample := filters.get("is_sample")) is not None:
        conditions.append(DocumentRow.is_sample.is_(is_sample))
    newest = (VersionRow.document_id == DocumentRow.id) & (VersionRow.number == _NEWEST)
    return statement.select_from(DocumentRow).join(VersionRow, newest).where(*conditions)
