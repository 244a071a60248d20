"""How much work a database has, counted and not timed: the same on an idle machine and a busy one."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlalchemy import event

from storage.database import Database

_GLANCE = 1000  # instructions between two looks


@dataclass
class Work:
    """`statements` that were sent, and the `instructions` of SQLite's virtual machine that they took, in thousands."""

    statements: int = 0
    instructions: int = 0


@contextmanager
def counted(database: Database) -> Iterator[Work]:
    """Counts while the block runs."""
    work = Work()

    def step() -> int:
        work.instructions += 1
        return 0

    def begin(connection, _record, _proxy) -> None:
        connection.set_progress_handler(step, _GLANCE)

    def end(connection, _record) -> None:
        if connection is not None:
            connection.set_progress_handler(None, _GLANCE)

    def sent(_connection, _cursor, statement: str, *_: object) -> None:
        work.statements += not statement.startswith("BEGIN")

    listeners = (("checkout", begin), ("checkin", end), ("before_cursor_execute", sent))
    for name, listener in listeners:
        event.listen(database.engine, name, listener)
    try:
        yield work
    finally:
        for name, listener in listeners:
            event.remove(database.engine, name, listener)
