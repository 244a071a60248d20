"""What staff have answered once is answered so again: for the same question, and for no other."""

from collections.abc import Callable

import pytest

from assistant.verified import VerifiedAnswers
from desk.conversations import Conversations
from desk.feedback import Feedback
from storage.database import Database
from tests.assistant.making import even_weights

Teach = Callable[..., tuple[str, int]]


@pytest.fixture
def teach(database: Database) -> Teach:
    conversations, feedback = Conversations(database), Feedback(database)

    def teach(question: str, answer: str, audience: str = "public") -> tuple[str, int]:
        talk = conversations.start("v", audience=audience)
        conversations.add(talk, "customer", question)
        n = conversations.add(talk, "assistant", "?", {"standalone": question})
        feedback.correct(talk, n, answer, author="mia")
        return talk, n

    return teach


def found(database: Database, question: str, audience: str = "public") -> str | None:
    correction = VerifiedAnswers(Feedback(database)).find(question, audience, even_weights)
    return correction.text if correction else None


@pytest.mark.parametrize(
    "question",
    [
        "How long does delivery to Spain take?",
        "how long does delivery to spain take",
        "Delivery to Spain: how long does it take?",
        "How long does shipping to Spain take?",
    ],
)
def test_the_same_question_is_known_in_other_words(database: Database, teach: Teach, question: str) -> None:
    teach("How long does delivery to Spain take?", "Nine days.")
    assert found(database, question) == "Nine days."


@pytest.mark.parametrize(
    "question",
    [
        "How long does delivery to Germany take?",
        "How long does delivery take?",
        "How much does delivery to Spain cost?",
        "Where in Spain do you not deliver to?",
        "How long does express delivery to Spain take for a tent?",
        "去西班牙送货要多久？",
    ],
)
def test_another_question_is_not_mistaken_for_it(database: Database, teach: Teach, question: str) -> None:
    teach("How long does delivery to Spain take?", "Nine days.")
    assert found(database, question) is None


def test_a_question_turned_into_its_opposite_is_another(database: Database, teach: Teach) -> None:
    teach("Can I wash the tent in a machine?", "No, by hand.")
    assert found(database, "Can I not wash the tent in a machine?") is None
    teach("羽绒睡袋可以机洗吗？", "可以。")
    assert found(database, "羽绒睡袋不可以机洗吗？") is None
    assert found(database, "请问羽绒睡袋可不可以机洗？") == "可以。"


def test_customers_are_not_told_what_was_said_to_staff(database: Database, teach: Teach) -> None:
    teach("What is the staff discount?", "40 percent.", "staff")
    assert found(database, "What is the staff discount?") is None
    assert found(database, "What is the staff discount?", "staff") == "40 percent."


def test_the_newest_word_holds_and_a_withdrawn_one_is_gone(database: Database, teach: Teach) -> None:
    teach("When do you open?", "At nine.")
    talk, n = teach("When do you open?", "At ten.")
    known = VerifiedAnswers(Feedback(database))

    def now() -> str | None:
        correction = known.find("When do you open?", "public", even_weights)
        return correction.text if correction else None

    assert now() == "At ten."
    Feedback(database).correct(talk, n, "", author="mia")
    assert now() == "At nine."
