"""The customer page: the first view, asking, the answer as it grows, sources, and conversations that are kept."""

import re

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.waiting import wait_until
from tests.web.browser.conftest import NEXT_FRAMES, PHONE, StartVisit, answered, ask, still
from tests.web.conftest import House
from web.asking import MOST_CHARACTERS

SHIPPING = "Standard shipping takes 3–5 working days and costs $5."


def _asked(page: Page) -> Locator:
    return page.locator(".asked").filter(visible=True)


def test_the_first_view_greets_says_who_answers_and_offers_questions(visit: StartVisit) -> None:
    page = visit().open()
    expect(page.get_by_role("heading", level=1)).to_have_text("Welcome to Linden & Tea. How can we help?")
    expect(page.get_by_text("Answers are quoted from the company's documents.")).to_be_visible()
    starters = page.get_by_role("list", name="Questions to begin with").get_by_role("button")
    assert starters.all_inner_texts() == [
        "How long does shipping take?",
        "What is the return window?",
        "Do you ship to Germany?",
    ]
    expect(page.get_by_role("textbox", name="Your question")).to_be_focused()
    assert page.title() == "Linden & Tea"


def test_a_customer_sees_the_answer_grow_and_where_it_comes_from(visit: StartVisit, shared_house: House) -> None:
    shared_house.services.assistant.pause = 0.15
    page = visit().open()
    page.get_by_role("button", name="How long does shipping take?").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    expect(page.locator(".answer .body")).to_contain_text("Standard")
    expect(page.locator(".answer .body")).to_have_text(SHIPPING + "1")
    shared_house.services.assistant.pause = 0.0
    answer = answered(page)
    expect(page.get_by_role("status").filter(has_text=f"Answer: {SHIPPING}")).to_have_count(1)
    expect(page.get_by_role("heading", level=1)).to_be_hidden()

    cite = answer.get_by_role("button", name=re.compile("^1: shipping.txt"))
    cite.hover()
    expect(page.get_by_role("tooltip")).to_contain_text("page 3")
    expect(page.get_by_role("tooltip").locator("mark")).to_have_text(SHIPPING)
    page.keyboard.press("Escape")
    expect(page.get_by_role("tooltip")).to_be_hidden()

    cite.click()
    panel = page.get_by_role("complementary", name="Sources")
    expect(panel.get_by_role("heading", name="Sources")).to_be_focused()
    expect(panel.locator("mark")).to_have_text(SHIPPING)
    expect(panel).to_contain_text("<b>bold</b> is text here")
    expect(panel.get_by_role("link", name="Open document")).to_have_attribute(
        "href", "/documents/d0?passage=0&version=1&words=0-54#passage"
    )
    page.keyboard.press("Escape")
    expect(panel).to_be_hidden()
    expect(cite).to_be_focused()
    answer.get_by_role("button", name="Quoted from 1 document").click()
    expect(panel).to_be_visible()
    panel.get_by_role("button", name="Close").click()
    expect(panel).to_be_hidden()


def test_a_long_answer_is_read_from_its_question_and_nobody_is_pulled_away(
    visit: StartVisit, shared_house: House
) -> None:
    page = visit(viewport={"width": 390, "height": 400}).open()
    ask(page, "How long does shipping take?")
    answered(page)
    shared_house.services.assistant.pause = 0.15
    ask(page, "\n".join(["How long does shipping take?"] * 14))  # taller than the window by itself
    expect(page.locator("#live .answer .body")).to_contain_text("Standard")
    page.wait_for_function(
        """() => {
          const [scroller, asked] = ["#scroll", "#live .bubble"].map((each) => document.querySelector(each));
          const below = (asked?.getBoundingClientRect().top ?? -1) - scroller.getBoundingClientRect().top;
          return 0 <= below && below < 60;
        }"""
    )
    page.locator("#scroll").hover()
    for _ in range(3):  # in a frame in which the answer grows a turn of the wheel may be lost
        page.mouse.wheel(0, -5000)
        page.evaluate(NEXT_FRAMES)
    shared_house.services.assistant.pause = 0.0
    answered(page, 2)
    assert page.locator("#scroll").evaluate("element => element.scrollTop") == 0


def test_keys_send_break_lines_and_write_chinese(visit: StartVisit) -> None:
    one = visit("zh-CN")
    page = one.open()
    box = page.get_by_role("textbox", name="您的问题")
    box.press("Shift+Enter")
    box.press_sequentially("退货")
    assert box.input_value() == "\n退货"
    keyboard = one.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "qixian", "selectionStart": 6, "selectionEnd": 6})
    # What an input method does with Enter: the key arrives while the word is still being composed.
    keyboard.send("Input.dispatchKeyEvent", {"type": "keyDown", "key": "Enter", "windowsVirtualKeyCode": 229})
    keyboard.send("Input.insertText", {"text": "期限是多久？"})
    page.wait_for_timeout(200)
    expect(page.locator(".exchange")).to_have_count(0)
    assert box.input_value() == "\n退货期限是多久？"
    box.press("Enter")
    expect(answered(page).locator(".asked")).to_have_text("退货期限是多久？")
    expect(answered(page).get_by_text("引用自 1 份文档")).to_be_visible()
    expect(box).to_be_focused()
    page.get_by_role("button", name="复制").focus()
    page.keyboard.press("/")
    expect(box).to_be_focused()
    assert box.input_value() == ""


