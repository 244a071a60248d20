"""One language model at work: its name, its limits, its state, and what it has done so far."""

import asyncio
import random
import time
from collections import deque
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, Protocol, runtime_checkable

from langchain_core.language_models import BaseChatModel
from langchain_core.messages import BaseMessage

from assistant.engines.breaker import Breaker
from assistant.engines.errors import EngineError
from assistant.engines.streaming import EventLoop, Slots, TimeLimits, stream
from assistant.engines.weights import Footprint
from storage.database import utc_now

Kind = Literal["remote", "local"]
Explain = Callable[[Exception], EngineError]

TRIES = 3  # of a request that failed before its first word
FIRST_PAUSE = 0.5  # seconds before the second try; doubles, with some chance in it
ERRORS_KEPT = 20


@runtime_checkable
class Closable(Protocol):
    """A chat model that holds something to be given back."""

    def close(self) -> None: ...


@runtime_checkable
class Renewable(Protocol):
    """A chat model that can make use of memory that has become free."""

    def renew(self) -> None: ...


@dataclass
class Spent:
    """What one answer took; grows while it is written."""

    tokens: int = 0
    first_word: float = 0.0  # seconds until it
    seconds: float = 0.0


@dataclass
class Record:
    """What an engine has done since the start."""

    answers: int = 0
    tokens: int = 0
    seconds: float = 0.0
    errors: deque[tuple[datetime, EngineError]] = field(default_factory=lambda: deque(maxlen=ERRORS_KEPT))

    @property
    def tokens_per_second(self) -> float:
        return self.tokens / self.seconds if self.seconds else 0.0


def roughly(messages: Sequence[BaseMessage]) -> int:
    """About how many tokens, on the safe side, where nobody can tell exactly."""
    return sum(8 + len(message.text.encode()) // 3 for message in messages)


class Engine:
    """Streams answers of a chat model. Any thread may use it; many at once."""

    def __init__(
        self,
        name: str,
        kind: Kind,
        model: BaseChatModel,
        loop: EventLoop,
        *,
        explain: Explain,
        limits: TimeLimits | None = None,
        at_once: int = 16,
        breaker: Breaker | None = None,
        adapter: str = "",
        address: str = "",
        count: Callable[[Sequence[BaseMessage]], int] = roughly,
        room: int = 6000,
        footprint: Callable[[], Footprint] | None = None,
    ) -> None:
        """`explain` makes an EngineError of whatever the model raises; `at_once` answers are written at a time.

        `count` tells how many tokens messages have, and `room` how many a prompt may have.
        `footprint` tells what a model in this process takes.
        """
        self.name = name
        self.kind = kind
        self.model = model
        self.adapter = adapter
        self.address = address  # of a remote model's server, or its provider
        self.count = count
        self.room = room
        self.footprint = footprint
        self.record = Record()
        self.slots = Slots(at_once)
        self._loop = loop
        self._explain = explain
        self._limits = limits or TimeLimits()
        self._breaker = breaker or Breaker()

    @property
    def is_resting(self) -> bool:
        """Whether it failed so often in a row that it is left alone for a moment."""
        return self._breaker.is_open

    def stream(self, messages: Sequence[BaseMessage], spent: Spent | None = None) -> Iterator[str]:
        """The words of the answer as they come. Closing the iterator stops the model at once.

        Raises EngineError. What it took is written into `spent`.
        """
        if not self._breaker.allows():
            raise EngineError("resting", count=self._breaker.failures_allowed)
        spent = spent or Spent()
        started = time.perf_counter()
        words = stream(self._loop.get(), lambda: self._pieces(messages, spent), self._limits, self.slots)
        try:
            for word in words:
                spent.first_word = spent.first_word or time.perf_counter() - started
                yield word
        except EngineError as error:
            self._note(error)
            raise
        except Exception as error:
            explained = self._explain(error)
            self._note(explained)
            raise explained from error
        else:
            self._breaker.succeeded()
        finally:
            words.close()  # type: ignore[attr-defined]
            spent.seconds = time.perf_counter() - started
            self.record.answers += 1
            self.record.tokens += spent.tokens
            self.record.seconds += max(0.0, spent.seconds - spent.first_word)

    async def _pieces(self, messages: Sequence[BaseMessage], spent: Spent) -> AsyncIterator[str]:
        """The model's words; a request that failed before its first word is sent again where that may help."""
        for attempt in range(1, TRIES + 1):
            has_begun = False
            try:
                async for chunk in self.model.astream(list(messages)):
                    spent.tokens = max(spent.tokens + 1, _reported(chunk))
                    if text := chunk.text:
                        has_begun = True
                        yield text
                return
            except Exception as error:
                explained = error if isinstance(error, EngineError) else self._explain(error)
                if has_begun or attempt == TRIES or not explained.is_passing:
                    raise explained from error
            await asyncio.sleep(FIRST_PAUSE * 2 ** (attempt - 1) * random.uniform(0.8, 1.2))

    def close(self) -> None:
        """Stop what it still writes, and let go of its connections."""
        if isinstance(self.model, Closable):
            self.model.close()
        client = getattr(self.model, "http_async_client", None)
        if client is not None:
            asyncio.run_coroutine_threadsafe(client.aclose(), self._loop.get()).result(10)

    def _note(self, error: EngineError) -> None:
        self._breaker.failed()
        self.record.errors.append((utc_now(), error))


def _reported(chunk: Any) -> int:
    """The number of tokens so far, where the server says."""
    usage = getattr(chunk, "usage_metadata", None)
    return int(usage["output_tokens"]) if usage else 0
