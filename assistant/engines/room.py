"""Which answerer is at work: none but the embedded one, a remote model or a local one; loaded in the background."""

import logging
import os
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, Protocol
from urllib.parse import urlsplit

from assistant.engines.engine import Engine
from assistant.engines.errors import EngineError
from assistant.engines.remote import ANSWER_TOKENS, check_address, explain, first_model, remote_model
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
    def model_hosts(self) -> str: ...
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


@dataclass(frozen=True)
class Wish:
    """What an admin has chosen on the page instead of what the environment says."""

    kind: Literal["default", "embedded", "remote"] = "default"
    model: str = ""
    url: str = ""
    key: str = ""


class EngineRoom:
    """Holds the language model at work, if any. `current` is None while there is none, or the first still loads."""

    def __init__(self, settings: ModelSettings, *, has_gpu: Callable[[], bool] = lambda: False) -> None:
        self._settings = settings
        self._loop = EventLoop()
        self._lock = threading.Lock()  # held to look at or change what follows
        self._has_gpu = has_gpu
        self._engine: Engine | None = None
        self._closing = threading.Event()
        self._at_work: list[threading.Thread] = []
        self._turn = 0  # of the newest choice: what was chosen before and loads still is not taken
        self.error: EngineError | None = None
        self.state: State = "none"
        self.choice = Choice("embedded")

    @property
    def current(self) -> Engine | None:
        return self._engine

    @property
    def name(self) -> str:
        """Of the model that is chosen, at work or not; 'embedded' where there is none."""
        return EMBEDDED if self.choice.kind == "embedded" else self.choice.model or self.choice.address

    @property
    def default_name(self) -> str:
        """Of what the settings choose."""
        choice = choose(self._settings.model, self._settings.model_url, has_gpu=self._has_gpu)
        return EMBEDDED if choice.kind == "embedded" else choice.model or choice.address

    @property
    def allowed_hosts(self) -> list[str]:
        """Where a model may be, by the operator's word: hosts, with a port where one is meant."""
        named = [host.strip() for host in self._settings.model_hosts.split(",") if host.strip()]
        own = [urlsplit(url).netloc for url in (self._settings.model_url, self._settings.model) if "://" in url]
        return [*named, *own]

    def start(self, wish: Wish | None = None) -> None:
        """Load what is chosen in the background; what was at work before is so until then.

        Raises EngineError, before anything changes, for an address that the operator does not allow.
        """
        turn, key = self._begin(wish or Wish())
        if self.choice.kind != "embedded":
            self._run("loading the model", partial(self._load, turn, key))

    def ensure(self) -> None:
        """Load what the settings say, now, unless something is chosen already."""
        if self.state == "none":
            turn, key = self._begin(Wish())
            if self.choice.kind != "embedded":
                self._load(turn, key)

    def close(self) -> None:
        with self._lock:
            self._turn += 1
            engine, self._engine, self.state = self._engine, None, "none"
        self._closing.set()
        if engine is not None:
            engine.close()
        for thread in self._at_work:
            thread.join(60)
        self._loop.close()

    def _begin(self, wish: Wish) -> tuple[int, str]:
        """Make the choice known; returns its turn and the key it needs."""
        settings = self._settings
        key = settings.model_key
        if wish.kind == "embedded":
            choice = Choice("embedded")
        elif wish.kind == "remote":
            check_address(wish.url, self.allowed_hosts)
            choice, key = Choice("remote", wish.model, "openai", wish.url), wish.key
        else:
            choice = choose(settings.model, settings.model_url, has_gpu=self._has_gpu)
        with self._lock:
            self._turn += 1
            self.choice, self.error = choice, None
            self.state = "none" if choice.kind == "embedded" else "loading"
            before, self._engine = (self._engine, None) if choice.kind == "embedded" else (None, self._engine)
            turn = self._turn
        self._retire(before)
        return turn, key

    def _load(self, turn: int, key: str) -> None:
        engine: Engine | None = None
        error: EngineError | None = None
        try:
            engine = self._built(self.choice, key)
        except EngineError as refused:
            error = refused
        except Exception as surprise:
            logger.exception("The language model could not be loaded.")
            error = EngineError("unusable", detail=type(surprise).__name__)
        with self._lock:
            is_wanted = turn == self._turn
            if is_wanted and error is None:
                before, self._engine, self.state = self._engine, engine, "ready"
            elif is_wanted:  # what was at work before stays
                before, self.error, self.state = None, error, "failed"
            else:
                before = engine
        if error:
            logger.warning("No language model: %s", error)
        elif is_wanted and engine is not None:
            logger.info("Answers are written by %s.", engine.name)
        self._retire(before)

    def _retire(self, engine: Engine | None) -> None:
        """Close a model once it has written what it had begun."""
        if engine is None:
            return

        def close() -> None:
            end = time.monotonic() + self._settings.model_seconds
            while engine.slots.used + engine.slots.waiting and time.monotonic() < end and not self._closing.wait(0.1):
                pass
            engine.close()

        self._run("closing a model", close)

    def _run(self, name: str, work: Callable[[], None]) -> None:
        self._at_work = [thread for thread in self._at_work if thread.is_alive()]
        self._at_work.append(threading.Thread(target=work, name=name, daemon=True))
        self._at_work[-1].start()

    def _built(self, choice: Choice, key: str) -> Engine:
        settings = self._settings
        limits = TimeLimits(first_word=settings.model_first_word_seconds, whole=settings.model_seconds)
        if choice.kind == "local":
            return local_engine(
                choice.model, self._loop, adapter=settings.adapter, four_bit=settings.model_4bit,
                at_once=settings.model_at_once, limits=limits,
            )  # fmt: skip
        model = choice.model or first_model(choice.address, key)
        return Engine(
            model,
            "remote",
            remote_model(model, provider=choice.provider, address=choice.address, key=key),
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
