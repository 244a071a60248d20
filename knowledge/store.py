"""What SQL says of documents, changed: versions registered, chunks staged, the one commit that makes a version live."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal
from uuid import uuid4

import numpy as np
from sqlalchemy import Delete, Update, delete, func, select, update
from sqlalchemy.orm import Session

from knowledge.embedding import Vectors
from knowledge.model import LoadedDocument, Visibility
from knowledge.preparing import PreparedChunk
from knowledge.records import UNFINISHED, DocumentRecords, VersionKey, document_row, newest_row, visibility_of
from knowledge.tables import ChunkRow, DocumentRow, VersionRow
from storage.database import utc_now

ROWS_OF_ONE_WRITE = 500


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


class DocumentStore(DocumentRecords):
    """The documents in SQL, to be changed. Every method is one or a few short transactions."""

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
            VersionKey(version.document_id, version.number), name, version.original, visibility_of(version.visibility)
        )

    def set_status(self, key: VersionKey, status: str) -> None:
        with self._database.write() as session:
            session.execute(_of(key).where(VersionRow.status.in_(UNFINISHED)).values(status=status))

    def is_wanted(self, key: VersionKey) -> bool:
        """False once the document was deleted or a newer upload took this one's place."""
        with self._database.read() as session:
            row = session.get(VersionRow, (key.document_id, key.number))
            return row is not None and row.status in UNFINISHED

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
            before_visibility = visibility_of(row.visibility)
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
            row = newest_row(session, document_id)
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
            document = document_row(session, document_id)
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
            document = document_row(session, document_id)
            if document.live_version != live_version:
                return False
            document.visibility, document.updated_at = visibility, utc_now()
            session.execute(
                update(VersionRow).where(VersionRow.document_id == document_id).values(visibility=visibility)
            )
            return True


def _chunk_row(key: VersionKey, item: PreparedChunk, vectors: Vectors) -> ChunkRow:
    chunk = item.chunk
    return ChunkRow(
        id=f"{key.prefix}{chunk.n}", document_id=key.document_id, version=key.number, n=chunk.n, text=chunk.text,
        headings=list(chunk.headings), place=chunk.place.to_json(), rows=[list(row) for row in chunk.rows],
        hash=item.hash, spans=len(vectors), vector=vectors.astype(np.float32).tobytes(),
    )  # fmt: skip


def _of(key: VersionKey) -> Update:
    return update(VersionRow).where(VersionRow.document_id == key.document_id, VersionRow.number == key.number)


def _chunks_of(key: VersionKey) -> Delete:
    return delete(ChunkRow).where(ChunkRow.document_id == key.document_id, ChunkRow.version == key.number)


def _vector_counts(session: Session, key: VersionKey) -> dict[str, int]:
    statement = select(ChunkRow.id, ChunkRow.spans).filter_by(document_id=key.document_id, version=key.number)
    return {row.id: row.spans for row in session.execute(statement)}


def _set_aside(session: Session, document_id: str) -> None:
    """Versions that are under way or have failed are of no interest once a newer upload has come."""
    session.execute(
        update(VersionRow)
        .where(VersionRow.document_id == document_id, VersionRow.status.in_([*UNFINISHED, "failed"]))
        .values(status="replaced", finished_at=utc_now())
    )
