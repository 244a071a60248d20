"""Chinese word by word in English."""

import pytest

from knowledge.glosses import gloss


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("老师", "teacher"),
        ("慢慢", "slowly"),
        ("老師", "teacher"),  # traditional characters
        ("管理机构", "supervise mechanism"),  # no word of the dictionary, but two that are
        ("两项", "two"),
        ("X.25 有什么？", "X.25 has what?"),  # what is not Chinese stays
        ("牟复礼", "moufuli"),  # a name that no dictionary has
        ("", ""),
    ],
)
def test_each_word_is_said_in_english(text: str, meant: str) -> None:
    assert gloss(text).text == meant


def test_each_word_is_found_again() -> None:
    said = gloss("雨伞可以退货吗？")
    assert {word: said.text[start:end] for word, start, end in said.places} == {
        "雨伞": "umbrella", "可以": "can", "退货": "return merchandise",
    }  # fmt: skip
