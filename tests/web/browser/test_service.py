"""Customer service in the chat: an order, a form with a correction, and a person of the team who answers."""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from tests.assistant.service.conftest import opened as desk_of
from tests.web.browser.conftest import DESK, PHONE, StartVisit, answered, ask, problems
from tests.web.browser.staff_visit import opened
from tests.web.conftest import House

SAID: dict[str, dict[str, Any]] = {
    "en-US": {
        "box": "Your question",
        "look_up": ("Where is my order?", "LF-20417", "mara@fern.example"),
        "shown": "LF-20417: shipped",
        "track": "Track the parcel",
        "form": ("I want to return something", "the tent", "no, the order number is LF-20471", "too small"),
        "summary": "Order number: LF-20471",
        "yes": "Yes, send it",
        "sent": "Your ticket is F-",
        "team": "You are talking to the team",
    },
    "zh-CN": {
        "box": "您的问题",
        "look_up": ("查订单", "YQ-30001", "13800001111"),
        "shown": "YQ-30001：运输中",
        "track": "",
        "form": ("我要退货", "睡袋", "不对，订单号是 YQ-30002", "太薄了"),
        "summary": "订单号：YQ-30002",
        "yes": "确认提交",
        "sent": "工单号是 F-",
        "team": "正在由人工为您服务",
    },
}


@pytest.mark.parametrize(("language", "screen"), [("en-US", DESK), ("zh-CN", PHONE)], ids=["desk", "phone"])
def test_an_order_a_form_and_a_reply_of_the_team(
    visit: StartVisit, shared_house: House, monkeypatch: pytest.MonkeyPatch, language: str, screen: dict[str, Any]
) -> None:
    said = SAID[language]
    monkeypatch.setattr(shared_house.services, "assistant", desk_of(shared_house.services.database).assistant)
    customer = visit(language, **screen).open()
    count = 0
    for words in (*said["look_up"], *said["form"]):
        ask(customer, words, said["box"])
        count += 1
        last = answered(customer, count)
        if words == said["look_up"][-1]:
            expect(last).to_contain_text(said["shown"])
            if said["track"]:
                link = last.get_by_role("link", name=said["track"])
                expect(link).to_have_attribute("href", "https://track.example/LF-20417")
                expect(link).to_have_attribute("rel", re.compile("noopener"))
    expect(last).to_contain_text(said["summary"])
    assert problems(customer) == []
    last.get_by_role("button", name=said["yes"]).click()
    expect(answered(customer, count + 1)).to_contain_text(said["sent"])
    number = str(customer.locator(".exchange[data-ticket]").last.get_attribute("data-ticket"))

    staff = opened(visit, shared_house, "?section=inbox")
    staff.locator(f"#row-{number}").click()
    expect(staff.locator("#detail")).to_contain_text(said["form"][0])
    staff.get_by_label("Your reply, as the customer will read it").fill("We have it: <b>all is well</b>.")
    staff.get_by_role("button", name="Send reply").click()
    expect(staff.get_by_text("The reply stands in the customer's chat.")).to_be_visible()
    assert problems(staff) == []

    reply = customer.locator(".exchange[data-team]").filter(visible=True)
    expect(reply).to_contain_text("We have it: <b>all is well</b>.")
    expect(customer.get_by_text(said["team"])).to_be_visible()
    customer.reload()
    expect(reply).to_have_count(1)
    expect(customer.get_by_text(said["team"])).to_be_visible()
    ask(customer, "F-1", said["box"])
    expect(customer.locator(".exchange[data-state='done']").filter(visible=True).last).to_contain_text(number)
