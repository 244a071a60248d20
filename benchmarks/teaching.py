"""Does the way of learning teach? A tiny network learns, from nothing, to copy a fact with its source, or refuse.

    python -m benchmarks.teaching [--steps 1900] [--adapter-steps 0] [--seed 7] [--questions 100] [--keep FOLDER]

Two to four sources state one fact each, of 40 that there could be, with one of 97 values; facts are drawn anew for
every dialogue, so nothing can be known by heart, and one fact in ten is kept out of all that is learned: the tests ask
for those alone. The network is the `tiny` one of `train base`; tokenizer, template, mask and settings are those of
`assistant.tuning`; all weights are learned. With `--adapter-steps` they learn to copy only, without naming sources and
without refusing, and these two are taught by an adapter with the trainer of `train lora`. Before and after are greedy
answers to dialogues it has not seen, judged as `train lora` judges. Seconds are those of the processor, of one thread.
"""

import argparse
import json
import random
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.engines.rendering import render
from assistant.engines.weights import Loaded
from assistant.tuning.base import new_network, new_tokenizer
from assistant.tuning.lora import new_trainer
from assistant.tuning.mask import encode_rows
from assistant.tuning.metrics import Answered, figures
from assistant.tuning.options import LoraOptions
from assistant.tuning.plan import Plan
from assistant.tuning.progress import Progress
from assistant.tuning.training import arguments, batches
from benchmarks._facts import Row, again, dialogue

SOURCES = (2, 3, 4)
# From easy to hard: the share of the steps it ends at, how often each number of sources, the share without an answer.
# No sources: words are said again. Begun with the last stage, nothing is learned but the form for hundreds of steps.
Stage = tuple[float, Sequence[int], float]
STAGES: Sequence[Stage] = ((0.17, (), 0.0), (0.65, (2,), 0.35), (1.0, (2, 2, 3, 4), 0.35))
BASE_STAGES: Sequence[Stage] = ((0.3, (), 0.0), (1.0, (2, 2, 3, 4), 0.0))  # it answers always, and names no source
ADAPTER_STAGES: Sequence[Stage] = ((1.0, (2, 2, 2, 3, 4), 0.35),)
TURNS = 4  # questions of a dialogue
BATCH = 16  # dialogues a step
RATE = 3e-3
RANK = 64  # of the adapter
ADAPTER_RATE = 3e-3
LONGEST = 12  # tokens of an answer


def drawn(chance: random.Random, count: int, stages: Sequence[Stage] = STAGES, *, cites: bool = True) -> list[Row]:
    """Dialogues to learn from, from easy to hard."""
    rows = []
    for n in range(count):
        sources, silent = next((sources, silent) for end, sources, silent in stages if n < end * count)
        rows.append(dialogue(chance, chance.choice(sources), TURNS, silent, cites=cites) if sources else again(chance))
    return rows


