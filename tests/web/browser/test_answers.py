"""What may be done with an answer and its question: copy, thumbs with a reason, ask again, edit, reach a person."""

from playwright.sync_api import Page, expect

from desk.conversations import Message
from tests.waiting import wait_until
from tests.web.browser.conftest import PHONE, StartVisit, answered, ask
from tests.web.conftest import House


def _conversation(page: Page) -> str:
    return page.url.rpartition("?c=")[2]


def _messages(house: House, page: Page, *, superseded: bool = False) -> list[Message]:
    return house.services.conversations.messages(_conversation(page), superseded=superseded)


def test_an_answer_is_copied_as_plain_words(visit: StartVisit) -> None:
    one = visit()
    one.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page = one.open()
    ask(page, "What is the return window?")
    answered(page).get_by_role("button", name="Copy").click()
    expect(page.get_by_role("button", name="Copied")).to_be_visible()
    assert page.evaluate("navigator.clipboard.readText()") == "The return window is 30 days after delivery."
    expect(page.get_by_role("button", name="Copy", exact=True)).to_be_visible()


def test_a_thumb_is_stored_with_its_reason_and_can_be_taken_back(visit: StartVisit, shared_house: House) -> None:
    feedback = shared_house.services.feedback
    page = visit().open()
    ask(page, "What is the return window?")
    answer = answered(page)
    up, down = (answer.get_by_role("button", name=name, exact=True) for name in ("Helpful", "Not helpful"))
    saved = page.get_by_role("status").filter(has_text="Your rating was saved.")
    up.click()
    expect(up).to_have_attribute("aria-pressed", "true")
    expect(saved).to_be_visible()
    assert feedback.ratings(_conversation(page))[1].value == 1

    down.click()
    expect(up).to_have_attribute("aria-pressed", "false")
    reasons = page.get_by_role("group", name="What was the matter?")
    expect(reasons.get_by_role("radio", name="It is wrong")).to_be_focused()
    reasons.get_by_role("radio", name="It is incomplete").check()
    page.get_by_label("In your own words (optional)").fill("And for <sale> items?")
    page.keyboard.press("Enter")
    expect(reasons).to_be_hidden()
    expect(down).to_be_focused()
    wait_until(lambda: feedback.ratings(_conversation(page))[1].reason, "the reason is kept")
    rating = feedback.ratings(_conversation(page))[1]
    assert (rating.value, rating.reason) == (-1, "It is incomplete: And for <sale> items?")

    page.reload()
    down = page.get_by_role("button", name="Not helpful")
    expect(down).to_have_attribute("aria-pressed", "true")
    down.click()
    expect(page.get_by_role("status").filter(has_text="Your rating was taken back.")).to_be_visible()
    expect(down).to_have_attribute("aria-pressed", "false")
    assert feedback.ratings(_conversation(page)) == {}


def test_a_question_asked_again_or_edited_replaces_what_followed(visit: StartVisit, shared_house: House) -> None:
    page = visit().open()
    ask(page, "How long does shipping take?")
    answered(page)
    ask(page, "What is the  return\nwindow?")
    answered(page, 2)
    again = page.get_by_role("button", name="Ask again")
    expect(again).to_have_count(1)  # of the last answer only
    again.click()
    answered(page, 2)
    assert [message.text for message in _messages(shared_house, page)][2::2] == ["What is the  return\nwindow?"]
    assert len(_messages(shared_house, page, superseded=True)) == 6

    first = page.locator(".exchange").first
    first.hover()
    first.get_by_role("button", name="Edit question").click()
    editor = page.get_by_role("textbox", name="Edit your question")
    expect(editor).to_be_focused()
    editor.press("Escape")
    expect(editor).to_have_count(0)
    expect(first.locator(".asked")).to_be_visible()
    first.get_by_role("button", name="Edit question").click()
    expect(page.get_by_text("What followed this question is replaced.")).to_be_visible()
    editor.fill("How long does express shipping take?")
    editor.press("Enter")
    expect(answered(page, 1).locator(".body")).to_contain_text("Express shipping takes 1 day")
    assert [message.text for message in _messages(shared_house, page)][0] == "How long does express shipping take?"
    page.reload()
    expect(page.locator(".asked")).to_have_text(["How long does express shipping take?"])


def test_a_refusal_leads_to_what_is_near_and_to_a_person(visit: StartVisit) -> None:
    page = visit("zh-CN", **PHONE).open()
    ask(page, "xyzzy 量子力学？", "您的问题")
    answer = answered(page)
    expect(answer.get_by_text("相近的内容")).to_be_visible()
    expect(answer.get_by_role("link", name="发邮件至 help@linden.example")).to_have_attribute(
        "href", "mailto:help@linden.example"
    )
    answer.get_by_role("button", name="送货与退货.txt").tap()
    sheet = page.get_by_role("dialog", name="出处")
    expect(sheet.locator(".source.shown .document")).to_contain_text("送货与退货.txt")
    sheet.get_by_role("button", name="关闭").tap()
    expect(sheet).to_be_hidden()


def test_an_answer_that_staff_have_corrected_shows_theirs(visit: StartVisit, shared_house: House) -> None:
    page = visit().open()
    ask(page, "What is the return window?")
    answered(page)
    shared_house.services.feedback.correct(_conversation(page), 1, "It is 40 days for members.", author="anna")
    page.reload()
    expect(page.locator(".answer .body")).to_have_text("It is 40 days for members.")
    expect(page.get_by_text("Verified by staff,")).to_be_visible()
    expect(page.locator(".cite")).to_have_count(0)
