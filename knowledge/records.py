"""What SQL says of documents, read: their versions, their chunks, and what the indexes hold of them."""

import hashlib
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session, defer

from knowledge.embedding import Vectors
from knowledge.errors import DocumentNotFound
from knowledge.indexes import IndexEntry
from knowledge.model import Chunk, Place, Visibility
from knowledge.preparing import rows_from
from knowledge.tables import ChunkRow, DocumentRow, VersionRow
from storage.database import Database

UNFINISHED = ("queued", "reading", "embedding")
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


class DocumentRecords:
    """The documents in SQL, to be read. Every method is one or a few short transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def info(self, document_id: str) -> DocumentInfo:
        """Raises DocumentNotFound."""
        with self._database.read() as session:
            return info_of(document_row(session, document_id), newest_row(session, document_id))

    def version(self, key: VersionKey) -> VersionRow | None:
        with self._database.read() as session:
            return session.get(VersionRow, (key.document_id, key.number))

    def live_key(self, document_id: str) -> tuple[VersionKey | None, Visibility]:
        """The live version, if any, and who sees the document. Raises DocumentNotFound."""
        with self._database.read() as session:
            document = document_row(session, document_id)
            key = VersionKey(document_id, document.live_version) if document.live_version is not None else None
            return key, visibility_of(document.visibility)

    def live(self, document_id: str) -> tuple[VersionRow | None, list[Chunk]]:
        """The live version of a document and its chunks; None and no chunks when none is live."""
        with self._database.read() as session:
            document = document_row(session, document_id)
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
            document = document_row(session, document_id)
            if document.live_version is None:
                raise DocumentNotFound("not_found", id=document_id)
            key = (document_id, document.live_version)
            version = session.get_one(VersionRow, key, options=[defer(VersionRow.text)])
            return info_of(document, version), version.original

    def passages(self, document_id: str, *, offset: int = 0, limit: int | None = None) -> list[Chunk]:
        """Chunks of the live version, without their vectors; none where none is live. Raises DocumentNotFound."""
        with self._database.read() as session:
            live = document_row(session, document_id).live_version
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

    def edition(self) -> str:
        """A digest of the live versions and who may see them."""
        live = select(DocumentRow.id, DocumentRow.live_version, DocumentRow.visibility).where(
            DocumentRow.live_version.is_not(None)
        )
        digest = hashlib.sha256()
        with self._database.read() as session:
            for row in session.execute(live.order_by(DocumentRow.id)):
                digest.update(repr(tuple(row)).encode())
        return digest.hexdigest()

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


def index_entry(id_: str, name: str, title: str, headings: Iterable[str], text: str, vectors: Vectors) -> IndexEntry:
    """The index entry of a chunk: title, headings and the file's name are searched beside its text."""
    stem = name.rpartition(".")[0] or name
    return IndexEntry(id_, " ".join(dict.fromkeys([title, *headings, stem])), text, vectors)


def chunk_of(row: ChunkRow) -> Chunk:
    return Chunk(row.n, row.text, tuple(row.headings), Place(**row.place), rows_from(row.rows))


def document_row(session: Session, document_id: str) -> DocumentRow:
    document = session.get(DocumentRow, document_id)
    if document is None:
        raise DocumentNotFound("not_found", id=document_id)
    return document


def newest_row(session: Session, document_id: str) -> VersionRow:
    """The newest version that was not set aside or replaced."""
    of_document = select(VersionRow).where(VersionRow.document_id == document_id, VersionRow.status != "replaced")
    version = session.scalar(of_document.order_by(VersionRow.number.desc()).limit(1))
    if version is None:
        raise DocumentNotFound("not_found", id=document_id)
    return version


def info_of(document: DocumentRow, version: VersionRow) -> DocumentInfo:
    """A document as its newest version has it."""
    return DocumentInfo(
        id=document.id, name=document.name, folder=document.folder, title=version.title or document.name,
        version=version.number, status=version.status, stage_progress=0.0,
        visibility=visibility_of(document.visibility if document.live_version else version.visibility),
        format=version.format, pages=version.pages, chunks=version.chunks, size=version.size,
        error_code=version.error_code, error_details=version.error_details, warnings=tuple(version.warnings or ()),
        updated_at=document.updated_at, is_sample=document.is_sample, is_live=document.live_version is not None,
    )  # fmt: skip


def visibility_of(value: str) -> Visibility:
    return "public" if value == "public" else "staff"


def _vectors(blob: bytes, spans: int) -> Vectors:
    return np.frombuffer(blob, np.float32).reshape(spans, -1)


def _live() -> ColumnElement[bool]:
    return (DocumentRow.id == ChunkRow.document_id) & (DocumentRow.live_version == ChunkRow.version)


def _version_of_chunk() -> ColumnElement[bool]:
    return (VersionRow.document_id == ChunkRow.document_id) & (VersionRow.number == ChunkRow.version)


def _slices(items: Sequence[str], size: int) -> Iterable[Sequence[str]]:
    return (items[start : start + size] for start in range(0, len(items), size))
