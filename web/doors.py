"""Every address that answers, and to whom. What is not listed does not exist, whatever Gradio or FastAPI would serve.

That is the point of a list: Gradio's upload, file, proxy, API description, run history, monitoring and code-editing
routes stay closed without being named, and so do those that its next version brings.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

Who = Literal["anyone", "staff", "operator"]
"""`operator` means a program on this very machine; its token is checked by the route."""

KIB, MIB = 2**10, 2**20


@dataclass(frozen=True)
class Door:
    """One kind of address: a pattern of the whole path, the methods it takes, who may use it."""

    pattern: str
    methods: frozenset[str]
    who: Who
    body_limit: int = 0  # bytes
    is_counted: bool = True  # against the requests of a minute; not the parts of a page that browsers keep
    is_page: bool = False  # a page for people: who is not signed in is led to the login
    takes_other_origins: bool = False  # the API's own list of origins decides


GET = frozenset(("GET", "HEAD"))
POST = frozenset(("POST",))
_PARTS = r"(assets|static)/[\w./-]+|svelte/[\w./-]+|theme\.css|favicon\.ico|robots\.txt"
_EVENTS = r"gradio_api/(queue/data|heartbeat/[\w-]{1,64}|app_id|startup-events)"


def doors(upload_limit: int) -> Sequence[Door]:
    """The list, with the largest upload of staff in bytes."""

    def gradio(prefix: str, who: Who) -> list[Door]:
        return [
            Door(rf"{prefix}/", GET, who, is_page=True),
            Door(rf"{prefix}/({_PARTS})", GET, who, is_counted=False),
            Door(rf"{prefix}/{_EVENTS}", GET, who),
            Door(rf"{prefix}/gradio_api/queue/join", POST, who, body_limit=256 * KIB),
            Door(rf"{prefix}/gradio_api/(cancel|reset)", POST, who, body_limit=4 * KIB),
        ]

    return [
        Door(r"/healthz", GET, "anyone", is_counted=False),
        Door(r"/look/([\w-]+\.(css|js)|logo)|/favicon\.svg", GET, "anyone", is_counted=False),
        Door(r"/login", GET, "anyone"),
        Door(r"/login|/logout", POST, "anyone", body_limit=16 * KIB),
        Door(r"/language/(en|zh)", GET, "anyone"),
        Door(r"/starters|/conversations(/[0-9a-f]{32}(/news)?)?", GET, "anyone"),
        Door(r"/documents/[\w-]{1,64}(/original)?", GET, "anyone"),
        Door(r"/conversations/[0-9a-f]{32}/delete", POST, "anyone"),
        Door(r"/me|/me/enter", GET, "anyone"),
        Door(r"/me/(agree|refuse|leave|erase|forget|did)", POST, "anyone", body_limit=4 * KIB),
        Door(r"/api/v1/ask", frozenset(("POST", "OPTIONS")), "anyone", body_limit=64 * KIB, takes_other_origins=True),
        Door(r"/internal/command", POST, "operator", body_limit=4 * MIB),
        Door(r"/staff/campaigns/[0-9a-f]{32}\.(csv|txt)", GET, "staff"),
        Door(r"/staff/catalog/left-out-\d{1,9}\.csv", GET, "staff"),
        *gradio("/staff", "staff"),
        Door(r"/staff", GET, "staff", is_page=True),
        Door(r"/staff/rows\.jsonl", GET, "staff"),
        Door(r"/account", GET, "staff", is_page=True),
        Door(r"/account", POST, "staff", body_limit=32 * KIB),
        Door(r"/staff/gradio_api/upload", POST, "staff", body_limit=20 * upload_limit + MIB),
        Door(r"/staff/gradio_api/upload_progress", GET, "staff"),
        *gradio("", "anyone"),
    ]


class DoorList:
    """Finds the door of a request."""

    def __init__(self, entries: Sequence[Door]) -> None:
        self._entries = [(re.compile(door.pattern), door) for door in entries]

    def find(self, method: str, path: str) -> Door | None:
        return next((door for rx, door in self._entries if method in door.methods and rx.fullmatch(path)), None)
