"""Catalog files as rows: CSV, TSV, XLSX, JSON, JSON lines and product feeds (RSS or Atom with Google's g: names).

A row is its number in the file, as a person counts, and what stands in it under the names of its columns. Call this
in a process that can be killed (`knowledge.catalog.reading` does): files are hostile and parsers break.
"""

import gzip
import io
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from defusedxml import ElementTree
from openpyxl import load_workbook

from knowledge.catalog.errors import CatalogError
from knowledge.catalog.rows import Rejected
from knowledge.errors import UnreadableFile
from knowledge.loading import Limits, Source, readable_size
from knowledge.loading.encoding import decode
from knowledge.loading.ooxml import checked_package
from knowledge.loading.separated import read_records
from knowledge.loading.source import Budget

Cells = Mapping[str, Any]
Raw = tuple[int, Cells] | Rejected

MOST_CELLS = 50_000_000
_LISTS = ("products", "items", "data", "entries", "商品")  # where an object of JSON keeps its rows
_DETAIL = "product_detail"  # Google's: a further property with name and value


def read_rows(path: Path, name: str, limits: Limits) -> Iterator[Raw]:
    """Every row of the file called `name`. Raises CatalogError where it is none that can be read."""
    if path.stat().st_size > limits.size:
        raise CatalogError("too_large", limit=readable_size(limits.size))
    data = path.read_bytes()
    if name.endswith(".gz"):
        data, name = _unpacked(data, limits), name[:-3]
    try:
        yield from _READERS[_kind(data, name)](data, name, limits)
    except CatalogError:
        raise
    except UnreadableFile as error:
        raise CatalogError("malformed", detail=str(error)) from error
    except MemoryError:
        raise CatalogError("too_large", limit=readable_size(limits.memory)) from None
    except Exception as error:  # parsers raise whatever their authors thought of
        raise CatalogError("malformed", detail=f"{type(error).__name__}: {error}"[:200]) from error


def _kind(data: bytes, name: str) -> str:
    if data.startswith(b"PK\x03\x04"):
        return ".xlsx"
    suffix = Path(name).suffix.lower()
    head = data[:4096].lstrip(b"\xef\xbb\xbf \t\r\n")
    if head.startswith(b"<"):
        return ".xml"
    if suffix in (".json", ".jsonl", ".ndjson") or suffix not in _READERS and head[:1] in (b"{", b"["):
        return ".json" if head.startswith(b"[") or suffix == ".json" else ".jsonl"
    if suffix in _READERS and suffix not in (".xlsx", ".xml"):
        return suffix
    if suffix == ".txt" and b"\t" in head.partition(b"\n")[0]:
        return ".tsv"  # how feeds are often named
    raise CatalogError("unsupported")


def _unpacked(data: bytes, limits: Limits) -> bytes:
    with gzip.GzipFile(fileobj=io.BytesIO(data)) as file:
        unpacked = file.read(limits.unpacked + 1)
    if len(unpacked) > limits.unpacked:
        raise CatalogError("too_large", limit=readable_size(limits.unpacked))
    return unpacked


def _separated(data: bytes, name: str, limits: Limits) -> Iterator[Raw]:
    text, _ = decode(data)
    records, _ = read_records(text, "tsv" if Path(name).suffix.lower() in (".tsv", ".txt") else "csv")
    yield from _table(iter(records))


def _sheet(data: bytes, name: str, limits: Limits) -> Iterator[Raw]:
    """The first visible sheet that has rows."""
    _, data = checked_package(Source(data, name, Budget(limits)))
    book = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
    for sheet in book.worksheets:
        if sheet.sheet_state == "visible":
            sheet.reset_dimensions()
            rows = list(_table(_bounded(sheet.iter_rows(values_only=True))))
            if rows:
                yield from rows
                return


def _bounded(rows: Iterator[Any]) -> Iterator[list[Any]]:
    cells = 0
    for row in rows:
        cells += len(row) + 1
        if cells > MOST_CELLS:
            raise UnreadableFile("too_much_memory")
        yield list(row)


def _table(records: Iterator[list[Any]]) -> Iterator[Raw]:
    """Rows under the names of the first record that has any."""
    names: list[str] = []
    for number, record in enumerate(records, 1):
        if not any(_is_filled(cell) for cell in record):
            continue
        if not names:
            names = [str(cell).strip().lstrip("\ufeff") if cell is not None else "" for cell in record]
            continue
        if len(record) > len(names) and any(_is_filled(cell) for cell in record[len(names) :]):
            yield Rejected(number, "bad_row", {"detail": f"{len(record)} cells under {len(names)} columns"})
            continue
        yield number, {name: cell for name, cell in zip(names, record, strict=False) if name}


def _is_filled(cell: Any) -> bool:
    return cell is not None and str(cell).strip() != ""


def _json(data: bytes, name: str, limits: Limits) -> Iterator[Raw]:
    text, _ = decode(data)
    try:
        found = json.loads(text)
    except json.JSONDecodeError:
        yield from _lines(data, name, limits)  # JSON lines under the other name
        return
    if isinstance(found, dict):
        found = next((found[key] for key in _LISTS if isinstance(found.get(key), list)), [found])
    for number, row in enumerate(found, 1):
        yield (number, row) if isinstance(row, dict) else Rejected(number, "bad_row", {"detail": "no object"})


def _lines(data: bytes, name: str, limits: Limits) -> Iterator[Raw]:
    text, _ = decode(data)
    good = False
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            yield Rejected(number, "bad_row", {"detail": "no JSON"})
            continue
        good = good or isinstance(row, dict)
        yield (number, row) if isinstance(row, dict) else Rejected(number, "bad_row", {"detail": "no object"})
    if not good:
        raise CatalogError("malformed", detail="no line of it is a JSON object")


def _feed(data: bytes, name: str, limits: Limits) -> Iterator[Raw]:
    """The items of a feed; entities and document types are refused, nothing is fetched."""
    number = 0
    for _, element in ElementTree.iterparse(io.BytesIO(data), forbid_dtd=True):
        if _local(element.tag) in ("item", "entry"):
            number += 1
            yield number, _item(element)
            element.clear()


def _item(element: Any) -> dict[str, Any]:
    row: dict[str, Any] = {}
    details: dict[str, str] = {}
    for child in element:
        name = _local(child.tag)
        if name == _DETAIL:
            parts = {_local(part.tag): (part.text or "").strip() for part in child}
            if parts.get("attribute_name") and parts.get("attribute_value"):
                details[parts["attribute_name"]] = parts["attribute_value"]
            continue
        text = (child.text or "").strip() or child.get("href") or ""
        if name not in row:
            row[name] = text
        elif name == "product_highlight":
            row[name] = f"{row[name]}. {text}"
    return row | ({"attributes": details} if details else {})


def _local(tag: Any) -> str:
    return str(tag).rpartition("}")[2].lower()


_READERS: dict[str, Callable[[bytes, str, Limits], Iterator[Raw]]] = {
    ".csv": _separated,
    ".tsv": _separated,
    ".tab": _separated,
    ".xlsx": _sheet,
    ".json": _json,
    ".jsonl": _lines,
    ".ndjson": _lines,
    ".xml": _feed,
    ".rss": _feed,
}
