"""Who may do what: every route of the app and every function of the pages, from their own tables."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import gradio as gr
import httpx
import pytest
from fastapi import Request
from starlette.routing import BaseRoute, Mount
from starlette.testclient import TestClient

from tests.web.conftest import PASSWORD, House, Server
from web.app import pages
from web.chat import ChatPage
from web.doors import DoorList, doors
from web.staff import StaffPage

# What may be reached at all, and by whom. A route that is not declared here must be closed by the gate.
DECLARED = {
    "anyone": """
        GET /healthz  GET /login  POST /login  POST /logout  GET /language/{language}  POST /api/v1/ask
        GET /look/{name}  GET /look/logo  GET /favicon.svg
        GET /starters  GET /conversations  GET /conversations/{one}  POST /conversations/{one}/delete
        GET /documents/{document_id}  GET /documents/{document_id}/original
        GET /  HEAD /  GET /assets/{path:path}  GET /static/{path:path}  GET /svelte/{path:path}  GET /theme.css
        GET /favicon.ico  GET /robots.txt
        GET /gradio_api/app_id  GET /gradio_api/startup-events  GET /gradio_api/heartbeat/{session_hash}
        GET /gradio_api/queue/data  POST /gradio_api/queue/join
        POST /gradio_api/cancel  POST /gradio_api/reset
    """,
    "operator": "POST /internal/command",
    "staff": """
        GET /staff
        GET /staff/  HEAD /staff/  GET /staff/assets/{path:path}  GET /staff/static/{path:path}
        GET /staff/svelte/{path:path}  GET /staff/theme.css  GET /staff/favicon.ico  GET /staff/robots.txt
        GET /staff/gradio_api/app_id  GET /staff/gradio_api/startup-events
        GET /staff/gradio_api/heartbeat/{session_hash}  GET /staff/gradio_api/queue/data
        POST /staff/gradio_api/queue/join  POST /staff/gradio_api/cancel  POST /staff/gradio_api/reset
        POST /staff/gradio_api/upload  GET /staff/gradio_api/upload_progress
    """,
}


def _declared() -> dict[str, str]:
    return {
        f"{method} {path}": who
        for who, words in DECLARED.items()
        for method, path in zip(words.split()[::2], words.split()[1::2], strict=True)
    }


def _routes(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, Mount):
            yield from _routes(list(route.routes), prefix + route.path)
        elif hasattr(route, "original_router"):  # how FastAPI keeps an included router
            yield from _routes(route.original_router.routes, prefix)
        elif hasattr(route, "methods"):
            for method in sorted(route.methods or ()):
                yield method, prefix + route.path  # type: ignore[attr-defined]


SAMPLES = {
    "{language}": "en",
    "{name}": "page.css",
    "{path:path}": "x/y.js",
    "{session_hash}": "abc123",
    "{one}": "0" * 32,
}


def _filled(path: str) -> str:
    for gap, value in SAMPLES.items():
        path = path.replace(gap, value)
    return re.sub(r"\{[^}]*\}", "x", path)


def test_every_route_is_declared_or_closed(shared_house: House) -> None:
    known, gate = _declared(), DoorList(doors(2**20))
    found: dict[str, str] = {}
    for method, path in _routes(shared_house.app.routes):
        door = gate.find(method, _filled(path))
        if door is not None:
            found[f"{method} {path}"] = door.who
    assert found == known


def test_there_are_many_routes_and_most_are_closed(shared_house: House) -> None:
    every = set(_routes(shared_house.app.routes))
    assert len(every) > 100
    assert len(_declared()) < len(every) / 2


@pytest.mark.parametrize("place", sorted(_declared()))
def test_a_visitor_without_a_login_reaches_nothing_of_staff(shared_house: House, place: str) -> None:
    method, path = place.split()
    client = TestClient(shared_house.app, client=("203.0.113.5", 1), follow_redirects=False)
    who = _declared()[place]
    if who == "anyone" and path.startswith(("/gradio_api/heartbeat", "/gradio_api/queue/data")):
        return  # streams that stay open
    answer = client.request(method, _filled(path))
    if who == "staff":
        assert answer.status_code in (401, 303)
        assert answer.status_code == 401 or answer.headers["location"].startswith("/login")
    elif who == "operator":
        assert answer.status_code == 404
    else:
        assert answer.status_code == (401 if place == "POST /login" else answer.status_code)
        assert answer.status_code < 500


def _name(function: Any) -> str:
    return str(function.fn.__name__) if function.fn is not None else ""


def _function(house: House, name: str) -> Callable[..., Any]:
    """A handler of the staff page, as Gradio calls it."""
    return next(function.fn for function in pages(house.app)[0].fns.values() if function.fn and _name(function) == name)


def _request(cookies: str = "") -> gr.Request:
    scope = {
        "type": "http",
        "method": "POST",
        "path": "/",
        "headers": [(b"cookie", cookies.encode())],
        "query_string": b"",
    }
    return gr.Request(request=Request(scope))


def test_every_function_of_the_staff_page_refuses_who_is_not_signed_in(shared_house: House) -> None:
    staff, customers = pages(shared_house.app)
    before = dict(shared_house.services.knowledge.documents)
    assert len(staff.fns) >= 6
    for function in staff.fns.values():
        given: list[Any] = [SimpleNamespace(), *["delete-yes d0 1"] * (len(function.inputs) - 1)]
        answer = _function(shared_house, _name(function))(_request(), *given)
        assert len(answer) == 1
        (said,) = answer.values()
        assert "You are signed out." in said.value
    assert shared_house.services.knowledge.documents == before


def test_the_customer_page_has_these_functions_and_no_others(shared_house: House) -> None:
    staff, customers = pages(shared_house.app)
    names = {_name(function) for function in customers.fns.values()} - {""}  # what only cancels has no function
    assert names == {"respond", "stop", "act"}
    assert all(hasattr(ChatPage, name) for name in names)
    assert all(hasattr(StaffPage, _name(function)) for function in staff.fns.values())


def test_what_staff_upload_cannot_be_fetched_by_anyone(house: House) -> None:
    with (
        Server(house.app) as server,
        httpx.Client(base_url=server.url) as staff,
        httpx.Client(base_url=server.url) as anyone,
    ):
        staff.post("/login", data={"name": "anna", "password": PASSWORD})
        assert staff.get("/staff/").status_code == 200
        files = {"files": ("报价单 (final).txt", b"a very secret price")}
        assert anyone.post("/staff/gradio_api/upload", files=files).status_code == 401
        assert anyone.post("/gradio_api/upload", files=files).status_code == 404
        (path,) = staff.post("/staff/gradio_api/upload", files=files).json()
        assert Path(path).read_bytes() == b"a very secret price"
        for client in (anyone, staff):
            for mount in ("", "/staff"):
                for form in (f"/gradio_api/file={path}", f"/gradio_api/file/{path}", f"/file={path}", path):
                    assert client.get(mount + form).status_code in (401, 404)
        handler = _function(house, "take_in")
        token = staff.cookies["frontdesk_staff"]
        view = pages(house.app)[0].default_config.blocks
        state = next(block for block in view.values() if isinstance(block, gr.State)).value
        file = {"path": path, "orig_name": "报价单 (final).txt"}
        handler(_request(f"frontdesk_staff={token}"), state, [file], "staff")
        (document,) = house.services.knowledge.list(query="报价单")
        assert (document.name, document.visibility) == ("报价单 (final).txt", "staff")
        assert not Path(path).exists()
        assert not [found for found in house.upload_folder.rglob("*") if found.is_file()]


@pytest.mark.parametrize("path", ["/etc/passwd", "{folder}", "{folder}/a.txt", "{folder}/a/b/c.txt", "", "../x", "\0"])
def test_a_made_up_path_is_not_taken_in_and_nothing_is_deleted(shared_house: House, path: str) -> None:
    house, folder = shared_house, shared_house.upload_folder
    (folder / "a" / "b").mkdir(parents=True, exist_ok=True)
    for kept in ("a.txt", "a/b/c.txt"):
        (folder / kept).write_text("keep me")
    staff, handler = pages(house.app)[0], _function(house, "take_in")
    state = next(block for block in staff.default_config.blocks.values() if isinstance(block, gr.State)).value
    client = TestClient(house.app)
    client.post("/login", data={"name": "anna", "password": PASSWORD})
    before = len(house.services.knowledge.documents)
    cookie = f"frontdesk_staff={client.cookies['frontdesk_staff']}"
    handler(_request(cookie), state, [{"path": path.format(folder=folder), "orig_name": "x.txt"}], "public")
    assert len(house.services.knowledge.documents) == before
    assert (folder / "a.txt").exists()
    assert (folder / "a/b/c.txt").exists()
