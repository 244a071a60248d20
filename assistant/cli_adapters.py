"""`python -m assistant adapters`: those there are, what each was made from, putting one to work, and back."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import AsJson, DataDir, Reply, in_app, run
from settings import Settings

if TYPE_CHECKING:
    from assistant.tuning.adapters import Adapter, AdapterShelf

adapters = typer.Typer(no_args_is_help=True, help="Adapters that were trained: list, show, put to work, roll back.")

Name = Annotated[str, typer.Argument(metavar="NAME")]


@adapters.command("list")
def list_adapters(data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """All adapters, newest first."""

    def work(settings: Settings) -> Reply:
        shelf = _shelf(settings)
        return {"adapters": [_row(adapter) for adapter in shelf.list()], "active": shelf.active or None}

    def show(reply: Reply) -> Iterator[str]:
        for row in reply["adapters"]:
            yield f"{'*' if row['active'] else ' '} {row['name']:<24} {row['base'] or '?':<32} {row['created'] or ''}"
        if not reply["adapters"]:
            yield "No adapters yet. `python -m assistant train lora` makes one."

    run(work, show, data_dir, as_json)


@adapters.command()
def show(name: Name, data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """One adapter: what it was made from, and how it did beside its base."""

    def work(settings: Settings) -> Reply:
        shelf = _shelf(settings)
        adapter = shelf.get(name)
        return {
            "name": adapter.name,
            "active": adapter.is_active,
            "manifest": asdict(adapter.manifest) if adapter.manifest else None,
            "history": [asdict(change) for change in shelf.history if change.name == adapter.name],
        }

    run(work, _lines, data_dir, as_json)


@adapters.command()
def activate(name: Name, data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """Let an adapter answer from the next message on, also in the running app."""

    def said(reply: Reply) -> list[str]:
        return [f"{reply['active']} answers from now on. `adapters rollback` takes it back."]

    run(lambda settings: in_app(settings, "activate_adapter", name=name), said, data_dir, as_json)


@adapters.command()
def rollback(data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """Let answer what did before the adapter at work."""

    def said(reply: Reply) -> list[str]:
        return [f"{reply['active'] or 'The model without an adapter'} answers again, instead of {reply['before']}."]

    run(lambda settings: in_app(settings, "roll_back_adapter"), said, data_dir, as_json)


def _shelf(settings: Settings) -> "AdapterShelf":
    from assistant.tuning.adapters import AdapterShelf

    return AdapterShelf(settings.data_path)


def _row(adapter: "Adapter") -> Reply:
    manifest = adapter.manifest
    return {
        "name": adapter.name,
        "active": adapter.is_active,
        "base": manifest.base if manifest else None,
        "created": manifest.created if manifest else None,
        "rows": dict(manifest.rows) if manifest else None,
        "perplexity": dict(manifest.perplexity) if manifest else None,
        "metrics": dict(manifest.metrics) if manifest else None,
    }


def _lines(reply: Reply) -> Iterator[str]:
    from assistant.tuning.metrics import PERPLEXITY_ALONE

    manifest = reply["manifest"]
    yield f"{reply['name']}{' (at work)' if reply['active'] else ''}"
    if manifest is None:
        yield "Its manifest cannot be read, so it cannot be put to work."
        return
    for key in ("base", "created", "author", "dataset_hash"):
        yield f"{key:<20} {manifest[key]}"
    yield f"{'rows':<20} {', '.join(f'{part} {count}' for part, count in manifest['rows'].items())}"
    yield from _beside(manifest["metrics"])
    yield PERPLEXITY_ALONE["en"]


def _beside(metrics: Mapping[str, Any]) -> Iterator[str]:
    """A line for each figure: the base's, and the adapter's."""
    base, new = metrics.get("base") or {}, metrics.get("new") or {}
    yield f"{'':<20} {'base':>10} {'adapter':>10}"
    for name in new:
        yield f"{name:<20} {_figure(base.get(name)):>10} {_figure(new[name]):>10}"


def _figure(value: Any) -> str:
    return "-" if value is None else f"{value:g}"
