import pytest

from assistant.evaluation.scoring import auc, contains, exact_match, f1, without_marks


def test_marks_are_no_part_of_an_answer() -> None:
    assert without_marks("It takes 3 days. [1] Cash is welcome.[12]") == "It takes 3 days. Cash is welcome."


def test_english_is_compared_as_squad_does() -> None:
    assert exact_match("The Beatles!", ["beatles"], "en") == 1.0
    assert contains("They met King Charles III, of France.", ["king charles III"], "en")
    assert not contains("It was 1911.", ["911"], "en")  # whole words


def test_chinese_is_compared_as_cmrc_does() -> None:
    assert contains("由《光荣》公司开发。", ["光荣公司"], "zh")
    assert exact_match("“光荣”", ["光荣"], "zh") == 1.0


def test_f1_counts_shared_words_or_the_longest_run() -> None:
    assert f1("three working days", ["three days"], "en") == pytest.approx(0.8)
    assert f1("三到五天", ["三天"], "zh") == pytest.approx(2 * (1 / 4) * (1 / 2) / (3 / 4))
    assert f1("nothing shared", ["at all"], "en") == 0.0
    assert f1("", ["gold"], "en") == 0.0


@pytest.mark.parametrize(
    ("positive", "negative", "expected"),
    [([0.9, 0.8], [0.1, 0.2], 1.0), ([0.1], [0.9], 0.0), ([0.5], [0.5], 0.5), ([0.9, 0.1], [0.5], 0.5)],
)
def test_auc_is_the_share_of_pairs_in_order(positive: list[float], negative: list[float], expected: float) -> None:
    assert auc(positive, negative) == pytest.approx(expected)


def test_auc_without_pairs_is_none() -> None:
    assert auc([], [0.1]) is None
