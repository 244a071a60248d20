"""What SQL keeps of the documents: the truth that the indexes are rebuilt from.

A document has versions; exactly one is live, and only the chunks of live versions answer. The one commit that sets
`documents.live_version` makes a version visible as a whole.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, ForeignKey, Index, LargeBinary, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, UtcDateTime, utc_now


class DocumentRow(Base):
    __tablename__ = "documents"
    __table_args__ = (UniqueConstraint("folder", "name"),)

    id: Mapped[str] = mapped_column(String(32), primary_key=True)
    folder: Mapped[str] = mapped_column(String(1024), default="")
    name: Mapped[str] = mapped_column(String(512))
    visibility: Mapped[str] = mapped_column(String(16), default="public")
    live_version: Mapped[int | None]  # number of the version that answers; None: nothing does
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now, index=True)


class VersionRow(Base):
    __tablename__ = "versions"

    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"), primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(16), index=True)  # queued, reading, embedding, ready, failed, replaced
    visibility: Mapped[str] = mapped_column(String(16))  # asked for with this upload
    sha256: Mapped[str] = mapped_column(String(64))
    size: Mapped[int]
    original: Mapped[str] = mapped_column(String(128))  # file name under the documents folder
    title: Mapped[str] = mapped_column(String(1024), default="")
    format: Mapped[str] = mapped_column(String(16), default="")
    pages: Mapped[int | None]
    chunks: Mapped[int] = mapped_column(default=0)
    model: Mapped[str] = mapped_column(String(256), default="")  # the embedding model of its vectors
    text: Mapped[str] = mapped_column(default="")  # all that was extracted
    warnings: Mapped[list[str]] = mapped_column(JSON, default=list)
    error_code: Mapped[str | None] = mapped_column(String(64))
    error_details: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class ChunkRow(Base):
    __tablename__ = "chunks"
    __table_args__ = (Index("chunks_of_version", "document_id", "version", "n"),)

    id: Mapped[str] = mapped_column(String(64), primary_key=True)  # document:version:n, the same in every index
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    version: Mapped[int]
    n: Mapped[int]
    text: Mapped[str]
    headings: Mapped[list[str]] = mapped_column(JSON, default=list)
    place: Mapped[dict[str, Any]] = mapped_column(JSON, default=dict)
    rows: Mapped[list[Any]] = mapped_column(JSON, default=list)
    hash: Mapped[str] = mapped_column(String(64), index=True)  # of what was embedded: equal hash, equal vector
    spans: Mapped[int]  # how many vectors it has
    vector: Mapped[bytes] = mapped_column(LargeBinary)  # float32, shape (spans, dimension), each of unit length
