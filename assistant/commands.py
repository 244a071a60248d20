"""What the command line does with a running installation, as plain functions from arguments to JSON.

The same functions run in the command's own process when no app is running, and inside the app when one is: then the
command sends them over loopback (`assistant.remote`).
"""

import inspect
import time
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from assistant.answers import answer_json
from assistant.bar import Progress
from assistant.from_settings import ServiceSettings
from assistant.remote import CommandRefused, send
from assistant.services import Services
from desk.conversations import COMMAND_LINE
from knowledge.base import DocumentDetail, Ingested
from knowledge.catalog.errors import sentence as catalog_sentence
from knowledge.errors import sentence
from knowledge.records import DocumentInfo
from storage.folder import DataFolder

Reply = dict[str, Any]


def run(settings: ServiceSettings, command: str, threads: int | None = None, **arguments: Any) -> Reply:
    """Run a command of `IN_THE_APP` where the data folder's owner is: in the running app, or in this process."""
    folder = DataFolder(settings.data_path)
    if folder.is_owned_elsewhere():
        return send(folder, command, arguments)
    services = Services.open(settings, threads=threads)
    try:
        services.load()
        return carry_out(services, command, arguments)
    finally:
        services.close()


def carry_out(services: Services, command: str, arguments: dict[str, Any]) -> Reply:
    """Run a command in this process. Raises CommandRefused for one that is unknown or does not fit."""
    function = IN_THE_APP.get(command)
    if function is None:
        raise CommandRefused(f"There is no command '{command}'. This app may be of another version.")
    try:
        inspect.signature(function).bind(services, **arguments)
    except TypeError as error:
        raise CommandRefused(f"The command '{command}' does not fit this app's version.") from error
    return function(services, **arguments)


def ingest(services: Services, files: Sequence[Sequence[str]], visibility: str) -> Reply:
    """Take in files, each (path as given, absolute path, folder), and wait for all of them."""
    started = time.perf_counter()
    given = [item[0] for item in files]
    results = services.knowledge.add_many(
        [(Path(absolute), folder) for _, absolute, folder in files],
        visibility="public" if visibility == "public" else "staff",
    )
    documents = [_ingested(path, result) for path, (_, result) in zip(given, results, strict=True)]
    return {"documents": documents, "seconds": round(time.perf_counter() - started, 3)}


def remove(services: Services, document_id: str) -> Reply:
    """Delete a document. Raises DocumentNotFound."""
    info = services.knowledge.get(document_id).info
    services.knowledge.remove(document_id)
    services.audit.record("command line", "document removed", info.name, id=document_id)
    return {"documents": [_listed(info) | {"status": "removed"}]}


def ask(services: Services, text: str, conversation: str | None, language: str, audience: str) -> Reply:
    """Ask one question, in a conversation of the command line's own or a given one."""
    if services.state != "ready":  # no app that does it in the background
        services.engines.ensure()
        services.fit()
    conversation = conversation or services.conversations.start(COMMAND_LINE, audience=audience)
    states = services.assistant.answer(
        conversation, text, language=language, audience="staff" if audience == "staff" else "public"
    )
    return answer_json(deque(states, maxlen=1)[0])


def import_catalog(
    services: Services, path: str, name: str, mapping: Mapping[str, str] | None, keep: bool,
    progress: Progress | None = None,
) -> Reply:  # fmt: skip
    """Import a catalog file; `progress` is told how far it is. Raises CatalogError; then the catalog is as it was."""

    def tell(stage: str, done: int, total: int) -> None:
        services.import_at = (stage, done, total)
        if progress:
            progress(stage, done, total)

    try:
        imported = services.catalog.import_file(
            Path(path), name, mapping, actor="command line", keep_missing=keep, progress=tell
        )
    finally:
        services.import_at = ("", 0, 0)
    services.audit.record("command line", "catalog imported", name, added=imported.added, updated=imported.updated)
    return {
        "imported": imported.added,
        "updated": imported.updated,
        "unchanged": imported.unchanged,
        "removed": imported.removed,
        "rejected": [
            {"row": item.row, "error": catalog_sentence(item.code, item.details)} for item in imported.rejected
        ],
        "rejected_count": imported.rejected_count,
    }


