"""The models section in a browser: choosing who answers, and trying a question."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import expect

from assistant.engines.choosing import Wish
from tests.assistant.engines.faulty import FaultyServer
from tests.web.browser.conftest import DESK, PHONE, StartVisit
from tests.web.browser.staff_visit import opened
from tests.web.conftest import House


@pytest.fixture
def remote(shared_house: House) -> Iterator[FaultyServer]:
    with FaultyServer() as server:
        engines = shared_house.services.engines
        object.__setattr__(engines._settings, "model_hosts", f"127.0.0.1:{server.port}")
        yield server
        shared_house.services.choose_model(Wish("embedded"))


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_an_admin_chooses_a_model_and_goes_back(
    visit: StartVisit, shared_house: House, remote: FaultyServer, size: dict[str, Any]
) -> None:
    page = opened(visit, shared_house, "?section=models", name="boss", role="admin", **size)
    form = page.get_by_role("region", name="Who answers")
    form.get_by_label("Who answers").last.select_option("remote")
    form.get_by_label("Address of an OpenAI-compatible server").fill(remote.url())
    form.get_by_label("Model; empty").fill("tiny")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_text("Answers come from tiny")).to_be_visible()
    expect(page.get_by_role("region", name="At work").get_by_text("Ready")).to_be_visible()
    page.get_by_label("Who answers").last.select_option("embedded")
    page.get_by_role("button", name="Use it").click()
    expect(page.get_by_role("region", name="At work").get_by_text("no language model")).to_be_visible()


def test_a_question_is_tried(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house, "?section=models", name="boss", role="admin", language="zh-CN")
    page.get_by_label("问题", exact=True).fill("How long does standard shipping take?")
    page.get_by_role("button", name="提问").click()
    expect(page.get_by_role("article", name="引用文档原文").get_by_text("3–5 working days")).to_be_visible()
