"""From a row of a file to a product, or to the reason why it is none."""

import re
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

from knowledge.catalog.columns import ATTRIBUTE, NAMES, PRICES_IN, normal, unit_of
from knowledge.catalog.files import Raw
from knowledge.catalog.money import currency, read_price
from knowledge.catalog.product import Attribute, Product
from knowledge.catalog.rows import Rejected, Row
from knowledge.catalog.units import canonical, quantity

ID_LIMIT = 128
MOST_ATTRIBUTES = 100
TRUE = frozenset(["yes", "true", "y", "✓", "是", "有", "真"])
FALSE = frozenset(["no", "false", "n", "✗", "否", "无", "假"])
_IN_STOCK = frozenset(["in stock", "instock", "available", "preorder", "backorder", "limited availability", "有货",
                       "现货", "充足", "预售", "可预订", "在售", *TRUE])  # fmt: skip
_SOLD_OUT = frozenset(["out of stock", "outofstock", "sold out", "unavailable", "discontinued", "缺货", "无货", "售罄",
                       "断货", "下架", *FALSE])  # fmt: skip
_RATING = re.compile(r"^(\d+(?:[.,]\d+)?)\s*(?:/\s*5(?:\.0)?|out of 5.*|stars?|分|星|颗星)?$", re.IGNORECASE)
_PATH = re.compile(r"\s*[>›»|→]\s*|\s+/\s+|(?<=[\u4e00-\u9fff])/(?=[\u4e00-\u9fff])")
_NUMBER = re.compile(r"^[+-]?\d+(?:\.\d+)?$")
_OF_PIECES = re.compile(r"(?<=\d)\s*(?:pcs?|pieces?|units?|items?|in stock|left|件|个|台|只|双|盒|瓶|套|条|箱|包)\.?$")


class _Bad(Exception):
    """A value that cannot be used: a code of `knowledge.catalog.errors` with its details."""

    def __init__(self, code: str, **details: str) -> None:
        self.code, self.details = code, details


def products(rows: Iterable[Raw], mapping: Mapping[str, str]) -> Iterator[Row]:
    """Each row as a product, in order; `mapping` says what each column means (see `columns.guess`)."""
    for row in rows:
        if isinstance(row, Rejected):
            yield row
            continue
        number, cells = row
        try:
            yield number, _product(cells, mapping)
        except _Bad as bad:
            yield Rejected(number, bad.code, bad.details)


def _product(cells: Mapping[str, Any], mapping: Mapping[str, str]) -> Product:
    given: dict[str, Any] = {}
    attributes: list[Attribute] = []
    more_prices: list[tuple[str, Decimal]] = []
    for column, value in cells.items():
        meant = mapping.get(column, ATTRIBUTE)
        if not meant or _is_empty(value):
            continue
        if meant == "price" and (code := currency(unit_of(column)[1])):
            given.setdefault("currency", code)  # 'price (EUR)'
        if meant == ATTRIBUTE and (further := _further_price(column, value)):
            more_prices.append(further)
        elif meant == ATTRIBUTE:
            attributes += _attributes(column, value)
        elif meant not in given:
            given[meant] = value
    nested = given.pop("attributes", None)
    said = ""
    if isinstance(nested, (list, tuple)) and all(isinstance(item, str) for item in nested):
        said = " ".join(nested)  # what some shops call features is prose
    elif nested is not None:
        attributes += _nested(nested)
    title, id_ = _text(given.get("title")), _text(given.get("id"))
    if not title:
        title = _text(given.get("title_zh"))
    if not title:
        raise _Bad("no_title")
    if not id_:
        raise _Bad("no_id")
    if len(id_) > ID_LIMIT:
        raise _Bad("id_too_long", limit=str(ID_LIMIT))
    price, code = _price(given, mapping.get(PRICES_IN, ""))
    stock, is_available = _stock(given)
    return Product(
        id=id_, title=title[:500], description=_joined(given.get("description"), said), brand=_text(given.get("brand")),
        category=_category(given.get("category")), category_zh=_category(given.get("category_zh")),
        price=price, currency=code, stock=stock, is_available=is_available,
        rating=_rating(given.get("rating")), ratings=_count(given.get("ratings")), colour=_text(given.get("colour")),
        size=_text(given.get("size")), material=_text(given.get("material")), model=_text(given.get("model")),
        gtin=_text(given.get("gtin")), image=_link(given.get("image")), link=_link(given.get("link")),
        attributes=tuple(_once(attributes)), more_prices=tuple(more_prices),
        title_zh=_text(given.get("title_zh"))[:500],
        description_zh=_text(given.get("description_zh")),
    )  # fmt: skip


def _is_empty(value: Any) -> bool:
    return value is None or value == "" or value == [] or value == {} or (isinstance(value, str) and not value.strip())


def _text(value: Any) -> str:
    """A cell as text: whole numbers without '.0', lists with commas."""
    if value is None or isinstance(value, dict):
        return ""
    if isinstance(value, (list, tuple)):
        return ", ".join(_text(item) for item in value[:20] if not _is_empty(item))
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, float):
        return f"{value:.12g}"
    return " ".join(str(value).replace("\0", "").split())


