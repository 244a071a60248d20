"""Parts of a message become one answer."""

from dataclasses import replace

from assistant.answers import Answer, Citation, ProductCard
from assistant.joining import joined

CITATION = Citation(1, "d", "a.md", "A", "", "words", (), 0.9, "d:1:0")
CARD = ProductCard("p1", "Tent", "49.00", "EUR", "", "", "", "in stock", "fits two")
FIRST = Answer("Five days [1].", "question", "en", False, "embedded", "c", citations=(CITATION,), done=True)


def test_sources_are_numbered_on_and_only_real_marks_change() -> None:
    second = replace(FIRST, text="Thirty days [1], model [2].")
    both = joined(FIRST, second)
    assert both.text == "Five days [1].\n\nThirty days [2], model [2]."
    assert [citation.n for citation in both.citations] == [1, 2]


def test_products_and_ticket_are_kept() -> None:
    before = replace(FIRST, products=(CARD,), ticket="F-1001")
    both = joined(before, replace(FIRST, text="Hello", citations=(), products=(replace(CARD, id="p2"),)))
    assert [card.id for card in both.products] == ["p1", "p2"]
    assert (both.ticket, both.route) == ("F-1001", "question")


def test_a_refused_part_keeps_what_is_near_beside_the_others_sources() -> None:
    refused = replace(FIRST, text="I found nothing.", citations=(), nearest=(CITATION,), abstained=True)
    both = joined(FIRST, refused)
    assert both.abstained
    assert [citation.n for citation in (*both.citations, *both.nearest)] == [1, 2]
