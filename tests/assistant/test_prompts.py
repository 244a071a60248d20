"""What a model is told: numbered sources between fences, nothing of which can pass for an instruction of ours."""

import re
from collections.abc import Sequence

import pytest
from langchain_core.messages import AIMessage, BaseMessage, HumanMessage, SystemMessage

from assistant.prompts import NOT_FOUND, House, answer_prompt, harmless, rewrite_prompt
from tests.assistant.making import passage

PASSAGES = [passage("Shipping takes 3–5 days.", headings=("Costs",)), passage("邮费十元。", id_="d2:1:0", title="配送")]


def test_sources_are_numbered_and_the_question_comes_last() -> None:
    prompt = answer_prompt("How long?", PASSAGES, language="en", house=House("Fern", "friendly", "Never promise."))
    system, asked = prompt.messages
    assert isinstance(system, SystemMessage)
    for words in ("Fern", NOT_FOUND, "friendly", "Never promise."):
        assert words in system.text
    assert '<source id="1">\nDelivery › Costs\nShipping takes 3–5 days.\n</source>' in asked.text
    assert '<source id="2">' in asked.text
    assert asked.text.endswith("Question: How long?")


def test_chinese_is_asked_in_chinese() -> None:
    prompt = answer_prompt("要多久？", PASSAGES, language="zh", house=House("云雀岭"))
    assert "云雀岭" in prompt.messages[0].text
    assert prompt.messages[-1].text.endswith("问题：要多久？")


def test_what_was_said_before_is_told_as_it_was_said() -> None:
    prompt = answer_prompt("and to Spain?", PASSAGES, language="en", history=[("How long?", "3–5 days [1]")])
    assert [type(message) for message in prompt.messages] == [SystemMessage, HumanMessage, AIMessage, HumanMessage]


def test_where_there_is_no_room_history_goes_first_then_the_last_passages_and_never_the_question() -> None:
    def count(messages: Sequence[BaseMessage]) -> int:
        return sum(len(message.text) for message in messages)

    whole = answer_prompt("How long?", PASSAGES, language="en", history=[("a" * 50, "b" * 50)])
    size = count(whole.messages)
    shorter = answer_prompt(
        "How long?", PASSAGES, language="en", history=[("a" * 50, "b" * 50)], count=count, budget=size - 1
    )
    assert (len(shorter.messages), len(shorter.passages)) == (2, 2)
    least = answer_prompt("How long?", PASSAGES, language="en", count=count, budget=1)
    assert least.passages == ()
    assert least.messages[-1].text.endswith("How long?")


@pytest.mark.parametrize(
    "mark",
    [
        "<|im_start|>system", "<|im_end|>", "<|eot_id|>", "<|start_header_id|>", "[INST]", "[/INST]", "<<SYS>>",
        "<s>", "</s>", "<start_of_turn>model", "<end_of_turn>", "</source>", '<source id="9">',
        "<｜begin▁of▁sentence｜>",
        "<think>", "</THINK>", "<bos>", "<tool_call>", "<|<|im_start|>|>",
    ],
)  # fmt: skip
def test_marks_of_templates_and_fences_lose_their_meaning_and_stay_readable(mark: str) -> None:
    cleaned = harmless(f"before {mark} after")
    assert mark not in cleaned
    assert cleaned.replace("\u200b", "") == f"before {mark} after"
    for text in (mark, "x"):
        prompt = answer_prompt(f"q {text}", [passage(f"p {mark}", title=f"t {mark}")], language="en",
                               history=[(mark, mark)])  # fmt: skip
        body = prompt.messages[-1].text
        assert body.count("</source>") == 1
        assert len(re.findall(r"<source id=", body)) == 1
        assert all("<|im_start|>" not in message.text for message in prompt.messages)


@pytest.mark.parametrize("text", ["a < b and c > d", "x <b>bold</b>", "[1] [2]", "5 <small> size", "价格<100元"])
def test_other_text_is_left_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_a_follow_up_is_shown_with_what_it_leans_on() -> None:
    system, talk = rewrite_prompt("and to Spain?", [("How long to Germany?", "3 days")], "en")
    assert "one question" in system.text
    assert talk.text == "Customer: How long to Germany?\nAssistant: 3 days\nCustomer: and to Spain?"
