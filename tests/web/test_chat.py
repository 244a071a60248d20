"""What the customer page's handlers do with what a browser sends, whoever sent it."""

import asyncio
import json
from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from tests.web.conftest import House
from tests.web.staffing import request
from web.app import pages
from web.chat import Chat
from web.cookies import VISITOR


def _handler(house: House, name: str) -> Callable[..., Any]:
    functions = pages(house.app)[1].fns.values()
    return next(function.fn for function in functions if function.fn and function.fn.__name__ == name)


class Browser:
    """One visitor, with a page open."""

    def __init__(self, house: House, language: str = "en") -> None:
        client = TestClient(house.app)
        client.get("/")
        self._house = house
        self._cookies = f"{VISITOR}={client.cookies[VISITOR]}"
        self._language = language
        self.visitor = client.cookies[VISITOR].split(".")[0]
        self.chat = Chat()

    def _request(self) -> Any:
        return request(self._cookies, language=self._language)

    def ask(self, text: str, **more: Any) -> list[str]:
        """All that the page is sent."""
        given = json.dumps({"text": text, "mark": "m-1"} | more)
        return self.send(given)

    def send(self, given: str) -> list[str]:
        async def run() -> list[str]:
            respond = _handler(self._house, "respond")
            return [update async for update in respond(given, self.chat, self._request())]

        return asyncio.run(run())

    def act(self, words: str, moment: int = 1700000000000) -> Any:
        return _handler(self._house, "act")(f"{words} {moment}", self.chat, self._request())

    def conversation(self) -> str:
        return self._house.services.conversations.list(self.visitor)[0].id


def test_an_answer_begins_with_its_question_and_ends_with_its_tools(shared_house: House) -> None:
    states = Browser(shared_house).ask("How long does shipping take?")
    assert "Searching 2 documents…" in states[0]
    assert 'data-mark="m-1"' in states[0]
    assert all('data-state="working"' in state for state in states[:-1])
    assert 'data-state="done"' in states[-1]
    assert 'data-n="0" data-answer="1"' in states[-1]
    assert "Quoted from 1 document" in states[-1]


def test_nobody_goes_on_with_or_replaces_what_is_not_theirs(shared_house: House) -> None:
    conversations = shared_house.services.conversations
    owner, stranger = Browser(shared_house), Browser(shared_house)
    owner.ask("What is the return window?")
    theirs = owner.conversation()
    stranger.ask("How long does shipping take?", conversation=theirs, **{"from": 0})
    assert stranger.conversation() != theirs
    assert [message.text for message in conversations.messages(theirs)][0] == "What is the return window?"
    assert len(conversations.messages(theirs, superseded=True)) == 2
    owner.ask("How long does shipping take?", conversation=theirs)
    assert len(conversations.messages(theirs)) == 4


def test_nobody_rates_what_is_not_theirs(shared_house: House) -> None:
    owner, stranger = Browser(shared_house), Browser(shared_house, "zh")
    owner.ask("What is the return window?")
    theirs = owner.conversation()
    assert stranger.act(f"rate {theirs} 1 -1 bad") == "<p>这条回答已不存在，请重新加载页面。</p>"
    assert shared_house.services.feedback.ratings(theirs) == {}
    assert owner.act(f"rate {theirs} 1 -1 It is <wrong>") == "<p>Thank you. Your rating was saved.</p>"
    assert shared_house.services.feedback.ratings(theirs)[1].reason == "It is <wrong>"
    assert owner.act(f"rate {theirs} 7 1") == "<p>This answer is no longer there. Load the page again.</p>"


def test_a_press_that_arrives_after_a_later_one_changes_nothing(shared_house: House) -> None:
    one = Browser(shared_house)
    one.ask("What is the return window?")
    conversation = one.conversation()
    one.act(f"rate {conversation} 1 -1 It is wrong", 2000)
    assert not isinstance(one.act(f"rate {conversation} 1 -1 ", 1000), str)
    assert shared_house.services.feedback.ratings(conversation)[1].reason == "It is wrong"
    one.act(f"rate {conversation} 1 0 ", 3000)
    assert shared_house.services.feedback.ratings(conversation) == {}


@pytest.mark.parametrize(
    "words", ["", "rate", "rate x 1 1", "rate {c} x 1", "rate {c} 1 5", "delete {c}", "rate {c} 1"]
)
def test_what_no_page_sends_changes_nothing(shared_house: House, words: str) -> None:
    one = Browser(shared_house)
    one.ask("What is the return window?")
    answer = one.act(words.format(c=one.conversation()))
    assert not isinstance(answer, str)
    assert shared_house.services.feedback.ratings(one.conversation()) == {}


@pytest.mark.parametrize("given", ["", "x", "[]", '{"from": "0"}'])
def test_a_question_in_no_form_of_ours_is_passed_over(shared_house: House, given: str) -> None:
    one = Browser(shared_house)
    assert not any(isinstance(update, str) for update in one.send(given))
    assert shared_house.services.conversations.list(one.visitor) == []


def test_a_question_that_is_not_taken_says_why_and_is_not_stored(house: House) -> None:
    one = Browser(house)
    for text, why in (("", "Please type a question."), ("x" * 2001, "Please use at most 2000 characters.")):
        (state,) = one.ask(text)
        assert why in state
        assert 'data-state="refused"' in state
    for _ in range(40):
        last = one.ask("What is the return window?")[-1]
    assert "That was a lot of questions at once." in last
    assert 'data-state="refused"' in last


def test_a_failure_shows_what_there_is_and_nothing_of_the_inside(shared_house: House) -> None:
    last = Browser(shared_house).ask("explode")[-1]
    assert "The answer could not be completed." in last
    assert ">Continue</button>" in last
    assert "secret" not in last
