"""What a training run was asked to do, frozen in its folder (`run.json`), and where the files of a run lie.

DATA/training/runs/friendly/run.json          the plan
                            progress.jsonl    what the process tells, see `progress`
                            stop              where it is, the process stops at its next step
                            process.json      which process it is
                            checkpoints/      to go on from
                            log.txt           all else that the process printed
                            result.json       how it ended
"""

import dataclasses
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from storage.folder import write_private

Kind = Literal["lora", "base"]


@dataclass(frozen=True)
class Plan:
    """One run; `options` are those of LoraOptions or BaseOptions."""

    name: str
    kind: Kind
    options: Mapping[str, Any]
    base: str = ""  # folder or hub name, of a lora run
    dataset: str = ""  # folder of the frozen rows, of a lora run
    texts: str = ""  # folder to read, of a base run
    processes: int = 1
    author: str = ""
    created: str = ""  # ISO 8601

    def save(self, folder: Path) -> None:
        write_private(folder / "run.json", json.dumps(dataclasses.asdict(self), ensure_ascii=False, indent=1))

    @classmethod
    def read(cls, folder: Path) -> "Plan":
        """Raises OSError, ValueError or TypeError for a folder that is no run."""
        return cls(**json.loads((folder / "run.json").read_text(encoding="utf-8")))


def data_folder(run: Path) -> Path:
    """The data folder that a run's folder lies in."""
    return run.resolve().parents[2]


def checkpoints(run: Path) -> list[Path]:
    """Whole checkpoints, oldest first. The state is written last, so one without it was cut short."""
    found = [path for path in (run / "checkpoints").glob("checkpoint-*") if _state(path)]
    return sorted(found, key=_step)


def best_checkpoint(run: Path) -> Path | None:
    """The checkpoint that did best on the validation rows, or the last one where there are none."""
    whole = checkpoints(run)
    if not whole:
        return None
    best = whole[-1].with_name(f"checkpoint-{_state(whole[-1]).get('best_global_step')}")
    return best if best in whole else whole[-1]


def best_loss(run: Path) -> float | None:
    """The lowest validation loss so far, in nats a token."""
    whole = checkpoints(run)
    return _state(whole[-1]).get("best_metric") if whole else None


def steps_done(run: Path) -> int:
    """The step of the last whole checkpoint, 0 for none."""
    whole = checkpoints(run)
    return _step(whole[-1]) if whole else 0


def _step(checkpoint: Path) -> int:
    number = checkpoint.name.removeprefix("checkpoint-")
    return int(number) if number.isdigit() else 0


def _state(checkpoint: Path) -> dict[str, Any]:
    try:
        return dict(json.loads((checkpoint / "trainer_state.json").read_text(encoding="utf-8")))
    except (OSError, ValueError):
        return {}