def test_a_question_that_is_too_long_is_told_before_it_is_sent(visit: StartVisit) -> None:
    page = visit().open()
    box, limit = page.get_by_role("textbox", name="Your question"), page.locator("#limit")
    box.fill("a" * (MOST_CHARACTERS // 2))
    expect(limit).to_be_hidden()
    box.fill("a" * (MOST_CHARACTERS - 100))
    expect(limit).to_have_text("1,900 of 2,000 characters")
    box.fill("a" * (MOST_CHARACTERS + 1234))
    expect(limit).to_have_text("1,234 characters too many. Please shorten the question.")
    box.press("Enter")
    expect(page.get_by_role("button", name="Send")).to_have_attribute("aria-disabled", "true")
    expect(page.locator(".exchange")).to_have_count(0)
    assert len(box.input_value()) == MOST_CHARACTERS + 1234


def test_a_stopped_answer_keeps_what_there_is_and_can_be_continued(visit: StartVisit, shared_house: House) -> None:
    assistant = shared_house.services.assistant
    assistant.pause, closed = 0.4, assistant.closed
    page = visit().open()
    ask(page, "How long does shipping take?")
    expect(page.locator(".answer .body")).to_contain_text("Standard")
    page.get_by_role("button", name="Stop").click()
    expect(page.locator(".note").filter(has_text="Stopped.")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    assistant.pause = 0.0
    wait_until(lambda: assistant.closed > closed, "the answerer was told")
    assert assistant.closed == closed + 1
    expect(page.locator(".answer .body")).not_to_contain_text("$5")
    page.reload()
    expect(page.get_by_text("This answer was interrupted.")).to_be_visible()
    expect(page.locator(".answer .body")).to_contain_text("Standard")
    page.get_by_role("button", name="Continue").click()
    expect(answered(page).locator(".body")).to_have_text(SHIPPING + "1")
    expect(page.get_by_text("This answer was interrupted.")).to_be_hidden()


def test_conversations_have_an_address_and_stand_in_the_rail(visit: StartVisit) -> None:
    one = visit()
    page = one.open()
    ask(page, "What is the return window?")
    answered(page)
    expect(page).to_have_url(re.compile(r"/\?c=[0-9a-f]{32}$"))
    first = page.url
    rail = page.get_by_role("navigation", name="Conversations")
    expect(rail.get_by_role("heading")).to_have_text("Today")
    expect(rail.get_by_role("link", name="What is the return window?")).to_have_attribute("aria-current", "page")

    rail.get_by_role("button", name="New chat").click()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page).to_have_url(one.url + "/")
    ask(page, "How long does shipping take?")
    answered(page)
    expect(rail.get_by_role("link")).to_have_count(4)  # the company, two conversations, the other language
    rail.get_by_role("link", name="What is the return window?").click()
    expect(_asked(page)).to_have_text(["What is the return window?"])
    expect(page).to_have_url(first)
    page.go_back()
    expect(_asked(page)).to_have_text(["How long does shipping take?"])

    page.goto(first)
    expect(_asked(page)).to_have_text(["What is the return window?"])
    expect(answered(page).get_by_text("Quoted from 1 document")).to_be_visible()
    ask(page, "And how long does shipping take?")
    answered(page, 2)
    page.get_by_role("link", name="中文").click()
    expect(page).to_have_url(first)
    expect(page.get_by_text("引用自 1 份文档")).to_have_count(2)
    assert page.locator("html").get_attribute("lang") == "zh-CN"

    stranger = visit().open(first.removeprefix(one.url))
    expect(stranger.get_by_role("heading", level=1)).to_be_visible()
    expect(stranger.locator(".exchange")).to_have_count(0)


def test_a_conversation_is_deleted_after_one_question(visit: StartVisit) -> None:
    page = visit().open()
    ask(page, "What is the return window?")
    answered(page)
    rail = page.get_by_role("navigation", name="Conversations")
    delete = rail.get_by_role("button", name="Delete conversation: What is the return window?")
    delete.focus()
    page.keyboard.press("Enter")
    dialog = page.get_by_role("dialog")
    expect(dialog).to_contain_text("The conversation “What is the return window?” will be deleted for good.")
    expect(dialog.get_by_role("button", name="Keep it")).to_be_focused()
    page.keyboard.press("Escape")
    expect(delete).to_be_focused()
    rail.get_by_role("link", name="What is the return window?").hover()  # the rail may be drawn again, without focus
    delete.click()
    dialog.get_by_role("button", name="Delete").click()
    expect(page.get_by_role("status").filter(has_text="The conversation was deleted.")).to_be_visible()
    expect(rail.get_by_text("Your conversations will be listed here.")).to_be_visible()
    expect(page.get_by_role("heading", level=1)).to_be_visible()
    expect(page.locator(".exchange").filter(visible=True)).to_have_count(0)
    page.reload()
    expect(page.locator(".exchange")).to_have_count(0)


def test_the_rail_folds_away_and_remembers_it(visit: StartVisit) -> None:
    page = visit().open()
    rail = page.get_by_role("navigation", name="Conversations")
    page.get_by_role("button", name="Hide conversations").click()
    expect(rail).to_be_hidden()
    expect(page.get_by_role("button", name="Show conversations")).to_be_focused()
    page.reload()
    expect(rail).to_be_hidden()
    page.get_by_role("button", name="Show conversations").click()
    expect(rail).to_be_visible()
    expect(page.get_by_role("button", name="Hide conversations")).to_be_focused()


def test_on_a_phone_rail_and_sources_lie_over_the_page_and_keep_the_focus(visit: StartVisit) -> None:
    page = visit("zh-CN", **PHONE).open()
    expect(page.get_by_role("textbox", name="您的问题")).not_to_be_focused()
    rail, opener = page.get_by_role("navigation", name="对话"), page.get_by_role("button", name="显示对话列表")
    expect(rail).to_be_hidden()
    opener.tap()
    expect(rail).to_be_visible()
    for _ in range(12):  # more often than there are controls in it
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#rail')")
    page.keyboard.press("Escape")
    expect(rail).to_be_hidden()
    expect(opener).to_be_focused()

    ask(page, "退货期限是多久？", "您的问题")
    cite = answered(page).get_by_role("button", name=re.compile("^1: 送货与退货"))
    cite.tap()
    sheet = page.get_by_role("dialog", name="出处")
    expect(sheet.locator("mark")).to_have_text("退货期限为收货后三十天。")
    still(page)
    box = sheet.bounding_box()
    assert box is not None
    assert (box["width"], box["y"] + box["height"]) == (390, 844)
    for _ in range(6):
        page.keyboard.press("Tab")
        assert page.evaluate("document.activeElement === document.body || !!document.activeElement.closest('#panel')")
    page.keyboard.press("Escape")
    expect(sheet).to_be_hidden()
    expect(cite).to_be_focused()


def test_the_page_wakes_by_itself_once_the_assistant_has_started(visit: StartVisit, shared_house: House) -> None:
    shared_house.services.state = "starting"
    page = visit().open()
    expect(page.get_by_role("status").filter(has_text="The assistant is starting.")).to_be_visible()
    ask(page, "How long does shipping take?")
    expect(page.locator(".answer .status")).to_contain_text("The assistant is starting.")
    shared_house.services.state = "ready"
    expect(answered(page).get_by_text("Quoted from 1 document")).to_be_visible()


@pytest.mark.parametrize(("language", "label"), [("en-US", "Your question"), ("zh-CN", "您的问题")])
def test_what_is_typed_stays_text_and_a_failure_is_told_plainly(visit: StartVisit, language: str, label: str) -> None:
    page = visit(language).open()
    words = "explode <img src=x onerror=alert(1)> ![a](https://evil.example/x.png)"
    ask(page, words, label)
    exchange = answered(page)
    expect(exchange.locator(".asked")).to_have_text(words)
    failure = "回答没有完成，您的问题已保存。" if language == "zh-CN" else "The answer could not be completed."
    expect(exchange.get_by_text(failure)).to_be_visible()
    expect(exchange.get_by_role("button", name="继续" if language == "zh-CN" else "Continue")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("secret-path")
    expect(page.locator("#conversation img")).to_have_count(0)


def test_a_hostile_document_loads_nothing_and_runs_nothing(visit: StartVisit, shared_house: House) -> None:
    words = (
        "Zanzibar ![a](https://evil.example/1.png)\r\r![b](https://evil.example/2.png)\u2028\u2028"
        "<img src=https://evil.example/3.png onerror=alert(1)><script>alert(2)</script> "
        "$$x^2$$ [l](javascript:alert(3))"
    )
    document = shared_house.services.knowledge.put("<img src=x onerror=alert(4)>.txt", words)
    page = visit().open()
    ask(page, "Zanzibar?")
    answered(page)
    for _ in range(2):
        page.get_by_role("button", name="Quoted from 1 document").click()
        panel = page.get_by_role("complementary", name="Sources")
        expect(panel.locator("blockquote")).to_contain_text(
            "<script>alert(2)</script> $$x^2$$ [l](javascript:alert(3))"
        )
        expect(panel.locator(".document")).to_contain_text("<img src=x onerror=alert(4)>.txt")
        expect(page.locator("#frame img, #frame script")).to_have_count(0)
        page.reload()
    page.goto(page.url.partition("?")[0].rstrip("/") + f"/documents/{document}?passage=0&version=1")
    expect(page.get_by_role("article")).to_contain_text("<img src=https://evil.example/3.png")
    expect(page.locator("img, main script")).to_have_count(0)
    shared_house.services.knowledge.remove(document)
