"""One's own account: the name, the role, and a new password. A form that works without JavaScript."""

from fastapi import APIRouter, Form, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse

from desk.accounts import Account
from desk.errors import DeskError
from desk.passwords import LEAST_CHARACTERS
from web.cookies import Cookies
from web.gate import ACCOUNT, ADDRESS
from web.login import language_of
from web.rendering import page
from web.services import Services
from web.strings import text


def account_routes(services: Services, cookies: Cookies) -> APIRouter:
    """GET and POST /account; the gate lets staff alone come here."""
    router = APIRouter()

    def form(request: Request, status: int = 200, *, problem: str = "", done: str = "") -> HTMLResponse:
        language = language_of(request)
        account: Account = request.scope[ACCOUNT]
        body = page(
            "account.html",
            company=services.preferences.get().name(language),
            language=language,
            other="en" if language == "zh" else "zh",
            account=account,
            role=text(f"role_{account.role}", language),
            least=LEAST_CHARACTERS,
            problem=problem,
            done=done,
            root=request.scope.get("root_path", ""),
        )
        return HTMLResponse(body, status)

    @router.get("/account")
    async def show(request: Request) -> Response:
        return await run_in_threadpool(form, request)

    @router.post("/account")
    async def change(
        request: Request,
        present: str = Form("", max_length=5000),
        password: str = Form("", max_length=5000),
        again: str = Form("", max_length=5000),
    ) -> Response:
        """A new password for who knows the present one; every other login of the account ends."""
        return await run_in_threadpool(changed, request, present, password, again)

    def changed(request: Request, present: str, password: str, again: str) -> Response:
        language = language_of(request)
        name = request.scope[ACCOUNT].name
        if password != again:
            return form(request, 422, problem=text("passwords_differ", language))
        try:
            # Counted and held back as at the login: a browser left open is no way to try passwords.
            services.accounts.verify(name, present, request.scope[ADDRESS])
        except DeskError as refusal:
            is_wrong = refusal.code == "wrong_password"
            return form(
                request, 403, problem=text("present_wrong", language) if is_wrong else refusal.in_language(language)
            )
        try:
            services.accounts.set_password(name, password)
        except DeskError as refusal:
            return form(request, 422, problem=refusal.in_language(language))
        services.audit.record(f"{request.scope[ACCOUNT].role}:{name}", "account.password", name)
        answer = form(request, done=text("password_changed", language))
        answer.headers.append("Set-Cookie", cookies.sign_in(name))
        return answer

    return router
