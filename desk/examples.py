"""The rows that a model may learn from: masked, reviewed, and with their provenance, so that they can be forgotten.

A row's id is made of where it comes from. Building again therefore finds the row it built before: one that nobody has
reviewed is brought up to date, one that somebody has stays as it was judged, one that was forgotten stays away.
"""

import json
import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any, Literal, get_args

from sqlalchemy import ColumnElement, Select, String, cast, delete, func, or_, select
from sqlalchemy.orm import Session

from desk.errors import DeskError, ExampleNotFound
from desk.forgotten import BATCH, Forgotten, batches, fingerprint, traces_of
from desk.masking import Masked, Masker, PublicWords
from desk.personal_context import Reader
from desk.tables import ExampleDocumentRow, ExampleRow
from storage.database import Database, utc_now

Source = Literal["liked", "corrected", "human", "document", "import", "general"]
Kind = Literal["answer", "not_found", "planted", "chat"]
Status = Literal["new", "approved", "rejected"]
Note = Literal["", "not_searched", "no_source", "stale", "gold_removed", "off_topic"]

SOURCES: tuple[Source, ...] = get_args(Source)
CITED: tuple[Kind, ...] = ("answer", "planted")  # the kinds whose answer names its sources
COUNTED = ("status", "source", "kind", "language", "note")

Shown = list[dict[str, Any]]  # inside the class, `list` is its method
Findings = list[Masked]

_MARK = re.compile(r"\[(\d{1,3})\]")


@dataclass(frozen=True)
class SourcePassage:
    """A passage as it was when the row was built: all that a prompt shows of it, and where it is from."""

    id: str  # 'document:version:n'
    document_id: str
    document: str  # the file name
    title: str
    version: int
    text: str
    headings: tuple[str, ...] = ()
    place: Mapping[str, Any] = field(default_factory=dict)
    visibility: str = "public"


@dataclass(frozen=True)
class Draft:
    """A row before it is stored, in the words of those who wrote it."""

    source: Source
    kind: Kind
    language: str  # of the answer
    question: str
    answer: str  # with [n] marks; empty where the sources do not answer
    origin: str = ""  # what it is made of, for ever the same; empty: its own words, masked
    history: tuple[tuple[str, str], ...] = ()  # earlier questions with their answers, oldest first
    passages: tuple[SourcePassage, ...] = ()
    gold: tuple[int, ...] = ()  # the passages that the answer cites, counted from 1
    document: str = ""  # its rows stay in one part of a split; empty: the row stands alone
    conversation: str | None = None
    message: int | None = None
    note: Note = ""
    variant: str = ""  # which row of this origin it is, where there are several; forgetting the first forgets all


@dataclass(frozen=True)
class Example:
    """A stored row; personal data in it is masked."""

    id: str
    source: Source
    kind: Kind
    language: str
    question: str
    answer: str
    history: tuple[tuple[str, str], ...]
    passages: tuple[SourcePassage, ...]
    gold: tuple[int, ...]
    document: str
    conversation: str | None
    message: int | None
    note: Note
    masked: Mapping[str, int]
    status: Status
    reviewer: str
    reviewed: datetime | None
    is_edited: bool
    created: datetime


@dataclass(frozen=True)
class Filter:
    """Which rows; an empty field lets all pass."""

    status: str = ""
    source: str = ""
    kind: str = ""
    language: str = ""
    document: str = ""  # whose words stand in the row, as source or beside it
    conversation: str = ""
    note: str = ""
    is_masked: bool | None = None  # whether personal data was masked in it
    query: str = ""  # looked for in question and answer


@dataclass(frozen=True)
class Added:
    """What became of drafts."""

    new: int = 0
    updated: int = 0  # built differently than before, and not reviewed yet
    unchanged: int = 0
    ids: tuple[str, ...] = ()  # of all of these, in order
    forgotten: int = 0  # kept out, for they were forgotten once


