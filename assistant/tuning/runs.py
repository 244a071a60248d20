"""Training runs of a data folder: start, watch, stop, resume. The work is done by processes of their own.

A run outlives the command or the app that started it, and is found again by whoever looks. One is trained at a time.
"""

import contextlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

import psutil
from filelock import FileLock

from assistant.tuning.errors import TuningError, sentence
from assistant.tuning.options import LEAST_ROWS, BaseOptions, LoraOptions
from assistant.tuning.plan import Plan
from assistant.tuning.progress import ENDS, FILE, read
from storage.database import utc_now
from storage.folder import write_private

State = Literal["running", "stopping", "stopped", "interrupted", "failed", "done"]
ALIVE = ("running", "stopping")

_ROOT = Path(__file__).resolve().parents[2]
_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,59}")
_GLANCE = 0.2  # seconds between two looks at a run


@dataclass(frozen=True)
class Run:
    """A run as it stands."""

    name: str
    kind: str  # 'lora' or 'base'
    state: State
    plan: Plan
    latest: Mapping[str, Any]  # the last known value of everything that progress tells: step, loss, seconds_left, ...
    error: str = ""  # code of what went wrong
    details: Mapping[str, str] | None = None
    result: Mapping[str, Any] | None = None  # of a run that is done: the JSON of `train`

    def problem(self, language: str) -> str:
        """What went wrong and what to do, empty where nothing did."""
        return sentence(self.error, self.details or {}, language) if self.error else ""


class Runs:
    """The runs of a data folder."""

    def __init__(self, data: Path) -> None:
        """`data` is the data folder. Nothing is written before a run is started."""
        self.folder = data.resolve() / "training" / "runs"

    def start_lora(
        self,
        dataset: Path,
        base: str,
        *,
        name: str = "",
        options: LoraOptions | None = None,
        processes: int = 1,
        author: str = "",
        force: bool = False,
    ) -> Run:
        """Train an adapter for `base` (folder or hub name) on a frozen dataset, in the background.

        Raises TuningError: too_few_rows unless forced, busy, name_taken, name_invalid.
        """
        counts = json.loads((dataset / "dataset.json").read_text(encoding="utf-8"))["counts"]
        if not force and sum(counts.values()) < LEAST_ROWS:
            raise TuningError("too_few_rows", rows=sum(counts.values()), least=LEAST_ROWS)
        if not counts["train"]:
            raise TuningError("no_rows", dropped=0, why="Approve some first.")
        plan = self._plan(name, "lora", asdict(options or LoraOptions()), processes, author)
        return self._start(
            Plan(**{**asdict(plan), "base": _absolute(base), "dataset": str(dataset.resolve())}), is_new=True
        )

    def start_base(
        self,
        texts: Path,
        *,
        name: str = "",
        options: BaseOptions | None = None,
        processes: int = 1,
        author: str = "",
    ) -> Run:
        """Make a model from the files in a folder, in the background. Raises TuningError: busy, name_taken, ..."""
        plan = self._plan(name, "base", asdict(options or BaseOptions()), processes, author)
        return self._start(Plan(**{**asdict(plan), "texts": str(texts.resolve())}), is_new=True)

    def resume(self, name: str) -> Run:
        """Go on from the last checkpoint. Raises TuningError: already_done, busy, unknown_run."""
        return self._start(self._resumable(name), is_new=False)

    def finish(self, name: str) -> Run:
        """Train no further: measure the best checkpoint and put it on the shelf. Raises as `resume` does."""
        return self._start(self._resumable(name), "finish", is_new=False)

    def stop(self, name: str) -> Run:
        """Ask a run to stop at its next step; it keeps its checkpoints. Raises TuningError for an unknown name."""
        if self.get(name).state in ALIVE:
            (self.folder / name / "stop").touch()
        return self.get(name)

    def remove(self, name: str) -> None:
        """Delete a run and its checkpoints; what it put on a shelf stays. Raises TuningError while it is going on."""
        if self.get(name).state in ALIVE:
            raise TuningError("busy", name=name)
        shutil.rmtree(self.folder / name)

    def list(self) -> Sequence[Run]:
        """All, newest first."""
        names = [path.parent.name for path in self.folder.glob("*/run.json")]
        return sorted(map(self.get, names), key=lambda run: (run.plan.created, run.name), reverse=True)

    def get(self, name: str) -> Run:
        """Raises TuningError for an unknown name."""
        plan = self._read(name)
        folder = self.folder / name
        told, _ = read(folder)
        latest = {key: value for line in told for key, value in line.items()}
        end: Mapping[str, Any] = told[-1] if told and told[-1]["stage"] in ENDS else {}
        if _is_alive(folder):
            state: State = "stopping" if (folder / "stop").exists() else "running"
            return Run(name, plan.kind, state, plan, latest)
        if not end:
            return Run(name, plan.kind, "interrupted", plan, latest, "interrupted", {})
        if end["stage"] == "failed":
            return Run(name, plan.kind, "failed", plan, latest, end["error"], end["details"])
        return Run(name, plan.kind, end["stage"], plan, latest, result=_result(folder))

    def running(self) -> Run | None:
        """The run that is going on, if any."""
        return next((run for run in self.list() if run.state in ALIVE), None)

    def newest(self, kind: str) -> Run:
        """The newest run of a kind that may be resumed. Raises TuningError where there is none."""
        for run in self.list():
            if run.kind == kind and run.state != "done":
                return run
        raise TuningError("unknown_run", name="-")

    def progress(self, name: str, after: int = 0) -> tuple[Sequence[Mapping[str, Any]], int]:
        """The lines of a run's progress from the byte `after` on, and where to go on reading; for live curves."""
        self._read(name)
        return read(self.folder / name, after)

    def size(self, name: str) -> int:
        """Bytes of progress there are: where to begin, to hear only what is new."""
        try:
            return (self.folder / name / FILE).stat().st_size
        except OSError:
            return 0

    def watch(self, name: str, after: int = 0) -> Iterator[Mapping[str, Any]]:
        """The lines of a run's progress as they come, until its process has ended."""
        while True:
            is_alive = _is_alive(self.folder / name)  # asked first: what it wrote last is read after its end
            lines, after = read(self.folder / name, after)
            yield from lines
            if not is_alive:
                return
            time.sleep(_GLANCE)

    def _plan(
        self, name: str, kind: Literal["lora", "base"], options: Mapping[str, Any], processes: int, author: str
    ) -> Plan:
        now = utc_now()
        name = name or f"{kind}-{now:%Y%m%d-%H%M%S}"
        if not _NAME.fullmatch(name):
            raise TuningError("name_invalid", name=name[:60])
        return Plan(name, kind, options, processes=processes or _gpus(), author=author, created=now.isoformat())

    def _resumable(self, name: str) -> Plan:
        run = self.get(name)
        if run.state == "done":
            raise TuningError("already_done", name=name)
        return run.plan

    def _start(self, plan: Plan, *arguments: str, is_new: bool) -> Run:
        folder = self.folder / plan.name
        self.folder.mkdir(parents=True, exist_ok=True)
        with FileLock(self.folder.parent / "start.lock"):  # two who start at once: the second one finds the first
            if running := self.running():
                raise TuningError("busy", name=running.name)
            if is_new:
                if folder.exists():
                    raise TuningError("name_taken", name=plan.name)
                folder.mkdir()
                plan.save(folder)
            (folder / "stop").unlink(missing_ok=True)
            process = _launch(plan, folder, arguments)
            identity = {"pid": process.pid, "created": _created(process.pid)}
            write_private(folder / "process.json", json.dumps(identity))
        return self.get(plan.name)

    def _read(self, name: str) -> Plan:
        try:
            if not _NAME.fullmatch(name):
                raise ValueError(name)
            return Plan.read(self.folder / name)
        except (OSError, ValueError, TypeError):
            raise TuningError("unknown_run", name=name[:60]) from None


