"""What works on this installation, one check a line, each with what to do where it does not."""

import importlib.metadata
import shutil
import socket
import sqlite3
from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import Any

from langchain_core.messages import HumanMessage

from assistant.commands import run
from assistant.engines.adapting import check_adapter
from assistant.engines.choosing import Wish, wanted
from assistant.engines.engine import Spent
from assistant.engines.errors import EngineError
from assistant.engines.room import EngineRoom
from assistant.engines.weights import check_folder
from assistant.from_settings import ServiceSettings
from assistant.prompts import templates_hash
from assistant.remote import CommandRefused
from assistant.tuning.adapters import AdapterShelf
from assistant.tuning.switching import at_work, tuned
from knowledge.embedding import EmbeddingError, has_gpu, load_embedder
from storage.database import open_database
from storage.errors import StorageError
from storage.folder import DataFolder

LEAST_FREE = 2 * 2**30  # bytes
INDEX_SAMPLE = 200  # passages that are looked for; `--rebuild` needs no reason
HUB = ("huggingface.co", 443)
NETWORK_SECONDS = 2.0


def examine(settings: ServiceSettings) -> dict[str, Any]:
    """{'ok', 'checks': [{'name', 'ok', 'detail'}]}. `ok` is about what answers need; no GPU or network is no fault."""
    checks: list[dict[str, Any]] = []
    for name, check in CHECKS.items():
        ok, detail = check(settings)
        checks.append({"name": name, "ok": ok, "detail": detail})
    return {"ok": all(check["ok"] for check in checks), "checks": checks}


def _database(settings: ServiceSettings) -> tuple[bool, str]:
    folder = DataFolder(settings.data_path)
    try:
        folder.prepare()
        database = open_database(settings.database_url or folder.database_url, folder.backups)
        sound = database.is_sound()
        database.close()
    except StorageError as error:
        return False, str(error)
    if not sound:
        return False, "Damaged. Restore the newest backup with `python -m assistant restore FILE`."
    return True, f"sound ({database.engine.dialect.name}, SQLite {sqlite3.sqlite_version})"


def _index(settings: ServiceSettings) -> tuple[bool, str]:
    try:
        reply = run(settings, "check_indexes", sample=INDEX_SAMPLE)
    except (StorageError, CommandRefused, EmbeddingError) as error:
        return False, str(error)
    if reply["damaged"]:
        return False, f"{len(reply['damaged'])} passages are lost. Run `python -m assistant doctor --rebuild`."
    if reply["damaged_products"]:
        return False, f"{len(reply['damaged_products'])} products are lost. Run `python -m assistant doctor --rebuild`."
    return True, f"{reply['passages']} passages of {reply['documents']} documents, {reply['unfinished']} under way"


def _models(settings: ServiceSettings) -> tuple[bool, str]:
    try:
        embedder = load_embedder(settings.embedding_model)
        vector = embedder.embed_question("ready?")
    except EmbeddingError as error:
        return False, str(error)
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in ("torch", "transformers"))
    return True, f"{embedder.name}, {len(vector)} dimensions ({versions})"


def _engine(settings: ServiceSettings) -> tuple[bool, str]:
    """Whether the chosen language model can be had; a remote one is asked a word, a local one is not loaded here."""
    choice = wanted(settings, Wish(), at_work(settings.data_path), has_gpu=has_gpu)
    if choice.kind == "embedded":
        return True, "none; answers are quotes from the documents"
    if choice.kind == "local":
        folder = Path(choice.model).expanduser()
        try:
            if folder.is_dir():
                check_folder(folder)
        except EngineError as error:
            return False, str(error)
        return True, f"{choice.model}, loaded when the app starts"
    room = EngineRoom(settings, has_gpu=has_gpu)
    try:
        room.ensure()
        if room.current is None:
            return False, str(room.error)
        spent = Spent()
        deque(room.current.stream([HumanMessage("Say yes.")], spent), maxlen=0)
        return True, f"{room.current.name}, first word after {spent.first_word:.1f} s"
    except EngineError as error:
        return False, str(error)
    finally:
        room.close()


def _adapter(settings: ServiceSettings) -> tuple[bool, str]:
    """Whether the adapter at work is safe, fits the model and was trained with the prompts of this version."""
    shelf = AdapterShelf(settings.data_path)
    count = len(shelf.list())
    try:
        if not shelf.active:
            if settings.adapter:
                check_adapter(Path(settings.adapter))
            default = f"{Path(settings.adapter).name}, of FRONTDESK_ADAPTER" if settings.adapter else "none at work"
            return True, f"{default}; {count} on the shelf"
        adapter = shelf.get(shelf.active)
        EngineRoom(settings, has_gpu=has_gpu).check(tuned(adapter))
    except EngineError as error:
        return False, str(error)
    assert adapter.manifest is not None
    detail = f"{adapter.name} at work, for {adapter.manifest.base}; {count} on the shelf"
    if adapter.manifest.prompts != templates_hash():
        detail += ". It was trained with the prompts of an earlier version: train it anew when you can"
    return True, detail


def _gpu(settings: ServiceSettings) -> tuple[bool, str]:
    import torch

    if not torch.cuda.is_available():
        return True, "none; the embedded answerer needs none"
    return True, torch.cuda.get_device_name()


def _disk(settings: ServiceSettings) -> tuple[bool, str]:
    free = shutil.disk_usage(settings.data_path).free
    detail = f"{free / 2**30:.1f} GB free in {settings.data_path}"
    return (True, detail) if free >= LEAST_FREE else (False, f"{detail}. Free some space before you upload more.")


def _network(settings: ServiceSettings) -> tuple[bool, str]:
    try:
        socket.create_connection(HUB, NETWORK_SECONDS).close()
    except OSError:
        return True, "the model hub cannot be reached; nothing here needs it"
    return True, "the model hub can be reached"


CHECKS: dict[str, Callable[[ServiceSettings], tuple[bool, str]]] = {
    "database": _database,
    "index": _index,
    "models": _models,
    "language model": _engine,
    "adapter": _adapter,
    "gpu": _gpu,
    "disk": _disk,
    "network": _network,
}
