"""What is kept of a customer: shown to that customer, and taken back or erased with one press.

GET /me is the panel; POST /me/agree, /me/refuse, /me/erase, /me/forget and /me/leave change it and answer with the new
one; POST /me/did tells what was done with a product; GET /me/enter takes the company's word for who a visitor is.
"""

from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

from fastapi import APIRouter, Form, HTTPException, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.behaviour import AGAINST, CHAT_KINDS, Deed
from desk.customers import Standing
from desk.errors import ConversationNotFound
from storage.database import utc_now
from web.asking import conversation_id
from web.cookies import Cookies
from web.introductions import Introductions
from web.login import language_of
from web.rendering import block
from web.services import Services
from web.strings import text

KNOWN_HOURS = 12  # that the company's word for who a visitor is holds
TOLD: Sequence[str] = ("click", "choose", "like", "reject")  # what a page may say was done; a showing is seen here


def customer_routes(services: Services, cookies: Cookies, introductions: Introductions) -> APIRouter:
    """The routes under /me."""
    router = APIRouter()

    def visitor(request: Request) -> str:
        found = cookies.visitor(request.cookies)
        if not found:
            raise HTTPException(403)
        return found

    def panel(request: Request) -> Response:
        who = cookies.visitor(request.cookies) or ""
        return _piece(_panel(services, services.customers.standing(who), language_of(request)))

    async def after(request: Request, change: Callable[[str], object]) -> Response:
        who = visitor(request)
        await run_in_threadpool(change, who)
        return await run_in_threadpool(panel, request)

    @router.get("/me")
    async def show(request: Request) -> Response:
        return await run_in_threadpool(panel, request)

    @router.post("/me/agree")
    async def agree(request: Request) -> Response:
        return await after(request, services.customers.agree)

    @router.post("/me/refuse")
    async def refuse(request: Request) -> Response:
        return await after(request, services.customers.refuse)

    @router.post("/me/leave")
    async def leave(request: Request) -> Response:
        return await after(request, services.customers.leave)

    @router.post("/me/erase")
    async def erase(request: Request, item: str = Form("", max_length=128)) -> Response:
        return await after(request, lambda who: services.customers.erase(who, item))

    @router.post("/me/forget")
    async def forget(request: Request) -> Response:
        """With the conversations and the requests to the team."""
        return await after(request, lambda who: _forget(services, who))

    @router.post("/me/did")
    async def did(
        request: Request, conversation: str = Form(max_length=64), item: str = Form(max_length=128),
        kind: str = Form(max_length=16),
    ) -> Response:  # fmt: skip
        who, known = visitor(request), conversation_id(conversation)
        await run_in_threadpool(_record, services, who, known, item, kind)
        return Response(status_code=204)

    @router.get("/me/enter")
    async def enter(request: Request, token: str = "") -> Response:
        """From the company's site; the address with the token is left at once."""
        answer = RedirectResponse(request.scope.get("root_path", "") + "/", 303)
        customer = introductions.customer(token)
        if customer:
            who = cookies.visitor(request.cookies)
            if who is None:
                made = cookies.new_visitor()
                answer.headers.append("Set-Cookie", made)
                name, _, value = made.partition(";")[0].partition("=")
                who = cookies.visitor({name: value}) or ""
            until = utc_now() + timedelta(hours=KNOWN_HOURS)
            await run_in_threadpool(services.customers.introduce, who, customer, until)
        answer.headers["Cache-Control"] = "no-store"
        return answer

    return router


def _forget(services: Services, visitor: str) -> None:
    conversations, tickets = services.customers.forget(visitor)
    services.audit.record("visitor", "customer.forget", "all", conversations=conversations, tickets=tickets)


def _record(services: Services, visitor: str, conversation: str, item: str, kind: str) -> None:
    """Raises HTTPException for what no page of ours tells, or about somebody else's conversation."""
    if not services.conversations.belongs_to(conversation, visitor):
        raise HTTPException(404)
    if services.state != "ready" or not services.catalog.get([item]):
        raise HTTPException(404)
    try:
        if kind == "unsay":
            services.behaviour.unsay(conversation, item)
            return
        told = next((one for one in CHAT_KINDS if one == kind and one in TOLD), None)
        if told is None:
            raise HTTPException(422)
        services.behaviour.keep(conversation, [item], told)
    except ConversationNotFound:
        raise HTTPException(404) from None


def _panel(services: Services, standing: Standing, language: str) -> str:
    deeds = services.behaviour.deeds(standing.person) if standing.person else []
    return block(
        "me.html",
        language=language,
        company=services.preferences.get().name(language),
        standing=standing,
        has_products=services.trade.has_products,
        things=_things(services, deeds, language),
    )


def _things(services: Services, deeds: Sequence[Deed], language: str) -> list[dict[str, Any]]:
    """Each product once, with what was done with it; one that is no longer on sale by its number."""
    items = list(dict.fromkeys(deed.item for deed in deeds))
    known = services.catalog.get(items) if services.state == "ready" else ()
    titles = {product.id: product.title_in(language) for product in known}
    between = "、" if language == "zh" else ", "
    things = []
    for item in items:
        kinds = dict.fromkeys(_said(deed.kind) for deed in deeds if deed.item == item)
        things.append(
            {
                "item": item,
                "title": titles.get(item, item),
                "did": between.join(text("me_" + kind, language) for kind in kinds),
            }
        )
    return things


def _said(kind: str) -> str:
    """The words that a kind of event is told with."""
    if kind in AGAINST:
        return "did_reject"
    return f"did_{kind}" if kind in ("like", "choose", "purchase", "cart") else "did_looked"


def _piece(html: str) -> Response:
    return HTMLResponse(html, headers={"Cache-Control": "no-store"})