class Examples:
    """Stores, lists, reviews and forgets rows. Nothing is stored that has not been masked."""

    def __init__(self, database: Database, reader: Reader, *, public: Callable[[], str] = str) -> None:
        """`reader`: the packaged encoder. `public` gives what the company publishes of itself and its goods, a name a
        line, which is no personal data; it is asked whenever rows come in, for it changes."""
        self._database = database
        self._masker = Masker(reader)
        self._public = public
        self._forgotten = Forgotten(database)

    # -- in

    def add(self, drafts: Sequence[Draft]) -> Added:
        """Mask and store; a row that has been reviewed stays as it is, one that was forgotten stays out."""
        new = updated = unchanged = 0
        public = PublicWords(self._public())
        built = {row.id: (row, traces) for row, traces in (self._row(draft, public) for draft in drafts)}
        gone = self._forgotten.among({trace for _, traces in built.values() for trace in traces})
        rows = {name: row for name, (row, traces) in built.items() if gone.isdisjoint(traces)}
        for start in range(0, len(rows), BATCH):
            batch = [*rows.values()][start : start + BATCH]
            with self._database.write() as session:
                known = session.scalars(select(ExampleRow).where(ExampleRow.id.in_([row.id for row in batch])))
                before = {row.id: row for row in known}
                for row in batch:
                    old = before.get(row.id)
                    if old is None:
                        _put(session, row)
                        new += 1
                    elif old.status == "new" and not old.is_edited and _content(old) != _content(row):
                        row.created = old.created
                        session.delete(old)
                        session.flush()
                        _put(session, row)
                        updated += 1
                    else:
                        unchanged += 1
        return Added(new, updated, unchanged, tuple(rows), len(built) - len(rows))

    # -- looking

    def get(self, example_id: str) -> Example:
        """Raises ExampleNotFound."""
        with self._database.read() as session:
            return _example(_existing(session, example_id))

    def list(self, where: Filter | None = None, *, offset: int = 0, limit: int | None = None) -> Sequence[Example]:
        """The newest first; rows of one building in the order they were built in."""
        query = _matching(select(ExampleRow), where or Filter())
        ordered = query.order_by(ExampleRow.created.desc(), ExampleRow.id).offset(offset).limit(limit)
        with self._database.read() as session:
            return [_example(row) for row in session.scalars(ordered)]

    def count(self, where: Filter | None = None) -> int:
        with self._database.read() as session:
            return session.scalar(_matching(select(func.count()).select_from(ExampleRow), where or Filter())) or 0

    def counts(self, where: Filter | None = None, by: Sequence[str] = COUNTED) -> dict[str, dict[str, int]]:
        """How many rows there are by 'status', 'source', 'kind', 'language' and 'note', or by some of these."""
        columns = {name: getattr(ExampleRow, name) for name in by if name in COUNTED}
        with self._database.read() as session:
            counted = {name: select(column, func.count()).group_by(column).order_by(column)
                       for name, column in columns.items()}  # fmt: skip
            return {name: _counted(session, _matching(query, where or Filter())) for name, query in counted.items()}

    def by_document(self, where: Filter | None = None, *, limit: int = 100) -> dict[str, int]:
        """How many rows each document is the source of, the most first; '' are those without one."""
        rows = func.count().label("rows")
        query = _matching(select(ExampleRow.document, rows), where or Filter()).group_by(ExampleRow.document)
        with self._database.read() as session:
            return _counted(session, query.order_by(rows.desc(), ExampleRow.document).limit(limit))

    # -- review

    def review(self, ids: Collection[str], status: Status, *, reviewer: str) -> int:
        """Approve, reject or put back to new; returns how many rows there were of these ids."""
        changed = 0
        with self._database.write() as session:
            for batch in batches(ids):
                for row in session.scalars(select(ExampleRow).where(ExampleRow.id.in_(batch))):
                    _judge(row, status, reviewer)
                    changed += 1
        return changed

    def review_all(self, where: Filter, status: Status, *, reviewer: str) -> int:
        """The same for all rows that a filter lets pass."""
        with self._database.read() as session:
            ids = session.scalars(_matching(select(ExampleRow.id), where)).all()
        return self.review(ids, status, reviewer=reviewer)

    def edit(self, example_id: str, question: str, answer: str, *, reviewer: str) -> Example:
        """Change the words of a row; they are masked again, and it waits for approval anew.

        The marks in the answer say what it cites. Raises ExampleNotFound, or DeskError for an answer that cites
        nothing or a source that there is not.
        """
        house = PublicWords(self._public())
        with self._database.write() as session:
            row = _existing(session, example_id)
            public = (house, _words(row.passages))
            asked, said = self._masker.mask_all([question.strip(), answer.strip()], *public)
            if not asked.text or not (said.text or row.kind == "not_found"):
                raise DeskError("example_empty")
            if row.kind != "not_found":
                row.answer, row.gold = said.text, _cited(row, said.text)
            row.question = asked.text
            row.masked = _added(row.masked, asked, said)
            row.is_edited = True
            _judge(row, "new", reviewer)
            return _example(row)

    # -- out

    def forget(self, ids: Collection[str]) -> int:
        """Delete rows for good, never to be built or imported again; returns how many."""
        self._forgotten.remember(self.known(ids))
        return self.drop(ids)

    def forget_all(self, where: Filter) -> int:
        """The same for all rows that a filter lets pass.

        Where that is all of a document or a conversation, no row will ever be made of it again.
        """
        with self._database.read() as session:
            ids = session.scalars(_matching(select(ExampleRow.id), where)).all()
        if where in (Filter(document=where.document), Filter(conversation=where.conversation)):
            self._forgotten.remember(traces_of(where.document, where.conversation))
            return self.drop(ids)  # rows that only showed a passage of it may come back, with others
        return self.forget(ids)

    def drop(self, ids: Collection[str]) -> int:
        """Delete rows that may be built again; returns how many."""
        gone = 0
        with self._database.write() as session:
            for batch in batches(ids):
                found = session.scalars(delete(ExampleRow).where(ExampleRow.id.in_(batch)).returning(ExampleRow.id))
                gone += len(found.all())
        return gone

    def forgotten_of(self, documents: Iterable[str]) -> set[str]:
        """Those of the documents that no row is to be made of."""
        traces = {trace: document for document in documents for trace in traces_of(document)}
        return {traces[trace] for trace in self._forgotten.among(traces)}

    def known(self, ids: Collection[str]) -> set[str]:
        """Those of the ids that there still are."""
        found: set[str] = set()
        with self._database.read() as session:
            for batch in batches(ids):
                found |= set(session.scalars(select(ExampleRow.id).where(ExampleRow.id.in_(batch))))
        return found

    # -- inside

    def _row(self, draft: Draft, house: PublicWords) -> tuple[ExampleRow, set[str]]:
        """The row, and what of it may have been forgotten."""
        passages, hidden = self._passages(draft.passages, house)
        public = (house, _words(passages))
        earlier = [words for pair in draft.history for words in pair]
        asked, said, *told = self._masker.mask_all([draft.question, draft.answer, *earlier], *public)
        history = [[q.text, a.text] for q, a in zip(told[::2], told[1::2], strict=True)]
        origin = draft.origin or origin_of(draft.source, asked.text, said.text, history)
        masked = _added({}, asked, said, *hidden, *told)
        row = ExampleRow(
            id=fingerprint(f"{origin} {draft.variant}" if draft.variant else origin), source=draft.source,
            kind=draft.kind, language=draft.language, question=asked.text, history=history, passages=passages,
            answer=said.text, gold=list(draft.gold), document=draft.document, conversation=draft.conversation,
            message=draft.message, note=draft.note, masked=masked, status="new", reviewer="", reviewed=None,
            is_edited=False, created=utc_now(),
        )  # fmt: skip
        documents = {draft.document, *(passage.document_id for passage in draft.passages)}
        traces = {trace for document in documents for trace in traces_of(document, draft.conversation or "")}
        return row, {row.id, fingerprint(origin), *traces}

    def _passages(self, passages: Sequence[SourcePassage], house: PublicWords) -> tuple[Shown, Findings]:
        """Public documents as they are; what only staff may see is masked too."""
        shown, found = [], []
        for passage in passages:
            kept = asdict(passage) | {"headings": list(passage.headings), "place": dict(passage.place)}
            if passage.visibility != "public":
                masked = self._masker.mask(passage.text, house)
                kept["text"] = masked.text
                found.append(masked)
            shown.append(kept)
        return shown, found


