"""The gate: a small ASGI middleware in front of everything, Gradio included.

It decides by the list of doors who may pass, counts bytes and requests, refuses what other sites send, and gives every
answer its security headers. Refusals are sentences; nothing of an exception ever leaves.
"""

import logging
from collections.abc import Awaitable, Callable, Iterable, Mapping, MutableMapping
from typing import Any
from urllib.parse import quote, urlsplit

import anyio.to_thread
from starlette.datastructures import Headers, MutableHeaders
from starlette.requests import cookie_parser
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response

from desk.preferences import PreferenceStore
from web.addresses import FORWARDING_HEADERS, TrustedProxies, is_this_machine
from web.cookies import LANGUAGE, Cookies
from web.doors import Door, DoorList
from web.limits import RateLimit
from web.rendering import page
from web.strings import choose_language, size, text

logger = logging.getLogger(__name__)

Scope = MutableMapping[str, Any]
Message = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]

ADDRESS = "frontdesk.address"  # in the scope: the visitor's address
ACCOUNT = "frontdesk.account"  # in the scope: who is signed in, on staff doors


class BodyTooLarge(Exception):
    """More bytes came than the door takes."""


class Gate:
    """See the module. `policy` is the Content-Security-Policy of answers that have none of their own."""

    def __init__(
        self,
        app: App,
        *,
        doors: DoorList,
        cookies: Cookies,
        proxies: TrustedProxies,
        requests: RateLimit,
        origins: Iterable[str],
        policy: str,
        preferences: PreferenceStore,
        secure: bool = False,
    ) -> None:
        self._app = app
        self._doors = doors
        self._cookies = cookies
        self._proxies = proxies
        self._requests = requests
        self._origins = frozenset(origins)
        self._policy = policy
        self._preferences = preferences
        self._secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await self._app(scope, receive, send)
            return
        if scope["type"] != "http":  # nothing here speaks WebSocket
            await send({"type": "websocket.close", "code": 1008})
            return
        exchange = _Exchange(scope, receive, send, self._headers())
        try:
            refusal = await self._refusal(scope, exchange)
            if refusal is None:
                await self._app(dict(scope), exchange.receive, exchange.send)  # a copy: mounting changes it
            else:
                await refusal(scope, receive, exchange.send_unchecked)
        except BodyTooLarge:
            pass  # answered below
        except Exception:
            logger.exception("A request failed: %s %s", scope["method"], _printable(scope["path"]))
            if not exchange.has_started:
                await self._error(scope, 500)(scope, receive, exchange.send_unchecked)
        if exchange.is_too_large and not exchange.has_started:
            answer = self._error(scope, 413, limit=size(exchange.limit))
            await answer(scope, receive, exchange.send_unchecked)

    async def _refusal(self, scope: Scope, exchange: "_Exchange") -> Response | None:
        """The answer to a request that may not pass, else None."""
        headers = Headers(scope=scope)
        peer = scope["client"][0] if scope.get("client") else ""
        scope[ADDRESS] = self._proxies.visitor(peer, headers)
        if not self._proxies.trusts(peer):
            # Gradio builds addresses from these; a visitor must not choose them.
            scope["headers"] = [pair for pair in scope["headers"] if pair[0] not in FORWARDING_HEADERS]
        scope["headers"] = [pair for pair in scope["headers"] if pair[0] != b"x-gradio-server"]

        door = self._doors.find(scope["method"], scope["path"])
        if door is None or (door.who == "operator" and not is_this_machine(peer)):
            return self._error(scope, 404)
        if door.is_counted and (wait := self._requests.take(scope[ADDRESS])):
            return self._error(scope, 429, seconds=wait)
        if not self._is_own_origin(scope, door, Headers(scope=scope)):
            return self._error(scope, 403)
        exchange.limit = door.body_limit
        if exchange.announced_length() > door.body_limit:
            return self._error(scope, 413, limit=size(door.body_limit))
        if door.who == "staff":
            cookies = cookie_parser(headers.get("cookie", ""))
            scope[ACCOUNT] = await anyio.to_thread.run_sync(self._cookies.account, cookies)
            if scope[ACCOUNT] is None:
                return self._to_login(scope, door)
        return None

    def _is_own_origin(self, scope: Scope, door: Door, headers: Mapping[str, str]) -> bool:
        """Whether a request that changes something comes from our own pages (or from no browser at all)."""
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return True
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if door.takes_other_origins and origin in self._origins:
            return True
        if site is not None and site not in ("same-origin", "none"):
            return False
        if origin is None:
            return True
        host = headers.get("x-forwarded-host") or headers.get("host", "")
        return urlsplit(origin).netloc.lower() == host.split(",")[0].strip().lower()

    def _to_login(self, scope: Scope, door: Door) -> Response:
        if door.is_page:
            return RedirectResponse(f"{scope.get('root_path', '')}/login?next={quote('/staff/')}", status_code=303)
        return self._error(scope, 401)

    def _error(self, scope: Scope, status: int, **values: object) -> Response:
        headers = Headers(scope=scope)
        language = choose_language(
            cookie_parser(headers.get("cookie", "")).get(LANGUAGE), headers.get("accept-language")
        )
        sentence = text(f"error_{status}", language, **values)
        more = {"Retry-After": str(values["seconds"])} if "seconds" in values else None
        if "text/html" in headers.get("accept", ""):
            body = page(
                "error.html",
                status=status,
                sentence=sentence,
                company=self._preferences.get().name(language),
                language=language,
                root=scope.get("root_path", ""),
            )
            return HTMLResponse(body, status, headers=more)
        return JSONResponse({"error": sentence}, status, headers=more)

    def _headers(self) -> dict[str, str]:
        headers = {
            "Content-Security-Policy": self._policy,
            "X-Content-Type-Options": "nosniff",
            "Referrer-Policy": "same-origin",
            "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
            "Cross-Origin-Opener-Policy": "same-origin-allow-popups",
        }
        if self._secure:
            headers["Strict-Transport-Security"] = "max-age=31536000"
        return headers


class _Exchange:
    """One request and its answer: counts the bytes that come, adds headers to what goes."""

    def __init__(self, scope: Scope, receive: Receive, send: Send, headers: dict[str, str]) -> None:
        self._scope = scope
        self._receive = receive
        self._send = send
        self._headers = headers
        self._received = 0
        self.limit = 0
        self.is_too_large = False
        self.has_started = False

    def announced_length(self) -> int:
        """Content-Length, as far as it can be believed; what is not a number is refused by the server before us."""
        value = Headers(scope=self._scope).get("content-length", "0")
        return int(value) if value.isdecimal() else 0

    async def receive(self) -> Message:
        message = await self._receive()
        if message["type"] == "http.request":
            self._received += len(message.get("body", b""))
            if self._received > self.limit:
                self.is_too_large = True
                raise BodyTooLarge
        return message

    async def send(self, message: Message) -> None:
        if self.is_too_large and not self.has_started:
            return  # frameworks answer a broken body with words of their own; ours follow
        await self.send_unchecked(message)

    async def send_unchecked(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.has_started = True
            headers = MutableHeaders(raw=list(message.get("headers", [])))
            for name, value in self._headers.items():
                headers.setdefault(name, value)
            if "server" in headers:
                del headers["server"]
            if message["status"] == 413:
                headers["Connection"] = "close"  # else the server would read on to the end of what it has refused
            if self._scope["path"].startswith(("/staff", "/login", "/account", "/api")):
                headers["Cache-Control"] = "no-store"
            message = {**message, "headers": headers.raw}
        await self._send(message)


def _printable(path: str) -> str:
    return path[:200].encode("unicode_escape").decode()
