"""The doctor says of each part whether it works, and what to do where it does not."""

import dataclasses
from pathlib import Path
from typing import Any

import pytest

from assistant.doctor import CHECKS
from settings import Settings
from tests.assistant.engines.faulty import FaultyServer


def model_check(tmp_path: Path, **changes: Any) -> tuple[bool, str]:
    return CHECKS["language model"](dataclasses.replace(Settings(), data_dir=str(tmp_path), **changes))


def test_without_a_language_model_nothing_is_missing(tmp_path: Path) -> None:
    assert model_check(tmp_path, model="embedded") == (True, "none; answers are quotes from the documents")


def test_a_remote_model_is_asked_a_word(tmp_path: Path) -> None:
    with FaultyServer() as server:
        ok, detail = model_check(tmp_path, model="tiny", model_url=server.url())
        assert ok
        assert "first word after" in detail
        ok, detail = model_check(tmp_path, model="tiny", model_url=server.url("401"))
        assert not ok
        assert "FRONTDESK_MODEL_KEY" in detail


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"model": "anthropic:claude"}, "pip install langchain-anthropic"),
        ({"model": "{folder}"}, "no config.json"),
    ],
)
def test_what_cannot_work_is_said_before_the_start(tmp_path: Path, changes: dict[str, str], sentence: str) -> None:
    ok, detail = model_check(tmp_path, **{key: value.format(folder=tmp_path) for key, value in changes.items()})
    assert not ok
    assert sentence in detail


def test_an_adapter_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    settings = dataclasses.replace(Settings(), data_dir=str(tmp_path), model="some/model")
    assert CHECKS["adapter"](settings) == (True, "none at work; 0 on the shelf")
    ok, detail = CHECKS["adapter"](dataclasses.replace(settings, adapter=str(tmp_path / "none")))
    assert not ok
    assert "no such folder" in detail
