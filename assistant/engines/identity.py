"""What tells a model from another: fingerprints of its weights and of its chat template, read from its folder.

An adapter fits only the weights that it was trained on, and only behind the same template.
"""

import hashlib
import json
from pathlib import Path

PIECES = 64  # of a large file that are looked at, evenly spread
PIECE = 2**20  # bytes
WHOLE = PIECES * PIECE  # a file up to this size is looked at as a whole


def base_hash(folder: Path) -> str:
    """A fingerprint of the model in `folder`: its safetensors weights and its tokenizer, in hexadecimal.

    Of a file above 64 MiB, the size, the head and 64 pieces count: enough to tell models apart in a second, where
    reading all of it would take a minute.
    """
    digest = hashlib.sha256()
    for path in [*sorted(folder.glob("*.safetensors")), folder / "tokenizer.json"]:
        if path.is_file():
            _add(digest, path)
    return digest.hexdigest()


def template_hash(template: str) -> str:
    """A fingerprint of a chat template, in hexadecimal."""
    return hashlib.sha256(template.encode()).hexdigest()


def template_in(folder: Path) -> str:
    """The chat template of the model in `folder`, '' where it has none."""
    file = folder / "chat_template.jinja"
    if file.is_file():
        return file.read_text(encoding="utf-8")
    try:
        template = json.loads((folder / "tokenizer_config.json").read_text(encoding="utf-8")).get("chat_template") or ""
    except (OSError, ValueError):
        return ""
    return template if isinstance(template, str) else json.dumps(template, sort_keys=True)


def _add(digest: "hashlib._Hash", path: Path) -> None:
    size = path.stat().st_size
    digest.update(size.to_bytes(8, "big"))
    with path.open("rb") as file:
        if size <= WHOLE:
            digest.update(file.read())
            return
        for n in range(PIECES):
            file.seek(n * (size - PIECE) // (PIECES - 1))
            digest.update(file.read(PIECE))
