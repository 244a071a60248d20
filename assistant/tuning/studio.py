"""The workshop behind the pages and the command line: rows in, reviewed, forgotten; runs foreseen, started, followed.

Whoever changes something is named, and the audit keeps it. Building needs the index, so it is done where the data
folder's owner is; all else needs the database alone.
"""

import hashlib
import json
import logging
import shutil
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, Protocol

from assistant.engines.errors import EngineError
from assistant.tuning.approved import datasets_folder, freeze_approved, houses
from assistant.tuning.bases import base_for, own_models
from assistant.tuning.dataset import DatasetSummary, forget_frozen, read_rows, rendered
from assistant.tuning.errors import TuningError
from assistant.tuning.forecast import Forecast, forecast, forecast_texts
from assistant.tuning.importing import Rejected, read_dialogues
from assistant.tuning.mask import encode_rows, learned_text
from assistant.tuning.options import BaseOptions, LoraOptions
from assistant.tuning.runs import Run, Runs
from assistant.tuning.texts import TextEstimate
from desk.audit import Audit
from desk.examples import Added, Example, Examples, Filter, Status
from desk.preferences import Preferences

logger = logging.getLogger(__name__)

LOOKED_AT = 40  # documents, to foresee what learning from all of them takes
LOOKED_OVER = 60_000  # characters of them that are enough for it
PAUSE = 0.02  # seconds between two searches of a building, which leave the processor to the chats

Ids = Collection[str]
OnProgress = Callable[[int, int], None]  # questions looked up, of how many
Builder = Callable[[OnProgress, Callable[[], bool]], "Built"]  # with a function that is asked whether to stop


class StudioSettings(Protocol):
    """See `settings.Settings`."""

    @property
    def model(self) -> str: ...
    @property
    def model_url(self) -> str: ...


@dataclass(frozen=True)
class Built:
    """What a building of rows came to."""

    added: Added
    skipped: Mapping[str, int] = field(default_factory=dict)  # by reason, how many questions gave no row


@dataclass
class Building:
    """A building that goes on, or the last one."""

    done: int = 0
    of: int = 0
    built: Built | None = None
    has_failed: bool = False
    is_running: bool = True


@dataclass(frozen=True)
class ImportReport:
    """What a file gave."""

    added: Added
    rejected: Sequence[Rejected]


@dataclass(frozen=True)
class Learned:
    """What a model would learn of a row."""

    text: str  # the trained part, decoded, special tokens and all
    model: str  # whose template it was written with; '' where no model is at hand, and then it is the answer alone
    tokens: int = 0  # of the whole row
    problem: str = ""  # the code of what keeps the row from being learned: 'too_long', ...


