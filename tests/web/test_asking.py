import json

import pytest

from web.asking import Asked, UnderWay, conversation_id

ID = "0123456789abcdef" * 2


def test_a_question_is_taken_from_what_the_page_sends() -> None:
    given = {"text": " How long? ", "conversation": ID, "from": 4, "mark": "12-34"}
    assert Asked.of(json.dumps(given)) == Asked("How long?", ID, 4, "12-34")
    assert Asked.of("{}") == Asked("")


@pytest.mark.parametrize(
    "given", ["", "x", "[]", "3", '{"from": -1}', '{"from": "0"}', '{"from": 1.5}', '{"text": "x"', "null"]
)
def test_what_no_page_sends_is_refused(given: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        Asked.of(given)


@pytest.mark.parametrize("given", ["../x", ID.upper(), ID + "0", 5, None, "<script>"])
def test_what_is_no_id_is_no_conversation(given: object) -> None:
    assert conversation_id(given) == ""
    assert Asked.of(json.dumps({"conversation": given, "mark": "<b>"})) == Asked("")


def test_a_conversation_is_under_way_until_its_last_answer_is() -> None:
    under_way = UnderWay()
    with under_way.answering(ID):
        with under_way.answering(ID):
            assert ID in under_way
        assert ID in under_way
    assert ID not in under_way
