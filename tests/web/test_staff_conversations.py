"""The conversations section: reading what was said, correcting it, deleting it."""

import pytest

from tests.web.staffing import Clerk, Office


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.clerk()


def _asked(office: Office, question: str, visitor: str = "0" * 32) -> str:
    conversation = office.services.conversations.start(visitor, "en")
    for _ in office.services.assistant.answer(conversation, question):
        pass
    return conversation


def test_the_list_says_how_conversations_went_and_finds_words_in_all_messages(office: Office, clerk: Clerk) -> None:
    liked, lost = _asked(office, "How long does shipping take?"), _asked(office, "Do you sell elephants?")
    office.services.feedback.rate(liked, 1, 1)
    office.services.feedback.correct(liked, 1, "Two days.", author="anna")
    words = clerk.open("?section=conversations").words("list")
    for part in (
        "How long does shipping take?",
        "Liked",
        "Corrected",
        "Do you sell elephants?",
        "Not answered",
        "English",
    ):
        assert part in words
    assert "elephants" not in clerk.look("?section=conversations&filter=corrected").words("list")
    assert "elephants" in clerk.look("?section=conversations&filter=refused").words("list")
    assert "shipping take" in clerk.look("?section=conversations&query=WORKING+DAYS").words("list")
    assert "No conversation fits" in clerk.look("?section=conversations&filter=disliked").words("list")
    assert lost != liked


def test_there_are_words_where_nobody_has_asked_yet(clerk: Clerk) -> None:
    assert "They appear here as soon as somebody asks" in clerk.open("?section=conversations").words("list")


def test_a_thread_is_shown_as_it_was_with_all_that_is_known_of_each_answer(office: Office, clerk: Clerk) -> None:
    one = _asked(office, "How long does shipping take?")
    office.services.feedback.rate(one, 1, -1, "It is wrong: <b>two</b> days")
    office.services.conversations.supersede(one, 0)
    for _ in office.services.assistant.answer(one, "And the staff discount?"):
        pass
    words = clerk.open(f"?section=conversations&id={one}").words("detail")
    for part in (
        "Customer", "How long does shipping take?", "Asked again or edited since", "Standard shipping takes 3–5",
        "Quoted from 1 document", "Sources (1)", "shipping.txt", "page 3", "sure 0.", "How this answer came about",
        "embedded · question", "The customer found this not helpful.", "It is wrong: <b>two</b> days",
        "And the staff discount?", "Not answered", "What came nearest (2)", "Correct this answer",
    ):  # fmt: skip
        assert part in words
    assert "<b>two" not in clerk.seen["detail"]
    assert 'href="/documents/d0?' in clerk.seen["detail"]


def test_a_correction_is_shown_with_its_author_and_can_be_withdrawn(office: Office, clerk: Clerk) -> None:
    one = _asked(office, "How long does shipping take?")
    clerk.open(f"?section=conversations&id={one}")
    assert "The correction is saved" in clerk.do("correct", f"{one}.1", text="Two days.").words()
    assert "Corrected by anna, just now Two days." in clerk.words("detail")
    assert office.services.feedback.corrections(one)[1].author == "anna"
    assert "The correction is empty." in clerk.do("correct", f"{one}.1", text="  ").words()
    assert "The correction was withdrawn." in clerk.do("withdraw", f"{one}.1").words()
    assert office.services.feedback.corrections(one) == {}
    assert [entry.action for entry in office.services.audit.latest(2)] == ["answer.withdraw", "answer.correct"]


@pytest.mark.parametrize("subject", ["nobody.1", "nobody", "", ".x", "{one}.0", "{one}.99", "{one}.²"])
def test_what_is_no_answer_cannot_be_corrected(office: Office, clerk: Clerk, subject: str) -> None:
    one = _asked(office, "How long does shipping take?")
    clerk.do("correct", subject.format(one=one), text="Two days.")
    assert "This conversation does not exist." in clerk.words()
    assert office.services.feedback.corrections(one) == {}


def test_a_deleted_conversation_is_gone(office: Office, clerk: Clerk) -> None:
    one = _asked(office, "How long does shipping take?")
    clerk.open(f"?section=conversations&id={one}")
    assert "The conversation was deleted." in clerk.do("delete-conversation", one).words()
    assert (clerk.at, clerk.words("detail")) == ("?section=conversations", "")
    assert office.services.overview.count() == 0
    assert "does not exist" in clerk.do("delete-conversation", one).words()


def test_a_conversation_that_is_gone_leaves_the_list(clerk: Clerk) -> None:
    assert clerk.open(f"?section=conversations&id={'0' * 32}").at == "?section=conversations"


def test_what_a_language_model_took_is_told_beside_its_answer(office: Office) -> None:
    conversations = office.services.conversations
    talk = conversations.start("v")
    conversations.add(talk, "customer", "How long?")
    conversations.add(
        talk, "assistant", "3 days",
        {"engine": "qwen", "explanation": {"tokens": 12, "first_word": 0.4, "adapter": "v3", "coverage": 1.5},
         "done": True},
    )  # fmt: skip
    words = office.clerk().open(f"?section=conversations&id={talk}").words("detail")
    for part in ("Answered by qwen", "Tokens 12", "first word 0.40", "Adapter v3", "coverage +1.50"):
        assert part in words
    assert "tokens +12" not in words
