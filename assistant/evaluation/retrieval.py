"""How well the search finds: recall, reciprocal rank and discounted gain over documents.

A document ranks where its best passage ranks. Gains are binary. MRR and nDCG as in Järvelin and Kekäläinen (2002).
"""

import time
from collections.abc import Sequence
from math import log2
from statistics import quantiles
from typing import Any

from assistant.evaluation.forms import QueryRow, TemporaryStore

DEPTH = 10
PASSAGES = 60  # asked of the search, so that ten different documents are among them


def evaluate_retrieval(store: TemporaryStore, queries: Sequence[QueryRow]) -> dict[str, Any]:
    """The figures over all queries with `doc_ids`; times are of one search, in milliseconds."""
    scored = [query for query in queries if query.doc_ids]
    ranks: list[list[int]] = []
    milliseconds: list[float] = []
    store.knowledge.prepare()
    for query in scored:
        started = time.perf_counter()
        passages = store.knowledge.search(query.question, limit=PASSAGES)
        milliseconds.append((time.perf_counter() - started) * 1000)
        ranking = list(dict.fromkeys(passage.document_id for passage in passages))[:DEPTH]
        wanted = store.documents_of(query.doc_ids)
        ranks.append([rank for rank, document in enumerate(ranking, 1) if document in wanted])
    wanted_counts = [len(store.documents_of(query.doc_ids)) for query in scored]
    percentiles = quantiles(milliseconds, n=20) if len(milliseconds) > 1 else milliseconds * 19
    return {
        "queries": len(scored),
        **{f"recall@{k}": _mean([_recall(found, k, n) for found, n in zip(ranks, wanted_counts, strict=True)])
           for k in (1, 5, 10)},
        "mrr@10": _mean([1 / found[0] if found else 0.0 for found in ranks]),
        "ndcg@10": _mean([_ndcg(found, n) for found, n in zip(ranks, wanted_counts, strict=True)]),
        "ms_per_query_p50": round(percentiles[9], 2) if percentiles else None,
        "ms_per_query_p95": round(percentiles[18], 2) if percentiles else None,
    }  # fmt: skip


def _recall(found: list[int], k: int, wanted: int) -> float:
    return sum(rank <= k for rank in found) / wanted if wanted else 0.0


def _ndcg(found: list[int], wanted: int) -> float:
    ideal = sum(1 / log2(rank + 1) for rank in range(1, min(wanted, DEPTH) + 1))
    return sum(1 / log2(rank + 1) for rank in found) / ideal if ideal else 0.0


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
