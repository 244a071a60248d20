"""What was learned from behaviour, as it lies in the data folder: two models and a page of figures, no pickle.

The page is written last and names the models' files, so a reader finds all of a learning or all of the one before.
"""

import contextlib
import json
import logging
import secrets
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.tastes.neighbours import NOTHING, ModelDamaged, Neighbours
from storage.folder import write_private

logger = logging.getLogger(__name__)

FOLDER = "tastes"  # in the data folder
PAGE = "tastes.json"


@dataclass(frozen=True)
class Learned:
    """What is known of a learning."""

    state: str = ""  # `Behaviour.state` at that time; empty: nothing was ever learned
    time: str = ""  # ISO 8601
    seconds: float = 0.0
    pairs: int = 0  # person and product
    people: int = 0
    items: int = 0
    figures: dict[str, Any] = field(default_factory=dict)  # as `evaluate recommendations` gives them
    files: tuple[str, ...] = ()  # of the ties, of those between what was bought


@dataclass(frozen=True)
class Tastes:
    """The models at work."""

    ties: Neighbours = NOTHING  # from everything that tells of a wish
    bought: Neighbours = NOTHING  # from purchases alone, of two people at least
    learned: Learned = field(default_factory=Learned)


def write(folder: Path, ties: Neighbours, bought: Neighbours, learned: Learned) -> None:
    """Put a learning in the place of the one before."""
    stamp = secrets.token_hex(4)
    files = (f"ties-{stamp}.npz", f"bought-{stamp}.npz")
    ties.save(folder / files[0])
    bought.save(folder / files[1])
    write_private(folder / PAGE, json.dumps(asdict(learned) | {"files": files}))
    for old in folder.glob("*.npz"):
        if old.name not in files:
            with contextlib.suppress(OSError):  # somebody may be reading it; the next learning takes it away
                old.unlink()


def read(folder: Path) -> Tastes:
    """What was learned last; nothing where there is none or it cannot be read."""
    try:
        page = json.loads((folder / PAGE).read_text(encoding="utf-8"))
        learned = Learned(**(page | {"files": tuple(str(name) for name in page["files"])}))
        ties, bought = (Neighbours.load(folder / Path(name).name) for name in learned.files)
    except FileNotFoundError:
        return Tastes()
    except (OSError, ValueError, KeyError, TypeError, ModelDamaged):
        logger.warning("What was learned from behaviour cannot be read; it is learned anew.")
        return Tastes()
    return Tastes(ties, bought, learned)
