"""A language model in this process, shared by many chats: transformers' continuous batching behind LangChain's seam.

Every chat's next token is computed together with all others'. Answers are greedy: the same question over the same
sources gets the same answer, whoever else is being answered.
"""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Iterator, Sequence
from contextlib import aclosing
from typing import Any
from uuid import uuid4

from langchain_core.callbacks import AsyncCallbackManagerForLLMRun, CallbackManagerForLLMRun
from langchain_core.language_models import BaseChatModel
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGeneration, ChatGenerationChunk, ChatResult
from pydantic import PrivateAttr

from assistant.engines.errors import EngineError
from assistant.engines.rendering import render
from assistant.engines.weights import Loaded

ROLES = {"system": "system", "human": "user", "ai": "assistant"}
UNFINISHED = "\ufffd"  # what a tokenizer shows for a character whose last bytes have not come yet

# On a GPU the library takes what memory is free; a processor's is counted out.
CPU_PAGE = 32  # tokens
CPU_PAGES = 512
CPU_BATCH = 1024  # tokens computed together


class LocalChatModel(BaseChatModel):
    """Streams answers of a loaded model. `close` it."""

    name_: str = ""
    max_tokens: int = 800

    _loaded: Loaded = PrivateAttr()
    _manager: Any = PrivateAttr(default=None)
    _starting: Any = PrivateAttr(default_factory=threading.Lock)
    _writing: set[str] = PrivateAttr(default_factory=set)  # requests under way
    _is_cramped: bool = PrivateAttr(default=False)

    def __init__(self, loaded: Loaded, **values: Any) -> None:
        super().__init__(**values)
        self._loaded = loaded

    @property
    def _llm_type(self) -> str:
        return "frontdesk-local"

    @property
    def room(self) -> int:
        """Most tokens of a prompt, beside which an answer still has its place."""
        context = self._loaded.context
        if self._loaded.device == "cpu":
            context = min(context, CPU_PAGE * CPU_PAGES // 2)
        return max(1, context - self.max_tokens)

    def count(self, messages: Sequence[BaseMessage]) -> int:
        """Tokens of a prompt."""
        return len(prompt_tokens(self._loaded, messages))

    async def _astream(
        self, messages: list[BaseMessage], stop: list[str] | None = None,
        run_manager: AsyncCallbackManagerForLLMRun | None = None, **_: Any,
    ) -> AsyncIterator[ChatGenerationChunk]:  # fmt: skip
        prompt = await asyncio.to_thread(prompt_tokens, self._loaded, messages)
        if len(prompt) > self.room:
            raise EngineError("long_prompt", count=len(prompt), room=self.room)
        request = uuid4().hex
        self._writing.add(request)
        try:
            manager = await asyncio.to_thread(self._running, request)
            async with aclosing(self._pieces(manager, request, prompt)) as pieces:
                async for piece in pieces:
                    yield piece
        finally:
            self._writing.discard(request)

    async def _pieces(self, manager: Any, request: str, prompt: list[int]) -> AsyncGenerator[ChatGenerationChunk]:
        """One answer as the manager writes it; closing it takes the request back."""
        outputs: asyncio.Queue[Any] = asyncio.Queue()
        manager.register_result_handler(request, outputs.put_nowait)
        has_ended = False
        text = Text(self._loaded.tokenizer)
        try:
            if (
                manager.add_request(
                    prompt,
                    request_id=request,
                    max_new_tokens=self.max_tokens,
                    streaming=True,
                    eos_token_id=ends(self._loaded),
                )
                is None
            ):
                raise EngineError("failing", status="stopped")
            while not has_ended:
                output = await outputs.get()
                has_ended = output.is_finished()
                if output.error:
                    raise _explained(output.error, self.name_)
                if piece := text.grow(output.generated_tokens, is_last=has_ended):
                    yield ChatGenerationChunk(message=AIMessageChunk(content=piece))
            usage = {"input_tokens": len(prompt), "output_tokens": len(text), "total_tokens": len(prompt) + len(text)}
            yield ChatGenerationChunk(message=AIMessageChunk(content="", usage_metadata=usage))  # type: ignore[arg-type]
        finally:
            if not has_ended:
                manager.cancel_request(request)

    def _generate(
        self, messages: list[BaseMessage], stop: list[str] | None = None,
        run_manager: CallbackManagerForLLMRun | None = None, **_: Any,
    ) -> ChatResult:  # fmt: skip
        async def whole() -> str:
            return "".join([chunk.message.text async for chunk in self._astream(messages)])

        return ChatResult(generations=[ChatGeneration(message=AIMessage(asyncio.run(whole())))])

    def _stream(self, messages: list[BaseMessage], *_: Any, **__: Any) -> Iterator[ChatGenerationChunk]:
        result = self._generate(messages)
        yield ChatGenerationChunk(message=AIMessageChunk(content=result.generations[0].message.text))

    def close(self) -> None:
        """Stop what is being written, and give the memory back."""
        with self._starting:
            manager, self._manager = self._manager, None
        if manager is not None:
            manager.stop(block=True, timeout=10, hard_stop=True)
            manager.destroy()

    def renew(self) -> None:
        """Take the memory that has become free, as soon as nothing is being written: on a GPU the pages of another
        engine of these weights were in the way.
        """
        self._is_cramped = True

    def _running(self, request: str) -> Any:
        """The manager, started when first needed, and anew when it has died or has less memory than there is now."""
        with self._starting:
            is_outgrown = self._is_cramped and self._writing <= {request}
            if self._manager is not None and (is_outgrown or not self._manager.is_running()):
                self._manager.stop(block=True, timeout=10, hard_stop=True)
                self._manager.destroy()
                self._manager = None
            if self._manager is None:
                self._manager = self._new_manager()
                self._manager.start()
                self._is_cramped = False
            return self._manager

    def _new_manager(self) -> Any:
        from transformers import GenerationConfig
        from transformers.generation.configuration_utils import ContinuousBatchingConfig

        batching = ContinuousBatchingConfig()
        if self._loaded.device == "cpu":
            batching = ContinuousBatchingConfig(
                page_size=CPU_PAGE, num_blocks=CPU_PAGES, max_batch_tokens=CPU_BATCH, use_cuda_graph=False
            )
        greedy = GenerationConfig(
            do_sample=False, max_new_tokens=self.max_tokens, eos_token_id=ends(self._loaded),
            pad_token_id=self._loaded.tokenizer.pad_token_id,
        )  # fmt: skip
        return self._loaded.model.init_continuous_batching(
            generation_config=greedy, continuous_batching_config=batching
        )


def prompt_tokens(loaded: Loaded, messages: Sequence[BaseMessage]) -> list[int]:
    """A conversation in the model's own form, up to where its answer begins; without thinking aloud."""
    turns = [{"role": ROLES.get(message.type, "user"), "content": message.text} for message in messages]
    return render(loaded.tokenizer, turns, opens_answer=True)


def ends(loaded: Loaded) -> list[int]:
    """Tokens that end an answer: what the model's own settings say, and the tokenizer's end."""
    own = loaded.model.generation_config.eos_token_id
    every = [*(own if isinstance(own, list) else [own]), loaded.tokenizer.eos_token_id]
    return [end for end in dict.fromkeys(every) if end is not None] or [-1]


class Text:
    """Tokens becoming text, piece by piece, each given once and never half a character.

    The last few tokens are decoded together with the new ones, because many tokenizers decide about spaces and
    characters only then.
    """

    def __init__(self, tokenizer: Any) -> None:
        self._tokenizer = tokenizer
        self._tokens: list[int] = []
        self._known = 0  # tokens before this are shown
        self._start = 0  # and are decoded from here on

    def __len__(self) -> int:
        return len(self._tokens)

    def grow(self, tokens: Sequence[int], *, is_last: bool = False) -> str:
        """`tokens` are all so far; returns what is new."""
        self._tokens = list(tokens)
        before = self._decoded(self._start, self._known)
        now = self._decoded(self._start, len(self._tokens))
        if len(now) <= len(before) or (now.endswith(UNFINISHED) and not is_last):
            return ""
        self._start, self._known = self._known, len(self._tokens)
        return now[len(before) :].replace(UNFINISHED, "")

    def _decoded(self, start: int, end: int) -> str:
        return str(self._tokenizer.decode(self._tokens[start:end], skip_special_tokens=True))


def _explained(error: str, model: str) -> EngineError:
    if "out of memory" in error.lower() or "OutOfMemory" in error:
        return EngineError("out_of_memory", model=model)
    return EngineError("failing", status=error.splitlines()[0][:80])
