"""What all tests share: a clean environment, a data folder of their own, and the browser where there is one."""

import os
import shutil
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from argon2 import PasswordHasher

import knowledge.tables  # noqa: F401  (both declare the tables that `database` has)
from knowledge.embedding import MiniLM
from storage.database import Base, Database
from storage.folder import DataFolder
from tests.minilm import MODEL

# Tests run without a network: a library that would ask a hub for a model says so at once instead of waiting.
os.environ["HF_HUB_OFFLINE"] = "1"
# Several tests share the processor: a thread of torch that waits for another must not keep it busy meanwhile.
os.environ["OMP_WAIT_POLICY"] = "PASSIVE"


@pytest.fixture(autouse=True)
def _no_settings_from_the_developer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A developer's own FRONTDESK_* variables change no test."""
    for name in [name for name in os.environ if name.startswith("FRONTDESK_")]:
        monkeypatch.delenv(name)


@pytest.fixture
def data_folder(tmp_path: Path) -> Iterator[DataFolder]:
    """An empty data folder with its subfolders; released at the end if the test acquired it."""
    folder = DataFolder(tmp_path / "data")
    folder.prepare()
    yield folder
    folder.release()


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    """An empty SQLite database with all tables, made without migrations."""
    database = Database(f"sqlite:///{(tmp_path / 'test.sqlite').as_posix()}")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture(scope="module")
def quick_hashes() -> Iterator[None]:
    """Passwords are hashed at a fraction of the price: what that has to be is held in tests/desk/test_accounts.py."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(
            "desk.passwords.PasswordHasher", partial(PasswordHasher, time_cost=1, memory_cost=64, parallelism=1)
        )
        yield


@pytest.fixture(scope="session")
def minilm() -> MiniLM:
    return MODEL


@pytest.fixture(scope="session")
def chromium() -> str:
    """The path of a Chromium. Without one the test is skipped, but not in continuous integration, which installs it."""
    for name in ("chromium", "chromium-browser", "google-chrome"):
        if path := shutil.which(name):
            return path
    if os.environ.get("CI"):
        pytest.fail("Chromium is missing; .ci/run installs it.")
    pytest.skip("no Chromium on this machine")
