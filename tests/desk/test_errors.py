import re
import string

import pytest

from desk.errors import SENTENCES, DeskError, TooManyAttempts


@pytest.mark.parametrize("code", SENTENCES)
def test_every_sentence_exists_in_both_languages_with_the_same_gaps(code: str) -> None:
    gaps = {
        language: {name for _, name, _, _ in string.Formatter().parse(text) if name}
        for language, text in SENTENCES[code].items()
    }
    assert gaps.keys() == {"en", "zh"}
    assert gaps["en"] == gaps["zh"]
    assert re.search(r"[\u4e00-\u9fff]", SENTENCES[code]["zh"])


def test_the_wait_is_told_in_words() -> None:
    assert str(TooManyAttempts(1)) == "Too many wrong passwords. Try again in 1 second."
    assert str(TooManyAttempts(61)) == "Too many wrong passwords. Try again in 2 minutes."
    assert TooManyAttempts(30).in_language("zh") == "密码错误次数过多，请在 30 秒后重试。"


def test_a_desk_error_reads_as_its_sentence() -> None:
    assert str(DeskError("account_unknown", name="x")) == "There is no account 'x'. Check the name."
