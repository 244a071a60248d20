"""A real Chromium at the pages: on a desk and on a phone, in both languages, light and dark."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from axe_playwright_python.sync_playwright import Axe  # type: ignore[import-untyped]
from playwright.sync_api import Browser, BrowserContext, Locator, Page, Playwright, Route, expect, sync_playwright

from tests.waiting import HANG
from tests.web.conftest import PASSWORD, House, Server
from web.colours import contrast

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}}
PHONE: dict[str, Any] = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

NEXT_FRAMES = "new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))"
PATIENCE = 1000 * HANG  # milliseconds; a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)

# What the page says for five seconds it says for fifty here: a test on a busy machine may look later than a person.
LINGER = """{ const timer = setTimeout.bind(window);
window.setTimeout = (does, after, ...more) => timer(does, after === 5000 ? 50000 : after, ...more); }"""


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if not CHROMIUM.exists():
        for item in items:
            if Path(__file__).parent in item.path.parents:
                item.add_marker(pytest.mark.skip(reason="needs Debian's chromium"))


@pytest.fixture(scope="module")  # its event loop runs in the main thread, where other tests have loops of their own
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="module")
def browser(playwright: Playwright) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
    yield browser
    browser.close()


@pytest.fixture(scope="module")
def server(shared_house: House) -> Iterator[Server]:
    with Server(shared_house.app) as running:
        yield running


class Visit:
    """A browser context that keeps what a page should never do: ask elsewhere, break its policy, fail."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.context = context
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        self.expects_trouble = False  # of the network; then what the console says of it is no complaint
        context.set_default_timeout(PATIENCE)
        context.add_init_script(LINGER)
        context.route("**/*", self._only_here)
        context.on("console", lambda message: self._hear(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _only_here(self, route: Route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def _hear(self, kind: str, words: str) -> None:
        is_network = re.search("net::ERR_|network error|Connection errored out|Failed to load|was aborted", words)
        if kind == "error" and not (self.expects_trouble and is_network):
            self.complaints.append(words)

    def open(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.goto(self.url + path)
        return page


StartVisit = Callable[..., Visit]


@pytest.fixture
def visit(browser: Browser, server: Server, shared_house: House) -> Iterator[StartVisit]:
    visits: list[Visit] = []

    def start(language: str = "en-US", **options: Any) -> Visit:
        visits.append(Visit(browser.new_context(locale=language, **(DESK | options)), server.url))
        return visits[-1]

    yield start
    # a test that failed half-way fails no other of its file
    shared_house.services.state, shared_house.services.assistant.pause = "ready", 0.0
    for one in visits:
        one.context.close()
        assert not one.elsewhere
        assert not one.complaints


def ask(page: Page, question: str, label: str = "Your question") -> None:
    box = page.get_by_role("textbox", name=label)
    box.fill(question)
    box.press("Enter")


def answered(page: Page, count: int = 1) -> Locator:
    """The last answer, once it is whole; it is the `count`th."""
    done = page.locator(".exchange[data-state='done']").filter(visible=True)
    expect(done).to_have_count(count)
    expect(page.locator("#frame")).not_to_have_attribute("data-busy", "")
    return done.last


def sign_in(page: Page, name: str = "anna") -> None:
    page.get_by_label("Name").fill(name)
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()


def problems(page: Page) -> list[str]:
    """What axe-core finds serious or critical: all of it as the page is, and its colours in light and dark."""
    still(page)
    shown = str(page.locator("html").get_attribute("data-theme"))
    page.evaluate(Axe().axe_script)
    found = _violations(page)
    other = "light" if shown == "dark" else "dark"
    for theme in (other, shown):
        page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
        expect(page.locator("html")).to_have_attribute("data-theme", theme)
        still(page)
        if theme == other:
            assert is_dark(page) == (other == "dark")
            found += _violations(page, runOnly=["color-contrast"])
    return [
        f"{problem['id']}: {problem['nodes'][0]['html'][:200]}"
        for problem in found
        if problem["impact"] in ("serious", "critical")
    ]


def _violations(page: Page, **options: Any) -> list[dict[str, Any]]:
    found = page.evaluate("(options) => axe.run(options)", {"resultTypes": ["violations"], **options})
    return list(found["violations"])


def colour(page: Page, selector: str, name: str) -> str:
    """The colour of an element as '#rrggbb'; `name` is 'color' or 'backgroundColor'."""
    given = page.evaluate(
        "([selector, name]) => getComputedStyle(document.querySelector(selector))[name]", [selector, name]
    )
    return "#" + "".join(f"{int(part):02x}" for part in re.findall(r"\d+", given)[:3])


def is_dark(page: Page) -> bool:
    return contrast(colour(page, "body", "backgroundColor"), "#000000") < 4


def still(page: Page) -> None:
    """Let nothing move from now on: a colour half way to another is nobody's to judge."""
    page.emulate_media(reduced_motion="reduce")
    page.evaluate(NEXT_FRAMES)


def fits(page: Page) -> bool:
    """Whether nothing stands out at the side, of the page or of what scrolls in it; the staff's rail is a line that
    scrolls on a phone."""
    return bool(
        page.evaluate(
            """[document.documentElement, ...document.querySelectorAll("#scroll, #panel-sources, #past-list, #rail")]
            .every((part) => part.scrollWidth <= part.clientWidth
              || (part.matches("#rail:has(.rail)") && getComputedStyle(part).overflowX === "auto"))"""
        )
    )
