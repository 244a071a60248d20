"""What SQL says of documents: registering versions, staging chunks, and the one commit that makes a version live."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import uuid4

import numpy as np
from sqlalchemy import ColumnElement, Delete, Update, delete, func, select, update
from sqlalchemy.orm import Session, defer

from knowledge.embedding import Vectors
from knowledge.errors import DocumentNotFound
from knowledge.indexes import IndexEntry
from knowledge.model import Chunk, LoadedDocument, Place, Visibility
from knowledge.preparing import PreparedChunk, rows_from
from knowledge.tables import ChunkRow, DocumentRow, VersionRow
from storage.database import Database, utc_now

UNFINISHED = ("queued", "reading", "embedding")
ROWS_OF_ONE_WRITE = 500
IDS_OF_ONE_QUERY = 500


@dataclass(frozen=True)
class VersionKey:
    """One upload of one document."""

    document_id: str
    number: int

    @property
    def prefix(self) -> str:
        return f"{self.document_id}:{self.number}:"


@dataclass(frozen=True)
class Job:
    """A version that waits to be read."""

    key: VersionKey
    name: str
    original: str
    visibility: Visibility


@dataclass(frozen=True)
class Registered:
    """What registering a file came to: a job, or the reason there is none."""

    document_id: str
    version: int
    is_new: bool  # False: the same bytes are live already
    replaces: bool


@dataclass(frozen=True)
class Outcome:
    """What became of making a version live: 'live', 'unwanted' (deleted or overtaken) or 'moved' (other visibility)."""

    status: Literal["live", "unwanted", "moved"]
    replaced: VersionKey | None = None
    replaced_visibility: Visibility = "public"


@dataclass(frozen=True)
class DocumentInfo:
    """A document as the lists show it."""

    id: str
    name: str
    folder: str
    title: str
    version: int
    status: str  # queued, reading, embedding, ready, failed
    stage_progress: float  # 0..1, of the stage it is in
    visibility: Visibility
    format: str
    pages: int | None
    chunks: int
    size: int
    error_code: str | None
    error_details: dict[str, str]
    warnings: tuple[str, ...]
    updated_at: datetime
    is_sample: bool
    is_live: bool  # some version of it answers, also while a newer one is read or has failed


class DocumentStore:
    """The documents in SQL. Every method is one or a few short transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- coming in

    def register(
        self, *, folder: str, name: str, sha256: str, size: int, original: str, visibility: Visibility,
        is_sample: bool, status: str = "queued",
    ) -> Registered:  # fmt: skip
        """Enter an upload as a version in `status`, unless the live version has the very same bytes.

        Either way the upload is the last word: whatever of the document is under way or failed is set aside.
        """
        with self._database.write() as session:
            document = session.scalar(select(DocumentRow).filter_by(folder=folder, name=name))
            if document is None:
                document = DocumentRow(
                    id=uuid4().hex, folder=folder, name=name, visibility=visibility, is_sample=is_sample
                )
                session.add(document)
                session.flush()
            elif document.live_version is not None:
                live = session.get_one(VersionRow, (document.id, document.live_version))
                if live.sha256 == sha256:
                    _set_aside(session, document.id)
                    return Registered(document.id, live.number, is_new=False, replaces=False)
            number = 1 + (session.scalar(select(func.max(VersionRow.number)).filter_by(document_id=document.id)) or 0)
            _set_aside(session, document.id)
            session.add(
                VersionRow(
                    document_id=document.id, number=number, status=status, visibility=visibility, sha256=sha256,
                    size=size, original=original,
                )
            )  # fmt: skip
            document.updated_at = utc_now()
            return Registered(document.id, number, is_new=True, replaces=document.live_version is not None)

    def next_job(self) -> Job | None:
        """The oldest queued version."""
        with self._database.read() as session:
            row = session.execute(
                select(VersionRow, DocumentRow.name)
                .join(DocumentRow, DocumentRow.id == VersionRow.document_id)
                .where(VersionRow.status == "queued")
                .order_by(VersionRow.created_at, VersionRow.document_id)
                .limit(1)
            ).first()
        if row is None:
            return None
        version, name = row
        return Job(
            VersionKey(version.document_id, version.number), name, version.original, _visibility(version.visibility)
        )

    def set_status(self, key: VersionKey, status: str) -> None:
        with self._database.write() as session:
            session.execute(_of(key).where(VersionRow.status.in_(UNFINISHED)).values(status=status))

    def is_wanted(self, key: VersionKey) -> bool:
        """False once the document was deleted or a newer upload took this one's place."""
        with self._database.read() as session:
            row = session.get(VersionRow, (key.document_id, key.number))
            return row is not None and row.status in UNFINISHED

    def known_vectors(self, hashes: Collection[str], model: str) -> dict[str, Vectors]:
        """Vectors that are already stored for chunks with these hashes."""
        known: dict[str, Vectors] = {}
        with self._database.read() as session:
            for some in _slices(list(hashes), IDS_OF_ONE_QUERY):
                rows = session.execute(
                    select(ChunkRow.hash, ChunkRow.vector, ChunkRow.spans)
                    .join(VersionRow, _version_of_chunk())
                    .where(ChunkRow.hash.in_(some), VersionRow.model == model)
                )
                known |= {hash_: _vectors(blob, spans) for hash_, blob, spans in rows}
        return known

    def stage(self, key: VersionKey, prepared: Sequence[PreparedChunk], vectors: Sequence[Vectors], model: str) -> None:
        """Write a version's chunks; nothing of it is visible yet."""
        for start in range(0, max(1, len(prepared)), ROWS_OF_ONE_WRITE):
            with self._database.write() as session:
                if start == 0:
                    session.execute(_chunks_of(key))
                    session.execute(_of(key).values(model=model))
                for item, vector in zip(
                    prepared[start : start + ROWS_OF_ONE_WRITE], vectors[start : start + ROWS_OF_ONE_WRITE], strict=True
                ):
                    session.add(_chunk_row(key, item, vector))

    def make_live(self, key: VersionKey, document: LoadedDocument, chunks: int, visibility: Visibility) -> Outcome:
        """The one commit that makes a version answer, which was staged and put into the indexes of `visibility`."""
        with self._database.write() as session:
            version = session.get(VersionRow, (key.document_id, key.number))
            if version is None or version.status not in UNFINISHED:
                return Outcome("unwanted")
            if version.visibility != visibility:
                return Outcome("moved")
            row = session.get_one(DocumentRow, key.document_id)
            before = VersionKey(key.document_id, row.live_version) if row.live_version is not None else None
            before_visibility = _visibility(row.visibility)
            if before is not None:
                session.execute(_of(before).values(status="replaced"))
            row.live_version, row.visibility, row.updated_at = key.number, visibility, utc_now()
            version.status, version.chunks, version.finished_at = "ready", chunks, utc_now()
            version.title, version.format, version.pages = document.title, document.format, document.pages
            version.text, version.warnings = document.text, list(document.warnings)
            return Outcome("live", before, before_visibility)

    def fail(self, key: VersionKey, code: str, details: dict[str, str]) -> None:
        """End a version with the reason; a live older version goes on answering."""
        with self._database.write() as session:
            version = session.get(VersionRow, (key.document_id, key.number))
            if version is not None and version.status in UNFINISHED:
                version.status, version.error_code, version.error_details = "failed", code, details
                version.finished_at = utc_now()
                session.execute(_chunks_of(key))

    def requeue(self, document_id: str) -> None:
        """Let the newest version of a document be read once more."""
        with self._database.write() as session:
            row = _newest(session, document_id)
            if row.status == "failed":
                row.status, row.error_code, row.error_details, row.finished_at = "queued", None, {}, None

    # -- going out

    def drop_chunks(self, key: VersionKey) -> dict[str, int]:
        """Forget the chunks of a version that is not live; returns the number of vectors each had."""
        with self._database.write() as session:
            document = session.get(DocumentRow, key.document_id)
            if document is not None and document.live_version == key.number:
                return {}
            counts = _vector_counts(session, key)
            session.execute(_chunks_of(key))
            return counts

    def delete(self, document_id: str) -> tuple[list[str], dict[str, int]]:
        """Forget a document in one commit; returns its original files and vector counts. Raises DocumentNotFound."""
        with self._database.write() as session:
            document = _document(session, document_id)
            originals = list(session.scalars(select(VersionRow.original).filter_by(document_id=document_id)))
            rows = session.execute(select(ChunkRow.id, ChunkRow.spans).filter_by(document_id=document_id))
            counts = {row.id: row.spans for row in rows}
            session.execute(delete(ChunkRow).where(ChunkRow.document_id == document_id))
            session.execute(delete(VersionRow).where(VersionRow.document_id == document_id))
            session.delete(document)
            return originals, counts

    def set_visibility(self, document_id: str, visibility: Visibility, live_version: int | None) -> bool:
        """Change who sees a document, in one commit, also for a version under way.

        Does nothing and returns False when another version than `live_version` has gone live meanwhile.
        """
        with self._database.write() as session:
            document = _document(session, document_id)
            if document.live_version != live_version:
                return False
            document.visibility, document.updated_at = visibility, utc_now()
            session.execute(
                update(VersionRow).where(VersionRow.document_id == document_id).values(visibility=visibility)
            )
            return True

    # -- looking

    def info(self, document_id: str) -> DocumentInfo:
        """Raises DocumentNotFound."""
        with self._database.read() as session:
            return info_of(_document(session, document_id), _newest(session, document_id))

    def version(self, key: VersionKey) -> VersionRow | None:
        with self._database.read() as session:
            return session.get(VersionRow, (key.document_id, key.number))

    def live_key(self, document_id: str) -> tuple[VersionKey | None, Visibility]:
        """The live version, if any, and who sees the document. Raises DocumentNotFound."""
        with self._database.read() as session:
            document = _document(session, document_id)
            key = VersionKey(document_id, document.live_version) if document.live_version is not None else None
            return key, _visibility(document.visibility)

    def live(self, document_id: str) -> tuple[VersionRow | None, list[Chunk]]:
        """The live version of a document and its chunks; None and no chunks when none is live."""
        with self._database.read() as session:
            document = _document(session, document_id)
            if document.live_version is None:
                return None, []
            version = session.get_one(VersionRow, (document_id, document.live_version))
            rows = session.scalars(
                select(ChunkRow).filter_by(document_id=document_id, version=version.number).order_by(ChunkRow.n)
            )
            return version, [chunk_of(row) for row in rows]

    def live_info(self, document_id: str) -> tuple[DocumentInfo, str]:
        """A document as its live version has it, and the name of that version's original; else DocumentNotFound."""
        with self._database.read() as session:
            document = _document(session, document_id)
            if document.live_version is None:
                raise DocumentNotFound("not_found", id=document_id)
            key = (document_id, document.live_version)
            version = session.get_one(VersionRow, key, options=[defer(VersionRow.text)])
            return info_of(document, version), version.original

    def passages(self, document_id: str, *, offset: int = 0, limit: int | None = None) -> list[Chunk]:
        """Chunks of the live version, without their vectors; none where none is live. Raises DocumentNotFound."""
        with self._database.read() as session:
            live = _document(session, document_id).live_version
            rows = session.scalars(
                select(ChunkRow)
                .options(defer(ChunkRow.vector))
                .filter_by(document_id=document_id, version=live)
                .order_by(ChunkRow.n)
                .offset(offset)
                .limit(limit)
            )
            return [chunk_of(row) for row in rows]

    def originals(self) -> set[str]:
        with self._database.read() as session:
            return set(session.scalars(select(VersionRow.original)))

    def statistics(self) -> dict[str, int]:
        """How many documents answer, and with how many passages; how many are being read."""
        with self._database.read() as session:
            documents, passages = session.execute(
                select(func.count(DocumentRow.id), func.coalesce(func.sum(VersionRow.chunks), 0)).join(
                    VersionRow,
                    (VersionRow.document_id == DocumentRow.id) & (VersionRow.number == DocumentRow.live_version),
                )
            ).one()
            waiting = session.scalar(select(func.count()).where(VersionRow.status.in_(UNFINISHED))) or 0
            return {"documents": documents, "passages": int(passages), "unfinished": waiting}

    # -- for the indexes

    def live_chunk_ids(self, visibility: Visibility) -> dict[str, int]:
        """Ids of all chunks that answer, with the number of vectors of each."""
        with self._database.read() as session:
            rows = session.execute(
                select(ChunkRow.id, ChunkRow.spans)
                .join(DocumentRow, _live())
                .where(DocumentRow.visibility == visibility)
            )
            return {row.id: row.spans for row in rows}

    def entries(self, ids: Sequence[str]) -> list[IndexEntry]:
        """What the indexes hold of these chunks, whether live or not."""
        entries: list[IndexEntry] = []
        with self._database.read() as session:
            for some in _slices(ids, IDS_OF_ONE_QUERY):
                rows = session.execute(
                    select(ChunkRow, DocumentRow.name, VersionRow.title)
                    .join(DocumentRow, DocumentRow.id == ChunkRow.document_id)
                    .join(VersionRow, _version_of_chunk())
                    .where(ChunkRow.id.in_(some))
                )
                entries += [
                    index_entry(row.id, name, title, row.headings, row.text, _vectors(row.vector, row.spans))
                    for row, name, title in rows
                ]
        return entries

    def chunk_ids(self, key: VersionKey) -> list[str]:
        with self._database.read() as session:
            statement = select(ChunkRow.id).filter_by(document_id=key.document_id, version=key.number)
            return list(session.scalars(statement.order_by(ChunkRow.n)))


