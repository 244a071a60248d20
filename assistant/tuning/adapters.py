"""The shelf of adapters: one folder for each, with what it was made from, and which of them is at work.

adapters/friendly/adapter_model.safetensors   what was learned
                  adapter_config.json         its shape; names the base model by its id
                  manifest.json               see Manifest
adapters/active.json                          which one is at work, and which ones were before
"""

import dataclasses
import importlib.metadata
import json
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assistant.engines.adapting import check_adapter
from assistant.engines.errors import EngineError
from assistant.engines.identity import base_hash, model_folder
from storage.database import utc_now
from storage.folder import write_private

LIBRARIES = ("torch", "transformers", "peft", "trl", "accelerate")
NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")
WEIGHTS = ("adapter_model.safetensors", "adapter_config.json")
ACTIVE = "active.json"
HISTORY_KEPT = 100


@dataclass(frozen=True)
class Facts:
    """What the training knows of an adapter that it has made."""

    base: str  # folder or hub name of the base model
    base_id: str  # its name in the hub, or that of the folder
    template_hash: str  # see `rendering.template_hash`
    dataset: Mapping[str, Any]  # what dataset.json says
    settings: Mapping[str, Any]
    perplexity: Mapping[str, float]  # on the answers of the test rows, 'before' and 'after'
    metrics: Mapping[str, Any]  # 'base' and 'new', as `metrics.compare` gives them
    author: str  # who began the run


@dataclass(frozen=True)
class Manifest:
    """What an adapter was made from; manifest.json holds these fields."""

    name: str
    base: str  # id of the base model
    base_hash: str  # see `identity.base_hash`
    template_hash: str  # see `rendering.template_hash`
    dataset_hash: str
    prompts: str  # fingerprint of the prompts that its rows were rendered with
    rows: Mapping[str, int]  # 'train', 'validation', 'test'
    settings: Mapping[str, Any]
    perplexity: Mapping[str, float]
    metrics: Mapping[str, Any]
    versions: Mapping[str, str]
    author: str
    created: str  # ISO 8601


@dataclass(frozen=True)
class Activation:
    """A change of the adapter at work; '' is the model without one."""

    name: str
    author: str
    time: str  # ISO 8601
    is_rollback: bool = False


@dataclass(frozen=True)
class Adapter:
    """One on the shelf. `manifest` is None where it cannot be read, and then it cannot be put to work."""

    name: str
    folder: Path
    manifest: Manifest | None
    is_active: bool = False


@dataclass(frozen=True)
class _State:
    active: str = ""
    history: Sequence[Activation] = field(default_factory=tuple)  # oldest first, the active one last


