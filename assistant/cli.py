"""What every part of the command line shares: its options, the data folder it works on, and how a reply is printed."""

import dataclasses
import getpass
import json
import logging
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.bar import Progress, watching
from settings import Settings, SettingsError

if TYPE_CHECKING:
    from assistant.tuning.studio import Studio
    from storage.folder import DataFolder

DataDir = Annotated[str, typer.Option("--data-dir", help="Data folder; default FRONTDESK_DATA_DIR, else ./data.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print one JSON object.")]
File = Annotated[Path, typer.Option(exists=True, dir_okay=False, readable=True)]
Reply = dict[str, Any]


class Refused(Exception):
    """The command was refused; the message says why and what to do."""


class Data:
    """The database of a data folder, for commands that need no index; works beside a running app."""

    def __init__(self, settings: Settings) -> None:
        from desk.accounts import Accounts
        from desk.audit import Audit
        from storage.database import open_database
        from storage.folder import DataFolder

        self.folder = DataFolder(settings.data_path)
        self.folder.prepare()
        self.database = open_database(settings.database_url or self.folder.database_url, self.folder.backups)
        self.accounts = Accounts(self.database)
        self.audit = Audit(self.database)

    def __enter__(self) -> "Data":
        return self

    def __exit__(self, *_: object) -> None:
        self.database.close()


@contextmanager
def studio_of(settings: Settings) -> "Iterator[Studio]":
    """The workshop of fine-tuning without an index; works beside a running app."""
    from assistant.from_settings import preference_store, training_rows
    from assistant.tuning.studio import Studio
    from knowledge.embedding import load_embedder

    with Data(settings) as data:
        preferences = preference_store(settings, data.database)
        rows = training_rows(data.database, preferences, load_embedder())
        yield Studio(data.folder.path, settings, rows, preferences.get, data.audit)


def in_app(
    settings: Settings, command: str, threads: int | None = None, *, progress: Progress | None = None, **arguments: Any
) -> Reply:
    """Run a command where the indexes are; the lock is looked at before anything heavy is imported.

    `progress` is told how far an import is.
    """
    from assistant.remote import send
    from storage.folder import DataFolder

    folder = DataFolder(settings.data_path)
    if folder.is_owned_elsewhere():
        if progress is None:
            return send(folder, command, arguments)
        with watching(lambda: _how_far(folder), progress):
            return send(folder, command, arguments)
    from assistant.commands import run

    told = {"progress": progress} if progress else {}
    return run(settings, command, threads, **arguments, **told)


def _how_far(folder: "DataFolder") -> tuple[str, int, int]:
    """How far the running app is with our import; nothing where it does not say."""
    from assistant.remote import CommandRefused, send

    try:
        reply = send(folder, "import_progress", {})
    except CommandRefused:
        return "", 0, 0
    return reply["stage"], reply["done"], reply["total"]


def run(
    work: Callable[[Settings], Reply],
    show: Callable[[Reply], Iterator[str] | Sequence[str]],
    data_dir: str,
    as_json: bool,
    failed: Callable[[Reply], bool] = lambda reply: False,
) -> None:
    """Do the work and print its reply; a refusal is a sentence and exit status 1, never a stack trace."""
    logging.basicConfig(level=logging.WARNING, stream=sys.stderr, format="%(message)s")
    stdout = sys.stdout
    sys.stdout = sys.stderr  # a library that prints must not spoil the JSON
    try:
        reply = work(_settings(data_dir))
        is_failure = failed(reply)
    except Exception as error:
        if not _is_for_people(error):
            raise
        reply, is_failure = {"error": str(error)}, True
        show = lambda reply: [reply["error"]]  # noqa: E731
    finally:
        sys.stdout = stdout
    if as_json:
        print(json.dumps(reply, ensure_ascii=False))
    else:
        print("\n".join(show(reply)), file=sys.stderr if "error" in reply else stdout)
    raise typer.Exit(1 if is_failure else 0)


def person() -> str:
    """Who gives the command, as far as the system knows."""
    try:
        return f"command line ({getpass.getuser()})"
    except (OSError, KeyError):
        return "command line"


def _settings(data_dir: str) -> Settings:
    settings = Settings.from_env()
    return dataclasses.replace(settings, data_dir=data_dir) if data_dir else settings


def _is_for_people(error: Exception) -> bool:
    """Whether an error was written for the person at the command line: our own kinds are."""
    return isinstance(error, (Refused, SettingsError)) or type(error).__module__.partition(".")[0] in (
        "storage", "knowledge", "desk", "assistant",
    )  # fmt: skip


def figures(reply: Reply) -> Iterator[str]:
    for name, value in reply.items():
        if not isinstance(value, list):
            yield f"{name:<28} {value}"