def origin_of(source: Source, question: str, answer: str, history: Iterable[Sequence[str]] = ()) -> str:
    """What a row is made of where a draft does not say it: its own words, masked."""
    return json.dumps([source, question, answer, [[*pair] for pair in history]], ensure_ascii=False)


def _put(session: Session, row: ExampleRow) -> None:
    session.add(row)
    session.flush()
    documents = {passage["document_id"] for passage in row.passages} | {row.document}
    session.add_all(ExampleDocumentRow(example=row.id, document=document) for document in documents if document)


def _counted(session: Session, query: Select[str, int]) -> dict[str, int]:
    return {row[0]: row[1] for row in session.execute(query)}


def _judge(row: ExampleRow, status: Status, reviewer: str) -> None:
    row.status, row.reviewer = status, reviewer
    row.reviewed = utc_now()


def _existing(session: Session, example_id: str) -> ExampleRow:
    row = session.get(ExampleRow, example_id)
    if row is None:
        raise ExampleNotFound(example_id)
    return row


def _cited(row: ExampleRow, answer: str) -> list[int]:
    """The passages that an edited answer cites."""
    if not row.passages:
        return []
    gold = [*dict.fromkeys(int(n) for n in _MARK.findall(answer))]
    if row.kind in CITED and not gold:
        raise DeskError("example_uncited")
    for n in gold:
        if not 1 <= n <= len(row.passages):
            raise DeskError("example_mark", n=str(n), count=str(len(row.passages)))
    return gold


