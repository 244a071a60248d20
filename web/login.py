"""The staff login: a form that works without JavaScript, and the choice of language.

Cross-site posts never arrive here (the gate refuses them), so the form needs no token of its own.
"""

import logging
import re

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse

from desk.errors import DeskError, TooManyAttempts
from web.cookies import LANGUAGE, Cookies
from web.gate import ADDRESS
from web.rendering import page
from web.services import Services
from web.strings import as_language, choose_language

logger = logging.getLogger(__name__)

_OWN_PATH = re.compile(
    r"/(\?c=[0-9a-f]{32})?|/staff/(\?[\w.%+=&@-]{0,500})?|/login|/account"
    r"|/documents/[\w-]{1,64}(\?(?:(?:passage|version|part|words)=[0-9.-]{0,400}&?)*)?"
)


def own_path(path: str) -> str:
    """`path` where it is one of our pages, else '/': nobody is sent to another site from here."""
    return path if _OWN_PATH.fullmatch(path) else "/"


def login_routes(services: Services, cookies: Cookies) -> APIRouter:
    """GET and POST /login, POST /logout, GET /language/..."""
    router = APIRouter()

    def form(request: Request, status: int = 200, name: str = "", problem: str = "") -> HTMLResponse:
        language = language_of(request)
        body = page(
            "login.html",
            company=services.preferences.get().name(language),
            has_logo=services.preferences.logo() is not None,
            language=language,
            other="en" if language == "zh" else "zh",
            name=name,
            problem=problem,
            root=request.scope.get("root_path", ""),
        )
        return HTMLResponse(body, status)

    @router.get("/login")
    async def show(request: Request) -> Response:
        if await run_in_threadpool(cookies.account, request.cookies):
            return _redirect(request, "/staff/")
        return form(request)

    @router.post("/login")
    async def sign_in(
        request: Request, name: str = Form("", max_length=200), password: str = Form("", max_length=5000)
    ) -> Response:
        address = request.scope[ADDRESS]
        try:
            account = await run_in_threadpool(services.accounts.verify, name, password, address)
        except DeskError as refusal:
            await run_in_threadpool(services.audit.record, "visitor", "login.refused", name[:64], address=address)
            is_throttled = isinstance(refusal, TooManyAttempts)
            answer = form(request, 429 if is_throttled else 401, name[:64], refusal.in_language(language_of(request)))
            if isinstance(refusal, TooManyAttempts):
                answer.headers["Retry-After"] = str(refusal.seconds)
            return answer
        cookie = await run_in_threadpool(cookies.sign_in, account.name)
        await run_in_threadpool(
            services.audit.record, f"{account.role}:{account.name}", "login", account.name, address=address
        )
        answer_to = _redirect(request, "/staff/")
        answer_to.headers.append("Set-Cookie", cookie)
        return answer_to

    @router.post("/logout")
    async def sign_out(request: Request) -> Response:
        answer = _redirect(request, "/login")
        answer.headers.append("Set-Cookie", await run_in_threadpool(cookies.sign_out, request.cookies))
        return answer

    @router.get("/language/{language}")
    async def choose(request: Request, language: str, next: str = "/") -> Response:
        answer = _redirect(request, own_path(next))
        answer.headers.append("Set-Cookie", cookies.language(as_language(language)))
        return answer

    return router


def language_of(request: Request) -> str:
    return choose_language(request.cookies.get(LANGUAGE), request.headers.get("accept-language"))


def _redirect(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(request.scope.get("root_path", "") + path, status_code=303)
