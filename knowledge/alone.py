"""A knowledge base on a folder of its own, with nothing of a company around it: for corpora, measurements and tests."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from knowledge.base import KnowledgeBase
from knowledge.embedding import Embedder
from knowledge.preparing import InProcessPreparer, Preparer
from storage.database import open_database
from storage.folder import DataFolder


@contextmanager
def opened(path: Path, embedder: Embedder, preparer: Preparer | None = None) -> Iterator[KnowledgeBase]:
    """The knowledge base of the folder at `path`, made where there is none, and given back whole at the end.

    `preparer`: None embeds in this process. Raises FolderInUse, StorageError.
    """
    folder = DataFolder(path)
    folder.acquire()
    database = open_database(folder.database_url, folder.backups)
    knowledge = KnowledgeBase(folder, database, embedder, preparer or InProcessPreparer(embedder))
    try:
        yield knowledge
    finally:
        knowledge.close()
        database.close()
        folder.release()
