"""The command line: `python -m assistant COMMAND`. Every command takes --data-dir and --json after its name.

With --json exactly one JSON object goes to stdout; progress and logs go to stderr. Exit status: 0 done, 1 something
was refused or failed (the JSON says what), 2 wrong usage.
"""

import os
import secrets
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any, Literal

import typer

from assistant.cli import AsJson, Data, DataDir, File, Refused, Reply, figures, in_app, run
from assistant.cli_adapters import adapters
from assistant.cli_catalog import catalog
from assistant.cli_dataset import dataset
from assistant.cli_events import events
from assistant.cli_orders import orders
from assistant.cli_train import train
from settings import Settings

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, help=__doc__)
documents = typer.Typer(no_args_is_help=True, help="List, show and remove documents.")
users = typer.Typer(no_args_is_help=True, help="The accounts of the staff area.")
evaluate = typer.Typer(
    no_args_is_help=True, help="Measure search and answers on labelled files, in a store of its own."
)
app.add_typer(documents, name="documents")
app.add_typer(users, name="users")
app.add_typer(evaluate, name="evaluate")
app.add_typer(events, name="events")
app.add_typer(dataset, name="dataset")
app.add_typer(train, name="train")
app.add_typer(adapters, name="adapters")
app.add_typer(orders, name="orders")
app.add_typer(catalog, name="catalog")

Limit = Annotated[int | None, typer.Option("--limit", min=1, help="Only the first rows of the queries.")]

# -- documents


