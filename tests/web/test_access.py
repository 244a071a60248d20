"""Who may do what: every route of the app and every function and verb of the pages, from their own tables.

Broken access control (OWASP Top 10, A01), for all kinds of people: nobody in particular, staff, admins, a disabled
account, a login that has run out. A route, function or verb that is not known here fails.
"""

import copy
import json
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

import gradio as gr
import httpx
import pytest
from fastapi import Request
from sqlalchemy import text as sql
from starlette.routing import BaseRoute, Mount

from tests.waiting import HANG
from tests.web.conftest import House, Server, opened
from tests.web.person import KINDS, SIGNED_IN, Keys, Person, with_people
from web.app import pages
from web.doors import DoorList, doors
from web.roles import needed_role
from web.strings import text

# What may be reached at all, and by whom. A route that is not declared here must be closed by the gate.
DECLARED = {
    "anyone": """
        GET /healthz  GET /login  POST /login  POST /logout  GET /language/{language}  POST /api/v1/ask
        GET /look/{name}  GET /look/logo  GET /favicon.svg
        GET /starters  GET /conversations  GET /conversations/{one}  GET /conversations/{one}/news
        POST /conversations/{one}/delete
        GET /me  GET /me/enter  POST /me/agree  POST /me/refuse  POST /me/leave  POST /me/erase  POST /me/did
        POST /me/forget
        GET /documents/{document_id}  GET /documents/{document_id}/original
        GET /  HEAD /  GET /assets/{path:path}  GET /static/{path:path}  GET /svelte/{path:path}  GET /theme.css
        GET /favicon.ico  GET /robots.txt
        GET /gradio_api/app_id  GET /gradio_api/startup-events  GET /gradio_api/heartbeat/{session_hash}
        GET /gradio_api/queue/data  POST /gradio_api/queue/join
        POST /gradio_api/cancel  POST /gradio_api/reset
    """,
    "operator": "POST /internal/command",
    "staff": """
        GET /staff  GET /staff/rows.jsonl  GET /staff/campaigns/{one}.{form}  GET /account  POST /account
        GET /staff/  HEAD /staff/  GET /staff/assets/{path:path}  GET /staff/static/{path:path}
        GET /staff/svelte/{path:path}  GET /staff/theme.css  GET /staff/favicon.ico  GET /staff/robots.txt
        GET /staff/gradio_api/app_id  GET /staff/gradio_api/startup-events
        GET /staff/gradio_api/heartbeat/{session_hash}  GET /staff/gradio_api/queue/data
        POST /staff/gradio_api/queue/join  POST /staff/gradio_api/cancel  POST /staff/gradio_api/reset
        POST /staff/gradio_api/upload  GET /staff/gradio_api/upload_progress
    """,
}

# What stands for the gaps of a route's path, so that the request gets as far as the route's own code.
SAMPLES = {
    "{language}": "en", "{name}": "page.css", "{path:path}": "x/y.js", "{session_hash}": "abc123", "{one}": "0" * 32,
    "{document_id}": "d0", "{id}": "d0", "{form}": "csv",
}  # fmt: skip

BODIES = {"/internal/command": {"command": "echo", "arguments": {}}}


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("house")
        for one in opened(folder, monkeypatch, requests_per_minute=10**6, questions_per_minute=10**6):
            yield with_people(one)


@pytest.fixture(scope="module")
def keys(house: House) -> Keys:
    return Keys(house)


@pytest.fixture(scope="module")
def server(house: House) -> Iterator[Server]:
    with Server(house.app) as running:
        yield running


# -- routes


def declared() -> dict[str, str]:
    return {
        f"{method} {path}": who
        for who, words in DECLARED.items()
        for method, path in zip(words.split()[::2], words.split()[1::2], strict=True)
    }


def all_routes(routes: list[BaseRoute], prefix: str = "") -> Iterator[tuple[str, str]]:
    for route in routes:
        if isinstance(route, Mount):
            yield from all_routes(list(route.routes), prefix + route.path)
        elif hasattr(route, "original_router"):  # how FastAPI keeps an included router
            yield from all_routes(route.original_router.routes, prefix)
        elif hasattr(route, "methods"):
            for method in sorted(route.methods or ()):
                yield method, prefix + route.path  # type: ignore[attr-defined]


