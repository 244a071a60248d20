"""Which language, where sentences end, which terms a text has."""

import itertools
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest
from snowballstemmer.english_stemmer import EnglishStemmer

from knowledge.language import detect_language, split_sentences, terms


def sentences(text: str) -> list[str]:
    return [text[start:end] for start, end in split_sentences(text)]


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How long does shipping take?", "en"),
        ("运费多少？", "zh"),
        ("請問 iPhone 15 Pro 有現貨嗎", "zh"),
        ("What does 你好 mean in English?", "en"),
        ("", "en"),
        ("12345", "en"),
    ],
)
def test_the_language_is_that_of_most_words(text: str, language: str) -> None:
    assert detect_language(text) == language


def test_english_sentences_end_at_stops_but_not_after_abbreviations_or_in_numbers() -> None:
    text = "Mr. Smith paid $3.50 in the U.S. office. It was cheap! Was it? J. Doe agreed, e.g. twice."
    assert sentences(text) == [
        "Mr. Smith paid $3.50 in the U.S. office.", "It was cheap!", "Was it?", "J. Doe agreed, e.g. twice.",
    ]  # fmt: skip


def test_chinese_sentences_end_at_wide_stops_with_their_closing_quotes() -> None:
    assert sentences("他说：“三天内送达。”真的吗？是的！") == ["他说：“三天内送达。”", "真的吗？", "是的！"]


def test_a_line_break_ends_a_sentence_and_nothing_is_lost() -> None:
    text = "  First line\nsecond line. 第三句。\n\n- item  "
    assert sentences(text) == ["First line", "second line.", "第三句。", "- item"]


def test_terms_are_stemmed_lower_case_and_the_same_for_plural_and_possessive() -> None:
    assert terms("The Customers' orders") == terms("the customer's Order")
    assert terms("shipping ships SHIPPED") == ["ship"] * 3


def test_chinese_terms_are_segmented_and_simplified() -> None:
    assert "退换货" in terms("退換貨政策")
    assert set(terms("標準配送")) == set(terms("标准配送"))


def test_numbers_keep_their_value() -> None:
    assert terms("€1,200.50") == ["1200.50"]
    assert terms("3-5 days") == ["3", "5", "day"]


@pytest.mark.parametrize("text", ['"', "(", "AND OR NOT", "a:b^2~", "\x00", "😀", "'''", "。。。"])
def test_no_character_is_special(text: str) -> None:
    assert isinstance(terms(text), list)


def test_many_threads_find_the_same_terms() -> None:
    starts = ["".join(letters) for letters in itertools.product("bdfgklmnp", "aeo", "lrt")]
    words = [start + end for start in starts for end in ("elational", "inizations", "iconditional", "oppiness")]
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)  # seconds: threads take turns in the middle of a word
    try:
        with ThreadPoolExecutor(8) as threads:
            found = list(threads.map(terms, words))
    finally:
        sys.setswitchinterval(interval)
    assert found == [[EnglishStemmer().stemWord(word)] for word in words]
