"""A lost network and a server that ends and begins again: told calmly, and nothing is lost."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from playwright.sync_api import Browser, Route, expect

from tests.ports import free_port
from tests.waiting import LONG_HANG, wait_until
from tests.web.browser.conftest import DESK, StartVisit, Visit, answered, ask
from tests.web.conftest import House

QUESTION = "How long does shipping take?"


def test_a_question_asked_without_a_network_is_sent_when_it_is_back(visit: StartVisit) -> None:
    one = visit()
    one.expects_trouble = True
    page = one.open()
    ask(page, QUESTION)
    answered(page)
    one.context.set_offline(True)
    expect(page.get_by_text("Connection lost. Trying again…").first).to_be_visible()
    ask(page, "What is the return window?")
    page.get_by_role("textbox", name="Your question").fill("And then")
    one.context.set_offline(False)
    expect(page.get_by_role("status").filter(has_text="Connected again.")).to_be_visible()
    expect(answered(page, 2).locator(".body")).to_contain_text("The return window is 30 days")
    assert page.get_by_role("textbox", name="Your question").input_value() == "And then"


def test_an_answer_during_which_the_network_went_is_shown_as_it_was_stored(
    visit: StartVisit, shared_house: House
) -> None:
    shared_house.services.assistant.pause = 0.3
    one = visit()
    one.expects_trouble = True
    page = one.open()
    ask(page, QUESTION)
    expect(page.locator(".answer .body")).to_contain_text("Standard")
    one.context.set_offline(True)
    expect(page.locator("#connection")).to_have_text("Connection lost. Trying again…")
    page.get_by_role("textbox", name="Your question").fill("typed meanwhile")
    one.context.set_offline(False)
    expect(page.locator("#past .exchange")).to_have_count(1)
    expect(page.locator("#connection")).to_be_hidden()
    shared_house.services.assistant.pause = 0.0
    expect(page.locator(".exchange[data-state='done']")).to_have_count(1)
    assert page.get_by_role("textbox", name="Your question").input_value() == "typed meanwhile"


def test_an_answer_that_the_page_left_behind_can_be_continued(visit: StartVisit, shared_house: House) -> None:
    shared_house.services.assistant.pause = 0.3
    page = visit().open()
    ask(page, QUESTION)
    expect(page.locator(".answer .body")).to_contain_text("Standard")
    page.get_by_role("textbox", name="Your question").fill("a draft")
    page.reload()
    expect(page.get_by_text("This answer was interrupted.")).to_be_visible()
    assert page.get_by_role("textbox", name="Your question").input_value() == "a draft"
    shared_house.services.assistant.pause = 0.0
    page.get_by_role("button", name="Continue").click()
    expect(answered(page).get_by_text("Quoted from 1 document")).to_be_visible()
    expect(page.locator(".asked").filter(visible=True)).to_have_text([QUESTION])


def test_a_download_breaks_no_answer_off(visit: StartVisit, shared_house: House) -> None:
    shared_house.services.preferences.change(downloads=True)
    shared_house.services.assistant.pause = 0.3
    page = visit().open()
    ask(page, QUESTION)
    expect(page.locator(".answer .body")).to_contain_text("Standard")
    with page.expect_download() as download:  # to the browser it looks like leaving the page until the file begins
        page.evaluate("location.assign('/documents/d0/original')")
    assert download.value.suggested_filename == "shipping.txt"
    shared_house.services.assistant.pause = 0.0
    expect(answered(page).get_by_text("Quoted from 1 document")).to_be_visible()
    shared_house.services.preferences.change(downloads=False)


def test_when_the_server_takes_no_more_it_is_said_and_the_question_goes_back(visit: StartVisit) -> None:
    one = visit()
    one.expects_trouble = True
    page = one.open()

    def full(route: Route) -> None:
        route.fulfill(status=503, json={"detail": "Queue is full."})

    page.route("**/gradio_api/queue/join*", full)
    ask(page, QUESTION)
    expect(page.get_by_text("Everyone is being helped right now")).to_be_visible()
    box = page.get_by_role("textbox", name="Your question")
    assert box.input_value() == QUESTION
    page.unroute("**/gradio_api/queue/join*")
    box.press("Enter")
    expect(answered(page).get_by_text("Quoted from 1 document")).to_be_visible()


class Process:
    """The app with the tests' fakes in a process of its own, which can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._port = free_port()
        self.url = f"http://127.0.0.1:{self._port}"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        command = [sys.executable, "-m", "tests.web.serving", str(self._folder), str(self._port)]
        self._process = subprocess.Popen(command)
        wait_until(self._answers, "the app has started", LONG_HANG)

    def _answers(self) -> bool:
        assert self._process is not None
        assert self._process.poll() is None, "It ended while it started."
        try:
            return httpx.get(f"{self.url}/healthz").status_code == 200
        except httpx.TransportError:
            return False

    def kill(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()


@pytest.fixture
def process(tmp_path: Path) -> Iterator[Process]:
    process = Process(tmp_path)
    process.start()
    yield process
    process.kill()


def test_a_server_that_is_killed_and_started_again_loses_nothing(browser: Browser, process: Process) -> None:
    one = Visit(browser.new_context(locale="en-US", **DESK), process.url)
    one.expects_trouble = True
    page = one.open()
    ask(page, QUESTION)
    expect(page.locator(".answer .body")).to_contain_text("Standard")
    process.kill()
    expect(page.locator("#connection")).to_have_text("Connection lost. Trying again…")
    process.start()
    expect(page.locator("#past .asked")).to_have_text([QUESTION])
    page.get_by_role("button", name="Continue").click()
    expect(answered(page).get_by_text("Quoted from 1 document")).to_be_visible()

    process.kill()
    process.start()
    ask(page, "What is the return window?")  # on the page of before
    expect(answered(page, 2).locator(".body")).to_contain_text("The return window is 30 days")
    one.context.close()
    assert not one.elsewhere
    assert not one.complaints
