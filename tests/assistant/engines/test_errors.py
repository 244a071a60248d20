import re
import string

import pytest

from assistant.engines.errors import PASSING, SENTENCES, EngineError


@pytest.mark.parametrize("code", SENTENCES)
def test_every_reason_is_said_in_both_languages_with_the_same_gaps(code: str) -> None:
    english, chinese = SENTENCES[code]["en"], SENTENCES[code]["zh"]
    gaps = [{name for _, name, _, _ in string.Formatter().parse(words) if name} for words in (english, chinese)]
    assert gaps[0] == gaps[1]
    assert re.search(r"[\u4e00-\u9fff]", chinese)
    assert not re.search(r"[\u4e00-\u9fff]", english)


def test_only_known_reasons_pass_by_themselves() -> None:
    assert set(SENTENCES) >= PASSING
    assert EngineError("busy").is_passing
    assert not EngineError("unauthorised").is_passing
