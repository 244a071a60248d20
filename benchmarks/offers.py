"""What is recommended, a thousand times, and how fast a large catalog is searched.

    python -m benchmarks.offers [--seed 7]      # 1,000 random requests to the sample shop
    python -m benchmarks.offers --products 20000

The first counts answers that show what is not in the catalog, and texts that say what their cards do not. The second
times searches with two conditions; its products are the sample shop's in many colours and prices, and vectors come
from the tests' quick embedder, for it is the search that is timed and not the model.
"""

import argparse
import random
import sys
import tempfile
import time
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from statistics import quantiles

import samples
from assistant.offers.agreement import disagreements
from knowledge.catalog.catalog import Catalog
from knowledge.catalog.request import Request
from tests.assistant.offers.test_recommendations import Chat, requests, spoken_of
from tests.knowledge.catalog.conftest import opened_catalog
from tests.knowledge.conftest import HashingEmbedder

ASKED = 1000
TIMED = 200


def ask(catalog: Catalog, seed: int) -> dict[str, int]:
    """The counts over random requests that `seed` puts together."""
    catalog.import_file(samples.CATALOG, samples.CATALOG.name)
    known, chat = set(catalog.ids()), Chat(catalog)
    outside = disagreeing = shown = 0
    for text in requests(seed, ASKED):
        answer = chat.says(text)
        ids = [product.id for product in answer.products]
        about = catalog.get([*ids, *spoken_of(chat)])
        said = [text, chat.dialog["catalog"]["request"]["query"], *(chip.label for chip in answer.chips)]
        shown += len(ids)
        outside += len(set(ids) - known)
        if ids and (wrong := disagreements(answer.text, answer.products, about, said=said)):
            disagreeing += 1
            print(text, wrong, answer.text, file=sys.stderr)
    return {"requests": ASKED, "shown": shown, "outside_the_catalog": outside, "texts_that_disagree": disagreeing}


def search(catalog: Catalog, count: int) -> dict[str, float]:
    """Times of searches with two conditions among `count` products, in milliseconds."""
    catalog.import_file(samples.CATALOG, samples.CATALOG.name)
    shop, chance = catalog.get(catalog.ids()), random.Random(1)
    many = [
        replace(shop[n % len(shop)], id=f"p{n}", title=f"{shop[n % len(shop)].title} {n}",
                price=Decimal(chance.randint(5, 500)), is_sample=False)
        for n in range(count)
    ]  # fmt: skip
    started = time.perf_counter()
    catalog.import_products(many)
    imported = time.perf_counter() - started
    texts = ["waterproof tent under €300", "black backpack up to 100 euros", "green jacket under €150",
             "wool blanket over €50", "head torch under €40 in orange", "300 元以内的防水背包"]  # fmt: skip
    asked = [catalog.read(text) for text in texts]
    times = [_milliseconds(catalog, asked[n % len(asked)]) for n in range(TIMED)]
    cuts = quantiles(times, n=20)
    return {"products": count, "import_seconds": round(imported, 1), "p50_ms": round(cuts[9], 1),
            "p95_ms": round(cuts[18], 1)}  # fmt: skip


def _milliseconds(catalog: Catalog, request: Request) -> float:
    started = time.perf_counter()
    catalog.find(request, 6)
    return (time.perf_counter() - started) * 1000


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--products", type=int, default=0, help="time searches among so many products")
    parser.add_argument("--seed", type=int, default=2026, help="of the random requests")
    given = parser.parse_args()
    count = given.products
    folder = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
    with folder, opened_catalog(Path(folder.name), HashingEmbedder()) as catalog:
        print(search(catalog, count) if count else ask(catalog, given.seed))


if __name__ == "__main__":
    main()
