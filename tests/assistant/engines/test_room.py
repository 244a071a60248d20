"""Which answerer runs, by what FRONTDESK_MODEL says."""

import dataclasses

import pytest
from langchain_core.messages import HumanMessage

from assistant.engines.choosing import DEFAULT_LOCAL, Choice, Wish, choose
from assistant.engines.errors import EngineError
from assistant.engines.room import EngineRoom
from settings import Settings
from tests.assistant.engines.faulty import WORDS, FaultyServer
from tests.waiting import wait_until


@pytest.mark.parametrize(
    ("model", "url", "has_gpu", "choice"),
    [
        ("", "", False, Choice("embedded")),
        ("", "", True, Choice("local", DEFAULT_LOCAL)),
        ("embedded", "", True, Choice("embedded")),
        ("Embedded", "http://127.0.0.1:8000/v1", True, Choice("embedded")),
        ("Qwen/Qwen3-8B", "", False, Choice("local", "Qwen/Qwen3-8B")),
        ("./models/mine", "", False, Choice("local", "./models/mine")),
        ("C:\\models\\mine", "", False, Choice("local", "C:\\models\\mine")),
        ("openai:gpt-5-mini", "", False, Choice("remote", "gpt-5-mini", "openai")),
        ("google_genai:gemini-2.5-flash", "", False, Choice("remote", "gemini-2.5-flash", "google_genai")),
        ("http://127.0.0.1:8000/v1", "", True, Choice("remote", "", "openai", "http://127.0.0.1:8000/v1")),
        ("qwen3:4b", "http://127.0.0.1:1/v1", False, Choice("remote", "qwen3:4b", "openai", "http://127.0.0.1:1/v1")),
    ],
)
def test_what_is_chosen(model: str, url: str, has_gpu: bool, choice: Choice) -> None:
    assert choose(model, url, has_gpu=lambda: has_gpu) == choice


def test_a_gpu_is_looked_for_only_where_that_decides() -> None:
    def has_gpu() -> bool:
        raise AssertionError

    choose("embedded", has_gpu=has_gpu)
    choose("openai:gpt-5-mini", has_gpu=has_gpu)


def at_work(room: EngineRoom) -> str:
    return room.current.name if room.current else ""


def test_a_model_is_loaded_in_the_background() -> None:
    room = EngineRoom(dataclasses.replace(Settings(), model="tiny", model_url="http://127.0.0.1:9/v1"))
    assert (room.state, room.current, room.name) == ("none", None, "embedded")
    room.start()
    wait_until(lambda: room.state == "ready")
    assert room.current is not None
    assert (room.current.name, room.name) == ("tiny", "tiny")
    room.close()
    assert room.current is None


def test_what_cannot_be_loaded_is_said_and_there_is_no_model() -> None:
    room = EngineRoom(dataclasses.replace(Settings(), model="anthropic:claude"))
    room.start()
    wait_until(lambda: room.state == "failed")
    assert room.current is None
    assert "pip install langchain-anthropic" in str(room.error)
    room.close()


def test_another_model_takes_over_while_the_old_one_ends_what_it_began() -> None:
    with FaultyServer() as server:
        slow = server.url("slowly")
        room = EngineRoom(dataclasses.replace(Settings(), model="first", model_url=slow))
        room.start()
        wait_until(lambda: room.state == "ready")
        first = room.current
        assert first is not None
        words = first.stream([HumanMessage("?")])
        begun = next(words)
        room.start(Wish("remote", "second", server.url()))
        wait_until(lambda: at_work(room) == "second")
        assert begun + "".join(words) == "".join(WORDS)
        second = room.current
        assert second is not None
        assert "".join(second.stream([HumanMessage("?")])) == "".join(WORDS)
        room.start(Wish("embedded"))
        assert (at_work(room), room.name) == ("", "embedded")
        room.start(Wish())
        wait_until(lambda: at_work(room) == "first")
        room.close()


def test_where_a_model_cannot_take_over_the_old_one_goes_on_and_it_is_said_why() -> None:
    with FaultyServer() as server:
        room = EngineRoom(dataclasses.replace(Settings(), model="first", model_url=server.url()))
        room.start()
        wait_until(lambda: room.state == "ready")
        room.start(Wish("remote", "", server.url("500")))
        wait_until(lambda: room.state == "failed")
        assert at_work(room) == "first"
        assert "error" in str(room.error)
        room.close()


def test_an_address_is_chosen_only_where_the_operator_allows_it() -> None:
    room = EngineRoom(dataclasses.replace(Settings(), model="embedded", model_hosts="llm.example, 127.0.0.1:9"))
    assert room.allowed_hosts == ["llm.example", "127.0.0.1:9"]
    for address in ("http://127.0.0.1:8000/v1", "http://169.254.169.254/", "file:///etc/passwd"):
        with pytest.raises(EngineError, match="FRONTDESK_MODEL_HOSTS"):
            room.start(Wish("remote", "m", address))
    assert (room.state, room.name) == ("none", "embedded")
    room.start(Wish("remote", "m", "http://127.0.0.1:9/v1"))
    wait_until(lambda: room.state == "ready")
    room.close()


def test_without_a_name_the_server_is_asked_for_one() -> None:
    with FaultyServer() as server:
        room = EngineRoom(dataclasses.replace(Settings(), model=server.url("401")))
        room.start()
        wait_until(lambda: room.state == "failed")
        assert "key" in str(room.error)
        room.close()
        room = EngineRoom(dataclasses.replace(Settings(), model=server.url("models")))
        room.start()
        wait_until(lambda: room.state == "ready")
        assert at_work(room) == "m"
        room.close()
