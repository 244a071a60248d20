"""The way of an upload into the answers: read, prepare, stage, verify, and one commit that makes it live.

The promise: when a document says "ready", every passage of it is answerable and stays so after a crash; until then
none of it is; a failed, cancelled or deleted document contributes nothing. So chunks are staged in SQL and in the
indexes first, where nothing finds them, then read back, and only then does one SQL commit make the version live.
Whatever a crash leaves behind is not live, and the sweep at the next start removes it (`knowledge.recovery`).
"""

import hashlib
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Event, Lock
from uuid import uuid4

import numpy as np
from sqlalchemy.exc import SQLAlchemyError

from knowledge.embedding import EmbeddingError, Vectors
from knowledge.errors import KnowledgeError, UnreadableFile
from knowledge.indexes import IndexEntry, Indexes
from knowledge.model import LoadedDocument, Visibility
from knowledge.preparing import PreparedChunk, Preparer
from knowledge.reading import Reader
from knowledge.records import VersionKey, index_entry
from knowledge.store import DocumentStore, Job

logger = logging.getLogger(__name__)

TEXTS_OF_ONE_STEP = 64  # embedded between two looks at whether the upload is still wanted

Progress = Callable[[VersionKey, str, float], None]


@dataclass(frozen=True)
class _Staged:
    """A version whose passages are in SQL and not yet in an index."""

    job: Job
    document: LoadedDocument
    entries: list[IndexEntry]