def learn(network: Any, tokenizer: Any, rows: Sequence[Row], folder: Path, seed: int) -> None:
    """Every answer of every dialogue, each dialogue once."""
    from transformers import Trainer, TrainingArguments

    encoded, dropped = encode_rows(tokenizer, rows, 1024)
    assert not dropped
    at_once, times = batches(BATCH, max(len(row.input_ids) for row in encoded), has_gpu=False)
    settings = arguments(
        folder, at_once=at_once, times=times, is_watched=False, has_gpu=False, seed=seed, num_train_epochs=1,
        learning_rate=RATE, weight_decay=0.01, adam_beta2=0.98, save_strategy="no", eval_strategy="no",
        train_sampling_strategy="sequential", lr_scheduler_type="warmup_stable_decay",
        lr_scheduler_kwargs={"num_decay_steps": len(rows) // BATCH // 5},
    )  # fmt: skip
    trainer = Trainer(
        model=network,
        args=TrainingArguments(**settings | {"logging_steps": 40}),
        train_dataset=[{"input_ids": row.input_ids, "labels": row.labels} for row in encoded],
        data_collator=_collator(tokenizer.pad_token_id),
    )
    trainer.train()


def adapt(network: Any, tokenizer: Any, rows: Sequence[Row], folder: Path, seed: int) -> Any:
    """The network with an adapter that `train lora`'s own trainer has taught all answers, each dialogue once."""
    encoded, dropped = encode_rows(tokenizer, rows, 1024)
    assert not dropped
    options = LoraOptions(epochs=1, rank=RANK, learning_rate=ADAPTER_RATE, batch=BATCH, seed=seed)
    plan = Plan("teaching", "lora", vars(options), base="tiny")
    loaded = Loaded(network, tokenizer, "cpu")
    trainer, _ = new_trainer(plan, folder, loaded, options, encoded, [], Progress(folder))
    trainer.train()
    return trainer.model


def _collator(pad: int) -> Any:
    import torch

    def collate(rows: Sequence[Mapping[str, list[int]]]) -> dict[str, Any]:
        longest = max(len(row["input_ids"]) for row in rows)

        def filled(name: str, value: int) -> Any:
            return torch.tensor([row[name] + [value] * (longest - len(row[name])) for row in rows])

        ids = filled("input_ids", pad)
        lengths = torch.tensor([len(row["input_ids"]) for row in rows])
        return {
            "input_ids": ids, "labels": filled("labels", -100),
            "attention_mask": (torch.arange(longest) < lengths[:, None]).long(),
        }  # fmt: skip

    return collate


def measure(network: Any, tokenizer: Any, questions: int, seed: int) -> dict[str, Mapping[str, Any]]:
    """Figures by the number of sources, on as many questions each of those that have an answer and of those that have
    none."""
    import torch

    network.eval()
    chance = random.Random(seed)
    found: dict[str, Mapping[str, Any]] = {}
    for sources in SOURCES:
        rows = [dialogue(chance, sources, 1, 0.0, is_test=True) for _ in range(questions)]
        rows += [dialogue(chance, sources, 1, 1.0, is_test=True) for _ in range(questions)]
        answered = []
        for row in rows:
            ids = render(tokenizer, row["messages"][:-1], opens_answer=True)
            with torch.inference_mode():
                said = network.generate(torch.tensor([ids]), max_new_tokens=LONGEST, do_sample=False)[0, len(ids) :]
            answered.append(Answered(row, tokenizer.decode(said, skip_special_tokens=True)))
        found[str(sources)] = {
            name: value for name, value in figures(answered).items()
            if name in ("exact_match", "citation_precision", "exact_and_cited", "right_refusals", "false_refusals")
        }  # fmt: skip
    return found


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--steps", type=int, default=1900)
    parser.add_argument("--adapter-steps", type=int, default=0, help="teach by an adapter on a base that only copies")
    parser.add_argument("--seed", type=int, default=7)
    parser.add_argument("--questions", type=int, default=100, help="asked for each number of sources")
    parser.add_argument("--keep", type=Path, help="where to save the model")
    options = parser.parse_args()

    import torch
    from transformers import set_seed

    torch.set_num_threads(1)
    chance = random.Random(options.seed)
    if options.adapter_steps:
        rows = drawn(chance, options.steps * BATCH, BASE_STAGES, cites=False)
        taught = drawn(chance, options.adapter_steps * BATCH, ADAPTER_STAGES)
    else:
        rows, taught = drawn(chance, options.steps * BATCH), []
    texts = ["\n".join(message["content"] for message in row["messages"]) for row in [*rows[-2000:], *taught[:500]]]
    set_seed(options.seed)
    tokenizer = new_tokenizer(texts, 2048)
    network = new_network(tokenizer, "tiny")
    unseen = options.seed + 1_000_003
    before = measure(network, tokenizer, min(10, options.questions), unseen)
    started = time.process_time()
    with tempfile.TemporaryDirectory() as folder:
        learn(network, tokenizer, rows, Path(folder), options.seed)
        if taught:
            before = measure(network, tokenizer, options.questions, unseen)
            print(f"base: {time.process_time() - started:.0f} s, {json.dumps(before)}", file=sys.stderr)
            network = adapt(network, tokenizer, taught, Path(folder), options.seed)
    seconds = time.process_time() - started
    print(f"learned in {seconds:.0f} s of one thread", file=sys.stderr)
    print(json.dumps({
        "parameters": sum(weight.numel() for weight in network.parameters()), "vocabulary": len(tokenizer),
        "steps": options.steps, "cpu_seconds": round(seconds), "before": before,
        "after": measure(network, tokenizer, options.questions, unseen),
    }, indent=1))  # fmt: skip
    if options.keep:
        network.save_pretrained(options.keep)  # of an adapter, it alone
        tokenizer.save_pretrained(options.keep)


if __name__ == "__main__":
    main()
