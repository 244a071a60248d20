"""The language model at work, if any: loaded in the background, changed without a pause, with or without an adapter."""

import logging
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Literal, TypedDict
from urllib.parse import urlsplit

from assistant.engines.adapting import adapted, check_adapter, check_base
from assistant.engines.building import local_engine, remote_engine
from assistant.engines.choosing import Choice, ModelSettings, Tuned, Wish, wanted
from assistant.engines.engine import Engine, Renewable
from assistant.engines.errors import EngineError
from assistant.engines.remote import check_address
from assistant.engines.streaming import EventLoop, TimeLimits
from assistant.engines.weights import Loaded, load

logger = logging.getLogger(__name__)

State = Literal["none", "loading", "ready", "failed"]


@dataclass(frozen=True)
class _Turn:
    """One choice; the one with the highest number is the one that counts."""

    number: int
    wish: Wish
    choice: Choice
    tuned: Tuned | None


class _Options(TypedDict):
    limits: TimeLimits
    at_once: int


class EngineRoom:
    """Holds the language model at work, if any. `current` is None while there is none, or the first still loads."""

    def __init__(
        self, settings: ModelSettings, *, has_gpu: Callable[[], bool] = lambda: False, tuned: Tuned | None = None
    ) -> None:
        """`tuned` is the adapter at work, None: the one that the settings name, if any."""
        self._settings = settings
        self._loop = EventLoop()
        self._lock = threading.Lock()  # held to look at or change what follows
        self._has_gpu = has_gpu
        self._engine: Engine | None = None
        self._closing = threading.Event()
        self._at_work: list[threading.Thread] = []
        self._number = 0  # of the newest choice: what was chosen before and loads still is not taken
        self._wish = Wish()
        self._wanted = Choice("embedded")
        self._tuned = tuned
        self._adapting = threading.Lock()  # one change of the adapter at a time
        self._loading = threading.Lock()  # held while a local model's weights are loaded
        self._weights: Loaded | None = None  # of the local model, never run themselves: engines have copies
        self.error: EngineError | None = None
        self.state: State = "none"

    @property
    def current(self) -> Engine | None:
        return self._engine

    @property
    def name(self) -> str:
        """Of the model that was chosen last, whether it could be loaded or not; 'embedded' where there is none."""
        return self._wanted.name

    @property
    def default_name(self) -> str:
        """Of what the settings choose."""
        return wanted(self._settings, Wish(), self._tuned, has_gpu=self._has_gpu).name

    @property
    def allowed_hosts(self) -> list[str]:
        """Where a model may be, by the operator's word: hosts, with a port where one is meant."""
        named = [host.strip() for host in self._settings.model_hosts.split(",") if host.strip()]
        own = [urlsplit(url).netloc for url in (self._settings.model_url, self._settings.model) if "://" in url]
        return list(dict.fromkeys([*named, *own]))

    def start(self, wish: Wish | None = None) -> None:
        """Load what is chosen in the background; what was at work before is so until then.

        Raises EngineError, before anything changes, for an address that the operator does not allow.
        """
        turn = self._begin(wish or Wish())
        if turn.choice.kind != "embedded":
            self._run("loading the model", partial(self._load, turn))

    def ensure(self) -> None:
        """Load what the settings say, now, unless something is chosen already."""
        if self.state == "none":
            self._load(self._begin(Wish()))

    def check(self, tuned: Tuned) -> None:
        """Raise EngineError where the adapter is unsafe, or does not fit the model that answers."""
        choice = wanted(self._settings, self._wish, tuned, has_gpu=self._has_gpu)
        if choice.kind != "local":
            raise EngineError("adapter_elsewhere", adapter=tuned.adapter.name, base=tuned.base, model=choice.name)
        check_adapter(tuned.adapter)
        check_base(tuned.adapter, choice.model)

    def adapt(self, tuned: Tuned | None) -> None:
        """Let this adapter answer from the next message on, None: the model as the settings say; returns once it does.

        Answers under way are finished by what began them. Where no model was started yet, the adapter is only checked.
        Raises EngineError, and then all stays as it was.
        """
        with self._adapting:
            if tuned is not None:
                self.check(tuned)
            with self._lock:
                before, self._tuned = self._tuned, tuned
            if not self._number or self._wish.kind != "default":
                return
            error = self._load(self._begin(self._wish), is_strict=True)
            if error is not None:
                with self._lock:
                    self._tuned = before
                self._load(self._begin(self._wish))
                raise error

    def trial(self, adapter: Path | None) -> Engine | None:
        """A new engine of the local model at work with this adapter, or alone, for a comparison; its user closes it.

        None where no local model is at work. Raises EngineError.
        """
        weights = self._weights
        if weights is None:
            return None
        return self._local(adapted(weights, adapter) if adapter else weights.copy())

    def trial_of(self, wish: Wish) -> Engine:
        """A new engine of what this wish would choose, for a comparison; its user closes it. Loading may take long.

        What is at work does not change. Raises EngineError.
        """
        if wish.kind == "remote":
            check_address(wish.url, self.allowed_hosts)
        choice = wanted(self._settings, wish, self._tuned, has_gpu=self._has_gpu)
        engine, error = self._built(_Turn(0, wish, choice, self._tuned), is_strict=True, keeps=False)
        if engine is None:
            raise error or EngineError("unusable", detail=choice.name)
        return engine

    @property
    def is_default(self) -> bool:
        """Whether what the settings choose was chosen last."""
        return self._wish.kind == "default"

    def close(self) -> None:
        with self._lock:
            self._number += 1
            engine, self._engine, self.state = self._engine, None, "none"
        self._closing.set()
        if engine is not None:
            engine.close()
        for thread in self._at_work:
            thread.join(60)
        self._loop.close()

    def _begin(self, wish: Wish) -> _Turn:
        """Make the choice known."""
        if wish.kind == "remote":
            check_address(wish.url, self.allowed_hosts)
        choice = wanted(self._settings, wish, self._tuned, has_gpu=self._has_gpu)
        with self._lock:
            self._number += 1
            turn = _Turn(self._number, wish, choice, self._tuned)
            self._wish, self._wanted, self.error = wish, choice, None
            self.state = "none" if choice.kind == "embedded" else "loading"
            before = None
            if choice.kind == "embedded":
                before, self._engine, self._weights = self._engine, None, None
        self._retire(before)
        return turn

    def _load(self, turn: _Turn, *, is_strict: bool = False) -> EngineError | None:
        """Load what is wanted and let it take over; returns what went wrong.

        An adapter that cannot be used leaves the model to answer alone, unless `is_strict`.
        """
        if turn.choice.kind == "embedded":
            return None
        engine, error = self._built(turn, is_strict)
        with self._lock:
            is_wanted = turn.number == self._number
            before = engine
            if is_wanted:
                self.error, self.state = error, "ready" if engine else "failed"
                if engine is not None:  # else what was at work before stays
                    before, self._engine = self._engine, engine
                    self._weights = self._weights if engine.kind == "local" else None
        if error:
            logger.warning("The language model: %s", error)
        if is_wanted and engine is not None:
            logger.info("Answers are written by %s.", engine.name)
        self._retire(before)
        return error

    def _retire(self, engine: Engine | None) -> None:
        """Close a model once it has written what it had begun."""
        if engine is None:
            return

        def close() -> None:
            end = time.monotonic() + self._settings.model_seconds
            while engine.slots.used + engine.slots.waiting and time.monotonic() < end and not self._closing.wait(0.1):
                pass
            engine.close()
            current = self._engine
            if current is not None and isinstance(current.model, Renewable):
                current.model.renew()

        self._run("closing a model", close)

    def _run(self, name: str, work: Callable[[], object]) -> None:
        self._at_work = [thread for thread in self._at_work if thread.is_alive()]
        self._at_work.append(threading.Thread(target=work, name=name, daemon=True))
        self._at_work[-1].start()

    def _built(self, turn: _Turn, is_strict: bool, keeps: bool = True) -> tuple[Engine | None, EngineError | None]:
        """An engine of what is wanted, and what went wrong; `keeps` a local model's weights for later engines."""
        try:
            if turn.choice.kind == "remote":
                key = turn.wish.key if turn.wish.kind == "remote" else self._settings.model_key
                return remote_engine(turn.choice, key, self._loop, **self._options()), None
            weights = self._loaded(turn.choice.model, keeps)
            default = Path(self._settings.adapter) if self._settings.adapter else None
            folder = turn.tuned.adapter if turn.tuned else default
            try:
                return self._local(adapted(weights, folder) if folder else weights.copy()), None
            except EngineError as error:
                if is_strict:
                    raise
                return self._local(weights.copy()), error
        except EngineError as error:
            return None, error
        except Exception as surprise:
            logger.exception("The language model could not be loaded.")
            return None, EngineError("unusable", detail=type(surprise).__name__)

    def _loaded(self, model: str, keeps: bool) -> Loaded:
        """The weights of a local model, loaded unless they are there."""
        with self._loading:
            weights = self._weights
            if weights is None or weights.source != model:
                weights = load(model, four_bit=self._settings.model_4bit)
                with self._lock:
                    self._weights = weights if keeps else self._weights
            return weights

    def _local(self, loaded: Loaded) -> Engine:
        return local_engine(loaded, self._loop, **self._options())

    def _options(self) -> _Options:
        settings = self._settings
        limits = TimeLimits(first_word=settings.model_first_word_seconds, whole=settings.model_seconds)
        return {"limits": limits, "at_once": settings.model_at_once}
