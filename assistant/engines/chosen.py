"""The model that an admin has chosen to answer: put to work, kept, and put to work again after a restart."""

import logging
from dataclasses import replace
from pathlib import Path

from assistant.engines.choosing import Wish
from assistant.engines.errors import EngineError
from assistant.engines.room import EngineRoom
from desk.preferences import PreferenceStore
from storage.folder import write_private

logger = logging.getLogger(__name__)

MODEL_KEY = "model-key"  # the file of a key that an admin has typed


class ChosenModel:
    """Kept among the preferences, its key in a file of its own."""

    def __init__(self, room: EngineRoom, preferences: PreferenceStore, secrets: Path) -> None:
        self._room = room
        self._preferences = preferences
        self._key = secrets / MODEL_KEY

    def choose(self, wish: Wish) -> None:
        """Let this choice answer from now on, and after a restart; raises EngineError where it may not.

        A remote choice without a key keeps the one that was typed for the same address, and no other address gets it.
        """
        before = self.wish
        if wish.kind == "remote" and not wish.key and wish.url == before.url:
            wish = replace(wish, key=before.key)
        self._room.start(wish)
        if wish.key:
            write_private(self._key, wish.key)
        else:
            self._key.unlink(missing_ok=True)
        self._preferences.change(model={"kind": wish.kind, "model": wish.model, "url": wish.url})

    def start(self) -> None:
        """Put to work what was chosen before the last restart; the default where it may no longer be."""
        try:
            self._room.start(self.wish)
        except EngineError as error:  # the operator no longer allows that address
            logger.warning("The model that was chosen is not used: %s", error)
            self._room.start()

    @property
    def wish(self) -> Wish:
        """What was chosen, now or before the last restart."""
        chosen = self._preferences.get().model
        return Wish(
            chosen.get("kind", "default"),  # type: ignore[arg-type]
            chosen.get("model", ""),
            chosen.get("url", ""),
            self._key.read_text(encoding="utf-8").strip() if self._key.is_file() else "",
        )
