"""What is kept of a customer: asked for, shown, erased; and the company's word for who a customer is."""

import base64
import hashlib
import hmac
import json
import re
import time
from collections.abc import Iterator

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import House, opened
from web.cookies import VISITOR
from web.introductions import Introductions

SECRET = "the-shop-and-the-desk-both-know-this-one"


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with pytest.MonkeyPatch.context() as monkeypatch:
        more = {"customer_secret": SECRET, "requests_per_minute": 10**6}
        yield from opened(tmp_path_factory.mktemp("house"), monkeypatch, **more)


@pytest.fixture
def customer(house: House) -> TestClient:
    client = TestClient(house.app, follow_redirects=False)
    client.get("/")
    return client


def words(html: str) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", html).split())


def did(house: House, client: TestClient, item: str, kind: str, one: str = "") -> int:
    visitor = client.cookies[VISITOR].split(".")[0]
    one = one or house.services.conversations.start(visitor)
    return client.post("/me/did", data={"conversation": one, "item": item, "kind": kind}).status_code


def test_nothing_is_remembered_before_it_is_agreed_to(house: House, customer: TestClient) -> None:
    assert did(house, customer, "T-1", "like") == 204
    assert "Nothing is remembered" in customer.get("/me").text
    panel = words(customer.post("/me/agree").text)
    assert "Heron 2 tent you liked it" in panel
    assert did(house, customer, "M-7", "reject") == 204
    assert "Moss mat not what you wanted Heron 2 tent you liked it" in words(customer.get("/me").text)
    customer.get("/language/zh")
    assert "苍鹭双人帐篷 您喜欢" in words(customer.get("/me").text)


def test_one_thing_or_all_is_erased_and_a_refusal_is_not_asked_again(house: House, customer: TestClient) -> None:
    assert 'data-me="agree"' in customer.get("/").text
    before = list(house.services.behaviour.pairs())
    customer.post("/me/agree")
    did(house, customer, "T-1", "like")
    did(house, customer, "M-7", "click")
    panel = words(customer.post("/me/erase", data={"item": "T-1"}).text)
    assert "Moss mat you looked at it" in panel
    assert "Heron" not in panel
    assert "Nothing is remembered" in customer.post("/me/refuse").text
    assert list(house.services.behaviour.pairs()) == before
    assert 'data-me="agree"' not in customer.get("/").text


def test_all_that_came_from_a_browser_is_deleted_with_its_tickets_and_nothing_of_another(
    house: House, customer: TestClient
) -> None:
    services, visitor = house.services, customer.cookies[VISITOR].split(".")[0]
    before = list(services.behaviour.pairs())
    for who in (visitor, "f" * 32):
        one = services.conversations.start(who)
        services.conversations.add(one, "customer", "My tent leaks.")
        services.tickets.open(one, reason="complaint", summary="It leaks", contact="mara@fern.example")
        assert did(house, customer, "T-1", "like", one) == (204 if who == visitor else 404)
    alone = services.conversations.start(visitor)
    services.tickets.open(alone, reason="return", summary="A mat")
    services.conversations.remove(alone)  # its ticket stays with the team
    assert services.tickets.count() == 3
    assert "My tent leaks." in customer.get("/conversations").text
    customer.post("/me/forget")
    assert "My tent leaks." not in customer.get("/conversations").text
    assert [ticket.visitor for ticket in services.tickets.list()] == ["f" * 32]
    assert len(services.conversations.list("f" * 32)) == 1
    assert list(services.behaviour.pairs()) == before
    (entry,) = services.audit.latest(1)
    assert (entry.actor, entry.details) == ("visitor", {"conversations": 1, "tickets": 2})


def test_nobody_tells_what_others_did_or_what_is_not_on_sale(house: House, customer: TestClient) -> None:
    foreign = house.services.conversations.start("f" * 32)
    assert did(house, customer, "T-1", "like", foreign) == 404
    assert did(house, customer, "X-0", "like") == 404
    assert did(house, customer, "T-1", "purchase") == 422
    assert did(house, customer, "T-1", "show") == 422
    assert TestClient(house.app).post("/me/agree").status_code == 403
    assert customer.post("/me/agree", headers={"Origin": "https://evil.example"}).status_code == 403


def test_the_companys_site_says_who_it_is_in_a_few_lines_of_any_language(house: House, customer: TestClient) -> None:
    # as docs/operations.md tells it, without anything of ours
    data = base64.urlsafe_b64encode(json.dumps({"id": "C-42", "expires": int(time.time()) + 300}).encode()).rstrip(b"=")
    signature = base64.urlsafe_b64encode(hmac.new(SECRET.encode(), data, hashlib.sha256).digest()).rstrip(b"=")
    came = customer.get(f"/me/enter?token={data.decode()}.{signature.decode()}")
    assert (came.status_code, came.headers["location"]) == (303, "/")
    assert "has told us that you are C-42" in customer.get("/me").text
    did(house, customer, "T-1", "like")
    elsewhere = TestClient(house.app, follow_redirects=False)  # a new browser of the same customer
    elsewhere.get("/me/enter?token=" + Introductions(SECRET).token("C-42", 60))
    assert "Heron 2 tent" in elsewhere.get("/me").text
    elsewhere.post("/me/leave")
    assert "Heron 2 tent" not in elsewhere.get("/me").text


@pytest.mark.parametrize(
    "token",
    [
        "",
        "x.y",
        Introductions("another-secret-that-is-long-enough-too").token("C-42", 60),
        Introductions(SECRET).token("C-42", -1),
        Introductions(SECRET).token("C-42", 10 * 86400),
        Introductions(SECRET).token("", 60),
        Introductions(SECRET).token("a\nb", 60),
        Introductions(SECRET).token("C-42", 60)[:-2],
    ],
    # a token holds the second it was made in: as an id it would differ from one worker to the next
    ids=["empty", "no token", "another's secret", "over", "too long", "nobody", "two lines", "cut short"],
)
def test_a_token_that_is_foreign_over_or_holds_too_long_says_nothing(customer: TestClient, token: str) -> None:
    assert customer.get("/me/enter", params={"token": token}).status_code == 303
    assert "has told us" not in customer.get("/me").text


def test_a_short_secret_is_refused_and_without_one_nobody_is_introduced() -> None:
    with pytest.raises(ValueError, match="at least 32"):
        Introductions("short")
    assert Introductions("").customer(Introductions(SECRET).token("C-42", 60)) == ""
