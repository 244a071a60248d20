"""Activity: the audit trail, as people read it. For admins."""

import re
from collections.abc import Mapping
from typing import Any

from assistant.trade import Trade
from desk.accounts import AccountRole
from desk.audit import AuditEntry
from storage.database import utc_now
from web.services import Services
from web.staff.inbox import reason_words
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
        first = turn.rows_before(count, PAGE_SIZE)
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
    action = text(did(entry.action), language) if did(entry.action) in STRINGS else entry.action
    about = "about_" + entry.subject
    is_thing = entry.action in _OF_THINGS and about in STRINGS
    told = [detail(name, value, language) for name, value in entry.details.items() if name not in ("name", "id")]
    return {
        "actor": name if name not in _ACTORS else text(_ACTORS[name], language),
        "role": text(f"role_{role}", language) if role in ("staff", "admin") else "",
        "action": action,
        "subject": text(about, language) if is_thing else str(entry.details.get("name") or entry.subject),
        "details": [each for each in told if each],
        "time": ago(entry.time, utc_now(), language),
        "time_exact": f"{entry.time:%Y-%m-%d %H:%M:%S} UTC",
        "time_machine": f"{entry.time:%Y-%m-%dT%H:%M:%SZ}",
    }


_ACTORS = {"visitor": "by_visitor", "command line": "by_command_line"}
_OF_THINGS = (  # subjects that are words of ours
    "settings.change", "settings.logo", "samples.remove", "model.choose", "intent.learn", "customer.forget",
    "catalog.remove",
)  # fmt: skip

# How the values of a detail are named, where they are words of ours.
_VALUES = {"visibility": "visibility_", "role": "role_", "changed": "set_"}


def did(action: str) -> str:
    """The key of the words for an action of the audit."""
    return "did_" + re.sub(r"\W", "_", action)


def detail(name: str, value: object, language: str) -> str:
    """One detail of an entry in words, '' where it says nothing: 'seen by staff only', 'address 127.0.0.1'."""
    values = value if isinstance(value, list) else [value]
    stem = _VALUES.get(name, "")
    if name == "reason":  # of a request: as its forms and the inbox call it
        values = [reason_words(str(each), language, Trade(has_orders=True)) for each in values]
    words = [text(stem + str(each), language) if stem + str(each) in STRINGS else str(each) for each in values]
    key = "detail_" + name
    if not value or key not in STRINGS:
        return f"{name}: {', '.join(words)}" if value else ""
    return text(key, language, value=("、" if language == "zh" else ", ").join(words))
