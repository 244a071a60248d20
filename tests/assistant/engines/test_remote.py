"""A remote model: its words as they come, and a sentence for every way in which its server may fail."""

from collections.abc import Callable, Iterator
from functools import partial

import pytest
from langchain_core.messages import HumanMessage

from assistant.engines.breaker import Breaker
from assistant.engines.engine import Engine, Spent
from assistant.engines.errors import EngineError
from assistant.engines.remote import check_address, explain, remote_model
from assistant.engines.streaming import EventLoop, TimeLimits
from tests.assistant.engines.faulty import PATIENT, WORDS, FaultyServer, limits_of
from tests.waiting import wait_until

QUESTION = [HumanMessage("How long does shipping take?")]

MakeEngine = Callable[..., Engine]


@pytest.fixture(scope="module")
def server() -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        yield server


@pytest.fixture(scope="module")
def loop() -> Iterator[EventLoop]:
    loop = EventLoop()
    yield loop
    loop.close()


@pytest.fixture
def engine(server: FaultyServer, loop: EventLoop) -> Iterator[MakeEngine]:
    made: list[Engine] = []

    def make(way: str, *, limits: TimeLimits | None = None, at_once: int = 4, breaker: Breaker | None = None) -> Engine:
        address = server.url(way)
        model = remote_model("m", address=address, key="sk-secret")
        made.append(
            Engine(
                "m",
                "remote",
                model,
                loop,
                explain=partial(explain, address=address, model="m"),
                limits=limits or limits_of(way),
                at_once=at_once,
                breaker=breaker or Breaker(failures=1000),
            )  # fmt: skip
        )
        return made[-1]

    yield make
    for engine in made:
        engine.close()


@pytest.mark.parametrize("way", ["well", "halves", "slowly"])
def test_words_arrive_as_they_come(engine: MakeEngine, way: str) -> None:
    spent = Spent()
    assert "".join(engine(way).stream(QUESTION, spent)) == "".join(WORDS)
    assert spent.tokens >= len(WORDS)
    assert 0 < spent.first_word <= spent.seconds


def test_the_model_and_the_key_are_told_to_the_server(engine: MakeEngine, server: FaultyServer) -> None:
    list(engine("well").stream(QUESTION))
    request = server.requests[-1]
    assert (request["model"], request["stream"]) == ("m", True)
    assert "authorization: Bearer sk-secret" in request["head"] or "Authorization: Bearer sk-secret" in request["head"]


@pytest.mark.parametrize(
    ("way", "code"),
    [
        ("401", "unauthorised"),
        ("403", "unauthorised"),
        ("404", "unknown_model"),
        ("400", "unusable"),
        ("429", "busy"),
        ("500", "failing"),
        ("503", "failing"),
        ("html", "empty"),
        ("nonsense", "unusable"),
        ("empty", "empty"),
        ("silent", "slow"),
        ("hangup", "unreachable"),
        ("stall", "stalled"),
        ("cut", "unreachable"),
        ("endless", "endless"),
    ],
)
def test_every_fault_ends_soon_with_its_sentence_and_a_free_slot(engine: MakeEngine, way: str, code: str) -> None:
    faulty = engine(way)
    with pytest.raises(EngineError) as raised:
        list(faulty.stream(QUESTION))
    assert raised.value.code == code
    for language in ("en", "zh"):
        assert "secret" not in raised.value.in_language(language)
    wait_until(lambda: faulty.slots.used == 0 and faulty.slots.waiting == 0)
    assert [error.code for _, error in faulty.record.errors] == [code]


def test_nobody_at_the_address_is_said_so(loop: EventLoop) -> None:
    address = "http://127.0.0.1:9/v1"
    model = remote_model("m", address=address)
    dead = Engine("m", "remote", model, loop, explain=partial(explain, address=address, model="m"), limits=PATIENT)
    with pytest.raises(EngineError, match="127.0.0.1:9"):
        list(dead.stream(QUESTION))
    dead.close()


def test_stop_lets_go_of_the_server_at_once(engine: MakeEngine, server: FaultyServer) -> None:
    patient = engine("stall", limits=PATIENT)  # no limit frees it while this waits
    before = server.open
    words = patient.stream(QUESTION)
    assert next(words) == WORDS[0]
    words.close()  # type: ignore[attr-defined]
    wait_until(lambda: patient.slots.used == 0, "a free slot")
    wait_until(lambda: server.open <= before, "a closed connection")


def test_a_server_that_is_down_is_left_alone_and_used_again_when_it_is_back(
    engine: MakeEngine, server: FaultyServer
) -> None:
    now = [0.0]
    ill = engine("ill", breaker=Breaker(failures=2, rest=20, clock=lambda: now[0]))
    server.healthy = False
    for _ in range(2):
        with pytest.raises(EngineError, match="error"):
            list(ill.stream(QUESTION))
    assert ill.is_resting
    before = len(server.requests)
    with pytest.raises(EngineError, match="left alone"):
        list(ill.stream(QUESTION))
    assert len(server.requests) == before
    server.healthy = True
    now[0] = 21
    assert "".join(ill.stream(QUESTION)) == "".join(WORDS)
    assert not ill.is_resting


def test_more_than_there_are_slots_wait_in_line_and_all_are_served(engine: MakeEngine) -> None:
    busy = engine("slowly", at_once=2)
    streams = [busy.stream(QUESTION) for _ in range(2)]
    assert [next(words) for words in streams] == [WORDS[0]] * 2
    assert busy.slots.used == 2
    late = busy.stream(QUESTION)
    assert "".join(late) == "".join(WORDS)
    assert all("".join(words) == "".join(WORDS[1:]) for words in streams)
    wait_until(lambda: busy.slots.used == 0)


def test_an_unknown_provider_names_what_to_install() -> None:
    with pytest.raises(EngineError, match="pip install langchain-anthropic"):
        remote_model("claude", provider="anthropic", key="k")
    with pytest.raises(EngineError):
        remote_model("x", provider="no such provider")


@pytest.mark.parametrize("address", ["http://llm.example/v1", "https://llm.example/v1", "http://127.0.0.1:8000/v1"])
def test_an_allowed_address_passes(address: str) -> None:
    check_address(address, ["LLM.example", "127.0.0.1:8000"])


@pytest.mark.parametrize(
    "address",
    [
        "http://169.254.169.254/latest", "http://127.0.0.1/v1", "http://127.0.0.1:8001/v1", "http://[::1]:8000/v1",
        "http://2130706433:8000/", "http://0177.0.0.1:8000/", "file:///etc/passwd", "http://llm.example@evil.example/",
        "http://evil.example\\@llm.example/", "http://llm.example.evil.example/", "//llm.example/", "", "http://[/",
        "http://llm.example:99999/", "ftp://llm.example/",
    ],
)  # fmt: skip
def test_any_other_address_is_refused(address: str) -> None:
    with pytest.raises(EngineError, match="not one that the operator allows"):
        check_address(address, ["llm.example", "127.0.0.1:8000"])
