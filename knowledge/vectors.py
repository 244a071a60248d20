"""The dense index: Chroma, with our own vectors. The one file that knows Chroma.

Chroma is a rebuildable index with exactly one owning process (the data folder's lock sees to that). One collection
per visibility and no `where` filter: what a customer may not see is not in the index that is asked, and a query of
100,000 chunks takes milliseconds.
"""

import logging
import shutil
import time
from collections.abc import Iterable, Sequence
from pathlib import Path
from threading import Lock
from typing import Any

import numpy as np
from numpy.typing import NDArray

logger = logging.getLogger(__name__)

BATCH = 64  # rows of one write; larger ones delay the queries beside them
PAUSE = 0.02  # seconds between two writes of a long series, so that queries come through
NEIGHBORS = 32  # links of a row; with Chroma's 16 about one row in 1,300 cannot be reached by any search
WIDEST = 1000  # rows of the widest search for a row that seems lost
SAME = 1e-3  # distance below which two vectors are the same

_opening = Lock()


class VectorStore:
    """All collections of one folder."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._opening = folder / "opening"
        self._open()

    def collection(self, name: str, model: str) -> "VectorIndex":
        """The collection for vectors of `model`; vectors of another model are never mixed in, they are dropped."""
        collection = self._create(name, model)
        if (collection.metadata or {}).get("model") != model:
            self._client.delete_collection(name)
            collection = self._create(name, model)
        return VectorIndex(collection)

    def reset(self) -> None:
        """Drop everything, on disk too, damaged or not; collections must be asked for anew."""
        self.close()
        shutil.rmtree(self._folder, ignore_errors=True)
        self._open()

    def settled(self) -> None:
        """To be told once every collection was read to its end after opening."""
        self._opening.unlink(missing_ok=True)

    def close(self) -> None:
        self.settled()
        self._client.close()

    def _open(self) -> None:
        # Some damage makes Chroma end the whole process. A start that got no further than this leaves its mark, and
        # the next one begins with an empty index instead of ending in the same way for ever.
        if self._opening.exists():
            logger.warning("The last start ended while the vector index was opened; it is built anew.")
            shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True, exist_ok=True)
        self._opening.touch()
        self._client = _open_client(self._folder)

    def _create(self, name: str, model: str) -> Any:
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,
            metadata={"model": model},
            configuration={"hnsw": {"space": "ip", "max_neighbors": NEIGHBORS}},
        )


class VectorIndex:
    """Unit vectors by chunk id. Any thread may search; writes wait for each other."""

    def __init__(self, collection: Any) -> None:
        self._collection = collection
        self._writing = Lock()

    def put(self, ids: Sequence[str], vectors: NDArray[np.float32]) -> None:
        """Add or replace rows; they are durable when this returns. Long series pause so that searches come through."""
        for start in range(0, len(ids), BATCH):
            if start:
                time.sleep(PAUSE)
            with self._writing:
                self._collection.upsert(ids=list(ids[start : start + BATCH]), embeddings=vectors[start : start + BATCH])

    def remove(self, ids: Sequence[str]) -> None:
        for start in range(0, len(ids), BATCH * 8):
            with self._writing:
                self._collection.delete(ids=list(ids[start : start + BATCH * 8]))

    def search(self, vector: NDArray[np.float32], limit: int) -> list[str]:
        """Ids of the nearest rows, best first."""
        if limit < 1:
            return []
        found = self._collection.query(query_embeddings=[vector], n_results=limit, include=[])
        return list(found["ids"][0])

    def existing(self, ids: Sequence[str]) -> set[str]:
        """Those of `ids` that are really stored."""
        return set(self._collection.get(ids=list(ids), include=[])["ids"]) if ids else set()

    def ids(self) -> set[str]:
        return set(self._collection.get(include=[])["ids"])

    def lost(self, ids: Iterable[str], vectors: NDArray[np.float32]) -> list[str]:
        """Which rows a search for their own vector does not find: the sign of a damaged index.

        `count()` and ids come from another file than the vectors, so only a search tells.
        """
        return [id_ for id_, vector in zip(ids, vectors, strict=True) if not self._finds(id_, vector)]

    def _finds(self, id_: str, vector: NDArray[np.float32]) -> bool:
        # the index is approximate: what a narrow search misses, a wide one must find
        for width in (1, WIDEST):
            try:
                found = self._collection.query(query_embeddings=[vector], n_results=width, include=["distances"])
            except Exception:  # Chroma's errors have no common kind; an index that cannot be asked finds nothing
                logger.warning("The vector index cannot be searched.", exc_info=True)
                return False
            # another row with the very same vector is as good an answer
            if found["ids"][0] and (id_ in found["ids"][0] or found["distances"][0][0] <= SAME):
                return True
        return False

    def __len__(self) -> int:
        return int(self._collection.count())


def _open_client(folder: Path) -> Any:
    import chromadb
    from chromadb.api.shared_system_client import SharedSystemClient
    from chromadb.config import Settings

    settings = Settings(anonymized_telemetry=False, is_persistent=True)
    with _opening:
        try:
            return chromadb.PersistentClient(str(folder), settings=settings)
        except Exception:  # Chroma's errors have no common kind
            logger.warning("The vector index was damaged and is built anew.", exc_info=True)
            # Chroma keeps the half-opened client and would hand it out again
            SharedSystemClient._identifier_to_system.pop(str(folder), None)
            shutil.rmtree(folder, ignore_errors=True)
            folder.mkdir(parents=True, exist_ok=True)
            return chromadb.PersistentClient(str(folder), settings=settings)
