import pytest

from web.contact import Way, ways

MAIL = Way("mail", "help@larkfell.example", "mailto:help@larkfell.example")
PHONE = Way("phone", "+353 20 912 0417", "tel:+353209120417")


@pytest.mark.parametrize(
    ("contact", "found"),
    [
        ("help@larkfell.example or +353 20 912 0417 (Monday to Friday, 9:00–17:00 Irish time)", [MAIL, PHONE]),
        ("kefu@larkfell.example 或致电 0512-0000-0417（每天 9:00–21:00）",
         [Way("mail", "kefu@larkfell.example", "mailto:kefu@larkfell.example"),
          Way("phone", "0512-0000-0417", "tel:051200000417")]),
        ("https://help.example/contact?a=1, or call (020) 7946 0018.",
         [Way("phone", "(020) 7946 0018", "tel:02079460018"),
          Way("page", "help.example/contact?a=1", "https://help.example/contact?a=1")]),
        ("Ask at the counter, open 10:00-18:00 since 2019-03-01, room 1204.", []),
        ("javascript:alert(1)", []),
        ("", []),
    ],
)  # fmt: skip
def test_addresses_in_a_companys_words_become_links(contact: str, found: list[Way]) -> None:
    assert ways(contact) == found


def test_an_address_is_offered_once_and_cannot_add_anything_to_its_link() -> None:
    assert ways("a@b.example, a@b.example?cc=evil@c.example") == [
        Way("mail", "a@b.example", "mailto:a@b.example"),
        Way("mail", "evil@c.example", "mailto:evil@c.example"),
    ]
