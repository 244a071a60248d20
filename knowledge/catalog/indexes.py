"""The two rebuildable indexes of the catalog: vectors and keywords, in a folder of their own."""

import logging
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from math import log
from pathlib import Path

import numpy as np

from knowledge.catalog.heads import heads
from knowledge.catalog.product import Product
from knowledge.embedding import Vectors
from knowledge.keywords import KeywordIndex
from knowledge.vectors import VectorStore

logger = logging.getLogger(__name__)

COLLECTION = "products"
FIELDS = {"title": 1.0, "brand": 1.0, "kind": 1.0, "traits": 0.5, "text": 0.5, "heads": 1.0}  # see docs/decisions.md
LONG = {"title": 1.0, "brand": 0.8, "kind": 0.5, "traits": 0.3, "text": 0.15, "heads": 1.0}  # of a query that describes

NAMING = ("title", "brand", "kind", "traits", "heads")  # what a product is; its text also tells what it is not


@dataclass(frozen=True)
class ProductEntry:
    """What the keyword index holds of a product."""

    id: str
    product: Product

    @property
    def texts(self) -> Mapping[str, str]:
        product = self.product
        traits = [product.colour, product.size, product.material]
        for attribute in product.attributes:
            if attribute.value is True:
                traits.append(attribute.name)
            elif attribute.value is not False:
                traits.append(attribute.text())
        return {
            "title": product.name_text,
            "brand": product.brand,
            "kind": " ".join((*product.category, *product.category_zh)),
            "traits": " ".join(part for part in traits if part),
            "text": f"{product.description} {product.description_zh} {product.gtin}",
            "heads": " ".join(heads((product.title, product.title_zh, *product.category, *product.category_zh))),
        }


class CatalogIndexes:
    """Vectors and keywords of products, by the key of their row in SQL."""

    def __init__(self, folder: Path, model: str) -> None:
        self._model = model
        self._store = VectorStore(folder / "chroma")
        self.vectors = self._store.collection(COLLECTION, model)
        self.keywords = KeywordIndex(folder / "keywords", FIELDS)

    def put(self, products: Mapping[int, Product], vectors: Vectors) -> None:
        """Add or replace, `vectors` in the order of `products`; found and on disk when this returns.

        Raises OSError when one cannot be read back.
        """
        ids = [str(key) for key in products]
        self.vectors.put(ids, vectors)
        self.keywords.put([ProductEntry(str(key), product) for key, product in products.items()])
        if self.vectors.existing(ids) != set(ids) or self.keywords.existing(ids) != set(ids):
            raise OSError("the index did not keep every product")

    def remove(self, keys: Collection[int]) -> None:
        """Forget products. A failure harms nobody: what SQL does not know is not shown, and the next start sweeps."""
        if not keys:
            return
        ids = [str(key) for key in keys]
        try:
            self.vectors.remove(ids)
            self.keywords.remove(ids)
        except Exception:  # the libraries' errors have no common kind
            logger.exception("Leftovers remain in the catalog's indexes until the next start.")

    def nearest(self, vector: Vectors, limit: int) -> list[int]:
        """Keys of the products with the nearest vectors, best first; none while the index is damaged."""
        try:
            return [int(id_) for id_ in self.vectors.search(vector, limit)]
        except Exception:  # Chroma's errors have no common kind
            logger.warning("The catalog's vectors cannot be searched; keywords answer alone.", exc_info=True)
            return []

    def matching(
        self, terms: Sequence[str], limit: int, only: Collection[int] | None = None, *, is_long: bool = False
    ) -> dict[int, float]:
        """BM25 scores by key, best first, at most `limit`; a long query describes and is sought in names foremost."""
        chosen = None if only is None else [str(key) for key in only]
        return {
            int(id_): score
            for id_, score in self.keywords.search(terms, limit, chosen, LONG if is_long else None).items()
        }

    def having(self, terms: Collection[str], keys: Collection[int]) -> dict[str, set[int]]:
        """Which of these products have each term in what they are: name, brand, kind or traits, not their text."""
        ids = [str(key) for key in keys]
        return {term: {int(id_) for id_ in self.keywords.holders(term, NAMING, ids)} for term in terms}

    def holding(self, term: str, *, is_called: bool) -> set[int]:
        """The keys of all products that have a term, in what they are or, without `is_called`, anywhere."""
        return {int(id_) for id_ in self.keywords.holders(term, NAMING if is_called else FIELDS)}

    def rarity(self, terms: Sequence[str]) -> dict[str, float]:
        """Inverse document frequency of each term, as in BM25."""
        total = len(self.keywords)
        counts = self.keywords.document_frequencies(terms)
        return {term: log(1 + (total - count + 0.5) / (count + 0.5)) for term, count in counts.items()}

    def stored(self) -> tuple[set[int], set[int]]:
        """The keys that the vectors and the keywords hold."""
        return {int(id_) for id_ in self.vectors.ids()}, {int(id_) for id_ in self.keywords.ids()}

    def lost(self, vectors: Mapping[int, bytes]) -> list[int]:
        """Which of these the indexes do not find, given their vectors."""
        words = self.keywords.existing([str(key) for key in vectors])
        rows = np.array([np.frombuffer(vector, np.float32) for vector in vectors.values()])
        unfound = set(self.vectors.lost([str(key) for key in vectors], rows)) if len(rows) else set()
        return [key for key in vectors if str(key) in unfound or str(key) not in words]

    def reset(self) -> None:
        """Empty both, on disk too."""
        self._store.reset()
        self.vectors = self._store.collection(COLLECTION, self._model)
        self.keywords.clear()

    def settled(self) -> None:
        """To be told once both were read to their end after opening or a reset."""
        self._store.settled()

    def close(self) -> None:
        self._store.close()
