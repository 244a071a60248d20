"""Takes the pictures of docs/tour.md anew: starts the app on a folder of its own and uses it in Chromium.

python -m benchmarks.tour [--folder docs/tour]
"""

import argparse
import tempfile
import time
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, sync_playwright

from benchmarks._app import PASSWORD, ROOT, start

DESK = {"width": 1280, "height": 800}
PHONE = {"width": 390, "height": 844}
COLOURS = 96  # of a picture: enough for pages of text, and small


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--folder", type=Path, default=ROOT / "docs" / "tour")
    folder: Path = parser.parse_args().folder
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="tour-", ignore_cleanup_errors=True) as data:
        address, app = start(Path(data))
        time.sleep(40)  # the samples are read and the answers fitted to them
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                customers(browser, address, folder)
                shop(browser, address, folder)
                staff(browser, address, folder)
                browser.close()
        finally:
            app.terminate()
            app.wait(20)
    for path in sorted(folder.glob("*.png")):
        print(f"{path.name:28}{path.stat().st_size / 1000:6.0f} KB")
    return 0


def customers(browser: Browser, address: str, folder: Path) -> None:
    page = browser.new_context(viewport=DESK, locale="en-US").new_page()  # type: ignore[arg-type]
    page.goto(address)
    page.get_by_role("button", name="How long does delivery to Germany take?").wait_for()
    keep(page, folder / "first-view.png")
    ask(page, "How many days do I have to return something?")
    page.locator(".cite").first.click()
    keep(page, folder / "answer.png")
    ask(page, "I want to talk to a person about a broken tent pole", ".exchange[data-state='done']:last-of-type")
    phone = browser.new_context(viewport=PHONE, locale="zh-CN", color_scheme="dark", is_mobile=True, has_touch=True)  # type: ignore[arg-type]
    page = phone.new_page()
    page.goto(address)
    ask(page, "羽绒睡袋怎么洗？")
    keep(page, folder / "phone.png")


def shop(browser: Browser, address: str, folder: Path) -> None:
    page = browser.new_context(viewport=DESK, locale="en-US").new_page()  # type: ignore[arg-type]
    page.goto(address)
    ask(page, "A waterproof tent for two under 400 euros", ".exchange[data-state='done'] .cards")
    keep(page, folder / "shop.png")
    page.get_by_role("button", name="Compare the first two").click()
    page.locator(".comparison").wait_for(timeout=60_000)
    keep(page, folder / "comparison.png")


def staff(browser: Browser, address: str, folder: Path) -> None:
    page = browser.new_context(viewport=DESK, locale="en-US").new_page()  # type: ignore[arg-type]
    page.goto(f"{address}/staff/")
    page.locator("#name").fill("admin")
    page.locator("#password").fill(PASSWORD)
    page.keyboard.press("Enter")
    page.locator("#list tbody tr").first.wait_for()
    page.locator("#list tbody tr a").nth(2).click()
    keep(page, folder / "documents.png")
    for section in ("inbox", "conversations", "catalog", "settings", "models", "accounts"):
        page.goto(f"{address}/staff/?section={section}")
        page.get_by_role("heading", level=1).wait_for()
        if section in ("inbox", "conversations", "catalog"):
            page.locator("#list tbody tr a").first.click()
        keep(page, folder / f"{section}.png")
    training(page, address, folder)


def training(page: Page, address: str, folder: Path) -> None:
    """Rows of the sample company, and a small model that learns from its documents."""
    page.goto(f"{address}/staff/?section=training")
    page.locator("#rows-build").click()
    page.get_by_text("Built:").wait_for(timeout=300_000)
    page.locator("#facet-source-document").click()
    page.wait_for_timeout(2000)
    page.locator("#list tbody tr a").nth(3).click()
    keep(page, folder / "training.png")
    page.goto(f"{address}/staff/?section=runs&id=@base")
    page.locator("#run-start").click()
    page.locator("#curve-loss").wait_for(timeout=300_000)
    page.wait_for_timeout(30_000)
    keep(page, folder / "run.png")
    page.locator("#run-stop").click()


def ask(page: Page, question: str, until: str = ".origin") -> None:
    page.get_by_role("textbox").first.fill(question)
    page.keyboard.press("Enter")
    page.locator(until).last.wait_for(timeout=60_000)


def keep(page: Page, path: Path) -> None:
    """The picture, once nothing moves any more."""
    page.wait_for_timeout(2000)
    page.screenshot(path=path)
    with Image.open(path) as picture:
        small = picture.convert("RGB").quantize(COLOURS)
    small.save(path, optimize=True)


if __name__ == "__main__":
    raise SystemExit(main())
