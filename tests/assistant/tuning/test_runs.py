"""Training runs that are stopped, killed, shared by two processes, or that nothing good comes of."""

import json
import os
import random
import resource
import signal
import warnings
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psutil
import pytest

from assistant.prompts import templates_hash
from assistant.tuning import base, lora
from assistant.tuning.errors import TuningError
from assistant.tuning.options import BaseOptions, LoraOptions
from assistant.tuning.plan import Plan, checkpoints
from assistant.tuning.progress import Progress
from assistant.tuning.runs import Runs
from assistant.tuning.training import failure
from tests.waiting import LONG_HANG, wait_until

PHRASE = "the desk opens at nine and parcels of wool lamps or tents come on monday for ann and her brother"
WORDS = PHRASE.split(" ")
TEXTS = BaseOptions(epochs=2, batch=4)
ROWS = LoraOptions(epochs=2, rank=4, learning_rate=1e-3, batch=4, max_length=512)


@pytest.fixture(scope="module")
def texts(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder, chance = tmp_path_factory.mktemp("texts"), random.Random(3)
    for n in range(12):
        sentences = (" ".join(chance.choices(WORDS, k=12)) + "." for _ in range(16))
        (folder / f"{n}.txt").write_text("\n".join(sentences))
    return folder


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory, texts: Path) -> Path:
    """The data folder of a base run that nothing disturbed."""
    data = tmp_path_factory.mktemp("whole")
    alone(data, Plan("own", "base", vars(TEXTS), texts=str(texts)))
    return data


