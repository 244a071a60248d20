"""A question in the language that the documents are written in."""

from collections.abc import Collection

import pytest

from knowledge.across import across
from knowledge.language import terms

HANDBOOK = (
    "We are open on Sunday. Boarding a dog costs £32 per night. Fees may be paid by card. A discount for students."
)
NOTICE = "周末班学费3880元。班车从地铁站出发。周日照常营业。不收现金。"


def known(text: str) -> set[str]:
    return set(terms(text))


@pytest.mark.parametrize(
    ("question", "asked"),
    [
        ("你们周日开门吗", "is Sunday open?"),
        ("狗寄养多少钱？", "how much is dog boarding?"),
        ("學生有優惠嗎", "is student discount?"),
        ("How much is the weekend course?", "周末 班多少钱"),
        ("do you have a shuttle", "班车吗"),
        ("are you open on sunday", "营业 周日吗"),
    ],
)
def test_each_word_has_the_meaning_that_the_documents_know(question: str, asked: str) -> None:
    def stand(some: Collection[str]) -> set[str]:
        return known(HANDBOOK + NOTICE).intersection(some)

    assert across(question, stand) == asked


def test_what_has_no_meaning_in_the_other_language_is_not_asked_there() -> None:
    assert across("???", lambda some: set()) == ""
    assert across("xyzzy", lambda some: set()) == ""
