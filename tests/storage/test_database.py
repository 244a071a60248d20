"""The database: short transactions, migrations with a backup, one history that equals the tables."""

import json
import sqlite3
import threading
import time
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from sqlalchemy import select, text

import desk.customer_tables
import desk.tables
import knowledge.catalog.tables
import knowledge.tables
import storage
from storage.database import Base, Database, copy_sqlite, open_database, utc_now
from storage.errors import StorageError
from tests.waiting import HANG

TABLES = (desk.tables, desk.customer_tables, knowledge.tables)  # imported, they belong to the one history


def url_in(folder: Path) -> str:
    return f"sqlite:///{folder / 'frontdesk.sqlite'}"


def test_migrations_make_exactly_the_tables_of_the_models(tmp_path: Path) -> None:
    database = open_database(url_in(tmp_path), tmp_path / "backups")
    with database.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": False})
        assert compare_metadata(context, Base.metadata) == []
    database.close()


def test_what_an_older_version_kept_is_brought_along(tmp_path: Path) -> None:
    database = Database(url_in(tmp_path))
    config = Config()
    config.set_main_option("script_location", str(Path(storage.__file__).parent / "migrations"))
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "0001")
        now = "2026-01-01 00:00:00"
        connection.execute(text(f"INSERT INTO conversations VALUES ('c', 'v', 'en', 'public', '{now}', '{now}')"))
        for n, answer in enumerate((None, {"abstained": True}, None, {"abstained": False})):
            connection.execute(
                text(
                    "INSERT INTO messages (conversation, n, role, text, answer, created) "
                    "VALUES ('c', :n, 'x', 't', :a, :t)"
                ),
                {"n": n, "a": json.dumps(answer), "t": now},
            )
        connection.commit()
    database.close()
    database = open_database(url_in(tmp_path), tmp_path / "backups")
    with database.read() as session:
        rows = session.scalars(select(desk.tables.MessageRow).order_by(desk.tables.MessageRow.n))
        assert [(row.is_refusal, row.is_superseded) for row in rows] == [
            (False, False), (True, False), (False, False), (False, False),
        ]  # fmt: skip
    database.close()
    assert list((tmp_path / "backups").glob("before-*.sqlite"))


def test_opening_twice_changes_nothing_and_makes_no_backup(tmp_path: Path) -> None:
    open_database(url_in(tmp_path), tmp_path / "backups").close()
    open_database(url_in(tmp_path), tmp_path / "backups").close()
    assert not (tmp_path / "backups").exists()


def test_a_database_of_a_newer_version_is_refused_and_left_alone(tmp_path: Path) -> None:
    open_database(url_in(tmp_path), tmp_path / "backups").close()
    with sqlite3.connect(tmp_path / "frontdesk.sqlite") as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    with pytest.raises(StorageError, match="newer version"):
        open_database(url_in(tmp_path), tmp_path / "backups")


def test_a_damaged_database_is_refused_with_the_way_out(tmp_path: Path) -> None:
    (tmp_path / "frontdesk.sqlite").write_bytes(b"SQLite format 3\x00" + b"garbage" * 1000)
    with pytest.raises(StorageError, match="restore"):
        open_database(url_in(tmp_path), tmp_path / "backups")


def test_an_error_undoes_the_whole_write(tmp_path: Path) -> None:
    database = open_database(url_in(tmp_path), tmp_path / "backups")

    def fail_half_way() -> None:
        with database.write() as session:
            session.add(desk.tables.AuditRow(time=utc_now(), actor="a", action="b", subject="c", details={}))
            session.flush()
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail_half_way()
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM audit")).scalar() == 0
    database.close()


def test_writers_wait_in_line_without_taking_connections_from_readers(tmp_path: Path) -> None:
    database = open_database(url_in(tmp_path), tmp_path / "backups")

    def write() -> None:
        with database.write() as session:
            session.add(desk.tables.AuditRow(time=utc_now(), actor="a", action="b", subject="c", details={}))

    writers = [threading.Thread(target=write) for _ in range(30)]
    with database.write():
        for writer in writers:
            writer.start()
        time.sleep(0.1)
        assert all(writer.is_alive() for writer in writers)
        assert database.engine.pool.checkedout() == 1  # type: ignore[attr-defined]
    for writer in writers:
        writer.join(HANG)
    with database.read() as session:
        assert session.execute(text("SELECT count(*) FROM audit")).scalar() == 30
    database.close()


def test_a_reader_sees_one_state_while_another_writes(tmp_path: Path) -> None:
    database = open_database(url_in(tmp_path), tmp_path / "backups")
    with database.read() as reader:
        before = reader.execute(text("SELECT count(*) FROM audit")).scalar()
        with database.write() as writer:
            writer.add(desk.tables.AuditRow(time=utc_now(), actor="a", action="b", subject="c", details={}))
        assert reader.execute(text("SELECT count(*) FROM audit")).scalar() == before
    with database.read() as reader:
        row = reader.get_one(desk.tables.AuditRow, 1)
        assert row.time.tzinfo is not None
    database.close()


def test_a_backup_is_a_whole_database(tmp_path: Path) -> None:
    database = open_database(url_in(tmp_path), tmp_path / "backups")
    database.backup(tmp_path / "copy" / "backup.sqlite")
    copy = Database(f"sqlite:///{tmp_path / 'copy' / 'backup.sqlite'}")
    assert copy.is_sound()
    copy.close()
    database.close()
    copy_sqlite(tmp_path / "copy" / "backup.sqlite", tmp_path / "frontdesk.sqlite")
    open_database(url_in(tmp_path), tmp_path / "backups").close()
