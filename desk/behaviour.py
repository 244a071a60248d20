"""What customers did with products: imported from the shop's files, seen in the chat, and taken from orders."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import islice
from pathlib import Path
from typing import Any, Literal, TypeVar

from sqlalchemy import ColumnElement, case, delete, func, insert, or_, select, update

from desk.customer_tables import DecisionRow, EventFileRow, EventRow
from desk.customers import customer_key, person_of
from desk.errors import ConversationNotFound
from desk.event_files import BadRow, FileEvent, read_events
from desk.tables import ConversationRow
from storage.database import Database, utc_now

ChatKind = Literal["show", "click", "choose", "like", "reject"]
CHAT_KINDS: Sequence[ChatKind] = ("show", "click", "choose", "like", "reject")
AGAINST = ("reject", "return")  # kinds that speak against a product
NO_INTEREST = (*AGAINST, "show")  # kinds that do not tell that somebody wanted a product
BOUGHT = "purchase"
AT_A_TIME = 2_000  # rows of one transaction
MOST_REJECTED = 200  # bad rows told of one import
MOST_HISTORY = 500

Row = TypeVar("Row")

# How much each kind tells of what a person likes.
WEIGHTS = {"purchase": 1.0, "like": 1.0, "choose": 0.8, "cart": 0.8, "click": 0.5, "view": 0.3}


@dataclass(frozen=True)
class Imported:
    """What came of a file; `updated` are rows of an earlier file of that name, which it replaces."""

    imported: int
    updated: int
    rejected: Sequence[BadRow]
    rejected_count: int


@dataclass(frozen=True)
class Deed:
    """Something a person did with an item."""

    item: str
    kind: str
    time: datetime | None
    source: str  # file, chat, order


class Behaviour:
    """Keeps events, and reads them as learning and pages need them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- in

    def import_file(self, path: Path, name: str = "", progress: Callable[[int], None] = lambda rows: None) -> Imported:
        """Take in a file of events; they count all at once at the end, and replace an earlier file's of that name.

        People who have refused to be remembered are left out and count as rejected. `progress` is told now and then how
        many rows have been read. Raises DeskError.
        """
        name = (name or path.name)[:255]
        with self._database.read() as session:
            refused = set(session.scalars(select(DecisionRow.person).where(DecisionRow.agreed.is_(False))))
        with self._database.write() as session:
            row = EventFileRow(name=name, is_live=False, imported=0, rejected=0, created=utc_now())
            session.add(row)
            session.flush()
            number = row.id
        rejected: list[BadRow] = []
        imported = bad = 0
        try:
            for batch in _batches(read_events(path, name)):
                good = []
                for _, event in batch:
                    if isinstance(event, BadRow):
                        bad += 1
                        rejected += [event] if len(rejected) < MOST_REJECTED else []
                    elif customer_key(event.user) in refused:
                        bad += 1
                    else:
                        good.append(_file_row(event, number))
                imported += len(good)
                if good:
                    with self._database.write() as session:
                        session.execute(insert(EventRow), good)
                progress(imported + bad)
        except BaseException:
            self._remove_file(number)
            raise
        return Imported(imported, self._make_live(number, name, imported, bad), rejected, bad)

    def _make_live(self, number: int, name: str, imported: int, rejected: int) -> int:
        """Let the file count, and no longer those of its name; returns how many events those had."""
        with self._database.write() as session:
            before = session.scalars(select(EventFileRow).where(EventFileRow.name == name, EventFileRow.is_live)).all()
            replaced = sum(file.imported for file in before)
            for file in before:
                file.is_live = False
            session.execute(
                update(EventFileRow)
                .where(EventFileRow.id == number)
                .values(is_live=True, imported=imported, rejected=rejected)
            )
        for file in before:
            self._remove_file(file.id)
        return replaced

    def _remove_file(self, number: int) -> None:
        """In small steps: a million rows at once would hold up every other writer."""
        some = select(EventRow.id).where(EventRow.file == number).limit(AT_A_TIME).scalar_subquery()
        while True:
            with self._database.write() as session:
                if not session.scalars(delete(EventRow).where(EventRow.id.in_(some)).returning(EventRow.id)).all():
                    session.execute(delete(EventFileRow).where(EventFileRow.id == number))
                    return

    def remove_file(self, name: str) -> None:
        """Take the events of a file out again."""
        with self._database.read() as session:
            numbers = session.scalars(select(EventFileRow.id).where(EventFileRow.name == name)).all()
        for number in numbers:
            self._remove_file(number)

    def sweep(self) -> None:
        """Take out what an import that was cut off has left; nothing may be importing."""
        with self._database.read() as session:
            numbers = session.scalars(select(EventFileRow.id).where(EventFileRow.is_live.is_(False))).all()
        for number in numbers:
            self._remove_file(number)

    def keep(self, conversation: str, items: Sequence[str], kind: ChatKind) -> None:
        """Keep what a customer did in a conversation, for the person that he may be known as.

        Raises ConversationNotFound.
        """
        with self._database.write() as session:
            row = session.get(ConversationRow, conversation)
            if row is None:
                raise ConversationNotFound
            if row.audience != "public":
                return
            person = person_of(session, row.visitor, conversation)
            now = utc_now()
            session.add_all(
                EventRow(person=person, item=item[:128], kind=kind, count=1, time=now, source="chat",
                         conversation=conversation)
                for item in dict.fromkeys(items)
            )  # fmt: skip

    def unsay(self, conversation: str, item: str) -> None:
        """Take likes and rejections of an item in this conversation back."""
        with self._database.write() as session:
            session.execute(
                delete(EventRow).where(
                    EventRow.conversation == conversation, EventRow.item == item, EventRow.kind.in_(("like", "reject"))
                )
            )

    def put_orders(self, events: Iterable[tuple[str, str, int]]) -> int:
        """Let these (customer, item, count) be what orders say, instead of what they said; returns how many."""
        rows = [
            {"person": customer_key(customer), "item": item, "kind": BOUGHT, "count": count, "source": "order"}
            for customer, item, count in events
        ]
        with self._database.write() as session:
            refused = set(session.scalars(select(DecisionRow.person).where(DecisionRow.agreed.is_(False))))
            rows = [row for row in rows if row["person"] not in refused]
            known = session.execute(
                select(EventRow.person, EventRow.item, EventRow.count).where(EventRow.source == "order")
            )
            if sorted(map(tuple, known)) == sorted((row["person"], row["item"], row["count"]) for row in rows):
                return len(rows)  # nothing new to learn
            session.execute(delete(EventRow).where(EventRow.source == "order"))
            for batch in _batches(rows):
                session.execute(insert(EventRow), batch)
        return len(rows)

    # -- out

    def pairs(self, *, bought_only: bool = False) -> Iterator[tuple[str, str]]:
        """(person, item) of everything that tells of a wish, in the order in which it happened.

        What is rejected or returned in the end tells of none.
        """
        query = select(EventRow.person, EventRow.item).where(counting(), EventRow.kind.not_in(NO_INTEREST))
        if bought_only:
            query = query.where(EventRow.kind == BOUGHT)
        with self._database.read() as session:
            against = {
                (person, item)
                for person, item in session.execute(
                    select(EventRow.person, EventRow.item).where(counting(), EventRow.kind.in_(AGAINST))
                )
            }
            rows = session.execute(query.order_by(EventRow.time, EventRow.id).execution_options(yield_per=10_000))
            for person, item in rows:
                if (person, item) not in against:
                    yield person, item

    def state(self) -> str:
        """Differs from before once there are other events to learn from."""
        numbers = select(func.count(), func.max(EventRow.id)).where(counting(), EventRow.kind.not_in(NO_INTEREST))
        with self._database.read() as session:
            return "-".join(str(number or 0) for number in session.execute(numbers).one())

    def taste(self, conversation: str) -> dict[str, float]:
        """What the customer of this conversation wants and does not want, from -1 to 1 by item.

        From this conversation, and from others where the customer may be remembered.
        """
        with self._database.read() as session:
            row = session.get(ConversationRow, conversation)
            if row is None:
                return {}
            person = person_of(session, row.visitor, conversation)
            mine = or_(EventRow.conversation == conversation, EventRow.person == person)
            latest = (
                select(EventRow.item, EventRow.kind)
                .where(counting(), mine, EventRow.kind != "show")
                .order_by(EventRow.id.desc())
                .limit(MOST_HISTORY)
            )
            found = session.execute(latest).all()
        wants: dict[str, float] = {}
        for item, kind in reversed(found):  # a rejection after a like counts, and the other way round
            weight = -1.0 if kind in AGAINST else WEIGHTS.get(kind, 0.3)
            before = wants.get(item, 0.0)
            wants[item] = weight if weight < 0 or before < 0 else max(weight, before)
        return wants

    def rejected(self, conversation: str) -> set[str]:
        """What the customer said 'not this' to, in this conversation."""
        with self._database.read() as session:
            rows = session.execute(
                select(EventRow.item, EventRow.kind)
                .where(EventRow.conversation == conversation, EventRow.kind.in_(("like", "reject", "choose")))
                .order_by(EventRow.id)
            )
            last = dict(iter(rows))
        return {item for item, kind in last.items() if kind == "reject"}

    def deeds(self, person: str, limit: int = 200) -> Sequence[Deed]:
        """All that is kept of a person, the newest first; what was merely shown is left out."""
        query = (
            select(EventRow.item, EventRow.kind, func.max(EventRow.time), EventRow.source)
            .where(counting(), EventRow.person == person, EventRow.kind != "show")
            .group_by(EventRow.item, EventRow.kind, EventRow.source)
            .order_by(func.max(EventRow.id).desc())
            .limit(limit)
        )
        with self._database.read() as session:
            return [Deed(*row) for row in session.execute(query)]

    def files(self) -> Sequence[tuple[str, int, int, datetime]]:
        """Name, rows, rejected rows and time of the files that count, the newest first."""
        query = select(EventFileRow).where(EventFileRow.is_live).order_by(EventFileRow.id.desc())
        with self._database.read() as session:
            return [(row.name, row.imported, row.rejected, row.created) for row in session.scalars(query)]

    def counts(self) -> dict[str, int]:
        """How many events there are from each source: file, chat, order."""
        query = select(EventRow.source, func.count()).where(counting()).group_by(EventRow.source)
        with self._database.read() as session:
            return dict(iter(session.execute(query)))

    def funnel(self) -> dict[str, int]:
        """How far products got in the chat, each counted once for a conversation: shown, clicked, chosen, ordered.

        A click or choice counts as a showing too; ordered is what somebody known bought after it was shown in the chat.
        """
        rows = (
            select(
                func.max(case((EventRow.kind.in_(("click", "like", "choose")), 1), else_=0)).label("clicked"),
                func.max(case((EventRow.kind == "choose", 1), else_=0)).label("chosen"),
                func.max(EventRow.person).label("person"),
                EventRow.item.label("item"),
                func.min(EventRow.time).label("time"),
            )
            .where(EventRow.source == "chat", EventRow.kind != "reject", EventRow.conversation.is_not(None))
            .group_by(EventRow.conversation, EventRow.item)
            .subquery()
        )
        buys = EventRow.__table__.alias("buys")
        bought = (
            select(1)
            .where(
                buys.c.person == rows.c.person, buys.c.item == rows.c.item, buys.c.kind == BOUGHT,
                or_(buys.c.time.is_(None), buys.c.time >= rows.c.time),
            )
            .exists()
        )  # fmt: skip
        totals: Any = select(
            func.count(), func.sum(rows.c.clicked), func.sum(rows.c.chosen), func.sum(case((bought, 1), else_=0))
        ).select_from(rows)
        with self._database.read() as session:
            found = session.execute(totals).one()
        return dict(zip(("shown", "clicked", "chosen", "ordered"), (int(value or 0) for value in found), strict=True))


def counting() -> ColumnElement[bool]:
    """Of events: that they are no rows of a file that is still coming in."""
    return or_(EventRow.file.is_(None), EventRow.file.in_(select(EventFileRow.id).where(EventFileRow.is_live)))


def _batches(rows: Iterable[Row]) -> Iterator[list[Row]]:
    left = iter(rows)
    while batch := list(islice(left, AT_A_TIME)):
        yield batch


def _file_row(event: FileEvent, file: int) -> dict[str, Any]:
    return {
        "person": customer_key(event.user), "item": event.item, "kind": event.event, "count": event.count,
        "time": event.time, "source": "file", "file": file,
    }  # fmt: skip
