"""Making the indexes equal to SQL again: the sweep at every start, the check and the rebuild of `doctor`."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import numpy as np
from sqlalchemy import delete, select, tuple_, update

from knowledge.indexes import MARK, Indexes
from knowledge.keywords import KeywordIndex
from knowledge.model import Visibility
from knowledge.records import UNFINISHED
from knowledge.store import DocumentStore
from knowledge.tables import ChunkRow, DocumentRow, VersionRow
from storage.database import Database

logger = logging.getLogger(__name__)

CHUNKS_OF_ONE_STEP = 200


@dataclass(frozen=True)
class Swept:
    """What a sweep found: entries that were missing or should not have been there, uploads begun anew."""

    missing: int
    surplus: int
    requeued: int
    orphans: int  # files that no version owns


def sweep(database: Database, store: DocumentStore, indexes: Indexes, originals: Path, incoming: Path) -> Swept:
    """Bring both indexes and the originals' folder in line with SQL. Run by the owner, before ingestion starts."""
    requeued = _requeue(database)
    try:
        missing, surplus = _align_all(store, indexes)
    except Exception:  # the libraries' errors have no common kind; whatever it is, SQL has all to begin anew
        logger.warning("An index is damaged; both are built anew.", exc_info=True)
        indexes.reset()
        missing, surplus = _align_all(store, indexes)
    kept = store.originals()
    orphans = [path for path in originals.iterdir() if path.name not in kept] + list(incoming.iterdir())
    for path in orphans:
        path.unlink(missing_ok=True)
    swept = Swept(missing, surplus, requeued, len(orphans))
    if swept != Swept(0, 0, 0, 0):
        logger.info("Swept: %s", swept)
    return swept


def rebuild(store: DocumentStore, indexes: Indexes) -> int:
    """Build both indexes anew from the vectors and texts in SQL; returns the number of passages."""
    indexes.reset()
    passages, _ = _align_all(store, indexes)
    indexes.settled()
    return passages


def damaged(store: DocumentStore, indexes: Indexes, sample: int | None = None) -> list[str]:
    """Ids of live chunks that an index does not find by their own vector, or does not hold at all.

    Looks at all of them, or at about `sample` spread evenly: a damaged Chroma file raises nothing and counts right.
    """
    found: list[str] = []
    for visibility in get_args(Visibility):
        pair = indexes[visibility]
        ids = list(store.live_chunk_ids(visibility))
        step = max(1, len(ids) // sample) if sample else 1
        for some in _steps(ids[::step]):
            kept = _existing(pair.keywords, some)
            found += [id_ for id_ in some if id_ not in kept]
            entries = store.entries(some)
            vectors = np.concatenate([entry.vectors for entry in entries]) if entries else np.zeros((0, 1), np.float32)
            names = [f"{entry.id}{MARK}{k}" for entry in entries for k in range(len(entry.vectors))]
            found += [name.rpartition(MARK)[0] for name in pair.vectors.lost(names, vectors)]
    return list(dict.fromkeys(found))


def requeue_foreign(database: Database, model: str) -> int:
    """Take documents whose vectors are of another embedding model back into the queue; vectors are never mixed.

    Until they are embedded anew they do not answer, and the list shows them as queued.
    """
    with database.write() as session:
        rows = session.execute(
            select(DocumentRow, VersionRow)
            .join(
                VersionRow, (VersionRow.document_id == DocumentRow.id) & (VersionRow.number == DocumentRow.live_version)
            )
            .where(VersionRow.model != model)
        ).all()
        for document, version in rows:
            document.live_version, version.status = None, "queued"
        return len(rows)


def _requeue(database: Database) -> int:
    """Uploads that a crash interrupted are read again from their originals; chunks of no live version go."""
    with database.write() as session:
        live = select(DocumentRow.id, DocumentRow.live_version).where(DocumentRow.live_version.is_not(None))
        session.execute(delete(ChunkRow).where(tuple_(ChunkRow.document_id, ChunkRow.version).not_in(live)))
        result = session.execute(
            update(VersionRow)
            .where(VersionRow.status.in_([status for status in UNFINISHED if status != "queued"]))
            .values(status="queued")
        )
        return int(getattr(result, "rowcount", 0))


def _existing(keywords: KeywordIndex, ids: list[str]) -> set[str]:
    try:
        return keywords.existing(ids)
    except ValueError:  # an index that cannot be asked holds nothing
        logger.warning("The keyword index cannot be searched.", exc_info=True)
        return set()


def _align_all(store: DocumentStore, indexes: Indexes) -> tuple[int, int]:
    aligned = [_align(store, indexes, visibility) for visibility in get_args(Visibility)]
    return sum(added for added, _ in aligned), sum(removed for _, removed in aligned)


def _align(store: DocumentStore, indexes: Indexes, visibility: Visibility) -> tuple[int, int]:
    pair = indexes[visibility]
    live = store.live_chunk_ids(visibility)
    wanted = {f"{id_}{MARK}{k}" for id_, spans in live.items() for k in range(spans)}
    stored, words = pair.vectors.ids(), pair.keywords.ids()
    surplus_vectors, surplus_words = stored - wanted, words - live.keys()
    if surplus_vectors:
        pair.vectors.remove(sorted(surplus_vectors))
    if surplus_words:
        pair.keywords.remove(surplus_words)
    missing = [id_ for id_, spans in live.items()
               if id_ not in words or any(f"{id_}{MARK}{k}" not in stored for k in range(spans))]  # fmt: skip
    for some in _steps(missing):
        pair.put(store.entries(some))
    return len(missing), len({id_.rpartition(MARK)[0] for id_ in surplus_vectors} | surplus_words)


def _steps(ids: list[str]) -> Iterable[list[str]]:
    return (ids[start : start + CHUNKS_OF_ONE_STEP] for start in range(0, len(ids), CHUNKS_OF_ONE_STEP))