class AdapterShelf:
    """The adapters of a data folder."""

    def __init__(self, data: Path) -> None:
        """`data` is the data folder."""
        self.folder = data / "adapters"

    def list(self) -> Sequence[Adapter]:
        """All, newest first."""
        found = [self._adapter(path) for path in self.folder.glob("*/") if NAME.fullmatch(path.name)]
        return sorted(found, key=lambda adapter: (adapter.manifest.created if adapter.manifest else "", adapter.name))[
            ::-1
        ]

    def get(self, name: str) -> Adapter:
        """Raises EngineError where there is none of that name."""
        folder = self.folder / name
        if not NAME.fullmatch(name) or not folder.is_dir():
            raise EngineError("unknown_adapter", adapter=name[:64])
        return self._adapter(folder)

    @property
    def active(self) -> str:
        """The name of the one at work, '' for none."""
        return self._state().active

    @property
    def history(self) -> Sequence[Activation]:
        """Every change of the adapter at work, oldest first."""
        return self._state().history

    def activate(self, name: str, author: str) -> None:
        """Remember that `name` is at work from now on."""
        self._change(name, author)

    def roll_back(self, author: str) -> None:
        """Remember that what was at work before is so again. Raises EngineError where no adapter is active."""
        self._change(self.before(), author, is_rollback=True)

    def _change(self, name: str, author: str, *, is_rollback: bool = False) -> None:
        state = self._state()
        change = Activation(name, author, utc_now().isoformat(), is_rollback)
        self._remember(_State(name, [*state.history, change][-HISTORY_KEPT:]))

    def before(self) -> str:
        """What was at work before the active one, '' being the model alone; raises EngineError where none is active."""
        state = self._state()
        if not state.active:
            raise EngineError("no_adapter")
        earlier = [""]  # each activation goes on top, each rollback takes the top away
        for change in state.history:
            if not change.is_rollback:
                earlier.append(change.name)
            elif len(earlier) > 1:
                earlier.pop()
        return earlier[-2] if len(earlier) > 1 else ""

    def publish(self, weights: Path, name: str, facts: Facts) -> Path:
        """Put the adapter in the folder `weights` on the shelf, whole or not at all; returns its folder.

        A name that is taken gets a number. Raises EngineError for a folder that holds no safe LoRA adapter.
        """
        name = self._free(name)
        self.folder.mkdir(parents=True, exist_ok=True)
        staging = self.folder / f".{name}.partial"
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            for file in WEIGHTS:
                shutil.copyfile(weights / file, staging / file)
            _name_the_base(staging / "adapter_config.json", facts.base_id)
            check_adapter(staging)
            manifest = _manifest(name, facts)
            (staging / "manifest.json").write_text(
                json.dumps(dataclasses.asdict(manifest), ensure_ascii=False, indent=1), encoding="utf-8"
            )
            return staging.rename(self.folder / name)
        finally:
            shutil.rmtree(staging, ignore_errors=True)

    def _free(self, name: str) -> str:
        """The name, or the first of name-2, name-3, ... that nothing has."""
        if not NAME.fullmatch(name):
            raise EngineError("adapter_name", adapter=name[:64])
        n, free = 1, name
        while (self.folder / free).exists():
            n += 1
            free = f"{name}-{n}"
        return free

    def _adapter(self, folder: Path) -> Adapter:
        return Adapter(folder.name, folder, read_manifest(folder), folder.name == self.active)

    def _state(self) -> _State:
        try:
            kept = json.loads((self.folder / ACTIVE).read_text(encoding="utf-8"))
            return _State(kept["active"], [Activation(**change) for change in kept["history"]])
        except (OSError, ValueError, KeyError, TypeError):
            return _State()

    def _remember(self, state: _State) -> None:
        write_private(self.folder / ACTIVE, json.dumps(dataclasses.asdict(state), ensure_ascii=False))


def read_manifest(folder: Path) -> Manifest | None:
    """The manifest in an adapter's folder; None where there is none, or it is of another form."""
    try:
        return Manifest(**json.loads((folder / "manifest.json").read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError):
        return None


def _manifest(name: str, facts: Facts) -> Manifest:
    base = model_folder(facts.base)
    if base is None:
        raise EngineError("no_weights", model=facts.base, detail="its files are not on this machine")
    return Manifest(
        name=name,
        base=facts.base_id,
        base_hash=base_hash(base),
        template_hash=facts.template_hash,
        dataset_hash=str(facts.dataset["hash"]),
        prompts=str(facts.dataset["prompts"]),
        rows=dict(facts.dataset["counts"]),
        settings=dict(facts.settings),
        perplexity=dict(facts.perplexity),
        metrics=dict(facts.metrics),
        versions={library: importlib.metadata.version(library) for library in LIBRARIES},
        author=facts.author,
        created=utc_now().isoformat(),
    )


def _name_the_base(config: Path, base_id: str) -> None:
    """Put the base model's id where peft has put the path of a folder on this machine."""
    values = json.loads(config.read_text(encoding="utf-8"))
    config.write_text(json.dumps(values | {"base_model_name_or_path": base_id}, indent=1), encoding="utf-8")
