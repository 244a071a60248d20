"""Typing errors are read as what was meant, and nothing else is changed."""

import pytest

from assistant.understanding.spelling import Spelling

SPELLING = Spelling(["where is my parcel", "send the package back", "I want a refund", "tent", "a pan", "plans"])


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Whre is my parcl?", "where is my parcel?"),
        ("the pacakge", "the package"),
        ("refnd pls", "refund pls"),
        ("a parka for Spain", "a parka for Spain"),  # other words
        ("pans and tents", "pans and tents"),
        ("my text", "my text"),  # another letter is another word
        ("parcl@mail.example, LF-parcl", "parcl@mail.example, LF-parcl"),
        ("whre 我的包裹", "where 我的包裹"),
    ],
)
def test_what_is_nearly_a_known_word_is_read_as_it(written: str, meant: str) -> None:
    assert SPELLING.meant(written) == meant
