"""How fast an adapter learns and what it takes: `train lora` beside plain TRL on the same settings and rows.

    python -m benchmarks.adapter_speed [--shape qwen3-4b] [--context 4096] [--batch 4] [--steps 12] [--4bit] [--json]

The model has a real one's shape and random weights, for speed does not depend on what the weights are; nothing is
downloaded. It is meant for a GPU. Without one, a model of Qwen3's form that is small enough for a processor learns
from rows of 256 tokens (`--shape mini --context 256`): that proves the way, and says nothing of a GPU. `--4bit` is
QLoRA. Each way runs alone, in a process of its own; the first two steps are not counted. `--rounds` runs both ways
so often, one after the other, and keeps the fastest of each. Seconds without a GPU are those of the processor, so
that what else the machine does is not in them.
"""

import argparse
import json
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

WAYS = ("frontdesk", "trl")
SMALL = ("mini", "tiny")  # shapes that need no GPU
WARM = 2  # steps that are not counted


def one_way(way: str, options: argparse.Namespace) -> dict[str, Any]:
    """Train some steps in this process: tokens per second, and the most bytes that were taken."""
    import torch
    from transformers import TrainerCallback, set_seed

    from assistant.tuning.training import memory

    set_seed(7)
    marks: list[float] = []
    clock = time.perf_counter if torch.cuda.is_available() else time.process_time

    class Clock(TrainerCallback):
        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            if torch.cuda.is_available():
                torch.cuda.synchronize()
            marks.append(clock())

    with tempfile.TemporaryDirectory() as scratch:
        trainer = _trainer(way, options, Path(scratch))
        trainer.add_callback(Clock())
        trainer.train()
    counted = len(marks) - WARM
    tokens = counted * options.batch * options.context
    return {"tokens_per_second": round(tokens / (marks[-1] - marks[WARM - 1]), 1), "peak_bytes": memory()}


def _trainer(way: str, options: argparse.Namespace, folder: Path) -> Any:
    from assistant.tuning.lora import new_trainer
    from assistant.tuning.mask import IGNORED, Encoded
    from assistant.tuning.options import LoraOptions
    from assistant.tuning.plan import Plan
    from assistant.tuning.progress import Progress

    loaded = _model(options, folder)
    count = options.steps * options.batch
    half = options.context // 2
    ids = [[(7 * n + m) % 250 + 5 for m in range(options.context)] for n in range(count)]
    settings = LoraOptions(epochs=1, batch=options.batch, max_length=options.context, four_bit=options.four_bit)
    if way == "frontdesk":
        rows = [Encoded(str(n), row, [IGNORED] * half + row[half:]) for n, row in enumerate(ids)]
        plan = Plan("speed", "lora", vars(settings), base="random")
        trainer = new_trainer(plan, folder, loaded, settings, rows, [], Progress(folder))[0]
        trainer.args.save_strategy = "no"  # so few steps would be saved over and over
        return trainer
    return _plain(loaded, settings, ids, half, folder)


def _plain(loaded: Any, settings: Any, ids: list[list[int]], half: int, folder: Path) -> Any:
    """TRL's trainer as its guide writes it: tokens with a mask of the answer, as many rows at once, all else as it
    comes.
    """
    from datasets import Dataset
    from peft import LoraConfig
    from trl.trainer.sft_config import SFTConfig
    from trl.trainer.sft_trainer import SFTTrainer

    from assistant.tuning.training import batches

    has_gpu = loaded.device == "cuda"
    at_once, times = batches(settings.batch, settings.max_length, has_gpu=has_gpu)
    rows = [{"input_ids": row, "completion_mask": [0] * half + [1] * (len(row) - half)} for row in ids]
    return SFTTrainer(
        model=loaded.model,
        args=SFTConfig(
            output_dir=str(folder / "plain"), num_train_epochs=1, per_device_train_batch_size=at_once,
            gradient_accumulation_steps=times, learning_rate=settings.learning_rate, bf16=has_gpu,
            use_cpu=not has_gpu, gradient_checkpointing=has_gpu, max_length=settings.max_length, report_to="none",
            disable_tqdm=True, save_strategy="no", completion_only_loss=True,
        ),
        train_dataset=Dataset.from_list(rows),
        processing_class=loaded.tokenizer,
        peft_config=LoraConfig(
            r=settings.rank, lora_alpha=2 * settings.rank, lora_dropout=0.05, target_modules="all-linear",
            task_type="CAUSAL_LM",
        ),
    )  # fmt: skip


def _model(options: argparse.Namespace, folder: Path) -> Any:
    """The random model, in 4 bits by way of the disk, as a real one is loaded."""
    from assistant.engines.weights import load
    from benchmarks.engines import random_model

    loaded = random_model(options.shape, folder)
    loaded.tokenizer.eos_token = "<|im_end|>"
    if not options.four_bit:
        return loaded
    loaded.model.save_pretrained(folder)
    del loaded
    return load(str(folder), four_bit=True)


def _told(way: str) -> dict[str, Any]:
    """What one way says of itself, from a process of its own."""
    command = [sys.executable, "-m", "benchmarks.adapter_speed", *sys.argv[1:], "--way", way]
    done = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True)
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--shape", choices=(*SMALL, "qwen3-4b", "qwen3-8b"), help="default: what there is room for")
    parser.add_argument("--context", type=int, help="tokens of a row")
    parser.add_argument("--batch", type=int, default=4, help="rows of a step")
    parser.add_argument("--steps", type=int, default=12)
    parser.add_argument("--4bit", dest="four_bit", action="store_true", help="QLoRA")
    parser.add_argument("--rounds", type=int, default=1)
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--way", choices=WAYS, help=argparse.SUPPRESS)
    options = parser.parse_args()

    import torch

    has_gpu = torch.cuda.is_available()
    options.shape = options.shape or ("qwen3-4b" if has_gpu else "mini")
    options.context = options.context or (4096 if has_gpu else 256)
    if not has_gpu and (options.shape not in SMALL or options.four_bit):
        raise SystemExit("No GPU here, and this needs one. Without --shape and --4bit it runs on the processor.")
    if options.way:
        print(json.dumps(one_way(options.way, options)))
        return
    rounds = [{way: _told(way) for way in WAYS} for _ in range(options.rounds)]
    found = {way: max((told[way] for told in rounds), key=lambda told: told["tokens_per_second"]) for way in WAYS}
    if options.json:
        print(json.dumps(found))
        return
    for way, told in found.items():
        print(f"{way:<10} {told['tokens_per_second']:>9.1f} tokens/s {told['peak_bytes'] / 2**30:>7.2f} GiB")


if __name__ == "__main__":
    main()
