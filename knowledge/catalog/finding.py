"""Finding products: the conditions by code, the query by meaning and words, nothing that breaks a condition.

1. The shelf says which products fulfil the conditions. 2. Both indexes name candidates among them, each gets its true
score from both sides. 3. The scores are fused; exact names, ratings and wishes have their say. 4. Products come from
SQL, and what the texts decide (a word that may not be mentioned, whether the query is met at all) is decided there.
5. Near-duplicates step back; where the most or the least of something is asked for, all that fit are put in that
order. Where nothing is left, it is told which condition is to blame, and what comes nearest.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from knowledge.catalog import ranking
from knowledge.catalog.conditions import NUMERIC, Condition
from knowledge.catalog.extremes import extreme, fields_of, wants_least
from knowledge.catalog.fitting import NEAR, Query, Words, mentions
from knowledge.catalog.indexes import CatalogIndexes
from knowledge.catalog.otherwise import same_as
from knowledge.catalog.product import Product
from knowledge.catalog.request import Request
from knowledge.catalog.scoring import CANDIDATES, ENOUGH, Rows, Scorer
from knowledge.catalog.shelf import Mask, Shelf
from knowledge.catalog.store import CatalogStore
from knowledge.catalog.things import is_of_accessories
from knowledge.embedding import Embedder
from knowledge.language import terms

LOOKED_AT = 40  # of the best, whose texts are read
SOLD_OUT = 0.5  # what it costs not to be in stock, in standard deviations
GOING_WITH = 1.5  # and what it costs to be shown for a thing that one only goes with, in standard deviations
NEARLY = 0.85  # of the best cosine of what is called what is looked for: what is not called so may be as near as that
OF_KIND = 4.0  # how much more a wish counts where all that is asked for is a category: of 'light tents' the lightest

Boosts = Callable[[Sequence[str]], Mapping[str, float]]


@dataclass(frozen=True)
class Hit:
    """A product that was found, and why."""

    product: Product
    score: float  # comparable within one search
    words: tuple[str, ...] = ()  # of the query, those that the product has


@dataclass(frozen=True)
class Found:
    """What a search came to. Every hit fulfils every condition."""

    hits: tuple[Hit, ...]
    total: int  # how many products fulfil the conditions
    blame: Condition | None = None  # where there is no hit: the one without which there would be
    # and what there would be; without `blame`, what fulfils all but the query, or is of its kind
    nearest: tuple[Hit, ...] = ()


class Finder:
    """Searches one state of the catalog."""

    def __init__(self, shelf: Shelf, store: CatalogStore, indexes: CatalogIndexes, embedder: Embedder) -> None:
        self._shelf = shelf
        self._store = store
        self._indexes = indexes
        self._scorer = Scorer(shelf, store, indexes, embedder)

    def find(
        self, request: Request, limit: int, *, hidden: Collection[str] = (), boosts: Boosts | None = None,
        wanted: Collection[str] = (),
    ) -> Found:  # fmt: skip
        """The best for a request, best first; of `hidden` none. `boosts` adds to the scores of ids it knows.

        Of `wanted` all that fit are among the hits, however many fit better; they may be more than `limit` then.
        """
        hits = self._hits(request, limit, hidden, boosts, wanted=wanted)
        total = int(self._shelf.mask(request.conditions).sum())
        others: tuple[Hit, ...] = ()
        if request.query and not any(hit.words for hit in hits):
            others = self._otherwise(request, limit, hidden, boosts, wanted)
            if any(hit.words for hit in others):
                there = {hit.product.id for hit in others}
                hits = (*others, *(hit for hit in hits if hit.product.id not in there))[:limit]
        if hits:
            return Found(hits, total)
        if nearest := self._wider(request, limit, hidden) or others:
            query = Query.of(request.query)
            called = tuple(hit for hit in nearest if query.is_in_name(Words.of(hit.product)))
            return Found(called, total, None, () if called else nearest)
        if not request.conditions:
            return Found((), total)
        blame, nearest = self._blame(request, limit, hidden)
        if not nearest and request.query and total:  # what is looked for is to blame: what else fulfils the conditions
            nearest = self._hits(request, limit, hidden, boosts, is_near_enough=True)
        return Found((), total, blame, nearest)

    def _otherwise(
        self, request: Request, limit: int, hidden: Collection[str], boosts: Boosts | None = None,
        wanted: Collection[str] = (),
    ) -> tuple[Hit, ...]:  # fmt: skip
        """The best for the same query in other words."""
        said = self._shelf.otherwise.reworded(request.query)
        return self._hits(replace(request, query=said), limit, hidden, boosts, wanted=wanted) if said else ()

    def _wider(self, request: Request, limit: int, hidden: Collection[str]) -> tuple[Hit, ...]:
        """Things of the kind that a Chinese query ends with: a 登山鞋 is a 鞋. What shares most of its name first."""
        if not (wider := self._shelf.otherwise.wider(request.query)):
            return ()
        query, kind = Query.of(request.query), Query.of(wider)
        hits = self._hits(replace(request, query=wider), LOOKED_AT, hidden, None)
        words = {hit.product.id: Words.of(hit.product) for hit in hits}
        of_kind = [hit for hit in hits if kind.met(words[hit.product.id])]
        return tuple(sorted(of_kind, key=lambda hit: -query.shared(words[hit.product.id]))[:limit])

    def ranked(self, query: str, limit: int) -> list[str]:
        """The ids that score best for a query, every product considered and nothing left out."""
        rows, scores, _ = self._scorer.scored(Request(query), np.arange(len(self._shelf)))
        order = np.argsort(-scores, kind="stable")[:limit]
        return [self._shelf.ids[int(rows[i])] for i in order]

    def similar(self, id_: str, request: Request, limit: int, *, hidden: Collection[str] = ()) -> Found:
        """Products like one, that fulfil the request's conditions."""
        row = self._shelf.row_of_id.get(id_)
        if row is None:
            return Found((), 0)
        key = int(self._shelf.keys[row])
        stored = self._store.vectors([key])
        if key not in stored:
            return Found((), 0)
        vector = np.frombuffer(stored[key], np.float32)
        mask = self._mask(request.conditions, (*hidden, id_))
        rows = [r for k in self._indexes.nearest(vector, CANDIDATES) if (r := self._shelf.rows.get(k)) is not None]
        rows = [r for r in rows if mask[r]]
        vectors = self._scorer.vectors(rows)
        scores = np.array([float(vectors[r] @ vector) for r in rows if r in vectors])
        rows = [r for r in rows if r in vectors]
        order = np.argsort(-scores, kind="stable")[:LOOKED_AT]
        best = [(rows[i], float(scores[i])) for i in order]
        hits = [Hit(product, score) for product, score in self._products(best)]
        allowed = [hit for hit in hits if not self._mentions(hit.product, request.conditions)]
        return Found(tuple(allowed[:limit]), int(mask.sum()))

    def alike(self, id_: str, others: Collection[str]) -> dict[str, float]:
        """The cosine of products to one, not under 0; those that are not here are left out."""
        rows = {one: row for one in (id_, *others) if (row := self._shelf.row_of_id.get(one)) is not None}
        vectors = self._scorer.vectors(list(rows.values()))
        if id_ not in rows or rows[id_] not in vectors:
            return {}
        own = vectors[rows[id_]]
        return {
            one: max(0.0, float(vectors[row] @ own)) for one, row in rows.items() if one != id_ and row in vectors
        }  # fmt: skip

    def _mask(self, conditions: Sequence[Condition], hidden: Collection[str]) -> Mask:
        mask = self._shelf.mask(conditions)
        rows = [row for id_ in hidden if (row := self._shelf.row_of_id.get(id_)) is not None]
        mask[rows] = False
        return mask

    def _hits(
        self, request: Request, limit: int, hidden: Collection[str], boosts: Boosts | None, *,
        is_near_enough: bool = False, wanted: Collection[str] = (),
    ) -> tuple[Hit, ...]:  # fmt: skip
        """The best that fulfil the conditions and meet the query; all of them, where each is near enough."""
        mask = self._mask(request.conditions, hidden)
        allowed = np.flatnonzero(mask)
        if not len(allowed):
            return ()
        if extreme(request.wishes):
            said = replace(request, query=self._shelf.otherwise.reworded(request.query)) if request.query else request
            if furthest := self._furthest(request, allowed, limit) or self._furthest(said, allowed, limit):
                return furthest
        rows, scores, dense = self._scorer.scored(request, allowed)
        if not len(rows):
            return ()
        weight = OF_KIND if {*Query.of(request.query).terms} <= _kinds(request) else 1.0
        scores = scores + weight * self._scorer.wished(request, rows)
        scores = (
            scores - SOLD_OUT * (self._shelf.stocks[rows] == 0) - GOING_WITH * self._scorer.beside(request.query, rows)
        )
        if boosts:
            given = boosts([self._shelf.ids[row] for row in rows])
            scores = scores + np.array([given.get(self._shelf.ids[row], 0.0) for row in rows])
        order = np.argsort(-scores, kind="stable")[: max(LOOKED_AT, limit)]
        looked_at = [(int(rows[i]), float(scores[i])) for i in order]
        cosine = {int(rows[i]): float(dense[i]) for i in order}
        hits = self._looked_at(request, looked_at, cosine, is_near_enough)
        arranged = self._arranged(request, hits, limit)
        there = {hit.product.id for hit in arranged}
        more = [row for id_ in wanted if id_ not in there and (row := self._shelf.row_of_id.get(id_)) is not None]
        lowest = float(scores.min())
        further = [(row, lowest) for row in more if mask[row]]
        return (*arranged, *self._looked_at(request, further, cosine, is_near_enough)) if further else arranged

    def _furthest(self, request: Request, allowed: Rows, limit: int) -> tuple[Hit, ...]:
        """Of all allowed products that are what is looked for, those with most or least of something, in that order.

        () where none is called so: then those of the best found that have all words are put in order.
        """
        query, is_of_kind = Query.of(request.query), _kinds(request)
        rows = self._scorer.having_all(query, allowed) if query.terms and not is_of_kind else allowed
        values = self._column(request, rows)
        known = np.flatnonzero(~np.isnan(values))
        hits: list[Hit] = []
        order = known[ranking.order_of(values[known].tolist(), wants_least(extreme(request.wishes)))]
        for start in range(0, len(order), LOOKED_AT):
            some = [(int(rows[i]), -float(start + n)) for n, i in enumerate(order[start : start + LOOKED_AT])]
            for product, score in self._products(some):
                words, row = Words.of(product), self._shelf.row_of_id[product.id]
                is_thing = bool(is_of_kind) or (query.is_named(words) and query.is_answered(words, 0.0))
                is_thing = is_thing and not self._is_beside(row, product, query.thing)
                left = [term for term in query.terms if term not in is_of_kind and term not in words.told]
                if is_thing and not left and not self._mentions(product, request.conditions):
                    hits.append(Hit(product, score, query.said(words)))
            if len(hits) >= limit:
                break
        return tuple(hits[:limit])

    def _is_beside(self, row: int, product: Product, thing: str) -> bool:
        """Whether a product only goes with the thing that is asked for, by its title or by its category."""
        return bool(thing) and (self._shelf.goes_with(row, thing) or is_of_accessories(product.category, thing))

    def _column(self, request: Request, rows: Rows) -> NDArray[np.float64]:
        """What decides an extreme, for each row: that of its fields that most tell, NaN where unknown."""
        columns: list[NDArray[np.float64]] = []
        for name in fields_of(extreme(request.wishes)):
            if name == "price":
                column = self._shelf.prices(_currency(request))
            elif name == "rating":
                column = np.where(
                    np.isnan(self._shelf.ratings), np.nan, ranking.esteem(self._shelf.ratings, self._shelf.counts)
                )
            else:
                column = self._shelf.column(name)
            columns.append(column[rows])
        return max(columns, key=lambda column: int((~np.isnan(column)).sum()))

    def _products(self, best: Sequence[tuple[int, float]]) -> list[tuple[Product, float]]:
        """Those that SQL says are live, with their scores."""
        products = {product.id: product for product in self._store.get([self._shelf.ids[row] for row, _ in best])}
        return [(products[self._shelf.ids[row]], score) for row, score in best if self._shelf.ids[row] in products]

    def _looked_at(
        self, request: Request, best: Sequence[tuple[int, float]], cosine: Mapping[int, float], is_near_enough: bool
    ) -> list[Hit]:
        """Those that meet the query, or all, and mention nothing they may not."""
        query = Query.of(request.query)
        is_kept = is_near_enough or any(c.field == "category" and c.op == "=" for c in request.conditions)
        hits: list[Hit] = []
        of_noun: list[Hit] = []
        having_noun: set[str] = set()
        nears: dict[str, float] = {}
        for product, score in self._products(best):
            if self._mentions(product, request.conditions):
                continue
            row, words = self._shelf.row_of_id[product.id], Words.of(product)
            is_named, near = bool(self._shelf.codes(row) & query.codes), cosine.get(row, 0.0)
            if is_kept or is_named or query.is_answered(words, near):
                hits.append(Hit(product, score, query.said(words)))
                having_noun |= {product.id} if query.has_noun(words, near) else set()
                of_noun += hits[-1:] if near >= NEAR or product.id in having_noun else []
                nears[product.id] = near
        least = NEARLY * max((nears[id_] for id_ in having_noun), default=0.0)
        of_noun = [hit for hit in of_noun if hit.product.id in having_noun or nears[hit.product.id] >= least]
        named = [hit for hit in of_noun if hit.product.id in having_noun]
        enough = ENOUGH if query.noun else 1  # few by name: what means nearly the same, too; not told well in Chinese
        chosen = named if len(named) >= enough else of_noun
        return chosen if chosen and not is_kept else hits

    def _mentions(self, product: Product, conditions: Sequence[Condition]) -> bool:
        return any(c.field == "word" and mentions(product, str(c.value)) for c in conditions)

    def _arranged(self, request: Request, hits: Sequence[Hit], limit: int) -> tuple[Hit, ...]:
        if wish := extreme(request.wishes):
            rows = np.array([self._shelf.row_of_id[hit.product.id] for hit in hits], np.int64)
            values = self._column(request, rows) if hits else np.zeros(0)
            order = ranking.order_of(values.tolist(), wants_least(wish))
            whole = [
                hits[i] for i in order if len(hits[i].words) == len(request.query.split()) and not np.isnan(values[i])
            ]
            return tuple(dict.fromkeys((*whole, *hits)))[:limit]
        vectors = self._scorer.vectors([self._shelf.row_of_id[hit.product.id] for hit in hits])
        if len(vectors) < len(hits):
            return tuple(hits[:limit])
        matrix = np.array([vectors[self._shelf.row_of_id[hit.product.id]] for hit in hits])
        scores = np.array([hit.score for hit in hits])
        return tuple(hits[i] for i in ranking.varied(scores, matrix, limit))

    def _blame(self, request: Request, limit: int, hidden: Collection[str]) -> tuple[Condition | None, tuple[Hit, ...]]:
        """The condition without which something fits, and that; a category is blamed last."""
        ordered = sorted(request.conditions, key=lambda c: _BLAMED.get(c.field, 1))
        for condition in ordered:
            others = tuple(c for c in request.conditions if c is not condition)
            wider = replace(request, conditions=others)
            hits = self._hits(wider, LOOKED_AT, hidden, None) or self._otherwise(wider, LOOKED_AT, hidden)
            hits = hits or self._wider(wider, LOOKED_AT, hidden)
            if hits:
                return condition, self._nearest_first(condition, hits)[:limit]
        return None, ()

    def _nearest_first(self, condition: Condition, hits: tuple[Hit, ...]) -> tuple[Hit, ...]:
        """By how little they miss a limit; of other conditions as they come."""
        if condition.field not in ("price", "rating") or condition.op not in NUMERIC:
            return hits
        column = self._shelf.prices(condition.unit) if condition.field == "price" else self._shelf.ratings
        gaps = [abs(float(column[self._shelf.row_of_id[hit.product.id]]) - float(condition.value)) for hit in hits]
        return tuple(hits[i] for i in ranking.order_of(gaps, True))


def _kinds(request: Request) -> frozenset[str]:
    """The terms of a query that its category stands for; none without one."""
    names = [str(c.value) for c in request.conditions if c.field == "category" and c.op == "="]
    same = (one for name in names for one in (name, *same_as(name)))
    said = {*terms(" ".join(same))} if names else set()
    return frozenset(said | {*terms(request.query)[-1:]} if names else said)


def _currency(request: Request) -> str:
    return next((c.unit for c in request.conditions if c.field == "price" and c.unit), "")


_BLAMED = {"price": 0, "for": 2, "category": 3}  # which is thought of first
