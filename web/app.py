"""The web app: our own routes, the staff area, the customer page, and the gate in front of all of them."""

import os
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import gradio as gr
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, RedirectResponse, Response
from starlette.middleware.cors import CORSMiddleware
from starlette.routing import Mount

from web.account import account_routes
from web.addresses import TrustedProxies
from web.api import MOST_CHARACTERS, api_routes
from web.asking import UnderWay
from web.chat import ChatPage
from web.cookies import Cookies
from web.crowd import Crowd
from web.customer import customer_routes
from web.document import Documents, policy
from web.doors import DoorList, doors
from web.entrance import Entrance
from web.export import export_routes
from web.gate import ACCOUNT, Gate
from web.introductions import Introductions
from web.library import document_routes
from web.limits import RateLimit
from web.login import language_of, login_routes
from web.looks import look_routes
from web.operator import Operator, operator_routes
from web.rail import Past, past_routes
from web.services import Services
from web.shell import Shell, shell_routes
from web.staff import StaffPage
from web.strings import text
from web.surroundings import refuse_openings, spare_needless_work
from web.tabs import Tabs
from web.theme import theme
from web.tidy import Tidy


def create_app(
    services: Services,
    *,
    secret: str,
    upload_folder: Path,
    session_hours: float = 12,
    secure_cookies: bool = False,
    upload_limit: int = 100 * 2**20,
    trusted_proxies: Sequence[str] = (),
    allowed_origins: Sequence[str] = (),
    frame_ancestors: Sequence[str] = (),
    image_hosts: Sequence[str] = (),
    requests_per_minute: int = 600,
    questions_per_minute: int = 30,
    answers_at_once: int = 250,
    customer_secret: str = "",
    operator: Operator | None = None,
) -> FastAPI:
    """Build the app; nothing is loaded and no port is opened.

    Args:
        services: What is behind the pages; may still be starting.
        secret: Signs the cookies; at least 32 characters, kept between starts.
        upload_folder: Gradio's own folder for uploads (`GRADIO_TEMP_DIR`); files are moved out of it at once.
        upload_limit: Largest file, in bytes.
        image_hosts: Hosts that pictures of products may come from.
        answers_at_once: Who asks while so many answers grow is told that all are busy.
        customer_secret: Signs the tokens by which the company's site says who a visitor is; empty: none are taken.
        operator: Takes the command line's commands; without it there is no route for them.

    Raises:
        ValueError: For a secret that is too short, a proxy that is no address, or an environment that opens too much.
    """
    refuse_openings(os.environ)
    spare_needless_work(os.environ)
    cookies = Cookies(secret, services.accounts, session_hours=session_hours, secure=secure_cookies)
    questions = RateLimit(questions_per_minute)
    origins = [origin.rstrip("/") for origin in allowed_origins]

    under_way, crowd = UnderWay(), Crowd(answers_at_once)
    past = Past(services, under_way)
    shell = Shell(services, cookies, past)
    customers = ChatPage(services, cookies, questions, under_way, crowd)
    customer_page = customers.build()

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(login_routes(services, cookies))
    app.include_router(account_routes(services, cookies))
    app.include_router(api_routes(services, cookies, questions, crowd))
    app.include_router(look_routes(services.preferences))
    app.include_router(document_routes(services, cookies))
    app.include_router(past_routes(services, cookies, past))
    app.include_router(shell_routes(shell))
    app.include_router(customer_routes(services, cookies, Introductions(customer_secret)))
    app.include_router(export_routes(services, cookies))
    if operator is not None:
        app.include_router(operator_routes(services, operator))

    @app.get("/staff")
    async def with_slash(request: Request) -> Response:
        return RedirectResponse(request.scope.get("root_path", "") + "/staff/", status_code=303)

    @app.exception_handler(RequestValidationError)
    async def explain(request: Request, _: Exception) -> Response:
        return JSONResponse({"error": text("api_form", language_of(request), most=MOST_CHARACTERS)}, status_code=422)

    # Where the parent names its origins, Gradio adds no header of its own (it would reflect any origin).
    app.add_middleware(
        CORSMiddleware, allow_origins=origins, allow_methods=["POST"], allow_headers=["Content-Type"], max_age=600
    )
    app.add_middleware(
        Documents, cookies=cookies, frame_ancestors=frame_ancestors, preferences=services.preferences, shell=shell,
        image_hosts=image_hosts,
    )  # fmt: skip
    app.add_middleware(Tidy, folder=upload_folder)
    app.add_middleware(Entrance, crowd=crowd, question=_number(customer_page, customers.respond))
    app.add_middleware(Tabs, cookies=cookies)
    app.add_middleware(
        Gate,
        doors=DoorList(doors(upload_limit)),
        cookies=cookies,
        proxies=TrustedProxies(trusted_proxies),
        requests=RateLimit(requests_per_minute),
        origins=origins,
        policy=policy(frame_ancestors),
        preferences=services.preferences,
        secure=secure_cookies,
    )

    staff = StaffPage(services, cookies, upload_folder=upload_folder, upload_limit=upload_limit)
    _mount(app, staff.build(), "/staff", upload_limit, is_staff=True)
    _mount(app, customer_page, "/", upload_limit, is_staff=False)
    return app


def _number(page: gr.Blocks, handler: Callable[..., Any]) -> int:
    """By which the page names a function of its own."""
    return next(number for number, function in page.fns.items() if function.fn == handler)


def _mount(app: FastAPI, page: gr.Blocks, path: str, upload_limit: int, *, is_staff: bool) -> None:
    # Every running event takes one of these, streams included; 40, the default, makes the 41st chat wait.
    page.max_threads = 200
    # Of those who were here, some 20 KB each; whoever was longest away is forgotten, and goes on with what is stored.
    page.state_session_capacity = 2000
    page.queue(default_concurrency_limit=20, max_size=300, api_open=False)

    def account(request: Request) -> str | None:
        signed_in = request.scope.get(ACCOUNT)
        return signed_in.name if signed_in else None

    gr.mount_gradio_app(
        app,
        page,
        path=path,
        auth_dependency=account if is_staff else None,
        theme=theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        enable_monitoring=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=False,
        allowed_paths=[],
        max_file_size=upload_limit,
    )


def pages(app: FastAPI) -> list[gr.Blocks]:
    """The mounted Gradio pages, staff's first."""
    return [
        route.app.get_blocks() for route in app.routes if isinstance(route, Mount) and hasattr(route.app, "get_blocks")
    ]
