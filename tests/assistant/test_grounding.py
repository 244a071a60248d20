import pytest

from assistant.answers import Citation
from assistant.grounding import Quotation, stands, verify
from tests.assistant.making import passage

TEXT = "We refund within 5 days.\nBanks may need longer."


def _citation(quote: str, highlights: tuple[tuple[int, int], ...] = ((0, 2),), passage_id: str = "d1:1:0") -> Citation:
    return Citation(1, "d1", "d1.md", "Delivery", "", quote, highlights, 0.9, passage_id)


def test_a_quotation_stands_whatever_its_white_space() -> None:
    assert stands(Quotation("", ("We refund  within 5 days. Banks may need longer.",), ((0, 5),), passage(TEXT)))


@pytest.mark.parametrize(
    ("pieces", "spans"),
    [
        (("We refund within 9 days.",), ((0, 5),)),  # not what is written
        ((), ((0, 5),)),
        (("We refund",), ()),
        (("We refund",), ((0, 500),)),
        (("",), ((0, 5),)),
    ],
)
def test_a_quotation_that_is_not_in_its_passage_falls(
    pieces: tuple[str, ...], spans: tuple[tuple[int, int], ...]
) -> None:
    assert not stands(Quotation("", pieces, spans, passage(TEXT)))


def test_headings_and_column_names_may_be_quoted() -> None:
    source = passage("Gift cards", headings=("What cannot be returned",), rows=((("Price", "€5"),),))
    assert stands(Quotation("", ("What cannot be returned", "Gift cards", "Price"), ((0, 4),), source))


def test_a_citation_that_fails_is_dropped() -> None:
    good = _citation("We refund within 5 days.")
    wrong_quote, wrong_place = _citation("We never refund."), _citation("We refund within 5 days.", ((20, 99),))
    elsewhere = _citation("We refund within 5 days.", passage_id="d9:1:0")
    assert verify([good, wrong_quote, wrong_place, elsewhere], [passage(TEXT)]) == [good]
