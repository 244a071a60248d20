"""What tells one model from another: where its files lie, and a fingerprint of them.

An adapter fits only the weights that it was trained on, and only behind the same chat template (`rendering`).
"""

import hashlib
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


def model_folder(model: str) -> Path | None:
    """Where the files of a model lie, by folder or hub name; None for a hub name that is not on this machine yet."""
    folder = Path(model).expanduser()
    if folder.is_dir():
        return folder
    from huggingface_hub import try_to_load_from_cache

    try:
        found = try_to_load_from_cache(model, "config.json")
    except ValueError:  # no hub name
        return None
    return Path(found).parent if isinstance(found, str) else None


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
