"""The one database: engine, sessions, the base of every table, and migrations with a backup before each.

SQLite in WAL mode by default; any SQLAlchemy address works (PostgreSQL for several machines).
"""

import logging
import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import DateTime, Dialect, Engine, create_engine, event, make_url, text
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import DeclarativeBase, Session
from sqlalchemy.types import TypeDecorator

from storage.errors import StorageError

logger = logging.getLogger(__name__)

BUSY_SECONDS = 30


class Base(DeclarativeBase):
    """Every table of every package; one metadata, one migration history."""


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC time, also where the database (SQLite) forgets the zone."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


def utc_now() -> datetime:
    return datetime.now(UTC)


class Database:
    """Short transactions on one engine. Reads never wait for the writer (WAL); writers queue for each other."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.engine = _create_engine(url)
        self._line = threading.Lock()

    @contextmanager
    def read(self) -> Iterator[Session]:
        """A session for looking; what it reads is one consistent state."""
        with Session(self.engine, expire_on_commit=False) as session:
            self._begin(session, "BEGIN")
            yield session

    @contextmanager
    def write(self) -> Iterator[Session]:
        """One short write transaction: committed at the end, undone on any error."""
        with self._in_line(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            self._begin(session, "BEGIN IMMEDIATE")
            yield session

    @contextmanager
    def _in_line(self) -> Iterator[None]:
        # SQLite's own waiting sleeps and tries again, so that of many writers some starve; here they stand in a line.
        is_first = self.engine.dialect.name == "sqlite" and self._line.acquire(timeout=BUSY_SECONDS)
        try:
            yield
        finally:
            if is_first:
                self._line.release()

    def _begin(self, session: Session, statement: str) -> None:
        if self.engine.dialect.name == "sqlite":
            session.execute(text(statement))

    def is_sound(self) -> bool:
        """Whether SQLite's own check of every page finds nothing (always true elsewhere)."""
        if self.engine.dialect.name != "sqlite":
            return True
        try:
            with self.engine.connect() as connection:
                return connection.execute(text("PRAGMA quick_check")).scalar() == "ok"
        except DatabaseError:
            return False

    def backup(self, target: Path) -> None:
        """Write a consistent copy of a SQLite database to `target`, also while others write.

        Raises StorageError for other databases, which have backup tools of their own.
        """
        source = sqlite_path(self.url)
        if source is None:
            raise StorageError("This database is not SQLite. Back it up with its own tool, for example pg_dump.")
        copy_sqlite(source, target)

    def close(self) -> None:
        self.engine.dispose()


def open_database(url: str, backups: Path) -> Database:
    """Open `url`, bringing its tables up to date; a SQLite file is first copied into `backups` if they are not.

    Raises StorageError when the database is damaged or was made by a newer Frontdesk.
    """
    database = Database(url)
    try:
        _migrate(database, backups)
    except BaseException:
        database.close()
        raise
    return database


def sqlite_path(url: str) -> Path | None:
    """The file behind a SQLite address, else None."""
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite" or not parsed.database or parsed.database == ":memory:":
        return None
    return Path(parsed.database)


def copy_sqlite(source: Path, target: Path) -> None:
    """Copy through SQLite's online backup, then move into place: `target` is whole or absent."""
    target.parent.mkdir(parents=True, exist_ok=True)
    partial = target.with_name(target.name + ".partial")
    partial.unlink(missing_ok=True)
    reader, writer = sqlite3.connect(source), sqlite3.connect(partial)
    try:
        reader.backup(writer)
    finally:
        writer.close()
        reader.close()
    os.replace(partial, target)


def _create_engine(url: str) -> Engine:
    if make_url(url).get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True)
    path = sqlite_path(url)
    if path is not None:
        path.parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url, connect_args={"timeout": BUSY_SECONDS, "check_same_thread": False})

    @event.listens_for(engine, "connect")
    def prepare(connection: sqlite3.Connection, _record: object) -> None:
        # Transactions are begun by us (BEGIN IMMEDIATE), not guessed by the driver.
        connection.isolation_level = None
        cursor = connection.cursor()
        for pragma in (
            "journal_mode=WAL",
            "synchronous=NORMAL",
            "foreign_keys=ON",
            f"busy_timeout={BUSY_SECONDS * 1000}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    return engine


def _migrate(database: Database, backups: Path) -> None:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    scripts = ScriptDirectory.from_config(config)
    head = scripts.get_current_head()
    try:
        with database.engine.connect() as connection:
            current = MigrationContext.configure(connection).get_current_revision()
    except Exception as error:
        raise StorageError(
            "The database cannot be opened; it may be damaged. Restore the newest backup with "
            "`python -m assistant restore FILE`."
        ) from error
    if current == head:
        return
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise StorageError(
            "The data was written by a newer version of Frontdesk. Start that version, or restore an older backup."
        )
    path = sqlite_path(database.url)
    if current is not None and path is not None:
        target = backups / f"before-{head}-{utc_now():%Y%m%d-%H%M%S}.sqlite"
        database.backup(target)
        logger.info("Backed up the database to %s before bringing it up to date.", target.name)
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        connection.commit()
