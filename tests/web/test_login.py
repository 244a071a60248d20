from collections.abc import Iterator

import pytest
from sqlalchemy import delete
from starlette.testclient import TestClient

from desk.tables import LoginAttemptRow
from tests.web.conftest import PASSWORD, House
from tests.web.fakes import FakeServices
from web.login import own_path


@pytest.fixture
def services(shared_house: House) -> Iterator[FakeServices]:
    services = shared_house.services
    yield services
    services.accounts.enable("anna")
    with services.database.write() as session:
        session.execute(delete(LoginAttemptRow))


@pytest.fixture
def client(shared_house: House, services: FakeServices) -> TestClient:
    return TestClient(shared_house.app, base_url="http://desk.example", follow_redirects=False)


def _sign_in(client: TestClient, name: str = "anna", password: str = PASSWORD) -> int:
    return client.post("/login", data={"name": name, "password": password}).status_code


def test_the_staff_area_leads_to_the_login_and_back(client: TestClient) -> None:
    for path in ("/staff", "/staff/"):
        answer = client.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/staff/")
    answer = client.post("/login", data={"name": "anna", "password": PASSWORD})
    assert (answer.status_code, answer.headers["location"]) == (303, "/staff/")
    cookie = answer.headers["set-cookie"]
    assert all(part in cookie for part in ("frontdesk_staff=", "HttpOnly", "SameSite=Lax", "Max-Age=43200"))
    assert client.get("/staff/").status_code == 200
    assert client.get("/login").headers["location"] == "/staff/"


def test_a_wrong_password_is_told_in_the_persons_language_and_recorded(
    client: TestClient, services: FakeServices
) -> None:
    answer = client.post("/login", data={"name": "<b>", "password": "x"}, headers={"accept-language": "zh"})
    assert answer.status_code == 401
    assert "用户名或密码不正确" in answer.text
    assert 'value="&lt;b&gt;"' in answer.text
    assert "set-cookie" not in answer.headers
    entry = services.audit.latest()[0]
    assert (entry.action, entry.subject) == ("login.refused", "<b>")


def test_the_tenth_wrong_password_waits(client: TestClient) -> None:
    kinds = [_sign_in(client, password="wrong") for _ in range(10)]
    assert kinds == [401] * 9 + [429]
    answer = client.post("/login", data={"name": "anna", "password": PASSWORD})
    assert answer.status_code == 429
    assert int(answer.headers["retry-after"]) > 0
    assert "Too many wrong passwords. Try again in" in answer.text


def test_one_password_tried_on_many_names_waits_too(client: TestClient) -> None:
    kinds = [_sign_in(client, f"user{n}", "Summer2026!") for n in range(12)]
    assert kinds == [401] * 9 + [429] * 3


def test_a_disabled_account_is_out_at_its_next_request(client: TestClient, services: FakeServices) -> None:
    assert _sign_in(client) == 303
    assert client.get("/staff/").status_code == 200
    services.accounts.disable("anna")
    assert client.get("/staff/").status_code == 303
    assert client.post("/staff/gradio_api/queue/join", json={}).status_code == 401


def test_signing_out_ends_the_login_on_the_server_too(client: TestClient) -> None:
    _sign_in(client)
    stolen = client.cookies["frontdesk_staff"]
    assert client.post("/logout").headers["location"] == "/login"
    assert client.get("/staff/").status_code == 303
    client.cookies.set("frontdesk_staff", stolen, domain="desk.example")
    assert client.get("/staff/").status_code == 303


def test_a_cookie_that_we_did_not_sign_opens_nothing(client: TestClient) -> None:
    _sign_in(client)
    good = client.cookies["frontdesk_staff"]
    for forged in (good[:-1] + ("A" if good[-1] != "A" else "B"), good.split(".")[0], "x.y", "", "é"):
        client.cookies.clear()
        client.cookies.set("frontdesk_staff", forged.encode("ascii", "ignore").decode(), domain="desk.example")
        assert client.get("/staff/").status_code == 303


@pytest.mark.parametrize(
    "path",
    [
        "////evil.com",
        "//evil.com",
        "https:evil",
        "https://evil.com",
        "/\\evil.com",
        "/staff/../..//evil",
        "javascript:x",
        "",
    ],
)
def test_only_our_own_pages_are_gone_back_to(path: str) -> None:
    assert own_path(path) == "/"


def test_nobody_is_sent_to_another_site(client: TestClient) -> None:
    assert client.get("/language/zh", params={"next": "////evil.com"}).headers["location"] == "/"
    assert client.get("/login", params={"next": "//evil.com"}).status_code == 200


def test_the_language_is_remembered(client: TestClient) -> None:
    assert "员工登录" not in client.get("/login").text
    answer = client.get("/language/zh", params={"next": "/login"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/login")
    assert "员工登录" in client.get("/login").text
    client.get("/language/en")
    assert "Staff sign-in" in client.get("/login", headers={"accept-language": "zh"}).text


def test_the_form_works_without_javascript(client: TestClient) -> None:
    page = client.get("/login").text
    assert '<form method="post" action="/login">' in page
    assert page.count("<script") == page.count('<script src="/look/theme.js"></script>') == 1
    assert 'autocomplete="current-password"' in page
