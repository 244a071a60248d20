"""Activity: the audit trail, as people read it. For admins."""

from collections.abc import Mapping
from typing import Any

from desk.accounts import AccountRole
from desk.audit import AuditEntry
from storage.database import utc_now
from web.services import Services
from web.staff.section import Deed, Turn
from web.strings import ago, text
from web.words import STRINGS

PAGE_SIZE = 50


class ActivitySection:
    """See `web.staff.section.Section`."""

    name = "activity"
    role: AccountRole = "admin"

    def __init__(self, services: Services) -> None:
        self._services = services
        self.deeds: Mapping[str, Deed] = {}

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/activity_tools.html")

    def list(self, turn: Turn) -> str:
        audit, query = self._services.audit, turn.place.query
        count = audit.count(query)
        page = max(1, min(turn.place.page, -(-count // PAGE_SIZE)))
        if page != turn.place.page:
            turn.place = turn.place.moved(page=page)
        first = (page - 1) * PAGE_SIZE
        found = audit.latest(PAGE_SIZE, offset=first, query=query) if count else []
        return turn.show(
            "staff/activity_list.html",
            rows=[_row(entry, turn.language) for entry in found],
            is_filtered=bool(query),
            first=first + 1,
            last=first + len(found),
            count=count,
        )

    def detail(self, turn: Turn) -> str:
        turn.place = turn.place.moved(id="")
        return ""

    def is_moving(self, turn: Turn) -> bool:
        return False


def _row(entry: AuditEntry, language: str) -> dict[str, Any]:
    role, _, name = entry.actor.rpartition(":")
    key = "did_" + entry.action.replace(".", "_").replace(" ", "_")
    return {
        "actor": name,
        "role": text(f"role_{role}", language) if role in ("staff", "admin") else "",
        "action": text(key, language) if key in STRINGS else entry.action,
        "subject": str(entry.details.get("name") or entry.subject),
        "details": ", ".join(f"{name}: {_words(value)}" for name, value in entry.details.items() if name != "name"),
        "time": ago(entry.time, utc_now(), language),
        "time_exact": f"{entry.time:%Y-%m-%d %H:%M:%S} UTC",
        "time_machine": f"{entry.time:%Y-%m-%dT%H:%M:%SZ}",
    }


def _words(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)
