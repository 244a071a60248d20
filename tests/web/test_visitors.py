"""One visitor never sees or touches what is another's, by whatever door.

Insecure direct object references (OWASP API Top 10, API1): conversations by their ids, open pages by their names,
running answers by theirs.
"""

import json
import secrets
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from tests.waiting import HANG
from tests.web.conftest import House, Server
from tests.web.person import Keys, Person

SECRET_WORDS = "the anniversary surprise"


@pytest.fixture(scope="module")
def server(shared_house: House) -> Iterator[Server]:
    with Server(shared_house.app) as running:
        yield running


@pytest.fixture
def keys(shared_house: House) -> Keys:
    return Keys(shared_house)


@pytest.fixture
def owner(server: Server, keys: Keys) -> Iterator[Person]:
    with Person(server.url, keys.visitor()) as person:
        yield person


@pytest.fixture
def other(server: Server, keys: Keys) -> Iterator[Person]:
    with Person(server.url, keys.visitor()) as person:
        yield person


@pytest.fixture
def conversation(owner: Person, shared_house: House) -> str:
    """The owner's conversation, in which something private was said."""
    owner.ask(f"How long does shipping take? It is for {SECRET_WORDS}.")
    (one,) = shared_house.services.conversations.list(_visitor(owner, shared_house), limit=1)
    return one.id


def _visitor(person: Person, house: House) -> str:
    return str(person.client.cookies["frontdesk_visitor"]).split(".")[0]


def _said(house: House, conversation: str) -> list[str]:
    return [message.text for message in house.services.conversations.messages(conversation)]


def test_the_owner_finds_it_again_at_every_door(owner: Person, conversation: str) -> None:
    """So that what is refused below is refused to the stranger, and not to everybody."""
    for path in (f"/?c={conversation}", f"/conversations/{conversation}", "/conversations"):
        assert SECRET_WORDS in owner.client.get(path).text
    answer = owner.client.post("/api/v1/ask", json={"question": "and returns?", "conversation": conversation})
    assert answer.status_code == 200


def test_another_visitor_sees_nothing_of_it_at_any_door(other: Person, conversation: str, shared_house: House) -> None:
    before = _said(shared_house, conversation)
    for path in (f"/?c={conversation}", "/conversations", f"/conversations?current={conversation}", "/"):
        shown = other.client.get(path)
        assert shown.status_code == 200
        assert SECRET_WORDS not in shown.text
        assert f'data-conversation="{conversation}"' not in shown.text
    assert other.client.get(f"/conversations/{conversation}").status_code == 404
    assert other.client.post(f"/conversations/{conversation}/delete").status_code == 404
    assert other.client.post("/api/v1/ask", json={"question": "x", "conversation": conversation}).status_code == 404
    assert other.client.get(f"/documents/{conversation}").status_code == 404
    assert _said(shared_house, conversation) == before


def test_a_question_that_names_anothers_conversation_begins_ones_own(
    other: Person, conversation: str, shared_house: House
) -> None:
    before = _said(shared_house, conversation)
    for more in ({"conversation": conversation}, {"conversation": conversation, "from": 0}):
        messages = other.ask("What is the return window?", **more)
        assert messages[-1]["success"]
        assert SECRET_WORDS not in json.dumps(messages)
        assert conversation not in json.dumps(messages)
    assert _said(shared_house, conversation) == before
    assert len(shared_house.services.conversations.list(_visitor(other, shared_house), limit=5)) == 2


def test_anothers_answer_cannot_be_rated(other: Person, conversation: str, shared_house: House) -> None:
    rate = other.function("change", "action")
    for n in (0, 1, 2):
        other.run(rate, [f"rate {conversation} {n} -1 wrong 1", None])
    assert not shared_house.services.feedback.ratings(conversation)


def test_nobody_without_a_cookie_reaches_what_nobody_without_a_cookie_said(server: Server, shared_house: House) -> None:
    with httpx.Client(base_url=server.url, timeout=HANG) as one, httpx.Client(base_url=server.url, timeout=HANG) as two:
        answer = one.post("/api/v1/ask", json={"question": f"shipping for {SECRET_WORDS}"}).json()
        # The id is the key of a program without cookies; the pages, which a browser shows, do not take it as one.
        assert two.get(f"/conversations/{answer['conversation']}").status_code == 404
        assert SECRET_WORDS not in two.get(f"/?c={answer['conversation']}").text
        assert len(answer["conversation"]) == 32  # 128 random bits


# -- open pages


def test_what_is_sent_to_an_open_page_cannot_be_listened_to(owner: Person, other: Person) -> None:
    given = json.dumps({"text": f"How long? For {SECRET_WORDS}", "mark": "m"})
    assert owner.join(owner.function("change", "ask"), [given, None]).status_code == 200
    with other.listening(owner.session) as stream:
        assert stream.status_code == 404
        assert SECRET_WORDS not in stream.read().decode()
    with owner.listening() as stream:
        assert any(SECRET_WORDS in line for line in stream.iter_lines())


def test_nobody_speaks_in_the_name_of_anothers_page_or_ends_its_answers(
    owner: Person, other: Person, shared_house: House
) -> None:
    assistant = shared_house.services.assistant
    assistant.pause = 0.1
    try:
        ask = owner.function("change", "ask")
        event = owner.join(ask, [json.dumps({"text": "How long does shipping take?", "mark": "m"}), None]).json()
        thief = Person(str(other.client.base_url), dict(other.client.cookies), session=owner.session)
        with thief:
            assert thief.join(ask, [json.dumps({"text": "mine", "mark": "m"}), None]).status_code == 404
            body = {"session_hash": owner.session, "fn_index": ask, "event_id": event["event_id"]}
            assert thief.client.post("/gradio_api/cancel", json=body).status_code == 404
            assert thief.client.get(f"/gradio_api/heartbeat/{owner.session}").status_code == 404
        with owner.listening() as stream:
            received = "".join(stream.iter_text())
        assert "working days" in received
        assert '"process_completed"' in received
    finally:
        assistant.pause = 0.0


def test_guessing_find_no_open_page(owner: Person, other: Person) -> None:
    event = owner.join(owner.function("change", "ask"), [json.dumps({"text": "How long?", "mark": "m"}), None]).json()
    for _ in range(200):
        guess: dict[str, Any] = {"session_hash": secrets.token_hex(6), "fn_index": 0, "event_id": secrets.token_hex(16)}
        answer = other.client.post("/gradio_api/cancel", json=guess)
        assert answer.status_code == 200  # nothing of that name: nothing done
    with owner.listening() as stream:
        assert '"process_completed"' in "".join(stream.iter_text())
    assert len(event["event_id"]) == 32


@pytest.mark.parametrize("name", ["", "a b", "x" * 65, "../x", "%00", "é"])
def test_a_page_with_an_odd_name_is_none(other: Person, name: str) -> None:
    answer = other.client.get("/gradio_api/queue/data", params={"session_hash": name})
    assert answer.status_code == 404
    body = {"data": ["x", None], "fn_index": 0, "session_hash": name}
    assert other.client.post("/gradio_api/queue/join", json=body).status_code == 404
