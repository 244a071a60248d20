"""Files of orders: CSV and XLSX whose columns are known by their names, in English and Chinese."""

import csv
import io
import re
import unicodedata
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import ParseError

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from desk.errors import DeskError
from desk.orders import LONGEST_NUMBER, Order, Orders, number_key
from knowledge.errors import KnowledgeError
from knowledge.loading.encoding import decode
from knowledge.loading.ooxml import checked_package
from knowledge.loading.source import Source

LARGEST = 50 * 2**20  # bytes of a file
MOST_ROWS = 200_000
LONGEST_CELL = 2000  # characters

# What a column is called, by what it holds; the first names are also shown to people.
FIELDS: dict[str, tuple[str, ...]] = {
    "number": (
        "order number", "order no", "order id", "order", "number", "id",
        "订单号", "订单编号", "编号", "单号",
    ),
    "email": (
        "e-mail", "email", "email address", "mail", "customer email",
        "邮箱", "电子邮箱", "邮件", "客户邮箱",
    ),
    "phone": (
        "phone", "phone number", "telephone", "tel", "mobile", "customer phone",
        "电话", "手机", "手机号", "联系电话",
    ),
    "status": (
        "status", "order status", "state", "fulfillment status",
        "状态", "订单状态",
    ),
    "ordered": (
        "ordered", "order date", "date", "created", "created at", "placed",
        "下单日期", "下单时间", "订单日期", "日期",
    ),
    "expected": (
        "expected", "expected delivery", "estimated delivery", "due", "eta",
        "预计送达", "预计到达", "预计送达日期",
    ),
    "delivered": (
        "delivered", "delivery date", "delivered at",
        "送达日期", "签收日期", "签收时间", "送达时间",
    ),
    "items": (
        "items", "item", "products", "product", "lineitem name", "contents",
        "商品", "商品名称", "商品明细", "货品",
    ),
    "carrier": (
        "carrier", "shipping carrier", "courier", "shipper",
        "承运商", "快递公司", "快递", "物流公司",
    ),
    "tracking": (
        "tracking", "tracking link", "tracking url", "track",
        "物流链接", "快递链接", "跟踪链接", "物流查询",
    ),
}  # fmt: skip

_UNREADABLE = (InvalidFileException, ParseError, csv.Error, KeyError, ValueError, zipfile.BadZipFile)


@dataclass(frozen=True)
class Sheet:
    """What a file holds: the names of its columns, and its rows."""

    headers: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]


@dataclass(frozen=True)
class OrderImport:
    """What an import came to; a row's number is that in the file, whose first row holds the names."""

    imported: int
    updated: int
    rejected: Sequence[tuple[int, str]]  # row, key of ERRORS


ERRORS: dict[str, dict[str, str]] = {
    "number": {"en": "The order number is missing.", "zh": "缺少订单号。"},
    "long": {
        "en": f"The order number is longer than {LONGEST_NUMBER} characters.",
        "zh": f"订单号超过 {LONGEST_NUMBER} 个字符。",
    },
    "contact": {
        "en": "E-mail and phone are both missing, so nobody could ask for this order.",
        "zh": "邮箱和电话都缺少，客户将无法查询该订单。",
    },
    "twice": {
        "en": "This order number stands in the file twice; the first row was taken.",
        "zh": "订单号在文件中重复，已采用第一行。",
    },
}  # fmt: skip


def read_sheet(path: Path, name: str = "") -> Sheet:
    """The first sheet of a file. Raises DeskError with a sentence where it cannot be read."""
    name = name or path.name
    data = path.read_bytes() if path.stat().st_size <= LARGEST else b""
    if not data:
        raise DeskError("orders_size", name=name, most=f"{LARGEST // 2**20} MB")
    try:
        rows = _workbook(data, name) if zipfile.is_zipfile(io.BytesIO(data)) else _separated(data)
    except (KnowledgeError, *_UNREADABLE) as error:
        raise DeskError("orders_unreadable", name=name) from error
    filled = [row for row in rows if any(row)]
    if len(filled) < 2:
        raise DeskError("orders_empty", name=name)
    if len(filled) > MOST_ROWS:
        raise DeskError("orders_many", most=f"{MOST_ROWS:,}")
    width = max(len(row) for row in filled)
    padded = [(*row, *[""] * (width - len(row))) for row in filled]
    return Sheet(padded[0], padded[1:])


def match_columns(headers: Sequence[str], remembered: Mapping[str, str]) -> tuple[str, ...]:
    """What each column holds, a key of FIELDS or '', by what was said before and else by its name."""
    found: list[str] = []
    for header in headers:
        key = header_key(header)
        field = remembered.get(key)
        if field is None:
            field = next((field for field, names in FIELDS.items() if key in map(header_key, names)), "")
        found.append("" if field in found else field)
    return tuple(found)


def header_key(header: str) -> str:
    """A column's name as it is compared: small letters, single spaces."""
    plain = unicodedata.normalize("NFKC", header).casefold()
    return " ".join(re.sub(r"[_\-./:()#]+", " ", plain).split())[:120]


def import_orders(orders: Orders, sheet: Sheet, columns: Sequence[str], *, is_sample: bool = False) -> OrderImport:
    """Take the orders of a sheet in; `columns` says what each column holds, and is remembered for the next file.

    Raises DeskError where no column holds the number, or none a contact.
    """
    if "number" not in columns:
        raise DeskError("orders_no_number")
    if "email" not in columns and "phone" not in columns:
        raise DeskError("orders_no_contact")
    good: dict[str, Order] = {}
    rejected: list[tuple[int, str]] = []
    for n, row in enumerate(sheet.rows, 2):
        values = {field: value for field, value in zip(columns, row, strict=True) if field}
        problem = _problem(values, good)
        if problem:
            rejected.append((n, problem))
        else:
            good[number_key(values["number"])] = Order(**values)
    imported, updated = orders.put(good.values(), is_sample=is_sample)
    if not is_sample:
        orders.remember({header_key(h): f for h, f in zip(sheet.headers, columns, strict=True) if header_key(h)})
    return OrderImport(imported, updated, rejected)


def _problem(values: Mapping[str, str], known: Mapping[str, Order]) -> str:
    number = values.get("number", "")
    if not number_key(number):
        return "number"
    if len(number) > LONGEST_NUMBER:
        return "long"
    if not values.get("email") and not values.get("phone"):
        return "contact"
    return "twice" if number_key(number) in known else ""


def _separated(data: bytes) -> list[tuple[str, ...]]:
    text, _ = decode(data, None)
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first = text.partition("\n")[0]
    separator = max(",;\t|", key=first.count)
    csv.field_size_limit(max(len(text), 1024))
    return [tuple(map(_cell, row)) for row in csv.reader(io.StringIO(text, newline=""), delimiter=separator)]


def _workbook(data: bytes, name: str) -> list[tuple[str, ...]]:
    _, checked = checked_package(Source(data, name, format="xlsx"))
    book = load_workbook(io.BytesIO(checked), read_only=True, data_only=True, keep_links=False)
    sheet = book.worksheets[0]
    sheet.reset_dimensions()  # the declared size is what some program once wrote there
    return [tuple(map(_cell, row)) for row in sheet.iter_rows(max_row=MOST_ROWS + 2, values_only=True)]


def _cell(value: Any) -> str:
    """As a person would write it: a day without its midnight, a number without '.0'."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if not (value.hour or value.minute) else f"{value:%Y-%m-%d %H:%M}"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return " ".join(str(value).split())[:LONGEST_CELL]
