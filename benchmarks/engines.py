"""Tokens per second of the local engine: one chat against bare `generate`, many at once against one after another.

    python -m benchmarks.engines [--shape SHAPE] [--chats 1 8 16] [--prompt 256] [--tokens 64] [--json]

Speed does not depend on what the weights are, so the model has a real one's shape and random weights; nothing is
downloaded. `tiny` and `mini` run anywhere. On a GPU the bound is the memory's bandwidth: every step streams all
weights once, and each chat's keys and values (`--bandwidth`, in bytes per second, of the card).
"""

import argparse
import json
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psutil
import torch
from langchain_core.messages import BaseMessage, HumanMessage
from transformers import Qwen3Config, Qwen3ForCausalLM

from assistant.engines.engine import Engine, Spent
from assistant.engines.errors import EngineError
from assistant.engines.local import LocalChatModel, prompt_tokens
from assistant.engines.streaming import EventLoop, TimeLimits
from assistant.engines.weights import Loaded
from tests.assistant.engines.tiny import tokenizer_in

SHAPES: dict[str, dict[str, Any]] = {
    "mini": {"hidden_size": 128, "intermediate_size": 384, "num_hidden_layers": 4, "num_attention_heads": 4,
             "num_key_value_heads": 2, "head_dim": 32, "vocab_size": 2048},
    "tiny": {"hidden_size": 512, "intermediate_size": 1536, "num_hidden_layers": 8, "num_attention_heads": 8,
             "num_key_value_heads": 4, "head_dim": 64, "vocab_size": 32_000},
    "qwen3-4b": {"hidden_size": 2560, "intermediate_size": 9728, "num_hidden_layers": 36, "num_attention_heads": 32,
                 "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151_936},
    "qwen3-8b": {"hidden_size": 4096, "intermediate_size": 12_288, "num_hidden_layers": 36, "num_attention_heads": 32,
                 "num_key_value_heads": 8, "head_dim": 128, "vocab_size": 151_936},
}  # fmt: skip


def random_model(shape: str, folder: Path) -> Loaded:
    """A model of that shape with random weights, and a tokenizer that never meets an end."""
    has_gpu = torch.cuda.is_available()
    config = Qwen3Config(**SHAPES[shape], max_position_embeddings=8192, bos_token_id=None, eos_token_id=None,
                         tie_word_embeddings=shape != "qwen3-8b")  # fmt: skip
    with torch.device("cuda" if has_gpu else "cpu"):
        torch.set_default_dtype(torch.bfloat16 if has_gpu else torch.float32)
        model = Qwen3ForCausalLM._from_config(config, attn_implementation="sdpa")
        torch.set_default_dtype(torch.float32)
    tokenizer = tokenizer_in(folder)
    tokenizer.eos_token = None
    decode = tokenizer.decode
    # The shape's vocabulary is larger than this tokenizer's: any token becomes one that it can show. Random weights
    # may say one token for ever, so each becomes a whole sign, never the half of one that waits for its rest.
    first = tokenizer.convert_tokens_to_ids("!")
    tokenizer.decode = lambda tokens, **options: decode([first + token % 64 for token in tokens], **options)
    model.generation_config.eos_token_id = None
    return Loaded(model.eval(), tokenizer, "cuda" if has_gpu else "cpu")


def prompts(loaded: Loaded, count: int, tokens: int) -> list[list[BaseMessage]]:
    """Messages of about so many tokens, each chat's its own."""
    words = "How long does shipping of this take, and what does it cost? "
    unit = len(loaded.tokenizer.encode(words))
    return [[HumanMessage(f"Chat {n}. " + words * max(1, tokens // unit))] for n in range(count)]


def one_after_another(loaded: Loaded, chats: Sequence[Sequence[BaseMessage]], tokens: int) -> float:
    """Tokens per second of bare `generate`, a chat at a time; the prompt's time is in it."""
    started = time.perf_counter()
    for messages in chats:
        prompt = torch.tensor([prompt_tokens(loaded, messages)], device=loaded.model.device)
        with torch.inference_mode():
            loaded.model.generate(
                prompt, attention_mask=torch.ones_like(prompt), min_new_tokens=tokens, max_new_tokens=tokens,
                do_sample=False, pad_token_id=0,
            )  # fmt: skip
    return len(chats) * tokens / (time.perf_counter() - started)


def at_once(engine: Engine, chats: Sequence[Sequence[BaseMessage]]) -> dict[str, float]:
    """Tokens per second of all together, and seconds to the first word."""
    spent = [Spent() for _ in chats]
    started = time.perf_counter()
    with ThreadPoolExecutor(len(chats)) as threads:
        list(threads.map(lambda n: sum(1 for _ in engine.stream(chats[n], spent[n])), range(len(chats))))
    seconds = time.perf_counter() - started
    firsts = sorted(one.first_word for one in spent)
    return {
        "tokens_per_second": round(sum(one.tokens for one in spent) / seconds, 1),
        "first_word_p50": round(statistics.median(firsts), 3),
        "first_word_max": round(firsts[-1], 3),
    }


def bound(loaded: Loaded, chats: int, context: int, bandwidth: float) -> float:
    """Tokens per second that the memory allows: weights and each chat's keys and values are read at every step."""
    config = loaded.model.config
    weights = sum(p.numel() * p.element_size() for p in loaded.model.parameters())
    size = next(loaded.model.parameters()).element_size()
    cached = 2 * config.num_hidden_layers * config.num_key_value_heads * config.head_dim * size
    return chats * bandwidth / (weights + chats * context * cached)


def measure(shape: str, chats: Sequence[int], prompt: int, tokens: int, bandwidth: float) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="engines-") as name:
        loaded = random_model(shape, Path(name))
    model = LocalChatModel(loaded, max_tokens=tokens)

    def explain(error: Exception) -> EngineError:
        return EngineError("failing", status=type(error).__name__)

    loop = EventLoop()
    engine = Engine(shape, "local", model, loop, explain=explain, at_once=max(chats), count=model.count,
                    room=model.room, limits=TimeLimits(first_word=600, whole=1800))  # fmt: skip
    some = prompts(loaded, max(chats), prompt)
    one_after_another(loaded, some[:1], 4)
    bare = [one_after_another(loaded, some[:1], tokens) for _ in range(3)]
    several = one_after_another(loaded, some[: min(4, len(some))], tokens)
    at_once(engine, some[:1])
    rows = []
    for count in chats:
        row = {"chats": count} | at_once(engine, some[:count])
        row["times_one_after_another"] = round(row["tokens_per_second"] / several, 2)
        if bandwidth:
            row["of_the_bound"] = round(row["tokens_per_second"] / bound(loaded, count, prompt, bandwidth), 3)
        rows.append(row)
    single = [at_once(engine, some[:1])["tokens_per_second"] for _ in range(3)]
    engine.close()
    loop.close()
    memory = torch.cuda.max_memory_allocated() if torch.cuda.is_available() else psutil.Process().memory_info().rss
    return {
        "shape": shape, "device": loaded.device, "prompt": model.count(some[0]), "tokens": tokens,
        "bare_generate": round(statistics.median(bare), 1), "ours_one_chat": round(statistics.median(single), 1),
        "times_bare_generate": round(statistics.median(single) / statistics.median(bare), 2),
        "one_after_another": round(several, 1), "memory_mb": round(memory / 2**20), "at_once": rows,
    }  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--shape", choices=SHAPES, default="tiny")
    parser.add_argument("--chats", type=int, nargs="+", default=[1, 8, 16])
    parser.add_argument("--prompt", type=int, default=256, help="tokens of each chat's prompt, about")
    parser.add_argument("--tokens", type=int, default=64, help="tokens of each answer")
    parser.add_argument("--bandwidth", type=float, default=0, help="of the memory, in bytes per second")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    result = measure(arguments.shape, arguments.chats, arguments.prompt, arguments.tokens, arguments.bandwidth)
    if arguments.json:
        print(json.dumps(result))
        return 0
    for name, value in result.items():
        if name != "at_once":
            print(f"{name:24}{value}")
    for row in result["at_once"]:
        print(row)
    return 0


if __name__ == "__main__":
    sys.exit(main())
