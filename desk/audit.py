"""The audit trail: who did what to what, and when."""

import logging
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

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

    def latest(self, limit: int = 100) -> list[AuditEntry]:
        """The newest entries, newest first."""
        with self._database.read() as session:
            rows = session.scalars(select(AuditRow).order_by(AuditRow.id.desc()).limit(limit)).all()
            return [AuditEntry(row.time, row.actor, row.action, row.subject, dict(row.details)) for row in rows]
