"""Customer service in conversation: looked up, filled in, corrected, dropped, sent, and handed to a person."""

import pytest

from assistant.service.details import asks_what_is_done, names_thing
from desk.orders import MOST_TRIES, Order
from storage.database import Database
from tests.assistant.service.conftest import Desk, opened


def test_an_order_is_asked_for_piece_by_piece_and_shown(desk: Desk) -> None:
    asks, asks_contact, shown = desk.chat("Where is my order?", "20417? no, it is LF-20417", "mara@fern.example")
    assert "order number" in asks.text
    assert "placed with" in asks_contact.text
    assert shown.route == "service"
    for words in ("LF-20417: shipped", "Two-person tent", "2026-11-27", "An Post"):
        assert words in shown.text
    assert shown.links == (("Track the parcel", "https://track.example/LF-20417"),)


def test_an_order_is_shown_at_once_when_all_is_said_in_chinese(desk: Desk) -> None:
    (shown,) = desk.chat("查订单 YQ-30001，手机号 13800001111")
    assert "YQ-30001：运输中" in shown.text
    assert "顺丰" in shown.text


def test_what_has_matched_is_remembered_in_the_conversation_only(desk: Desk) -> None:
    *_, again = desk.chat("Where is my order? LF-20417, mara@fern.example", "thanks", "where is my order now?")
    assert "shipped" in again.text
    (other,) = desk.chat("Where is my order?")
    assert "order number" in other.text


def test_nothing_matching_answers_the_same_whether_the_number_exists_or_not(desk: Desk) -> None:
    texts = {
        desk.chat(f"Where is my order {number}? {contact}")[0].text.replace(number, "")
        for number, contact in (("LF-20999", "mara@fern.example"), ("LF-11111", "mara@fern.example"))
    }
    assert len(texts) == 1
    assert "hidden gift" not in str(texts)


def test_either_of_both_may_be_sent_again(desk: Desk) -> None:
    *_, shown = desk.chat("Where is my order LF-20471? mara@fern.example", "sorry, LF-20417")
    assert "Two-person tent" in shown.text


def test_wrong_tries_lock_look_ups_with_a_sentence(desk: Desk) -> None:
    one = desk.conversations.start("b" * 32)
    for n in range(MOST_TRIES):
        desk.chat(f"Where is my order LF-20417? guess{n}@fern.example", conversation=one)
    (locked,) = desk.chat("Where is my order LF-20417? mara@fern.example", conversation=one)
    assert "locked for 30 minutes" in locked.text
    assert "tent" not in locked.text


def test_a_form_is_filled_corrected_in_the_middle_summed_up_and_sent_once(desk: Desk) -> None:
    one = desk.conversations.start("a" * 32)
    answers = desk.chat(
        "I want to return something, order LF-20417",
        "the tent",
        "no, the order number is LF-20471",
        "too small for two",
        "mara@fern.example",
        "yes please",
        conversation=one,
    )
    item, reason, corrected, contact, summary, sent = answers
    assert "Which item" in item.text
    assert "reason" in reason.text
    assert corrected.text.startswith("Noted.")
    assert "reach you" in contact.text
    for words in ("LF-20471", "the tent", "too small for two", "mara@fern.example"):
        assert words in summary.text
    assert summary.choices == ("Yes, send it", "No")
    assert sent.ticket == "F-1001"
    ticket = desk.tickets.get("F-1001")
    assert ticket.fields == {
        "order": "LF-20471", "item": "the tent", "reason": "too small for two", "contact": "mara@fern.example",
    }  # fmt: skip
    desk.conversations.supersede(one, 10)
    (again,) = desk.chat("yes", conversation=one)
    assert again.ticket == "F-1001"
    assert desk.tickets.count() == 1


def test_a_form_in_chinese_is_corrected_after_the_summary(desk: Desk) -> None:
    answers = desk.chat(
        "我要退货", "YQ-30001", "睡袋", "太薄了", "13800001111", "其实邮箱更好，lin@yun.example", "确认提交"
    )
    assert "lin@yun.example" in answers[-2].text
    assert answers[-1].ticket == "F-1001"
    assert desk.tickets.get("F-1001").contact == "lin@yun.example"
    assert desk.tickets.get("F-1001").language == "zh"