@pytest.fixture(scope="module")
def rows(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A frozen dataset."""
    folder, chance = tmp_path_factory.mktemp("rows"), random.Random(5)
    counts = {"train": 24, "validation": 4, "test": 3}
    for part, count in counts.items():
        lines = [json.dumps(row(f"{part}{n}", chance)) for n in range(count)]
        (folder / f"{part}.jsonl").write_text("\n".join(lines) + "\n")
    summary = {
        "hash": "d" * 64, "counts": counts, "by_kind": {}, "by_source": {}, "by_language": {}, "split_by": "document",
        "near_duplicates": 0, "created": "2026-11-25", "prompts": templates_hash(),
    }  # fmt: skip
    (folder / "dataset.json").write_text(json.dumps(summary))
    return folder


@pytest.fixture(scope="module")
def taught(tmp_path_factory: pytest.TempPathFactory, whole: Path, rows: Path) -> Path:
    """The data folder of a lora run that nothing disturbed."""
    data = tmp_path_factory.mktemp("taught")
    alone(data, lora_plan(whole, rows))
    return data


def row(name: str, chance: random.Random) -> dict[str, Any]:
    said = " ".join(chance.choices(WORDS, k=6))
    return {
        "id": name, "kind": "answer", "source": "document", "language": "en", "gold": [1], "passages": 1,
        "document": name, "conversation": None, "learn": "last",
        "messages": [
            {"role": "user", "content": f"[1] {said}. What does it say?"},
            {"role": "assistant", "content": f"{said} [1]"},
        ],
    }  # fmt: skip


def lora_plan(whole: Path, rows: Path, **changes: Any) -> Plan:
    options = {**vars(ROWS), **changes}
    return Plan("friendly", "lora", options, base=str(whole / "models" / "own"), dataset=str(rows))


def alone(data: Path, plan: Plan, prepare: Callable[[Path], None] = lambda folder: None) -> Path:
    """Do the work of a run in this process, and what `supervise` does of its failures; returns its folder."""
    folder = data / "training" / "runs" / plan.name
    if not folder.exists():
        folder.mkdir(parents=True)
        plan.save(folder)
    prepare(folder)
    progress = Progress(folder)
    work = base.train if plan.kind == "base" else lora.train
    with signals_kept(), warnings.catch_warnings():
        warnings.simplefilter("default")  # what a library will rename one day does not end a training
        try:
            work(plan, folder, progress)
        except Exception as error:
            progress.write("failed", **failure(error, plan))
    return folder


@contextmanager
def signals_kept() -> Iterator[None]:
    kept = {name: signal.getsignal(name) for name in (signal.SIGTERM, signal.SIGINT)}
    try:
        yield
    finally:
        for name, handler in kept.items():
            signal.signal(name, handler)


def losses(data: Path, name: str) -> Mapping[int, float]:
    """The validation loss at each step where it was looked at."""
    lines, _ = Runs(data).progress(name)
    return {line["step"]: line["validation_loss"] for line in lines if "validation_loss" in line}


def test_two_processes_give_the_same_curve_as_one(whole: Path, texts: Path, tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    run = runs.start_base(texts, name="own", options=TEXTS, processes=2)
    with pytest.raises(TuningError, match="is going on"):
        runs.start_base(texts, name="second", options=TEXTS)
    wait_until(lambda: runs.get(run.name).state not in ("running", "stopping"), "the end of the run", LONG_HANG)
    assert runs.get("own").state == "done", (runs.folder / "own" / "log.txt").read_text()[-3000:]
    one, two = losses(whole, "own"), losses(tmp_path, "own")
    assert one.keys() == two.keys()
    assert len(one) == 3
    assert [two[step] for step in one] == pytest.approx([*one.values()], rel=1e-3)


def test_killed_in_the_middle_a_run_goes_on_to_the_same_end(
    taught: Path, whole: Path, rows: Path, tmp_path: Path
) -> None:
    runs = Runs(tmp_path)
    plan = lora_plan(whole, rows)
    run = runs.start_lora(rows, plan.base, name="friendly", options=ROWS, force=True)
    wait_until(lambda: bool(checkpoints(runs.folder / run.name)), "a checkpoint", LONG_HANG)
    process = json.loads((runs.folder / run.name / "process.json").read_text())["pid"]
    os.kill(process, signal.SIGKILL)
    wait_until(lambda: runs.get(run.name).state not in ("running", "stopping"), "the end of the run", LONG_HANG)
    killed = runs.get(run.name)
    assert killed.state == "interrupted"
    assert "Resume the run" in killed.problem("en")
    assert "恢复" in killed.problem("zh")
    assert 0 < len(losses(tmp_path, run.name)) < len(losses(taught, "friendly"))
    alone(tmp_path, plan)
    assert runs.get(run.name).state == "done"
    end, reference = losses(tmp_path, run.name), losses(taught, "friendly")
    assert end[max(reference)] == pytest.approx(reference[max(reference)], rel=1e-3)
    with pytest.raises(TuningError, match="nothing to resume"):
        runs.resume(run.name)


def test_stopped_at_once_a_run_keeps_a_checkpoint_that_can_be_taken_as_it_is(
    whole: Path, rows: Path, tmp_path: Path
) -> None:
    folder = alone(tmp_path, lora_plan(whole, rows), lambda folder: (folder / "stop").touch())
    runs = Runs(tmp_path)
    assert runs.get("friendly").state == "stopped"
    assert [path.name for path in checkpoints(folder)] == ["checkpoint-1"]
    with signals_kept():
        lora.finish(lora_plan(whole, rows), folder, Progress(folder))
    result = runs.get("friendly").result
    assert result is not None
    assert (result["adapter"], result["steps"]) == ("friendly", 1)


def test_a_poisoned_checkpoint_is_refused_and_its_canary_never_runs(whole: Path, rows: Path, tmp_path: Path) -> None:
    canary = tmp_path / "canary"
    folder = alone(tmp_path, lora_plan(whole, rows), lambda folder: (folder / "stop").touch())
    # what pickle would run: os.system("touch canary")
    poison = f"cposix\nsystem\n(S'touch {canary}'\ntR.".encode()
    for name in ("optimizer.pt", "scheduler.pt", "rng_state.pth", "training_args.bin"):
        (checkpoints(folder)[-1] / name).write_bytes(poison)
    alone(tmp_path, lora_plan(whole, rows), lambda folder: (folder / "stop").unlink())
    run = Runs(tmp_path).get("friendly")
    assert (run.state, run.error) == ("failed", "bad_checkpoint")
    assert "nothing of it was run" in run.problem("en")
    assert not canary.exists()


def test_a_loss_that_is_no_number_ends_the_run_before_it_reaches_a_checkpoint(
    whole: Path, rows: Path, tmp_path: Path
) -> None:
    from safetensors.torch import load_file, save_file

    broken = tmp_path / "broken"
    broken.mkdir()
    for path in (whole / "models" / "own").iterdir():
        (broken / path.name).write_bytes(path.read_bytes())
    weights = load_file(broken / "model.safetensors")
    weights["model.norm.weight"][:] = float("nan")
    save_file(weights, broken / "model.safetensors", metadata={"format": "pt"})
    plan = lora_plan(whole, rows)
    folder = alone(tmp_path, Plan(**{**vars(plan), "base": str(broken)}))
    run = Runs(tmp_path).get("friendly")
    assert run.error == "diverged"
    assert "learning rate 0.001 is too high" in run.problem("en")
    assert checkpoints(folder) == []


def test_a_full_disk_is_said_and_the_run_can_be_resumed(taught: Path, whole: Path, rows: Path, tmp_path: Path) -> None:
    plan = lora_plan(whole, rows)
    size = max(path.stat().st_size for path in checkpoints(taught / "training" / "runs" / "friendly")[-1].iterdir())
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size // 2, hard))  # the system's word for a disk that takes no more
    try:
        alone(tmp_path, plan)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    run = Runs(tmp_path).get("friendly")
    assert (run.state, run.error) == ("failed", "disk_full")
    assert "Free some space" in run.problem("en")
    alone(tmp_path, plan)
    assert Runs(tmp_path).get("friendly").state == "done"


@pytest.mark.parametrize(
    "error",
    [MemoryError(), RuntimeError("CUDA out of memory. Tried to allocate 2 GiB"), OSError(12, "Cannot allocate memory")],
)
def test_too_little_memory_is_a_sentence_that_says_what_to_do(error: Exception) -> None:
    told = failure(error, Plan("wool", "lora", {}))
    assert (told["error"], "smaller base model" in told["detail"]) == ("out_of_memory", True)


def test_a_second_start_finds_the_first_and_too_few_rows_are_said_before(rows: Path, tmp_path: Path) -> None:
    runs = Runs(tmp_path)
    with pytest.raises(TuningError, match="Only 31 approved rows"):
        runs.start_lora(rows, "own")
    folder = runs.folder / "first"
    folder.mkdir(parents=True)
    Plan("first", "lora", vars(ROWS)).save(folder)
    me = psutil.Process()
    (folder / "process.json").write_text(json.dumps({"pid": me.pid, "created": me.create_time()}))
    with pytest.raises(TuningError, match="'first'"):
        runs.start_lora(rows, "own", force=True)
    with pytest.raises(TuningError, match="is going on"):
        runs.remove("first")