def filled(path: str) -> str:
    for gap, value in SAMPLES.items():
        path = path.replace(gap, value)
    return re.sub(r"\{[^}]*\}", "x", path)


def test_every_route_is_declared_or_closed(house: House) -> None:
    gate = DoorList(doors(2**20))
    found: dict[str, str] = {}
    for method, path in all_routes(house.app.routes):
        door = gate.find(method, filled(path))
        if door is not None:
            found[f"{method} {path}"] = door.who
    assert found == declared()


def test_there_are_many_routes_and_most_are_closed(house: House) -> None:
    every = set(all_routes(house.app.routes))
    assert len(every) > 100
    assert len(declared()) < len(every) / 2


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("place", sorted(declared()))
def test_a_route_answers_whom_it_is_for_and_nobody_else(server: Server, keys: Keys, place: str, kind: str) -> None:
    method, path = place.split()
    with (
        httpx.Client(base_url=server.url, cookies=dict(keys.of(kind)), timeout=HANG) as client,
        client.stream(method, filled(path), json=BODIES.get(path)) as answer,  # some of them stay open
    ):
        where = answer.headers.get("location", "")
        is_refused = answer.status_code == 401 or (answer.status_code == 303 and where.startswith("/login?next="))
        assert answer.status_code < 500
        who = declared()[place]
        if who == "staff":
            assert is_refused == (kind not in SIGNED_IN), answer.status_code
        elif who == "operator":
            assert answer.status_code == 404  # without its token, the gate's or the route's own
        else:
            assert not is_refused or place == "POST /login"


def test_what_the_gate_closes_is_closed_to_admins_too(server: Server, house: House, keys: Keys) -> None:
    gate = DoorList(doors(2**20))
    with httpx.Client(base_url=server.url, cookies=dict(keys.of("admin")), timeout=HANG) as client:
        closed = [
            (method, filled(path))
            for method, path in all_routes(house.app.routes)
            if not gate.find(method, filled(path))
        ]
        assert len(closed) > 60
        for method, path in closed:
            assert client.request(method, path).status_code == 404, (method, path)


# -- functions of the pages


def name_of(function: Any) -> str:
    return str(function.fn.__name__) if function.fn is not None else ""


def request_of(cookies: Mapping[str, str]) -> gr.Request:
    words = "; ".join(f"{name}={value}" for name, value in cookies.items())
    scope = {
        "type": "http", "method": "POST", "path": "/", "query_string": b"", "scheme": "http",
        "server": ("127.0.0.1", 80), "headers": [(b"cookie", words.encode())],
    }  # fmt: skip
    return gr.Request(request=Request(scope))


def called(function: Any, cookies: Mapping[str, str], given: str = "{}") -> str:
    """Call a function of the staff page as Gradio does, with text where it takes text; all that it answers."""
    values = [given if isinstance(part, gr.Textbox) else copy.deepcopy(part.value) for part in function.inputs]
    answer = function.fn(request_of(cookies), *values)
    return " ".join(str(getattr(value, "value", value)) for value in answer.values())


def world(house: House) -> dict[str, Any]:
    """All that a handler could change: every row of every table, the documents, the files of the folder."""
    services = house.services
    with services.database.read() as session:
        names = [row[0] for row in session.execute(sql("SELECT name FROM sqlite_master WHERE type = 'table'"))]
        rows = {name: sorted(map(repr, session.execute(sql(f'SELECT * FROM "{name}"')))) for name in names}
    for quiet in ("logins",):  # signing in for the trial itself
        rows.pop(quiet, None)
    files = sorted(str(path) for path in house.upload_folder.parent.rglob("*") if "sqlite" not in path.name)
    return {"rows": rows, "documents": dict(services.knowledge.documents), "files": files}


def handlers(house: House) -> dict[str, Any]:
    return {name_of(function): function for function in pages(house.app)[0].fns.values() if function.fn is not None}


