"""What of the customer page stands before Gradio has loaded: rail, greeting, composer, and the conversation so far.

It comes with the document, so a person can read and type at once; Gradio's own part is put into its midst.
"""

import json
import re
from collections.abc import Mapping

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from markupsafe import Markup

from assistant.trade import Trade
from web.asking import MOST_CHARACTERS, conversation_id
from web.cookies import Cookies
from web.login import language_of
from web.rail import ZONE, Past, minutes_to_utc
from web.rendering import page
from web.services import Services
from web.strings import text

MOST_STARTERS = 6
_APP = re.compile(r"<gradio-app\b.*?</gradio-app>", re.DOTALL)

# What the page's script says itself.
_SAID = (
    "sending", "waiting", "busy", "loading", "not_loaded", "connection_lost", "connection_back", "copy", "copied",
    "copy_failed", "characters_left", "characters_over", "answer_ready", "delete_question_chat", "deleted_chat",
    "team_said",
)  # fmt: skip

_GAPS = {"count": "{count}", "most": "{most}", "opening": "{opening}"}  # the script fills them

# What may be asked about, by what the company has.
_NOTES = {
    Trade(has_orders=True, has_products=True): "greeting_note",
    Trade(has_orders=False, has_products=True): "greeting_note_products",
    Trade(has_orders=True, has_products=False): "greeting_note_orders",
    Trade(has_orders=False, has_products=False): "greeting_note_service",
}


class Shell:
    """Puts our page around Gradio's."""

    def __init__(self, services: Services, cookies: Cookies, past: Past) -> None:
        self._services = services
        self._cookies = cookies
        self._past = past

    def around(self, html: str, *, cookies: Mapping[str, str], wanted: str, language: str, root: str) -> str:
        """The document with the shell round its app.

        Args:
            html: Gradio's document.
            cookies: Of the request.
            wanted: The conversation that the address names; shown if it is this visitor's.
            root: The path under which a proxy serves us.
        """
        visitor = self._cookies.visitor(cookies)
        wanted = conversation_id(wanted)
        current = wanted if self._past.owns(visitor, wanted) else ""
        preferences = self._services.preferences.get()
        standing = self._services.customers.standing(visitor or "")
        trade = self._services.trade
        shell = page(
            "chat.html",
            company=preferences.name(language),
            has_logo=self._services.preferences.logo() is not None,
            greeting=preferences.greeting[language] or _greeting(preferences.company[language], language),
            note="" if preferences.greeting[language] else text(_NOTES[trade], language),
            has_products=trade.has_products,
            welcome=Markup(self.welcome(language)),
            answerer=self._answerer(language),
            rail=Markup(
                self._past.listing(
                    visitor, language=language, root=root, current=current, zone=minutes_to_utc(cookies.get(ZONE))
                )
            ),
            ask_remember=standing.decision == "none" and not standing.person,
            conversation=current,
            past=Markup(self._past.exchanges(current, language=language, root=root) if current else ""),
            language=language,
            other="en" if language == "zh" else "zh",
            root=root,
            most=MOST_CHARACTERS,
            said=json.dumps({key: text(key, language, **_GAPS) for key in _SAID}, ensure_ascii=False),
        )
        app = _APP.search(html)
        if app is None:
            return html
        return html[: app.start()] + shell.replace("<!-- app -->", app[0], 1) + html[app.end() :]

    def welcome(self, language: str) -> str:
        """The first questions, or that the assistant is still starting."""
        state = self._services.state
        notes = {"starting": "starting", "failed": "failed_to_start"}
        return page(
            "starters.html",
            starters=list(self._services.starters(language))[:MOST_STARTERS],
            note=text(notes[state], language) if state in notes else "",
            state=state,
            language=language,
        )

    def _answerer(self, language: str) -> str:
        """The line that says who answers."""
        engine = self._services.engine
        if engine == "embedded":
            return text("answerer_quotes", language)
        return text("answerer_model", language, engine=engine)


def _greeting(company: str, language: str) -> str:
    return text("greeting", language, company=company) if company else text("greeting_unnamed", language)


def shell_routes(shell: Shell) -> APIRouter:
    """GET /starters: asked again by the page while the assistant starts."""
    router = APIRouter()

    @router.get("/starters")
    async def starters(request: Request) -> Response:
        html = await run_in_threadpool(shell.welcome, language_of(request))
        return HTMLResponse(html, headers={"Cache-Control": "no-store"})

    return router
