"""The whole house as a newcomer meets it: `python app.py` on an empty folder, a browser, the command line beside it."""

import json
import os
import re
import signal
import sqlite3
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, FilePayload, Page, expect, sync_playwright

import samples
from tests.waiting import HANG, LONG_HANG, wait_until
from tests.web.browser.conftest import FLAGS, PATIENCE

PASSWORD = "correct horse battery staple"
ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True)
class App:
    """A running app on a folder of its own."""

    data: Path
    process: subprocess.Popen[str]
    log: Path

    @property
    def url(self) -> str:
        """Where it listens, as it says itself; empty until it does."""
        said = re.search(r"^Frontdesk: (\S+)\n", self.log.read_text(), re.MULTILINE)
        return said[1] if said else ""

    def status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.url + path, timeout=HANG) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code

    def command(self, *arguments: str, code: int = 0) -> dict[str, Any]:
        """Run a command of the command line on the app's folder; its JSON."""
        done = command_line(self.data, *arguments)
        assert done.returncode == code, done.stderr
        assert done.stdout.count("\n") == 1
        return json.loads(done.stdout)


def command_line(data: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "assistant", *arguments, "--data-dir", str(data), "--json"],
        capture_output=True, text=True, cwd=ROOT, timeout=300, check=False,
    )  # fmt: skip


def start(data: Path, log: Path) -> subprocess.Popen[str]:
    environment = os.environ | {
        "FRONTDESK_DATA_DIR": str(data), "FRONTDESK_PORT": "0", "FRONTDESK_ADMIN_PASSWORD": PASSWORD,
    }  # fmt: skip
    with log.open("w") as output:
        return subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=output, stderr=subprocess.STDOUT, text=True
        )


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[App]:
    folder = tmp_path_factory.mktemp("app")
    process = start(folder / "data", folder / "log")
    app = App(folder / "data", process, folder / "log")
    try:
        wait_until(lambda: is_ready(app), f"the app is ready; its log: {app.log}", LONG_HANG)
        wait_until(lambda: is_loaded(states(app)), "the sample company is loaded", LONG_HANG)
        yield app
    finally:
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(HANG)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def is_ready(app: App) -> bool:
    assert app.process.poll() is None, app.log.read_text()
    try:
        return bool(app.url) and app.status("/healthz") == 200
    except OSError:
        return False


def states(app: App) -> list[str]:
    """The status of each document's newest version, from the database: a command would take a process each time."""
    with closing(sqlite3.connect(f"file:{app.data / 'frontdesk.sqlite'}?mode=ro", uri=True)) as database:
        found = database.execute("select status from versions where status != 'replaced'").fetchall()
    return ["unfinished" if status in ("queued", "reading", "embedding") else status for (status,) in found]


def is_loaded(found: list[str]) -> bool:
    return len(found) >= 20 and "unfinished" not in found


@pytest.fixture(scope="module")
def browser(chromium: str) -> Iterator[Browser]:
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS.split())
        yield browser
        browser.close()


def visit(browser: Browser, language: str = "en-US") -> BrowserContext:
    context = browser.new_context(locale=language)
    context.set_default_timeout(PATIENCE)
    return context


def ask(page: Page, label: str, question: str) -> None:
    box = page.get_by_label(label)
    box.fill(question)
    box.press("Enter")


def test_a_newcomer_is_answered_in_english_and_chinese_with_sources(app: App, browser: Browser) -> None:
    english = visit(browser).new_page()
    english.goto(app.url)
    ask(english, "Your question", "How long does delivery to Germany take?")
    answer = english.locator(".answer").last
    expect(answer).to_contain_text("3–4 working days")
    answer.get_by_role("button", name="Quoted from 1 document").click()
    panel = english.get_by_role("complementary", name="Sources")
    expect(panel).to_contain_text("delivery.html")
    expect(panel.locator("mark").first).to_be_visible()
    ask(english, "Your question", "and to Spain?")
    expect(english.locator(".answer").last).to_contain_text("4–6 working days")

    chinese = visit(browser, "zh-CN").new_page()
    chinese.goto(app.url)
    ask(chinese, "您的问题", "退货运费谁承担？")
    expect(chinese.locator(".answer").last.locator(".source")).to_contain_text("退换货政策.pdf")


def test_staff_upload_their_own_pdf_and_customers_are_answered_from_it(app: App, browser: Browser) -> None:
    context = visit(browser)
    pdf = context.new_page()
    pdf.set_content("<h1>Tidewater guide</h1><p>The Tidewater canoe carries at most 180 kilograms.</p>")
    content = pdf.pdf()
    staff = context.new_page()
    staff.goto(f"{app.url}/staff")
    staff.get_by_label("Name").fill("admin")
    staff.get_by_label("Password").fill(PASSWORD)
    staff.get_by_role("button", name="Sign in").click()
    staff.get_by_label("Choose files").set_input_files(
        FilePayload(name="tidewater.pdf", mimeType="application/pdf", buffer=content)
    )
    expect(staff.get_by_role("row", name=re.compile(r"tidewater\.pdf.*Ready"))).to_be_visible()

    customer = visit(browser).new_page()
    customer.goto(app.url)
    ask(customer, "Your question", "How much can the Tidewater canoe carry?")
    answer = customer.locator(".answer").last
    expect(answer).to_contain_text("180 kilograms")
    expect(answer.locator(".source")).to_contain_text("page 1")


