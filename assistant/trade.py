"""What a company has beside its documents: orders of customers, products on sale. Not every company is a shop."""

from dataclasses import dataclass
from typing import Protocol


class Goods(Protocol):
    """Orders or products, as far as it matters here."""

    def is_empty(self) -> bool: ...


@dataclass(frozen=True)
class Trade:
    """What is there now. Nobody is asked for the number of an order, or offered products, where there are none."""

    has_orders: bool = True
    has_products: bool = True


def trade_of(orders: Goods, products: Goods) -> Trade:
    """Asked anew at each message and page: one row of each table is looked for, so the first import holds at once."""
    return Trade(not orders.is_empty(), not products.is_empty())
