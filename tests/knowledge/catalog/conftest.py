"""A catalog on a folder of its own, with real indexes and a small, quick, deterministic embedder."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from knowledge.catalog.catalog import Catalog
from knowledge.preparing import InProcessPreparer
from storage.database import open_database
from tests.knowledge.conftest import HashingEmbedder

OpenCatalog = Callable[..., Catalog]


@contextmanager
def opened_catalog(path: Path, embedder: HashingEmbedder) -> Iterator[Catalog]:
    database = open_database(f"sqlite:///{path / 'frontdesk.sqlite'}", path / "backups")
    catalog = Catalog(path / "catalog", database, embedder, InProcessPreparer(embedder))
    try:
        yield catalog
    finally:
        catalog.close()
        database.close()


@pytest.fixture
def catalog(data_path: Path, embedder: HashingEmbedder) -> Iterator[Catalog]:
    with opened_catalog(data_path, embedder) as opened:
        yield opened
