"""What SQL says of the catalog: products staged by an import, and the one commit that makes them answer."""

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, and_, delete, func, insert, or_, select, update
from sqlalchemy.orm import Session

from knowledge.catalog.product import Product
from knowledge.catalog.rows import Rejected
from knowledge.catalog.tables import CatalogImportRow, CatalogMappingRow, ProductRow
from storage.database import Database, utc_now

T = TypeVar("T")

ROWS_OF_ONE_STEP = 500
_SEARCHED = ("title_zh", "brand")  # beside the title and the id


@dataclass(frozen=True)
class Known:
    """What an import has to know of a product that is there already."""

    key: int
    fingerprint: str
    hash: str
    is_sample: bool


@dataclass(frozen=True)
class StagedProduct:
    """A product on its way in; `vector` holds float32 of unit length."""

    product: Product
    hash: str
    vector: bytes


@dataclass(frozen=True)
class LiveProduct:
    """A product that answers, with the key that its index entries have."""

    key: int
    product: Product


@dataclass(frozen=True)
class ImportInfo:
    """One import as the list shows it."""

    number: int
    status: str  # running, live, failed
    file: str
    actor: str
    added: int
    updated: int
    removed: int
    rejected: tuple[Rejected, ...]
    rejected_count: int
    is_sample: bool
    created_at: datetime
    finished_at: datetime | None


@dataclass(frozen=True)
class PastProduct:
    """A product as it was from one import until another."""

    since: int
    until: int | None
    product: Product


