"""Backup and restore: the database and the original files in one ZIP. Indexes are not in it; they are rebuilt."""

import os
import shutil
import tempfile
import zipfile
from pathlib import Path

from sqlalchemy import select

from knowledge.tables import VersionRow
from storage.database import Database, sqlite_path, utc_now
from storage.errors import StorageError
from storage.folder import DataFolder

DATABASE = "frontdesk.sqlite"
ORIGINALS = "documents/"
SQLITE_START = b"SQLite format 3\x00"


def back_up(folder: DataFolder, database: Database, target: Path | None = None) -> Path:
    """Write a consistent backup, also beside a running app; returns its path. Raises StorageError."""
    target = target or folder.backups / f"frontdesk-{utc_now():%Y%m%d-%H%M%S}.zip"
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        copy = Path(scratch) / DATABASE
        database.backup(copy)
        try:
            with zipfile.ZipFile(partial, "w", zipfile.ZIP_DEFLATED) as archive:
                archive.write(copy, DATABASE)
                for original in _originals(copy):
                    if (folder.documents / original).exists():  # deleted since: it stays deleted
                        archive.write(folder.documents / original, ORIGINALS + original)
            os.replace(partial, target)
        except OSError as error:
            partial.unlink(missing_ok=True)
            raise StorageError(f"The backup could not be written ({error.strerror}). Free some disk space.") from error
    return target


def restore(folder: DataFolder, database_url: str, backup: Path) -> Path:
    """Put a backup in the place of the current data; returns where the current data was moved to.

    `backup` is a ZIP of `back_up`, or the copy of the database alone that a migration makes; the originals then stay.

    The caller owns the folder. Raises StorageError for a file that is no backup, before anything is changed.
    """
    if sqlite_path(database_url) is None:
        raise StorageError("This database is not SQLite. Restore it with its own tool, for example pg_restore.")
    with tempfile.TemporaryDirectory(dir=folder.path) as scratch:
        unpacked = Path(scratch)
        is_whole = not _is_database(backup)
        if is_whole:
            _unpack(backup, unpacked)
        else:
            shutil.copy(backup, unpacked / DATABASE)
        check = Database(f"sqlite:///{unpacked / DATABASE}")
        sound = check.is_sound()
        check.close()
        if not sound:
            raise StorageError(f"The database in {backup.name} is damaged. Choose another backup.")
        aside = folder.backups / f"replaced-{utc_now():%Y%m%d-%H%M%S}"
        aside.mkdir(parents=True)
        current = sqlite_path(database_url)
        assert current is not None
        replaced = [current, *(current.with_name(current.name + end) for end in ("-wal", "-shm"))]
        for path in [*replaced, folder.documents] if is_whole else replaced:
            if path.exists():
                shutil.move(path, aside / path.name)
        shutil.rmtree(folder.indexes, ignore_errors=True)
        shutil.move(unpacked / DATABASE, current)
        if is_whole:
            (unpacked / "documents").mkdir(exist_ok=True)
            shutil.move(unpacked / "documents", folder.documents)
        folder.prepare()
    return aside


def _is_database(backup: Path) -> bool:
    try:
        with backup.open("rb") as file:
            return file.read(len(SQLITE_START)) == SQLITE_START
    except OSError:
        return False


def _originals(database: Path) -> list[str]:
    copy = Database(f"sqlite:///{database}")
    try:
        with copy.read() as session:
            return [name for name in session.scalars(select(VersionRow.original).distinct()) if name]
    finally:
        copy.close()


def _unpack(backup: Path, target: Path) -> None:
    try:
        with zipfile.ZipFile(backup) as archive:
            names = archive.namelist()
            known = all(n == DATABASE or (n.startswith(ORIGINALS) and "/" not in n[len(ORIGINALS) :]) for n in names)
            if DATABASE not in names or not known or any("\\" in n or ".." in n for n in names):
                raise StorageError(f"{backup.name} is not a backup of Frontdesk.")
            archive.extractall(target)
    except FileNotFoundError:
        raise StorageError(f"There is no file {backup}. Check the path.") from None
    except (zipfile.BadZipFile, OSError) as error:
        raise StorageError(f"{backup.name} is not a backup of Frontdesk, or it is damaged.") from error
