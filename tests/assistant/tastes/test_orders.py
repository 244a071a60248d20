"""Order lines recognised as products of the catalog."""

import pytest

from assistant.tastes.orders import bought
from desk.orders import Order
from knowledge.catalog.product import Product

CATALOG = [
    Product("TN-1", "Heron 2 tent, green", title_zh="苍鹭双人帐篷"),
    Product("SB-7", "Down sleeping bag"),
    Product("GC-2", "Gas cartridge 230 g"),
]


@pytest.mark.parametrize(
    ("items", "found"),
    [
        ("Down sleeping bag; gas cartridge 230 G", {"SB-7": 1, "GC-2": 1}),
        ("Heron 2 tent, green; 8 tent pegs", {"TN-1": 1}),
        ("2 x Down sleeping bag, 3 Gas cartridge 230 g", {"SB-7": 2, "GC-2": 3}),
        ("Down sleeping bag ×2", {"SB-7": 2}),
        ("Tent in green (TN-1); something else", {"TN-1": 1}),
        ("苍鹭双人帐篷 2 个、Down sleeping bag", {"TN-1": 2, "SB-7": 1}),
        ("Heron 2 tent", {}),  # not its whole title: it might be another one
        ("", {}),
    ],
)
def test_a_line_names_a_product_by_number_or_whole_title(items: str, found: dict[str, int]) -> None:
    orders = [Order("1", email="a@example.com", items=items), Order("2", items=items)]
    assert list(bought(orders, CATALOG)) == [("a@example.com", item, count) for item, count in found.items()]