class Studio:
    """Rows and runs of one data folder. All methods may be called from any thread."""

    def __init__(
        self,
        data: Path,
        settings: StudioSettings,
        examples: Examples,
        preferences: Callable[[], Preferences],
        audit: Audit,
        *,
        builder: Builder | None = None,
    ) -> None:
        """`data` is the data folder; `builder` makes the rows, where the index is at hand."""
        self.examples = examples  # to list, count and read rows
        self.runs = Runs(data)  # to list and read runs, and their progress
        self._data = data
        self._texts = data.resolve() / "training" / "texts"  # of the company's documents, to make a model from
        self._settings = settings
        self._preferences = preferences
        self._audit = audit
        self._builder = builder
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._building: Building | None = None

    # -- rows in

    @property
    def building(self) -> Building | None:
        """The building that goes on, or the last one since the start."""
        return self._building

    def start_building(self, author: str) -> Building:
        """Build rows in the background; where that is under way, it is that one. Raises TuningError: no_index."""
        with self._lock:
            if self._building is not None and self._building.is_running:
                return self._building
            if self._builder is None:
                raise TuningError("no_index")
            self._building = building = Building()
        threading.Thread(target=self._build, args=(building, author), name="rows", daemon=True).start()
        return building

    def build(self, author: str, on_progress: OnProgress = lambda done, of: None) -> Built:
        """Build rows from conversations, documents and imports. Raises TuningError: no_index."""
        if self._builder is None:
            raise TuningError("no_index")
        built = self._builder(on_progress, lambda: self._closing.wait(PAUSE))
        self._audit.record(author, "rows.build", "", new=built.added.new, updated=built.added.updated)
        return built

    def _build(self, building: Building, author: str) -> None:
        def tell(done: int, of: int) -> None:
            building.done, building.of = done, of

        try:
            building.built = self.build(author, tell)
        except Exception:  # in a thread of its own: the page says that it failed
            logger.exception("The rows could not be built.")
            building.has_failed = True
        finally:
            building.is_running = False

    def import_file(self, path: Path, author: str, *, name: str = "") -> ImportReport:
        """Take in dialogues of another tool; `name` is what people call the file. Raises TuningError: bad_import."""
        found = read_dialogues(path)
        added = self.examples.add(found.drafts)
        self._audit.record(author, "rows.import", name or path.name, new=added.new, rejected=len(found.rejected))
        return ImportReport(added, found.rejected)

    # -- review

    def review(self, ids: Ids, status: Status, author: str) -> int:
        """Approve ('approved'), reject ('rejected') or put back ('new'); returns how many there were."""
        changed = self.examples.review(ids, status, reviewer=author)
        self._audit.record(author, f"rows.{status}", next(iter(ids), "") if changed == 1 else "", rows=changed)
        return changed

    def review_all(self, where: Filter, status: Status, author: str) -> int:
        """The same for all rows that a filter lets pass."""
        changed = self.examples.review_all(where, status, reviewer=author)
        self._audit.record(author, f"rows.{status}", "", rows=changed)
        return changed

    def edit(self, row: str, question: str, answer: str, author: str) -> Example:
        """Change the words of a row, which waits for approval then. Raises ExampleNotFound, DeskError."""
        edited = self.examples.edit(row, question, answer, reviewer=author)
        self._audit.record(author, "rows.edit", row)
        return edited

    def forget(self, ids: Ids, author: str) -> int:
        """Delete rows for good, and every frozen dataset that holds one of them; returns how many."""
        return self._forgotten(self.examples.forget(ids), author)

    def forget_all(self, where: Filter, author: str) -> int:
        """The same for all rows that a filter lets pass: those of a document, of a conversation."""
        return self._forgotten(
            self.examples.forget_all(where), author, document=where.document, conversation=where.conversation
        )

    def _forgotten(self, rows: int, author: str, **details: str) -> int:
        frozen = self.drop_forgotten() if rows else []
        self._audit.record(author, "rows.forget", "", rows=rows, datasets=len(frozen), **details)
        return rows

    def drop_forgotten(self) -> Sequence[str]:
        """Delete the frozen datasets that hold a row which is gone, as rows do with their conversation."""
        return forget_frozen(datasets_folder(self._data), self.examples.known)

    def learned(self, row: str, base: str = "", *, max_length: int = LoraOptions().max_length) -> Learned:
        """What will be learned of a row, as the base's template writes it. Raises ExampleNotFound."""
        example = self.examples.get(row)
        kept = rendered(example, houses(self._preferences()))
        try:
            name = self.base(base)
            tokenizer = _tokenizer(name)
        except (TuningError, EngineError):
            return Learned(str(kept["messages"][-1]["content"]), "")
        encoded, dropped = encode_rows(tokenizer, [kept], max_length)
        if dropped:
            return Learned(str(kept["messages"][-1]["content"]), short(name), 0, dropped[0].reason)
        return Learned(
            "\n".join(learned_text(tokenizer, one) for one in encoded), short(name),
            max(len(one.input_ids) for one in encoded),
        )  # fmt: skip

    # -- rows out

    def export(self, where: Filter | None = None) -> Iterator[str]:
        """Approved rows, or those that a filter lets pass, as lines of JSON in OpenAI's form: what serving sends, then
        the answer."""
        told = houses(self._preferences())
        for example in self.examples.list(where or Filter(status="approved")):
            yield json.dumps({"messages": rendered(example, told)["messages"]}, ensure_ascii=False) + "\n"

    # -- training

    def bases(self) -> Sequence[str]:
        """Names of the models an adapter can be trained for, the one taken by default first; may be empty."""
        own = [str(model["name"]) for model in own_models(self._data)]
        try:
            default = self.base()
        except TuningError:
            return own
        return [*dict.fromkeys([short(default) if Path(default).is_dir() else default, *own])]

    def base(self, named: str = "") -> str:
        """The folder or hub name of a base, by its name, or the default. Raises TuningError: no_base, remote_base."""
        return base_for(self._data, named, self._settings.model, self._settings.model_url)

    def freeze(self) -> DatasetSummary:
        """The approved rows as serving would render them now, in a folder of their own.

        What was frozen before and no run has learned from goes.
        """
        self.drop_forgotten()
        frozen = freeze_approved(self.examples, self._preferences(), self._data)
        used = {frozen.folder.name, *(Path(run.plan.dataset).name for run in self.runs.list())}
        for folder in datasets_folder(self._data).iterdir():
            if folder.name not in used:
                shutil.rmtree(folder, ignore_errors=True)
        return frozen

    def forecast(self, base: str = "", options: LoraOptions | None = None, *, processes: int = 1) -> Forecast:
        """What a run on the approved rows would take. Raises TuningError: no_base, ...; EngineError."""
        options, name, dataset = options or LoraOptions(), self.base(base), self.freeze()
        lengths = _lengths(name, dataset.folder)
        kept = [length for length in lengths if 0 < length <= options.max_length]
        earlier = [
            run.result
            for run in self.runs.list()
            if run.kind == "lora" and run.plan.base == name and run.result and run.plan.processes == processes
        ]
        return forecast(
            name, options, dataset.counts, kept, dropped=len(lengths) - len(kept), earlier=earlier, processes=processes
        )

    def forecast_base(
        self, passages: Mapping[str, int], text_of: Callable[[str], str], options: BaseOptions | None = None
    ) -> Forecast | None:
        """What a new model from documents would take; None where they have no text.

        A few are looked at, and the others reckoned by their passages.

        Args:
            passages: How many each document has, by its id.
            text_of: Gives a document's text, by its id.
        """
        known: dict[str, str] = {}
        for id_ in sorted(passages, key=lambda id_: hashlib.sha256(id_.encode()).digest())[:LOOKED_AT]:
            known[id_] = text_of(id_)
            if sum(map(len, known.values())) >= LOOKED_OVER:
                break
        share = sum(passages[id_] for id_ in known) / max(1, sum(passages.values()))
        characters = sum(map(len, known.values())) / share if share else 0.0
        found = TextEstimate(len(passages), len(known), characters, 0.0, 0.0, [*known.values()])
        between = forecast_texts(options or BaseOptions(), found)
        return between[1] if between else None

    def start(
        self,
        author: str,
        *,
        base: str = "",
        name: str = "",
        options: LoraOptions | None = None,
        processes: int = 1,
        force: bool = False,
    ) -> Run:
        """Train an adapter on the approved rows, in a process of its own.

        Raises TuningError: too_few_rows unless forced, no_base, busy, name_taken, name_invalid.
        """
        found = self.base(base)
        run = self.runs.start_lora(
            self.freeze().folder, found, name=name, options=options, processes=processes, author=author, force=force
        )
        self._audit.record(author, "training.start", run.name, base=short(found))
        return run

    def start_base(
        self, author: str, texts: Iterable[str], *, name: str = "", options: BaseOptions | None = None
    ) -> Run:
        """Make a small model from texts, in a process of its own. Raises TuningError: busy, name_taken, name_invalid.

        The texts lie in the data folder until the run is removed.
        """
        found = sorted({text for text in texts if text.strip()})
        digest = hashlib.sha256("\0".join(found).encode("utf-8", "surrogatepass")).hexdigest()
        folder = self._texts / digest
        folder.mkdir(parents=True, exist_ok=True)
        for n, text in enumerate(found):
            (folder / f"{n:05}.txt").write_text(text, encoding="utf-8", errors="replace")
        run = self.runs.start_base(folder, name=name, options=options, author=author)
        self._audit.record(author, "training.start", run.name)
        return run

    def stop(self, name: str, author: str) -> Run:
        """Ask a run to stop at its next step. Raises TuningError: unknown_run."""
        run = self.runs.stop(name)
        self._audit.record(author, "training.stop", name)
        return run

    def resume(self, name: str, author: str) -> Run:
        """Go on from the last checkpoint. Raises TuningError: already_done, busy, unknown_run."""
        run = self.runs.resume(name)
        self._audit.record(author, "training.resume", name)
        return run

    def finish(self, name: str, author: str) -> Run:
        """Measure the best checkpoint and put it on the shelf. Raises TuningError as `resume` does."""
        run = self.runs.finish(name)
        self._audit.record(author, "training.finish", name)
        return run

    def remove(self, name: str, author: str) -> None:
        """Delete a run with its checkpoints. Raises TuningError while it is going on."""
        texts = Path(self.runs.get(name).plan.texts)
        self.runs.remove(name)
        if texts.parent == self._texts and not any(Path(run.plan.texts) == texts for run in self.runs.list()):
            shutil.rmtree(texts, ignore_errors=True)
        self._audit.record(author, "training.remove", name)

    def close(self) -> None:
        """Stop building; a run goes on without us."""
        self._closing.set()


def short(model: str) -> str:
    """A model's name without where it lies."""
    return Path(model).name if Path(model).is_dir() else model


@lru_cache(maxsize=2)
def _tokenizer(base: str) -> Any:
    from assistant.engines.weights import load_tokenizer

    return load_tokenizer(base)


@lru_cache(maxsize=4)
def _lengths(base: str, dataset: Path) -> Sequence[int]:
    """Tokens of each row to learn from, 0 for one that the template cannot take."""
    kept, dropped = encode_rows(_tokenizer(base), read_rows(dataset, "train"), 10**9)
    return [*(len(row.input_ids) for row in kept), *(0 for _ in dropped)]
