"""This browser's past conversations: their list by days, each of them again, and away with one for good."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from fastapi import APIRouter, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from desk.conversations import Conversation
from storage.database import utc_now
from web.asking import UnderWay, conversation_id
from web.cookies import Cookies
from web.history import MOST_MESSAGES, replies, told
from web.login import language_of
from web.rendering import block, conversation
from web.services import Services
from web.strings import text

MOST_CONVERSATIONS = 100
ZONE = "frontdesk_zone"  # a cookie of the page's script: minutes from the browser's clock to UTC
_MOST_MINUTES = 14 * 60

_BORDERS = ((0, "today"), (1, "yesterday"), (7, "last_days"))  # days ago, and what such a day is called


@dataclass(frozen=True)
class Days:
    """The conversations of one stretch of days."""

    name: str  # the key of its words
    conversations: Sequence[Conversation]


def by_days(conversations: Sequence[Conversation], now: datetime, minutes_to_utc: int = 0) -> Iterator[Days]:
    """Newest first, in stretches as a person at that clock would name them."""
    shift = timedelta(minutes=minutes_to_utc)
    today = (now - shift).date()
    found: dict[str, list[Conversation]] = {}
    for one in conversations:
        days = (today - (one.updated - shift).date()).days
        name = next((name for most, name in _BORDERS if days <= most), "older")
        found.setdefault(name, []).append(one)
    for name, group in found.items():
        yield Days(name, group)


def minutes_to_utc(cookie: str | None) -> int:
    """What the cookie says, within what clocks on Earth can differ; 0 for anything else."""
    try:
        return max(-_MOST_MINUTES, min(_MOST_MINUTES, int((cookie or "0")[:6])))
    except ValueError:
        return 0


class Past:
    """The conversations of one visitor as HTML. An unknown or foreign one is as good as none."""

    def __init__(self, services: Services, under_way: UnderWay) -> None:
        self._services = services
        self._under_way = under_way

    def listing(self, visitor: str | None, *, language: str, root: str, current: str, zone: int) -> str:
        known = self._services.conversations.list(visitor, limit=MOST_CONVERSATIONS) if visitor else []
        days = list(by_days(known, utc_now(), zone))
        return block("rail.html", days=days, language=language, root=root, current=current)

    def owns(self, visitor: str | None, one: str) -> bool:
        return bool(visitor and one and self._services.conversations.belongs_to(one, visitor))

    def exchanges(self, one: str, *, language: str, root: str) -> str:
        """All that is shown of a conversation."""
        services = self._services
        said = told(one, services.conversations, services.feedback, is_under_way=one in self._under_way)
        contact = services.preferences.get().contact[language]
        shown = conversation(said, language=language, root=root, contact=contact)
        if 2 * len(said) < MOST_MESSAGES:
            return shown
        return Markup('<p class="notice">{}</p>').format(text("only_newest", language, count=len(said))) + shown

    def news(self, one: str, *, after: int, language: str, root: str) -> tuple[str, bool]:
        """What the team has said since message number `after`, and whether a person of it answers now."""
        services = self._services
        said = replies(one, services.conversations, after=after)
        is_live = services.tickets.live(one) is not None
        return (conversation(said, language=language, root=root) if said else ""), is_live


def past_routes(services: Services, cookies: Cookies, past: Past) -> APIRouter:
    """GET /conversations, /conversations/..., /conversations/.../news, POST .../delete: pieces of the customer page."""
    router = APIRouter()

    def own(request: Request, one: str) -> str:
        found = conversation_id(one)
        if not past.owns(cookies.visitor(request.cookies), found):
            raise HTTPException(404)
        return found

    def listing(request: Request, current: str) -> Response:
        zone = minutes_to_utc(request.cookies.get(ZONE))
        root = request.scope.get("root_path", "")
        visitor = cookies.visitor(request.cookies)
        return _piece(
            past.listing(visitor, language=language_of(request), root=root, current=conversation_id(current), zone=zone)
        )

    @router.get("/conversations")
    async def names(request: Request, current: str = "") -> Response:
        return await run_in_threadpool(listing, request, current)

    @router.get("/conversations/{one}")
    async def again(request: Request, one: str) -> Response:
        found = await run_in_threadpool(own, request, one)
        root = request.scope.get("root_path", "")
        return _piece(await run_in_threadpool(past.exchanges, found, language=language_of(request), root=root))

    @router.get("/conversations/{one}/news")
    async def news(request: Request, one: str, after: int = -1) -> Response:
        found = await run_in_threadpool(own, request, one)
        root = request.scope.get("root_path", "")
        html, is_live = await run_in_threadpool(past.news, found, after=after, language=language_of(request), root=root)
        return _piece(f'<div data-live="{int(is_live)}">{html}</div>')

    @router.post("/conversations/{one}/delete")
    async def delete(request: Request, one: str, current: str = "") -> Response:
        found = await run_in_threadpool(own, request, one)
        await run_in_threadpool(services.conversations.remove, found)
        return await run_in_threadpool(listing, request, current)

    return router


def _piece(html: str) -> Response:
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})
