"""The documents section in Chromium: in, looked through, shown, replaced, deleted, one or many, by keyboard too."""

import re
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import FilePayload, expect

from tests.web.browser.conftest import PHONE, StartVisit, sign_in
from tests.web.browser.staff_visit import opened
from tests.web.conftest import House


@pytest.fixture
def broken(shared_house: House) -> Iterator[str]:
    """A document that could not be read, and can be now."""
    knowledge = shared_house.services.knowledge
    document = knowledge.put("contract.pdf", "Ten years.", status="failed", error_code="encrypted", error_details={})
    yield document
    knowledge.documents.pop(document, None)


def _file(name: str, words: str) -> FilePayload:
    return {"name": name, "mimeType": "text/plain", "buffer": words.encode()}


def test_a_document_is_found_opened_and_left_again_and_its_address_is_a_link(
    visit: StartVisit, shared_house: House
) -> None:
    one = visit()
    page = one.open("/staff")
    sign_in(page)
    page.get_by_role("searchbox", name="Search documents").press_sequentially("SHIP")
    expect(page.get_by_role("row", name=re.compile("internal.txt"))).to_have_count(0)
    expect(page.get_by_role("searchbox")).to_be_focused()
    page.get_by_role("link", name="shipping.txt").click()
    detail = page.get_by_role("article", name="shipping.txt")
    expect(detail).to_contain_text("Standard shipping takes 3–5 working days")
    expect(detail).to_contain_text("page 2")
    expect(detail).to_contain_text("<b>bold</b> is text here")
    expect(detail.get_by_role("link", name="Open document")).to_have_attribute("href", "/documents/d0")
    assert "id=d0" in page.url
    assert "query=SHIP" in page.url
    other = one.context.new_page()
    other.goto(page.url)
    expect(other.get_by_role("article", name="shipping.txt")).to_be_visible()
    expect(other.get_by_role("searchbox")).to_have_value("SHIP")
    page.go_back()
    expect(detail).to_have_count(0)
    page.reload()
    expect(page.get_by_role("link", name="shipping.txt")).to_be_visible()


def test_files_show_their_progress_and_what_is_too_large_says_so_before_it_is_sent(
    visit: StartVisit, shared_house: House
) -> None:
    knowledge = shared_house.services.knowledge
    knowledge.seconds = 2.0
    page = opened(visit, shared_house)
    page.get_by_label("New documents may be quoted to").select_option("staff")
    page.locator("#drop").evaluate("(drop) => { drop.dataset.limit = 50; drop.dataset.limitWords = '50 bytes'; }")
    page.get_by_label("Choose files").set_input_files([_file("note.txt", "Oolong."), _file("large.txt", "x" * 51)])
    expect(page.get_by_role("alert").filter(has_text="“large.txt” is larger than 50 bytes.")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("note.txt.*Reading 40 %.*Staff only"))).to_be_visible()
    expect(page.get_by_role("progressbar", name="Reading: note.txt")).to_be_visible()
    expect(page.get_by_role("row", name=re.compile("note.txt.*Ready"))).to_be_visible()
    page.get_by_role("button", name="Close: large.txt").click()
    expect(page.get_by_text("is larger than")).to_have_count(0)
    knowledge.seconds = 0.0
    knowledge.remove(knowledge.list(query="note.txt")[0].id)


def test_files_may_be_dropped_anywhere(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house)
    expect(page.get_by_role("link", name="internal.txt")).to_be_visible()
    dropped = page.evaluate_handle(
        """() => { const data = new DataTransfer();
        data.items.add(new File(["Sencha."], "dropped.txt", { type: "text/plain" })); return data; }"""
    )
    page.dispatch_event("#list", "drop", {"dataTransfer": dropped})
    expect(page.get_by_role("row", name=re.compile("dropped.txt.*Ready"))).to_be_visible()
    shared_house.services.knowledge.remove(shared_house.services.knowledge.list(query="dropped")[0].id)


def test_a_new_file_replaces_the_old_one_and_another_kind_is_refused(visit: StartVisit, shared_house: House) -> None:
    document = shared_house.services.knowledge.put("prices.txt", "Old price.")
    page = opened(visit, shared_house, f"?id={document}")
    detail = page.get_by_role("article", name="prices.txt")
    page.get_by_label("Replace with a new file").set_input_files(_file("new prices.txt", "New price."))
    expect(detail).to_contain_text("New price.")
    expect(page.get_by_text("The new version of “prices.txt” is being read.")).to_be_visible()
    page.get_by_label("Replace with a new file").set_input_files(_file("prices.pdf", "x"))
    expect(page.get_by_text("“prices.pdf” is another kind of file")).to_be_visible()
    shared_house.services.knowledge.remove(document)


def test_a_failed_document_says_why_and_is_retried(visit: StartVisit, shared_house: House, broken: str) -> None:
    page = opened(visit, shared_house)
    page.get_by_role("navigation", name="State").get_by_role("link", name=re.compile("Failed 1")).click()
    expect(page.get_by_role("row", name=re.compile("shipping.txt"))).to_have_count(0)
    expect(page.get_by_text("The file is protected by a password.")).to_be_visible()
    page.get_by_role("button", name="Retry: contract.pdf").click()
    expect(page.get_by_text("“contract.pdf” is being read again.")).to_be_visible()
    page.get_by_role("link", name="Show all").click()
    expect(page.get_by_role("row", name=re.compile("contract.pdf.*Ready"))).to_be_visible()


