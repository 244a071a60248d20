"""`python -m assistant dataset`: rows that a model may learn from: in, looked at, approved, forgotten, out."""

from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from assistant.cli import AsJson, DataDir, Refused, Reply, in_app, person, run, studio_of
from settings import Settings

if TYPE_CHECKING:
    from assistant.tuning.studio import Studio
    from desk.examples import Example, Filter, Status

dataset = typer.Typer(no_args_is_help=True, help="Rows to learn from: import, build, review, forget, export.")

Ids = Annotated[list[str] | None, typer.Argument(metavar="[ROW]...", help="Ids of rows, as `dataset list` shows them.")]
Document = Annotated[str, typer.Option(help="Only rows that hold words of this document (its id).")]
Conversation = Annotated[str, typer.Option(help="Only rows of this conversation (its id).")]
Status_ = Annotated[str, typer.Option("--status", help="new, approved or rejected.")]
Source_ = Annotated[str, typer.Option("--source", help="liked, corrected, human, document, import or general.")]
Kind_ = Annotated[str, typer.Option("--kind", help="answer, not_found, planted or chat.")]
Language_ = Annotated[str, typer.Option("--language", help="en or zh.")]
Note_ = Annotated[str, typer.Option("--note", help="not_searched, no_source, stale, gold_removed or off_topic.")]
All = Annotated[bool, typer.Option("--all", help="All rows that wait for review.")]


