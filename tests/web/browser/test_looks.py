"""How the pages look: light and dark, desk and phone, English and Chinese; readable, reachable, nothing cut off."""

import re
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.web.browser.conftest import DESK, PHONE, StartVisit, answered, ask, colour, fits, is_dark, problems, still
from tests.web.conftest import House
from web.colours import contrast

LONG = "a-very-long-word-" * 20
WORDS = {
    "en-US": ("Your question", "How long does shipping take?"),
    "zh-CN": ("您的问题", "退货期限是多久？"),
}


def _expect(page: Page, theme: str) -> None:
    expect(page.locator("html")).to_have_attribute("data-theme", theme)
    assert is_dark(page) == (theme == "dark")


@pytest.mark.parametrize("language", ["en-US", "zh-CN"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everything_fits_and_can_be_read_by_everyone(visit: StartVisit, size: dict[str, Any], language: str) -> None:
    page = visit(language, **size).open()
    label, question = WORDS[language]
    assert problems(page) == []
    assert fits(page)
    ask(page, f"{question} {LONG}", label)
    answer = answered(page)
    answer.locator("button.origin").click()
    expect(page.locator("#panel .source")).to_be_visible()
    still(page)
    assert problems(page) == []
    assert fits(page)
    page.keyboard.press("Escape")
    answer.locator(".dislike").click()
    expect(page.locator(".reasons")).to_be_visible()
    if size is PHONE:
        page.locator("#open-rail").tap()
    still(page)
    assert problems(page) == []
    assert fits(page)


@pytest.mark.parametrize("path", ["/login", "/nowhere", "/documents/d0?passage=0&version=1"])
def test_the_other_pages_too(visit: StartVisit, path: str) -> None:
    for size in (DESK, PHONE):
        one = visit(**size)
        one.expects_trouble = True  # of the page that is not there
        page = one.open(path)
        assert problems(page) == []
        assert fits(page)


def test_light_or_dark_is_chosen_once_for_every_page(visit: StartVisit) -> None:
    one = visit(color_scheme="light")
    page = one.open()
    looks = page.get_by_role("group", name="Appearance")
    expect(looks.get_by_role("button", name="As the system")).to_have_attribute("aria-pressed", "true")
    _expect(page, "light")
    looks.get_by_role("button", name="Dark").click()
    _expect(page, "dark")
    assert page.evaluate("document.body.classList.contains('dark')")  # Gradio's own mark
    other = one.open("/documents/d0")
    _expect(other, "dark")
    page.goto(one.url + "/login")
    _expect(page, "dark")
    page.get_by_role("button", name="As the system").click()
    expect(other.get_by_role("button", name="As the system")).to_have_attribute("aria-pressed", "true")
    _expect(other, "light")
    other.emulate_media(color_scheme="dark")
    _expect(other, "dark")
    other.get_by_role("button", name="Light").click()
    _expect(other, "light")
    other.reload()
    _expect(other, "light")


def test_before_the_first_paint_the_choice_is_made(visit: StartVisit) -> None:
    one = visit(color_scheme="light")
    page = one.open("/login")
    page.get_by_role("button", name="Dark").click()
    note = "addEventListener('DOMContentLoaded', () => { window.first = document.documentElement.dataset.theme })"
    one.context.add_init_script(note)
    page.goto(one.url)
    assert page.evaluate("window.first") == "dark"


@pytest.mark.parametrize("accent", ["#ffd400", "#111111"])
def test_whatever_accent_is_chosen_words_can_be_read(visit: StartVisit, shared_house: House, accent: str) -> None:
    shared_house.services.preferences.change(accent=accent)
    page = visit().open()
    page.get_by_role("textbox", name="Your question").fill("x")
    assert problems(page) == []
    button = (colour(page, "#send", "color"), colour(page, "#send", "backgroundColor"))
    assert contrast(*button) >= 4.5
    shared_house.services.preferences.reset("accent")


def test_nothing_of_gradio_is_seen_or_said(visit: StartVisit) -> None:
    page = visit("zh-CN").open()
    ask(page, "退货期限是多久？", "您的问题")
    answered(page)
    assert page.title() == "菩提与茶"
    assert not re.search("gradio", page.locator("body").inner_text(), re.IGNORECASE)
    expect(page.locator("footer")).to_be_hidden()
    lines = [line for line in page.locator("body").aria_snapshot().splitlines() if "/url:" not in line]
    names = re.findall('"([^"]+)"', "\n".join(lines))
    assert len(names) > 20
    assert [name for name in names if re.search("[A-Za-z]{3,}", name.replace(".txt", ""))] == ["English"]


def test_who_wants_no_motion_sees_none(visit: StartVisit) -> None:
    page = visit(reduced_motion="reduce").open()
    ask(page, "How long does shipping take?")
    answered(page).locator("button.origin").click()
    assert page.evaluate("document.getAnimations().filter((one) => one.playState === 'running').length") == 0


@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_long_names_are_cut_or_wrapped(visit: StartVisit, shared_house: House, size: dict[str, Any]) -> None:
    preferences = shared_house.services.preferences
    preferences.change(
        company={"en": "Extraordinarilylongcompanyname" * 2 + " & Sons", "zh": ""},
        starters={"en": ["An-uncommonly-long-word-in-a-question-" * 3], "zh": []},
        contact={"en": "the.very.long.name.of.our.friendly.help.desk@a-department.of-the-company.example", "zh": ""},
    )
    name = "a_very_long_file_name_" * 8 + ".pdf"
    document = shared_house.services.knowledge.put(name, "Quokkas are 50 cm tall.")
    page = visit(**size).open()
    assert fits(page)
    ask(page, "How tall are Quokkas?")
    answered(page).locator("button.origin").click()
    expect(page.locator("#panel .source")).to_contain_text(name)
    assert fits(page)
    page.keyboard.press("Escape")
    ask(page, "xyzzy?")
    expect(answered(page, 2).locator(".way")).to_be_visible()
    assert fits(page)
    page.goto(page.url.partition("?")[0] + f"documents/{document}")
    assert fits(page)
    preferences.reset("company", "starters", "contact")
    shared_house.services.knowledge.remove(document)
