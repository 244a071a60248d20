"""Reading files of what customers did: CSV or JSON lines, plain or gzipped, each row (user, item, event, count, time).

A file is read row by row, so its length costs no memory. A row that does not fit is told by its number and reason, and
the next one is read.
"""

import csv
import gzip
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, islice
from pathlib import Path
from typing import IO, Any

from desk.errors import DeskError

LONGEST = 128  # characters of a user or an item
LONGEST_KIND = 32
MOST_OF_ONE = 1_000_000  # times that one row may say
_LOOKED_AT = 20  # lines by which the separator is told
_LONGEST_FIELD = 100_000

# What a column may be called; signs and case do not count.
COLUMNS: Mapping[str, tuple[str, ...]] = {
    "user": (
        "user",
        "userid",
        "customer",
        "customerid",
        "visitor",
        "visitorid",
        "用户",
        "客户",
        "用户编号",
        "客户编号",
    ),
    "item": ("item", "itemid", "product", "productid", "sku", "article", "商品", "商品编号", "产品", "产品编号"),
    "event": ("event", "eventtype", "action", "kind", "type", "事件", "行为", "动作"),
    "count": ("count", "quantity", "qty", "number", "times", "数量", "次数"),
    "time": ("time", "timestamp", "date", "datetime", "when", "时间", "日期"),
}  # fmt: skip
# What others call the kinds of event that this house knows by one name.
KINDS: Mapping[str, str] = {
    "pageview": "view", "viewed": "view", "viewitem": "view", "浏览": "view", "查看": "view",
    "clicked": "click", "点击": "click",
    "addtocart": "cart", "addedtocart": "cart", "basket": "cart", "加购": "cart", "加入购物车": "cart",
    "transaction": "purchase", "order": "purchase", "ordered": "purchase", "buy": "purchase", "bought": "purchase",
    "sale": "purchase", "purchased": "purchase", "购买": "purchase", "下单": "purchase",
    "liked": "like", "favorite": "like", "favourite": "like", "wishlist": "like", "收藏": "like", "喜欢": "like",
    "chosen": "choose", "rejected": "reject", "dislike": "reject", "disliked": "reject", "不喜欢": "reject",
    "returned": "return", "refund": "return", "退货": "return", "shown": "show",
}  # fmt: skip


@dataclass(frozen=True)
class FileEvent:
    """One row: somebody did something with an item, `count` times; `time` is aware, or None where none is given."""

    user: str
    item: str
    event: str = "view"
    count: int = 1
    time: datetime | None = None


@dataclass(frozen=True)
class BadRow:
    """A row that is left out; `refusal` says why, in both languages."""

    row: int
    refusal: DeskError


def read_events(path: Path, name: str = "") -> Iterator[tuple[int, FileEvent | BadRow]]:
    """Every row with its number, counted from 1 without the header.

    `name` is the file's own name where `path` is not. Raises DeskError where the whole file cannot be read.
    """
    name = (name or path.name).lower()
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path, "rt", encoding="utf-8-sig", newline="") if is_packed else path.open(
            encoding="utf-8-sig", newline=""
        ) as lines:  # fmt: skip
            is_json = name.removesuffix(".gz").endswith((".jsonl", ".ndjson", ".json"))
            rows = _json_rows(lines) if is_json else _csv_rows(lines, name)
            for n, row in rows:
                yield n, row if isinstance(row, BadRow) else _event(n, row)
    except (OSError, EOFError, UnicodeDecodeError, csv.Error) as error:
        raise DeskError("events_unreadable", name=name) from error


def count_lines(path: Path) -> int:
    """About how many rows a file has, for whoever waits for it; 0 where it cannot be read."""
    try:
        with path.open("rb") as raw:
            is_packed = raw.read(2) == b"\x1f\x8b"
        with gzip.open(path) if is_packed else path.open("rb") as file:
            return sum(block.count(b"\n") for block in iter(lambda: file.read(2**20), b""))
    except (OSError, EOFError):
        return 0


def kind_of(word: str) -> str:
    """An event's name as it is kept: 'Add to cart' is 'cart'; an unknown one is kept as it is."""
    plain = "".join(sign for sign in word.lower() if sign.isalnum())
    return KINDS.get(plain, plain[:LONGEST_KIND])


def _json_rows(lines: Iterable[str]) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
    n = 0
    for line in lines:
        if not line.strip():
            continue
        n += 1
        try:
            row = json.loads(line)
        except (json.JSONDecodeError, RecursionError):
            row = None
        if isinstance(row, dict):
            found = {_field(str(key)): value for key, value in row.items()}
            yield n, {key: value for key, value in found.items() if key}
        else:
            yield n, BadRow(n, DeskError("event_no_object"))


def _csv_rows(lines: IO[str], name: str) -> Iterator[tuple[int, dict[str, Any] | BadRow]]:
    csv.field_size_limit(_LONGEST_FIELD)
    first = list(islice(lines, _LOOKED_AT))
    header = first[0] if first else ""
    separator = max("\t;,", key=header.count)
    reader = csv.reader(chain(first, lines), delimiter=separator)
    fields = [_field(column) for column in next(reader, [])]
    if "user" not in fields or "item" not in fields:
        raise DeskError("events_columns", name=name)
    for n, cells in enumerate((cells for cells in reader if any(cells)), 1):
        yield n, {field: cell for field, cell in zip(fields, cells, strict=False) if field}


def _field(column: str) -> str:
    plain = "".join(sign for sign in column.lower() if sign.isalnum())
    return next((field for field, names in COLUMNS.items() if plain in names), "")


def _event(n: int, row: Mapping[str, Any]) -> FileEvent | BadRow:
    try:
        user, item = (_name(row.get(field), field) for field in ("user", "item"))
        return FileEvent(
            user, item, kind_of(str(row.get("event") or "view")), _count(row.get("count")), _time(row.get("time"))
        )
    except DeskError as refusal:
        return BadRow(n, refusal)


def _name(value: Any, field: str) -> str:
    text = "" if value is None or isinstance(value, dict | list) else str(value).strip()
    if not text:
        raise DeskError(f"event_no_{field}")
    if len(text) > LONGEST or not text.isprintable():
        raise DeskError("event_name_long", most=str(LONGEST))
    return text


def _count(value: Any) -> int:
    if value in (None, ""):
        return 1
    try:
        count = float(value)
    except (TypeError, ValueError):
        count = -1.0
    if not 1 <= count <= MOST_OF_ONE:
        raise DeskError("event_count", value=str(value)[:40])
    return int(count)


def _time(value: Any) -> datetime | None:
    """ISO 8601, or seconds or milliseconds since 1970; without a zone it is UTC."""
    if value in (None, ""):
        return None
    text = str(value).strip()
    try:
        if text.replace(".", "", 1).isdigit() and "-" not in text:
            seconds = float(text)
            return datetime.fromtimestamp(seconds / 1000 if seconds > 1e11 else seconds, UTC)
        moment = datetime.fromisoformat(text.replace("/", "-"))
        return moment.astimezone(UTC) if moment.tzinfo else moment.replace(tzinfo=UTC)
    except (ValueError, OverflowError, OSError):
        raise DeskError("event_time", value=text[:40]) from None
