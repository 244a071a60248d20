import threading

import pytest

from desk.conversations import Conversations
from desk.errors import ConversationNotFound
from storage.database import Database


@pytest.fixture
def conversations(database: Database) -> Conversations:
    return Conversations(database)


def test_messages_come_back_in_order_with_their_answers(conversations: Conversations) -> None:
    conversation = conversations.start("ann", "zh")
    assert conversations.add(conversation, "customer", "多久送到？") == 0
    assert conversations.add(conversation, "assistant", "三天 [1]", {"citations": [{"n": 1}]}) == 1
    first, second = conversations.messages(conversation)
    assert (first.n, first.role, first.text, first.answer) == (0, "customer", "多久送到？", None)
    assert (second.n, second.role, second.answer) == (1, "assistant", {"citations": [{"n": 1}]})
    assert first.created.tzinfo is not None


def test_only_the_last_messages_are_read_when_few_are_asked_for(conversations: Conversations) -> None:
    conversation = conversations.start("ann")
    for n in range(7):
        conversations.add(conversation, "customer", f"question {n}")
    assert [message.text for message in conversations.messages(conversation, last=2)] == ["question 5", "question 6"]


def test_a_growing_answer_is_revised_in_place(conversations: Conversations) -> None:
    conversation = conversations.start("ann")
    n = conversations.add(conversation, "assistant", "Thirty")
    conversations.revise(conversation, n, "Thirty days.", {"done": True})
    (message,) = conversations.messages(conversation)
    assert (message.text, message.answer) == ("Thirty days.", {"done": True})
    with pytest.raises(ConversationNotFound):
        conversations.revise(conversation, 9, "nowhere")


def test_a_conversation_belongs_to_its_visitor_alone(conversations: Conversations) -> None:
    conversation = conversations.start("ann")
    conversations.add(conversation, "customer", "hello")
    assert conversations.belongs_to(conversation, "ann")
    assert not conversations.belongs_to(conversation, "bob")
    assert not conversations.belongs_to("0" * 32, "ann")
    assert conversations.list("bob") == []


def test_the_list_has_the_latest_first_and_leaves_out_empty_ones(conversations: Conversations) -> None:
    old, new, empty = (conversations.start("ann") for _ in range(3))
    conversations.add(old, "customer", "old one")
    conversations.add(new, "customer", "new one")
    assert [entry.opening for entry in conversations.list("ann")] == ["new one", "old one"]
    conversations.add(old, "customer", "again")
    assert [entry.id for entry in conversations.list("ann")] == [old, new]
    assert empty not in {entry.id for entry in conversations.list("ann")}


def test_ids_are_128_random_bits(conversations: Conversations) -> None:
    ids = {conversations.start("ann") for _ in range(20)}
    assert len(ids) == 20
    assert all(len(bytes.fromhex(conversation)) == 16 for conversation in ids)


def test_an_unknown_conversation_takes_no_message(conversations: Conversations) -> None:
    with pytest.raises(ConversationNotFound) as refusal:
        conversations.add("nope", "customer", "hello")
    assert refusal.value.in_language("zh") == "没有这个对话，请开始新对话。"


def test_messages_written_at_once_are_all_kept_and_numbered(conversations: Conversations) -> None:
    conversation = conversations.start("ann")
    threads = [
        threading.Thread(target=lambda: [conversations.add(conversation, "customer", "x") for _ in range(5)])
        for _ in range(4)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert [message.n for message in conversations.messages(conversation)] == list(range(20))


def test_what_is_asked_again_stands_no_longer(conversations: Conversations) -> None:
    talk = conversations.start("visitor")
    for role, words in (("customer", "a"), ("assistant", "b"), ("customer", "c"), ("assistant", "d")):
        conversations.add(talk, role, words)  # type: ignore[arg-type]
    conversations.supersede(talk, 2)
    assert conversations.add(talk, "customer", "C") == 4
    assert [m.text for m in conversations.messages(talk)] == ["a", "b", "C"]
    assert [(m.text, m.superseded) for m in conversations.messages(talk, superseded=True)] == [
        ("a", False), ("b", False), ("c", True), ("d", True), ("C", False),
    ]  # fmt: skip


def test_a_removed_conversation_is_gone(conversations: Conversations) -> None:
    talk = conversations.start("visitor")
    conversations.add(talk, "customer", "a")
    conversations.remove(talk)
    assert conversations.messages(talk) == []
    with pytest.raises(ConversationNotFound):
        conversations.remove(talk)


def test_the_opening_words_are_those_that_stand(conversations: Conversations) -> None:
    edited = conversations.start("v")
    conversations.add(edited, "customer", "How lng?")
    conversations.supersede(edited, 0)
    assert conversations.list("v")[0].opening == "How lng?"
    conversations.add(edited, "customer", "How long?")
    conversations.add(edited, "customer", "And to Spain?")
    assert [conversation.opening for conversation in conversations.list("v")] == ["How long?"]
