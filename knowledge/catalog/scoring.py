"""How well products fit what is looked for: candidates from both indexes, and one score for each.

Both indexes name candidates, each gets its true score from both sides, and the two are fused. What all words of a
query say, exact names, what a product only goes with, and what it must be without have their say.
"""

import re
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.catalog import ranking
from knowledge.catalog.conditions import Condition
from knowledge.catalog.extremes import extreme
from knowledge.catalog.fitting import CODE, Query, refusal, refused
from knowledge.catalog.heads import asked_terms
from knowledge.catalog.indexes import CatalogIndexes
from knowledge.catalog.lexicon import ACCESSORIES
from knowledge.catalog.request import Request
from knowledge.catalog.shelf import Shelf
from knowledge.catalog.store import CatalogStore
from knowledge.embedding import Embedder, Vectors
from knowledge.language import CJK, detect_language

CANDIDATES = 200  # asked of each index
FEW = 3000  # products that conditions leave: then the indexes are asked for these alone
NAMED = 2.0  # what an exact model number is worth, in standard deviations
BRANDED = 0.7
ENOUGH = 6  # products that are called what is looked for
ESTEEM = 0.05  # of a point more in the rating: it decides between equals
WISHED = 0.6

Rows = NDArray[np.int64]


class Scorer:
    """Scores the products of one state of the catalog."""

    def __init__(self, shelf: Shelf, store: CatalogStore, indexes: CatalogIndexes, embedder: Embedder) -> None:
        self._shelf = shelf
        self._store = store
        self._indexes = indexes
        self._embedder = embedder

    def scored(self, request: Request, allowed: Rows) -> tuple[Rows, ranking.Scores, ranking.Scores]:
        """The candidates among the allowed rows, how well they fit the query, and their cosine to it."""
        if not request.query:
            seen = ranking.standardised(np.log1p(self._shelf.counts[allowed].astype(np.float64)))
            scores = ESTEEM * ranking.esteem(self._shelf.ratings[allowed], self._shelf.counts[allowed]) + 0.1 * seen
            return allowed, scores, np.zeros(len(allowed))
        rows, dense, words, vectors = self._candidates(request.query, allowed)
        if not len(rows):
            return rows, dense, dense
        scores = ranking.fused(dense, words, detect_language(request.query)) + self._refused(request, rows)
        length = len(request.query.split())
        if length >= ranking.LONG and len(vectors) == len(rows):
            scores = ranking.described(scores, self._covered(request.query, rows), vectors, length)
        else:
            scores = scores + ranking.SHARED * self._shared(request.query, rows)
        scores = scores + self._named(request.query, rows) - ranking.BESIDE * self.beside(request.query, rows)
        return rows, scores + ESTEEM * ranking.esteem(self._shelf.ratings[rows], self._shelf.counts[rows]), dense

    def _refused(self, request: Request, rows: Rows) -> ranking.Scores:
        """What names say of the words that a request will not have: less for having them, more for being without."""
        words = [*refused(request.query)]
        words += [str(c.value) for c in request.conditions if c.field == "word" and c.op == "!="]
        if not words:
            return np.zeros(len(rows))
        said = np.array([refusal(self._shelf.name(int(row)), words) for row in rows])
        return np.where(said < 0, ranking.HAVING, ranking.WITHOUT) * said

    def _shared(self, query: str, rows: Rows) -> ranking.Scores:
        """Which share of a Chinese query's characters stands in each product's names: 童 and 鞋 in 儿童徒步鞋."""
        characters = frozenset(re.findall(f"[{CJK}]", query))
        shared = [len(characters & self._shelf.characters(int(row))) for row in rows]
        return np.array(shared, np.float64) / max(1, len(characters))

    def beside(self, query: str, rows: Rows) -> ranking.Scores:
        """Which products are named after what is looked for and only go with it: cables and stands of monitors.

        None where there is nothing of the thing itself: then what goes with it is all there is.
        """
        thing = Query.of(query).thing
        if not thing or thing.removesuffix("s") in ACCESSORIES:
            return np.zeros(len(rows))
        beside = np.array([self._shelf.goes_with(int(row), thing) for row in rows])
        stem = thing.removesuffix("s")
        are_there = any(
            not only and any(word.startswith(stem) for word in self._shelf.called(int(row)))
            for row, only in zip(rows, beside, strict=True)
        )
        return beside.astype(np.float64) if are_there else np.zeros(len(rows))

    def having_all(self, query: Query, allowed: Rows) -> Rows:
        """The allowed rows that have every word of a query somewhere, and its noun in what they are."""
        found = set(self._shelf.keys[allowed].tolist())
        for term in query.terms:
            found &= self._indexes.holding(term, is_called=term == query.noun)
        return np.array(sorted(self._shelf.rows[key] for key in found), np.int64)

    def _covered(self, query: str, rows: Rows) -> ranking.Scores:
        """Which share of the query's words, by their rarity, stands in what each product is."""
        asked = list(dict.fromkeys(asked_terms(query)))
        weights = self._indexes.rarity(asked)
        total = sum(weights.values()) or 1.0
        keys = self._shelf.keys[rows].tolist()
        having = self._indexes.having(asked, keys)
        return np.array([sum(weights[t] for t in asked if key in having[t]) / total for key in keys], np.float64)

    def _candidates(self, query: str, allowed: Rows) -> tuple[Rows, ranking.Scores, ranking.Scores, Vectors]:
        """Rows that the indexes name among the allowed ones, with their true cosine, keyword score and vector."""
        shelf, question_terms = self._shelf, asked_terms(query)
        vector = self._embedder.embed_question(query)
        is_few = len(allowed) <= FEW
        keys = [int(key) for key in shelf.keys[allowed]] if is_few else None
        is_long = len(query.split()) >= ranking.LONG
        words = self._indexes.matching(question_terms, CANDIDATES, only=keys, is_long=is_long)
        allowed_set = set(allowed.tolist())
        rows = self._shelf.rows_of_codes(CODE.findall(query)) & allowed_set
        rows |= {row for key in words if (row := shelf.rows.get(key)) in allowed_set and row is not None}
        if is_few and len(allowed) <= CANDIDATES:
            rows |= allowed_set
        else:
            near = (shelf.rows.get(key) for key in self._indexes.nearest(vector, CANDIDATES))
            rows |= {row for row in near if row is not None and row in allowed_set}
        ordered = sorted(rows)
        missing = [int(shelf.keys[row]) for row in ordered if int(shelf.keys[row]) not in words]
        words |= self._indexes.matching(question_terms, len(missing), only=missing, is_long=is_long)
        vectors = self.vectors(ordered)
        dense = np.array([float(vectors[row] @ vector) if row in vectors else np.nan for row in ordered])
        keyword = np.array([words.get(int(shelf.keys[row]), 0.0) for row in ordered])
        matrix = np.array([vectors[row] for row in ordered if row in vectors], np.float32)
        return np.array(ordered, np.int64), dense, keyword, matrix

    def vectors(self, rows: Sequence[int]) -> dict[int, Vectors]:
        """The stored vectors of rows."""
        stored = self._store.vectors([int(self._shelf.keys[row]) for row in rows])
        dimension = len(next(iter(stored.values()))) if stored else 0
        return {
            self._shelf.rows[key]: np.frombuffer(vector, np.float32)
            for key, vector in stored.items()
            if len(vector) == dimension
        }

    def _named(self, query: str, rows: Rows) -> ranking.Scores:
        """A bonus for products whose model number or brand stands in the query."""
        codes = [code.lower() for code in CODE.findall(query)]
        plain = f" {query.lower()} "
        bonus = np.zeros(len(rows))
        if codes:
            for i, row in enumerate(rows):
                known = self._shelf.codes(int(row))
                bonus[i] += NAMED * any(code in known for code in codes)
        brands = [brand for brand in self._shelf.brands if len(brand) > 1 and f" {brand.lower()} " in plain]
        for brand in brands:
            bonus += BRANDED * self._shelf.fulfils(Condition("brand", "=", brand))[rows]
        return bonus

    def wished(self, request: Request, rows: Rows) -> ranking.Scores:
        """What a request's wishes add for each of these rows."""
        scores = np.zeros(len(rows))
        for wish in request.wishes:
            if wish.startswith("for "):
                scores += WISHED * self._shelf.suiting(wish.removeprefix("for "))[rows]
            elif extreme([wish]):
                continue  # that decides the order, see `finding`
            elif wish in ("cheap", "premium"):
                scores += WISHED * ranking.liked_order(self._shelf.prices()[rows].copy(), wish != "premium")
            elif wish == "warm":
                scores += WISHED * self._shelf.warmth()[rows]
            elif wish == "rated":
                scores += ranking.esteem(self._shelf.ratings[rows], self._shelf.counts[rows])
            elif wish == "popular":
                scores += WISHED * ranking.standardised(np.log1p(self._shelf.counts[rows].astype(np.float64)))
            else:
                for name in _WISHED[wish]:
                    column = self._shelf.column(name)[rows]
                    if not np.isnan(column).all():
                        scores += WISHED * ranking.liked_order(column, wish in ("light", "small"))
                        break
        return scores


_WISHED = {"light": ("weight",), "small": ("volume", "people", "weight"), "large": ("volume", "people", "screen")}
