"""The gate, with the whole app behind it.

Files of the machine in any spelling, cross-site requests and CORS, security headers, bodies and rates (OWASP Top 10,
A01, A05).
"""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import PASSWORD, TOKEN, House, build
from tests.web.person import Keys, with_people
from tests.web.test_access import declared, filled

ASK = "/api/v1/ask"
QUESTION = {"question": "How long does shipping take?"}


def _client(house: House, **more: Any) -> TestClient:
    return TestClient(
        house.app, base_url="http://desk.example", raise_server_exceptions=False, follow_redirects=False, **more
    )


@pytest.fixture
def client(shared_house: House) -> TestClient:
    return _client(shared_house)


@pytest.fixture(scope="module")
def staff(shared_house: House) -> TestClient:
    client = _client(shared_house)
    assert client.post("/login", data={"name": "anna", "password": PASSWORD}).status_code == 303
    return client


CLOSED = """
    POST /gradio_api/upload  POST /gradio_api/vibe-edit/  POST /gradio_api/process_recording
    POST /gradio_api/component_server  POST /gradio_api/run/open  POST /gradio_api/api/open
    POST /gradio_api/call/open  POST /gradio_api/call/v2/open
    GET /gradio_api/upload_progress?upload_id=1  GET /gradio_api/info  GET /gradio_api/openapi.json
    GET /gradio_api/runs  GET /config  GET /monitoring  GET /monitoring/summary
    GET /gradio_api/proxy=https://x.hf.space/  GET /gradio_api/deep_link  GET /docs  GET /openapi.json
    GET /redoc  GET /user  GET /gradio_api/user  GET /gradio_api/token  GET /gradio_api/login_check
    GET /gradio_api/file=https://example.com/  GET //gradio_api/info  GET /gradio_api//info
    GET /gradio_api/heartbeat/../info  GET /GRADIO_API/info
    PUT /
    DELETE /api/v1/ask
"""


@pytest.mark.parametrize(("method", "path"), list(zip(CLOSED.split()[::2], CLOSED.split()[1::2], strict=True)))
@pytest.mark.parametrize("mount", ["", "/staff"])
def test_what_is_not_a_door_does_not_exist(staff: TestClient, mount: str, method: str, path: str) -> None:
    if mount and path.startswith("/gradio_api/upload"):
        mount = ""  # the one thing that staff may and customers may not
    answer = staff.request(method, mount + path)
    assert answer.status_code == 404
    assert answer.json() == {"error": "There is nothing at this address."}


FORMS = r"""
    {0}  {0}/../{0}  ..{0}  ../../../../..{0}  ..%2f..%2f..%2f..{0}  %2e%2e/%2e%2e{0}  %252e%252e%252f{0}
    /{0}  //{0}  %2f{0}  ..\..\{0}  ..%5c..%5c{0}  file://{0}  file:{0}  {0}%00.png  .{0}  ./{0}  {0}/  C:{0}
    http://127.0.0.1{0}
"""


@pytest.mark.parametrize("target", ["/etc/passwd", "/proc/self/environ", "/.env", "/data/frontdesk.sqlite"])
@pytest.mark.parametrize(
    "door", ["/gradio_api/file=", "/gradio_api/file/", "/staff/gradio_api/file=", "/static/", "/assets/", "/look/"]
)
def test_no_file_of_this_machine_is_served_in_any_spelling(client: TestClient, door: str, target: str) -> None:
    for form in FORMS.split():
        answer = client.get(door + form.format(target))
        assert answer.status_code in (401, 403, 404), form
        assert "root:" not in answer.text


