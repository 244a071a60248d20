"""The catalog: the one face of this package. A company's products go in, those that fit a request come out.

Like the knowledge base it owns its indexes: exactly one process may have it open. SQL is the truth; what the indexes
name is shown only where SQL says that it is live.
"""

import logging
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock

import numpy as np

from knowledge.catalog.asking import Asked, Asking
from knowledge.catalog.draft import normal
from knowledge.catalog.errors import CatalogError
from knowledge.catalog.finding import Boosts, Finder, Found
from knowledge.catalog.importing import Imported, Importer, Progress
from knowledge.catalog.indexes import CatalogIndexes
from knowledge.catalog.product import Product
from knowledge.catalog.reading import Preview, preview, read
from knowledge.catalog.request import Request, RequestReader
from knowledge.catalog.rows import Row
from knowledge.catalog.shelf import Shelf
from knowledge.catalog.store import CatalogStore, ImportInfo, PastProduct
from knowledge.catalog.turns import (
    Talk,
    Turn,
    aside,
    compared_by_name,
    fact_asked,
    leans_on,
    next_turn,
    points_at,
    takes_back,
)
from knowledge.catalog.wanting import is_kind, is_request, of_code
from knowledge.embedding import Embedder
from knowledge.loading import Limits
from knowledge.preparing import Preparer
from storage.database import Database

logger = logging.getLogger(__name__)

_ALL = Request()
ALIGNED = 500  # rows of one step when the indexes are made equal to SQL


def _silent(stage: str, done: int, total: int) -> None:
    pass


@dataclass(frozen=True)
class Tally:
    """Products by whether they can be had; of the rest nothing is known."""

    products: int
    in_stock: int
    sold_out: int


