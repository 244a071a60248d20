"""A real OpenAI-compatible server on this machine, transformers' own, with a tiny model behind it."""

import os
import shutil
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from langchain_core.messages import HumanMessage

from assistant.engines.engine import Engine, Spent
from assistant.engines.errors import EngineError
from assistant.engines.remote import explain, remote_model
from assistant.engines.streaming import EventLoop, TimeLimits
from tests.assistant.engines.tiny import build
from tests.ports import free_port
from tests.waiting import HANG, LONG_HANG, wait_until

COMMAND = shutil.which("transformers", path=str(Path(sys.executable).parent))

pytestmark = pytest.mark.skipif(COMMAND is None, reason="transformers' command is not installed")


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, str]]:
    """The address of the server and the name of its model."""
    model = build(tmp_path_factory.mktemp("served") / "tiny")
    (model.parent / "hub").mkdir()
    assert COMMAND is not None
    port = free_port()
    process = subprocess.Popen(
        [COMMAND, "serve", str(model), "--host", "127.0.0.1", "--port", str(port), "--device", "cpu",
         "--dtype", "float32", "--attn-implementation", "sdpa", "--continuous-batching",
         "--cb-num-blocks", "64", "--cb-max-batch-tokens", "256"],  # without, it takes nearly all memory there is
        env=os.environ | {"HF_HUB_OFFLINE": "1", "HF_HUB_CACHE": str(model.parent / "hub")},
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip

    def answers() -> bool:
        assert process.poll() is None, "It ended while it started."
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/health", timeout=HANG):
                return True
        except OSError:
            return False

    try:
        wait_until(answers, "the server has started", LONG_HANG)
        yield f"http://127.0.0.1:{port}/v1", str(model)
    finally:
        process.terminate()
        process.wait(HANG)


@pytest.fixture(scope="module")
def engine(served: tuple[str, str]) -> Iterator[Engine]:
    address, name = served
    loop = EventLoop()
    model = remote_model(name, address=address, max_tokens=30)
    engine = Engine("tiny", "remote", model, loop, explain=partial(explain, address=address, model="tiny"),
                    limits=TimeLimits(first_word=90))  # fmt: skip
    yield engine
    engine.close()
    loop.close()


def test_it_streams_and_tells_what_it_took(engine: Engine) -> None:
    spent = Spent()
    pieces = list(engine.stream([HumanMessage("How long does shipping take?")], spent))
    assert len(pieces) > 1
    assert 0 < spent.tokens <= 60


def test_many_at_once_are_all_answered(engine: Engine) -> None:
    with ThreadPoolExecutor(8) as threads:
        said = list(threads.map(lambda n: "".join(engine.stream([HumanMessage(f"Question {n}?")])), range(8)))
    assert all(said)
    assert engine.slots.used == 0


def test_stop_in_mid_answer_leaves_it_ready_for_the_next(engine: Engine) -> None:
    words = engine.stream([HumanMessage("How long?")])
    next(words)
    words.close()  # type: ignore[attr-defined]
    assert "".join(engine.stream([HumanMessage("And now?")]))


def test_a_model_it_does_not_have_is_an_error_with_a_sentence(served: tuple[str, str]) -> None:
    address, _ = served
    loop = EventLoop()
    wrong = Engine("wrong", "remote", remote_model("no/such", address=address), loop,
                   explain=partial(explain, address=address, model="no/such"),
                   limits=TimeLimits(first_word=60))  # fmt: skip
    with pytest.raises(EngineError):
        list(wrong.stream([HumanMessage("?")]))
    wrong.close()
    loop.close()
