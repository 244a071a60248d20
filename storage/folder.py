"""The data folder: where everything lies, who owns it, and the secrets only its owner may read."""

import contextlib
import json
import os
import secrets
from pathlib import Path
from typing import Any

from filelock import FileLock, Timeout

from storage.errors import FolderInUse, StorageError


class DataFolder:
    """Paths of one installation's data. Creating the object touches nothing; `prepare` makes the folders."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        self.documents = self.path / "documents"  # the originals, under our ids
        self.incoming = self.path / "incoming"  # uploads on their way in
        self.indexes = self.path / "indexes"  # Chroma and the keyword indexes: rebuildable
        self.backups = self.path / "backups"
        self.secrets = self.path / "secrets"
        self._lock = FileLock(self.path / "owner.lock", timeout=0)
        self._owner = self.path / "owner.json"

    @property
    def database_url(self) -> str:
        return f"sqlite:///{(self.path / 'frontdesk.sqlite').as_posix()}"

    def prepare(self) -> None:
        """Make the folders; raises StorageError when that is not possible."""
        try:
            for folder in (self.documents, self.incoming, self.indexes, self.backups, self.secrets):
                folder.mkdir(parents=True, exist_ok=True)
            self.secrets.chmod(0o700)
        except OSError as error:
            raise StorageError(
                f"The data folder '{self.path}' cannot be written ({error.strerror}). "
                "Choose another with FRONTDESK_DATA_DIR or --data-dir."
            ) from error

    def acquire(self) -> None:
        """Become the one owner of the indexes; raises FolderInUse at once if another process is.

        The lock is the operating system's, so it is free again the moment its holder dies, however it dies.
        """
        self.prepare()
        try:
            self._lock.acquire()
        except Timeout:
            raise FolderInUse(str(self.path), self.owner().get("pid")) from None
        self.announce()

    def announce(self, **details: Any) -> None:
        """Tell other processes who the owner is (pid) and, once it serves, where and with which token."""
        record = json.dumps({"pid": os.getpid(), **details})
        write_private(self._owner, record)

    def owner(self) -> dict[str, Any]:
        """What the owner announced; empty when there is none."""
        with contextlib.suppress(OSError, ValueError):
            return dict(json.loads(self._owner.read_text(encoding="utf-8")))
        return {}

    def is_owned_elsewhere(self) -> bool:
        """Whether another process owns the folder right now."""
        if self._lock.is_locked or not self.path.exists():
            return False
        try:
            self._lock.acquire()
        except Timeout:
            return True
        self._lock.release()
        return False

    def release(self) -> None:
        if self._lock.is_locked:
            self._owner.unlink(missing_ok=True)
            self._lock.release()

    def secret(self, name: str) -> str:
        """A random secret kept in a file that only its owner can read; made on first use."""
        path = self.secrets / name
        with contextlib.suppress(OSError):
            if value := path.read_text(encoding="utf-8").strip():
                return value
        value = secrets.token_urlsafe(32)
        write_private(path, value)
        return value


def write_private(path: Path, content: str) -> None:
    """Write a file with mode 0600, whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)


def user_cache() -> Path | None:
    """A folder that only this user can write, for what can be made again; None where there is none."""
    folder = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "frontdesk"
    try:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
    except OSError:
        return None
    return folder
