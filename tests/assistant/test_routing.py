import pytest

from assistant.routing import route


@pytest.mark.parametrize(
    ("message", "kind"),
    [
        ("hi", "greeting"),
        ("Hello there!", "greeting"),
        ("你好", "greeting"),
        ("在吗", "greeting"),
        ("Thank you very much for your help!", "thanks"),
        ("好的谢谢", "thanks"),
        ("ok thanks, bye", "goodbye"),
        ("谢谢，再见", "goodbye"),
        ("who are you?", "identity"),
        ("你是谁？", "identity"),
        ("I want to talk to a human", "person"),
        ("can I speak to someone please", "person"),
        ("转人工", "person"),
        ("我要找人工客服", "person"),
    ],
)
def test_small_talk_is_known_when_it_is_all_there_is(message: str, kind: str) -> None:
    assert route(message).kind == kind


@pytest.mark.parametrize(
    "message",
    [
        "Who is the manager of the shop?",
        "customer service phone number",
        "What do you do with returns?",
        "are you open on sunday?",
        "客服电话是多少？",
        "thanks to whom was it built",
        "do you ship to spain",
        "运费多少",
        "good quality?",
        "in person pickup",
        "?",
    ],
)
def test_anything_else_is_a_question(message: str) -> None:
    assert route(message).kind == "question"


@pytest.mark.parametrize(
    ("message", "question"),
    [
        ("hi, how long is delivery?", "how long is delivery?"),
        ("hello how much is shipping", "how much is shipping"),
        ("great, do you ship to Spain", "do you ship to Spain"),
        ("您好，运费多少？", "运费多少？"),
    ],
)
def test_a_greeting_before_a_question_is_taken_off(message: str, question: str) -> None:
    routed = route(message)
    assert (routed.kind, routed.question) == ("question", question)


def test_the_language_of_the_message_is_told() -> None:
    assert route("谢谢").language == "zh"
    assert route("thanks").language == "en"


def test_a_very_long_message_is_routed_at_once() -> None:
    assert route("hello " * 20_000).kind == "question"
