"""Putting an adapter of the shelf to work, and back: what answers, what is remembered and what the audit says agree."""

import threading
from pathlib import Path

from assistant.engines.choosing import Tuned
from assistant.engines.errors import EngineError
from assistant.engines.room import EngineRoom
from assistant.tuning.adapters import Adapter, AdapterShelf
from assistant.tuning.bases import models_folder
from desk.audit import Audit


class AdapterSwitch:
    """Changes the adapter at work, which holds from the next message on and after a restart."""

    def __init__(self, shelf: AdapterShelf, engines: EngineRoom, audit: Audit) -> None:
        self.shelf = shelf
        self._engines = engines
        self._audit = audit
        self._lock = threading.Lock()

    def activate(self, name: str, author: str) -> None:
        """Let the adapter `name` answer; returns once it does. Raises EngineError, and then all stays as it was."""
        with self._lock:
            before = self.shelf.active
            adapter = self.shelf.get(name)
            self._engines.adapt(tuned(adapter))
            self.shelf.activate(name, author)
            self._audit.record(author, "adapter.activate", name, before=before)

    def roll_back(self, author: str) -> str:
        """Let answer what did before the active adapter; returns its name, '' being the model as the settings say.

        Raises EngineError where no adapter is active.
        """
        with self._lock:
            active, name = self.shelf.active, self.shelf.before()
            self._engines.adapt(tuned(self.shelf.get(name)) if name else None)
            self.shelf.roll_back(author)
            self._audit.record(author, "adapter.rollback", name, before=active)
            return name


def tuned(adapter: Adapter) -> Tuned:
    """The adapter with the model it belongs to: one of ours where there is one of that name, else as the hub calls it.

    Raises EngineError where its manifest cannot be read.
    """
    if adapter.manifest is None:
        raise EngineError("unsafe_adapter", adapter=adapter.name, detail="its manifest cannot be read")
    base = adapter.manifest.base
    own = models_folder(adapter.folder.parent.parent) / base
    return Tuned(adapter.folder, base, str(own) if own.is_dir() else base)


def at_work(data: Path) -> Tuned | None:
    """The active adapter of a data folder; None where there is none, or it is gone."""
    shelf = AdapterShelf(data)
    try:
        return tuned(shelf.get(shelf.active)) if shelf.active else None
    except EngineError:
        return None