def verbs(house: House) -> Mapping[str, Callable[..., Any]]:
    """What a button of the staff page may ask for: of every object that has handlers, its table."""
    return {
        verb: deed
        for function in handlers(house).values()
        for verb, deed in getattr(function.fn.handler.__self__, "verbs", {}).items()
    }


def test_every_function_of_the_staff_page_is_checked_and_names_its_role(house: House) -> None:
    found = handlers(house)
    assert len(found) >= 2
    for name, function in found.items():
        assert hasattr(function.fn, "handler"), f"{name} does not go through `_checked`"
        assert needed_role(function.fn.handler) in ("staff", "admin")
    assert len(verbs(house)) >= 8


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SIGNED_IN])
def test_every_function_and_verb_refuses_who_is_not_signed_in_and_changes_nothing(
    house: House, keys: Keys, kind: str
) -> None:
    cookies, before = keys.of(kind), world(house)
    for name, function in handlers(house).items():
        assert text("signed_out", "en") in called(function, cookies), name
    for verb in verbs(house):
        given = pressed(verb)
        assert text("signed_out", "en") in called(handlers(house)["act"], cookies, given), verb
    assert world(house) == before


def test_what_is_for_admins_refuses_staff_and_changes_nothing(house: House, keys: Keys) -> None:
    cookies, before = keys.of("staff"), world(house)
    for name, function in handlers(house).items():
        if needed_role(function.fn.handler) == "admin":
            assert text("admins_only", "en") in called(function, cookies), name
    for verb, deed in verbs(house).items():
        if needed_role(deed) == "admin":
            assert text("admins_only", "en") in called(handlers(house)["act"], cookies, pressed(verb)), verb
    assert world(house) == before


def test_sections_for_admins_show_staff_nothing_of_theirs(house: House, keys: Keys) -> None:
    page = handlers(house)["act"].fn.handler.__self__
    closed = [name for name, section in getattr(page, "sections", {}).items() if section.role == "admin"]
    for name in closed:
        given = json.dumps({"at": f"?section={name}", "whole": True})
        shown = called(handlers(house)["act"], keys.of("staff"), given)
        assert "late-one" not in shown  # a name that only the list of accounts knows
        assert "late-one" in called(handlers(house)["act"], keys.of("admin"), given) or name != "accounts"


def pressed(verb: str) -> str:
    """The press of a button about things that there are, so that only the check stands in the way."""
    form = {"ids": ["d0"], "name": "staff-one", "text": "x", "role": "admin", "password": "correct horse battery"}
    return json.dumps({"do": verb, "id": "d0", "form": form, "n": 1})


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind not in SIGNED_IN])
def test_no_function_of_the_staff_page_can_be_queued_by_number(
    server: Server, house: House, keys: Keys, kind: str
) -> None:
    cookies, before = keys.of(kind), world(house)
    with Person(server.url, cookies, "/staff") as somebody:
        for number in [*pages(house.app)[0].fns, 999]:
            answer = somebody.join(number, ["{}"])
            assert answer.status_code == 401
            assert "event_id" not in answer.text
    assert world(house) == before


@pytest.mark.parametrize("kind", KINDS)
def test_no_function_of_either_page_can_be_called_by_name(server: Server, house: House, keys: Keys, kind: str) -> None:
    cookies, before = keys.of(kind), world(house)
    with httpx.Client(base_url=server.url, cookies=dict(cookies), timeout=HANG) as client:
        for mount, page in zip(("/staff", ""), pages(house.app), strict=True):
            for name in {function.api_name for function in page.fns.values()} | {name_of(f) for f in page.fns.values()}:
                for way in ("call", "call/v2", "run", "api"):
                    answer = client.post(f"{mount}/gradio_api/{way}/{name}", json={"data": ["{}"]})
                    assert answer.status_code == 404, (way, name)
    assert world(house) == before


def test_the_functions_of_the_staff_page_are_not_there_on_the_customer_page(house: House) -> None:
    staff, customers = pages(house.app)
    mine = {function.fn for function in staff.fns.values() if function.fn}
    assert not mine & {function.fn for function in customers.fns.values()}
    for function in customers.fns.values():
        assert not hasattr(function.fn, "handler")
