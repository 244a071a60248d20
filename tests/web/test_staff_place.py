import json

import pytest

from web.staff.message import Message
from web.staff.place import Place


def test_a_place_says_itself_in_an_address_and_comes_back() -> None:
    place = Place("conversations", "0a1b", "how long & why?", "disliked", sort="-updated", page=3, part=2)
    assert Place.of(place.address) == place
    assert Place.of("") == Place() == Place.of("?section=documents&page=1")
    assert Place().address == "?section=documents"


@pytest.mark.parametrize(
    "address",
    [
        "?id=../../etc&section=<script>&page=-1&part=x&sort=1;drop&filter=A",
        "page=99999999999&part=²",
        "%00%ff&&&=",
        "?" + "x=1&" * 5000,
    ],
)
def test_what_no_page_writes_is_left_out(address: str) -> None:
    assert Place.of(address) == Place()


def test_another_list_begins_at_its_first_page_and_another_thing_at_its_beginning() -> None:
    place = Place(id="a", page=4, part=3)
    assert place.moved(page=5) == Place(id="a", page=5, part=3)
    assert place.moved(id="b") == Place(id="b", page=4)
    assert place.moved(query="tea") == Place(id="a", query="tea")
    assert place.to(sort="-size") == "?section=documents&id=a&sort=-size"


def test_a_message_keeps_what_a_page_sends_and_believes_nothing() -> None:
    given = {
        "do": "delete",
        "id": "d1",
        "at": "?page=2",
        "form": {"a": "b"},
        "seen": {"list": "x"},
        "whole": True,
        "n": 4,
    }
    assert Message.of(json.dumps(given)) == Message("delete", "d1", "?page=2", {"a": "b"}, {"list": "x"}, True, 4)
    odd = Message.of(json.dumps({"do": 7, "form": [], "seen": None, "n": "x", "whole": "yes"}))
    assert (odd.verb, odd.form, odd.seen, odd.n, odd.is_whole) == ("7", {}, {}, 0, False)


@pytest.mark.parametrize("given", ["", "[]", "{", "null", "delete d0 1"])
def test_what_is_no_message_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match="Expecting|JSON|Extra"):
        Message.of(given)
