"""While all are busy, a question is turned away before Gradio takes it up, so that saying no costs next to nothing."""

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.responses import JSONResponse

from web.bodies import named, once_more, whole
from web.cookies import LANGUAGE
from web.crowd import BUSY_SECONDS, Crowd
from web.gate import App, Receive, Scope, Send
from web.strings import choose_language, text

JOIN = "/gradio_api/queue/join"


class Entrance:
    """Stands before Gradio and answers 503 to a question that would have to wait too long; all else passes.

    `question` is the number of the page's function that takes questions. The page says in its own words what a 503
    means, and puts the question back where it was typed.
    """

    def __init__(self, app: App, *, crowd: Crowd, question: int) -> None:
        self._app = app
        self._crowd = crowd
        self._question = question

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and scope["path"] == JOIN:
            body = await whole(receive)
            receive = once_more(body, receive)
            if named(body).get("fn_index") == self._question:
                if self._crowd.is_full:
                    await _refused(scope)(scope, receive, send)
                    return
                self._crowd.expect()
        await self._app(scope, receive, send)


def _refused(scope: Scope) -> JSONResponse:
    headers = Headers(scope=scope)
    chosen = cookie_parser(headers.get("cookie", "")).get(LANGUAGE)
    sentence = text("all_busy", choose_language(chosen, headers.get("accept-language")), seconds=BUSY_SECONDS)
    return JSONResponse({"error": sentence}, 503, headers={"Retry-After": str(BUSY_SECONDS)})