def _launch(plan: Plan, folder: Path, arguments: Sequence[str]) -> "subprocess.Popen[bytes]":
    """Start the training process in a session of its own, so that it lives on when whoever started it ends."""
    module = f"assistant.tuning.{plan.kind}"
    command = [sys.executable, "-m", module, str(folder), *arguments]
    if plan.processes > 1 and not arguments:
        command = [
            sys.executable, "-m", "torch.distributed.run", "--standalone", f"--nproc-per-node={plan.processes}",
            "-m", module, str(folder),
        ]  # fmt: skip
    environment = os.environ | {"OMP_WAIT_POLICY": "PASSIVE", "TOKENIZERS_PARALLELISM": "false", "PYTHONUTF8": "1"}
    with (folder / "log.txt").open("ab") as log:
        process = subprocess.Popen(
            command,
            cwd=_ROOT,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            start_new_session=True,
            creationflags=getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
        )
    # somebody must take note of its end, or it stays in the system's list as long as we live
    threading.Thread(target=process.wait, name="training", daemon=True).start()
    return process


def _is_alive(folder: Path) -> bool:
    """Whether the run's process lives: the same one, not another that got its number."""
    try:
        kept = json.loads((folder / "process.json").read_text(encoding="utf-8"))
        process = psutil.Process(kept["pid"])
        return abs(process.create_time() - kept["created"]) < 1 and process.status() != psutil.STATUS_ZOMBIE
    except (OSError, ValueError, KeyError, TypeError, psutil.Error):
        return False


def _created(pid: int) -> float:
    with contextlib.suppress(psutil.Error):
        return float(psutil.Process(pid).create_time())
    return 0.0  # it has ended already


def _result(folder: Path) -> Mapping[str, Any] | None:
    try:
        return dict(json.loads((folder / "result.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return None


def _absolute(base: str) -> str:
    """A folder by its full path, for the process works elsewhere; a hub name as it is."""
    folder = Path(base).expanduser()
    return str(folder.resolve()) if folder.is_dir() else base


def _gpus() -> int:
    """Processes that train together where none are asked for: one for each GPU."""
    import torch

    return max(1, torch.cuda.device_count())
