"""An import of a large catalog beside the usual way: LangChain's documents, langchain-chroma, HuggingFaceEmbeddings.

    python -m benchmarks.catalog_import [--products 20000] [--file ../shared/data/.../products.jsonl.gz] [--json]

Both take in the very same products with the very same all-MiniLM-L6-v2 folder, one after the other in one run, with all
cores. Ours is `catalog import`: the file is read and checked, products go to SQL, to the vectors and to the keywords,
wholly or not at all. Theirs makes a document of each product and hands all of them to `Chroma.add_documents`: once with
title and description, as a tutorial would, and once with the very texts that we embed, which leaves them nothing to do
that we do not do as well. Then searches with two conditions are timed in ours, the embedding of the request included.
Where there is no file, the sample shop's products are taken in many colours and prices.
`--ours` leaves the comparison out, `--quick` the model too: vectors then come from the tests' quick embedder, which
tells how the rest of an import grows with its size.
"""

import argparse
import gzip
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from statistics import quantiles
from typing import Any

import samples
from benchmarks.side_by_side import Watch
from knowledge.catalog.catalog import Catalog
from knowledge.catalog.product import Product
from knowledge.catalog.reading import preview, read
from knowledge.catalog.request import Request
from knowledge.catalog.rows import Rejected
from knowledge.embedding import MiniLM, model_folder
from knowledge.loading import Limits
from knowledge.preparing import InProcessPreparer, PreparerProcess
from storage.database import open_database

ELECTRONICS = Path("../shared/data/chorus_electronics/products.jsonl.gz")
WRITTEN_AT_ONCE = 5000  # documents of one call on their side; Chroma takes no more than 5,461
TIMED = 100
REQUESTS = {
    True: ("black notebook with at least 4 GB of memory", "HP laser printer with wifi, black",
           "Samsung monitor in black", "white Logitech keyboard", "silver camera with at least 12 MP",
           "blue backpack for 15 inch laptops"),
    False: ("waterproof tent under €300", "black backpack up to 100 euros", "green jacket under €150",
            "wool blanket over €50", "head torch under €40 in orange", "300 元以内的防水背包"),
}  # fmt: skip


def products_of(file: Path, count: int) -> list[Product]:
    """`count` different products of a catalog file; where it has fewer they come again with other prices and titles."""
    chance, limits = random.Random(1), Limits()
    rows = read(file, file.name, limits, preview(file, file.name, limits).mapping)
    known = [row[1] for row in rows if not isinstance(row, Rejected)]
    return known[:count] + [
        replace(known[n % len(known)], id=f"again-{n}", title=f"{known[n % len(known)].title} {n}",
                price=Decimal(chance.randint(5, 500)), currency="EUR")
        for n in range(len(known), count)
    ]  # fmt: skip


def written(products: Sequence[Product], path: Path) -> Path:
    """A file of these products as a company would hand it in."""
    with gzip.open(path, "wt", encoding="utf-8") as out:
        for product in products:
            row = {"id": product.id, "title": product.title, "description": product.description, "brand": product.brand,
                   "category": " > ".join(product.category), "colour": product.colour, "size": product.size,
                   "title_zh": product.title_zh, "description_zh": product.description_zh}  # fmt: skip
            if product.price is not None:
                row |= {"price": str(product.price), "currency": product.currency}
            row |= {attribute.name: attribute.text() for attribute in product.attributes}
            out.write(json.dumps({name: value for name, value in row.items() if value}, ensure_ascii=False) + "\n")
    return path


@contextmanager
def our_catalog(folder: Path, is_quick: bool) -> Iterator[Catalog]:
    """An empty catalog as the command line has it, or with the tests' quick embedder."""
    if is_quick:
        from tests.knowledge.conftest import HashingEmbedder

        quick = HashingEmbedder()
        embedder, preparer = quick, InProcessPreparer(quick)
    else:
        embedder = MiniLM(threads=1)  # type: ignore[assignment]
        preparer = PreparerProcess(embedder.name, "", os.cpu_count() or 1, yields=False)  # type: ignore[assignment]
    database = open_database(f"sqlite:///{folder / 'products.sqlite'}", folder / "backups")
    catalog = Catalog(folder / "catalog", database, embedder, preparer)
    try:
        yield catalog
    finally:
        catalog.close()
        preparer.close()
        database.close()


