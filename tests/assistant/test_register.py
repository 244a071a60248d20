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