@pytest.mark.parametrize("kind", ["anonymous", "admin"])
def test_every_answer_of_every_route_carries_the_security_headers(shared_house: House, kind: str) -> None:
    house = shared_house if "admin-one" in _names(shared_house) else with_people(shared_house)
    client = _client(house, cookies=dict(Keys(house).of(kind)))
    others = ["GET /nothing", "PUT /", "GET /staff/config", "POST /gradio_api/upload"]
    for method, path in (place.split() for place in [*declared(), *others]):
        if "heartbeat" in path or "queue/data" in path or "upload_progress" in path or path == "/logout":
            continue  # streams that stay open; and the end of the login that is tried
        headers = client.request(method, filled(path)).headers
        assert headers["x-content-type-options"] == "nosniff", path
        assert headers["referrer-policy"] == "same-origin"
        policy = headers["content-security-policy"]
        assert "default-src 'self'" in policy or "default-src 'none'" in policy, path
        assert "frame-ancestors 'self'" in policy or "sandbox" in policy, path
        assert "unsafe-eval" not in policy
        assert "unsafe-inline" not in policy.split("style-src")[0]
        assert "server" not in headers


def test_the_document_is_ours_in_the_visitors_language(client: TestClient) -> None:
    page = client.get("/", headers={"accept-language": "zh-CN"})
    assert '<html\n\tlang="zh-CN"' in page.text
    assert "<title>菩提与茶</title>" in page.text
    assert "og:" not in page.text
    assert "githubusercontent" not in page.text


@pytest.mark.parametrize("query", ["?page=2", "?page=../x", "?deep_link=../../etc", "?view=api", "?__theme=dark&page="])
def test_no_address_of_a_page_is_taken_for_one_of_gradios(staff: TestClient, query: str) -> None:
    for path in ("/", "/staff/"):
        answer = staff.get(path + query)
        assert answer.status_code == 200
        assert "gradio_config" in answer.text


def test_only_gradios_own_scripts_are_named_by_the_policy(house: House) -> None:
    house.services.preferences.change(greeting={"en": "<script>alert(1)</script>", "zh": ""})
    page = _client(house).get("/")
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    inline = re.findall(r"<script(?![^>]*\ssrc=)[^>]*>", page.text)
    assert page.headers["content-security-policy"].count("'sha256-") == len(inline) > 0


def test_a_visitor_gets_one_cookie_that_scripts_and_other_sites_cannot_use(client: TestClient) -> None:
    cookie = client.get("/").headers["set-cookie"]
    assert cookie.startswith("frontdesk_visitor=")
    assert "HttpOnly" in cookie
    assert "SameSite=Lax" in cookie
    assert "set-cookie" not in client.get("/").headers
    client.cookies.set("frontdesk_visitor", "0" * 32 + ".forged", domain="desk.example")
    assert "set-cookie" in client.get("/").headers


def _names(house: House) -> list[str]:
    return [account.name for account in house.services.accounts.list()]


@pytest.mark.parametrize("place", sorted(place for place in declared() if place.startswith("POST")))
def test_nothing_that_changes_something_is_done_for_another_site(staff: TestClient, place: str) -> None:
    path = filled(place.split()[1])
    for headers in ({"origin": "https://evil.example"}, {"origin": "null"}, {"sec-fetch-site": "cross-site"}):
        answer = staff.post(path, data={"name": "anna"}, headers=headers)
        assert answer.status_code == (404 if path == "/internal/command" else 403)
        assert "set-cookie" not in answer.headers
        assert "access-control-allow-origin" not in answer.headers


@pytest.mark.parametrize(
    "origin", ["https://evil.example", "null", "http://desk.example.evil.example", "http://desk.example:81"]
)
@pytest.mark.parametrize(
    "path", [ASK, "/login", "/logout", "/gradio_api/queue/join", "/gradio_api/cancel", "/staff/gradio_api/upload"]
)
def test_what_another_site_sends_is_refused(staff: TestClient, path: str, origin: str) -> None:
    answer = staff.post(path, json=QUESTION, headers={"origin": origin})
    assert answer.status_code == 403
    assert "access-control-allow-origin" not in answer.headers


def test_a_browser_that_says_cross_site_is_believed(client: TestClient) -> None:
    assert client.post("/login", headers={"sec-fetch-site": "cross-site"}).status_code == 403
    assert client.post(ASK, json=QUESTION, headers={"sec-fetch-site": "same-site"}).status_code == 403


def test_our_own_origin_and_programs_pass(client: TestClient) -> None:
    assert client.post(ASK, json=QUESTION, headers={"origin": "http://desk.example"}).status_code == 200
    assert client.post(ASK, json=QUESTION).status_code == 200


