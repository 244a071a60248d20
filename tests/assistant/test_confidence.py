import pytest

from assistant.confidence import (
    COEFFICIENTS,
    FARTHEST,
    POINT,
    TYPICAL_UPPER,
    Calibration,
    Confidence,
    Judgement,
    features,
)
from assistant.evidence import rank_statements
from knowledge.matching import analyse
from tests.assistant.making import passage


def _judged(question: str, text: str, dense: float, keyword: float) -> float:
    asked = analyse(question, {})
    passages = [passage(text, dense=dense, keyword=keyword)] + [
        passage("Something else.", id_=f"d{n}:1:0", score=-1.0, dense=0.1, keyword=0.5) for n in range(2, 8)
    ]
    return Confidence().judge(asked, passages, rank_statements(asked, passages, None)).probability


def test_it_is_surer_of_a_passage_that_answers() -> None:
    good = _judged("How long is the warranty on backpacks?", "The warranty on backpacks is 10 years.", 0.8, 20.0)
    bad = _judged("How long is the warranty on backpacks?", "We sell bread.", 0.1, 0.0)
    assert good > 0.5 > bad


def test_every_feature_has_a_coefficient_and_every_coefficient_a_feature() -> None:
    asked = analyse("warranty", {})
    passages = [passage("The warranty is 3 years.")]
    seen = features(asked, passages, rank_statements(asked, passages, None))
    assert all(set(seen) == set(coefficients) - {"intercept"} for coefficients in COEFFICIENTS.values())


@pytest.mark.parametrize(("refusal", "answers"), [(0.0, True), (0.39, True), (0.41, False), (1.0, False)])
def test_the_setting_moves_the_threshold(refusal: float, answers: bool) -> None:
    assert Judgement(0.4, {}).answers(refusal) is answers


def test_the_point_follows_the_corpus_within_bounds() -> None:
    typical = TYPICAL_UPPER["zh"]
    assert Calibration.follow("zh", typical, 1.0) == pytest.approx(POINT["zh"])
    assert Calibration.follow("zh", typical + 0.3, 1.0) > POINT["zh"]
    assert Calibration.follow("zh", typical + 0.3, 0.0) == pytest.approx(POINT["zh"])
    assert Calibration.follow("zh", typical + 50, 1.0) == pytest.approx(POINT["zh"] + FARTHEST)
