"""What SQL keeps of the catalog: the truth that its indexes are rebuilt from.

Imports are numbered. A row holds from the import `since` until the import `until`; of the imports that are live the
last decides which rows answer. So one small commit makes a whole import answer, however many rows it has, and what
was there before stays as history.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from storage.database import Base, UtcDateTime, utc_now


class ProductRow(Base):
    __tablename__ = "products"
    __table_args__ = (Index("ix_products_since_until", "since", "until"), {"sqlite_autoincrement": True})

    key: Mapped[int] = mapped_column(primary_key=True)  # its name in the indexes; never given twice
    id: Mapped[str] = mapped_column(String(128), index=True)
    since: Mapped[int]
    until: Mapped[int | None]  # the import that replaced or removed it
    title: Mapped[str] = mapped_column(String(1024))
    data: Mapped[dict[str, Any]] = mapped_column(JSON)  # `Product.to_json`
    fingerprint: Mapped[str] = mapped_column(String(64))  # of all of it: equal, and the import leaves it alone
    hash: Mapped[str] = mapped_column(String(64), index=True)  # of what was embedded: equal hash, equal vector
    is_sample: Mapped[bool] = mapped_column(default=False)
    vector: Mapped[bytes | None] = mapped_column(LargeBinary)  # float32 of unit length; None once it is history


class CatalogImportRow(Base):
    __tablename__ = "catalog_imports"

    number: Mapped[int] = mapped_column(primary_key=True)
    status: Mapped[str] = mapped_column(String(16))  # running, live, failed
    file: Mapped[str] = mapped_column(String(512), default="")
    actor: Mapped[str] = mapped_column(String(64), default="")
    model: Mapped[str] = mapped_column(String(256), default="")  # the embedding model of its vectors
    added: Mapped[int] = mapped_column(default=0)
    updated: Mapped[int] = mapped_column(default=0)
    removed: Mapped[int] = mapped_column(default=0)
    rejected: Mapped[list[Any]] = mapped_column(JSON, default=list)  # [row, code, details], the first ones
    rejected_count: Mapped[int] = mapped_column(default=0)
    is_sample: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
    finished_at: Mapped[datetime | None] = mapped_column(UtcDateTime)


class CatalogMappingRow(Base):
    __tablename__ = "catalog_mappings"

    columns: Mapped[str] = mapped_column(String(64), primary_key=True)  # a digest of a file's column names
    mapping: Mapped[dict[str, str]] = mapped_column(JSON)  # column: field
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime, default=utc_now)
