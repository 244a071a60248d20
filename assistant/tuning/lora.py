"""An adapter for a model, from approved rows: `python -m assistant.tuning.lora RUN` (see `plan`), or under torchrun.

LoRA leaves the model's own weights as they are and learns two thin matrices beside each; only those are saved. Only
the answers are learned (`mask`), rendered as serving renders them.
"""

import gc
import json
import os
import sys
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.engines.local import ends
from assistant.engines.rendering import template_hash
from assistant.engines.weights import Loaded, load
from assistant.prompts import templates_hash
from assistant.tuning.adapters import AdapterShelf, Facts
from assistant.tuning.dataset import read_rows, read_summary
from assistant.tuning.errors import TuningError
from assistant.tuning.mask import Dropped, Encoded, check_end, encode_rows, learned_text
from assistant.tuning.metrics import compare
from assistant.tuning.options import LoraOptions
from assistant.tuning.plan import Plan, best_checkpoint, best_loss, data_folder, steps_done
from assistant.tuning.progress import Progress, read
from assistant.tuning.training import (
    arguments,
    batches,
    is_main,
    perplexity,
    reporter,
    run_trainer,
    seconds_spent,
    supervise,
)  # fmt: skip
from storage.folder import write_private

LOOKS = 4  # at the validation rows, in each epoch
ROWS_FILE = "rows.json"


def train(plan: Plan, folder: Path, progress: Progress) -> None:
    """Train the plan's adapter, or go on with it, measure it and put it on the shelf. Raises TuningError, EngineError.

    Nothing is trained before it is sure that every row ends where serving stops, and that the rows were written with
    the prompts of today.
    """
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    options = LoraOptions(**plan.options)
    progress.write("preparing")
    if read_summary(Path(plan.dataset)).prompts != templates_hash():
        raise TuningError("other_template")
    loaded = _load(plan, options)
    rows, watched = _rows(plan, folder, loaded, options, progress)
    trainer, reports = new_trainer(plan, folder, loaded, options, rows, watched, progress)
    run_trainer(trainer, plan, folder)
    if reports.was_stopped:
        progress.write("stopped", step=trainer.state.global_step)
    elif is_main():
        del trainer, loaded
        gc.collect()
        finish(plan, folder, progress)


def finish(plan: Plan, folder: Path, progress: Progress) -> None:
    """Measure the best checkpoint beside its base and put it on the shelf. Raises TuningError where there is none."""
    best = best_checkpoint(folder)
    if best is None:
        raise TuningError("nothing_learned", name=plan.name)
    dataset = Path(plan.dataset)
    measured = compare(
        plan.base, best, read_rows(dataset, "test"),
        on_progress=lambda done, of: progress.write("measuring", rows=done, of=of),
    )  # fmt: skip
    metrics = {"base": dict(measured.base), "new": dict(measured.new)} if measured.rows else {"base": None, "new": None}
    result = _result(plan, folder, metrics)
    summary = asdict(read_summary(dataset))
    del summary["folder"]
    adapter = AdapterShelf(data_folder(folder)).publish(
        best, plan.name.lower(),
        Facts(
            base=plan.base, base_id=base_id(plan.base), template_hash=_kept(folder)["template"], dataset=summary,
            settings={**plan.options, "steps": result["steps"], "processes": plan.processes},
            perplexity=result["perplexity"], metrics=metrics, author=plan.author,
        ),
    )  # fmt: skip
    result["adapter"] = adapter.name
    write_private(folder / "result.json", json.dumps(result, ensure_ascii=False))
    progress.write("done", adapter=adapter.name)


def base_id(base: str) -> str:
    """What a base is called in an adapter: its hub name, or that of its folder."""
    return Path(base).name if Path(base).is_dir() else base


def _load(plan: Plan, options: LoraOptions) -> Loaded:
    import torch

    if torch.cuda.is_available():
        torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
    elif options.four_bit:
        raise TuningError("needs_gpu")
    return load(plan.base, four_bit=options.four_bit)