def test_a_customer_reaches_no_staff_route_and_no_file(app: App, browser: Browser) -> None:
    for path in (
        "/staff/config", "/gradio_api/file=/etc/passwd", "/gradio_api/info", "/docs", "/openapi.json",
        "/monitoring/summary",
        f"/gradio_api/file={app.data}/frontdesk.sqlite", f"/staff/gradio_api/file={app.data}/frontdesk.sqlite",
    ):  # fmt: skip
        assert app.status(path) in (401, 403, 404), path
    page = visit(browser).new_page()
    page.goto(f"{app.url}/staff")
    assert "/login" in page.url


def test_a_staff_note_is_never_quoted_to_a_customer(app: App) -> None:
    question = "What is the biggest discount a branch manager may give?"
    public = app.command("ask", question)
    assert "discounts-and-suppliers.docx" not in json.dumps(public)
    staff = app.command("ask", question, "--audience", "staff")
    assert "discounts-and-suppliers.docx" in [c["document"] for c in staff["citations"]]


def test_the_command_line_works_beside_the_app(app: App, tmp_path: Path) -> None:
    note = tmp_path / "lighthouse.md"
    note.write_text("# Lighthouse lamp\n\nThe Lighthouse lamp burns for 42 hours.\n", encoding="utf-8")
    (row,) = app.command("ingest", str(note))["documents"]
    assert (row["path"], row["status"], row["version"]) == (str(note), "ready", 1)
    assert app.command("ingest", str(note))["documents"][0]["status"] == "unchanged"
    note.write_text("# Lighthouse lamp\n\nThe Lighthouse lamp burns for 43 hours.\n", encoding="utf-8")
    assert app.command("ingest", str(note))["documents"][0]["status"] == "replaced"

    reply = app.command("ask", "How long does the Lighthouse lamp burn?")
    assert set(reply) == {
        "answer", "route", "language", "abstained", "engine", "conversation", "citations", "products", "ticket",
        "seconds",
    }  # fmt: skip
    assert "43 hours" in reply["answer"]
    assert reply["citations"][0]["document"] == "lighthouse.md"
    follow = app.command("ask", "thank you", "--conversation", reply["conversation"])
    assert (follow["route"], follow["conversation"]) == ("smalltalk", reply["conversation"])

    (shown,) = app.command("documents", "show", row["id"])["documents"]
    assert "43 hours" in shown["text"]
    assert shown["chunks"][0]["location"] == "Lighthouse lamp"
    app.command("documents", "remove", row["id"])
    assert "43 hours" not in app.command("ask", "How long does the Lighthouse lamp burn?")["answer"]
    refused = app.command("documents", "remove", row["id"], code=1)
    assert "no document" in refused["error"]


def test_a_file_that_cannot_be_read_fails_with_a_sentence_and_the_rest_go_on(app: App, tmp_path: Path) -> None:
    (tmp_path / "broken.pdf").write_bytes(b"%PDF-1.7 nothing of a document")
    (tmp_path / "fine.txt").write_text("The gate opens at nine.", encoding="utf-8")
    rows = {Path(row["path"]).name: row for row in app.command("ingest", str(tmp_path), code=1)["documents"]}
    assert rows["broken.pdf"]["status"] == "failed"
    assert rows["broken.pdf"]["error"].endswith(".")
    assert rows["fine.txt"]["status"] == "ready"


def test_a_second_app_on_the_same_folder_refuses_and_says_who_holds_it(app: App, tmp_path: Path) -> None:
    second = start(app.data, tmp_path / "log")
    assert second.wait(HANG) == 1
    assert f"process {app.process.pid}" in (tmp_path / "log").read_text()
    assert is_ready(app)


def test_doctor_finds_everything_in_order(app: App) -> None:
    reply = app.command("doctor")
    assert [check["name"] for check in reply["checks"]] == [
        "database", "index", "models", "language model", "adapter", "gpu", "disk", "network",
    ]  # fmt: skip
    assert reply["ok"], reply["checks"]


def test_every_question_to_begin_with_is_answered(app: App) -> None:
    fitted = app.data / "fitted.json"  # the app fits the answers to the documents in the background
    wait_until(fitted.exists, "the answers are fitted to the documents", LONG_HANG)
    for question in (one for questions in samples.STARTERS.values() for one in questions):
        reply = app.command("ask", question)
        assert not reply["abstained"], question
        assert reply["citations"] or reply["products"], question


def test_a_backup_beside_the_app_restores_elsewhere(app: App, tmp_path: Path) -> None:
    backup = app.command("backup", str(tmp_path / "backup.zip"))["file"]
    elsewhere = tmp_path / "elsewhere"
    done = command_line(elsewhere, "restore", backup)
    assert done.returncode == 0, done.stderr
    there = json.loads(command_line(elsewhere, "documents", "list").stdout)["documents"]
    here = app.command("documents", "list")["documents"]
    assert {d["id"] for d in there} == {d["id"] for d in here}
