"""`python -m assistant train`: adapters and small models, trained by processes that outlive the command."""

import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import AsJson, DataDir, Refused, Reply, person, run, studio_of
from assistant.tuning.options import LEAST_ROWS, BaseOptions, LoraOptions, explanation
from settings import Settings

if TYPE_CHECKING:
    from assistant.tuning.runs import Run, Runs
    from assistant.tuning.studio import Studio

train = typer.Typer(no_args_is_help=True, help="Train an adapter for a model, or a small model from nothing.")

_LORA, _BASE = LoraOptions(), BaseOptions()
Name = Annotated[str, typer.Option(help="What to call it; default: kind and time.")]
Processes = Annotated[int, typer.Option(help=explanation("processes", "en"))]
Resume = Annotated[bool, typer.Option("--resume", help="Go on with the run --name, or the newest unfinished one.")]
RunName = Annotated[str, typer.Argument(metavar="RUN")]


def _explained(field: str, *names: str) -> Any:
    return typer.Option(*names, help=explanation(field, "en"))


@train.command()
def lora(
    base: Annotated[str, typer.Option(help="A hub name, a folder, or a model of `train base`.")] = "",
    name: Name = "",
    epochs: Annotated[float, _explained("epochs")] = _LORA.epochs,
    rank: Annotated[int, _explained("rank")] = _LORA.rank,
    learning_rate: Annotated[float, _explained("learning_rate")] = _LORA.learning_rate,
    batch: Annotated[int, _explained("batch")] = _LORA.batch,
    max_length: Annotated[int, _explained("max_length")] = _LORA.max_length,
    patience: Annotated[int, _explained("patience")] = _LORA.patience,
    four_bit: Annotated[bool, _explained("four_bit", "--4bit")] = _LORA.four_bit,
    seed: Annotated[int, _explained("seed")] = _LORA.seed,
    dataset: Annotated[Path | None, typer.Option(help="A frozen dataset, instead of the approved rows.")] = None,
    processes: Processes = 1,
    resume: Resume = False,
    force: Annotated[bool, typer.Option("--force", help=f"Also with fewer than {LEAST_ROWS} rows.")] = False,
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Train an adapter on the approved rows, measure it beside its base, and put it on the shelf."""

    def work(settings: Settings) -> Reply:
        runs = _runs(settings)
        if resume:
            return _again(runs, name or runs.newest("lora").name)
        options = LoraOptions(epochs, rank, learning_rate, batch, max_length, patience, four_bit, seed)
        with studio_of(settings) as studio:
            if dataset is None:
                _tell_forecast(studio, base, options, processes)
                started = studio.start(
                    person(), base=base, name=name, options=options, processes=processes, force=force
                )
            else:
                started = runs.start_lora(
                    dataset, studio.base(base), name=name, options=options, processes=processes, author=person(),
                    force=force,
                )  # fmt: skip
        return _followed(runs, started)

    run(work, _figures, data_dir, as_json)


@train.command("base")
def train_base(
    text: Annotated[Path | None, typer.Option(exists=True, file_okay=False, help="A folder with texts.")] = None,
    size: Annotated[str, _explained("size")] = _BASE.size,
    name: Name = "",
    epochs: Annotated[float, _explained("epochs")] = _BASE.epochs,
    learning_rate: Annotated[float, typer.Option(help="How far each step goes.")] = _BASE.learning_rate,
    batch: Annotated[int, typer.Option(help="Pieces of text that decide about one step together.")] = _BASE.batch,
    patience: Annotated[int, _explained("patience")] = _BASE.patience,
    seed: Annotated[int, _explained("seed")] = _BASE.seed,
    piece: Annotated[int, _explained("piece")] = _BASE.piece,
    processes: Processes = 1,
    resume: Resume = False,
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Make a small language model and its tokenizer from a folder of text."""

    def work(settings: Settings) -> Reply:
        runs = _runs(settings)
        if resume:
            return _again(runs, name or runs.newest("base").name)
        if text is None:
            raise Refused("Say what to learn from: --text FOLDER.")
        options = BaseOptions(size, epochs, learning_rate, batch, patience, seed, piece)  # type: ignore[arg-type] # it checks
        _tell_base_forecast(text, options, processes)
        started = runs.start_base(text, name=name, options=options, processes=processes, author=person())
        return _followed(runs, started, tell=lambda line: _counted(line, options, processes))

    run(work, _figures, data_dir, as_json)


@train.command("list")
def list_runs(data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """All runs with their state."""

    def show(reply: Reply) -> Iterator[str]:
        for row in reply["runs"]:
            yield f"{row['name']:<28} {row['kind']:<5} {row['state']:<12} {row['problem']}".rstrip()
        if not reply["runs"]:
            yield "Nothing was trained yet."

    run(lambda settings: {"runs": [_row(found) for found in _runs(settings).list()]}, show, data_dir, as_json)


@train.command()
def stop(name: RunName, data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """Stop a run at its next step; it can be resumed, and its best checkpoint finished."""
    run(lambda settings: _row(_runs(settings).stop(name)), _state_line, data_dir, as_json)


@train.command()
def finish(name: RunName, data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """Take the best checkpoint of a stopped run as it is: measure it, and put it on the shelf."""

    def work(settings: Settings) -> Reply:
        runs = _runs(settings)
        after = runs.size(name)
        return _followed(runs, runs.finish(name), after)

    run(work, _figures, data_dir, as_json)


def _runs(settings: Settings) -> "Runs":
    from assistant.tuning.runs import Runs

    return Runs(settings.data_path)


def _again(runs: "Runs", name: str) -> Reply:
    after = runs.size(name)
    return _followed(runs, runs.resume(name), after)


def _followed(
    runs: "Runs", started: "Run", after: int = 0, tell: Callable[[Any], Iterable[str]] = lambda line: ()
) -> Reply:
    """Tell on stderr what the run does from the byte `after` of its progress on, until it ends.

    `tell` may add lines of its own to one of the progress. Ctrl-C leaves the run running.
    """
    try:
        for line in runs.watch(started.name, after):
            for text in (_told(line), *tell(line)):
                if text:
                    print(text, file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        raise Refused(
            f"The run '{started.name}' goes on. `train list` shows it, `train stop {started.name}` stops it."
        ) from None
    ended = runs.get(started.name)
    if ended.state == "done" and ended.result is not None:
        return dict(ended.result)
    if ended.state == "stopped":
        raise Refused(f"The run '{ended.name}' was stopped. Go on with --resume, or take it as it is: `train finish`.")
    raise Refused(ended.problem("en"))


def _told(line: Any) -> str:
    """A line of progress for a person; empty for one that says little."""
    if "unread" in line and "file" in line:
        return f"{line['file']}: {line['unread']}"
    if "validation_perplexity" in line:
        return (
            f"epoch {line['epoch']:.2f}  step {line['step']}/{line['steps']}  held-out perplexity "
            f"{line['validation_perplexity']:.2f}  {line.get('tokens_per_second', 0):.0f} tokens/s  "
            f"{line.get('seconds_left', 0):.0f} s left"
        )
    if line["stage"] == "measuring" and line["rows"] == line["of"]:
        return f"measured {line['of']} rows"
    if dropped := line.get("dropped"):
        return f"{len(dropped)} rows left out: " + ", ".join(f"{row['id']} ({row['reason']})" for row in dropped[:20])
    return ""


def _tell_forecast(studio: "Studio", base: str, options: LoraOptions, processes: int) -> None:
    """Say on stderr what the run will take, as far as that can be known."""
    from assistant.engines.errors import EngineError
    from assistant.tuning.errors import TuningError

    try:
        found = studio.forecast(base, options, processes=processes)
    except (EngineError, TuningError):
        return  # what is wrong the start says, too
    print("\n".join(found.lines()), file=sys.stderr, flush=True)


def _tell_base_forecast(folder: Path, options: BaseOptions, processes: int) -> None:
    """The same of a new model, as far as some of the folder's files tell; all are read only when it begins."""
    from assistant.tuning.forecast import forecast_texts, lines_of
    from assistant.tuning.texts import estimate

    found = estimate(folder)
    told = [f"{found.read} of {found.files} files were read to foresee what all will take."]
    if between := forecast_texts(options, found, processes=max(1, processes)):
        told += lines_of(*between, reading=found.seconds)
    print("\n".join(told), file=sys.stderr, flush=True)


def _counted(line: Any, options: BaseOptions, processes: int) -> Iterator[str]:
    """When all files were read and cut into pieces, the forecast once more, now of what there really is."""
    from assistant.tuning.forecast import forecast_pieces, lines_of

    if "vocabulary" in line:
        length = line["tokens"] // line["learned"]
        found = forecast_pieces(options, line["learned"], length, line["vocabulary"], processes=max(1, processes))
        yield from lines_of(found, found)


def _row(found: "Run") -> Reply:
    return {
        "name": found.name, "kind": found.kind, "state": found.state, "created": found.plan.created,
        "latest": dict(found.latest), "problem": found.problem("en"), "result": found.result,
    }  # fmt: skip


def _state_line(reply: Reply) -> list[str]:
    return [f"{reply['name']}: {reply['state']}"]


def _figures(reply: Reply) -> Iterator[str]:
    perplexity = reply["perplexity"]
    speed = f"{reply['tokens_per_second']:.0f} tokens/s"
    yield f"{reply['name']}: {reply['steps']} steps in {reply['seconds']:.0f} s, {speed}"
    yield f"held-out perplexity {perplexity['before']} -> {perplexity['after']}"
    for name, before in (reply["metrics"]["base"] or {}).items():
        yield f"  {name:<20} {before} -> {reply['metrics']['new'][name]}"
    if reply["adapter"]:
        yield f"Adapter {reply['adapter']}. Put it to work: python -m assistant adapters activate {reply['adapter']}"
    else:
        yield f"Model {reply['model']}"
