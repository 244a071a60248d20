"""A tie between two wishes, put to a language model on a server of our own: it chooses, or the customer is asked."""

from collections.abc import Iterator
from functools import partial

import pytest

from assistant.engines.engine import Engine
from assistant.engines.remote import explain, remote_model
from assistant.engines.streaming import EventLoop
from assistant.understanding.message import Route
from assistant.understanding.tie_break import by_model
from tests.assistant.engines.faulty import FaultyServer, limits_of

ROUTES: tuple[Route, Route] = ("service", "question")


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        yield server


@pytest.fixture
def loop() -> Iterator[EventLoop]:
    loop = EventLoop()
    yield loop
    loop.close()


def chosen(server: FaultyServer, loop: EventLoop, text: str, *words: str, way: str = "well") -> Route | None:
    address, server.words = server.url(way), words
    model = remote_model("tiny", address=address)
    engine = Engine(
        "tiny", "remote", model, loop, limits=limits_of(way), explain=partial(explain, address=address, model="t")
    )
    try:
        return by_model(lambda: engine)(text, ROUTES)
    finally:
        engine.close()


@pytest.mark.parametrize(
    ("words", "route"),
    [(("B",), "question"), (("(a", ")"), "service"), (("C",), None), (("I ", "cannot say"), None)],
)
def test_only_one_of_the_two_can_be_chosen(
    server: FaultyServer, loop: EventLoop, words: tuple[str, ...], route: Route | None
) -> None:
    assert chosen(server, loop, "my size", *words) == route
    system, message = server.requests[-1]["messages"]
    assert "A: something done" in system["content"]
    assert message["content"] == "Customer: my size"


def test_a_model_that_fails_chooses_nothing(server: FaultyServer, loop: EventLoop) -> None:
    assert chosen(server, loop, "尺码", "A", way="500") is None
    assert by_model(lambda: None)("my size", ROUTES) is None


@pytest.mark.parametrize("text", ["mara@fern.example", "LF-20417", "0512 0000 0417"])
def test_no_model_reads_addresses_and_numbers(server: FaultyServer, loop: EventLoop, text: str) -> None:
    before = len(server.requests)
    assert chosen(server, loop, text, "A") is None
    assert len(server.requests) == before