def import_progress(services: Services) -> Reply:
    """How far the command line's import of a catalog is; without a stage where there is none."""
    stage, done, total = services.import_at
    return {"stage": stage, "done": done, "total": total}


def rebuild(services: Services) -> Reply:
    """Build the indexes anew from SQL."""
    return {"rebuilt": services.knowledge.rebuild(), "rebuilt_products": services.catalog.rebuild()}


def check_indexes(services: Services, sample: int | None) -> Reply:
    """Look for passages that an index has lost."""
    return {
        "damaged": services.knowledge.damaged(sample),
        **services.knowledge.statistics(),
        "products": services.catalog.count(),
        "damaged_products": list(services.catalog.damaged(sample)),
    }


def activate_adapter(services: Services, name: str) -> Reply:
    """Let an adapter answer from the next message on. Raises EngineError."""
    before = services.adapters.shelf.active
    services.adapters.activate(name, "command line")
    return {"active": name, "before": before or None, "engine": services.engine}


def roll_back_adapter(services: Services) -> Reply:
    """Let answer what did before the adapter at work. Raises EngineError."""
    before = services.adapters.shelf.active
    return {
        "active": services.adapters.roll_back("command line") or None,
        "before": before,
        "engine": services.engine,
    }


def learn_tastes(services: Services) -> Reply:
    """Learn from behaviour what goes with what, and wait for it. Raises CommandRefused."""
    services.learner.start()
    services.learner.wait()
    if services.learner.state == "failed":
        raise CommandRefused("Learning failed; the app's log says why. What was learned before stays in use.")
    learned = services.learner.current.learned
    return {"people": learned.people, "items": learned.items, "seconds": learned.seconds, **learned.figures}


def build_rows(services: Services) -> Reply:
    """Build rows to learn from, of conversations, documents and imports."""
    started = time.perf_counter()
    built = services.studio.build("command line")
    return {
        "new": built.added.new, "updated": built.added.updated, "unchanged": built.added.unchanged,
        "forgotten": built.added.forgotten, "skipped": dict(built.skipped),
        "seconds": round(time.perf_counter() - started, 3),
    }  # fmt: skip


def listed(documents: Sequence[DocumentInfo]) -> Reply:
    return {"documents": [_listed(info) for info in documents]}


def shown(detail: DocumentDetail) -> Reply:
    """One document with its text and chunks."""
    chunks = [
        {"location": " › ".join([*chunk.headings, chunk.place.label()]).strip(" ›"), "text": chunk.text}
        for chunk in detail.chunks
    ]
    return {"documents": [_listed(detail.info) | {"text": detail.text, "chunks": chunks}]}


def _listed(info: DocumentInfo) -> Reply:
    return {
        "id": info.id,
        "name": f"{info.folder}/{info.name}" if info.folder else info.name,
        "version": info.version,
        "status": info.status,
        "visibility": info.visibility,
        "error": sentence(info.error_code, info.error_details) if info.error_code else None,
    }


def _ingested(path: str, result: Ingested) -> Reply:
    found = {"path": path, **asdict(result), "id": result.document_id or None, "error": result.error}
    return {key: found[key] for key in ("path", "id", "status", "version", "chunks", "error")}


IN_THE_APP: Mapping[str, Callable[..., Reply]] = {
    "ingest": ingest,
    "remove": remove,
    "ask": ask,
    "import_catalog": import_catalog,
    "import_progress": import_progress,
    "rebuild": rebuild,
    "check_indexes": check_indexes,
    "learn_tastes": learn_tastes,
    "build_rows": build_rows,
    "activate_adapter": activate_adapter,
    "roll_back_adapter": roll_back_adapter,
}
"""Commands that need the indexes: the process that owns the data folder runs them."""
