"""What staff say of intents and orders holds for the next customer: in Chromium, in both languages, desk and phone."""

from typing import Any, cast

import pytest
from playwright.sync_api import Page, expect

from assistant.service.actions import Action
from assistant.understanding.understander import Understander
from tests.assistant.service.conftest import opened as desk_of
from tests.web.browser.conftest import DESK, PHONE, StartVisit, answered, ask, fits, problems
from tests.web.browser.staff_visit import opened
from tests.web.conftest import House
from tests.web.fakes import Signs
from web.strings import text

HERE = [("en", "en-US", DESK), ("zh", "zh-CN", PHONE)]
SAID: dict[str, dict[str, str]] = {
    "en": {
        "box": "Your question", "title": "Ring me back", "example": "zorbing slot for two, please",
        "asked": "What is it about?", "orders": "Where is my order?", "number": "NP-501",
        "contact": "kai@north.example", "shown": "NP-501: shipped", "dates": "Day of sale",
    },
    "zh": {
        "box": "您的问题", "title": "电话回访", "example": "关于滑翔伞的事聊几句",
        "asked": "请问是关于什么事？", "orders": "查订单", "number": "NP-502", "contact": "13700002222",
        "shown": "NP-502：运输中", "dates": "哪天买的",
    },
}  # fmt: skip
FILE = "Order no,E-mail,Phone,State,{dates},Note\nNP-501,kai@north.example,,shipped,2026-11-20,a\n"
FILE += "NP-502,,13700002222,运输中,2026-11-21,b\n,nobody@north.example,,shipped,2026-11-22,c\n"


def _sent(page: Page, name: str, content: str) -> None:
    page.locator("#files").set_input_files({"name": name, "mimeType": "text/csv", "buffer": content.encode()})


@pytest.mark.parametrize(("language", "locale", "screen"), HERE, ids=["desk", "phone"])
def test_an_intent_is_edited_learnt_and_then_understood(
    visit: StartVisit, shared_house: House, monkeypatch: pytest.MonkeyPatch, language: str, locale: str,
    screen: dict[str, Any],
) -> None:  # fmt: skip
    services, said = shared_house.services, SAID[language]

    def action(intent: str) -> Action | None:
        return Action(*cast(Any, what)) if (what := services.intents.what(intent)) else None

    understander = Understander(lambda: services.learnt.current, Signs().embed)
    desk = desk_of(services.database, understander=understander, action=action)
    monkeypatch.setattr(services, "assistant", desk.assistant)
    customer = visit(locale, **screen).open()
    ask(customer, said["example"], said["box"])
    expect(answered(customer)).not_to_contain_text(said["asked"])

    page = opened(visit, shared_house, "?section=intents", language=locale, **screen)
    _sent(page, "intents.csv", "a,b\n1,2\n")
    expect(page.locator("#said")).to_contain_text("intent")
    page.locator("#row-callback").click()
    form = page.locator("#intent-form")
    form.get_by_label(text(f"title_{language}", language)).fill(said["title"])
    form.get_by_role("button", name=text("save", language)).click()
    expect(page.locator("#thing-title")).to_have_text(said["title"])
    page.locator("#new-examples").fill(said["example"])
    page.get_by_role("button", name=text("add_examples", language)).click()
    expect(page.locator(".examples").get_by_text(said["example"])).to_be_visible()
    assert fits(page)
    if screen is PHONE:
        page.locator("#back").click()
    else:
        assert problems(page) == []
    expect(page.locator("#learning")).to_contain_text(text("not_learnt_yet", language))
    page.locator("#learn").click()
    expect(page.locator("#learning")).to_contain_text(text("all_learnt", language))
    expect(page.locator("#report")).to_be_visible()
    assert fits(page)

    ask(customer, said["example"], said["box"])
    expect(answered(customer, 2)).to_contain_text(said["asked"])


@pytest.mark.parametrize(("language", "locale", "screen"), HERE, ids=["desk", "phone"])
def test_orders_are_imported_with_a_look_at_their_columns_and_found_by_their_customer(
    visit: StartVisit, shared_house: House, monkeypatch: pytest.MonkeyPatch, language: str, locale: str,
    screen: dict[str, Any],
) -> None:  # fmt: skip
    said = SAID[language]
    page = opened(visit, shared_house, "?section=orders", language=locale, **screen)
    _sent(page, "broken.csv", "x\n1\n")
    expect(page.locator("#orders-import, #said [role=alert]").first).to_be_visible()
    if page.locator("#import-drop").is_visible():
        page.locator("#import-drop").click()
    _sent(page, "orders.csv", FILE.format(dates=said["dates"]))
    form = page.locator("#orders-import")
    expect(form).to_contain_text("kai@north.example")
    expect(form.get_by_label("Order no")).to_have_value("number")
    expect(form.get_by_label(said["dates"])).to_have_value("")
    form.get_by_label(said["dates"]).select_option("ordered")
    assert fits(page)
    assert problems(page) == []
    page.locator("#import-now").click()
    expect(page.locator(f"#row-{said['number'].replace('-', '')}")).to_be_visible()
    expect(page.locator("#said")).to_contain_text("4")  # the row without a number

    monkeypatch.setattr(shared_house.services, "assistant", desk_of(shared_house.services.database).assistant)
    customer = visit(locale, **screen).open()
    for count, words in enumerate((said["orders"], said["number"], said["contact"]), 1):
        ask(customer, words, said["box"])
        last = answered(customer, count)
    expect(last).to_contain_text(said["shown"])
    expect(last).to_contain_text("2026-11-2")
