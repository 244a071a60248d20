"""The models of `train base` in the data folder, and which model an adapter is trained for."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from assistant.engines.choosing import choose
from assistant.tuning.errors import TuningError

CARD = "frontdesk.json"  # what a model of ours says of itself


def models_folder(data: Path) -> Path:
    """Where the models of `train base` lie in a data folder."""
    return data / "models"


def own_models(data: Path) -> Sequence[Mapping[str, Any]]:
    """The models of `train base`, newest first: name, folder, options, perplexity, created."""
    found = []
    for card in models_folder(data).glob(f"*/{CARD}"):
        if not card.parent.name.startswith("."):
            found.append({**json.loads(card.read_text(encoding="utf-8")), "folder": str(card.parent)})
    return sorted(found, key=lambda model: (str(model["created"]), str(model["name"])), reverse=True)


def base_for(data: Path, named: str, configured: str, url: str = "") -> str:
    """The folder or hub name of the base: the one named, else the local model in use, else our newest.

    `configured` and `url` are FRONTDESK_MODEL and FRONTDESK_MODEL_URL. Raises TuningError.
    """
    own = own_models(data)
    if named:
        by_name = {str(model["name"]): str(model["folder"]) for model in own}
        return by_name.get(named, named)
    choice = choose(configured, url)
    if choice.kind == "local":
        return choice.model
    if configured and choice.kind == "remote":
        raise TuningError("remote_base")
    if not own:
        raise TuningError("no_base")
    return str(own[0]["folder"])
