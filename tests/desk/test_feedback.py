"""Ratings and corrections stand on answers, and corrections outlive the conversation they came from."""

import pytest

from desk.conversations import Conversations
from desk.errors import ConversationNotFound
from desk.feedback import Feedback
from storage.database import Database


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


@pytest.fixture
def feedback(database: Database) -> Feedback:
    return Feedback(database)


@pytest.fixture
def talk(conversations: Conversations) -> str:
    """A question and an answer, a short follow-up and its answer."""
    talk = conversations.start("visitor")
    conversations.add(talk, "customer", "How long does delivery take?")
    conversations.add(talk, "assistant", "3 days [1]", {"language": "en", "standalone": "How long does delivery take?"})
    conversations.add(talk, "customer", "and to Spain?")
    conversations.add(
        talk, "assistant", "5 days [1]", {"language": "en", "standalone": "How long does delivery to Spain take?"}
    )
    return talk


def test_a_rating_is_set_changed_and_taken_back(feedback: Feedback, talk: str) -> None:
    feedback.rate(talk, 1, 1)
    feedback.rate(talk, 3, -1, "  It is 7 days. ")
    assert {n: (r.value, r.reason) for n, r in feedback.ratings(talk).items()} == {1: (1, ""), 3: (-1, "It is 7 days.")}
    feedback.rate(talk, 1, -1)
    feedback.rate(talk, 3, 0)
    assert {n: r.value for n, r in feedback.ratings(talk).items()} == {1: -1}


def test_only_answers_are_rated_and_corrected(feedback: Feedback, talk: str) -> None:
    for n in (0, 2, 4, -1):
        with pytest.raises(ConversationNotFound):
            feedback.rate(talk, n, 1)
        with pytest.raises(ConversationNotFound):
            feedback.correct(talk, n, "7 days", author="mia")
    with pytest.raises(ConversationNotFound):
        feedback.rate("nonsense", 1, 1)


def test_a_correction_holds_the_question_as_it_was_meant(feedback: Feedback, talk: str) -> None:
    feedback.correct(talk, 3, " 7 days. ", author="mia")
    correction = feedback.corrections(talk)[3]
    assert (correction.question, correction.text, correction.language, correction.audience, correction.author) == (
        "How long does delivery to Spain take?", "7 days.", "en", "public", "mia",
    )  # fmt: skip


def test_a_correction_without_a_searched_question_takes_the_one_before_it(
    feedback: Feedback, conversations: Conversations, talk: str
) -> None:
    conversations.add(talk, "customer", "你们几点关门？")
    n = conversations.add(talk, "assistant", "没有找到。", {"language": "zh", "standalone": ""})
    feedback.correct(talk, n, "晚上九点。", author="mia")
    assert (feedback.corrections(talk)[n].question, feedback.corrections(talk)[n].language) == ("你们几点关门？", "zh")


def test_a_correction_is_replaced_and_withdrawn(feedback: Feedback, talk: str) -> None:
    feedback.correct(talk, 1, "4 days", author="mia")
    feedback.correct(talk, 1, "6 days", author="tom")
    assert [(c.text, c.author) for c in feedback.verified()] == [("6 days", "tom")]
    assert feedback.correct(talk, 1, "  ", author="tom") is None
    assert not feedback.verified()


def test_corrections_outlive_their_conversation_and_ratings_do_not(
    feedback: Feedback, conversations: Conversations, talk: str
) -> None:
    feedback.rate(talk, 1, 1)
    feedback.correct(talk, 1, "4 days", author="mia")
    conversations.remove(talk)
    assert feedback.ratings(talk) == {}
    assert [(c.conversation, c.text) for c in feedback.verified()] == [(None, "4 days")]