@pytest.mark.parametrize("method", ["GET", "POST", "OPTIONS", "PUT"])
@pytest.mark.parametrize("path", ["/", "/staff/", ASK, "/theme.css", "/gradio_api/queue/join"])
@pytest.mark.parametrize("origin", ["https://evil.example", "null"])
def test_no_foreign_origin_is_ever_allowed(staff: TestClient, method: str, path: str, origin: str) -> None:
    headers = {"origin": origin, "access-control-request-method": "POST"}
    assert "access-control-allow-origin" not in staff.request(method, path, headers=headers).headers


@pytest.mark.parametrize(
    ("path", "size"), [("/login", 17 * 2**10), (ASK, 65 * 2**10), ("/gradio_api/queue/join", 60 * 2**20)]
)
@pytest.mark.parametrize("is_announced", [True, False])
def test_a_body_that_is_too_large_is_refused_however_it_comes(
    client: TestClient, path: str, size: int, is_announced: bool
) -> None:
    sent = 0

    def pieces() -> Iterator[bytes]:
        nonlocal sent
        while sent < size:
            sent += 2**16
            yield b"x" * 2**16

    body: Any = b"x" * size if is_announced else pieces()
    kind = "application/x-www-form-urlencoded" if path == "/login" else "application/json"
    answer = client.post(path, content=body, headers={"content-type": kind})
    assert answer.status_code == 413
    assert answer.json()["error"].startswith("This is too large. Send at most")


def test_deeply_nested_json_is_refused_plainly(client: TestClient) -> None:
    for path in (ASK, "/gradio_api/queue/join"):
        answer = client.post(path, content=b"[" * 50_000, headers={"content-type": "application/json"})
        assert answer.status_code in (400, 422)
        assert "Traceback" not in answer.text


def test_too_many_requests_of_one_address_wait_and_pages_parts_do_not_count(
    shared_house: House,
) -> None:
    client = TestClient(build(shared_house.services, shared_house.upload_folder, requests_per_minute=5))
    assert [client.get("/look/page.css").status_code for _ in range(20)] == [200] * 20
    assert [client.get("/login").status_code for _ in range(6)] == [200] * 5 + [429]
    refused = client.get("/login", headers={"x-forwarded-for": "1.2.3.4", "accept": "text/html"})
    assert refused.status_code == 429
    assert int(refused.headers["retry-after"]) > 0
    assert "<h1>Too many requests. Wait" in refused.text


def test_a_failure_inside_says_nothing_of_itself(house: House) -> None:
    client, services = _client(house), house.services

    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("secret-path /srv/secret/key.pem")

    services.conversations.start = broken  # type: ignore[method-assign, assignment]
    answer = client.post(ASK, json=QUESTION)
    assert answer.status_code == 500
    assert answer.json()["error"].startswith("Something went wrong here.")
    assert "secret" not in answer.text


def test_refusals_come_in_the_persons_language_and_form(client: TestClient) -> None:
    page = client.get("/nothing", headers={"accept": "text/html", "accept-language": "zh"})
    assert "<h1>这个地址没有内容。</h1>" in page.text


def test_commands_come_from_this_machine_with_the_token_only(shared_house: House) -> None:
    app = shared_house.app
    command = {"command": "echo", "arguments": {"a": 1}}
    elsewhere = TestClient(app, client=("203.0.113.5", 1))
    assert elsewhere.post("/internal/command", json=command, headers={"X-Frontdesk-Token": TOKEN}).status_code == 404
    here = TestClient(app, client=("127.0.0.1", 1))
    assert here.post("/internal/command", json=command).status_code == 404
    assert here.post("/internal/command", json=command, headers={"X-Frontdesk-Token": "x"}).status_code == 404
    answer = here.post("/internal/command", json=command, headers={"X-Frontdesk-Token": TOKEN})
    assert (answer.status_code, answer.json()) == (200, {"a": 1})
    refused = here.post("/internal/command", json={"command": "x"}, headers={"X-Frontdesk-Token": TOKEN})
    assert (refused.status_code, refused.json()) == (400, {"error": "There is no command 'x'."})