class Catalog:
    """The products of one data folder. All methods may be called from any thread."""

    def __init__(
        self, folder: Path, database: Database, embedder: Embedder, preparer: Preparer, limits: Limits | None = None
    ) -> None:
        """`folder` is where its indexes lie; `preparer` embeds what comes in, `embedder` what is asked."""
        self._limits = limits or Limits()
        self._store = CatalogStore(database)
        self._indexes = CatalogIndexes(folder, embedder.name)
        self._embedder = embedder
        self._closing = Event()
        self._importing = Lock()
        self._importer = Importer(self._store, self._indexes, preparer, self._closing.is_set)
        try:
            for number in self._store.unfinished():
                self._store.abandon(number)
            self._sweep()
        except BaseException:
            self._indexes.close()
            raise
        self._indexes.settled()
        self._refresh()

    # -- in

    def preview(self, path: Path, name: str, mapping: Mapping[str, str] | None = None) -> Preview:
        """What the first rows of a file would become; what its columns mean is as it was the last time, or guessed.

        `mapping` says it for some or all of them. Raises CatalogError.
        """
        seen = preview(path, name, self._limits, mapping)
        remembered = self._store.mapping(seen.columns)
        return preview(path, name, self._limits, remembered | dict(mapping or {})) if remembered else seen

    def import_file(
        self, path: Path, name: str, mapping: Mapping[str, str] | None = None, *, actor: str = "",
        is_sample: bool = False, keep_missing: bool = False, progress: Progress = _silent,
    ) -> Imported:  # fmt: skip
        """Import a file called `name`; see `import_rows`. A `mapping` is remembered for files with the same columns.

        Raises CatalogError.
        """
        seen = self.preview(path, name, mapping)
        rows = read(path, name, self._limits, seen.mapping)
        imported = self.import_rows(
            rows, file=name, actor=actor, is_sample=is_sample, keep_missing=keep_missing, progress=progress
        )
        if mapping:
            self._store.remember(seen.columns, seen.mapping)
        return imported

    def import_rows(
        self, rows: Iterable[Row], *, file: str = "", actor: str = "", is_sample: bool = False,
        keep_missing: bool = False, progress: Progress = _silent,
    ) -> Imported:  # fmt: skip
        """Import products, each with the number of its row, and the rows that were no products.

        They are wholly in when this returns. Products of an earlier import that are missing now are removed, unless
        `keep_missing`. Raises CatalogError ('busy' while another import runs); then nothing has changed.
        """
        if not self._importing.acquire(blocking=False):
            raise CatalogError("busy")
        try:
            imported = self._importer.run(
                rows, file=file, actor=actor, is_sample=is_sample, keep_missing=keep_missing, progress=progress
            )
            self._settle()
            return imported
        finally:
            self._importing.release()

    def import_products(self, products: Iterable[Product], *, is_sample: bool = False) -> Imported:
        """Import products that are known to be good."""
        return self.import_rows(enumerate(products, 1), is_sample=is_sample)

    def remove_samples(self, actor: str = "") -> int:
        """Take the sample company's products out; returns how many. Raises CatalogError while an import runs."""
        return self._remove(True, actor)

    def remove_own(self, actor: str = "") -> int:
        """Take the company's own products out; returns how many. Raises CatalogError while an import runs."""
        return self._remove(False, actor)

    def embed_anew(self, progress: Progress = _silent) -> None:
        """Embed every product with the embedding model at work, where their vectors are of another."""
        with self._importing:
            if self._importer.embed_anew(progress):
                self._settle()

    # -- looking

    def get(self, ids: Collection[str]) -> Sequence[Product]:
        """The products with these ids that are in the catalog, in the order asked for."""
        return self._store.get(ids)

    def ids(self) -> Sequence[str]:
        """Of every product."""
        return self._store.ids()

    def count(self, *, is_sample: bool | None = None) -> int:
        return self._store.count(is_sample=is_sample)

    def list(self, *, search: str = "", offset: int = 0, limit: int = 50) -> tuple[Sequence[Product], int]:
        """A page of the products by title, and how many there are in all.

        `search` stands in the title, in either language, in the brand or in the id.
        """
        return self._store.list(search=search, offset=offset, limit=limit)

    def tally(self) -> Tally:
        """How many products there are, and of how many it is known that they can be had, or cannot."""
        shelf = self._shelf
        return Tally(len(shelf), int((shelf.stocks == 1).sum()), int((shelf.stocks == 0).sum()))

    def imports(self, limit: int = 20) -> Sequence[ImportInfo]:
        """The last imports, newest first."""
        return self._store.imports(limit)

    def history(self, id_: str) -> Sequence[PastProduct]:
        """What a product was, newest first."""
        return self._store.history(id_)

    # -- finding

    def read(self, text: str) -> Request:
        """A request in plain words, with its conditions and wishes."""
        return self._reader.read(text)

    def is_request(self, text: str) -> bool:
        """Whether a message, taken by itself, clearly asks for products that are here."""
        is_wanted = self.is_name(text) or is_request(text, self._reader)
        return is_wanted or bool(compared_by_name(text, self._asking))

    def is_name(self, text: str) -> bool:
        """Whether a message is the name of a category or the number of a product, and nothing else."""
        return is_kind(text, self._reader) or bool(of_code(text, self._shelf))

    def named(self, text: str) -> Product | None:
        """The one product that a text calls by its name or number; None where that is none, or several."""
        ids = self._asking.named(normal(text))
        return next(iter(self.get(ids)), None) if len(ids) == 1 else None

    def next_turn(self, text: str, talk: Talk) -> Turn:
        """What a message means in a conversation about products."""
        return next_turn(text, talk, self._reader, self._asking, self._shelf)

    def asked(self, text: str, talk: Talk) -> Asked | None:
        """What a message asks of products that it names or that were shown; None where it is no such question."""
        return fact_asked(text, talk, self._asking)

    def aside(self, text: str, talk: Talk) -> Talk:
        """Such a conversation after a message was answered from elsewhere."""
        return aside(text, talk, self._asking)

    def pointed(self, text: str, title: str) -> str:
        """A message with a product's title in the place of the word that points at it."""
        return self._asking.pointed(text, title)

    def leans_on(self, text: str, talk: Talk) -> bool:
        """Whether a message goes on with such a conversation."""
        return leans_on(text, talk, self._reader, self._shelf)

    def takes_back(self, text: str, talk: Talk) -> bool:
        """Whether a message takes back a condition or wish of such a conversation, as its chip does."""
        return takes_back(text, talk)

    def points_at(self, text: str, talk: Talk) -> bool:
        """Whether a message can only be about the products that were shown in such a conversation."""
        return points_at(text, talk, self._shelf)

    def find(
        self, request: Request, limit: int = 6, *, hidden: Collection[str] = (), boosts: Boosts | None = None,
        wanted: Collection[str] = (),
    ) -> Found:  # fmt: skip
        """The products that fit a request, best first; every one fulfils every condition.

        Those of `wanted` that fit are among them, whatever fits better.
        """
        return self._finder.find(request, limit, hidden=hidden, boosts=boosts, wanted=wanted)

    def called(self, text: str) -> frozenset[str]:
        """The ids of products that a text calls by their name or number."""
        return frozenset(self._asking.named(normal(text)))

    def ranked(self, request: Request, limit: int) -> Sequence[str]:
        """The ids that come first for a query when every product is ranked, for measuring the search."""
        return self._finder.ranked(request.query, limit)

    def similar(self, id_: str, request: Request = _ALL, limit: int = 6, *, hidden: Collection[str] = ()) -> Found:
        """Products like one."""
        return self._finder.similar(id_, request, limit, hidden=hidden)

    def alike(self, id_: str, others: Collection[str]) -> dict[str, float]:
        """How alike products are to one by what they are, 0 to 1; what is not in the catalog is left out."""
        return self._finder.alike(id_, others)

    @property
    def shelf(self) -> Shelf:
        """What there is to ask for, and which products fulfil a condition."""
        return self._shelf

    # -- upkeep

    def prepare(self) -> None:
        """Load the model and the dictionary now instead of at the first request, where there are products."""
        if len(self._shelf):
            self.find(self.read("redy?"), 1)  # a slip, so that the dictionary is asked

    def damaged(self, sample: int | None = None) -> Sequence[str]:
        """Ids of products that an index has lost; looks at all of them or at about `sample`, spread evenly."""
        live = [(item.key, item.product.id) for item in self._store.live()]
        step = max(1, len(live) // sample) if sample else 1
        looked_at = dict(live[::step])
        return [looked_at[key] for key in self._indexes.lost(self._store.vectors(looked_at))]

    def rebuild(self) -> int:
        """Build both indexes anew from SQL; returns the number of products."""
        with self._importing:
            self._indexes.reset()
            missing, _ = self._align()
            self._indexes.settled()
            return missing

    def close(self) -> None:
        """Stop an import under way (nothing of it remains) and give back every file."""
        self._closing.set()
        with self._importing:
            self._indexes.close()

    # -- inside

    def _remove(self, is_sample: bool, actor: str) -> int:
        if not self.count(is_sample=is_sample):
            return 0
        if not self._importing.acquire(blocking=False):
            raise CatalogError("busy")
        try:
            removed = self._importer.remove(is_sample, actor).removed
            self._settle()
            return removed
        finally:
            self._importing.release()

    def _settle(self) -> None:
        """After an import is live: what is history now leaves the indexes."""
        live = {item.key for item in self._store.known().values()}
        vectors, words = self._indexes.stored()
        self._refresh()
        self._indexes.remove((vectors | words) - live)
        self._store.forget_vectors()

    def _refresh(self) -> None:
        """Let what is live now answer."""
        shelf = Shelf(self._store.live())
        finder = Finder(shelf, self._store, self._indexes, self._embedder)
        self._shelf, self._reader, self._asking, self._finder = shelf, RequestReader(shelf), Asking(shelf), finder

    def _sweep(self) -> None:
        try:
            missing, surplus = self._align()
        except Exception:  # the libraries' errors have no common kind; whatever it is, SQL has all to begin anew
            logger.warning(
                "An index of the catalog is damaged or of an earlier version; both are built.", exc_info=True
            )
            self._indexes.reset()
            missing, surplus = self._align()
        if missing or surplus:
            logger.info("Swept the catalog: %s products were missing, %s surplus.", missing, surplus)

    def _align(self) -> tuple[int, int]:
        """Make the indexes equal to SQL; returns how many products were missing and how many surplus."""
        live = {item.key for item in self._store.known().values()}
        vectors, words = self._indexes.stored()
        surplus = (vectors | words) - live
        self._indexes.remove(surplus)
        if self._store.model() not in ("", self._embedder.name):
            return 0, len(surplus)  # `embed_anew` brings them
        missing = live - (vectors & words)
        if missing:
            some: dict[int, Product] = {}
            for item in self._store.live():
                if item.key in missing:
                    some[item.key] = item.product
                if len(some) == ALIGNED:
                    self._put(some)
                    some = {}
            self._put(some)
        return len(missing), len(surplus)

    def _put(self, products: dict[int, Product]) -> None:
        if products:
            stored = self._store.vectors(products)
            rows = [np.frombuffer(stored[key], np.float32) for key in products]
            self._indexes.put(products, np.array(rows))
