"""The conversations section in Chromium: found, read, corrected, deleted; the customer is given the correction."""

import re

from playwright.sync_api import expect

from tests.web.browser.conftest import PHONE, StartVisit
from tests.web.browser.staff_visit import opened
from tests.web.conftest import House


def _asked(house: House, question: str) -> str:
    conversation = house.services.conversations.start("f" * 32, "en")
    for _ in house.services.assistant.answer(conversation, question):
        pass
    return conversation


def test_a_disliked_answer_is_found_read_and_corrected(visit: StartVisit, shared_house: House) -> None:
    services = shared_house.services
    one = _asked(shared_house, "How long does standard shipping take?")
    _asked(shared_house, "Do you sell elephants?")
    services.feedback.rate(one, 1, -1, "It is wrong")
    page = opened(visit, shared_house, "?section=conversations")
    page.get_by_role("link", name="Disliked").click()
    expect(page.get_by_role("link", name="Do you sell elephants?")).to_have_count(0)
    page.get_by_role("link", name="How long does standard shipping take?").click()
    detail = page.get_by_role("article", name="How long does standard shipping take?")
    expect(detail).to_contain_text("The customer found this not helpful. It is wrong")
    detail.get_by_text("Sources (1)").click()
    expect(detail.get_by_role("link", name="shipping.txt")).to_be_visible()
    expect(detail.locator("mark")).to_have_text("Standard shipping takes 3–5 working days and costs $5.")
    detail.get_by_text("How this answer came about").click()
    expect(detail.get_by_text("embedded · question")).to_be_visible()

    button = detail.get_by_role("button", name="Correct this answer")
    button.click()
    words = detail.get_by_label("The right answer, in your words")
    expect(words).to_be_focused()
    words.fill("Two days.")
    page.keyboard.press("Escape")
    expect(words).to_be_hidden()
    expect(button).to_be_focused()
    button.click()
    expect(words).to_have_value("")
    words.fill("Two working days, <b>everywhere</b>.")
    page.get_by_role("link", name="Liked", exact=True).click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("What you have typed here is not saved.")
    question.get_by_role("button", name="Cancel").click()
    detail.get_by_role("button", name="Save").click()
    expect(page.get_by_text("The correction is saved and answers from now on.")).to_be_visible()
    expect(detail.get_by_text("Corrected by anna, just now")).to_be_visible()
    expect(detail.get_by_text("Two working days, <b>everywhere</b>.").first).to_be_visible()
    expect(words).to_be_hidden()
    assert services.feedback.corrections(one)[1].text == "Two working days, <b>everywhere</b>."
    detail.get_by_role("button", name="Withdraw").click()
    question.get_by_role("button", name="Withdraw the correction").click()
    expect(page.get_by_text("The correction was withdrawn.")).to_be_visible()
    assert services.feedback.corrections(one) == {}


def test_words_are_found_in_every_message_and_a_conversation_is_deleted(visit: StartVisit, shared_house: House) -> None:
    one = _asked(shared_house, "What is the return window?")
    page = opened(visit, shared_house, "?section=conversations")
    page.get_by_role("searchbox", name="Search conversations").fill("30 days after")
    expect(page.get_by_role("row")).to_have_count(2)
    page.get_by_role("row").nth(1).click()
    page.get_by_role("button", name="Delete conversation").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("It is gone for the customer too")
    question.get_by_role("button", name="Delete this conversation").click()
    expect(page.get_by_text("The conversation was deleted.")).to_be_visible()
    expect(page.get_by_text("No conversation fits this search")).to_be_visible()
    assert one not in [shown.id for shown in shared_house.services.overview.list()]
    assert "id=" not in page.url


def test_on_a_phone_a_thread_is_read_in_chinese(visit: StartVisit, shared_house: House) -> None:
    _asked(shared_house, "退货期限是多久？")
    page = opened(visit, shared_house, "?section=conversations&query=退货", language="zh-CN", **PHONE)
    page.get_by_role("link", name="退货期限是多久？").click()
    expect(page.get_by_role("button", name="更正这个回答")).to_be_visible()
    expect(page.get_by_role("link", name=re.compile("退货期限"))).to_be_hidden()
    page.locator("#back").click()
    expect(page.get_by_role("link", name="退货期限是多久？")).to_be_visible()
