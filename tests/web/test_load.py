"""Many at once: everybody gets a whole answer, nobody an error; and what each event costs the server needlessly."""

import json
from concurrent.futures import ThreadPoolExecutor

import httpx
import pytest

from tests.web.conftest import House, Server
from tests.web.person import Keys, Person
from web.app import pages

SHIPPING = "Standard shipping takes 3–5 working days and costs $5."


def test_twenty_who_ask_at_once_all_get_the_whole_answer(shared_house: House) -> None:
    shared_house.services.assistant.pause = 0.05
    keys = Keys(shared_house)

    def ask(server: Server) -> str:
        with Person(server.url, keys.visitor()) as person:
            messages = person.ask("How long does shipping take?")
        assert messages[-1]["success"], messages[-1]
        return json.dumps(messages[-1], ensure_ascii=False)

    try:
        with Server(shared_house.app) as server, ThreadPoolExecutor(20) as crowd:
            answers = list(crowd.map(ask, [server] * 20))
    finally:
        shared_house.services.assistant.pause = 0.0
    assert len(answers) == 20
    for answer in answers:
        assert "Standard shipping takes 3–5 working days" in answer
        assert "Quoted from 1 document" in answer


def test_who_asks_while_all_are_busy_is_told_in_their_language(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("web.crowd.Crowd.is_full", True)
    with Server(house.app) as server, Person(server.url, Keys(house).visitor()) as person:
        person.client.headers["accept-language"] = "zh"
        with pytest.raises(httpx.HTTPStatusError) as refused:
            person.ask("送货需要几天？")
    assert (refused.value.response.status_code, refused.value.response.headers["retry-after"]) == (503, "5")
    assert refused.value.response.json() == {"error": "现在咨询的人较多，请 5 秒后再次提问。"}
    assert house.services.overview.count() == 0


def test_gradio_keeps_no_table_of_past_events(house: House) -> None:
    """It would go over all of it, up to ten thousand rows, at the end of every event."""
    with Server(house.app) as server, Person(server.url, Keys(house).visitor()) as person:
        for _ in range(3):
            person.ask("How long?")
    queue = pages(house.app)[1]._queue
    assert len(queue.event_analytics) <= 1
    assert queue.cached_event_analytics_summary == {"functions": {}}


def test_of_those_who_were_here_only_so_many_are_kept_in_memory(house: House) -> None:
    for page in pages(house.app):
        assert page.state_session_capacity == page.state_holder.capacity == 2000


def test_a_page_that_was_forgotten_goes_on_with_its_conversation(house: House) -> None:
    with Server(house.app) as server, Person(server.url, Keys(house).visitor()) as person:
        person.ask("How long does shipping take?")
        (one,) = house.services.overview.list(limit=2)
        pages(house.app)[1].state_holder.session_data.clear()
        messages = person.ask("What is the return window?", conversation=one.id)
        assert messages[-1]["success"]
        assert len(house.services.conversations.messages(one.id)) == 4
