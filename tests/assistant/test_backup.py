"""Backup and restore: whole or not at all, and what was there is kept."""

import zipfile
from pathlib import Path

import pytest

from assistant.backup import back_up, restore
from desk.accounts import Accounts
from storage.database import open_database
from storage.errors import StorageError
from storage.folder import DataFolder


@pytest.fixture
def backup(data_folder: DataFolder) -> Path:
    database = open_database(data_folder.database_url, data_folder.backups)
    Accounts(database).add("anna", "correct horse battery")
    path = back_up(data_folder, database)
    database.close()
    return path


def test_a_backup_restores_into_another_folder(backup: Path, tmp_path: Path) -> None:
    folder = DataFolder(tmp_path / "other")
    folder.prepare()
    restore(folder, folder.database_url, backup)
    database = open_database(folder.database_url, folder.backups)
    assert [account.name for account in Accounts(database).list()] == ["anna"]
    database.close()


def test_the_data_before_a_restore_is_kept_aside(backup: Path, data_folder: DataFolder) -> None:
    (data_folder.documents / "original").write_text("kept")
    aside = restore(data_folder, data_folder.database_url, backup)
    assert (aside / "documents" / "original").read_text() == "kept"
    assert (aside / "frontdesk.sqlite").exists()


@pytest.mark.parametrize(
    "names", [["other.txt"], ["frontdesk.sqlite", "../evil"], ["frontdesk.sqlite", "documents/a/b"]]
)
def test_a_file_that_is_no_backup_is_refused_before_anything_changes(
    names: list[str], data_folder: DataFolder, tmp_path: Path
) -> None:
    open_database(data_folder.database_url, data_folder.backups).close()
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    with pytest.raises(StorageError, match="not a backup"):
        restore(data_folder, data_folder.database_url, bad)
    open_database(data_folder.database_url, data_folder.backups).close()


def test_a_damaged_database_in_a_backup_is_refused(data_folder: DataFolder, tmp_path: Path) -> None:
    bad = tmp_path / "bad.zip"
    with zipfile.ZipFile(bad, "w") as archive:
        archive.writestr("frontdesk.sqlite", b"SQLite format 3\x00" + b"garbage" * 1000)
    with pytest.raises(StorageError, match="another backup"):
        restore(data_folder, data_folder.database_url, bad)


def test_the_copy_that_a_migration_makes_is_restored_and_the_originals_stay(
    backup: Path, data_folder: DataFolder, tmp_path: Path
) -> None:
    copy = tmp_path / "before-0002.sqlite"
    with zipfile.ZipFile(backup) as archive:
        copy.write_bytes(archive.read("frontdesk.sqlite"))
    (data_folder.path / "frontdesk.sqlite").write_bytes(b"damaged")
    (data_folder.documents / "original").write_text("kept")
    aside = restore(data_folder, data_folder.database_url, copy)
    assert (aside / "frontdesk.sqlite").read_bytes() == b"damaged"
    assert (data_folder.documents / "original").read_text() == "kept"
    database = open_database(data_folder.database_url, data_folder.backups)
    assert [account.name for account in Accounts(database).list()] == ["anna"]
    database.close()


def test_a_missing_backup_is_told_plainly(data_folder: DataFolder, tmp_path: Path) -> None:
    with pytest.raises(StorageError, match="no file"):
        restore(data_folder, data_folder.database_url, tmp_path / "nothing.zip")
