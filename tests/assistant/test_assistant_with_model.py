"""The assistant with a language model: it writes from the sources, and when it fails the documents are quoted."""

from collections.abc import Iterator
from functools import partial

import pytest

from assistant.answers import Answer
from assistant.engines.engine import Engine
from assistant.engines.remote import explain, remote_model
from assistant.engines.streaming import EventLoop
from assistant.services import Services
from tests.assistant.engines.faulty import FaultyServer, limits_of

QUESTION = "How long does express shipping to Spain take?"


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        yield server


@pytest.fixture
def answered(services: Services, server: FaultyServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[object]:
    loop = EventLoop()
    engines: list[Engine] = []

    def ask(
        text: str, words: tuple[str, ...] = (), way: str = "well", conversation: str = "", adapter: str = ""
    ) -> list[Answer]:
        address = server.url(way)
        server.words = words
        model = remote_model("tiny", address=address)
        engine = Engine("tiny", "remote", model, loop, explain=partial(explain, address=address, model="tiny"),
                        limits=limits_of(way), adapter=adapter)  # fmt: skip
        engines.append(engine)
        monkeypatch.setattr(services.assistant, "_engine", lambda: engine)
        return list(services.assistant.answer(conversation or services.conversations.start("v"), text))

    yield ask
    for engine in engines:
        engine.close()
    loop.close()


def test_the_model_writes_and_its_sources_are_shown(answered, server: FaultyServer) -> None:
    states = answered(QUESTION, ("It takes ", "2 days ", "[1", "]."))
    last = states[-1]
    assert (last.text, last.engine, last.abstained, last.done) == ("It takes 2 days [1].", "tiny", False, True)
    assert last.citations[0].document == "delivery.md"
    assert all("[1" not in state.text or "[1]" in state.text for state in states)  # no half a mark is ever shown
    assert last.explanation["tokens"] >= 4
    sent = server.requests[-1]["messages"]
    assert sent[0]["role"] == "system"
    assert "Spain" in sent[-1]["content"]


def test_a_conversation_keeps_which_adapter_answered_also_when_it_refused(answered, services: Services) -> None:
    one = services.conversations.start("v")
    answered(QUESTION, ("2 days [1].",), conversation=one, adapter="friendly")
    answered(QUESTION, ("NOT_FOUND",), conversation=one, adapter="friendly-2")
    answered(QUESTION, (), way="500", conversation=one, adapter="friendly-3")
    kept = [message.answer or {} for message in services.conversations.messages(one) if message.role == "assistant"]
    assert [(answer["engine"], answer["adapter"]) for answer in kept] == [
        ("tiny", "friendly"), ("tiny", "friendly-2"), ("embedded", ""),
    ]  # fmt: skip


def test_customers_documents_alone_are_sent_to_the_model(answered, server: FaultyServer) -> None:
    answered("What rebate does the Fernhill supplier grant?", ("NOT_FOUND",))
    assert "12 percent" not in str(server.requests[-1])


def test_not_found_is_a_refusal_with_what_is_near_and_the_word_itself_is_never_shown(answered) -> None:
    states = answered(QUESTION, ("NOT", "_FOUND"))
    assert states[-1].abstained
    assert states[-1].nearest
    assert "help@fern.example" in states[-1].text
    assert not any("NOT" in state.text for state in states)


@pytest.mark.parametrize("way", ["500", "401", "empty", "html", "stall", "cut", "hangup"])
def test_while_the_model_fails_the_documents_are_quoted_and_it_is_said_so(answered, way: str) -> None:
    last = answered(QUESTION, ("It takes ", "a ", "week ", "[1]."), way)[-1]
    assert (last.engine, last.instead_of, last.abstained) == ("embedded", "tiny", False)
    assert "2 days" in last.text


def test_a_follow_up_is_rewritten_by_the_model(answered, services: Services, server: FaultyServer) -> None:
    conversation = services.conversations.start("v")
    answered("How long does express shipping to Germany take?", ("1 day [1].",), conversation=conversation)
    last = answered("and to Spain?", ("How long does express shipping to Spain take?",), conversation=conversation)[-1]
    assert last.standalone == "How long does express shipping to Spain take?"
    assert "Germany" in server.requests[-2]["messages"][-1]["content"]


def test_stop_keeps_what_was_written(answered, services: Services, server: FaultyServer) -> None:
    address = server.url("slowly")
    assert address
    conversation = services.conversations.start("v")
    server.words = tuple("It takes 2 days [1]. " for _ in range(100))
    loop = EventLoop()
    engine = Engine("tiny", "remote", remote_model("tiny", address=address), loop,
                    explain=partial(explain, address=address, model="tiny"))  # fmt: skip
    services.assistant._engine = lambda: engine
    states = services.assistant.answer(conversation, QUESTION)
    shown = ""
    for state in states:
        shown = state.text
        if shown.count("[1]") == 3:
            break
    states.close()  # type: ignore[attr-defined]
    stored = services.conversations.messages(conversation)[-1]
    assert stored.text == shown
    assert stored.answer is not None
    assert stored.answer["done"] is False
    services.assistant._engine = lambda: None
    engine.close()
    loop.close()
