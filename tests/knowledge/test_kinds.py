import pytest

from knowledge.kinds import asks_leave, tells_how, type_match, wanted_answer
from knowledge.language import detect_language


@pytest.mark.parametrize(
    ("question", "wanted"),
    [
        ("How long does shipping take?", "duration"),
        ("How many days do I have?", "duration"),
        ("What does shipping to Spain cost?", "money"),
        ("When was it founded?", "time"),
        ("How many gift cards can I use?", "number"),
        ("Who founded the company?", "person"),
        ("Where is the shop?", "address"),
        ("Where does the down come from?", "place"),
        ("When do you open on Sunday?", "hours"),
        ("What happens when nobody is at home?", "other"),
        ("Why was my card refused?", "reason"),
        ("Do you ship to Spain?", "polar"),
        ("Tell me about the warranty", "other"),
        ("寄到上海要几天？", "duration"),
        ("运费多少？", "money"),
        ("几点之前下单？", "time"),
        ("能用几张礼品卡？", "number"),
        ("谁是创始人？", "person"),
        ("苏州店在哪里？", "place"),
        ("为什么付款失败？", "reason"),
        ("可以机洗吗？", "polar"),
        ("申请保修需要提供什么？", "other"),
    ],
)
def test_the_question_words_tell_the_kind_of_answer(question: str, wanted: str) -> None:
    assert wanted_answer(question, detect_language(question)) == wanted


def test_what_the_question_says_itself_is_no_answer() -> None:
    question = "How long does delivery of 2 tents take?"
    assert type_match("number", question, "2 tents") == -1.0
    assert type_match("duration", question, "3–5 days") == 1.0
    assert type_match("other", question, "anything") == 0.0


@pytest.mark.parametrize(
    ("text", "does"),
    [
        ("Unpaid orders are kept for 24 hours and cancelled by themselves.", False),
        ("To cancel, write to us before noon.", True),
        ("付款失败不会扣款，订单会保留 24 小时，超时自动取消。", False),
        ("请在小程序里提交申请。", True),
    ],
)
def test_what_instructs_tells_how(text: str, does: bool) -> None:
    assert tells_how(text, detect_language(text)) is does


@pytest.mark.parametrize(
    ("question", "does"),
    [
        ("Can I bring a friend?", True),
        ("until what time can I order", True),
        ("Can you cancel my order?", False),
        ("可以带朋友吗？", True),
        ("我要取消订单", False),
    ],
)
def test_what_is_allowed_is_asked_of_the_house(question: str, does: bool) -> None:
    assert asks_leave(question, detect_language(question)) is does
