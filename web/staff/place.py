"""Where in the staff area a page stands: its section, what is chosen there, and how the list is looked through.

The address of the browser says it all, so a page can be reloaded, linked to and gone back to, and a restart of the
server forgets nothing.
"""

import re
from dataclasses import dataclass, fields, replace
from typing import Any
from urllib.parse import parse_qsl, urlencode

FIRST = "documents"
MOST_CHARACTERS = 200

_ID = re.compile(r"[\w.@-]{1,520}")  # a product's may be long, and written in a longer way
_WORD = re.compile(r"-?[a-z_]{1,20}")
_NAMES = ("section", "filter", "visibility", "source", "kind", "language", "sort")
_IDS = ("id", "document", "conversation")
_CHANGES_THE_LIST = {*_NAMES, "query", "document", "conversation"}


@dataclass(frozen=True)
class Place:
    """What an address says; nothing of it is believed before the section has looked at it."""

    section: str = FIRST
    id: str = ""  # what is chosen in the list
    query: str = ""
    filter: str = ""  # a state or kind
    visibility: str = ""
    source: str = ""
    kind: str = ""
    language: str = ""  # of what is listed
    document: str = ""  # what is listed belongs to it
    conversation: str = ""
    sort: str = ""  # a column, with '-' from the end
    page: int = 1
    part: int = 1  # of a long text in the detail

    @classmethod
    def of(cls, address: str) -> "Place":
        """From the query string of an address; what no page of ours writes is left out."""
        given = dict(parse_qsl(address.lstrip("?")[:2000]))
        values: dict[str, Any] = {"query": given.get("query", "").strip()[:MOST_CHARACTERS]}
        for name in _IDS:
            if _ID.fullmatch(given.get(name, "")):
                values[name] = given[name]
        for name in _NAMES:
            if _WORD.fullmatch(given.get(name, "")):
                values[name] = given[name]
        for name in ("page", "part"):
            number = given.get(name, "")
            if number.isascii() and number.isdecimal() and len(number) < 7:
                values[name] = max(1, int(number))
        return cls(**values)

    @property
    def address(self) -> str:
        """The query string of this place, with its '?'."""
        said = {field.name: getattr(self, field.name) for field in fields(self)}
        return "?" + urlencode({name: value for name, value in said.items() if value not in ("", 1)})

    def moved(self, **changes: Any) -> "Place":
        """Elsewhere from here: another list begins at its first page, another thing at its beginning."""
        if changes.keys() & _CHANGES_THE_LIST:
            changes = {"page": 1} | changes
        if changes.keys() & (_CHANGES_THE_LIST | {"id"}):
            changes = {"part": 1} | changes
        return replace(self, **changes)

    def to(self, **changes: Any) -> str:
        """The address of somewhere else from here."""
        return self.moved(**changes).address
