"""Which answerer is at work: none but the embedded one, a remote model or a local one; loaded in the background."""

import logging
import os
import threading
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol

from assistant.engines.engine import Engine
from assistant.engines.errors import EngineError
from assistant.engines.remote import ANSWER_TOKENS, explain, first_model, remote_model
from assistant.engines.streaming import EventLoop, TimeLimits

logger = logging.getLogger(__name__)

EMBEDDED = "embedded"
DEFAULT_LOCAL = "Qwen/Qwen3-4B-Instruct-2507"

State = Literal["none", "loading", "ready", "failed"]


class ModelSettings(Protocol):
    """See `settings.Settings`."""

    @property
    def model(self) -> str: ...
    @property
    def model_url(self) -> str: ...
    @property
    def model_key(self) -> str: ...
    @property
    def model_at_once(self) -> int: ...
    @property
    def model_first_word_seconds(self) -> int: ...
    @property
    def model_seconds(self) -> int: ...
    @property
    def model_4bit(self) -> bool: ...
    @property
    def adapter(self) -> str: ...


@dataclass(frozen=True)
class Choice:
    """What FRONTDESK_MODEL means."""

    kind: Literal["embedded", "remote", "local"]
    model: str = ""
    provider: str = ""
    address: str = ""


def choose(model: str, url: str = "", *, has_gpu: Callable[[], bool] = lambda: False) -> Choice:
    """The rule: empty is a local default where a GPU is, else embedded; an address or provider:model is remote; a hub
    name or folder is local; `embedded` is never a language model. With `url`, `model` is a name at that address.
    """
    model, url = model.strip(), url.strip()
    if model.lower() == EMBEDDED:
        return Choice("embedded")
    if url:
        return Choice("remote", model, "openai", url)
    if model.startswith(("http://", "https://")):
        return Choice("remote", "", "openai", model)
    if not model:
        return Choice("local", DEFAULT_LOCAL) if has_gpu() else Choice("embedded")
    provider, colon, name = model.partition(":")
    if colon and name and provider.replace("_", "").isalnum() and len(provider) > 1:  # not C:\models\x
        return Choice("remote", name, provider)
    return Choice("local", model)


class EngineRoom:
    """Holds the language model at work, if any. `current` is None while there is none, or it still loads."""

    def __init__(self, settings: ModelSettings, *, has_gpu: Callable[[], bool] = lambda: False) -> None:
        self._settings = settings
        self._loop = EventLoop()
        self._lock = threading.Lock()
        self._has_gpu = has_gpu
        self._engine: Engine | None = None
        self.error: EngineError | None = None
        self.state: State = "none"
        self.choice = Choice("embedded")

    @property
    def current(self) -> Engine | None:
        return self._engine

    @property
    def name(self) -> str:
        """Of the model that is at work or on its way; 'embedded' where there is none."""
        return EMBEDDED if self.choice.kind == "embedded" else self.choice.model or self.choice.address

    def start(self) -> None:
        """Load what was chosen, in the background; until then, and where that fails, there is no language model."""
        self.choice = choose(self._settings.model, self._settings.model_url, has_gpu=self._has_gpu)
        if self.choice.kind != "embedded":
            self.state = "loading"
            threading.Thread(target=self._load, name="loading the model", daemon=True).start()

    def ensure(self) -> None:
        """Load what is chosen, now, unless that has begun."""
        if self.state == "none":
            self.choice = choose(self._settings.model, self._settings.model_url, has_gpu=self._has_gpu)
            if self.choice.kind != "embedded":
                self._load()

    def _load(self) -> None:
        try:
            engine = self._built(self.choice)
        except EngineError as error:
            logger.warning("No language model: %s", error)
            self.error, self.state = error, "failed"
            return
        except Exception as error:
            logger.exception("The language model could not be loaded.")
            self.error, self.state = EngineError("unusable", detail=type(error).__name__), "failed"
            return
        with self._lock:
            self._engine, self.state, self.error = engine, "ready", None
        logger.info("Answers are written by %s.", engine.name)

    def close(self) -> None:
        with self._lock:
            engine, self._engine, self.state = self._engine, None, "none"
        if engine is not None:
            engine.close()
        self._loop.close()

    def _built(self, choice: Choice) -> Engine:
        settings = self._settings
        limits = TimeLimits(first_word=settings.model_first_word_seconds, whole=settings.model_seconds)
        if choice.kind == "local":
            return local_engine(
                choice.model, self._loop, adapter=settings.adapter, four_bit=settings.model_4bit,
                at_once=settings.model_at_once, limits=limits,
            )  # fmt: skip
        model = choice.model or first_model(choice.address, settings.model_key)
        return Engine(
            model,
            "remote",
            remote_model(model, provider=choice.provider, address=choice.address, key=settings.model_key),
            self._loop,
            explain=partial(explain, address=choice.address or choice.provider, model=model),
            limits=limits,
            at_once=settings.model_at_once,
        )


def local_engine(
    model: str, loop: EventLoop, *, limits: TimeLimits, at_once: int, adapter: str = "", four_bit: bool = False,
    max_tokens: int = ANSWER_TOKENS,
) -> Engine:  # fmt: skip
    """An engine of a model in this process, by hub name or folder; loads it now. Raises EngineError."""
    from assistant.engines.local import LocalChatModel
    from assistant.engines.weights import load

    loaded = load(model, adapter=adapter, four_bit=four_bit)
    name = Path(model).name if Path(model).expanduser().is_dir() else model
    if "SPACES_ZERO_GPU" in os.environ:
        from assistant.engines.zero import ZeroChatModel, explain_zero

        zero = ZeroChatModel(loaded, max_tokens=max_tokens)
        return Engine(name, "local", zero, loop, explain=explain_zero, limits=limits, at_once=at_once,
                      adapter=loaded.adapter, count=zero.count, room=zero.room)  # fmt: skip
    chat = LocalChatModel(loaded, name_=name, max_tokens=max_tokens)

    def explain(error: Exception) -> EngineError:
        is_memory = isinstance(error, MemoryError) or "OutOfMemory" in type(error).__name__
        return (
            EngineError("out_of_memory", model=name)
            if is_memory
            else EngineError("failing", status=type(error).__name__)
        )

    return Engine(
        name, "local", chat, loop, explain=explain, limits=limits, at_once=at_once, adapter=loaded.adapter,
        count=chat.count, room=chat.room,
    )  # fmt: skip
