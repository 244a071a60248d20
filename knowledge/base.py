"""The knowledge base: the one face of this package. Documents go in, passages come out.

It owns its folder's indexes: exactly one process may have it open (`storage.folder.DataFolder.acquire`). Uploads are
worked off by two threads, one that reads files (in a child process) and one that embeds (in another) and publishes;
both processes run at the lowest priority, so a chat does not feel them.
"""

import contextlib
import hashlib
import logging
import os
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Condition, Event, Lock
from typing import Unpack
from uuid import uuid4

from langchain_core.retrievers import BaseRetriever
from sqlalchemy.exc import SQLAlchemyError

from knowledge import glosses, language, recovery
from knowledge.backlog import Backlog
from knowledge.embedding import Embedder
from knowledge.errors import DocumentNotFound, KnowledgeError, UnreadableFile, sentence
from knowledge.indexes import Audience, Indexes
from knowledge.ingestion import Ingestion, reason
from knowledge.loading import Limits, readable_size
from knowledge.model import Chunk, LoadedDocument, Passage, Visibility
from knowledge.overview import DocumentOverview, Filters, Order, State
from knowledge.preparing import Preparer
from knowledge.reading import Reader
from knowledge.records import UNFINISHED, DocumentInfo, VersionKey
from knowledge.retriever import KnowledgeRetriever
from knowledge.search import Search
from knowledge.store import DocumentStore, Registered
from storage.database import Database
from storage.folder import DataFolder

logger = logging.getLogger(__name__)

Infos = list[DocumentInfo]  # inside the class, `list` is its method
Passages = list[Passage]
Chunks = list[Chunk]
Ids = list[str]
Waiting = list[tuple[Path, "Registered | Ingested"]]

BULK = 64  # documents that `add_loaded` publishes together


@dataclass(frozen=True)
class Ingested:
    """What became of one file."""

    document_id: str
    status: str  # 'ready' (new), 'unchanged', 'replaced' (a new version answers), 'failed'
    version: int
    chunks: int
    error_code: str | None = None
    error_details: dict[str, str] | None = None

    @property
    def error(self) -> str | None:
        return sentence(self.error_code, self.error_details) if self.error_code else None


@dataclass(frozen=True)
class LiveDocument:
    """A document as it answers now, whatever is being read or has failed since."""

    info: DocumentInfo
    original: Path


@dataclass(frozen=True)
class DocumentDetail:
    """A document with what was extracted from it."""

    info: DocumentInfo
    text: str
    chunks: list[Chunk]
    original: Path


