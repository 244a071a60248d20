"""Gradio's document made ours: language, title, styles and scripts, and a policy that allows its own scripts alone.

The policy names each inline script of the document by its SHA-256 (CSP Level 3), so that none can be added by whatever
is shown on the page; `unsafe-eval` is not needed, because no component with a template is used.
"""

import base64
import hashlib
import re
from collections.abc import Sequence
from html import escape
from typing import Any

import anyio
from starlette.datastructures import Headers, MutableHeaders, QueryParams
from starlette.requests import cookie_parser

from desk.preferences import PreferenceStore
from web.cookies import LANGUAGE, Cookies
from web.gate import App, Message, Receive, Scope, Send
from web.shell import Shell
from web.strings import choose_language

# The assets of each page; theme.js, before all, belongs to every one.
_STYLES = {
    "/": ("tokens", "page", "chat", "answers", "products", "me"),
    "/staff/": ("tokens", "page", "staff", "things", "training"),
}
_SCRIPTS = {
    "/": ("page", "chat", "connection", "answers", "sources", "rail", "team", "me"),
    "/staff/": ("page", "staff", "forms", "uploads"),
}

_INLINE_SCRIPT = re.compile(r"<script(?![^>]*\ssrc=)[^>]*>(.*?)</script>", re.DOTALL)
_FOREIGN_HEAD = re.compile(
    r'<meta\s+(?:property|name)="(?:og|twitter):[^"]*"[^>]*>|<link rel="manifest"[^>]*>', re.DOTALL
)


def policy(frame_ancestors: Sequence[str] = (), scripts: Sequence[str] = (), image_hosts: Sequence[str] = ()) -> str:
    """The Content-Security-Policy, with the inline scripts (their text) that may run."""
    hashes = [f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'" for script in scripts]
    return "; ".join(
        (
            "default-src 'self'",
            " ".join(("script-src 'self'", *hashes)),
            "style-src 'self' 'unsafe-inline'",  # Gradio's components carry style attributes
            " ".join(("img-src 'self' data: blob:", *(f"https://{host}" for host in image_hosts))),
            "font-src 'self' data:",
            "connect-src 'self'",
            "object-src 'none'",
            "base-uri 'self'",
            "form-action 'self'",
            " ".join(("frame-ancestors 'self'", *frame_ancestors)),
        )
    )


class Documents:
    """Rewrites the documents of the Gradio apps at `/` and `/staff/`; leaves everything else alone."""

    def __init__(
        self, app: App, *, cookies: Cookies, frame_ancestors: Sequence[str], preferences: PreferenceStore, shell: Shell,
        image_hosts: Sequence[str] = (),
    ) -> None:  # fmt: skip
        self._app = app
        self._shell = shell
        self._cookies = cookies
        self._frame_ancestors = frame_ancestors
        self._image_hosts = image_hosts
        self._preferences = preferences

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in _STYLES:
            await self._app(scope, receive, send)
            return
        sent = MutableHeaders(scope=scope)
        given = cookie_parser(sent.get("cookie", ""))
        language = choose_language(given.get(LANGUAGE), sent.get("accept-language"))
        new_cookie = None if self._cookies.visitor(given) else self._cookies.new_visitor()
        wanted = QueryParams(scope.get("query_string", b"")).get("c", "")
        # A compressed document cannot be rewritten; and what our address says, Gradio would take for pages of its own.
        headers_without = [pair for pair in scope["headers"] if pair[0] != b"accept-encoding"]
        scope = {**scope, "headers": headers_without, "query_string": b""}
        root = scope.get("root_path", "")  # mounting changes it below
        start: dict[str, Any] = {}
        body = bytearray()

        async def rewrite(message: Message) -> None:
            if message["type"] == "http.response.start":
                start.update(message)
                return
            if message["type"] != "http.response.body":
                await send(message)
                return
            body.extend(message.get("body", b""))
            if message.get("more_body"):
                return
            headers = MutableHeaders(raw=list(start["headers"]))
            if Headers(raw=start["headers"]).get("content-type", "").startswith("text/html"):
                html = body.decode()
                scripts = _INLINE_SCRIPT.findall(html)  # Gradio's; none that is on the page by any other way may run
                html = self._rewritten(html, language, root, scope["path"])
                if scope["path"] == "/":
                    html = await anyio.to_thread.run_sync(
                        lambda: self._shell.around(html, cookies=given, wanted=wanted, language=language, root=root)
                    )
                body[:] = html.encode()
                headers["Content-Length"] = str(len(body))
                headers["Content-Security-Policy"] = policy(self._frame_ancestors, scripts, self._image_hosts)
                headers["Content-Language"] = "zh-CN" if language == "zh" else "en"
                headers["Cache-Control"] = "no-store"  # it holds a cookie
                if new_cookie:
                    headers.append("Set-Cookie", new_cookie)
            await send({**start, "headers": headers.raw})
            await send({"type": "http.response.body", "body": b"" if scope["method"] == "HEAD" else bytes(body)})

        await self._app(scope, receive, rewrite)

    def _rewritten(self, html: str, language: str, root: str, path: str) -> str:
        html = _FOREIGN_HEAD.sub("", html)
        html = html.replace('lang="en"', f'lang="{"zh-CN" if language == "zh" else "en"}"', 1)
        root = escape(root, quote=True)
        head = (
            f"<title>{escape(self._preferences.get().name(language))}</title>"
            f'<script src="{root}/look/theme.js"></script>'
            f'<link rel="icon" href="{root}/favicon.svg" type="image/svg+xml">'
            + "".join(f'<link rel="stylesheet" href="{root}/look/{name}.css">' for name in _STYLES[path])
            + "".join(f'<script src="{root}/look/{name}.js" defer></script>' for name in _SCRIPTS[path])
        )
        return html.replace("</head>", head + "</head>", 1)
