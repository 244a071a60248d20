"""In Chromium: a customer is asked, remembered, shown what is kept, and forgotten; staff draft a campaign."""

import re

from playwright.sync_api import expect

from tests.web.browser.conftest import NEXT_FRAMES, PHONE, StartVisit, ask
from tests.web.browser.staff_visit import opened
from tests.web.conftest import House

CARD = """document.getElementById("past").insertAdjacentHTML("beforeend",
  '<article data-product="T-1"><button type="button" data-did="like">I like it</button></article>')"""


def test_a_customer_is_asked_before_anything_is_kept_and_erases_it(visit: StartVisit) -> None:
    page = visit().open()
    question = page.get_by_role("group", name="Remember what you like?")
    ask(page, "How long does standard shipping take?")
    expect(page.locator(".exchange[data-state=done]")).to_be_visible()
    expect(question).to_be_hidden()
    page.evaluate(CARD)
    expect(question).to_be_visible()
    with page.expect_response("**/me/did"):
        page.get_by_role("button", name="I like it").click()
    question.get_by_role("button", name="Yes, remember").click()
    expect(question).to_have_count(0)
    expect(page.get_by_label("Your question")).to_be_focused()
    page.reload()
    page.evaluate(CARD)
    page.evaluate(NEXT_FRAMES)
    expect(page.locator("#remember")).to_be_hidden()  # it was answered

    page.get_by_role("button", name="Your preferences").click()
    panel = page.get_by_role("dialog", name="Your preferences")
    expect(panel.get_by_text("Heron 2 tent")).to_be_visible()
    panel.get_by_role("button", name="Forget Heron 2 tent").click()
    expect(panel.get_by_text("Nothing yet.")).to_be_visible()
    panel.get_by_role("button", name="Erase it and stop remembering").click()
    expect(panel.get_by_text("Nothing is remembered")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Your preferences")).to_be_focused()

    page.get_by_role("button", name="Your preferences").click()
    for answer in ("Keep it", "Delete"):
        panel.get_by_role("button", name="Delete everything").click()
        sure = page.get_by_role("dialog", name=re.compile("All your conversations"))
        sure.get_by_role("button", name=answer, exact=True).click()
    expect(page.get_by_text("Everything was deleted.")).to_be_visible()
    expect(page.locator(".exchange").filter(visible=True)).to_have_count(0)
    expect(page.locator("#past-list")).not_to_contain_text("How long does standard shipping take?")


def test_on_a_phone_and_in_chinese_the_panel_is_reached_from_the_drawer(visit: StartVisit) -> None:
    page = visit("zh-CN", **PHONE).open()
    page.get_by_role("button", name="显示对话列表").click()
    page.get_by_role("button", name="您的偏好").click()
    panel = page.get_by_role("dialog", name="您的偏好")
    panel.get_by_role("button", name="记住我的喜好").click()
    expect(panel.get_by_text("以下是我们记住的内容。")).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_a_campaign_is_drafted_corrected_and_exported(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house, "?section=campaigns")
    page.get_by_label("Name of the draft").fill("Spring")
    page.get_by_label("Products, one a line").fill("T-1\nMoss mat")
    page.get_by_role("button", name="Write the draft").click()
    text = page.get_by_label("Text", exact=True)
    expect(text).to_have_value(re.compile("Heron 2 tent – €249"))
    words = text.input_value()
    text.fill(words.replace("€249", "€199"))
    page.get_by_role("button", name="Save and check").click()
    expect(page.get_by_role("alert")).to_contain_text("“€199” is not the price of that product.")
    expect(page.get_by_role("link", name="Export the text")).to_have_count(0)
    text.fill(words)
    page.get_by_role("button", name="Save and check").click()
    with page.expect_download() as download:
        page.get_by_role("link", name="Export the text").click()
    assert "Heron 2 tent – €249" in download.value.path().read_text(encoding="utf-8")