class CatalogStore:
    """The catalog in SQL. Every method is one or a few short transactions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    # -- looking

    def current(self) -> int:
        """The number of the import that answers; 0 before the first."""
        with self._database.read() as session:
            return _current(session)

    def live(self) -> Iterator[LiveProduct]:
        """Every product that answers, by key."""
        with self._database.read() as session:
            chosen = select(ProductRow.key, ProductRow.data, ProductRow.is_sample).where(_is_live(_current(session)))
            for row in session.execute(chosen.order_by(ProductRow.key).execution_options(yield_per=ROWS_OF_ONE_STEP)):
                yield LiveProduct(row.key, _product(row.data, row.is_sample))

    def brands(self) -> Sequence[str]:
        """The brands of what is on sale, each once."""
        with self._database.read() as session:
            brand = ProductRow.data["brand"].as_string()
            return session.scalars(select(brand).where(_is_live(_current(session)), brand != "").distinct()).all()

    def known(self) -> dict[str, Known]:
        """What an import compares with, by product id."""
        with self._database.read() as session:
            rows = session.execute(
                select(
                    ProductRow.id, ProductRow.key, ProductRow.fingerprint, ProductRow.hash, ProductRow.is_sample
                ).where(_is_live(_current(session)))
            )
            return {row.id: Known(row.key, row.fingerprint, row.hash, row.is_sample) for row in rows}

    def ids(self) -> Sequence[str]:
        """Of every product that answers, in the order they came in."""
        with self._database.read() as session:
            chosen = select(ProductRow.id).where(_is_live(_current(session)))
            return list(session.scalars(chosen.order_by(ProductRow.key)))

    def is_empty(self) -> bool:
        """Whether no product answers; quick, however many do."""
        with self._database.read() as session:
            return session.scalar(select(ProductRow.key).where(_is_live(_current(session))).limit(1)) is None

    def count(self, *, is_sample: bool | None = None) -> int:
        with self._database.read() as session:
            chosen = select(func.count()).select_from(ProductRow).where(_is_live(_current(session)))
            if is_sample is not None:
                chosen = chosen.where(ProductRow.is_sample == is_sample)
            return session.scalar(chosen) or 0

    def get(self, ids: Collection[str]) -> Sequence[Product]:
        """The live ones of these, in the order asked for."""
        found: dict[str, Product] = {}
        wanted = list(dict.fromkeys(ids))
        with self._database.read() as session:
            live = _is_live(_current(session))
            for some in _steps(wanted):
                rows = session.execute(
                    select(ProductRow.id, ProductRow.data, ProductRow.is_sample).where(live, ProductRow.id.in_(some))
                )
                found |= {row.id: _product(row.data, row.is_sample) for row in rows}
        return [found[id_] for id_ in wanted if id_ in found]

    def list(self, *, search: str = "", offset: int = 0, limit: int = 50) -> tuple[Sequence[Product], int]:
        """A page of the live products by title, and how many there are in all."""
        with self._database.read() as session:
            chosen = _is_live(_current(session))
            if search:
                texts = (ProductRow.title, ProductRow.id, *(ProductRow.data[name].as_string() for name in _SEARCHED))
                chosen = chosen & or_(*(text.icontains(search, autoescape=True) for text in texts))
            total = session.scalar(select(func.count()).select_from(ProductRow).where(chosen)) or 0
            rows = session.execute(
                select(ProductRow.data, ProductRow.is_sample)
                .where(chosen)
                .order_by(ProductRow.title, ProductRow.key)
                .offset(offset)
                .limit(limit)
            ).all()
        return [_product(row.data, row.is_sample) for row in rows], total

    def history(self, id_: str) -> Sequence[PastProduct]:
        """What a product was, the newest first."""
        with self._database.read() as session:
            current = _current(session)
            rows = session.scalars(
                select(ProductRow)
                .where(ProductRow.id == id_, ProductRow.since <= current)
                .order_by(ProductRow.since.desc())
            ).all()
        return [PastProduct(row.since, row.until, _product(row.data, row.is_sample)) for row in rows]

    def vectors(self, keys: Collection[int]) -> dict[int, bytes]:
        """The stored vectors of rows, by key."""
        found: dict[int, bytes] = {}
        with self._database.read() as session:
            for some in _steps(list(keys)):
                rows = session.execute(select(ProductRow.key, ProductRow.vector).where(ProductRow.key.in_(some)))
                found |= {row.key: row.vector for row in rows if row.vector is not None}
        return found

    def vectors_by_hash(self, hashes: Collection[str]) -> dict[str, bytes]:
        """Vectors that need not be computed again, by the hash of what was embedded."""
        found: dict[str, bytes] = {}
        with self._database.read() as session:
            for some in _steps(list(hashes)):
                rows = session.execute(
                    select(ProductRow.hash, ProductRow.vector).where(
                        ProductRow.hash.in_(some), ProductRow.vector.is_not(None)
                    )
                )
                found |= {row.hash: row.vector for row in rows if row.vector is not None}
        return found

    def imports(self, limit: int = 20) -> Sequence[ImportInfo]:
        """The last imports, newest first."""
        with self._database.read() as session:
            rows = session.scalars(select(CatalogImportRow).order_by(CatalogImportRow.number.desc()).limit(limit))
            return [_info(row) for row in rows]

    def model(self) -> str:
        """The embedding model of the vectors that answer; '' before the first import."""
        with self._database.read() as session:
            row = session.get(CatalogImportRow, _current(session))
            return row.model if row else ""

    # -- what the columns of files mean

    def mapping(self, columns: Sequence[str]) -> dict[str, str] | None:
        """What a file's columns were said to mean the last time; None where they never were."""
        with self._database.read() as session:
            row = session.get(CatalogMappingRow, _digest(columns))
            return dict(row.mapping) if row else None

    def remember(self, columns: Sequence[str], mapping: Mapping[str, str]) -> None:
        with self._database.write() as session:
            session.merge(CatalogMappingRow(columns=_digest(columns), mapping=dict(mapping), updated_at=utc_now()))

    # -- an import, step by step

    def begin(self, *, file: str, actor: str, model: str, is_sample: bool) -> int:
        """Enter a new import; returns its number. What it stages does not answer before `publish`."""
        with self._database.write() as session:
            number = 1 + (session.scalar(select(func.max(CatalogImportRow.number))) or 0)
            session.add(
                CatalogImportRow(
                    number=number, status="running", file=file[:512], actor=actor[:64], model=model, is_sample=is_sample
                )
            )
            return number

    def stage(self, number: int, products: Sequence[StagedProduct]) -> dict[str, int]:
        """Store rows that this import brings; returns their keys by product id."""
        keys: dict[str, int] = {}
        for some in _steps(products):
            with self._database.write() as session:
                rows = [
                    {
                        "id": staged.product.id,
                        "since": number,
                        "until": None,
                        "title": staged.product.title[:1024],
                        "data": staged.product.to_json(),
                        "fingerprint": staged.product.fingerprint,
                        "hash": staged.hash,
                        "is_sample": staged.product.is_sample,
                        "vector": staged.vector,
                    }
                    for staged in some
                ]
                returned = session.execute(insert(ProductRow).returning(ProductRow.id, ProductRow.key), rows)
                keys |= {row.id: row.key for row in returned}
        return keys

    def end(self, number: int, keys: Collection[int]) -> None:
        """Note that these rows hold until this import only."""
        for some in _steps(list(keys)):
            with self._database.write() as session:
                session.execute(update(ProductRow).where(ProductRow.key.in_(some)).values(until=number))

    def publish(
        self, number: int, *, added: int, updated: int, removed: int, rejected: Sequence[Rejected], rejected_count: int
    ) -> None:
        """The one commit: from now on this import answers."""
        with self._database.write() as session:
            row = session.get_one(CatalogImportRow, number)
            row.status, row.finished_at = "live", utc_now()
            row.added, row.updated, row.removed = added, updated, removed
            row.rejected = [[item.row, item.code, item.details] for item in rejected]
            row.rejected_count = rejected_count

    def abandon(self, number: int, rejected: Sequence[Rejected] = (), rejected_count: int = 0) -> None:
        """Undo what an import has staged; it is kept in the list as failed."""
        with self._database.write() as session:
            session.execute(delete(ProductRow).where(ProductRow.since == number))
            session.execute(update(ProductRow).where(ProductRow.until == number).values(until=None))
            row = session.get_one(CatalogImportRow, number)
            row.status, row.finished_at = "failed", utc_now()
            row.rejected = [[item.row, item.code, item.details] for item in rejected]
            row.rejected_count = rejected_count

    def unfinished(self) -> Sequence[int]:
        """Imports that a crash interrupted."""
        with self._database.read() as session:
            return list(session.scalars(select(CatalogImportRow.number).filter_by(status="running")))

    def forget_vectors(self) -> None:
        """Drop the vectors of what is history: nothing searches for it."""
        while True:
            with self._database.write() as session:
                current = _current(session)
                keys = session.scalars(
                    select(ProductRow.key)
                    .where(ProductRow.until <= current, ProductRow.vector.is_not(None))
                    .limit(ROWS_OF_ONE_STEP)
                ).all()
                if not keys:
                    return
                session.execute(update(ProductRow).where(ProductRow.key.in_(keys)).values(vector=None))


def _current(session: Session) -> int:
    return session.scalar(select(func.max(CatalogImportRow.number)).filter_by(status="live")) or 0


def _digest(columns: Sequence[str]) -> str:
    return hashlib.sha256("\x00".join(sorted(columns)).encode("utf-8", "surrogatepass")).hexdigest()


def _is_live(current: int) -> ColumnElement[bool]:
    return and_(ProductRow.since <= current, or_(ProductRow.until.is_(None), ProductRow.until > current))


def _product(data: dict[str, Any], is_sample: bool) -> Product:
    return replace(Product.from_json(data), is_sample=is_sample)


def _info(row: CatalogImportRow) -> ImportInfo:
    return ImportInfo(
        row.number, row.status, row.file, row.actor, row.added, row.updated, row.removed,
        tuple(Rejected(*item) for item in row.rejected), row.rejected_count, row.is_sample, row.created_at,
        row.finished_at,
    )  # fmt: skip


def _steps(items: Sequence[T]) -> Iterator[Sequence[T]]:
    return (items[start : start + ROWS_OF_ONE_STEP] for start in range(0, len(items), ROWS_OF_ONE_STEP))
