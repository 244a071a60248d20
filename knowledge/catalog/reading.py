"""Catalog files, read in a process of their own that is watched and can be killed.

`python -m knowledge.catalog.reader` is that process; here is the side that asks. A hostile file costs a process, never
the app, and reading a hundred thousand rows does not hold up a chat.
"""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Timer
from typing import Any

from knowledge.catalog.errors import CatalogError
from knowledge.catalog.product import Product
from knowledge.catalog.rows import Rejected, Row
from knowledge.loading import Limits


@dataclass(frozen=True)
class Preview:
    """What a file would become: its columns, what they are taken for, and its first rows."""

    columns: tuple[str, ...]
    mapping: Mapping[str, str]
    cells: tuple[Mapping[str, str], ...]  # the first rows as they stand in the file, cut short
    rows: tuple[Row, ...]  # and what they are read as


def preview(path: Path, name: str, limits: Limits, mapping: Mapping[str, str] | None = None) -> Preview:
    """Look at the first rows; the columns' meaning is guessed where `mapping` does not say. Raises CatalogError."""
    lines = _lines(path, name, limits, mapping, "preview")
    head = next(lines)
    rows = tuple(_row(line) for line in lines)
    return Preview(tuple(head["columns"]), head["mapping"], tuple(head["cells"]), rows)


def read(path: Path, name: str, limits: Limits, mapping: Mapping[str, str] | None = None) -> Iterator[Row]:
    """Every row as a product, or as the reason why it is none. Raises CatalogError while it is read."""
    lines = _lines(path, name, limits, mapping, "all")
    next(lines)
    yield from (_row(line) for line in lines)


def _row(line: dict[str, Any]) -> Row:
    if "product" in line:
        return line["row"], Product.from_json(line["product"])
    return Rejected(line["row"], line["code"], line["details"])


def _lines(
    path: Path, name: str, limits: Limits, mapping: Mapping[str, str] | None, extent: str
) -> Iterator[dict[str, Any]]:
    """The replies of the process, without the last."""
    question = {"path": str(path), "name": name, "limits": asdict(limits), "mapping": mapping, "extent": extent}
    process = subprocess.Popen(
        [sys.executable, "-m", "knowledge.catalog.reader", json.dumps(question)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        text=True,
        encoding="utf-8",
        cwd=Path(__file__).resolve().parent.parent.parent,
        env=os.environ | {"PYTHONDONTWRITEBYTECODE": "1"},
    )
    watch = Timer(limits.seconds, process.kill)
    watch.daemon = True
    watch.start()
    assert process.stdout is not None
    try:
        for text in process.stdout:
            line: dict[str, Any] = json.loads(text)
            if "error" in line:
                raise CatalogError(line["error"], **line["details"])
            if "end" in line:
                return
            yield line
        raise CatalogError("malformed", detail="reading it failed or took too long")
    finally:
        watch.cancel()
        process.kill()
        process.stdout.close()
        process.wait()
