"""What orders say of who bought what: their lines, as the shop wrote them, recognised as products of the catalog."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from desk.orders import Order
from knowledge.catalog.product import Product

_BETWEEN = re.compile(r"[;\n；]")
_COMMAS = re.compile(r",(?!\d)|[，、]")  # may stand within a title
_COUNT = re.compile(
    r"^(?:(\d{1,4})\s*[x×*]?\s+|(\d{1,4})\s*[x×*个件]\s*)|\s*(?:[x×*]\s*(\d{1,4})|(\d{1,4})\s*[个件])$", re.I
)
_ADDED = re.compile(r"[(\[（【]([^()\[\]（）【】]*)[)\]）】]")


def bought(orders: Iterable[Order], products: Iterable[Product]) -> Iterator[tuple[str, str, int]]:
    """(customer, product, count) of each order line that names a product by its number or its whole title.

    The customer is the e-mail address that the order was placed with; orders without one, and lines that name no
    product, say nothing.
    """
    by_name: dict[str, str] = {}
    for product in products:
        for name in (product.title, product.title_zh, product.model, product.gtin, product.id):
            if name:
                by_name[_plain(name)] = product.id
    for order in orders:
        if order.email:
            for item, count in _lines(order.items, by_name):
                yield order.email, item, count


def _lines(items: str, by_name: dict[str, str]) -> Iterator[tuple[str, int]]:
    found: dict[str, int] = {}
    for line in _BETWEEN.split(items):
        whole = _named(line.strip(), by_name)
        parts = [whole] if whole else [_named(part.strip(), by_name) for part in _COMMAS.split(line)]
        for item, count in filter(None, parts):
            found[item] = found.get(item, 0) + count
    yield from found.items()


def _named(line: str, by_name: dict[str, str]) -> tuple[str, int] | None:
    """The product that a line names, and how many of it."""
    if whole := by_name.get(_plain(line)):
        return whole, 1
    counted = _COUNT.search(line)
    rest = _COUNT.sub("", line).strip() if counted else line
    names = map(_plain, (rest, _ADDED.sub("", rest), *_ADDED.findall(line)))
    item = next((by_name[name] for name in names if name in by_name), None)
    count = int(next(filter(None, counted.groups()))) if counted else 1
    return (item, count) if item and count else None


def _plain(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
