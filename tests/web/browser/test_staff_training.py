"""Training in a browser, from a file of rows to a run that is stopped and goes on; a real model learns meanwhile."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from assistant.tuning.runs import ALIVE, Runs
from tests.assistant.engines.tiny import build
from tests.waiting import LONG_HANG
from tests.web.browser.conftest import PATIENCE, PHONE, StartVisit, fits, problems
from tests.web.browser.staff_visit import opened
from tests.web.conftest import House


@pytest.fixture(scope="module")
def runs(shared_house: House) -> Iterator[Runs]:
    """The runs of a house that has a tiny model to train an adapter for."""
    data = shared_house.services.adapters.shelf.folder.parent
    build(data / "models" / "pebble")
    card = {"name": "pebble", "options": {}, "perplexity": 9.0, "created": "2026-11-25T10:00:00+00:00"}
    (data / "models" / "pebble" / "frontdesk.json").write_text(json.dumps(card), encoding="utf-8")
    found = shared_house.services.studio.runs
    yield found
    for run in found.list():
        if run.state in ALIVE:
            found.stop(run.name)
            for _ in found.watch(run.name, found.size(run.name)):
                pass


def rows(folder: Path) -> Path:
    words = "tent stove rope lamp boots map flask knife towel mug kettle saw axe cord peg tarp hook bag"
    lines = [
        {"question": f"Where is the {thing} kept?", "answer": f"In box {n}, on the {thing} shelf."}
        for n, thing in enumerate(words.split())
    ]
    path = folder / "boxes.jsonl"
    path.write_text("\n".join([*map(json.dumps, lines), "{broken"]), encoding="utf-8")
    return path


def shown(page: Page) -> int:
    """The step that the page says a run has come to."""
    words = page.locator(".where .subtitle").inner_text(timeout=PATIENCE)
    return int(words.split()[1])


def curve(page: Page) -> str:
    return page.locator("#curve-loss .line.learned").get_attribute("d") or ""


def test_from_a_file_to_a_run_that_is_stopped_and_goes_on(
    visit: StartVisit, shared_house: House, runs: Runs, tmp_path: Path
) -> None:
    page = opened(visit, shared_house, "?section=training", name="boss", role="admin")
    page.locator("#rows-file").set_input_files(rows(tmp_path))
    expect(page.locator("#said")).to_contain_text("“boxes.jsonl”: 18 rows came in.")
    expect(page.locator("#said")).to_contain_text("Row 19 is no valid JSON.")

    page.get_by_role("link", name="To review").click()
    expect(page.get_by_role("link", name="To review")).to_have_attribute("aria-current", "true")
    page.locator("#list tbody a").first.click()
    expect(page.locator("#row-learned")).to_contain_text("shelf.<|im_end|>")
    first = page.locator("#thing-title").inner_text()
    page.get_by_role("button", name="Approve", exact=True).last.click()
    expect(page.locator("#thing-title")).not_to_have_text(first)
    page.get_by_role("button", name="Approve 17 to review").click()
    page.get_by_role("button", name="Approve all 17").click()
    expect(page.locator("#said")).to_contain_text("17 rows are approved.")

    page.get_by_role("link", name="Runs").click()
    page.get_by_role("link", name="New adapter").click()
    expect(page.locator(".expected")).to_contain_text("18 approved rows are fewer than 200")
    page.get_by_label("Name", exact=True).fill("boxes")
    page.get_by_label("Batch").fill("2")
    page.get_by_label("Epochs").fill("500")
    page.get_by_label("Patience").fill("500")
    page.get_by_label("Start all the same").check()
    expect(page.locator(".expected")).to_contain_text("At most 4,000 steps")
    page.get_by_role("button", name="Start training").click()
    expect(page.locator("#said")).to_contain_text("“boxes” has begun")

    expect(page.locator("#curve-loss .line.learned")).to_be_visible(timeout=1000 * LONG_HANG)
    before = curve(page)
    page.wait_for_function(
        "before => document.querySelector('#curve-loss .line.learned')?.getAttribute('d') !== before",
        arg=before, timeout=PATIENCE,
    )  # fmt: skip
    assert (fits(page), problems(page)) == (True, [])
    page.get_by_role("button", name="Stop", exact=True).click()
    expect(page.locator(".run .state")).to_have_text("Stopped", timeout=PATIENCE)
    reached = shown(page)

    phone = opened(
        visit, shared_house, "?section=runs&id=boxes", name="boss", role="admin", language="zh-CN",
        color_scheme="dark", **PHONE,
    )  # fmt: skip
    expect(phone.locator("#curve-loss")).to_be_visible()
    expect(phone.get_by_text("困惑度", exact=True).first).to_be_visible()
    assert (fits(phone), problems(phone)) == (True, [])

    page.get_by_role("button", name="Resume").click()
    expect(page.locator(".run .state")).to_have_text("Running")
    page.wait_for_function(
        "reached => Number(document.querySelector('.where .subtitle')?.textContent.split(' ')[1]) > reached",
        arg=reached, timeout=1000 * LONG_HANG,
    )  # fmt: skip
    runs.stop("boxes")


def test_rows_and_forms_fit_on_a_phone_and_can_be_used_by_all(
    visit: StartVisit, shared_house: House, runs: Runs
) -> None:
    page = opened(visit, shared_house, "?section=training", name="boss", role="admin", language="zh-CN", **PHONE)
    for place in ("training&filter=approved", "runs&id=@adapter", "runs&id=@base"):
        page.goto(f"{page.url.partition('?')[0]}?section={place}")
        expect(page.locator("#state [data-n]")).to_be_attached()
        expect(page.locator(".skeleton")).to_have_count(0)
        assert (fits(page), problems(page)) == (True, []), place
