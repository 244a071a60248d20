"""What a model writes becomes an answer: numbers that name a source stay, the rest goes, and no source is no answer."""

import pytest

from assistant.prompts import NOT_FOUND
from assistant.written import finished
from tests.assistant.making import passage

PASSAGES = [
    passage("Returns are free. Shipping to Spain takes 5–7 days.", id_="d1:1:0"),
    passage("Express costs 19 euros.", id_="d2:1:0"),
    passage("We open at nine.", id_="d3:1:0"),
]


@pytest.mark.parametrize(
    ("said", "shown", "sources"),
    [
        ("It takes 5–7 days [1].", "It takes 5–7 days [1].", ["d1"]),
        ("Express costs 19 euros [2] and shipping takes 5–7 days [1].",
         "Express costs 19 euros [1] and shipping takes 5–7 days [2].", ["d2", "d1"]),
        ("It takes 5–7 days [1][7].", "It takes 5–7 days [1].", ["d1"]),
        ("Both [1, 2].", "Both [1][2].", ["d1", "d2"]),
        ("需要五到七天【1】。", "需要五到七天[1]。", ["d1"]),
        ("<think>Hm, [3]?</think>It takes 5–7 days [1].", "It takes 5–7 days [1].", ["d1"]),
        ("It takes 5–7 days [1]. We open at nine [9].", "It takes 5–7 days [1]. We open at nine.", ["d1"]),
    ],
)  # fmt: skip
def test_numbers_are_checked_and_counted_anew(said: str, shown: str, sources: list[str]) -> None:
    written = finished(said, PASSAGES, "en", 0.7)
    assert written.text == shown
    assert [citation.document_id for citation in written.citations] == sources
    assert [citation.n for citation in written.citations] == list(range(1, len(sources) + 1))
    assert not written.is_refusal


@pytest.mark.parametrize(
    "said", [NOT_FOUND, f"{NOT_FOUND}.", "It takes 5–7 days.", "It takes 5–7 days [8].", "", "<think>never ends"]
)
def test_without_a_source_there_is_no_answer(said: str) -> None:
    assert finished(said, PASSAGES, "en", 0.7).is_refusal


def test_the_words_that_bear_out_a_claim_are_highlighted() -> None:
    (citation,) = finished("Shipping to Spain takes 5–7 days [1].", PASSAGES, "en", 0.7).citations
    (start, end) = citation.highlights[0]
    assert citation.quote[start:end] == "Shipping to Spain takes 5–7 days."
