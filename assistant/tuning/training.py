"""What both kinds of training share: the process around them, what it tells, and what it survives."""

import contextlib
import errno
import math
import os
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
from filelock import FileLock, Timeout

from assistant.engines.errors import EngineError
from assistant.tuning.errors import TuningError
from assistant.tuning.options import WARMUP
from assistant.tuning.plan import Plan, checkpoints
from assistant.tuning.progress import Progress, read
from knowledge.priority import lower_priority

CPU_TOKENS = 4096  # computed at once; more steps of fewer rows give the same gradients
GPU_TOKENS = 16_384
SAVE_STEPS = 250  # at most so much is lost to a crash

_DISK = (errno.ENOSPC, errno.EFBIG, getattr(errno, "EDQUOT", errno.ENOSPC))
_DISK_WORDS = (
    "no space left", "file too large", "os error 28", "os error 27", "file write failed", "quota exceeded",
    "unexpected pos",  # what torch says that could not write a checkpoint to its end
)  # fmt: skip
_MEMORY_WORDS = ("out of memory", "can't allocate memory", "cannot allocate memory", "not enough memory")

Work = Callable[[Plan, Path, Progress], None]


def is_main() -> bool:
    """Whether this is the first of the processes that train together: the one that tells and writes."""
    return os.environ.get("RANK", "0") == "0"


def supervise(folder: Path, work: Work) -> int:
    """Do the work as the one training of its data folder; whatever happens is said in the progress. An exit status."""
    plan = Plan.read(folder)
    try:
        with _alone(folder):
            lower_priority()
            progress = Progress(folder, is_main=is_main())
            try:
                work(plan, folder, progress)
            except Exception as error:  # whatever it is, whoever looks at the run is told; its log has the place
                traceback.print_exc()
                progress.write("failed", **failure(error, plan))
                return 1
            finally:
                _leave_the_group()
    except Timeout:
        print(TuningError("busy", name="?"), file=sys.stderr)  # the progress is the other one's to write
        return 1
    return 0


def failure(error: Exception, plan: Plan) -> dict[str, Any]:
    """What a line of progress says of an error: its code, the details of its sentence, and the sentence."""
    told = error if isinstance(error, (TuningError, EngineError)) else _recognised(error, plan)
    return {"error": told.code, "details": told.details, "detail": str(told)}