def _joined(description: Any, said: str) -> str:
    return " ".join(part for part in (_text(description), " ".join(said.split())) if part)[:20_000]


def _category(value: Any) -> tuple[str, ...]:
    parts = value if isinstance(value, (list, tuple)) else _PATH.split(_text(value))
    return tuple(part for part in (_text(part) for part in parts) if part)[:8]


def _price(given: Mapping[str, Any], usual: str) -> tuple[Decimal | None, str]:
    said = currency(_text(given.get("currency"))) or _text(given.get("currency")).upper()[:3]
    chosen = given.get("sale_price", given.get("price"))
    if _is_empty(chosen):
        return None, ""
    read = read_price(_text(chosen))
    if read is None:
        raise _Bad("bad_price", value=_text(chosen)[:40])
    amount, code = read
    return amount, code or said or usual


def _further_price(column: str, value: Any) -> tuple[str, Decimal] | None:
    """The price of a column like 'price (CNY)' beside the one that is the main price."""
    name, unit = unit_of(column)
    code = currency(unit)
    if not code or normal(name) not in NAMES["price"]:
        return None
    read = read_price(_text(value))
    if read is None:
        raise _Bad("bad_price", value=_text(value)[:40])
    return code, read[0]


def _stock(given: Mapping[str, Any]) -> tuple[int | None, bool | None]:
    """Pieces where a number says so, and whether there are any."""
    pieces: int | None = None
    is_available: bool | None = None
    for field in ("availability", "stock"):
        text = _OF_PIECES.sub("", _text(given.get(field)).lower().replace("_", " "))
        if not text:
            continue
        if text in _IN_STOCK:
            is_available = True
        elif text in _SOLD_OUT:
            is_available = False
        elif _NUMBER.match(text.replace(",", "").rstrip("+")):
            pieces = max(0, int(float(text.replace(",", "").rstrip("+"))))
        elif field == "stock":
            raise _Bad("bad_stock", value=text[:40])
    if pieces is not None and is_available is not False:
        is_available = pieces > 0
    return (0 if is_available is False else pieces), is_available


def _rating(value: Any) -> float | None:
    if _is_empty(value):
        return None
    found = _RATING.match(_text(value))
    rating = float(found[1].replace(",", ".")) if found else -1.0
    if not 0 <= rating <= 5:
        raise _Bad("bad_rating", value=_text(value)[:40])
    return rating


def _count(value: Any) -> int:
    digits = re.sub(r"[,\s+]", "", _text(value))
    return int(float(digits)) if _NUMBER.match(digits) else 0


def _link(value: Any) -> str:
    first = value[0] if isinstance(value, (list, tuple)) and value else value
    text = _text(first)
    if not text:
        return ""
    if not re.match(r"https?://[^\s/]+", text) or len(text) > 2000:
        raise _Bad("bad_link", value=text[:60])
    return text


def _attributes(column: str, value: Any) -> Iterator[Attribute]:
    """A further column as an attribute; a dictionary in it as several."""
    if isinstance(value, dict):
        yield from _nested(value)
        return
    name, unit = unit_of(column)
    name = normal(name)[:60]
    if name:
        yield _attribute(name, value, unit)


def _nested(value: Any) -> Iterator[Attribute]:
    if isinstance(value, dict):
        for name, inner in value.items():
            if not _is_empty(inner) and not isinstance(inner, dict):
                yield from _attributes(str(name), inner)
    elif isinstance(value, (list, tuple)):
        for item in value:
            if isinstance(item, dict) and not _is_empty(item.get("name")) and not _is_empty(item.get("value")):
                unit = _text(item.get("unit"))
                yield _attribute(normal(str(item["name"]))[:60], item["value"], unit)
    else:  # 'Weight: 2 kg; Colour: red'
        for part in re.split(r"[;；\n]", _text(value)):
            name, _, inner = part.replace("：", ":").partition(":")
            if name.strip() and inner.strip():
                yield from _attributes(name.strip(), inner.strip())


def _attribute(name: str, value: Any, unit: str) -> Attribute:
    """With its type: true or false, a number with its unit, else text."""
    if isinstance(value, bool):
        return Attribute(name, value)
    text = _text(value)[:200]
    lower = text.lower()
    if lower in TRUE or lower in FALSE:
        return Attribute(name, lower in TRUE)
    if isinstance(value, (int, float)) or _NUMBER.match(text):
        return Attribute(name, float(text), canonical(unit) or unit)
    measured = quantity(text)
    return Attribute(name, measured.value, measured.unit) if measured else Attribute(name, text, unit)


def _once(attributes: Iterable[Attribute]) -> list[Attribute]:
    found: dict[str, Attribute] = {}
    for attribute in attributes:
        found.setdefault(attribute.name, attribute)
    return list(found.values())[:MOST_ATTRIBUTES]