def _content(row: ExampleRow) -> tuple[Any, ...]:
    return (
        row.kind, row.language, row.question, row.history, row.passages, row.answer, row.gold, row.document, row.note,
    )  # fmt: skip


def _words(passages: Sequence[Mapping[str, Any]]) -> PublicWords:
    return PublicWords("\n".join(f"{passage['title']}\n{passage['text']}" for passage in passages))


def _added(masked: Mapping[str, int], *parts: Masked) -> dict[str, int]:
    total = dict(masked)
    for part in parts:
        for kind, count in part.found:
            total[kind] = total.get(kind, 0) + count
    return total


def _matching(query: Select[*tuple[Any, ...]], where: Filter) -> Select[*tuple[Any, ...]]:
    conditions: list[ColumnElement[bool]] = [
        getattr(ExampleRow, name) == value
        for name in ("status", "source", "kind", "language", "conversation", "note")
        if (value := getattr(where, name))
    ]
    if where.document:
        held = select(ExampleDocumentRow.example).where(ExampleDocumentRow.document == where.document)
        conditions.append(ExampleRow.id.in_(held))
    if where.is_masked is not None:
        nothing = cast(ExampleRow.masked, String) == "{}"
        conditions.append(~nothing if where.is_masked else nothing)
    if words := where.query.strip():
        columns = (ExampleRow.question, ExampleRow.answer)
        conditions.append(or_(*(column.icontains(words, autoescape=True) for column in columns)))
    return query.where(*conditions)


def _example(row: ExampleRow) -> Example:
    return Example(
        id=row.id, source=row.source, kind=row.kind, language=row.language, question=row.question, answer=row.answer,  # type: ignore[arg-type]
        history=tuple((asked, answered) for asked, answered in row.history),
        passages=tuple(SourcePassage(**{**p, "headings": tuple(p["headings"])}) for p in row.passages),
        gold=tuple(row.gold), document=row.document, conversation=row.conversation, message=row.message,
        note=row.note, masked=row.masked, status=row.status, reviewer=row.reviewer, reviewed=row.reviewed,  # type: ignore[arg-type]
        is_edited=row.is_edited, created=row.created,
    )  # fmt: skip
