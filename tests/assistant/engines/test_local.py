"""A model in this process: many chats at once as one at a time, stop, limits, adapters, and what is refused."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import HumanMessage, SystemMessage

from assistant.engines.adapting import adapted, check_adapter
from assistant.engines.building import local_engine
from assistant.engines.engine import Engine, Spent
from assistant.engines.errors import EngineError
from assistant.engines.local import LocalChatModel, Text, prompt_tokens
from assistant.engines.streaming import EventLoop, TimeLimits
from assistant.engines.weights import load
from tests.assistant.engines.tiny import build, build_adapter
from tests.waiting import wait_until

ANSWER = 40  # tokens


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture(scope="module")
def adapter(folder: Path) -> Path:
    return build_adapter(folder, folder.parent / "friendly")


@pytest.fixture(scope="module")
def loop() -> Iterator[EventLoop]:
    loop = EventLoop()
    yield loop
    loop.close()


@pytest.fixture(scope="module")
def engine(folder: Path, loop: EventLoop) -> Iterator[Engine]:
    engine = local_engine(load(str(folder)), loop, max_tokens=ANSWER, at_once=32, limits=TimeLimits())
    yield engine
    engine.close()


def asked(text: str) -> list[SystemMessage | HumanMessage]:
    return [SystemMessage("Answer from the sources."), HumanMessage(text)]


def alone(folder: Path, text: str) -> str:
    """What transformers' own `generate` says, one chat by itself."""
    loaded = load(str(folder))
    import torch

    prompt = torch.tensor([prompt_tokens(loaded, asked(text))])
    with torch.inference_mode():
        out = loaded.model.generate(prompt, max_new_tokens=ANSWER, do_sample=False)
    return str(loaded.tokenizer.decode(out[0, prompt.shape[1] :], skip_special_tokens=True)).replace("\ufffd", "")


QUESTIONS = [f"How long does shipping of {n} tents take? 送货需要{n}天吗？" for n in range(16)]


def test_sixteen_chats_at_once_say_what_each_says_alone(engine: Engine, folder: Path) -> None:
    with ThreadPoolExecutor(16) as threads:
        together = list(threads.map(lambda text: "".join(engine.stream(asked(text))), QUESTIONS))
    assert len(set(together)) > 1
    for text, said in list(zip(QUESTIONS, together, strict=True))[::5]:
        assert said.replace("\ufffd", "") == alone(folder, text)


def test_words_come_one_after_another_and_are_counted(engine: Engine) -> None:
    spent = Spent()
    pieces = list(engine.stream(asked(QUESTIONS[0]), spent))
    assert len(pieces) > 3
    assert len(pieces) <= spent.tokens <= ANSWER + 1
    assert spent.first_word < spent.seconds


def test_stop_frees_the_slot_at_once_and_others_go_on(folder: Path, loop: EventLoop) -> None:
    slow = local_engine(load(str(folder)), loop, max_tokens=400, at_once=2, limits=TimeLimits())
    try:
        other = slow.stream(asked(QUESTIONS[1]))
        next(other)
        words = slow.stream(asked(QUESTIONS[0]))
        next(words)
        assert slow.slots.used == 2
        words.close()  # type: ignore[attr-defined]
        wait_until(lambda: slow.slots.used <= 1, "a free slot")
        assert list(other)
        assert "".join(slow.stream(asked(QUESTIONS[2])))
    finally:
        slow.close()


def test_a_prompt_that_does_not_fit_is_refused_with_a_sentence(engine: Engine) -> None:
    assert engine.count(asked("word " * 3000)) > engine.room
    with pytest.raises(EngineError, match="a longer context"):
        list(engine.stream(asked("word " * 3000)))
    assert "".join(engine.stream(asked("short")))


def test_an_adapter_changes_what_is_said_and_without_it_all_is_as_before(
    engine: Engine, folder: Path, adapter: Path, loop: EventLoop
) -> None:
    before = "".join(engine.stream(asked(QUESTIONS[3])))
    base = load(str(folder))
    options: Any = {"max_tokens": ANSWER, "at_once": 4, "limits": TimeLimits()}
    changed = local_engine(adapted(base, adapter), loop, **options)
    again = local_engine(base.copy(), loop, **options)
    try:
        assert (changed.adapter, again.adapter) == ("friendly", "")
        other = "".join(changed.stream(asked(QUESTIONS[3])))
        assert other != before
        assert "".join(again.stream(asked(QUESTIONS[3]))) == before
        assert "".join(changed.stream(asked(QUESTIONS[3]))) == other
    finally:
        changed.close()
        again.close()