@dataset.command("import")
def import_rows(
    file: Annotated[Path, typer.Argument(help="OpenAI messages, ShareGPT or Alpaca as JSON or JSONL, or CSV.")],
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Take in dialogues of another tool. `dataset build` looks up their sources afterwards."""

    def work(settings: Settings) -> Reply:
        with studio_of(settings) as studio:
            report = studio.import_file(file, person())
        rejected = [{"row": bad.row, "error": bad.in_language("en")} for bad in report.rejected]
        added = report.added
        return {
            "imported": added.new, "unchanged": added.unchanged, "forgotten": added.forgotten, "rejected": rejected,
        }  # fmt: skip

    def show(reply: Reply) -> Iterator[str]:
        bad = reply["rejected"]
        yield from (row["error"] for row in bad)
        yield f"{reply['imported']} rows came in, {reply['unchanged']} were known, {len(bad)} did not."
        yield from _stayed_out(reply)

    run(work, show, data_dir, as_json)


@dataset.command()
def build(data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """Build rows from conversations, documents and imports, each with sources that the search finds."""

    def show(reply: Reply) -> Iterator[str]:
        yield f"{reply['new']} new rows, {reply['updated']} brought up to date, {reply['unchanged']} as before"
        yield from _stayed_out(reply)
        yield from (f"{count} questions gave none: {_SKIPPED.get(why, why)}" for why, count in reply["skipped"].items())

    run(lambda settings: in_app(settings, "build_rows"), show, data_dir, as_json)


@dataset.command("list")
def list_rows(
    status: Status_ = "",
    source: Source_ = "",
    kind: Kind_ = "",
    language: Language_ = "",
    note: Note_ = "",
    document: Document = "",
    conversation: Conversation = "",
    query: Annotated[str, typer.Option(help="Words in question or answer.")] = "",
    limit: Annotated[int, typer.Option(min=1, help="At most so many.")] = 50,
    offset: Annotated[int, typer.Option(min=0, help="Leave out the first ones.")] = 0,
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Rows, the newest first, and how many there are of each kind."""

    def work(settings: Settings) -> Reply:
        from desk.examples import Filter

        where = Filter(
            _known("status", status), _known("source", source), _known("kind", kind), _known("language", language),
            document, conversation, _known("note", note), query=query,
        )  # fmt: skip
        with studio_of(settings) as studio:
            rows = studio.examples.list(where, offset=offset, limit=limit)
            return {
                "rows": [_row(row) for row in rows],
                "total": studio.examples.count(where),
                "counts": studio.examples.counts(where) | {"document": studio.examples.by_document(where)},
            }

    def show(reply: Reply) -> Iterator[str]:
        for row in reply["rows"]:
            yield f"{row['id']}  {row['status']:<9} {row['source']:<9} {row['kind']:<10} {row['question'][:80]}"
        for name in ("status", "source", "kind", "language"):
            counts = ", ".join(f"{key} {count}" for key, count in reply["counts"][name].items())
            yield f"{name:<10}{counts}"

    run(work, show, data_dir, as_json)


@dataset.command()
def show(row: Annotated[str, typer.Argument(metavar="ROW")], data_dir: DataDir = "", as_json: AsJson = False) -> None:
    """One row with its sources, what was masked in it, and what will be learned."""

    def work(settings: Settings) -> Reply:
        with studio_of(settings) as studio:
            found = studio.examples.get(row)
            return _row(found) | {
                "history": [list(pair) for pair in found.history],
                "passages": [asdict(passage) for passage in found.passages],
                "learned": asdict(studio.learned(row)),
            }

    def lines(reply: Reply) -> Iterator[str]:
        for name in ("id", "status", "source", "kind", "language", "note", "document", "conversation", "masked"):
            if reply[name]:
                yield f"{name:<13}{reply[name]}"
        for n, passage in enumerate(reply["passages"], 1):
            yield f"[{n}] {passage['document']}: {' '.join(passage['text'].split())[:200]}"
        yield f"Question     {reply['question']}"
        yield f"Learned      {reply['learned']['text']}"

    run(work, lines, data_dir, as_json)


@dataset.command()
def approve(
    rows: Ids = None, all_: All = False, document: Document = "", conversation: Conversation = "",
    data_dir: DataDir = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Let rows be learned from: those named, or all that wait for review."""

    def work(settings: Settings) -> Reply:
        with studio_of(settings) as studio:
            done = _reviewed(studio, rows, all_, document, conversation, "approved")
            from desk.examples import Filter

            unsaid = studio.examples.count(Filter(status="approved", note="no_source"))
            return {"approved": done, "without_source": unsaid, "total": studio.examples.count(_approved())}

    def show(reply: Reply) -> Iterator[str]:
        yield f"{reply['approved']} rows approved, {reply['total']} in all"
        if reply["without_source"]:
            yield (
                f"{reply['without_source']} of them say what no document says: a model would learn them by heart. "
                "Better put the facts into a document: `dataset list --note no_source`."
            )

    run(work, show, data_dir, as_json)


@dataset.command()
def reject(
    rows: Ids = None, all_: All = False, document: Document = "", conversation: Conversation = "",
    data_dir: DataDir = "", as_json: AsJson = False,
) -> None:  # fmt: skip
    """Let rows not be learned from: those named, or all that wait for review."""

    def work(settings: Settings) -> Reply:
        with studio_of(settings) as studio:
            return {"rejected": _reviewed(studio, rows, all_, document, conversation, "rejected")}

    run(work, lambda reply: [f"{reply['rejected']} rows rejected"], data_dir, as_json)


@dataset.command()
def forget(
    rows: Ids = None, document: Document = "", conversation: Conversation = "", data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:  # fmt: skip
    """Delete rows for good, and the frozen datasets that hold them: those named, of a document, of a conversation.

    They are not built or imported again; of a forgotten document or conversation no row is made any more.
    """

    def work(settings: Settings) -> Reply:
        from desk.examples import Filter

        with studio_of(settings) as studio:
            if document or conversation:
                return {"forgotten": studio.forget_all(Filter(document=document, conversation=conversation), person())}
            return {"forgotten": studio.forget(_named(rows), person())}

    run(work, lambda reply: [f"{reply['forgotten']} rows forgotten"], data_dir, as_json)


@dataset.command()
def export(
    file: Annotated[Path, typer.Argument(help="The file to write, a row a line.")],
    status: Status_ = "approved",
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Write rows as other tools read them: the `messages` that serving sends, then the answer."""

    def work(settings: Settings) -> Reply:
        from desk.examples import Filter

        with studio_of(settings) as studio:
            lines = [*studio.export(Filter(status=_known("status", status)))]
        try:
            file.write_text("".join(lines), encoding="utf-8")
        except OSError as error:
            raise Refused(f"The file '{file}' cannot be written: {error.strerror}.") from None
        return {"exported": len(lines), "file": str(file)}

    run(work, lambda reply: [f"{reply['exported']} rows in {reply['file']}"], data_dir, as_json)


def _stayed_out(reply: Reply) -> Iterator[str]:
    if reply["forgotten"]:
        yield f"{reply['forgotten']} were forgotten before and stay out."


_SKIPPED = {
    "no_source": "no document says what was answered",
    "not_found_again": "the search does not find the passage they stand in",
}
_VALUES = {
    "status": ("new", "approved", "rejected"),
    "source": ("liked", "corrected", "human", "document", "import", "general"),
    "kind": ("answer", "not_found", "planted", "chat"),
    "language": ("en", "zh"),
    "note": ("not_searched", "no_source", "stale", "gold_removed", "off_topic"),
}


def _reviewed(
    studio: "Studio", rows: list[str] | None, all_: bool, document: str, conversation: str, status: "Status"
) -> int:
    from desk.examples import Filter

    if all_ or document or conversation:
        return studio.review_all(Filter("new", document=document, conversation=conversation), status, person())
    return studio.review(_named(rows), status, person())


def _named(rows: list[str] | None) -> list[str]:
    if not rows:
        raise Refused("Say which rows: their ids, --document, --conversation, or --all where there is that.")
    return rows


def _approved() -> "Filter":
    from desk.examples import Filter

    return Filter(status="approved")


def _known(name: str, value: str) -> str:
    if value and value not in _VALUES[name]:
        raise Refused(f"There is no {name} '{value}'. Use {', '.join(_VALUES[name])}.")
    return value


def _row(row: "Example") -> dict[str, Any]:
    return {
        "id": row.id, "status": row.status, "source": row.source, "kind": row.kind, "language": row.language,
        "question": row.question, "answer": row.answer, "gold": list(row.gold), "document": row.document or None,
        "conversation": row.conversation, "note": row.note or None, "masked": dict(row.masked),
        "reviewer": row.reviewer or None, "edited": row.is_edited,
    }  # fmt: skip
