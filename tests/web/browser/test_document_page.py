"""From a number in an answer to the cited words in their document, and back."""

import re

from playwright.sync_api import expect

from tests.web.browser.conftest import PHONE, StartVisit, answered, ask
from tests.web.conftest import House

LONG = "\n".join(f"Paragraph {n} speaks of matter {n}." for n in range(300))


def test_a_cited_place_opens_in_its_document_and_leads_back(visit: StartVisit, shared_house: House) -> None:
    knowledge = shared_house.services.knowledge
    document = knowledge.put("handbook.txt", LONG + "\nThe zeppelin lands at noon.\n" + LONG, chunks=601)
    one = visit()
    page = one.open()
    ask(page, "When does the zeppelin land, at noon?")
    answered(page).get_by_role("button", name="Quoted from 1 document").click()
    with one.context.expect_page() as opened:
        page.get_by_role("link", name="Open document").click()
    other = opened.value
    passage = other.locator("#passage")
    expect(passage).to_be_in_viewport()
    expect(passage.locator("mark")).to_have_text("The zeppelin lands at noon.")
    expect(other.get_by_role("heading", level=1)).to_have_text("handbook.txt")
    assert other.title() == "handbook.txt · Linden & Tea"
    parts = other.get_by_role("navigation", name="Parts of this document").first
    expect(parts).to_contain_text("Part 8 of 16")
    parts.get_by_role("link", name="Next part").click()
    expect(other.get_by_role("article")).to_contain_text("Paragraph 20 ")
    other.get_by_role("link", name="To the quoted passage").click()
    expect(passage).to_be_in_viewport()
    other.get_by_role("link", name="中文").click()
    expect(other.get_by_role("link", name="跳到引用内容")).to_be_visible()
    expect(passage.locator("mark")).to_be_visible()
    knowledge.remove(document)
    other.reload()
    one.complaints.clear()  # the browser's own word on a page that is gone
    expect(other.get_by_role("heading", name="这份文档已不可用。")).to_be_visible()


def test_the_way_back_leads_to_the_conversation(visit: StartVisit) -> None:
    one = visit(**PHONE)
    page = one.open()
    ask(page, "What is the return window?")
    answered(page).get_by_role("button", name="Quoted from 1 document").tap()
    with one.context.expect_page() as opened:
        page.get_by_role("link", name="Open document").tap()
    opened.value.get_by_role("link", name="Back to the conversation").click()
    expect(opened.value).to_have_url(re.compile(r"\?c=[0-9a-f]{32}$"))
    expect(opened.value.locator(".asked")).to_have_text(["What is the return window?"])


def test_it_can_be_read_without_scripts(visit: StartVisit) -> None:
    page = visit(java_script_enabled=False, color_scheme="dark").open("/documents/d0?passage=2&version=1#passage")
    expect(page.locator("#passage")).to_have_text("The return window is 30 days after delivery.")
    background = page.locator("body").evaluate("(body) => getComputedStyle(body).backgroundColor")
    assert background == "rgb(25, 25, 24)"


def test_an_original_is_saved_under_its_name(visit: StartVisit, shared_house: House) -> None:
    shared_house.services.preferences.change(downloads=True)
    page = visit("zh-CN").open("/documents/d1")
    with page.expect_download() as saved:
        page.get_by_role("link", name="下载原文件").click()
    assert saved.value.suggested_filename == "送货与退货.txt"
    assert "退货期限为收货后三十天" in saved.value.path().read_text("utf-8")
    shared_house.services.preferences.reset("downloads")
