"""On a ZeroGPU Space the model answers inside the one decorated function; elsewhere the decorator does nothing."""

import importlib
import sys
import types
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage

from assistant.engines import zero
from assistant.engines.building import local_engine
from assistant.engines.engine import Engine, Spent
from assistant.engines.errors import EngineError
from assistant.engines.streaming import EventLoop, TimeLimits
from assistant.engines.weights import load
from tests.assistant.engines.tiny import build

QUESTION = [HumanMessage("How long does shipping take?")]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def make(folder: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    loop = EventLoop()
    engines: list[Engine] = []

    def make(*, on_space: bool) -> Engine:
        if on_space:
            monkeypatch.setenv("SPACES_ZERO_GPU", "true")
        else:
            monkeypatch.delenv("SPACES_ZERO_GPU", raising=False)
        engines.append(local_engine(load(str(folder)), loop, max_tokens=30, at_once=2, limits=TimeLimits()))
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()
    loop.close()


def test_it_says_what_the_shared_engine_says_word_by_word(make: Any) -> None:
    spent = Spent()
    pieces = list(make(on_space=True).stream(QUESTION, spent))
    assert len(pieces) > 3
    assert "".join(pieces) == "".join(make(on_space=False).stream(QUESTION))


def test_the_platforms_decorator_is_used_where_there_is_one(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[object] = []
    spaces = types.ModuleType("spaces")

    def gpu(duration: int) -> Any:
        def decorate(function: Any) -> Any:
            asked.append((function.__name__, duration))
            return function

        return decorate

    spaces.GPU = gpu  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "spaces", spaces)
    importlib.reload(zero)
    assert asked == [("generate", zero.SECONDS)]
    monkeypatch.undo()
    importlib.reload(zero)


@pytest.mark.parametrize(
    ("words", "code"),
    [
        ("You have exceeded your GPU quota (60s requested vs. 12s left)", "quota"),
        ("ZeroGPU illegal duration", "slow"),
        ("GPU task aborted", "slow"),
        ("CUDA out of memory", "out_of_memory"),
        ("something else", "failing"),
    ],
)
def test_the_platforms_refusals_have_sentences(words: str, code: str) -> None:
    assert zero.explain_zero(RuntimeError(words)).code == code


def test_a_refusal_reaches_the_asker_as_an_error_of_ours(make: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    engine = make(on_space=True)

    def refuse(*_: Any) -> Any:
        raise RuntimeError("exceeded your GPU quota")

    monkeypatch.setattr(sys.modules[type(engine.model).__module__], "generate", refuse)
    with pytest.raises(EngineError, match="used up"):
        list(engine.stream(QUESTION))
