"""How long a step of training takes here: a few are made, with random weights of the model's own shape.

A small model spends its time on everything around the multiplications, so what these take says little of it; and its
steps are so short that they can be tried before a run is started. Of a larger one a part of a step is tried, and the
whole reckoned from it.
"""

import math
import time
from collections.abc import Callable
from functools import lru_cache
from typing import Any

from assistant.tuning.base import new_network_of
from assistant.tuning.options import Size

MOST_WEIGHTS = 100_000_000  # a model of more is reckoned: its steps are multiplications, and take long to try
STEPS = 3
MOST_WORK = 5e10  # operations of a pass that is tried, a second or so of an ordinary processor
LEAST_TOKENS = 64
BESIDE = 1.1  # what a trainer does beside: batches, figures, progress, checkpoints


@lru_cache(maxsize=16)
def adapter_step(base: str, rank: int, at_once: int, times: int, length: int) -> float:
    """Seconds of a step of an adapter for the model in the folder `base`: `times` x `at_once` rows of `length`."""

    def adapter() -> Any:
        from peft import LoraConfig, get_peft_model
        from transformers import AutoConfig, AutoModelForCausalLM

        network = AutoModelForCausalLM.from_config(AutoConfig.from_pretrained(base, trust_remote_code=False))
        return get_peft_model(network, LoraConfig(r=rank, target_modules="all-linear", task_type="CAUSAL_LM"))

    return _tried(adapter, at_once, times, length)


@lru_cache(maxsize=16)
def base_step(size: Size, vocabulary: int, at_once: int, times: int, length: int) -> float:
    """Seconds of a step of a new model of that size that knows so many tokens, as `adapter_step`."""
    return _tried(lambda: new_network_of(vocabulary, 0, 1, size), at_once, times, length)


def _tried(make: Callable[[], Any], at_once: int, times: int, length: int) -> float:
    import torch

    device = "cuda" if torch.cuda.is_available() else "cpu"
    network = make().to(device).train()
    whole = at_once * _work(network, length)
    if device == "cpu":
        at_once = max(1, min(at_once, int(MOST_WORK / _work(network, length))))
        while length > LEAST_TOKENS and _work(network, length) > MOST_WORK:
            length //= 2
    learned = [weight for weight in network.parameters() if weight.requires_grad]
    optimizer = torch.optim.AdamW(learned, lr=1e-6)
    tokens = torch.randint(5, network.config.vocab_size, (at_once, length), device=device)
    least_pass = least_step = math.inf
    for _ in range(STEPS):  # the first one is slow: everything is made ready in it
        started = time.perf_counter()
        loss = network(input_ids=tokens, labels=tokens).loss
        loss.backward()
        loss.item()  # waits for a GPU
        passed = time.perf_counter()
        optimizer.step()
        optimizer.zero_grad()
        least_pass = min(least_pass, passed - started)
        least_step = min(least_step, time.perf_counter() - passed)
    least_pass *= whole / (at_once * _work(network, length))
    return BESIDE * (times * least_pass + least_step)


def _work(network: Any, length: int) -> float:
    """Operations of a row there and back: six for each weight and token, and what attention compares."""
    config = network.config.get_text_config()
    weights = sum(weight.numel() for weight in network.parameters())
    return 6.0 * length * (weights + config.num_hidden_layers * config.hidden_size * length)
