"""An open page belongs to the browser that opened it.

Gradio names each open page by a short word that the page makes up, and lets whoever knows the word listen to what is
sent there, put questions in its name and end its answers. Here the word is bound to the browser that used it first.
"""

import re
import threading
from collections import OrderedDict

from starlette.datastructures import Headers, QueryParams
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse

from web.bodies import named, once_more, whole
from web.cookies import LANGUAGE, Cookies
from web.gate import ADDRESS, App, Receive, Scope, Send
from web.strings import choose_language, text

MOST_PAGES = 20_000  # remembered; whoever was longest away is forgotten first

_LISTENING = re.compile(r"(?:/staff)?/gradio_api/(?:queue/data|heartbeat/(?P<name>[^/]+))")
_SENDING = re.compile(r"(?:/staff)?/gradio_api/(?:queue/join|cancel)")
_NAME = re.compile(r"[A-Za-z0-9_-]{1,64}")


class Tabs:
    """Stands before Gradio and answers 404 to whoever names a page that another browser opened."""

    def __init__(self, app: App, *, cookies: Cookies) -> None:
        self._app = app
        self._cookies = cookies
        self._lock = threading.Lock()
        self._owners: OrderedDict[str, str] = OrderedDict()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        name: object = None
        if scope["type"] == "http":
            if found := _LISTENING.fullmatch(scope["path"]):
                name = found["name"] or QueryParams(scope.get("query_string", b"")).get("session_hash", "")
            elif _SENDING.fullmatch(scope["path"]):
                body = await whole(receive)
                name, receive = named(body).get("session_hash"), once_more(body, receive)
        if name is None or self._is_own(name, scope):
            await self._app(scope, receive, send)
        else:
            await self._refused(scope)(scope, receive, send)

    def _is_own(self, name: object, scope: Scope) -> bool:
        if not isinstance(name, str) or not _NAME.fullmatch(name):
            return False
        visitor = self._cookies.visitor(cookie_parser(Headers(scope=scope).get("cookie", "")))
        # A browser that keeps no cookie of ours, as inside another site's frame, is known by its address.
        asking = visitor or f"at {scope.get(ADDRESS, '')}"
        with self._lock:
            owner = self._owners.setdefault(name, asking)
            self._owners.move_to_end(name)
            if len(self._owners) > MOST_PAGES:
                self._owners.popitem(last=False)
        return owner == asking

    def _refused(self, scope: Scope) -> JSONResponse:
        headers = Headers(scope=scope)
        chosen = cookie_parser(headers.get("cookie", "")).get(LANGUAGE)
        return JSONResponse({"error": text("error_404", choose_language(chosen, headers.get("accept-language")))}, 404)
