"""How the staff area looks: on a desk and a phone, light and dark, in both languages; what a screen reader is told."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import DESK, PHONE, StartVisit, fits, problems, still
from tests.web.browser.staff_visit import opened
from tests.web.conftest import House
from web.words import STRINGS

SECTIONS = ("documents", "conversations", "settings", "accounts", "activity")


@pytest.fixture(scope="module", autouse=True)
def lived_in(shared_house: House) -> None:
    """A house in which something has happened."""
    services = shared_house.services
    services.knowledge.put(
        "a-very-long-name-without-any-space-" * 5 + ".pdf", "x", status="embedding", stage_progress=0.7
    )
    services.knowledge.put("contract.pdf", "", status="failed", error_code="encrypted", error_details={})
    for question in ("How long does standard shipping take?", "退货期限是多久？", "elephants" * 20):
        conversation = services.conversations.start("f" * 32, "en")
        for _ in services.assistant.answer(conversation, question):
            pass
        services.feedback.rate(conversation, 1, -1, "It is wrong")


def _ready(page: Page) -> None:
    expect(page.locator("#state [data-n]")).to_be_attached()
    expect(page.locator(".skeleton")).to_have_count(0)
    _settled(page)


def _settled(page: Page) -> None:
    expect(page.locator("#desk.busy")).to_have_count(0)
    still(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("size", "language"), [(DESK, "en-US"), (PHONE, "zh-CN")], ids=["desk", "phone"])
def test_every_section_fits_and_can_be_read_and_used_by_all(
    visit: StartVisit, shared_house: House, size: dict[str, Any], language: str, scheme: str
) -> None:
    page = opened(
        visit, shared_house, name="boss", role="admin", language=language, color_scheme=scheme, **size
    )  # fmt: skip
    _ready(page)
    for section in SECTIONS:
        page.locator(f"#rail-{section}").click()
        heading = STRINGS[section]["zh" if language == "zh-CN" else "en"]
        expect(page.get_by_role("heading", name=heading, exact=True)).to_be_visible()
        _settled(page)
        assert (fits(page), problems(page)) == (True, []), section
        first = page.locator("#list tbody a").first
        if first.count():
            first.click()
            expect(page.locator("#thing-title")).to_be_focused()
            if section == "conversations":
                page.locator("#detail [data-toggle]").first.click()
            _settled(page)
            assert (fits(page), problems(page)) == (True, []), f"{section}, one of them"


def test_nothing_of_gradio_is_seen_and_outcomes_are_announced(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house)
    _ready(page)
    assert "gradio" not in page.locator("body").inner_text().lower()
    assert page.title() == "Linden & Tea"
    expect(page.locator("#said")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("navigation", name="Sections")).to_be_visible()
    expect(page.get_by_role("link", name="Documents", exact=True)).to_have_attribute("aria-current", "page")