def _rows(
    plan: Plan, folder: Path, loaded: Loaded, options: LoraOptions, progress: Progress
) -> tuple[list[Encoded], list[Encoded]]:
    """What is learned and what is looked at in between; what was left out, and why, is told and kept."""
    longest = min(options.max_length, loaded.context)
    rows, dropped = encode_rows(loaded.tokenizer, read_rows(Path(plan.dataset), "train"), longest)
    watched, dropped_too = encode_rows(loaded.tokenizer, read_rows(Path(plan.dataset), "validation"), longest)
    left_out = [*dropped, *dropped_too]
    if not rows:
        raise TuningError("no_rows", dropped=len(left_out), why=_why(left_out))
    check_end([*rows, *watched], ends(loaded), base_id(plan.base))
    told: dict[str, Any] = {
        "train": len(rows), "validation": len(watched), "dropped": [asdict(row) for row in left_out],
        "tokens": sum(len(row.input_ids) for row in rows), "template": template_hash(loaded.tokenizer),
        "learned": learned_text(loaded.tokenizer, rows[0]),
    }  # fmt: skip
    if is_main():
        write_private(folder / ROWS_FILE, json.dumps(told, ensure_ascii=False))
    progress.write("preparing", **told)
    return rows, watched


def _why(dropped: Sequence[Dropped]) -> str:
    """One sentence of why rows were left out, as their sentences say."""
    if any(row.reason == "too_long" for row in dropped):
        return "They are longer than --max-length."
    return str(TuningError(dropped[0].reason, model="")) if dropped else "Approve some first."


def new_trainer(
    plan: Plan, folder: Path, loaded: Loaded, options: LoraOptions, rows: list[Encoded], watched: list[Encoded],
    progress: Progress,
) -> tuple[Any, Any]:  # fmt: skip
    """The trainer of a run, and the callback that tells of it."""
    from datasets import Dataset
    from peft import LoraConfig
    from transformers import EarlyStoppingCallback
    from trl.trainer.sft_config import SFTConfig
    from trl.trainer.sft_trainer import SFTTrainer

    has_gpu = loaded.device == "cuda"
    longest = max(len(row.input_ids) for row in [*rows, *watched])
    at_once, times = batches(options.batch, longest, has_gpu=has_gpu)
    each = max(1, len(rows) // options.batch // LOOKS)  # steps from one look to the next
    settings = SFTConfig(
        **arguments(
            folder, at_once=at_once, times=times, is_watched=bool(watched), has_gpu=has_gpu, seed=options.seed,
            num_train_epochs=options.epochs, learning_rate=options.learning_rate, gradient_checkpointing=has_gpu,
            eval_strategy="steps" if watched else "no", eval_steps=each if watched else None, save_strategy="steps",
            save_steps=each, max_length=None, packing=False, dataset_kwargs={"skip_prepare_dataset": True},
        )
    )  # fmt: skip
    reports = reporter(progress, plan, sum(len(row.input_ids) for row in rows), looks_at_end=True)
    trainer = SFTTrainer(
        model=loaded.model,
        args=settings,
        train_dataset=Dataset.from_list([_example(row) for row in rows]),
        eval_dataset=Dataset.from_list([_example(row) for row in watched]) if watched else None,
        processing_class=loaded.tokenizer,
        peft_config=LoraConfig(
            r=options.rank, lora_alpha=2 * options.rank, lora_dropout=0.05, target_modules="all-linear",
            task_type="CAUSAL_LM",
        ),
        callbacks=[reports, *([EarlyStoppingCallback(options.patience)] if watched else [])],
    )  # fmt: skip
    return trainer, reports


def _kept(folder: Path) -> Mapping[str, Any]:
    """What `_rows` kept."""
    return dict(json.loads((folder / ROWS_FILE).read_text(encoding="utf-8")))


def _example(row: Encoded) -> dict[str, list[int]]:
    return {"input_ids": row.input_ids, "labels": row.labels}


def _result(plan: Plan, folder: Path, metrics: Mapping[str, Any]) -> dict[str, Any]:
    """The command's JSON, but for the adapter's name."""
    rows = _kept(folder)
    told = [line for line in read(folder)[0] if line["stage"] == "training"]
    before = next((line["validation_perplexity"] for line in told if "validation_perplexity" in line), None)
    loss = best_loss(folder)
    seconds = seconds_spent(folder)
    last = max(told, key=lambda line: line["step"])
    return {
        "name": plan.name,
        "rows": {
            "train": rows["train"], "validation": rows["validation"],
            "test": len(read_rows(Path(plan.dataset), "test")), "dropped": len(rows["dropped"]),
        },
        "steps": steps_done(folder),
        "seconds": round(seconds, 3),
        "tokens_per_second": round(last["epoch"] * rows["tokens"] / max(seconds, 1e-9), 1),
        "perplexity": {"before": before, "after": None if loss is None else perplexity(loss)},
        "metrics": metrics,
    }  # fmt: skip


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1]), finish if "finish" in sys.argv[2:] else train))
