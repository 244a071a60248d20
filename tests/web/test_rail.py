from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

import pytest
from starlette.testclient import TestClient

from desk.conversations import Conversation
from tests.web.conftest import House
from web.cookies import VISITOR
from web.rail import by_days, minutes_to_utc

NOW = datetime(2026, 5, 2, 1, 30, tzinfo=UTC)


def _conversation(hours_ago: float) -> Conversation:
    then = NOW - timedelta(hours=hours_ago)
    return Conversation("c", "v", "en", "public", then, then, f"{hours_ago} hours ago")


def _names(hours: Sequence[float], zone: int) -> dict[str, int]:
    return {days.name: len(days.conversations) for days in by_days([_conversation(h) for h in hours], NOW, zone)}


def test_conversations_stand_under_the_days_of_the_persons_own_clock() -> None:
    hours = [0, 1, 2, 25, 26, 100, 7 * 24, 9 * 24, 400 * 24]
    assert _names(hours, 0) == {"today": 2, "yesterday": 2, "last_days": 3, "older": 2}
    # In Shanghai it is half past nine in the morning, so what was two hours ago was today.
    assert _names(hours, -480) == {"today": 3, "yesterday": 2, "last_days": 2, "older": 2}
    assert _names([], 0) == {}


@pytest.mark.parametrize(
    ("cookie", "minutes"),
    [(None, 0), ("", 0), ("-480", -480), ("300", 300), ("99999", 840), ("-99999", -840), ("x", 0), ("1e9", 0)],
)
def test_the_clock_cookie_is_not_believed_beyond_what_clocks_can_differ(cookie: str | None, minutes: int) -> None:
    assert minutes_to_utc(cookie) == minutes


@pytest.fixture
def visitor(house: House) -> TestClient:
    client = TestClient(house.app)
    assert client.get("/").status_code == 200  # gives the cookie
    return client


def _started(house: House, client: TestClient, words: str) -> str:
    visitor = client.cookies[VISITOR].split(".")[0]
    one = house.services.conversations.start(visitor)
    house.services.conversations.add(one, "customer", words)
    return one


def test_a_conversation_is_listed_shown_and_deleted_by_its_own_visitor_alone(house: House, visitor: TestClient) -> None:
    one = _started(house, visitor, "Where is <my> parcel?")
    assert "Where is &lt;my&gt; parcel?" in visitor.get(f"/conversations?current={one}").text
    assert 'aria-current="page"' in visitor.get(f"/conversations?current={one}").text
    assert "Where is &lt;my&gt; parcel?" in visitor.get(f"/conversations/{one}").text
    stranger = TestClient(house.app)
    stranger.get("/")
    for client in (stranger, TestClient(house.app)):
        assert "parcel" not in client.get("/conversations").text
        assert client.get(f"/conversations/{one}").status_code == 404
        assert client.post(f"/conversations/{one}/delete").status_code == 404
        assert "parcel" not in client.get(f"/?c={one}").text
    assert "parcel" in visitor.get(f"/?c={one}").text
    assert "parcel" not in visitor.post(f"/conversations/{one}/delete").text
    assert visitor.get(f"/conversations/{one}").status_code == 404
    assert not house.services.conversations.messages(one)


def test_another_site_cannot_delete(house: House, visitor: TestClient) -> None:
    one = _started(house, visitor, "Where?")
    refused = visitor.post(f"/conversations/{one}/delete", headers={"Origin": "https://evil.example"})
    assert refused.status_code == 403
    assert house.services.conversations.messages(one)


def test_the_page_comes_with_its_conversation_and_in_its_language(house: House, visitor: TestClient) -> None:
    one = _started(house, visitor, "退货期限是多久？")
    html = visitor.get(f"/?c={one}", headers={"Accept-Language": "zh-CN"}).text
    assert "退货期限是多久？" in html.partition('id="past"')[2]
    assert "欢迎来到菩提与茶，有什么可以帮您？" in html
    assert f"next=/%3Fc%3D{one}" in html
    assert "Welcome" not in html


def test_what_the_company_chose_is_on_the_page_from_the_next_visit_on(house: House, visitor: TestClient) -> None:
    preferences = house.services.preferences
    assert '<svg class="logo"' in visitor.get("/").text
    preferences.set_logo(b"\x89PNG\r\n\x1a\n and so on")
    preferences.change(
        company={"en": "Müller & <Sons>", "zh": "穆勒"}, greeting={"en": "Ask us <anything>.", "zh": "请提问。"}
    )
    html = visitor.get("/").text
    assert "<h1>Ask us &lt;anything&gt;.</h1>" in html
    assert "<title>Müller &amp; &lt;Sons&gt;</title>" in html
    assert '<img class="logo" src="/look/logo" alt=""' in html
    assert '<svg class="logo"' not in html
    assert "<h1>请提问。</h1>" in visitor.get("/", headers={"Accept-Language": "zh"}).text


def test_the_page_says_which_model_writes(house: House, visitor: TestClient) -> None:
    house.services.engine = "Qwen3-4B"
    assert "Answers are written by Qwen3-4B from the company&#39;s documents." in visitor.get("/").text


def test_the_first_questions_come_once_the_assistant_has_started(house: House, visitor: TestClient) -> None:
    house.services.state = "starting"
    assert 'data-state="starting"' in visitor.get("/starters").text
    house.services.state = "ready"
    assert "How long does shipping take?" in visitor.get("/starters").text
    assert "送货需要几天？" in visitor.get("/starters", headers={"Accept-Language": "zh"}).text
