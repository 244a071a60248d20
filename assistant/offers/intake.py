"""Catalog files that staff send: looked at, told what their columns mean, and imported beside the pages."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from threading import Lock
from typing import Protocol

from assistant.background import Background, Progress
from desk.audit import Audit
from knowledge.catalog.errors import CatalogError
from knowledge.catalog.importing import Imported
from knowledge.catalog.reading import Preview


class CatalogFiles(Protocol):
    """The part of `knowledge.catalog.catalog.Catalog` that is needed here."""

    def preview(self, path: Path, name: str, mapping: Mapping[str, str] | None = None) -> Preview: ...
    def import_file(
        self, path: Path, name: str, mapping: Mapping[str, str] | None = None, *, actor: str = "",
        is_sample: bool = False, keep_missing: bool = False, progress: Progress = ...,
    ) -> Imported: ...  # fmt: skip


@dataclass(frozen=True)
class Waiting:
    """A file that waits until somebody says what its columns mean."""

    name: str
    path: Path
    preview: Preview
    keep_missing: bool = False
    error: Exception | None = None  # why its last import failed


class Intake:
    """One file waits for each account; one import runs at a time. A file is deleted once it is imported or dropped."""

    def __init__(self, catalog: Callable[[], CatalogFiles], audit: Audit) -> None:
        """`catalog` is asked at each file."""
        self._catalog = catalog
        self._audit = audit
        self._lock = Lock()
        self._waiting: dict[str, Waiting] = {}
        self.work = Background("catalog import")

    def waiting(self, account: str) -> Waiting | None:
        """The file that waits for this account."""
        return self._waiting.get(account)

    def offer(self, account: str, path: Path, name: str) -> None:
        """Take a file over and look at it. Raises CatalogError; then it is deleted."""
        try:
            seen = self._catalog().preview(path, name)
            if not seen.columns:
                raise CatalogError("no_rows")
        except BaseException:
            path.unlink(missing_ok=True)
            raise
        self.drop(account)
        self._put(account, Waiting(name, path, seen))

    def explain(self, account: str, mapping: Mapping[str, str], *, keep_missing: bool) -> None:
        """Say what the columns of the waiting file mean, and look at it again. Raises CatalogError."""
        waiting = self._waiting[account]
        seen = self._catalog().preview(waiting.path, waiting.name, mapping)
        self._put(account, replace(waiting, preview=seen, keep_missing=keep_missing, error=None))

    def begin(self, account: str, actor: str) -> bool:
        """Import the waiting file; False while another import runs. Where it fails, the file waits again.

        `actor` is whom the audit names.
        """
        waiting = self._waiting[account]

        def work(progress: Progress) -> Imported:
            try:
                imported = self._catalog().import_file(
                    waiting.path, waiting.name, waiting.preview.mapping, actor=account,
                    keep_missing=waiting.keep_missing, progress=progress,
                )  # fmt: skip
            except Exception as error:
                with self._lock:
                    self._waiting.setdefault(account, replace(waiting, error=error))
                raise
            waiting.path.unlink(missing_ok=True)
            self._audit.record(
                actor, "catalog.import", waiting.name, added=imported.added, updated=imported.updated,
                taken_out=imported.removed, left_out=imported.rejected_count,
            )  # fmt: skip
            return imported

        with self._lock:
            is_begun = self.work.start(waiting.name, account, work)
            if is_begun:
                del self._waiting[account]
        return is_begun

    def drop(self, account: str) -> None:
        """Delete the file that waits."""
        with self._lock:
            waiting = self._waiting.pop(account, None)
        if waiting is not None:
            waiting.path.unlink(missing_ok=True)

    def _put(self, account: str, waiting: Waiting) -> None:
        with self._lock:
            self._waiting[account] = waiting
