import pytest

from assistant.understanding.understander import Understander


@pytest.mark.parametrize(
    ("message", "route", "intent"),
    [
        ("hi there!", "smalltalk", "greeting"),
        ("好的谢谢", "smalltalk", "thanks"),
        ("I want to talk to a human", "service", "speak_to_person"),
        ("转人工", "service", "speak_to_person"),
        ("How long is delivery?", "question", ""),
        ("?", "question", ""),
    ],
)
def test_a_message_has_a_route_and_an_intent(message: str, route: str, intent: str) -> None:
    (part,) = Understander().understand(message).parts
    assert (part.route, part.intent) == (route, intent)


def test_greetings_are_taken_off_what_is_asked() -> None:
    understood = Understander().understand("您好，运费多少？")
    assert (understood.language, understood.parts[0].text) == ("zh", "运费多少？")
