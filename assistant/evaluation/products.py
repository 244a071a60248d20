"""How well the catalog's search ranks products: discounted gain and recall over all products.

Gains are linear (Exact 3, Substitute 1, Complement 0.1, Irrelevant 0, or the grade that is given), the discount is
log2, the ideal is over the judged products (Järvelin and Kekäläinen, 2002). A query none of whose judged products is
worth anything has no ideal, so no ranking of it can be measured: it is left out of the mean and counted apart. Recall
is of products whose gain is that of an Exact match, or the highest that a grade can have here.
"""

import json
import tempfile
from collections.abc import Mapping, Sequence
from math import log2
from pathlib import Path
from typing import Any

from assistant.evaluation.forms import EvaluationError, rows_of
from knowledge.catalog.catalog import Catalog
from knowledge.catalog.request import Request
from knowledge.embedding import Embedder
from knowledge.preparing import InProcessPreparer
from storage.database import open_database

GAINS = {"Exact": 3.0, "Substitute": 1.0, "Complement": 0.1, "Irrelevant": 0.0}
DEPTH = 10
RELEVANT = 2.0  # gain from which a product counts as found


def evaluate_products(products: Path, queries: Path, labels: Path, embedder: Embedder) -> dict[str, Any]:
    """The figures over all queries that have a label, in a store of its own. Raises EvaluationError, CatalogError."""
    judged = read_labels(labels)
    asked = [(str(row["id"]), str(row["query"])) for _, row in rows_of(queries) if str(row.get("id")) in judged]
    with tempfile.TemporaryDirectory(prefix="frontdesk-evaluation-", ignore_cleanup_errors=True) as folder:
        database = open_database(f"sqlite:///{Path(folder) / 'products.sqlite'}", Path(folder) / "backups")
        catalog = Catalog(Path(folder) / "catalog", database, embedder, InProcessPreparer(embedder))
        try:
            catalog.import_file(products, products.name)
            ranked = {id_: rank(catalog, query) for id_, query in asked}
        finally:
            catalog.close()
            database.close()
    return figures(ranked, judged)


def rank(catalog: Catalog, query: str) -> Sequence[str]:
    """The first products for a query, no condition applied: every product is ranked."""
    return catalog.ranked(Request(query), DEPTH)


def figures(ranked: Mapping[str, Sequence[str]], judged: Mapping[str, Mapping[str, float]]) -> dict[str, Any]:
    """{'queries', 'ndcg@10', 'recall@10', 'without_relevant'}; the last ones are not among the first."""
    measured = {id_: ids for id_, ids in ranked.items() if any(gain > 0 for gain in judged[id_].values())}
    gains = [
        ndcg([judged[id_].get(product, 0.0) for product in ids[:DEPTH]], judged[id_]) for id_, ids in measured.items()
    ]
    recalls = []
    for id_, ids in measured.items():
        wanted = {product for product, gain in judged[id_].items() if gain >= RELEVANT}
        if wanted:
            recalls.append(len(wanted & {*ids[:DEPTH]}) / len(wanted))
    return {
        "queries": len(measured), "ndcg@10": _mean(gains), "recall@10": _mean(recalls),
        "without_relevant": len(ranked) - len(measured),
    }  # fmt: skip


def ndcg(found: Sequence[float], judged: Mapping[str, float]) -> float:
    """Of one query: the discounted gains of what was found over the best there can be."""
    ideal = _discounted(sorted(judged.values(), reverse=True)[:DEPTH])
    return _discounted(found) / ideal if ideal else 0.0


def read_labels(path: Path) -> dict[str, dict[str, float]]:
    """Gains by query and product. Raises EvaluationError."""
    judged: dict[str, dict[str, float]] = {}
    for n, row in rows_of(path):
        label = row.get("grade", row.get("label"))
        gain = GAINS.get(label) if isinstance(label, str) else label
        if gain is None or "query_id" not in row or "product_id" not in row:
            raise EvaluationError(f"Row {n} of {path} is no judgement: {json.dumps(row)[:120]}")
        judged.setdefault(str(row["query_id"]), {})[str(row["product_id"])] = float(gain)
    return judged


def _discounted(gains: Sequence[float]) -> float:
    return sum(gain / log2(place + 1) for place, gain in enumerate(gains, 1))


def _mean(values: Sequence[float]) -> float | None:
    return round(sum(values) / len(values), 4) if values else None
