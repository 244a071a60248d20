"""Single words are compared by what they mean, and each is read once."""

from collections.abc import Sequence

import numpy as np

from knowledge.embedding import MiniLM, Vectors
from knowledge.matching import analyse
from knowledge.nearest_words import NearestWords
from knowledge.second_look import look_again

TEXTS = ["The king lived in this castle.", "We sell bread and cake.", "地铁2号线。"]


def test_a_word_is_near_to_one_of_like_meaning_and_is_itself(minilm: MiniLM) -> None:
    near = NearestWords(minilm.word_vectors).nearness(["Monarch", "castle"], TEXTS)
    assert near.shape == (3, 2)
    assert near[0, 0] > near[1, 0] + 0.1
    assert near[0, 1] > 0.99
    assert not NearestWords(minilm.word_vectors).nearness(["castle"], ["地铁"]).any()


def test_words_are_read_once(minilm: MiniLM) -> None:
    read: list[str] = []

    def counted(words: Sequence[str]) -> Vectors:
        read.extend(words)
        return minilm.word_vectors(words)

    words = NearestWords(counted)
    first, second = words.nearness(["king"], TEXTS), words.nearness(["king"], TEXTS)
    assert (first == second).all()
    assert read
    assert len(read) == len(set(read))


def test_of_two_passages_that_lack_a_word_the_one_with_a_near_one_is_first(minilm: MiniLM) -> None:
    asked, even = analyse("Where did the monarch live?", {}), np.zeros(2)
    texts = [("", "The queen had a house by the sea."), ("", "The baker had a house by the sea.")]
    plain = look_again(asked, texts, even, even)
    first, second = look_again(asked, texts, even, even, NearestWords(minilm.word_vectors))
    assert plain[0] == plain[1]
    assert first > second
