"""Building engines: a model in this process, alone or with an adapter, or one behind an address."""

import os
from functools import partial

from assistant.engines.choosing import Choice
from assistant.engines.engine import Engine
from assistant.engines.errors import EngineError
from assistant.engines.remote import ANSWER_TOKENS, explain, first_model, remote_model
from assistant.engines.streaming import EventLoop, TimeLimits
from assistant.engines.weights import Loaded


def local_engine(
    loaded: Loaded, loop: EventLoop, *, limits: TimeLimits, at_once: int, max_tokens: int = ANSWER_TOKENS
) -> Engine:
    """An engine of a model in this process. It changes the network it is given: hand it a copy where others use it."""
    from assistant.engines.local import LocalChatModel

    name = loaded.name
    if "SPACES_ZERO_GPU" in os.environ:
        from assistant.engines.zero import ZeroChatModel, explain_zero

        zero = ZeroChatModel(loaded, max_tokens=max_tokens)
        return Engine(name, "local", zero, loop, explain=explain_zero, limits=limits, at_once=at_once,
                      adapter=loaded.adapter, count=zero.count, room=zero.room)  # fmt: skip
    chat = LocalChatModel(loaded, name_=name, max_tokens=max_tokens)

    def explain_local(error: Exception) -> EngineError:
        is_memory = isinstance(error, MemoryError) or "OutOfMemory" in type(error).__name__
        return (
            EngineError("out_of_memory", model=name)
            if is_memory
            else EngineError("failing", status=type(error).__name__)
        )

    return Engine(
        name, "local", chat, loop, explain=explain_local, limits=limits, at_once=at_once, adapter=loaded.adapter,
        count=chat.count, room=chat.room, footprint=loaded.footprint,
    )  # fmt: skip


def remote_engine(choice: Choice, key: str, loop: EventLoop, *, limits: TimeLimits, at_once: int) -> Engine:
    """An engine of a model behind an address or a provider; without a name the server is asked for one.

    Raises EngineError.
    """
    model, address = choice.model or first_model(choice.address, key), choice.address or choice.provider
    return Engine(
        model,
        "remote",
        remote_model(model, provider=choice.provider, address=choice.address, key=key),
        loop,
        explain=partial(explain, address=address, model=model),
        limits=limits,
        at_once=at_once,
        address=address,
    )