@pytest.mark.parametrize("words", ["never mind", "算了", "Actually, forget it.", "不用了，谢谢"])
def test_a_form_is_dropped_whenever_somebody_says_so(desk: Desk, words: str) -> None:
    *_, dropped, after = desk.chat("I want to return something", words, "LF-20417 is nice, isn't it?")
    assert ("Nothing was sent" in dropped.text) or ("没有提交" in dropped.text)
    assert after.text.startswith("Answer to")
    assert desk.tickets.count() == 0


def test_something_else_is_answered_and_the_form_goes_on(desk: Desk) -> None:
    _, aside, item = desk.chat("I want to return something", "How long does a refund take?", "LF-20417")
    assert aside.text.startswith("Answer to: How long does a refund take?")
    assert aside.text.endswith("It stands in your order confirmation.")
    assert aside.route == "question"
    assert "Which item" in item.text


def test_how_something_is_done_is_answered_first_and_then_offered(desk: Desk) -> None:
    (begun,) = desk.chat("how can I cancel my order?")
    assert begun.route == "service"  # the documents do not say it
    desk.parrot.known = ("cancel", "取消", "want to return")
    told, asked = desk.chat("how can I cancel my order?", "Ask the team: Cancellation")
    assert (told.text, told.choices) == ("Answer to: how can I cancel my order?", ("Ask the team: Cancellation",))
    assert asked.dialog["form"] == "cancel_order"
    assert desk.chat("怎么取消订单")[-1].choices == ("请同事处理：取消订单",)
    assert desk.chat("怎么还没取消订单")[-1].route == "service"  # that asks why
    kept = desk.chat("I want to return my shoes", "what do I do if I want to return two pairs", "LF-20417")
    assert kept[1].text.startswith("Answer to: what do I do")
    assert "Back to your request (Return)" in kept[1].text
    assert kept[2].text == "Which item is it about?"


def test_another_request_sets_the_form_aside(desk: Desk) -> None:
    _, other = desk.chat("I want to return something", "please cancel my order LF-20417")
    assert other.text.startswith("I have set the other request aside")
    assert "reach you" in other.text


def test_values_are_checked_as_they_come_and_a_way_out_is_shown(desk: Desk) -> None:
    _, once, twice = desk.chat("I want to return something", "the blue one", "the big one")
    assert once.text.startswith("That does not look like an order number.")
    assert "never mind" in twice.text
    assert twice.choices == ("Talk to a person",)


def test_a_day_is_understood_and_an_optional_field_may_be_skipped(desk: Desk) -> None:
    *_, summary = desk.chat("Please call me", "my tent", "+353 20 912 0417", "next Monday")
    assert "2026-11-30" in summary.text
    *_, skipped = desk.chat("请给我回电", "帐篷", "13800001111", "随时")
    assert "日期" not in skipped.text
    assert skipped.choices == ("确认提交", "不对")


def test_a_day_that_is_over_is_not_taken(desk: Desk) -> None:
    *_, past, summary = desk.chat("Please call me", "my tent", "+353 20 912 0417", "last Monday", "tomorrow")
    assert past.text.startswith("That day is over.")
    assert "2026-11-26" in summary.text


def test_a_ticket_is_found_without_its_number_where_it_was_opened(desk: Desk) -> None:
    _, own = desk.chat("talk to a person", "what about my ticket?")
    assert "F-1001" in own.text
    (other,) = desk.chat("我的工单怎么样了？", visitor="d" * 32)
    assert "F-1042" in other.text


def test_two_requests_in_one_message_follow_each_other(desk: Desk) -> None:
    both = "please cancel my order LF-20417 / it has not arrived since Monday, and nobody answers"
    first, *_, done = desk.chat(both, "mara@fern.example", "yes")
    assert "reach you" in first.text
    assert "F-1001" in done.text
    assert "Delivery problem, please check" in done.text
    assert "since Monday" in done.text


def test_a_question_beside_a_request_is_answered_first(desk: Desk) -> None:
    (both,) = desk.chat("where is my order / do you ship to Spain?")
    assert both.text.startswith("Answer to: do you ship to Spain?")
    assert both.text.endswith("It stands in your order confirmation.")


def test_a_person_is_wanted_and_gets_the_conversation_with_a_number(desk: Desk) -> None:
    asked, kept = desk.chat("My tent leaks, terrible", "talk to a person")
    assert asked.choices or asked.dialog
    ticket = desk.tickets.get("F-1001")
    assert (kept.ticket, ticket.reason, ticket.priority) == ("F-1001", "speak_to_person", 1)
    (named,) = desk.chat("mara@fern.example", conversation=str(ticket.conversation))
    assert "F-1001" in named.text
    assert desk.tickets.get("F-1001").contact == "mara@fern.example"
    (again,) = desk.chat("talk to a person", conversation=str(ticket.conversation))
    assert "already has" in again.text
    assert desk.tickets.count() == 1


