"""A catalog of 20,000 products used in Chromium as customers do, on a desk and on a phone, in both languages.

    python -m benchmarks.large_shop [--data FOLDER] [--pictures FOLDER] [--file ../shared/data/.../products.jsonl.gz]

The products (chorus_electronics: typed attributes, English names) are imported by the command line, with prices in
euros; a folder given with --data keeps them for the next time. Then they are asked for, narrowed by words and by chips,
compared, and others like one are sought. Every product shown is held against the file: what it has to be of, its price,
its attributes. Each step is told with its time; the exit status is 1 where one fails. --pictures keeps what was seen.
"""

import argparse
import gzip
import json
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page, expect, sync_playwright

from benchmarks._app import ROOT, start
from benchmarks.catalog_import import ELECTRONICS

DESK: dict[str, Any] = {"viewport": {"width": 1280, "height": 800}, "locale": "en-US"}
PHONE: dict[str, Any] = {
    "viewport": {"width": 390, "height": 844}, "locale": "zh-CN", "is_mobile": True, "has_touch": True,
}  # fmt: skip
Holds = Callable[[dict[str, Any]], bool]  # of a product as the file has it
LIKE = ".card button[data-did='like']"
PATIENCE = 60_000  # milliseconds


@dataclass
class Report:
    """What every step came to."""

    failed: list[str] = field(default_factory=list)

    def check(self, name: str, is_so: bool, told: object = "") -> None:
        print(f"{'ok  ' if is_so else 'FAIL'} {name}{f': {told}' if told != '' else ''}", flush=True)
        if not is_so:
            self.failed.append(name)


class Customer:
    """Somebody at the page, who looks at every product that is shown."""

    def __init__(self, page: Page, products: dict[str, dict[str, Any]], pictures: Path | None, report: Report) -> None:
        self.page, self._products, self._pictures, self._report = page, products, pictures, report
        self._count = 0

    def says(self, text: str, name: str, holds: Holds, *, least: int = 1) -> Locator:
        """Ask, and check that at least so many products are shown and that this holds of each."""
        box = self.page.get_by_role("textbox").first
        box.fill(text)
        return self._step(f"{name} “{text}”", lambda: box.press("Enter"), holds, least)

    def sees(self, name: str, is_so: bool) -> None:
        self._report.check(name, is_so)

    def presses(self, button: Locator, name: str, holds: Holds, *, least: int = 1) -> Locator:
        return self._step(name, button.click, holds, least)

    def _step(self, name: str, do: Callable[[], object], holds: Holds, least: int) -> Locator:
        started = time.monotonic()
        self._count += 1
        do()
        done = self.page.locator(".exchange[data-state='done']").filter(visible=True)
        expect(done).to_have_count(self._count, timeout=PATIENCE)
        expect(self.page.locator("#frame")).not_to_have_attribute("data-busy", "", timeout=PATIENCE)
        answer = done.last
        seconds = time.monotonic() - started
        ids = [card.get_attribute("data-product") or "" for card in answer.locator(".card").all()]
        shown = [self._products[id_] for id_ in ids if id_ in self._products]
        wrong = [product["title"][:60] for product in shown if not holds(product)]
        is_right = len(ids) >= least and len(shown) == len(ids) and not wrong
        titles = " | ".join(product["title"][:38] for product in shown[:3])
        self._report.check(f"{name} ({seconds:.1f} s)", is_right, wrong or f"{len(ids)} shown: {titles}")
        self._report.check(f"{name}: fits the screen", self._fits())
        if self._pictures:
            self.page.wait_for_timeout(400)
            self.page.screenshot(path=self._pictures / f"{'phone' if self._is_phone else 'desk'}-{self._count:02}.png")
        return answer

    @property
    def _is_phone(self) -> bool:
        return (self.page.viewport_size or {"width": 0})["width"] < 500

    def _fits(self) -> bool:
        return bool(self.page.evaluate("document.documentElement.scrollWidth <= window.innerWidth + 1"))


def kind(*words: str) -> Holds:
    """Whether a product's category or title has one of these words."""
    pattern = re.compile("|".join(words), re.IGNORECASE)
    return lambda product: bool(pattern.search(f"{product['category']} {product['title']}"))


def both(*all_of: Holds) -> Holds:
    return lambda product: all(one(product) for one in all_of)


def number(name: str, holds: Callable[[float], bool]) -> Holds:
    return lambda product: isinstance(product["features"].get(name), float) and holds(product["features"][name])


def cheaper(most: float) -> Holds:
    return lambda product: product.get("price") is not None and product["price"] <= most


def anything(product: dict[str, Any]) -> bool:
    return True


def of_brand(name: str) -> Holds:
    return lambda product: product["brand"].lower() == name.lower()


def black(product: dict[str, Any]) -> bool:
    return "black" in f"{product['features'].get('product_colour', '')} {product['title']}".lower()


