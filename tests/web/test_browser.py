"""The pages in a real Chromium: what people do, on a desk and on a phone, in both languages, light and dark."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect, sync_playwright

from tests.web.conftest import PASSWORD, House, Server

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = (
    "--headless=new --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
DESK = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}

PATIENCE = 30_000  # milliseconds; a busy machine is slow, not wrong
expect.set_options(timeout=PATIENCE)

pytestmark = pytest.mark.skipif(not CHROMIUM.exists(), reason="needs Debian's chromium")


@pytest.fixture(scope="module")
def server(shared_house: House) -> Iterator[Server]:
    with Server(shared_house.app) as running:
        yield running


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
        yield browser
        browser.close()


class Visit:
    """A browser context that keeps what a page should never do: ask elsewhere, break its policy, fail."""

    def __init__(self, context: BrowserContext, url: str) -> None:
        self.url = url
        self.context = context
        self.elsewhere: list[str] = []
        self.complaints: list[str] = []
        context.set_default_timeout(PATIENCE)
        context.route("**/*", self._only_here)
        context.on("console", lambda message: self._hear(message.type, message.text))
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        context.on("dialog", lambda dialog: self.complaints.append(f"dialog: {dialog.message}"))

    def _only_here(self, route) -> None:
        if urlsplit(route.request.url).hostname == "127.0.0.1":
            route.continue_()
        else:
            self.elsewhere.append(route.request.url)
            route.abort()

    def _hear(self, kind: str, words: str) -> None:
        if kind == "error":
            self.complaints.append(words)

    def open(self, path: str = "/") -> Page:
        page = self.context.new_page()
        page.goto(self.url + path)
        return page


@pytest.fixture
def visit(browser: Browser, server: Server) -> Iterator[Any]:
    visits: list[Visit] = []

    def start(language: str = "en-US", **options: object) -> Visit:
        visits.append(Visit(browser.new_context(locale=language, **(DESK | options)), server.url))  # type: ignore[arg-type]
        return visits[-1]

    yield start
    for one in visits:
        one.context.close()
        assert not one.elsewhere
        assert not one.complaints


def _ask(page: Page, question: str, label: str = "Your question") -> None:
    box = page.get_by_label(label)
    box.fill(question)
    box.press("Enter")


def _sign_in(page: Page) -> None:
    page.get_by_label("Name").fill("anna")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Documents")).to_be_visible()


def test_staff_upload_a_document_and_a_customer_is_answered_from_it(visit, shared_house: House) -> None:
    staff = visit().open("/staff")
    assert "/login" in staff.url
    _sign_in(staff)
    staff.get_by_label("Choose files").set_input_files(
        [
            {"name": "价目表 (2026).txt", "mimeType": "text/plain", "buffer": "龙井茶每百克八十八元。".encode()},
            {"name": "empty.txt", "mimeType": "text/plain", "buffer": b" "},
        ]
    )
    expect(staff.get_by_text("2 files received.")).to_be_visible()
    expect(staff.get_by_role("row", name=re.compile(r"价目表 \(2026\)\.txt.*Ready"))).to_be_visible()
    expect(staff.get_by_text("The file is empty. Upload it again with content.")).to_be_visible()
    assert not [path for path in shared_house.upload_folder.rglob("*") if path.is_file()]

    customer = visit("zh-CN").open()
    expect(customer.get_by_role("heading", name="有什么可以帮您？")).to_be_visible()
    _ask(customer, "龙井茶多少钱？", "您的问题")
    answer = customer.locator(".answer")
    expect(answer.get_by_text("引用自 1 份文档")).to_be_visible()
    expect(answer.locator(".source summary")).to_contain_text("价目表 (2026).txt")
    expect(answer.locator("mark")).to_have_text("龙井茶每百克八十八元。")

    row = staff.get_by_role("link", name="价目表 (2026).txt")
    row.click()
    staff.get_by_role("radio", name="Staff only").check(force=True)
    expect(staff.get_by_text("“价目表 (2026).txt” may now be quoted to staff only.")).to_be_visible()
    _ask(customer, "龙井茶多少钱？", "您的问题")
    expect(customer.locator(".answer").last.get_by_text("资料中没有找到相关内容，请联系人工客服。")).to_be_visible()
    expect(customer.locator(".answer").last).not_to_contain_text("八十八")

    staff.get_by_role("button", name="Delete", exact=True).click()
    expect(staff.get_by_text("It disappears from all answers at once.")).to_be_visible()
    staff.get_by_role("button", name="Delete this document").click()
    expect(staff.get_by_text("“价目表 (2026).txt” was deleted.")).to_be_visible()
    expect(row).to_have_count(0)


def test_a_customer_sees_the_answer_grow_and_its_source(visit, shared_house: House) -> None:
    shared_house.services.assistant.pause = 0.15
    page = visit().open()
    page.get_by_role("button", name="How long does shipping take?").click()
    expect(page.get_by_role("button", name="Stop")).to_be_visible()
    answer = page.locator(".answer")
    expect(answer.locator(".body")).to_contain_text("Standard shipping takes 3–5 working days and costs $5.")
    expect(answer.get_by_text("Quoted from 1 document")).to_be_visible()
    cite = answer.get_by_role("link", name=re.compile("1: shipping.txt"))
    source = answer.locator("details.source")
    source.locator("summary").click()
    expect(source.locator("blockquote")).to_be_hidden()
    cite.click()
    expect(source.locator("blockquote")).to_be_visible()
    expect(source.locator("mark")).to_have_text("Standard shipping takes 3–5 working days and costs $5.")
    expect(source).to_contain_text("<b>bold</b> is text here")
    expect(page.get_by_role("log", name="Conversation")).to_be_visible()
    shared_house.services.assistant.pause = 0.0


def test_a_stopped_answer_keeps_what_there_is(visit, shared_house: House) -> None:
    assistant = shared_house.services.assistant
    assistant.pause, closed = 0.4, assistant.closed
    page = visit().open()
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    _ask(page, "How long does shipping take?")
    expect(page.locator(".answer .body")).to_contain_text("Standard")
    page.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    expect(page.get_by_role("button", name="Send")).to_be_visible()
    assistant.pause = 0.0
    page.wait_for_timeout(800)
    assert assistant.closed == closed + 1
    expect(page.locator(".answer .body")).not_to_contain_text("$5")


def test_a_conversation_is_there_again_after_a_reload_and_new_chat_begins_afresh(visit) -> None:
    one = visit()
    page = one.open()
    page.get_by_role("button", name="What is the return window?").click()
    expect(page.get_by_text("Quoted from 1 document")).to_be_visible()
    page.reload()
    expect(page.locator(".bubble")).to_have_text("What is the return window?")
    expect(page.get_by_text("Quoted from 1 document")).to_be_visible()
    page.get_by_role("link", name="中文").click()
    expect(page.get_by_text("引用自 1 份文档")).to_be_visible()
    assert page.locator("html").get_attribute("lang") == "zh-CN"
    page.get_by_role("button", name="新对话").click()
    expect(page.get_by_role("heading", name="有什么可以帮您？")).to_be_visible()
    expect(page.locator(".bubble")).to_have_count(0)
    stranger = visit().open()
    expect(stranger.get_by_role("heading", name="How can we help?")).to_be_visible()
    expect(stranger.locator(".bubble")).to_have_count(0)


def test_what_is_typed_stays_text_and_a_failure_is_told_plainly(visit) -> None:
    page = visit().open()
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    _ask(page, "explode <img src=x onerror=alert(1)> ![a](https://evil.example/x.png)")
    expect(page.locator(".bubble")).to_have_text(
        "explode <img src=x onerror=alert(1)> ![a](https://evil.example/x.png)"
    )
    expect(page.get_by_text("The answer could not be completed. Your question is kept")).to_be_visible()
    expect(page.locator("body")).not_to_contain_text("secret-path")
    expect(page.locator("#room img")).to_have_count(0)


def test_a_hostile_document_loads_nothing_and_runs_nothing(visit, shared_house: House) -> None:
    words = (
        "Zanzibar ![a](https://evil.example/1.png)\r\r![b](https://evil.example/2.png)\u2028\u2028"
        "<img src=https://evil.example/3.png onerror=alert(1)><script>alert(2)</script> "
        "$$x^2$$ [l](javascript:alert(3))"
    )
    document = shared_house.services.knowledge.put("<img src=x onerror=alert(4)>.txt", words)
    page = visit().open()
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    _ask(page, "Zanzibar?")
    expect(page.get_by_text("Quoted from 1 document")).to_be_visible()
    expect(page.locator(".source blockquote")).to_contain_text(
        "<script>alert(2)</script> $$x^2$$ [l](javascript:alert(3))"
    )
    expect(page.locator(".source summary")).to_contain_text("<img src=x onerror=alert(4)>.txt")
    expect(page.locator("#room img, #room script, #room a:not(.cite)")).to_have_count(0)
    page.reload()
    expect(page.locator(".source blockquote")).to_contain_text("<script>")
    expect(page.locator("#room img, #room script, #room a:not(.cite)")).to_have_count(0)
    shared_house.services.knowledge.remove(document)


def test_the_page_wakes_by_itself_once_the_assistant_has_started(visit, shared_house: House) -> None:
    shared_house.services.state = "starting"
    page = visit().open()
    expect(page.get_by_text("The assistant is starting.")).to_be_visible()
    _ask(page, "How long does shipping take?")
    expect(page.locator(".answer .status")).to_contain_text("The assistant is starting.")
    shared_house.services.state = "ready"
    expect(page.get_by_text("Quoted from 1 document")).to_be_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("size", [DESK, PHONE], ids=["desk", "phone"])
def test_everything_fits_and_can_be_read(visit, size: dict[str, object], scheme: str) -> None:
    one = visit(color_scheme=scheme, **size)
    page = one.open()
    expect(page.get_by_role("button", name="Do you ship to Germany?")).to_be_visible()
    _ask(page, "How long does shipping take? " + "a-very-long-word-" * 20)
    expect(page.get_by_text("Quoted from 1 document")).to_be_visible()
    for path in ("/", "/staff"):
        if path == "/staff":
            page.goto(one.url + path)
            _sign_in(page)
            expect(page.get_by_role("link", name="shipping.txt")).to_be_visible()
        width = page.evaluate("document.documentElement.scrollWidth")
        assert width <= size["viewport"]["width"]  # type: ignore[index]
        page_colour, text_colour = page.evaluate(
            "[document.body, document.querySelector('.brand span')].map((part) => getComputedStyle(part))"
            ".map((style, n) => (n ? style.color : style.backgroundColor))"
        )
        assert _contrast(page_colour, text_colour) >= 4.5
        assert (_luminance(page_colour) < 0.5) == (scheme == "dark")


def test_nothing_of_gradio_is_seen(visit) -> None:
    page = visit().open()
    expect(page.get_by_role("button", name="New chat")).to_be_visible()
    assert page.title() == "Linden & Tea"
    assert not re.search("gradio", page.locator("body").inner_text(), re.IGNORECASE)
    expect(page.locator("footer")).to_be_hidden()


def _luminance(colour: str) -> float:
    """WCAG 2's relative luminance of 'rgb(r, g, b)'."""
    parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)
