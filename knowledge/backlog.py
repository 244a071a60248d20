"""Working off uploads in the background: one thread reads files, the other embeds and publishes what was read.

Nothing that goes wrong ends a thread: a document's failure is recorded, and where even that cannot be stored, because
the disk is full for example, the thread waits and tries again.
"""

import contextlib
import logging
import queue
from collections.abc import Callable, Sequence
from threading import Event, Lock, Thread

from knowledge.errors import UnreadableFile
from knowledge.ingestion import Ingestion
from knowledge.model import LoadedDocument
from knowledge.records import VersionKey
from knowledge.store import DocumentStore, Job

logger = logging.getLogger(__name__)

READ_AHEAD = 24  # documents that are read while earlier ones are embedded
TOGETHER = 40_000  # characters of waiting documents that are published together
TRY_AGAIN_SECONDS = 1.0
LOOK_SECONDS = 5.0  # between two looks for uploads, should a wake-up be missed

Item = tuple[Job, LoadedDocument | UnreadableFile]


class Backlog:
    """Takes every queued version through ingestion until `closing` is set; the threads start with the first `wake`."""

    def __init__(
        self, store: DocumentStore, ingestion: Ingestion, closing: Event, done: Callable[[Sequence[VersionKey]], None]
    ) -> None:
        self._store = store
        self._ingestion = ingestion
        self._closing = closing
        self._done = done  # told of versions that have come to their end
        self._read: queue.Queue[Item] = queue.Queue(READ_AHEAD)
        self._wake = Event()
        self._starting = Lock()
        self._threads: list[Thread] = []

    def wake(self) -> None:
        """There is something to do."""
        with self._starting:
            if not self._threads and not self._closing.is_set():
                self._threads = [
                    Thread(target=self._read_files, name="reading", daemon=True),
                    Thread(target=self._finish_files, name="ingesting", daemon=True),
                ]
                for thread in self._threads:
                    thread.start()
        self._wake.set()

    def is_alive(self) -> bool:
        """Whether the work has begun and goes on."""
        return bool(self._threads) and all(thread.is_alive() for thread in self._threads)

    def join(self, seconds: float) -> None:
        """Wait for the threads to end, after `closing` was set; at most `seconds` for each."""
        self._wake.set()
        for thread in self._threads:
            thread.join(seconds)

    def _read_files(self) -> None:
        while not self._closing.is_set():
            try:
                job = self._store.next_job()
                document = self._ingestion.read(job) if job else None
            except Exception:  # SQL itself fails: nothing is lost
                logger.exception("Uploads cannot be worked off at the moment.")
                self._closing.wait(TRY_AGAIN_SECONDS)
                continue
            if job is None or document is None:
                self._wake.wait(LOOK_SECONDS)
                self._wake.clear()
                continue
            while not self._closing.is_set():
                with contextlib.suppress(queue.Full):
                    self._read.put((job, document), timeout=0.5)
                    break

    def _finish_files(self) -> None:
        while not self._closing.is_set():
            try:
                items = [self._read.get(timeout=0.5)]
            except queue.Empty:
                continue
            # small documents are published together, for each commit of an index waits for the disk
            with contextlib.suppress(queue.Empty):
                while sum(_size(document) for _, document in items) < TOGETHER:
                    items.append(self._read.get_nowait())
            while not self._closing.is_set():
                try:
                    self._ingestion.finish(items)
                    break
                except Exception:  # not even a failure could be written down
                    logger.exception("The outcome of uploads cannot be stored at the moment.")
                    self._closing.wait(TRY_AGAIN_SECONDS)
            self._done([job.key for job, _ in items])


def _size(document: LoadedDocument | UnreadableFile) -> int:
    return 0 if isinstance(document, UnreadableFile) else sum(len(block.text) for block in document.blocks)
