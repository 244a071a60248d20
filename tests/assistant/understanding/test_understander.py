"""What is understood, with the models that every installation begins with (trained once on a machine, then cached)."""

from collections.abc import Sequence

import pytest

from assistant.understanding.features import Floats
from assistant.understanding.keeping import Learnt
from assistant.understanding.message import Route
from assistant.understanding.understander import Understander
from storage.folder import user_cache
from tests.minilm import MODEL


@pytest.fixture(scope="module")
def learnt() -> Learnt:
    kept = Learnt(MODEL, cache=user_cache())
    kept.load()
    return kept


@pytest.fixture(scope="module")
def understander(learnt: Learnt) -> Understander:
    return Understander(lambda: learnt.current, MODEL.embed)


@pytest.mark.parametrize(
    ("message", "route", "intent"),
    [
        ("hi there!", "smalltalk", "greeting"),
        ("好的谢谢", "smalltalk", "thanks"),
        ("ok thanks, bye", "smalltalk", "goodbye"),
        ("你是谁？", "smalltalk", "identity"),
        ("I want to talk to a human", "service", "speak_to_person"),
        ("我要找人工客服", "service", "speak_to_person"),
        ("How long is delivery?", "question", ""),
        ("?", "question", ""),
        ("Who is the manager of the shop?", "question", ""),
    ],
)
def test_without_models_small_talk_and_the_wish_for_a_person_are_known(message: str, route: str, intent: str) -> None:
    (part,) = Understander().understand(message).parts
    assert (part.route, part.intent) == (route, intent)


@pytest.mark.parametrize(
    ("message", "language", "asked"),
    [
        ("hi, how long is delivery?", "en", "how long is delivery?"),
        ("great, do you ship to Spain", "en", "do you ship to Spain"),
        ("您好，运费多少？", "zh", "运费多少？"),
    ],
)
def test_greetings_are_taken_off_what_is_asked(message: str, language: str, asked: str) -> None:
    understood = Understander().understand(message)
    assert (understood.language, understood.parts[0].text) == (language, asked)


def test_a_very_long_message_is_understood_at_once(understander: Understander) -> None:
    assert len(understander.understand("hello " * 20_000).parts) == 1


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("where is my parcl", ["service order_status"]),
        ("好停车吗", ["question"]),
        ("whre is my parcl", ["service order_status"]),
        ("refnd pls!!", ["service refund"]),
        ("請問我的訂單到哪裡了", ["service order_status"]),
        ("can you get me a waterproof jacket for my son", ["recommendation"]),
        ("有没有轻一点的帐篷", ["recommendation"]),
        ("How long is the warranty on the stove?", ["question"]),
        ("write me a poem about the sea", ["out_of_scope"]),
        ("where is my order, and do you ship to Spain?", ["service order_status", "question delivery_info"]),
        ("我要退货，顺便推荐一款防水背包", ["service return", "recommendation"]),
        ("cancel order 3320 and also send me the invoice for 4410", ["service cancel_order", "service invoice"]),
        ("My parcel never arrived. I want my money back.", ["service delivery_problem"]),
        ("Where is your shop and when are you open?", ["question", "question"]),
        ("I bought a tent last week. How long is the warranty?", ["question"]),
    ],
)
def test_each_thing_that_is_wanted_has_its_route_and_intent(
    understander: Understander, message: str, expected: Sequence[str]
) -> None:
    parts = understander.understand(message).parts
    assert [f"{part.route} {part.intent}".strip() for part in parts] == expected
    assert all(0 < part.confidence <= 1 for part in parts)


def test_what_is_meant_as_it_stands_is_read_once(learnt: Learnt) -> None:
    read: list[str] = []
    embed = MODEL.embed

    def counted(texts: Sequence[str]) -> Floats:
        read.extend(texts)
        return embed(texts)

    understander = Understander(lambda: learnt.current, counted)
    understander.understand("How long is delivery?")
    assert read == ["How long is delivery?"]
    understander.understand("And to Spain?", [("How long is delivery to France?", "Two days.")])
    assert read[1:] == ["And to Spain?", "How long is delivery to Spain?"]


def test_a_message_that_leans_on_the_one_before_is_understood_with_it(understander: Understander) -> None:
    earlier = [("How long does shipping to France take?", "Two days.")]
    (part,) = understander.understand("And to Spain?", earlier).parts
    assert (part.route, part.text) == ("question", "And to Spain?")


@pytest.mark.parametrize("message", ["This is a disgrace, I am furious!!", "太过分了，气死我了"])
def test_anger_is_noticed(understander: Understander, message: str) -> None:
    assert understander.understand(message).mood <= -0.5


@pytest.mark.parametrize("message", ["I need this immediately, it's an emergency", "十万火急，今天必须处理"])
def test_urgency_is_noticed(understander: Understander, message: str) -> None:
    assert understander.understand(message).urgency > 0.5


def test_who_breaks_a_tie_is_asked_only_for_a_tie_and_only_between_the_likeliest(learnt: Learnt) -> None:
    asked: list[tuple[str, Sequence[Route]]] = []

    def second(text: str, routes: Sequence[Route]) -> Route:
        asked.append((text, routes))
        return routes[1]

    embed = MODEL.embed
    understander = Understander(lambda: learnt.current, embed, tie_break=second)
    plain = Understander(lambda: learnt.current, embed)
    unsure = [
        text
        for text in ("my size", "the blue one", "gift card problem", "bill", "store")
        if plain.understand(text).is_unsure
    ]
    for text in unsure:
        understood = understander.understand(text)
        assert not understood.is_unsure
        assert understood.parts[0].route == asked[-1][1][1]
    understander.understand("Where is my order?")
    assert [text for text, _ in asked] == unsure