def on_a_desk(customer: Customer) -> None:
    laptop, monitor = kind("notebook", "laptop"), kind("monitor")
    enough = both(laptop, number("internal_memory", lambda gigabytes: gigabytes >= 4))
    customer.says("laptops with at least 4 GB of memory", "by a typed attribute", enough, least=3)
    answer = customer.says("only HP", "narrowed by words", both(enough, of_brand("HP")))
    customer.presses(answer.locator(".chip button").last, "narrowed by a chip less", laptop, least=3)
    answer = customer.says("compare the first two", "compared", laptop, least=0)
    customer.sees("the comparison has rows", answer.locator(".comparison tbody tr").count() >= 5)
    dark = both(monitor, cheaper(200), black)
    answer = customer.says("black monitors under 200 euros", "by price and colour", dark, least=2)
    customer.presses(answer.locator(LIKE).first, "more like this", monitor, least=3)
    customer.says("cheaper", "cheaper", monitor)
    customer.says("006R90321", "by the maker's number", lambda product: product["model"] == "006R90321")
    answer = customer.says("what is its black toner page yield?", "by a property of its own", anything)
    customer.sees("the property is told", "23000" in answer.inner_text().replace(",", ""))
    customer.says("wireles mouse", "with a slip", kind("mouse", "mice"), least=3)
    customer.says("usb stick 16gb", "by another name", kind("flash", "usb"), least=2)
    customer.says("projector", "by its kind", kind("projector"), least=3)


def on_a_phone(customer: Customer) -> None:
    laptop, monitor = kind("notebook", "laptop"), kind("monitor")
    enough = both(laptop, number("internal_memory", lambda gigabytes: gigabytes >= 4))
    customer.says("笔记本电脑，内存至少4GB", "by a typed attribute", enough, least=3)
    customer.says("要惠普的", "narrowed by words", both(enough, of_brand("HP")))
    answer = customer.says("对比前两个", "compared", laptop, least=0)
    customer.sees("the comparison has rows", answer.locator(".comparison tbody tr").count() >= 5)
    customer.says("200欧元以内的黑色显示器", "by price and colour", both(monitor, cheaper(200), black), least=2)
    customer.says("打印机", "in Chinese", kind("print", "laserjet", "officejet"), least=3)
    answer = customer.says("键盘", "in Chinese", kind("keyboard"), least=3)
    customer.presses(answer.locator(LIKE).first, "more like this", kind("keyboard", "keypad"), least=2)
    customer.says("鼠标垫", "in Chinese", kind("mouse pad", "mousepad", "mouse mat", "mat"))
    customer.says("无线鼠标", "in Chinese", kind("mouse", "mice"), least=2)
    customer.says("移动硬盘", "in Chinese", kind("hdd", "hard drive", "hard disk", "external"), least=2)
    customer.says("路由器", "in Chinese", kind("router"), least=2)
    customer.says("耳机", "in Chinese", kind("head(?:phone|set)", "earbud", "earphone"), least=3)


def products_in(file: Path) -> dict[str, dict[str, Any]]:
    """The products of the file by their ids, with the price in euros that the raw one seems to be in cents."""
    with gzip.open(file, "rt", encoding="utf-8") as lines:
        products = [json.loads(line) for line in lines]
    for product in products:
        raw = product.pop("price_raw", None)
        product["price"] = raw / 100 if raw else None
    return {product["id"]: product for product in products}


def take_in(products: dict[str, dict[str, Any]], data: Path, report: Report) -> None:
    """Import them, where the folder has none."""
    if (data / "indexes" / "catalog").exists():
        return
    file = data.parent / "electronics.jsonl"
    file.write_text("".join(json.dumps(product) + "\n" for product in products.values()), "utf-8")
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, "-m", "assistant", "catalog", "import", str(file), "--currency", "EUR", "--json", "--data-dir",
         str(data)], cwd=ROOT, stdout=subprocess.PIPE, check=False,
    )  # fmt: skip
    imported = json.loads(done.stdout)
    seconds = time.monotonic() - started
    report.check(f"import of {len(products):,} ({seconds:.0f} s)", imported.get("imported") == len(products),
                 {name: value for name, value in imported.items() if name != "rejected"})  # fmt: skip


@contextmanager
def customer(
    browser: Browser, address: str, screen: dict[str, Any], products: dict[str, dict[str, Any]], pictures: Path | None,
    report: Report,
) -> Iterator[Customer]:  # fmt: skip
    context = browser.new_context(**screen)
    page = context.new_page()
    page.goto(address)
    yield Customer(page, products, pictures, report)
    context.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="the data folder; kept")
    parser.add_argument("--pictures", type=Path)
    parser.add_argument("--file", type=Path, default=ELECTRONICS)
    given = parser.parse_args()
    if not given.file.exists():
        parser.error(f"{given.file} is not there: name a file of products with --file.")
    report, products = Report(), products_in(given.file)
    if given.pictures:
        given.pictures.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="large-shop-", ignore_cleanup_errors=True) as scratch:
        data = (given.data or Path(scratch) / "data").resolve()
        take_in(products, data, report)
        address, app = start(data, SAMPLES="false", COMPANY="Voltwerk")
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox"])
                with customer(browser, address, DESK, products, given.pictures, report) as one:
                    on_a_desk(one)
                with customer(browser, address, PHONE, products, given.pictures, report) as one:
                    on_a_phone(one)
                browser.close()
        finally:
            app.terminate()
            app.wait(30)
    print(f"{len(report.failed)} failed" if report.failed else "all right")
    return 1 if report.failed else 0


if __name__ == "__main__":
    raise SystemExit(main())