class KnowledgeBase:
    """Documents of one data folder. All methods may be called from any thread."""

    def __init__(
        self,
        folder: DataFolder,
        database: Database,
        embedder: Embedder,
        preparer: Preparer,
        limits: Limits | None = None,
    ) -> None:
        self._folder = folder
        self._limits = limits or Limits()
        self._store = DocumentStore(database)
        self._overview = DocumentOverview(database)
        self._indexes = Indexes(folder.indexes, embedder.name)
        self._search = Search(database, self._indexes, embedder)
        self._reader = Reader(self._limits)
        self._preparer = preparer
        self._closing = Event()
        self._progress: dict[VersionKey, float] = {}
        self._ingestion = Ingestion(
            self._store, self._indexes, self._reader, preparer, folder.documents, self._closing, self._note_progress
        )
        self._changing = Lock()  # one change of visibility or deletion at a time
        self._moved = Condition()  # told whenever a version changes its state
        self._backlog = Backlog(self._store, self._ingestion, self._closing, self._tell)
        try:
            requeued = recovery.requeue_foreign(database, embedder.name)
            self.swept = recovery.sweep(database, self._store, self._indexes, folder.documents, folder.incoming)
        except BaseException:
            self._indexes.close()
            raise
        self._indexes.settled()
        if requeued:
            logger.info("%s documents are embedded anew for the model %s.", requeued, embedder.name)

    # -- in

    def add(
        self, path: Path, *, name: str | None = None, folder: str = "", visibility: Visibility = "public",
        is_sample: bool = False,
    ) -> Ingested:  # fmt: skip
        """Take in one file and wait until it is ready or failed. Never raises for what is wrong with the file."""
        try:
            registered = self._register(path, name or path.name, folder, visibility, is_sample)
        except KnowledgeError as error:
            return Ingested("", "failed", 0, 0, error.code, error.details)
        return self.wait(registered)

    def submit(
        self, path: Path, *, name: str | None = None, folder: str = "", visibility: Visibility = "public",
        is_sample: bool = False,
    ) -> str:  # fmt: skip
        """Take in one file and return at once; a thread does the rest. Returns the document's id.

        Raises KnowledgeError when the file cannot even be taken in: it is missing, empty or too large, or the disk
        is full.
        """
        return self._register(path, name or path.name, folder, visibility, is_sample).document_id

    def add_many(
        self, files: Iterable[tuple[Path, str]], *, visibility: Visibility = "public"
    ) -> Iterable[tuple[Path, Ingested]]:
        """Take in files, each with the folder it belongs to; yields them in order as they are finished."""
        waiting: Waiting = []
        for path, folder in files:
            try:
                waiting.append((path, self._register(path, path.name, folder, visibility, False)))
            except KnowledgeError as error:
                waiting.append((path, Ingested("", "failed", 0, 0, error.code, error.details)))
        for path, item in waiting:
            yield path, item if isinstance(item, Ingested) else self.wait(item)

    def add_loaded(self, documents: Iterable[LoadedDocument]) -> Ids:
        """Take in documents that are text already (a corpus); returns their ids in order."""
        loaded = [*documents]
        ids: Ids = []
        for start in range(0, len(loaded), BULK):
            ids += self._ingestion.add_loaded(loaded[start : start + BULK])
        return ids

    def wait(self, registered: Registered) -> Ingested:
        """Wait until a registered upload is ready or failed."""
        key = VersionKey(registered.document_id, registered.version)
        if not registered.is_new:
            version = self._store.version(key)
            return Ingested(key.document_id, "unchanged", key.number, version.chunks if version else 0)
        with self._moved:
            while (version := self._store.version(key)) is not None and version.status in UNFINISHED:
                if self._closing.is_set():
                    return Ingested(key.document_id, "failed", key.number, 0, "cancelled", {})
                self._moved.wait(1.0)
        if version is None or version.status == "replaced":
            return Ingested(key.document_id, "failed", key.number, 0, "cancelled", {})
        status = "failed" if version.status == "failed" else "replaced" if registered.replaces else "ready"
        return Ingested(key.document_id, status, key.number, version.chunks, version.error_code, version.error_details)

    def retry(self, document_id: str) -> None:
        """Read a failed document once more. Raises DocumentNotFound."""
        self._store.requeue(document_id)
        self._backlog.wake()

    def resume(self) -> None:
        """Go on with uploads that an earlier process left unfinished."""
        self._backlog.wake()

    # -- who sees it, and out

    def set_visibility(self, document_id: str, visibility: Visibility) -> None:
        """Change who sees a document; it answers without interruption. Raises DocumentNotFound.

        It is put into the other index first, then one SQL commit moves it, then it leaves the old index.
        """
        with self._changing:
            while True:
                key, current = self._store.live_key(document_id)
                if key is None or current == visibility:
                    if self._store.set_visibility(document_id, visibility, key.number if key else None):
                        return
                    continue
                entries = self._store.entries(self._store.chunk_ids(key))
                counts = {entry.id: len(entry.vectors) for entry in entries}
                moved = False
                try:
                    self._indexes[visibility].put(entries)
                    self._indexes.note_move()
                    moved = self._store.set_visibility(document_id, visibility, key.number)
                finally:
                    self._indexes.forget(counts, current if moved else visibility)
                if moved:
                    return

    def remove(self, document_id: str) -> None:
        """Delete a document: gone from answers with one commit, then from indexes and disk. Raises DocumentNotFound."""
        with self._changing:
            originals, counts = self._store.delete(document_id)
            self._indexes.forget(counts)
        for original in originals:
            self._drop_original(original)
        self._tell()

    # -- looking

    def search(
        self, question: str, *, audience: Audience = "public", limit: int = 10, hidden: Collection[str] = (),
        also: Collection[str] = (),
    ) -> Passages:  # fmt: skip
        """The passages that best match a question, best first; of documents in `hidden` none.

        `also`: further index terms that may stand in them (`knowledge.language.terms`).
        """
        return self._search.search(question, audience=audience, limit=limit, hidden=hidden, also=also)

    def term_weights(self, terms: Collection[str], audience: Audience = "public") -> dict[str, float]:
        """Inverse document frequency of index terms (`knowledge.language.terms`)."""
        return self._search.term_weights(terms, audience)

    def frequencies(self, terms: Collection[str], audience: Audience = "public") -> dict[str, int]:
        """In how many passages each index term stands."""
        return self._search.frequencies(terms, audience)

    def list(
        self, *, order: Order = "updated", descending: bool = True, offset: int = 0, limit: int | None = None,
        **filters: Unpack[Filters],
    ) -> Infos:  # fmt: skip
        """Documents, the most recently changed first unless another order is asked for."""
        found = self._overview.list(order=order, descending=descending, offset=offset, limit=limit, **filters)
        return [replace(info, stage_progress=self._share(info)) for info in found]

    def count(self, **filters: Unpack[Filters]) -> int:
        return self._overview.count(**filters)

    def tally(self, **filters: Unpack[Filters]) -> dict[State, int]:
        """How many documents are ready, on their way in, and failed."""
        return self._overview.tally(**filters)

    def info(self, document_id: str) -> DocumentInfo:
        """What the lists say of one document. Raises DocumentNotFound."""
        info = self._store.info(document_id)
        return replace(info, stage_progress=self._share(info))

    def live(self, document_id: str) -> LiveDocument:
        """The version that answers; raises DocumentNotFound where none does."""
        info, original = self._store.live_info(document_id)
        return LiveDocument(info, self._folder.documents / original)

    def passages(self, document_id: str, *, offset: int = 0, limit: int | None = None) -> Chunks:
        """What was extracted from the live version, piece by piece. Raises DocumentNotFound."""
        return self._store.passages(document_id, offset=offset, limit=limit)

    def get(self, document_id: str) -> DocumentDetail:
        """A document with its live text and chunks. Raises DocumentNotFound."""
        return document_detail(self._store, self._folder, document_id)

    def statistics(self) -> dict[str, int]:
        """{'documents', 'passages', 'unfinished'}: what answers, and how many uploads are under way."""
        return self._store.statistics()

    def as_retriever(self, *, audience: Audience = "public", limit: int = 10) -> BaseRetriever:
        """This knowledge base as a LangChain retriever."""
        return KnowledgeRetriever(search=self.search, audience=audience, limit=limit)

    # -- upkeep

    def prepare(self) -> None:
        """Load the model and dictionaries now instead of at the first question."""
        language.prepare()
        glosses.prepare()
        self.search("ready?", limit=1)

    def damaged(self, sample: int | None = None) -> Ids:
        """Live passages that an index has lost; see `knowledge.recovery.damaged`."""
        return recovery.damaged(self._store, self._indexes, sample)

    def rebuild(self) -> int:
        """Build both indexes anew from SQL; returns the number of passages."""
        with self._changing, self._ingestion.publishing:
            return recovery.rebuild(self._store, self._indexes)

    def close(self) -> None:
        """Stop working off uploads (the rest is done at the next start) and give back every process and file."""
        self._closing.set()
        self._backlog.join(30)
        self._preparer.close()
        self._reader.close()
        self._indexes.close()
        self._tell()

    # -- inside

    def _register(self, path: Path, name: str, folder: str, visibility: Visibility, is_sample: bool) -> Registered:
        """Copy the file in under an id of ours, whole and on disk, then enter it in SQL."""
        original = uuid4().hex
        incoming = self._folder.incoming / original
        try:
            digest, size = _copy(path, incoming, self._limits.size)
            os.replace(incoming, self._folder.documents / original)
            registered = self._store.register(
                folder=_storable(folder), name=_storable(name), sha256=digest, size=size, original=original,
                visibility=visibility, is_sample=is_sample,
            )  # fmt: skip
        except (OSError, SQLAlchemyError) as error:
            logger.warning("An upload could not be stored: %s", error)
            self._drop_original(original)
            raise KnowledgeError("storage", detail=reason(error)) from error
        except UnreadableFile:
            self._drop_original(original)
            raise
        if registered.is_new:
            self._backlog.wake()
        else:
            self._drop_original(original)
            if self._store.info(registered.document_id).visibility != visibility:
                self.set_visibility(registered.document_id, visibility)
        return registered

    def _drop_original(self, original: str) -> None:
        """Remove a stored file; where that fails (Windows, while it is read) the next start does it."""
        if original:
            for folder in (self._folder.incoming, self._folder.documents):
                with contextlib.suppress(OSError):
                    (folder / original).unlink(missing_ok=True)

    def _note_progress(self, key: VersionKey, stage: str, share: float) -> None:
        self._progress[key] = share

    def _share(self, info: DocumentInfo) -> float:
        return 1.0 if info.status == "ready" else self._progress.get(VersionKey(info.id, info.version), 0.0)

    def _tell(self, ended: Sequence[VersionKey] = ()) -> None:
        for key in ended:
            self._progress.pop(key, None)
        with self._moved:
            self._moved.notify_all()


