"""Said to somebody, or written about something."""

import pytest

from assistant.register import is_spoken
from knowledge.language import detect_language


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ("can i bring my dog", True),
        ("Is the beer a good value?", True),
        ("I'm moving to another city, what then?", True),
        ("What time do you close on Sunday?", True),
        ("Who was the main performer at the halftime show?", False),
        ("How long is the bridge in Warsaw?", False),
        ("上了一半能退费吗", True),
        ("坐地铁几号线", True),
        ("你们在哪里？", True),
        ("锣鼓经是什么？", False),
        ("萨克森花园位于华沙的哪个城区？", False),
    ],
)
def test_who_speaks_to_whom_is_heard(question: str, expected: bool) -> None:
    assert is_spoken(question, detect_language(question)) is expected


@pytest.mark.parametrize("text", ["write me a poem", "Tell me a joke", "帮我写一首诗", "给我讲个笑话"])
def test_what_somebody_shall_make_is_no_question(text: str) -> None:
    assert not is_spoken(text, detect_language(text))


@pytest.mark.parametrize("text", ["tell me about your rooms", "可以帮我写发票抬头吗"])
def test_what_is_asked_to_be_told_or_done_is_one(text: str) -> None:
    assert is_spoken(text, detect_language(text))
