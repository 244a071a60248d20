"""What each word of a question may mean in the other language."""

import pytest

from knowledge.interpreter import in_words, interpret


def meanings(question: str, language: str) -> dict[str, tuple[str, ...]]:
    return {question[word.start : word.end]: word.meanings for word in interpret(question, language)}  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "word", "meaning"),
    [
        ("押金多少钱？", "押金", "deposit"),
        ("押金多少钱？", "多少钱", "how much"),
        ("你们几点打烊", "打烊", "closed"),
        ("骑车要戴头盔吗", "头盔", "helmet"),
        ("寄到德国要几天", "德国", "Germany"),
        ("X.25 多少钱", "X.25", "X.25"),  # what is in no language stays
    ],
)
def test_chinese_words_in_english(question: str, word: str, meaning: str) -> None:
    assert meaning in meanings(question, "zh")[word]


@pytest.mark.parametrize(
    ("question", "word", "meaning"),
    [
        ("How much is the deposit?", "deposit", "押金"),
        ("How much is the deposit?", "How much", "多少钱"),
        ("Was it cancelled?", "cancelled", "取消"),
        ("Who stole the bicycles?", "stole", "偷"),
        ("Who stole the bicycles?", "bicycles", "自行车"),
        ("Is my credit card charged?", "credit card", "信用卡"),
        ("Where is the Zyxel tower?", "Zyxel", "Zyxel"),
    ],
)
def test_english_words_in_chinese_in_whatever_form(question: str, word: str, meaning: str) -> None:
    assert meaning in meanings(question, "en")[word]


def test_words_that_hold_a_sentence_together_mean_nothing() -> None:
    assert meanings("is it of the", "en") == {}
    assert meanings("了吗？", "zh") == {}


def test_they_are_put_together_as_each_language_does() -> None:
    assert in_words(("deposit", "how much"), "en") == "deposit how much?"
    assert in_words(("Eiffel", "塔", "地址"), "zh") == " Eiffel 塔地址？"
