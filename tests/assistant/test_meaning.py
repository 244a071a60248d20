"""Piece by piece: what of the question a statement comes near."""

from collections.abc import Sequence

import numpy as np

from assistant.evidence import rank_statements
from assistant.meaning import ReadingCache, legible, likeness, piece_weights
from knowledge.embedding import MiniLM, Reading
from knowledge.matching import analyse
from tests.assistant.making import passage

QUESTION = "How tall is the lighthouse?"


def test_a_text_is_read_once() -> None:
    asked: list[str] = []

    def read(texts: Sequence[str]) -> list[Reading]:
        asked.extend(texts)
        return [Reading(np.ones((1, 2), np.float16), ((0, 1),)) for _ in texts]

    cache = ReadingCache(read, size=2)
    cache(["a", "b"])
    assert len(cache(["b", "a"])) == 2
    assert asked == ["a", "b"]
    cache(["c"])
    cache(["b"])  # the oldest was forgotten
    assert asked == ["a", "b", "c", "b"]


def test_pieces_weigh_as_their_words_do_and_words_that_say_nothing_little(minilm: MiniLM) -> None:
    (asked,) = minilm.read([QUESTION])
    weights = piece_weights(analyse(QUESTION, {"tall": 1.0, "lighthous": 3.0}), asked)
    words: dict[str, float] = {}
    for (start, end), weight in zip(asked.places, weights, strict=True):
        words[QUESTION[start:end]] = words.get(QUESTION[start:end], 0.0) + float(weight)
    assert np.isclose(words["lighthouse"], 3 * words["tall"])
    assert 0 < words["How"] == words["the"] < words["tall"] / 2
    assert np.isclose(sum(weights), 1)


def test_other_words_for_what_is_asked_come_nearer_than_the_same_words_about_something_else(minilm: MiniLM) -> None:
    near, far = "The beacon on the coast rises to 40 metres.", "The lighthouse has a red door."
    asked, one, other, nothing = minilm.read([QUESTION, near, far, ""])
    tall = next(i for i, (start, end) in enumerate(asked.places) if QUESTION[start:end] == "tall")
    assert likeness(asked, one)[tall] > likeness(asked, other)[tall]
    assert not likeness(asked, nothing).any()


def test_chinese_is_read_by_what_its_words_mean(minilm: MiniLM) -> None:
    asked, one, other = minilm.read([legible(text) for text in ("老师缓慢吗？", "教师走得慢慢的。", "汽车停在外面。")])
    weights = piece_weights(analyse("老师缓慢吗？", {"老师": 1.0, "缓慢": 1.0}), asked)
    assert likeness(asked, one) @ weights > likeness(asked, other) @ weights + 0.2


def test_statements_of_a_passage_answer_together(minilm: MiniLM) -> None:
    found = rank_statements(
        analyse(QUESTION, {}),
        [passage("The lighthouse stands on a rock. It is 40 metres tall.", title="Coast")],
        ReadingCache(minilm.read),
    )
    assert len(found) == 2
    assert found[0].features["passage_meaning"] == found[1].features["passage_meaning"]
    assert found[0].features["passage_meaning"] >= max(statement.features["meaning"] for statement in found)
