"""The two rebuildable indexes of each visibility, side by side: vectors and keywords.

Customers are answered from the public pair alone: what they may not see is not in the index that is asked.
"""

import logging
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Literal, get_args

import numpy as np

from knowledge.embedding import Vectors
from knowledge.keywords import KeywordEntry, KeywordIndex
from knowledge.model import Visibility
from knowledge.vectors import VectorIndex, VectorStore

logger = logging.getLogger(__name__)

Audience = Literal["public", "staff"]
VISIBLE_TO: dict[str, tuple[Visibility, ...]] = {"public": ("public",), "staff": ("public", "staff")}
MARK = "#"  # between a chunk's id and the number of its vector


@dataclass(frozen=True)
class IndexEntry:
    """What the indexes hold of a chunk."""

    id: str
    title: str  # title, headings and file name, for the keyword index
    text: str
    vectors: Vectors  # shape (spans, dimension)


@dataclass(frozen=True)
class IndexPair:
    """The vectors and keywords of one visibility."""

    vectors: VectorIndex
    keywords: KeywordIndex

    def put(self, entries: Sequence[IndexEntry]) -> None:
        """Add or replace; found and on disk when this returns. Raises OSError when an entry cannot be read back."""
        if not entries:
            return
        ids = [id_ for entry in entries for id_ in vector_ids(entry)]
        self.vectors.put(ids, np.concatenate([entry.vectors for entry in entries]))
        self.keywords.put([KeywordEntry(entry.id, entry.title, entry.text) for entry in entries])
        if not self.holds(entries):
            raise OSError("the index did not keep every passage")

    def holds(self, entries: Sequence[IndexEntry]) -> bool:
        """Whether every vector and keyword entry is really there."""
        ids = [id_ for entry in entries for id_ in vector_ids(entry)]
        chunk_ids = {entry.id for entry in entries}
        return self.vectors.existing(ids) == set(ids) and self.keywords.existing(chunk_ids) == chunk_ids

    def remove(self, vector_counts: dict[str, int]) -> None:
        """Forget chunks, given how many vectors each has."""
        if vector_counts:  # else nothing to commit
            self.vectors.remove([f"{id_}{MARK}{k}" for id_, count in vector_counts.items() for k in range(count)])
            self.keywords.remove(vector_counts)

    def nearest(self, vector: Vectors, limit: int) -> list[str]:
        """Ids of the chunks with the nearest vectors, best first.

        None while the vector index is damaged or being rebuilt: then the keywords answer alone.
        """
        try:
            rows = self.vectors.search(vector, limit)
        except Exception:  # Chroma's errors have no common kind
            logger.warning("The vector index cannot be searched; keywords answer alone.", exc_info=True)
            return []
        return list(dict.fromkeys(id_.rpartition(MARK)[0] for id_ in rows))


class Indexes:
    """All pairs of one folder, for one embedding model."""

    def __init__(self, folder: Path, model: str) -> None:
        self._store = VectorStore(folder / "chroma")
        self._folder = folder
        self._model = model
        self._pairs = {visibility: self._open(visibility) for visibility in get_args(Visibility)}
        self._counting = Lock()
        self.moves = 0  # how often live passages changed places; see `note_move`

    def __getitem__(self, visibility: str) -> IndexPair:
        return self._pairs[visibility]

    def note_move(self) -> None:
        """To be called before the commit that lets other entries answer, when those are already in place.

        A search may ask the indexes before and SQL after such a commit, and find neither the old passages nor the
        new ones; by `moves` it notices and looks once more.
        """
        with self._counting:
            self.moves += 1

    def forget(self, vector_counts: dict[str, int], only: Visibility | None = None) -> None:
        """Remove chunks that do not answer (there). A failure harms nobody: the next start's sweep removes them."""
        for visibility in [only] if only else get_args(Visibility):
            try:
                self._pairs[visibility].remove(vector_counts)
            except Exception:  # the libraries' errors have no common kind
                logger.exception("Leftovers remain in the %s index until the next start.", visibility)

    def visible_to(self, audience: Audience) -> list[tuple[Visibility, IndexPair]]:
        return [(visibility, self._pairs[visibility]) for visibility in VISIBLE_TO[audience]]

    def document_frequencies(self, terms: Collection[str], audience: Audience) -> tuple[dict[str, int], int]:
        """In how many chunks each term stands, and how many chunks there are."""
        frequencies, total = dict.fromkeys(terms, 0), 0
        for _, pair in self.visible_to(audience):
            total += len(pair.keywords)
            for term, count in pair.keywords.document_frequencies(terms).items():
                frequencies[term] += count
        return frequencies, total

    def reset(self) -> None:
        """Empty every index."""
        self._store.reset()
        for visibility, pair in self._pairs.items():
            pair.keywords.clear()
            self._pairs[visibility] = IndexPair(self._store.collection(visibility, self._model), pair.keywords)

    def settled(self) -> None:
        """To be told once both indexes were read to their end after opening or a reset."""
        self._store.settled()

    def close(self) -> None:
        self._store.close()

    def _open(self, visibility: str) -> IndexPair:
        keywords = KeywordIndex(self._folder / f"keywords-{visibility}")
        return IndexPair(self._store.collection(visibility, self._model), keywords)


def vector_ids(entry: IndexEntry) -> list[str]:
    return [f"{entry.id}{MARK}{k}" for k in range(len(entry.vectors))]
