"""An import: rows become products that answer, all of them at once or none.

Rows are compared with what is there, what is new to the model is embedded, everything is staged in SQL and in the
indexes in small steps beside the running chat, and one small commit makes it live. What fails on the way, or a crash,
leaves the catalog as it was.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, replace

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from knowledge.catalog.errors import CatalogError, sentence
from knowledge.catalog.indexes import CatalogIndexes
from knowledge.catalog.product import Product
from knowledge.catalog.rows import Rejected, Row
from knowledge.catalog.store import CatalogStore, Known, StagedProduct
from knowledge.embedding import EmbeddingError
from knowledge.preparing import Preparer

STEP = 512  # products embedded, staged and indexed together
EMBEDDED = 256  # texts of one request to the embedding process; of few, those of like length are few
REJECTED_KEPT = 1000  # of the rejected rows, the first ones are kept with their reasons

Progress = Callable[[str, int, int], None]  # stage ('reading', 'embedding', 'finishing'), done, of how many


@dataclass(frozen=True)
class Imported:
    """What an import came to."""

    number: int
    added: int
    updated: int
    unchanged: int
    removed: int
    rejected: tuple[Rejected, ...]  # the first ones
    rejected_count: int


@dataclass(frozen=True)
class _Change:
    """What an import has to do."""

    staged: list[Product]
    added: int
    unchanged: int
    ended: list[int]  # keys of rows that are replaced or removed
    removed: int


class Importer:
    """Runs imports, one after the other (the caller sees to that)."""

    def __init__(
        self, store: CatalogStore, indexes: CatalogIndexes, preparer: Preparer, is_closing: Callable[[], bool]
    ) -> None:
        self._store = store
        self._indexes = indexes
        self._preparer = preparer
        self._is_closing = is_closing

    def run(
        self, rows: Iterable[Row], *, file: str, actor: str, is_sample: bool, keep_missing: bool, progress: Progress
    ) -> Imported:
        """Import `rows`. Of what came in before, the rows that are missing now go, unless `keep_missing`.

        A company's own import and the sample company's leave each other's products alone. Raises CatalogError.
        """
        products, rejected, count = _sorted_out(rows, is_sample, progress)
        if not products and not keep_missing:
            if not rejected:
                raise CatalogError("no_rows")
            first = rejected[0]
            raise CatalogError("nothing_usable", row=str(first.row), reason=sentence(first.code, first.details))
        return self._import(products, rejected, count, file, actor, is_sample, keep_missing, progress)

    def remove(self, is_sample: bool, actor: str) -> Imported:
        """Take the sample company's products out, or the company's own."""
        return self._import([], [], 0, "", actor, is_sample, False, _silent)

    def embed_anew(self, progress: Progress) -> Imported | None:
        """Give every product a vector of the embedding model at work, where those there are of another."""
        if self._store.model() in ("", self._preparer.name):
            return None
        known = self._store.known()
        products = [live.product for live in self._store.live()]
        change = _Change(products, 0, 0, [item.key for item in known.values()], 0)
        return self._carry_out(change, [], 0, "", "", False, progress)

    def _import(
        self, products: Sequence[Product], rejected: Sequence[Rejected], rejected_count: int, file: str, actor: str,
        is_sample: bool, keep_missing: bool, progress: Progress,
    ) -> Imported:  # fmt: skip
        change = _compare(products, self._store.known(), is_sample, keep_missing)
        return self._carry_out(change, rejected, rejected_count, file, actor, is_sample, progress)

    def _carry_out(
        self, change: _Change, rejected: Sequence[Rejected], rejected_count: int, file: str, actor: str,
        is_sample: bool, progress: Progress,
    ) -> Imported:  # fmt: skip
        number = self._store.begin(file=file, actor=actor, model=self._preparer.name, is_sample=is_sample)
        keys: list[int] = []
        try:
            for done, staged in self._embedded(change.staged):
                progress("embedding", done, len(change.staged))
                keys += self._stage(number, staged)
            progress("finishing", len(change.staged), len(change.staged))
            self._store.end(number, change.ended)
            updated = len(change.staged) - change.added
            self._store.publish(
                number, added=change.added, updated=updated, removed=change.removed, rejected=rejected,
                rejected_count=rejected_count,
            )  # fmt: skip
        except BaseException as error:
            self._store.abandon(number, rejected, rejected_count)
            self._indexes.remove(keys)
            if isinstance(error, EmbeddingError):
                raise CatalogError("embedding", detail=str(error)) from error
            if isinstance(error, (OSError, SQLAlchemyError)):
                raise CatalogError("storage", detail=type(error).__name__) from error
            raise
        return Imported(
            number, change.added, updated, change.unchanged, change.removed, tuple(rejected), rejected_count
        )

    def _embedded(self, products: Sequence[Product]) -> Iterator[tuple[int, list[StagedProduct]]]:
        """Steps with their vectors, and how many products went before; while one is written the next is embedded."""
        starts = range(0, len(products), STEP)
        with ThreadPoolExecutor(1) as ahead:
            waiting: Future[list[StagedProduct]] | None = None
            for start in starts:
                coming = waiting or ahead.submit(self._with_vectors, products[start : start + STEP])
                following = products[start + STEP : start + 2 * STEP]
                waiting = ahead.submit(self._with_vectors, following) if following else None
                yield start, coming.result()

    def _with_vectors(self, products: Sequence[Product]) -> list[StagedProduct]:
        if self._is_closing():
            raise CatalogError("cancelled")
        hashes = [_hash(self._preparer.name, product.embedded_text) for product in products]
        vectors = self._store.vectors_by_hash(hashes)
        texts = {h: p.embedded_text for h, p in zip(hashes, products, strict=True) if h not in vectors}
        missing = list(texts)
        for start in range(0, len(missing), EMBEDDED):
            some = missing[start : start + EMBEDDED]
            rows = self._preparer.embed([texts[h] for h in some])
            vectors |= {h: row.astype(np.float32).tobytes() for h, row in zip(some, rows, strict=True)}
        return [StagedProduct(p, h, vectors[h]) for p, h in zip(products, hashes, strict=True)]

    def _stage(self, number: int, staged: Sequence[StagedProduct]) -> list[int]:
        if self._is_closing():
            raise CatalogError("cancelled")
        keys = self._store.stage(number, staged)
        matrix = np.array([np.frombuffer(item.vector, np.float32) for item in staged])
        self._indexes.put({keys[item.product.id]: item.product for item in staged}, matrix)
        return list(keys.values())


def _sorted_out(rows: Iterable[Row], is_sample: bool, progress: Progress) -> tuple[list[Product], list[Rejected], int]:
    """The products of the good rows, the first of the bad ones, and how many bad ones there are."""
    first_rows: dict[str, int] = {}
    products: list[Product] = []
    rejected: list[Rejected] = []
    count = 0
    for row in rows:
        if not isinstance(row, Rejected):
            number, product = row
            if product.id not in first_rows:
                first_rows[product.id] = number
                products.append(replace(product, is_sample=is_sample))
                if len(products) % STEP == 0:
                    progress("reading", len(products), 0)
                continue
            row = Rejected(number, "duplicate", {"id": product.id, "first": str(first_rows[product.id])})
        count += 1
        if len(rejected) < REJECTED_KEPT:
            rejected.append(row)
    return products, rejected, count


def _compare(products: Sequence[Product], known: dict[str, Known], is_sample: bool, keep_missing: bool) -> _Change:
    staged: list[Product] = []
    ended: list[int] = []
    added = unchanged = 0
    for product in products:
        there = known.get(product.id)
        if there is None:
            added += 1
            staged.append(product)
        elif there.is_sample and not product.is_sample or there.fingerprint != product.fingerprint:
            if product.is_sample and not there.is_sample:
                unchanged += 1  # the company's own stays
                continue
            ended.append(there.key)
            staged.append(product)
        else:
            unchanged += 1
    gone: list[int] = []
    if not keep_missing:
        given = {product.id for product in products}
        gone = [item.key for id_, item in known.items() if item.is_sample == is_sample and id_ not in given]
    return _Change(staged, added, unchanged, ended + gone, len(gone))


def _hash(model: str, text: str) -> str:
    return hashlib.sha256(f"{model}\x00{text}".encode("utf-8", "surrogatepass")).hexdigest()


def _silent(stage: str, done: int, total: int) -> None:
    pass