def test_several_are_changed_after_one_question(visit: StartVisit, shared_house: House) -> None:
    knowledge = shared_house.services.knowledge
    ids = [knowledge.put(f"many {n}.txt", "x") for n in range(3)]
    page = opened(visit, shared_house, "?query=many")
    page.get_by_role("checkbox", name="Select many 0.txt").check()
    page.get_by_role("checkbox", name="Select many 2.txt").check()
    bar = page.get_by_role("toolbar")
    expect(bar).to_contain_text("2 selected")
    bar.get_by_role("button", name="Show to staff only").click()
    question = page.get_by_role("alertdialog")
    expect(question).to_contain_text("Show the selected documents (2) to staff only?")
    question.get_by_role("button", name="Cancel").click()
    assert knowledge.count(visibility="staff", query="many") == 0
    bar.get_by_role("button", name="Show to staff only").click()
    question.get_by_role("button", name="Show to staff only").click()
    expect(page.get_by_text("2 documents may now be quoted to staff only.")).to_be_visible()
    expect(bar).to_be_hidden()
    page.get_by_role("checkbox", name="Select all on this page").check()
    bar.get_by_role("button", name="Delete").click()
    expect(question).to_contain_text("Delete the selected documents (3)?")
    page.keyboard.press("Escape")
    expect(question).to_have_count(0)
    assert knowledge.count(query="many") == 3
    bar.get_by_role("button", name="Delete").click()
    question.get_by_role("button", name="Delete them (3)").click()
    expect(page.get_by_text("3 documents were deleted.")).to_be_visible()
    assert not set(ids) & set(knowledge.documents)
    expect(page.get_by_text("No document fits this search")).to_be_visible()


def test_columns_sort_and_many_documents_have_pages(visit: StartVisit, shared_house: House) -> None:
    knowledge = shared_house.services.knowledge
    ids = [knowledge.put(f"row {n:02}.txt", "x", size=n) for n in range(30)]
    page = opened(visit, shared_house, "?query=row")
    page.get_by_role("columnheader", name="Size").get_by_role("link").click()
    expect(page.get_by_role("columnheader", name="Size")).to_have_attribute("aria-sort", "descending")
    expect(page.get_by_role("row").nth(1)).to_contain_text("row 29.txt")
    page.get_by_role("columnheader", name="Size").get_by_role("link").click()
    expect(page.get_by_role("row").nth(1)).to_contain_text("row 00.txt")
    expect(page.get_by_role("columnheader", name="Size").get_by_role("link")).to_be_focused()
    page.get_by_role("link", name="Next").click()
    expect(page.get_by_text("26–30 of 30")).to_be_visible()
    expect(page.get_by_role("row")).to_have_count(6)
    page.get_by_role("link", name="Previous").click()
    expect(page.get_by_text("1–25 of 30")).to_be_visible()
    for one in ids:
        knowledge.remove(one)


def test_with_the_keyboard_alone_a_document_is_opened_and_hidden(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house)
    page.get_by_role("link", name="送货与退货.txt").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", name="送货与退货.txt")).to_be_focused()
    page.get_by_role("radio", name="Everyone").focus()
    page.keyboard.press("ArrowRight")
    expect(page.get_by_text("“送货与退货.txt” may now be quoted to staff only.")).to_be_visible()
    expect(page.get_by_role("radio", name="Staff only")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(page.get_by_text("“送货与退货.txt” may now be quoted to everyone.")).to_be_visible()
    assert shared_house.services.knowledge.info("d1").visibility == "public"


def test_on_a_phone_the_list_leads_to_the_detail_and_back(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house, language="zh-CN", **PHONE)
    page.get_by_role("link", name="shipping.txt").click()
    expect(page.get_by_role("article", name="shipping.txt")).to_be_visible()
    expect(page.get_by_role("searchbox")).to_be_hidden()
    page.locator("#back").click()
    expect(page.get_by_role("searchbox", name="搜索文档")).to_be_visible()
    expect(page.get_by_role("article")).to_have_count(0)


def test_the_first_documents_have_a_place_to_be_dropped(visit: StartVisit, shared_house: House) -> None:
    knowledge = shared_house.services.knowledge
    kept, knowledge.documents = knowledge.documents, {}
    page = opened(visit, shared_house)
    expect(page.get_by_text("No documents yet. Drop the first ones here")).to_be_visible()
    box = page.locator("#drop").bounding_box()
    assert box is not None
    assert box["height"] >= 200
    knowledge.documents = kept


def test_while_the_assistant_starts_the_list_waits_and_comes_by_itself(visit: StartVisit, shared_house: House) -> None:
    shared_house.services.state = "starting"
    page = opened(visit, shared_house)
    expect(page.get_by_text("The assistant is starting.")).to_be_visible()
    shared_house.services.state = "ready"
    expect(page.get_by_role("link", name="shipping.txt")).to_be_visible()


def test_a_lost_connection_is_told_and_a_restart_forgets_nothing(visit: StartVisit, shared_house: House) -> None:
    one = visit()
    page = one.open("/staff")
    sign_in(page)
    page.get_by_role("link", name="shipping.txt").click()
    expect(page.get_by_role("article")).to_be_visible()
    one.expects_trouble = True
    one.context.set_offline(True)
    page.get_by_role("link", name="internal.txt").click()
    expect(page.get_by_text("The connection is lost. Trying again…")).to_be_visible()
    one.context.set_offline(False)
    expect(page.get_by_role("article", name="internal.txt")).to_be_visible()
    time.sleep(0.2)
    expect(page.get_by_text("The connection is lost")).to_have_count(0)