def index_entry(id_: str, name: str, title: str, headings: Iterable[str], text: str, vectors: Vectors) -> IndexEntry:
    """The index entry of a chunk: title, headings and the file's name are searched beside its text."""
    stem = name.rpartition(".")[0] or name
    return IndexEntry(id_, " ".join(dict.fromkeys([title, *headings, stem])), text, vectors)


def chunk_of(row: ChunkRow) -> Chunk:
    return Chunk(row.n, row.text, tuple(row.headings), Place(**row.place), rows_from(row.rows))


def _chunk_row(key: VersionKey, item: PreparedChunk, vectors: Vectors) -> ChunkRow:
    chunk = item.chunk
    return ChunkRow(
        id=f"{key.prefix}{chunk.n}", document_id=key.document_id, version=key.number, n=chunk.n, text=chunk.text,
        headings=list(chunk.headings), place=chunk.place.to_json(), rows=[list(row) for row in chunk.rows],
        hash=item.hash, spans=len(vectors), vector=vectors.astype(np.float32).tobytes(),
    )  # fmt: skip


def _vectors(blob: bytes, spans: int) -> Vectors:
    return np.frombuffer(blob, np.float32).reshape(spans, -1)


def _of(key: VersionKey) -> Update:
    return update(VersionRow).where(VersionRow.document_id == key.document_id, VersionRow.number == key.number)


