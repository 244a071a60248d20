"""An order is shown to whom can name its number and its contact, and to nobody else."""

import pytest

from desk.orders import MOST_TRIES, Order, Orders, OrdersLocked
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


@pytest.mark.parametrize("same", ["order", "contact", "visitor", "conversation"])
def test_ten_wrong_tries_lock_whatever_stays_the_same(orders: Orders, same: str) -> None:
    def attempt(n: int, number: str = "", contact: str = "") -> Order | None:
        return orders.find(
            number or ("LF-20417" if same == "order" else f"LF-{n}"),
            contact or ("mara@fern.example" if same == "contact" else f"{n}@fern.example"),
            visitor="v" if same == "visitor" else f"v{n}",
            conversation="c" if same == "conversation" else f"c{n}",
        )

    for n in range(MOST_TRIES):
        assert attempt(n) is None
    with pytest.raises(OrdersLocked) as locked:
        attempt(99, "LF-20417" if same != "contact" else "LF-20417", "mara@fern.example" if same != "order" else "")
    assert 25 <= locked.value.minutes <= 30
    assert orders.find("LF-20418", "other@fern.example", visitor="somebody", conversation="else") is not None


def test_programs_that_share_a_name_do_not_lock_each_other(orders: Orders) -> None:
    for n in range(MOST_TRIES):
        orders.find(f"LF-{n}", f"{n}@fern.example", visitor="program", conversation=f"c{n}")
    assert orders.find("LF-20417", "mara@fern.example", visitor="program", conversation="c") == TENT


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