def test_networks_with_and_without_an_adapter_share_their_weights(folder: Path, adapter: Path) -> None:
    base = load(str(folder))
    other = adapted(base, adapter)
    own = {id(tensor) for tensor in base.model.parameters()}
    added = {name for name, tensor in other.model.named_parameters() if id(tensor) not in own}
    assert added
    assert all("lora_" in name for name in added)
    assert not any("lora_" in name for name, _ in base.model.named_parameters())


def test_memory_that_became_free_is_taken_once_nothing_is_written(folder: Path, loop: EventLoop) -> None:
    engine = local_engine(load(str(folder)), loop, max_tokens=ANSWER, at_once=4, limits=TimeLimits())
    model = engine.model
    assert isinstance(model, LocalChatModel)
    try:
        before = "".join(engine.stream(asked(QUESTIONS[0])))
        first = model._manager
        model.renew()
        model._writing.add("another's request")
        assert "".join(engine.stream(asked(QUESTIONS[0]))) == before
        assert model._manager is first
        model._writing.clear()
        assert "".join(engine.stream(asked(QUESTIONS[0]))) == before
        assert model._manager is not first
    finally:
        engine.close()


def test_after_close_nothing_runs_on(folder: Path, loop: EventLoop) -> None:
    engine = local_engine(load(str(folder)), loop, max_tokens=ANSWER, at_once=4, limits=TimeLimits())
    list(engine.stream(asked("x")))
    before = threading.active_count()
    engine.close()
    assert threading.active_count() < before


def test_a_folder_without_a_model_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(EngineError, match=r"no config\.json"):
        load(str(tmp_path))


def test_pickled_weights_alone_are_refused_and_not_opened(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        if path.suffix != ".safetensors":
            (tmp_path / path.name).write_bytes(path.read_bytes())
    (tmp_path / "pytorch_model.bin").write_bytes(b"\x80\x04 would run code")
    with pytest.raises(EngineError, match="no safetensors weights"):
        load(str(tmp_path))


def test_a_model_without_a_chat_template_is_refused(folder: Path, tmp_path: Path) -> None:
    for path in folder.iterdir():
        if "template" not in path.name:
            (tmp_path / path.name).write_bytes(path.read_bytes())
    with pytest.raises(EngineError, match="no chat template"):
        load(str(tmp_path))


def test_a_model_that_cannot_be_found_is_said_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("huggingface_hub.constants.HF_HUB_OFFLINE", True)
    with pytest.raises(EngineError, match="Check its name or folder"):
        load("nobody/no-such-model")


@pytest.mark.parametrize(
    ("change", "detail"),
    [
        ("a script", "other files"),
        ("no weights", "missing"),
        ("code", "unknown keys"),
        ("auto mapping", "sets auto_mapping"),
        ("no lora", "no LoRA"),
        ("a link", "links"),
        ("nonsense", "cannot be read"),
        ("nothing", "no such folder"),
    ],
)
def test_an_adapter_that_could_run_something_is_refused(
    adapter: Path, tmp_path: Path, change: str, detail: str
) -> None:
    copy = tmp_path / "copy"
    if change != "nothing":
        copy.mkdir()
        for path in adapter.iterdir():
            (copy / path.name).write_bytes(path.read_bytes())
    config = copy / "adapter_config.json"
    if change == "a script":
        (copy / "modeling.py").write_text("print()")
    elif change == "no weights":
        (copy / "adapter_model.safetensors").unlink()
    elif change == "a link":
        (copy / "README.md").unlink(missing_ok=True)
        (copy / "README.md").symlink_to("/etc/passwd")
    elif change == "nonsense":
        config.write_text("{")
    elif change in ("code", "auto mapping", "no lora"):
        more = {"code": {"_attn_implementation_internal": "x"}, "auto mapping": {"auto_mapping": {"base": "x"}},
                "no lora": {"peft_type": "PROMPT"}}[change]  # fmt: skip
        config.write_text(json.dumps(json.loads(config.read_text()) | more))
    with pytest.raises(EngineError, match=detail):
        check_adapter(copy)


def test_text_is_given_once_and_never_half_a_character(folder: Path) -> None:
    tokenizer = load(str(folder)).tokenizer
    words = "Emoji 😀 送货 é done"
    tokens = tokenizer.encode(words, add_special_tokens=False)
    text = Text(tokenizer)
    pieces = [text.grow(tokens[:n], is_last=n == len(tokens)) for n in range(1, len(tokens) + 1)]
    assert "".join(pieces) == words
    assert not any("\ufffd" in piece for piece in pieces)