def document_detail(store: DocumentStore, folder: DataFolder, document_id: str) -> DocumentDetail:
    """A document with its live text and chunks, from SQL alone. Raises DocumentNotFound."""
    info = store.info(document_id)
    version, chunks = store.live(document_id)
    newest = version or store.version(VersionKey(document_id, info.version))
    if newest is None:
        raise DocumentNotFound("not_found", id=document_id)
    return DocumentDetail(info, newest.text, chunks, folder.documents / newest.original)


def _copy(source: Path, target: Path, limit: int) -> tuple[str, int]:
    """Copy a file to disk for good; returns its sha256 and size.

    Raises UnreadableFile when it is missing, unreadable, empty or too large, OSError when the disk does not take it.
    """
    digest, size = hashlib.sha256(), 0
    try:
        reader = source.open("rb")
    except (OSError, ValueError):
        raise UnreadableFile("missing") from None
    with reader, target.open("wb") as writer:
        while block := reader.read(2**20):
            size += len(block)
            if size > limit:
                raise UnreadableFile("too_large", limit=readable_size(limit))
            digest.update(block)
            writer.write(block)
        writer.flush()
        os.fsync(writer.fileno())
    if not size:
        raise UnreadableFile("empty")
    return digest.hexdigest(), size


def _storable(name: str) -> str:
    """A name as it is; bytes that are no text in the file system's encoding, which SQL cannot keep, become marks."""
    return name.encode("utf-8", "replace").decode("utf-8")