def ours(folder: Path, file: Path, requests: Sequence[str], is_quick: bool) -> dict[str, Any]:
    with our_catalog(folder, is_quick) as catalog:
        watch = Watch()
        imported = catalog.import_file(file, file.name, progress=_told)
        taken = watch.read()
        print(f"\nours: {taken}", file=sys.stderr, flush=True)
        for text in requests:
            catalog.find(catalog.read(text))
        asked = [catalog.read(text) for text in requests]
        times = [_milliseconds(catalog, asked[n % len(asked)]) for n in range(TIMED)]
        figures = {"products": imported.added, "rejected": imported.rejected_count, **taken,
                   "conditions": [len(request.conditions) for request in asked]}  # fmt: skip
        for name, measured in zip(("search_ms", "search_processor_ms"), zip(*times, strict=True), strict=True):
            cuts = quantiles(measured, n=20)
            figures |= {f"{name}_p50": round(cuts[9], 1), f"{name}_p95": round(cuts[18], 1)}
        return figures


def theirs(folder: Path, texts: Sequence[str]) -> dict[str, Any]:
    """Seconds to take the texts in."""
    from langchain_chroma import Chroma
    from langchain_core.documents import Document
    from langchain_huggingface import HuggingFaceEmbeddings

    watch = Watch()
    store = Chroma(embedding_function=HuggingFaceEmbeddings(model_name=str(model_folder())),
                   persist_directory=str(folder))  # fmt: skip
    for start in range(0, len(texts), WRITTEN_AT_ONCE):
        store.add_documents([Document(text) for text in texts[start : start + WRITTEN_AT_ONCE]])
    taken = watch.read()
    print(f"theirs: {taken}", file=sys.stderr, flush=True)
    return taken


def measure(file: Path, count: int, *, is_compared: bool, is_quick: bool) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="catalog-import-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        is_electronics = file.is_file()
        products = products_of(file if is_electronics else samples.CATALOG, count)
        made = written(products, folder / "products.jsonl.gz")
        (folder / "ours").mkdir()
        figures: dict[str, Any] = {"load": [round(value, 1) for value in os.getloadavg()],
                                   "ours": ours(folder / "ours", made, REQUESTS[is_electronics], is_quick)}  # fmt: skip
        if is_compared:
            described = [f"{product.title}\n{product.description}".strip() for product in products]
            for kind, texts in (("described", described), ("same texts", [p.embedded_text for p in products])):
                taken = theirs(folder / kind.replace(" ", "-"), texts)
                times = {f"times_ours_{name}": round(taken[name] / figures["ours"][name], 2) for name in taken}
                figures[f"theirs, {kind}"] = taken | times
        return figures


def _milliseconds(catalog: Catalog, request: Request) -> tuple[float, float]:
    """By the clock, and of processor time: what else runs on the machine makes the first longer."""
    started, used = time.perf_counter(), time.process_time()
    catalog.find(request)
    return (time.perf_counter() - started) * 1000, (time.process_time() - used) * 1000


def _told(stage: str, done: int, total: int) -> None:
    print(f"\r{stage} {done} {total or ''}  ", end="", file=sys.stderr, flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--products", type=int, default=20_000)
    parser.add_argument("--file", type=Path, default=ELECTRONICS)
    parser.add_argument("--ours", action="store_true", help="without the comparison")
    parser.add_argument("--quick", action="store_true", help="without comparison and embedding model")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    is_compared = not (arguments.ours or arguments.quick)
    if is_compared:
        try:
            import langchain_chroma  # noqa: F401
            import langchain_huggingface  # noqa: F401
        except ImportError as error:
            print(f"{error.name} is missing, so ours alone is measured. Install benchmarks/requirements.txt in an "
                  "environment of its own to compare; the file says how.", file=sys.stderr)  # fmt: skip
            is_compared = False
    found = measure(arguments.file, arguments.products, is_compared=is_compared, is_quick=arguments.quick)
    if arguments.json:
        print(json.dumps(found, ensure_ascii=False))
        return
    for name, figures in found.items():
        print(f"{name}: {figures}")


if __name__ == "__main__":
    main()
