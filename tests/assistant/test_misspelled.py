import pytest

from assistant.misspelled import as_meant
from knowledge.embedding import MiniLM
from knowledge.slips import is_slip
from tests.assistant.making import passage

FOUND = [
    passage(
        "The Fellhouse sleeps four. Delivery to Ireland is free. Warranty: 3 years.",
        title="Skylark and Fellhouse tents",
    )
]


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("How big is the Felhouse?", "How big is the Fellhouse?"),
        ("How long is the warrenty?", "How long is the Warranty?"),
        ("Do you deliver to Iceland?", "Do you deliver to Iceland?"),  # a name of its own
        ("How big is the Fellhouse?", "How big is the Fellhouse?"),
        ("Skylrak帐篷多重？", "Skylark帐篷多重？"),
    ],
)
def test_what_nobody_knows_is_read_as_the_passages_spell_it(minilm: MiniLM, asked: str, meant: str) -> None:
    assert as_meant(asked, FOUND, minilm.read) == meant


@pytest.mark.parametrize(
    ("written", "meant", "slip"),
    [
        ("ghandi", "gandhi", True),
        ("warrenty", "warranty", True),
        ("recieve", "receive", True),
        ("matlin", "martin", False),
        ("austria", "australia", False),
    ],
)
def test_a_slip_moves_adds_or_drops_one_letter_but_makes_no_other_name(written: str, meant: str, slip: bool) -> None:
    assert is_slip(written, meant) is slip
