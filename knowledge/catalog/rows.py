"""A row of a catalog file on its way: a product with the number of its row, or the reason why it is none."""

from dataclasses import dataclass

from knowledge.catalog.product import Product


@dataclass(frozen=True)
class Rejected:
    """A row that did not go in: its number in the file, and why (a key of `knowledge.catalog.errors`)."""

    row: int
    code: str
    details: dict[str, str]


Row = tuple[int, Product] | Rejected
