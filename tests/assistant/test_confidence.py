import pytest

from assistant.calibration import BY_WORDS
from assistant.confidence import (
    COEFFICIENTS,
    FARTHEST,
    POINT,
    SPOKEN,
    TYPICAL_NULL,
    Calibration,
    Confidence,
    Judgement,
    features,
)
from assistant.evidence import rank_statements
from knowledge.embedding import MiniLM
from knowledge.matching import analyse
from tests.assistant.making import passage

OTHERS = [passage("The café sells cake.", id_=f"d{n}:1:0", score=-1.0, dense=0.1, keyword=0.5) for n in range(2, 8)]


def _judged(minilm: MiniLM, question: str, text: str, score: float) -> float:
    asked = analyse(question, {})
    passages = [passage(text, score=score), *OTHERS]
    return Confidence().judge(asked, passages, rank_statements(asked, passages, minilm.read)).probability


def test_it_is_surer_of_a_passage_that_answers(minilm: MiniLM) -> None:
    question = "How long is the warranty on backpacks?"
    good = _judged(minilm, question, "The warranty on backpacks is 10 years.", 8.0)
    bad = _judged(minilm, question, "We sell bread.", 1.0)
    assert good > 0.5 > bad


@pytest.mark.parametrize(
    ("question", "near", "far"),
    [
        ("Do you deliver to Portugal?", "We deliver to Portugal.", "We deliver to Poland."),
        ("上海的门店几点开门？", "上海的门店九点开门。", "北京的门店九点开门。"),
    ],
)
def test_another_name_or_place_is_another_question(minilm: MiniLM, question: str, near: str, far: str) -> None:
    assert _judged(minilm, question, near, 8.0) > _judged(minilm, question, far, 8.0) + 0.1


@pytest.mark.parametrize(
    ("spoken", "text", "far"),
    [
        ("can i bring my dog", "Pets are welcome for a small fee.", "write me a poem"),
        ("上了一半能退费吗", "超过三分之一课时不予退费。", "给我写首诗"),
    ],
)
def test_what_is_said_aloud_is_answered_where_one_passage_stands_out(
    minilm: MiniLM, spoken: str, text: str, far: str
) -> None:
    def judged(question: str, score: float, dense: float) -> Judgement:
        asked = analyse(question, {})
        passages = [passage(text, score=score, dense=dense), *OTHERS]
        return Confidence().judge(asked, passages, rank_statements(asked, passages, minilm.read))

    assert judged(spoken, 4.0, 0.5).answers(0.5)
    assert not judged(far, 1.0, 0.15).answers(0.5)


def test_every_coefficient_has_its_feature() -> None:
    asked = analyse("warranty", {})
    passages = [passage("The warranty is 3 years.")]
    seen = features(asked, passages, rank_statements(asked, passages, None))
    used = set().union(BY_WORDS, *COEFFICIENTS.values(), *SPOKEN.values()) - {"intercept"}
    assert set(seen) == used


@pytest.mark.parametrize(("refusal", "answers"), [(0.0, True), (0.39, True), (0.41, False), (1.0, False)])
def test_the_setting_moves_the_threshold(refusal: float, answers: bool) -> None:
    assert Judgement(0.4, {}).answers(refusal) is answers


def test_the_point_follows_the_corpus_within_bounds() -> None:
    typical = TYPICAL_NULL["zh"]
    assert Calibration.follow("zh", typical, 1.0) == pytest.approx(POINT["zh"])
    assert Calibration.follow("zh", typical + 0.3, 1.0) > POINT["zh"]
    assert Calibration.follow("zh", typical + 0.3, 0.0) == pytest.approx(POINT["zh"])
    assert Calibration.follow("zh", typical + 50, 1.0) == pytest.approx(POINT["zh"] + FARTHEST)