def test_a_ticket_is_asked_about_from_the_same_browser_or_with_its_contact(desk: Desk) -> None:
    desk.chat("I want to return something, LF-20417", "tent", "too small", "mara@fern.example", "yes")
    (own,) = desk.chat("what about my ticket F-1001?")
    assert "waiting for our team" in own.text
    asked, shown = desk.chat("工单 F-1001 怎么样了？", "mara@fern.example", visitor="c" * 32)
    assert "邮箱" in asked.text
    assert "等待同事处理" in shown.text
    for number in ("F-1001", "F-7777"):
        asked, nothing = desk.chat(f"what about {number}?", "other@fern.example", visitor="d" * 32)
        assert "cannot show a ticket" in nothing.text


def test_while_a_person_answers_the_assistant_passes_words_on(desk: Desk) -> None:
    one = desk.conversations.start("a" * 32)
    (handed,) = desk.chat("talk to a person", conversation=one)
    desk.tickets.reply(str(handed.ticket), "Hello, Anna here.", author="anna")
    (passed,) = desk.chat("Do you ship to Spain?", conversation=one)
    assert "reached the person" in passed.text
    assert desk.tickets.get(str(handed.ticket)).status == "open"
    desk.tickets.set_status(str(handed.ticket), "solved")
    (answered,) = desk.chat("Do you ship to Spain?", conversation=one)
    assert answered.text.startswith("Answer to")


def test_what_was_said_to_customer_service_is_never_handed_to_those_who_answer_questions(desk: Desk) -> None:
    desk.chat("Where is my order? LF-20417 mara@fern.example", "Do you ship to Spain?")
    (task,) = desk.parrot.tasks
    assert "mara" not in str(task.earlier)
    assert "tent" not in str(task.earlier)


def test_an_edited_message_takes_the_form_back_to_where_it_was(desk: Desk) -> None:
    one = desk.conversations.start("a" * 32)
    desk.chat("I want to return something", "LF-20471", conversation=one)
    desk.conversations.supersede(one, 2)
    desk.chat("LF-20417", "tent", "too small", "mara@fern.example", "yes", conversation=one)
    assert desk.tickets.get("F-1001").fields["order"] == "LF-20417"


def test_a_company_without_orders_never_asks_for_one(database: Database) -> None:
    desk = opened(database)
    asked = [
        "where is my order?", "I want to return my locker key", "cancel my order", "the trainer has not arrived",
        "this is terrible", "we want to return", "12345", "LF-20417", "我要退货", "投诉", "取消订单", "查询我的订单",
    ]  # fmt: skip
    for order in desk.orders.list():
        desk.orders.remove(order.number)
    for text in asked:
        said = "".join(f"{answer.text} {answer.choices}" for answer in desk.chat(text, "it is blue", "me@fern.example"))
        assert "order number" not in said, text
        assert "order confirmation" not in said, text
        assert "订单" not in said, text
    *_, sent = desk.chat("cancel my order", "the yoga course", "me@fern.example", "yes")
    assert sent.ticket
    assert desk.tickets.get(sent.ticket).fields == {"subject": "the yoga course", "contact": "me@fern.example"}
    desk.orders.put([Order("LF-20417", "mara@fern.example")])
    assert "order number" in desk.chat("where is my order?")[0].text  # known at once


def test_what_a_request_is_about_is_asked_only_where_it_was_not_said(database: Database) -> None:
    desk = opened(database)
    for order in desk.orders.list():
        desk.orders.remove(order.number)
    assert "What shall be cancelled" in desk.chat("cancel my order")[0].text
    assert names_thing("cancel my membership")
    assert names_thing("取消会员卡")
    assert not names_thing("I'd like to make a booking, please")
    assert not names_thing("我要报名")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("can you fix my e-scooter", True),
        ("你们能修拉链吗", True),
        ("can you cancel my order", False),
        ("please repair my tent", False),
    ],
)
def test_what_the_house_does_is_a_question(text: str, expected: bool) -> None:
    assert asks_what_is_done(text) is expected


def test_a_question_within_a_form_is_no_answer_to_it(desk: Desk) -> None:
    *_, aside = desk.chat("I want to return something", "LF-20417", "can I pay by card")
    assert aside.text.startswith("Answer to: can I pay by card")
