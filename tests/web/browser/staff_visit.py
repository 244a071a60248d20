"""Somebody of the staff, signed in, with the staff area open."""

from typing import Any

from playwright.sync_api import Page

from desk.accounts import AccountRole
from tests.web.browser.conftest import StartVisit
from tests.web.conftest import PASSWORD, SECRET, House
from web.cookies import STAFF, Cookies


def opened(
    visit: StartVisit,
    house: House,
    address: str = "",
    *,
    name: str = "anna",
    role: AccountRole = "staff",
    language: str = "en-US",
    **options: Any,
) -> Page:
    """The staff area at an address such as '?section=settings'; the account is made where there is none."""
    accounts = house.services.accounts
    if name not in [account.name for account in accounts.list()]:
        accounts.add(name, PASSWORD, role)
    value = Cookies(SECRET, accounts).sign_in(name).partition(";")[0].removeprefix(f"{STAFF}=")
    one = visit(language, **options)
    one.context.add_cookies([{"name": STAFF, "value": value, "url": one.url}])
    return one.open(f"/staff/{address}")
