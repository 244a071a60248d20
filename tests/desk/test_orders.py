"""An order is shown to whom can name its number and its contact, and to nobody else."""

import pytest

from desk.orders import ADDRESS_TRIES, MOST_TRIES, Asking, Order, Orders, OrdersLocked
from storage.database import Database

TENT = Order("LF-20417", email="Mara@Fern.example", phone="+353 20 912 0417", status="Shipped", items="Tent")


@pytest.fixture
def orders(database: Database) -> Orders:
    orders = Orders(database)
    assert orders.put([TENT, Order("LF-20418", email="other@fern.example")]) == (2, 0)
    return orders


@pytest.mark.parametrize(
    ("number", "contact"),
    [
        ("LF-20417", "mara@fern.example"),
        ("lf 20417", " MARA@FERN.EXAMPLE "),
        ("ＬＦ２０４１７", "+353209120417"),
        ("LF20417", "020 912 0417"),
        ("LF-20417", "00353 20 912 0417"),
    ],
)
def test_number_and_contact_match_however_they_are_written(orders: Orders, number: str, contact: str) -> None:
    assert orders.find(number, contact) == TENT


@pytest.mark.parametrize(
    ("number", "contact"),
    [
        ("LF-20418", "mara@fern.example"),  # somebody else's order
        ("LF-99999", "mara@fern.example"),  # no order
        ("LF-20417", ""),
        ("LF-20417", "none"),
        ("", ""),
        ("LF-20417", "9120417"),
        ("LF-20417", "%@fern.example"),
        ("LF-2041", "mara@fern.example"),
    ],
)
def test_anything_less_shows_nothing(orders: Orders, number: str, contact: str) -> None:
    assert orders.find(number, contact) is None


def test_an_order_without_a_contact_is_shown_to_nobody(database: Database) -> None:
    orders = Orders(database)
    orders.put([Order("LF-1000")])
    assert orders.find("LF-1000", "") is None
    assert orders.find("LF-1000", "none") is None


@pytest.mark.parametrize(
    ("same", "most"), [("visitor", 10), ("conversation", 10), ("address", 30), ("order", 100), ("contact", 100)]
)
def test_wrong_tries_lock_who_tries_soon_and_what_is_tried_late(orders: Orders, same: str, most: int) -> None:
    def attempt(n: int, number: str, contact: str) -> Order | None:
        who = {name: "1.2.3.4" if name == same else f"{name} {n}" for name in ("visitor", "conversation", "address")}
        return orders.find(number, contact, Asking(**who))

    for n in range(most):
        number = "LF-20417" if same == "order" else f"LF-{n}"
        assert attempt(n, number, "mara@fern.example" if same == "contact" else f"{n}@fern.example") is None
        if n == most - 2:
            assert orders.find("LF-20417", "mara@fern.example", Asking("its", "own", "5.6.7.8")) == TENT
    with pytest.raises(OrdersLocked) as locked:
        attempt(999, "LF-20417", "mara@fern.example")
    assert 25 <= locked.value.minutes <= 30
    assert orders.find("LF-20418", "other@fern.example", Asking("somebody", "else", "5.6.7.8")) is not None


def test_one_network_is_one_address_and_a_private_one_may_be_a_proxy(orders: Orders) -> None:
    for n in range(ADDRESS_TRIES):
        for address in (f"2a00:1450:4001:80b::{n + 1:x}", "10.0.0.7"):
            orders.find(f"LF-{n}", f"{n}@fern.example", Asking(f"{address} {n}", f"{address} {n}", address))
    with pytest.raises(OrdersLocked):
        orders.find("LF-20417", "mara@fern.example", Asking("v", "c", "2a00:1450:4001:80b:ffff::9"))
    for address in ("10.0.0.7", "2a00:1450:4001:80c::1"):
        assert orders.find("LF-20417", "mara@fern.example", Asking("v", "c", address)) == TENT


def test_programs_that_share_a_name_do_not_lock_each_other(orders: Orders) -> None:
    for n in range(MOST_TRIES):
        orders.find(f"LF-{n}", f"{n}@fern.example", Asking("program", f"c{n}"))
    assert orders.find("LF-20417", "mara@fern.example", Asking("program", "c")) == TENT


def test_an_order_that_comes_again_is_updated(orders: Orders) -> None:
    assert orders.put([Order("lf20417", email="mara@fern.example", status="Delivered")]) == (0, 1)
    found = orders.find("LF-20417", "mara@fern.example")
    assert found is not None
    assert found.status == "Delivered"


def test_staff_find_orders_and_the_samples_go_together(orders: Orders) -> None:
    orders.put([Order("LF-3", items="Stove", email="x@fern.example")], is_sample=True)
    assert [order.number for order in orders.list(query="stove")] == ["LF-3"]
    assert orders.count(query="lf 3") == 1
    orders.remove_samples()
    assert orders.count() == 2