@app.command()
def ingest(
    paths: Annotated[list[Path], typer.Argument(help="Files and folders.")],
    visibility: Annotated[Literal["public", "staff"], typer.Option(help="Who may see them.")] = "public",
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Take in files; a folder with everything in it."""

    def work(settings: Settings) -> Reply:
        files = [[str(path), str(path.resolve()), folder] for path, folder in _files(paths)]
        if not files:
            raise Refused("There is no file in " + ", ".join(map(str, paths)) + ". Give files or folders with files.")
        # with no app beside it, ingestion may use the whole machine
        return in_app(settings, "ingest", threads=os.cpu_count(), files=files, visibility=visibility)

    def show(reply: Reply) -> Iterator[str]:
        for row in reply["documents"]:
            yield f"{row['status']:<10}{row['chunks']:>5} passages  {row['path']}  {row['error'] or ''}".rstrip()
        yield f"{len(reply['documents'])} files in {reply['seconds']:.1f} s"

    run(work, show, data_dir, as_json, failed=lambda reply: any(r["status"] == "failed" for r in reply["documents"]))


@documents.command("list")
def list_documents(data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """All documents with their state."""

    def work(settings: Settings) -> Reply:
        from assistant.commands import listed
        from knowledge.overview import DocumentOverview

        with Data(settings) as data:
            return listed(DocumentOverview(data.database).list())

    run(work, _document_lines, data_dir, as_json)


@documents.command()
def show(
    document_id: Annotated[str, typer.Argument(metavar="ID")], data_dir: DataDir = "", as_json: AsJson = False
) -> None:
    """One document: its text and passages."""

    def work(settings: Settings) -> Reply:
        from assistant.commands import shown
        from knowledge.base import document_detail
        from knowledge.store import DocumentStore

        with Data(settings) as data:
            return shown(document_detail(DocumentStore(data.database), data.folder, document_id))

    run(work, lambda reply: [reply["documents"][0]["text"]], data_dir, as_json)


@documents.command()
def remove(
    document_id: Annotated[str, typer.Argument(metavar="ID")], data_dir: DataDir = "", as_json: AsJson = False
) -> None:
    """Delete a document; it is gone from answers at once."""
    run(lambda settings: in_app(settings, "remove", document_id=document_id), _document_lines, data_dir, as_json)


@app.command()
def ask(
    text: str,
    conversation: Annotated[str | None, typer.Option(help="Go on with this conversation.")] = None,
    language: Annotated[Literal["auto", "en", "zh"], typer.Option(help="Language of the answer.")] = "auto",
    audience: Annotated[Literal["public", "staff"], typer.Option(help="Who asks.")] = "public",
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Ask a question."""

    def show(reply: Reply) -> Iterator[str]:
        yield reply["answer"]
        for c in reply["citations"]:
            yield f"  [{c['n']}] {c['document']}, {c['location']}: {c['quote']}"

    arguments: dict[str, Any] = {"text": text, "conversation": conversation, "language": language, "audience": audience}
    run(lambda settings: in_app(settings, "ask", **arguments), show, data_dir, as_json)


# -- evaluation


@evaluate.command()
def retrieval(
    corpus: File, queries: File, limit: Limit = None, data_dir: DataDir = "", as_json: AsJson = False
) -> None:
    """How well the search finds the right document."""

    def work(settings: Settings) -> Reply:
        from assistant.evaluation.forms import read_corpus, read_queries, temporary_store
        from assistant.evaluation.retrieval import evaluate_retrieval
        from knowledge.embedding import load_embedder

        rows, questions = read_corpus(corpus), read_queries(queries, limit)
        with temporary_store(rows, load_embedder(settings.embedding_model)) as store:
            return evaluate_retrieval(store, questions)

    run(work, figures, data_dir, as_json)


@evaluate.command()
def answers(corpus: File, queries: File, limit: Limit = None, data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """How often the answer is right, and how often one is given that should not be."""

    def work(settings: Settings) -> Reply:
        from assistant.evaluation.answers import evaluate_answers
        from assistant.evaluation.forms import read_corpus, read_queries, temporary_store
        from knowledge.embedding import load_embedder

        rows, questions = read_corpus(corpus), read_queries(queries, limit)
        embedder = load_embedder(settings.embedding_model)
        with temporary_store(rows, embedder) as store:
            return evaluate_answers(store, questions, embedder, refusal=settings.refusal)

    run(work, figures, data_dir, as_json)


@evaluate.command()
def recommendations(events: File, data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """How well what is learned from behaviour finds an item of each user that it was not told."""

    def work(settings: Settings) -> Reply:
        from assistant.evaluation.recommendations import evaluate_recommendations
        from desk.event_files import BadRow, read_events

        rows = [event for _, event in read_events(events) if not isinstance(event, BadRow)]
        return evaluate_recommendations([(event.user, event.item) for event in rows])

    run(work, figures, data_dir, as_json)


@evaluate.command()
def intents(
    train_file: Annotated[Path, typer.Option("--train", help="Labelled rows to learn from: {text, label}.")],
    test_file: Annotated[Path, typer.Option("--test", help="Labelled rows to ask for.")],
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """How well the classifier learns these labels; 'oos' is out of scope."""

    def work(settings: Settings) -> Reply:
        from assistant.evaluation.forms import read_labelled
        from assistant.evaluation.intents import evaluate_intents
        from knowledge.embedding import load_embedder

        rows, test = read_labelled(train_file), read_labelled(test_file)
        return evaluate_intents(rows, test, load_embedder(settings.embedding_model))

    run(work, figures, data_dir, as_json)


@evaluate.command()
def routing(
    examples: Annotated[Path, typer.Option("--examples", help="Messages with their routes: {text, label}.")],
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """How often a message takes the right route."""

    def work(settings: Settings) -> Reply:
        from assistant.evaluation.forms import read_labelled
        from assistant.evaluation.routing import evaluate_routing
        from assistant.understanding.keeping import Learnt
        from assistant.understanding.understander import Understander
        from knowledge.embedding import load_embedder
        from storage.folder import user_cache

        rows, embedder = read_labelled(examples), load_embedder(settings.embedding_model)
        learnt = Learnt(embedder, cache=user_cache())
        learnt.load()
        return evaluate_routing(rows, Understander(lambda: learnt.current, embedder.embed))

    run(work, figures, data_dir, as_json)


@evaluate.command("products")
def rank_products(products: File, queries: File, labels: File, data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """How well the catalog's search ranks products."""

    def work(settings: Settings) -> Reply:
        from assistant.evaluation.products import evaluate_products
        from knowledge.embedding import load_embedder

        return evaluate_products(products, queries, labels, load_embedder(settings.embedding_model))

    run(work, figures, data_dir, as_json)


# -- accounts


@users.command()
def add(
    name: str,
    role: Annotated[Literal["staff", "admin"], typer.Option(help="What the person may do.")] = "staff",
    password: Annotated[str, typer.Option(help="Empty: one is generated and printed once.")] = "",
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Add an account."""

    def work(settings: Settings) -> Reply:
        with Data(settings) as data:
            chosen = password or secrets.token_urlsafe(12)
            account = data.accounts.add(name, chosen, role)
            data.audit.record("command line", "account added", account.name, role=role)
            return {"name": account.name, "role": role, "password": None if password else chosen}

    def show(reply: Reply) -> Iterator[str]:
        yield f"Added {reply['name']} ({reply['role']})."
        if reply["password"]:
            yield f"Password, shown this once: {reply['password']}"

    run(work, show, data_dir, as_json)


@users.command()
def disable(name: str, data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """Disable an account; it is signed out everywhere at once."""

    def work(settings: Settings) -> Reply:
        with Data(settings) as data:
            data.accounts.disable(name)
            data.audit.record("command line", "account disabled", name)
            return {"name": name, "disabled": True}

    run(work, lambda reply: [f"Disabled {reply['name']}."], data_dir, as_json)


@users.command("password")
def change_password(
    name: str,
    password: Annotated[str, typer.Option(help="Empty: one is generated and printed once.")] = "",
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Give an account a new password; it is signed out everywhere."""

    def work(settings: Settings) -> Reply:
        with Data(settings) as data:
            chosen = password or secrets.token_urlsafe(12)
            data.accounts.set_password(name, chosen)
            data.audit.record("command line", "password changed", name)
            return {"name": name, "password": None if password else chosen}

    run(work, lambda reply: [f"New password of {reply['name']}: {reply['password'] or 'as given'}"], data_dir, as_json)


# -- upkeep


@app.command()
def backup(
    file: Annotated[Path | None, typer.Argument(help="Default: a dated file in the data folder's backups.")] = None,
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Write database and documents into one ZIP; also beside a running app."""

    def work(settings: Settings) -> Reply:
        from assistant.backup import back_up

        with Data(settings) as data:
            target = back_up(data.folder, data.database, file)
            return {"file": str(target), "bytes": target.stat().st_size}

    run(work, lambda reply: [f"Wrote {reply['file']}."], data_dir, as_json)


@app.command()
def restore(
    file: Annotated[Path, typer.Argument(help="A file that `backup` wrote.")],
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Put a backup in the place of the data; what was there is kept beside it. Stop the app first."""

    def work(settings: Settings) -> Reply:
        from assistant.backup import restore as put_back
        from storage.folder import DataFolder

        folder = DataFolder(settings.data_path)
        folder.acquire()
        try:
            aside = put_back(folder, settings.database_url or folder.database_url, file)
        finally:
            folder.release()
        return {"restored": str(file), "replaced_data": str(aside)}

    run(work, lambda reply: [f"Restored. The data before is in {reply['replaced_data']}."], data_dir, as_json)


@app.command()
def doctor(
    rebuild: Annotated[bool, typer.Option("--rebuild", help="Build the indexes anew from the database.")] = False,
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Tell what works here: database, index, models, GPU, disk, network."""

    def work(settings: Settings) -> Reply:
        from assistant.doctor import examine

        reply: Reply = {}
        if rebuild:
            reply = in_app(settings, "rebuild")
        return reply | examine(settings)

    def show(reply: Reply) -> Iterator[str]:
        if "rebuilt" in reply:
            yield f"Rebuilt the indexes: {reply['rebuilt']} passages, {reply['rebuilt_products']} products."
        for check in reply["checks"]:
            yield f"{'ok ' if check['ok'] else 'NO '} {check['name']:<10} {check['detail']}"

    run(work, show, data_dir, as_json, failed=lambda reply: not reply["ok"])


# -- helpers


def _files(paths: Sequence[Path]) -> Iterator[tuple[Path, str]]:
    """Every file with the folder it is listed under: none for a file, its place below it for a given folder."""
    for path in paths:
        if not path.is_dir():
            yield path, ""
            continue
        for found in sorted(path.rglob("*")):
            below = found.relative_to(path)
            if found.is_file() and not any(part.startswith(".") for part in below.parts):
                yield found, below.parent.as_posix() if below.parent.parts else ""


def _document_lines(reply: Reply) -> Iterator[str]:
    for row in reply["documents"]:
        yield f"{row['id']}  v{row['version']}  {row['status']:<9} {row['visibility']:<6}  {row['name']}"
    if not reply["documents"]:
        yield "No documents yet. Add some with `python -m assistant ingest PATH`."


if __name__ == "__main__":
    app()