class Ingestion:
    """Takes queued versions to 'ready' or 'failed'. Used by one thread at a time."""

    def __init__(
        self, store: DocumentStore, indexes: Indexes, reader: Reader, preparer: Preparer, originals: Path,
        closing: Event, progress: Progress = lambda key, stage, share: None,
    ) -> None:  # fmt: skip
        self._store = store
        self._indexes = indexes
        self._reader = reader
        self._preparer = preparer
        self._originals = originals
        self._closing = closing
        self._progress = progress
        self.publishing = Lock()  # held from the first index entry to the commit; whoever empties an index needs it

    def read(self, job: Job) -> LoadedDocument | UnreadableFile:
        """The text of a job's file, or why there is none. Raises SQLAlchemyError when SQL cannot be written."""
        self._preparer.start()  # its libraries load while the file is read
        self._store.set_status(job.key, "reading")
        self._progress(job.key, "reading", 0.0)
        try:
            document = self._reader.read(
                self._originals / job.original, job.name, cancelled=lambda: self._is_cancelled(job.key)
            )
        except UnreadableFile as error:
            return error
        except Exception:  # one file's surprise must not stop the others
            logger.exception("Reading version %s failed.", job.key)
            return UnreadableFile("crashed")
        if not any(block.text.strip() for block in document.blocks):
            return UnreadableFile("no_text")
        return document

    def finish(self, items: Sequence[tuple[Job, LoadedDocument | UnreadableFile]]) -> None:
        """Take read documents to 'ready', or record why not; when closing, leave them as they are for the next start.

        Raises SQLAlchemyError when SQL cannot even be told of a failure; then nothing of that document is live, and
        this may be called again.
        """
        documents: list[tuple[Job, LoadedDocument]] = []
        for job, document in items:
            if not isinstance(document, UnreadableFile):
                documents.append((job, document))
            elif not self._closing.is_set():
                self._store.fail(job.key, document.code, document.details)
        try:
            self._publish(documents)
        except Exception as error:  # a full disk, a lock, a damaged index: this upload fails, the rest go on
            if self._closing.is_set():
                return
            if len(documents) > 1:  # each by itself, so that one costs no other
                for item in documents:
                    self.finish([item])
            elif isinstance(error, EmbeddingError):
                self._withdraw(documents[0][0], KnowledgeError("embedding", detail=str(error)))
            else:
                logger.exception("Ingesting version %s failed.", documents[0][0].key)
                self._withdraw(documents[0][0], KnowledgeError("storage", detail=reason(error)))

    def add_loaded(self, documents: Sequence[LoadedDocument]) -> list[str]:
        """Make many documents that exist only as text live together, under their titles; returns their ids.

        For corpora and tests: one write to each index for all of them.
        """
        prepared = [self._preparer.prepare(document) for document in documents]
        texts = [text for items in prepared for item in items for text in item.texts]
        vectors = self._preparer.embed(texts) if texts else np.zeros((0, 0), np.float32)
        position, keys, entries = 0, [], []
        for document, items in zip(documents, prepared, strict=True):
            digest = hashlib.sha256(document.text.encode("utf-8", "surrogatepass")).hexdigest()
            registered = self._store.register(
                folder="", name=f"{uuid4().hex}.txt", sha256=digest, size=len(document.text), original="",
                visibility="public", is_sample=False, status="embedding",
            )  # fmt: skip
            key = VersionKey(registered.document_id, registered.version)
            own = []
            for item in items:
                own.append(vectors[position : position + len(item.texts)])
                position += len(item.texts)
                entries.append(
                    index_entry(f"{key.prefix}{item.chunk.n}", "", document.title, item.chunk.headings,
                                item.chunk.text, own[-1])
                )  # fmt: skip
            self._store.stage(key, items, own, self._preparer.name)
            keys.append(key)
        with self.publishing:
            self._indexes["public"].put(entries)
            for key, document, items in zip(keys, documents, prepared, strict=True):
                self._store.make_live(key, document, len(items), "public")
        return [key.document_id for key in keys]

    def _publish(self, documents: Sequence[tuple[Job, LoadedDocument]]) -> None:
        """Embed and stage the documents, then put all into the indexes together and make one after the other live."""
        staged = self._stage([(job, document) for job, document in documents if self._is_wanted(job.key)])
        replaced: dict[Visibility, list[VersionKey]] = {"public": [], "staff": []}
        with self.publishing:
            while staged:
                staged = self._make_live(staged, replaced)
        for visibility, keys in replaced.items():
            self._forget(keys, visibility)

    def _stage(self, documents: Sequence[tuple[Job, LoadedDocument]]) -> list["_Staged"]:
        """Write passages into SQL, where nothing finds them; leaves out what is no longer wanted."""
        prepared: list[list[PreparedChunk]] = []
        for job, document in documents:
            self._store.set_status(job.key, "embedding")
            self._progress(job.key, "embedding", 0.0)
            prepared.append(self._preparer.prepare(document))
        known = self._vectors([job.key for job, _ in documents], [item for items in prepared for item in items])
        staged = []
        for (job, document), items in zip(documents, prepared, strict=True):
            if known is None or not self._is_wanted(job.key):
                continue
            vectors = [known[item.hash] for item in items]
            self._store.stage(job.key, items, vectors, self._preparer.name)
            entries = [
                index_entry(
                    f"{job.key.prefix}{item.chunk.n}", job.name, document.title, item.chunk.headings, item.chunk.text, v
                )
                for item, v in zip(items, vectors, strict=True)
            ]
            staged.append(_Staged(job, document, entries))
        return staged

    def _make_live(self, staged: Sequence["_Staged"], replaced: dict[Visibility, list[VersionKey]]) -> list["_Staged"]:
        """Index and commit; returns those whose visibility was changed meanwhile, and notes what was replaced."""
        groups: dict[Visibility, list[_Staged]] = {"public": [], "staff": []}
        for item in staged:
            version = self._store.version(item.job.key)
            groups["public" if version is not None and version.visibility == "public" else "staff"].append(item)
        moved: list[_Staged] = []
        for visibility, group in groups.items():
            self._indexes[visibility].put([entry for item in group for entry in item.entries])
            self._indexes.note_move()
            for item in group:
                outcome = self._store.make_live(item.job.key, item.document, len(item.entries), visibility)
                if outcome.replaced is not None:
                    replaced[outcome.replaced_visibility].append(outcome.replaced)
                if outcome.status == "moved":
                    self._indexes.forget({entry.id: len(entry.vectors) for entry in item.entries}, visibility)
                    moved.append(item)
                elif outcome.status == "unwanted":
                    # a deleted document's chunks went with it, so the counts come from here
                    self._indexes.forget({entry.id: len(entry.vectors) for entry in item.entries}, visibility)
                    self._store.drop_chunks(item.job.key)
        return moved

    def _vectors(self, keys: Sequence[VersionKey], prepared: Sequence[PreparedChunk]) -> dict[str, Vectors] | None:
        """Vectors by the chunks' hashes; only chunks that no stored version has are embedded. None: none is wanted.

        The texts of all documents are embedded together: a model has little use for a few at a time.
        """
        known = self._store.known_vectors({item.hash for item in prepared}, self._preparer.name)
        new = list({item.hash: item for item in prepared if item.hash not in known}.values())
        texts = [text for item in new for text in item.texts]
        done: list[Vectors] = []
        for start in range(0, len(texts), TEXTS_OF_ONE_STEP):
            if not any(self._is_wanted(key) for key in keys):
                return None
            done.append(self._preparer.embed(texts[start : start + TEXTS_OF_ONE_STEP]))
            for key in keys:
                self._progress(key, "embedding", min(1.0, (start + TEXTS_OF_ONE_STEP) / len(texts)))
        flat = np.concatenate(done) if done else np.zeros((0, 0), np.float32)
        position = 0
        for item in new:
            known[item.hash] = flat[position : position + len(item.texts)]
            position += len(item.texts)
        return known

    def _withdraw(self, job: Job, error: KnowledgeError) -> None:
        """Record a failure; what was staged is not live, so that removing it may itself fail without harm."""
        self._forget([job.key])
        self._store.fail(job.key, error.code, error.details)

    def _forget(self, keys: Sequence[VersionKey], only: Visibility | None = None) -> None:
        """Remove the passages of versions that are not live."""
        try:
            counts: dict[str, int] = {}
            for key in keys:
                counts |= self._store.drop_chunks(key)
            self._indexes.forget(counts, only)
        except Exception:  # SQL or an index: what is not live harms nobody
            logger.exception("Leftovers of versions %s remain until the next start.", keys)

    def _is_wanted(self, key: VersionKey) -> bool:
        """False once the upload was overtaken or its document deleted, or when this process is closing."""
        return not self._closing.is_set() and self._store.is_wanted(key)

    def _is_cancelled(self, key: VersionKey) -> bool:
        try:
            return not self._is_wanted(key)
        except SQLAlchemyError:  # not knowing is no reason to stop
            return False


def reason(error: Exception) -> str:
    """What a person may read of an unforeseen error: its kind and the system's own words, no path."""
    return error.strerror if isinstance(error, OSError) and error.strerror else type(error).__name__
