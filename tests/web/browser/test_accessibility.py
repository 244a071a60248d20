"""Every section of the staff area with every detail it has, looked at by axe-core: nothing serious, nothing critical.

The sections come from the page's own table, so that a new one is looked at without being named here. The customer
page, the login, the pages of documents and errors are looked at in test_looks.py.
"""

from dataclasses import asdict
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from assistant.answers import Answer, Citation
from tests.web.browser.conftest import DESK, PHONE, StartVisit, fits, problems, sign_in, still
from tests.web.conftest import PASSWORD, House
from web.app import pages


def _sections(house: House) -> list[str]:
    handlers: list[Any] = [function.fn for function in pages(house.app)[0].fns.values() if function.fn is not None]
    return list(handlers[0].handler.__self__.sections)


def _furnish(house: House) -> None:
    """Something in every list: documents in every state, a conversation with all that can be said of one."""
    services = house.services
    if "boss" in [account.name for account in services.accounts.list()]:
        return
    services.accounts.add("boss", PASSWORD, "admin")
    services.accounts.add("former", PASSWORD)
    services.accounts.disable("former")
    services.knowledge.put("moving.pdf", "x", status="reading", stage_progress=0.4, is_live=False)
    services.knowledge.put("failed.pdf", "", status="failed", error_code="empty", error_details={}, chunks=0)
    one = services.conversations.start("c" * 32)
    citation = Citation(1, "d0", "shipping.txt", "", "page 3", "It takes 3 days.", ((3, 8),), 0.9, "p1")
    answer = Answer("3 days [1]", "question", "en", False, "embedded", one, (citation,), done=True)
    services.conversations.add(one, "customer", "How long?")
    n = services.conversations.add(one, "assistant", answer.text, asdict(answer))
    services.feedback.rate(one, n, -1, "Too short.")
    services.feedback.correct(one, n, "It takes three working days.", author="boss")
    services.conversations.supersede(one, services.conversations.add(one, "customer", "Again?"))
    services.audit.record("admin:boss", "document.upload", "d0", name="shipping.txt")


def _go(page: Page, selector: str) -> None:
    """Follow a link of the page, also one that is folded away on a phone."""
    page.locator(selector).first.evaluate("(link) => link.click()")


def _arrive(page: Page, address: str) -> None:
    """Wait until what is shown is what the address says, and stands still."""
    expect(page.locator(f"#state [data-address*='{address}']")).to_have_count(1)
    expect(page.locator("#desk.busy")).to_have_count(0)
    still(page)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_every_section_of_the_staff_area(
    visit: StartVisit, shared_house: House, size: dict[str, Any], scheme: str
) -> None:
    _furnish(shared_house)
    page = visit("zh-CN" if size is PHONE else "en-US", color_scheme=scheme, **size).open("/login")
    if size is PHONE:
        page.get_by_label("用户名").fill("boss")
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
    else:
        sign_in(page, "boss")
    found: dict[str, list[str]] = {}
    wide: list[str] = []
    expect(page.locator("#list .part")).to_be_visible()
    for name in _sections(shared_house):
        _go(page, f"#rail-{name}")
        _arrive(page, f"section={name}")
        found[name] = problems(page)
        wide += [] if fits(page) else [name]
        row = page.locator("#list a[data-go][id^='row-']")
        if row.count():
            _go(page, "#list a[data-go][id^='row-']")
            _arrive(page, "id=")
            found[f"{name}, one of them"] = problems(page)
            wide += [] if fits(page) else [f"{name}, one of them"]
    assert {name: told for name, told in found.items() if told} == {}
    assert wide == []
    assert len(found) >= 4
