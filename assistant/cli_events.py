"""The commands about what customers did: bring it in, learn from it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import AsJson, Data, DataDir, Reply, figures, run
from settings import Settings

events = typer.Typer(no_args_is_help=True, help="What customers viewed, liked and bought: import it, learn from it.")


@events.command("import")
def import_events(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV or JSON Lines.")],
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Take in a file with the columns user, item, event, count, time; an earlier file of that name is replaced."""

    def work(settings: Settings) -> Reply:
        from desk.behaviour import Behaviour

        with Data(settings) as data:
            done = Behaviour(data.database).import_file(file)
            data.audit.record("command line", "events.import", file.name, imported=done.imported)
            return {
                "imported": done.imported,
                "updated": done.updated,
                "rejected": [{"row": bad.row, "error": str(bad.refusal)} for bad in done.rejected],
            }

    def show(reply: Reply) -> Iterator[str]:
        yield f"Imported {reply['imported']} events; {reply['updated']} of an earlier file of that name are gone."
        for bad in reply["rejected"]:
            yield f"  row {bad['row']}: {bad['error']}"

    run(work, show, data_dir, as_json)


@events.command()
def learn(data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """Learn from all events what goes with what; the running app uses it at once."""

    def work(settings: Settings) -> Reply:
        from assistant.remote import send
        from assistant.tastes.kept import FOLDER
        from assistant.tastes.training import train
        from storage.folder import DataFolder

        folder = DataFolder(settings.data_path)
        if folder.is_owned_elsewhere():
            return send(folder, "learn_tastes", {})
        with Data(settings) as data:
            learned = train(data.database, data.folder.path / FOLDER)
            return {"people": learned.people, "items": learned.items, "seconds": learned.seconds, **learned.figures}

    run(work, figures, data_dir, as_json)
