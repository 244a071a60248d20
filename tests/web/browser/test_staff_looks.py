"""How the staff area looks: on a desk and a phone, light and dark, in both languages; what a screen reader is told.

The sections come from the page's own table, so that a new one is looked at without being named here.
"""

from dataclasses import asdict
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant.answers import Answer, Citation
from tests.web.browser.conftest import DESK, PHONE, StartVisit, fits, problems, still
from tests.web.browser.staff_visit import opened
from tests.web.conftest import PASSWORD, House
from web.app import pages
from web.staff.section import tabs_of
from web.words import STRINGS


@pytest.fixture(scope="module", autouse=True)
def lived_in(shared_house: House) -> None:
    """Something in every list: documents in every state, conversations with all that can be said of one."""
    services = shared_house.services
    services.accounts.add("boss", PASSWORD, "admin")
    services.accounts.add("former", PASSWORD)
    services.accounts.disable("former")
    long_name = "a-very-long-name-without-any-space-" * 5 + ".pdf"
    services.knowledge.put(long_name, "x", status="embedding", stage_progress=0.7)
    services.knowledge.put("moving.pdf", "x", status="reading", stage_progress=0.4, is_live=False)
    services.knowledge.put("contract.pdf", "", status="failed", error_code="encrypted", error_details={}, chunks=0)
    for question in ("How long does standard shipping take?", "退货期限是多久？", "elephants" * 20):
        conversation = services.conversations.start("f" * 32, "en")
        for _ in services.assistant.answer(conversation, question):
            pass
        services.feedback.rate(conversation, 1, -1, "It is wrong")
    one = services.conversations.start("c" * 32)
    citation = Citation(1, "d0", "shipping.txt", "", "page 3", "It takes 3 days.", ((3, 8),), 0.9, "p1")
    answer = Answer("3 days [1]", "question", "en", False, "embedded", one, (citation,), done=True)
    services.conversations.add(one, "customer", "How long?")
    n = services.conversations.add(one, "assistant", answer.text, asdict(answer))
    services.feedback.rate(one, n, -1, "Too short.")
    services.feedback.correct(one, n, "It takes three working days.", author="boss")
    services.conversations.supersede(one, services.conversations.add(one, "customer", "Again?"))
    services.audit.record("admin:boss", "document.upload", "d0", name="shipping.txt")


def _sections(house: House) -> list[str]:
    handlers: list[Any] = [function.fn for function in pages(house.app)[0].fns.values() if function.fn is not None]
    return list(handlers[0].handler.__self__.sections)


def _settled(page: Page) -> None:
    expect(page.locator("#state [data-n]")).to_be_attached()
    expect(page.locator(".skeleton")).to_have_count(0)
    expect(page.locator("#desk.busy")).to_have_count(0)
    still(page)


@pytest.mark.parametrize(("size", "language"), [(DESK, "en-US"), (PHONE, "zh-CN")], ids=["desk", "phone"])
def test_every_section_fits_and_can_be_read_and_used_by_all(
    visit: StartVisit, shared_house: House, size: dict[str, Any], language: str
) -> None:
    page = opened(visit, shared_house, name="boss", role="admin", language=language, **size)
    _settled(page)
    found: dict[str, tuple[bool, list[str]]] = {}
    for section in _sections(shared_house):
        first = tabs_of(section)[0]
        page.locator(f"#rail-{first}").click()
        heading = STRINGS[first]["zh" if language == "zh-CN" else "en"]
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        if section != first:
            page.locator(f"#part-{section}").click()
            expect(page.locator(f"#part-{section}")).to_have_attribute("aria-current", "true")
        _settled(page)
        found[section] = (fits(page), problems(page))
        row = page.locator("#list a[data-go][id^='row-']").first
        if row.count():
            row.click()
            expect(page.locator("#thing-title")).to_be_focused()
            if section == "conversations":
                page.locator("#detail [data-toggle]").first.click()
            _settled(page)
            found[f"{section}, one of them"] = (fits(page), problems(page))
    assert {name: told for name, told in found.items() if told != (True, [])} == {}
    assert len(found) >= 9


def test_nothing_of_gradio_is_seen_and_outcomes_are_announced(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house)
    _settled(page)
    assert "gradio" not in page.locator("body").inner_text().lower()
    assert page.title() == "Linden & Tea"
    expect(page.locator("#said")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("navigation", name="Sections")).to_be_visible()
    expect(page.get_by_role("link", name="Documents", exact=True)).to_have_attribute("aria-current", "page")
