"""Settings, accounts and activity in Chromium, and what of them the customer page shows at once."""

import base64
import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import StartVisit
from tests.web.browser.staff_visit import opened
from tests.web.conftest import PASSWORD, House

DOT = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)


@pytest.fixture
def settings(visit: StartVisit, shared_house: House) -> Iterator[Page]:
    """An admin at the settings, which are as before afterwards."""
    yield opened(visit, shared_house, "?section=settings", name="boss", role="admin")
    store = shared_house.services.preferences
    store.reset("company", "contact", "greeting", "starters", "tone", "rules", "refusal", "accent", "downloads")
    store.set_logo(None)


def test_a_name_a_colour_and_first_questions_are_set_and_the_customer_sees_them(
    settings: Page, visit: StartVisit, shared_house: House
) -> None:
    page = settings
    expect(page.get_by_role("button", name="Save")).to_be_hidden()
    name = page.get_by_role("group", name="Company name")
    name.get_by_label("English").fill("Linden Tea House")
    page.get_by_role("group", name="Starter questions").get_by_label("English").fill("Which tea is new?")
    page.get_by_role("textbox", name="Accent colour").fill("#ffd400")
    expect(page.get_by_text("Not saved yet: Company name, Starter questions, Accent colour")).to_be_visible()
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: Company name, Starter questions, Accent colour.")).to_be_visible()
    expect(page.get_by_text("Not saved yet:")).to_be_hidden()
    customer = visit().open()
    expect(customer.get_by_role("button", name="Which tea is new?")).to_be_visible()
    expect(customer.get_by_text("Linden Tea House").filter(visible=True).first).to_be_visible()
    page.get_by_role("button", name="Back to default: Company name").click()
    expect(name.get_by_label("English")).to_have_value("Linden & Tea")
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("Saved: Company name.")).to_be_visible()
    assert shared_house.services.preferences.get().accent == "#ffd400"


def test_what_is_typed_is_not_lost_by_mistake(settings: Page) -> None:
    page = settings
    greeting = page.get_by_role("group", name="Greeting").get_by_label("Chinese")
    greeting.fill("您好。")
    page.get_by_role("link", name="Documents").click()
    question = page.get_by_role("alertdialog")
    question.get_by_role("button", name="Cancel").click()
    expect(greeting).to_have_value("您好。")
    page.get_by_role("group", name="Company name").get_by_label("English").fill("x" * 80)
    page.get_by_role("group", name="Company name").get_by_label("English").evaluate(
        "(field) => { field.value += 'x'; field.dispatchEvent(new Event('input', { bubbles: true })); }"
    )
    page.get_by_role("button", name="Save").click()
    expect(page.get_by_text("This text is too long. Use at most 80 characters.")).to_be_visible()
    expect(greeting).to_have_value("您好。")
    page.get_by_role("button", name="Discard").click()
    expect(greeting).to_have_value("")
    page.get_by_role("link", name="Documents").click()
    expect(page.get_by_role("heading", name="Documents")).to_be_visible()


def test_the_threshold_says_what_it_does(settings: Page, shared_house: House) -> None:
    slider = settings.get_by_role("slider", name="When to say “I don't know”")
    expect(settings.get_by_text("Calibrated: wrong answers and needless refusals are in balance.")).to_be_visible()
    slider.focus()
    settings.keyboard.press("End")
    expect(settings.get_by_text("Answers only when nearly certain.")).to_be_visible()
    settings.get_by_role("button", name="Save").click()
    expect(settings.get_by_text("Saved: When to say “I don't know”.")).to_be_visible()
    assert shared_house.services.preferences.get().refusal == 1.0


def test_a_logo_comes_and_goes_and_typed_words_stay(settings: Page, shared_house: House) -> None:
    page = settings
    greeting = page.get_by_role("group", name="Greeting").get_by_label("English")
    greeting.fill("Good day.")
    page.get_by_label("Choose a picture").set_input_files({"name": "a.png", "mimeType": "image/png", "buffer": DOT})
    expect(page.get_by_role("img", name="The present logo")).to_be_visible()
    expect(greeting).to_have_value("Good day.")
    expect(page.get_by_text("Not saved yet: Greeting")).to_be_visible()
    page.get_by_role("button", name="Discard").click()
    page.get_by_role("button", name="Remove the logo").click()
    expect(page.get_by_text("The logo was removed.")).to_be_visible()
    assert shared_house.services.preferences.logo() is None


def test_staff_read_the_settings_and_find_no_accounts(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house, "?section=settings")
    expect(page.get_by_text("Only admins change them")).to_be_visible()
    expect(page.get_by_role("group", name="Company name").get_by_label("English")).to_be_disabled()
    expect(page.get_by_role("link", name="Accounts")).to_have_count(0)


def test_an_account_is_added_used_disabled_and_out(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house, "?section=accounts", name="boss", role="admin")
    page.get_by_role("button", name="Add an account").click()
    form = page.locator("#add-form")
    form.get_by_label("Name").fill("Carl")
    form.get_by_role("button", name="Add").click()
    expect(page.get_by_text("The account “carl” was added.")).to_be_visible()
    expect(form).to_be_hidden()
    password = page.locator("#said code").inner_text()
    one = visit()
    carl = one.open("/login")
    carl.get_by_label("Name").fill("carl")
    carl.get_by_label("Password").fill(password)
    carl.get_by_role("button", name="Sign in").click()
    expect(carl.get_by_role("link", name="shipping.txt")).to_be_visible()
    page.get_by_role("button", name="Disable").click()
    page.get_by_role("alertdialog").get_by_role("button", name="Disable").click()
    expect(page.get_by_text("“carl” is disabled and signed out everywhere.")).to_be_visible()
    one.expects_trouble = True
    carl.get_by_role("link", name="shipping.txt").click()
    expect(carl.get_by_text("You are signed out. Reload the page and sign in again.")).to_be_visible()
    expect(carl.get_by_role("article")).to_have_count(0)
    page.get_by_role("link", name="boss").click()
    expect(page.get_by_role("article", name="boss")).to_be_visible()
    expect(page.get_by_text("“carl” is disabled and signed out everywhere.")).to_be_hidden()
    page.get_by_role("radio", name="Staff").check(force=True)
    expect(page.get_by_text("This is the last admin. Make another account an admin first.")).to_be_visible()
    expect(page.get_by_role("radio", name="Admin")).to_be_checked()
    page.get_by_role("link", name="Activity").click()
    expect(page.get_by_role("row", name=re.compile("Disabled carl.*boss"))).to_be_visible()


def test_people_change_their_password_from_the_menu_under_their_name(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house, name="dora")
    page.locator("#account-menu summary").click()
    page.get_by_role("link", name="My account").click()
    page.get_by_label("Present password").fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill("seven brown kettles")
    page.get_by_label("New password once more").fill("seven brown kettles")
    page.get_by_role("button", name="Change password").click()
    expect(page.get_by_text("Your password was changed.")).to_be_visible()
    page.get_by_role("link", name="Back to the staff area").click()
    expect(page.get_by_role("link", name="shipping.txt")).to_be_visible()
    page.locator("#account-menu summary").click()
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Staff sign-in")).to_be_visible()
    assert shared_house.services.accounts.verify("dora", "seven brown kettles")


def test_the_language_is_switched_where_one_is(visit: StartVisit, shared_house: House) -> None:
    page = opened(visit, shared_house, "?section=conversations&filter=liked")
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_role("heading", name="对话", exact=True)).to_be_visible()
    assert "filter=liked" in page.url
    assert page.locator("html").get_attribute("lang") == "zh-CN"
