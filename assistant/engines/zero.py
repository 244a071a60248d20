"""A language model on a ZeroGPU Space, where a GPU is there only while one decorated function runs.

Import this before torch: `spaces` puts its own view of CUDA in place. Elsewhere `spaces` is missing and the decorator
does nothing. The function runs in a forked process, so it takes and yields plain values, and it is a synchronous
generator, the only kind that is streamed. One chat at a time; the platform queues the rest.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from assistant.engines.errors import EngineError
from assistant.engines.local import Text, ends, prompt_tokens
from assistant.engines.weights import Loaded

SECONDS = 60  # of GPU for one answer; a shorter time has a better place in the platform's line


def _decorator() -> Callable[[Any], Any]:
    try:
        import spaces  # type: ignore[import-not-found]
    except ImportError:
        return lambda function: function
    return spaces.GPU(duration=SECONDS)


_models: dict[str, Loaded] = {}  # by the name that the forked process is given for it


@_decorator()
def generate(model: str, prompt: list[int], max_tokens: int) -> Iterator[list[int]]:
    """Yield all tokens of the answer so far, as they come."""
    import torch
    from transformers.generation.streamers import BaseStreamer

    loaded = _models[model]
    device = loaded.model.device
    tokens: list[int] = []
    news = threading.Semaphore(0)
    failure: list[BaseException] = []
    is_over = threading.Event()

    class Listener(BaseStreamer):
        def put(self, value: Any) -> None:
            if value.numel() == 1:  # the prompt comes first, and is no answer
                tokens.append(int(value))
                news.release()

        def end(self) -> None:
            pass

    def work() -> None:
        try:
            with torch.inference_mode():
                given = torch.tensor([prompt], device=device)
                loaded.model.generate(
                    given, attention_mask=torch.ones_like(given), max_new_tokens=max_tokens, do_sample=False,
                    eos_token_id=ends(loaded), pad_token_id=0, streamer=Listener(),
                )  # fmt: skip
        except BaseException as error:
            failure.append(error)
        finally:
            is_over.set()
            news.release()

    threading.Thread(target=work, daemon=True).start()
    while not is_over.is_set():
        news.acquire()
        yield list(tokens)
    if failure:
        raise failure[0]
    yield list(tokens)


class ZeroChatModel(BaseChatModel):
    """Streams answers of a loaded model. `close` it."""

    max_tokens: int = 800
    _loaded: Loaded = PrivateAttr()
    _key: str = PrivateAttr(default_factory=lambda: uuid4().hex)

    def __init__(self, loaded: Loaded, **values: Any) -> None:
        super().__init__(**values)
        self._loaded = loaded
        _models[self._key] = loaded

    @property
    def _llm_type(self) -> str:
        return "frontdesk-zero"

    @property
    def room(self) -> int:
        """Most tokens of a prompt."""
        return max(1, self._loaded.context - self.max_tokens)

    def count(self, messages: Sequence[BaseMessage]) -> int:
        """Tokens of a prompt."""
        return len(prompt_tokens(self._loaded, messages))

    def _stream(
        self, messages: list[BaseMessage], stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None, **_: Any,
    ) -> Iterator[ChatGenerationChunk]:  # fmt: skip
        prompt = prompt_tokens(self._loaded, messages)
        if len(prompt) > self.room:
            raise EngineError("long_prompt", count=len(prompt), room=self.room)
        text = Text(self._loaded.tokenizer)
        tokens: list[int] = []
        for tokens in generate(self._key, prompt, self.max_tokens):
            if piece := text.grow(tokens):
                yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
        if piece := text.grow(tokens, is_last=True):
            yield ChatGenerationChunk(message=AIMessageChunk(content=piece))

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None, **_: Any,
    ) -> ChatResult:  # fmt: skip
        text = "".join(chunk.message.text for chunk in self._stream(messages))
        return ChatResult(generations=[ChatGeneration(message=AIMessageChunk(content=text))])

    def close(self) -> None:
        """Give the memory back."""
        _models.pop(self._key, None)


def explain_zero(error: Exception) -> EngineError:
    """What the platform's refusals mean; its errors carry their meaning in their words."""
    words = f"{getattr(error, 'title', '')} {getattr(error, 'message', '')} {error}".lower()
    if "quota" in words:
        return EngineError("quota")
    if "illegal duration" in words or "timeout" in words or "aborted" in words:
        return EngineError("slow", seconds=SECONDS)
    if "out of memory" in words:
        return EngineError("out_of_memory", model="")
    return EngineError("failing", status=type(error).__name__)
