"""The audit trail: who did what to what, and when."""

import json
import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, cast, func, or_, select

from desk.tables import AuditRow
from storage.database import Database, utc_now

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class AuditEntry:
    time: datetime
    actor: str  # 'staff:anna', 'visitor', 'operator'
    action: str  # 'document.upload', 'login.refused', ...
    subject: str
    details: dict[str, Any]


class Audit:
    """Adds entries and reads the latest; nothing here changes or removes one."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(self, actor: str, action: str, subject: str, **details: Any) -> None:
        """Add one entry, in a transaction of its own. `details` is JSON, without passwords, tokens or message texts."""
        row = AuditRow(time=utc_now(), actor=actor[:80], action=action[:48], subject=subject[:255], details=details)
        with self._database.write() as session:
            session.add(row)
        logger.info("%s %s %s", actor[:80], action, subject[:255].encode("unicode_escape").decode())

    def latest(self, limit: int = 100, *, offset: int = 0, query: str = "") -> list[AuditEntry]:
        """The newest entries, newest first; `query` is looked for in who, what and about what."""
        found = select(AuditRow).where(*_matching(query)).order_by(AuditRow.id.desc()).offset(offset).limit(limit)
        with self._database.read() as session:
            rows = session.scalars(found).all()
            return [AuditEntry(row.time, row.actor, row.action, row.subject, dict(row.details)) for row in rows]

    def count(self, query: str = "") -> int:
        with self._database.read() as session:
            return session.scalar(select(func.count()).select_from(AuditRow).where(*_matching(query))) or 0


def _matching(query: str) -> list[ColumnElement[bool]]:
    if not query:
        return []
    # The name of a document is among the details, and its JSON may spell it in escapes.
    columns = (AuditRow.actor, AuditRow.action, AuditRow.subject, cast(AuditRow.details, String))
    words = [column.icontains(query, autoescape=True) for column in columns]
    escaped = json.dumps(query)[1:-1]
    return [or_(*words, cast(AuditRow.details, String).icontains(escaped, autoescape=True))]