def batches(batch: int, longest: int, *, has_gpu: bool) -> tuple[int, int]:
    """Rows computed at once by one process, and how often before a step, for `batch` rows of up to `longest` tokens."""
    share = max(1, batch // int(os.environ.get("WORLD_SIZE", "1")))
    most = max(1, (GPU_TOKENS if has_gpu else CPU_TOKENS) // max(1, longest))
    at_once = max(n for n in range(1, share + 1) if share % n == 0 and n <= most)
    return at_once, share // at_once


def arguments(folder: Path, *, at_once: int, times: int, is_watched: bool, has_gpu: bool, **own: Any) -> dict[str, Any]:
    """Arguments of a Trainer that both kinds share; `is_watched` where there are rows to look at in between.

    How the model does before anything is learned is looked at by the Trainer itself: asked to do it from outside, it
    would leave the model unwrapped, and several processes would each learn for themselves.
    """
    return {
        "output_dir": str(folder / "checkpoints"),
        "per_device_train_batch_size": at_once,
        "per_device_eval_batch_size": at_once,
        "gradient_accumulation_steps": times,
        "lr_scheduler_type": "cosine",
        "warmup_steps": WARMUP,
        "logging_steps": 1,  # every step is looked at: a loss that is no number must not reach a checkpoint
        "logging_nan_inf_filter": False,
        "save_total_limit": 2,  # the best and the last
        "eval_on_start": is_watched and not checkpoints(folder),
        "load_best_model_at_end": is_watched,
        "metric_for_best_model": "eval_loss" if is_watched else None,
        "greater_is_better": False if is_watched else None,
        "prediction_loss_only": True,
        "report_to": "none",
        "disable_tqdm": True,
        "bf16": has_gpu,
        "use_cpu": not has_gpu,
        "ddp_backend": "gloo" if not has_gpu and "RANK" in os.environ else None,
        "ddp_find_unused_parameters": False if "RANK" in os.environ else None,
        "dataloader_pin_memory": has_gpu,
        **own,
    }


def run_trainer(trainer: Any, plan: Plan, folder: Path) -> None:
    """Train, from the last whole checkpoint where there is one. Raises TuningError for one that cannot be read."""
    whole = checkpoints(folder)
    for path in (folder / "checkpoints").glob("checkpoint-*"):
        if is_main() and path not in whole:  # cut short by a crash
            path.rename(path.with_name(f"damaged-{path.name}-{time.time_ns()}"))
    trainer.train(resume_from_checkpoint=str(whole[-1]) if whole else None)


def reporter(progress: Progress, plan: Plan, tokens: int, *, looks_at_end: bool) -> Any:
    """A TrainerCallback that tells of every step, and stops when it is asked to.

    Args:
        tokens: Of one epoch.
        looks_at_end: Whether the last step is followed by a look at the validation rows and a checkpoint.
    """
    from transformers import TrainerCallback

    class Reporter(TrainerCallback):
        was_stopped = False

        def __init__(self) -> None:
            self._asked = _stop_signals()
            self._spent = seconds_spent(progress.folder)
            self._started = time.monotonic()
            self._first = 0

        def on_train_begin(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            self._started, self._first = time.monotonic(), state.global_step

        def on_step_end(self, args: Any, state: Any, control: Any, **_: Any) -> None:
            has_stop = any_process(bool(self._asked) or (progress.folder / "stop").exists())
            is_last = looks_at_end and state.global_step >= state.max_steps
            if has_stop or is_last:
                control.should_save = True
                control.should_evaluate = args.eval_strategy != "no"
            if has_stop:
                self.was_stopped = control.should_training_stop = True
            elif state.global_step % SAVE_STEPS == 0:
                control.should_save = True

        def on_log(self, args: Any, state: Any, control: Any, logs: Any = None, **_: Any) -> None:
            if "loss" not in (logs or {}):
                return
            if not all(math.isfinite(logs.get(name, 0.0)) for name in ("loss", "grad_norm")):
                raise TuningError("diverged", step=state.global_step, rate=args.learning_rate)
            self._tell(state, loss=logs["loss"], perplexity=perplexity(logs["loss"]), rate=logs["learning_rate"])

        def on_evaluate(self, args: Any, state: Any, control: Any, metrics: Any = None, **_: Any) -> None:
            loss = metrics["eval_loss"]
            self._tell(state, validation_loss=loss, validation_perplexity=perplexity(loss))

        def _tell(self, state: Any, rate: float | None = None, **values: float) -> None:
            lasted = time.monotonic() - self._started
            done = state.global_step - self._first
            if rate is not None:
                values["learning_rate"] = rate
            if done and state.epoch:
                share = done / state.global_step  # of the tokens so far, those of this process's life
                values["tokens_per_second"] = round(state.epoch * tokens * share / lasted, 1)
                values["seconds_left"] = round(lasted / done * (state.max_steps - state.global_step), 1)
            progress.write(
                "training", step=state.global_step, steps=state.max_steps, epoch=round(state.epoch or 0.0, 4),
                elapsed=round(self._spent + lasted, 3), memory=memory(), **values,
            )  # fmt: skip

    return Reporter()


def seconds_spent(folder: Path) -> float:
    """Seconds that a run has trained so far, over all its processes' lives."""
    return max((line.get("elapsed", 0.0) for line in read(folder)[0]), default=0.0)


def perplexity(loss: float) -> float:
    """Among how many equally likely tokens the model would have had to guess: e to the power of the mean loss."""
    return round(math.exp(min(loss, 80.0)), 4)


def memory() -> int:
    """Bytes at work: the most on the GPU so far, or those of this process."""
    import torch

    if torch.cuda.is_available():
        return int(torch.cuda.max_memory_allocated())
    return int(psutil.Process().memory_info().rss)


def any_process(flag: bool) -> bool:
    """Whether any of the processes that train together says yes; they must stop at the same step."""
    import torch
    import torch.distributed as group

    if not group.is_available() or not group.is_initialized():
        return flag
    device = "cuda" if torch.cuda.is_available() else "cpu"
    votes = torch.tensor([int(flag)], device=device)
    group.all_reduce(votes)
    return bool(votes.item())


def _stop_signals() -> list[int]:
    """A list that gets an entry when the system or a person asks this process to end."""
    asked: list[int] = []
    for name in (signal.SIGTERM, signal.SIGINT):
        signal.signal(name, lambda number, _: asked.append(number))
    return asked


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """Hold the lock of the data folder's training; the system frees it however this process ends. Raises Timeout."""
    if not is_main():
        yield
        return
    with FileLock(folder.resolve().parents[1] / "training.lock", timeout=0):
        yield


def _leave_the_group() -> None:
    if "RANK" in os.environ and "torch" in sys.modules:
        import torch.distributed as group

        if group.is_available() and group.is_initialized():
            group.destroy_process_group()


def _recognised(error: Exception, plan: Plan) -> TuningError:
    text = f"{type(error).__name__} {error}".lower()
    if (isinstance(error, OSError) and error.errno in _DISK) or any(word in text for word in _DISK_WORDS):
        return TuningError("disk_full")
    if isinstance(error, MemoryError) or any(word in text for word in ("outofmemory", *_MEMORY_WORDS)):
        return TuningError("out_of_memory")
    if "unpickling" in text or "weights only load failed" in text:
        return TuningError("bad_checkpoint", name=plan.name)
    line = (str(error).strip().splitlines() or [""])[0][:160]
    return TuningError("unexpected", detail=line if line and "/" not in line else type(error).__name__)
