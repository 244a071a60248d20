from collections.abc import Iterator
from pathlib import Path

import pytest

import desk.tables  # noqa: F401  (declares the tables that are made below)
from storage.database import Base, Database


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{(tmp_path / 'desk.sqlite').as_posix()}")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()