def _chunks_of(key: VersionKey) -> Delete:
    return delete(ChunkRow).where(ChunkRow.document_id == key.document_id, ChunkRow.version == key.number)


def _vector_counts(session: Session, key: VersionKey) -> dict[str, int]:
    statement = select(ChunkRow.id, ChunkRow.spans).filter_by(document_id=key.document_id, version=key.number)
    return {row.id: row.spans for row in session.execute(statement)}


def _live() -> ColumnElement[bool]:
    return (DocumentRow.id == ChunkRow.document_id) & (DocumentRow.live_version == ChunkRow.version)


def _version_of_chunk() -> ColumnElement[bool]:
    return (VersionRow.document_id == ChunkRow.document_id) & (VersionRow.number == ChunkRow.version)


def _document(session: Session, document_id: str) -> DocumentRow:
    document = session.get(DocumentRow, document_id)
    if document is None:
        raise DocumentNotFound("not_found", id=document_id)
    return document


def _newest(session: Session, document_id: str) -> VersionRow:
    """The newest version that was not set aside or replaced."""
    of_document = select(VersionRow).where(VersionRow.document_id == document_id, VersionRow.status != "replaced")
    version = session.scalar(of_document.order_by(VersionRow.number.desc()).limit(1))
    if version is None:
        raise DocumentNotFound("not_found", id=document_id)
    return version


def _set_aside(session: Session, document_id: str) -> None:
    """Versions that are under way or have failed are of no interest once a newer upload has come."""
    session.execute(
        update(VersionRow)
        .where(VersionRow.document_id == document_id, VersionRow.status.in_([*UNFINISHED, "failed"]))
        .values(status="replaced", finished_at=utc_now())
    )


def info_of(document: DocumentRow, version: VersionRow) -> DocumentInfo:
    """A document as its newest version has it."""
    return DocumentInfo(
        id=document.id, name=document.name, folder=document.folder, title=version.title or document.name,
        version=version.number, status=version.status, stage_progress=0.0,
        visibility=_visibility(document.visibility if document.live_version else version.visibility),
        format=version.format, pages=version.pages, chunks=version.chunks, size=version.size,
        error_code=version.error_code, error_details=version.error_details, warnings=tuple(version.warnings or ()),
        updated_at=document.updated_at, is_sample=document.is_sample, is_live=document.live_version is not None,
    )  # fmt: skip


def _visibility(value: str) -> Visibility:
    return "public" if value == "public" else "staff"


def _slices(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))
