"""The shop in a browser: products asked for in words, narrowed, compared, turned down; and the catalog behind it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

import samples
from assistant.skills.recommendations import Recommendations
from knowledge.catalog.catalog import Catalog
from tests.assistant.service.conftest import opened as desk_of
from tests.knowledge.catalog.conftest import opened_catalog
from tests.knowledge.conftest import HashingEmbedder
from tests.web.browser.conftest import DESK, PHONE, StartVisit, answered, ask, fits, problems
from tests.web.browser.staff_visit import opened
from tests.web.conftest import House


@pytest.fixture(scope="module")
def catalog(shared_house: House, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Catalog]:
    """The sample company's, at work in the house of this module."""
    services = shared_house.services
    with opened_catalog(Path(tmp_path_factory.mktemp("shop")), HashingEmbedder()) as opened:
        opened.import_file(samples.CATALOG, samples.CATALOG.name, is_sample=True)
        services.catalog = opened  # type: ignore[assignment]
        skill = Recommendations(opened, services.ranking)
        services.assistant = desk_of(services.database, skill).assistant  # type: ignore[assignment]
        yield opened


def titles(answer: Locator) -> list[str]:
    return [text.partition("\n")[0] for text in answer.locator(".card .title").all_inner_texts()]


def prices(answer: Locator) -> list[float]:
    shown = answer.locator(".card .price").all_inner_texts()
    return [float("".join(sign for sign in text.split("★")[0] if sign.isdigit() or sign == ".")) for text in shown]


SAID: dict[str, dict[str, Any]] = {
    "en-US": {
        "box": "Your question",
        "ask": "jackets under €160",
        "most": 160,
        "why": "matches “jackets”",
        "chip": "Remove: under €160",
        "step": ("cheaper", min),
        "black": "don't you have it in black?",
        "chips": ["Jackets", "black"],
        "compare": "Compare the first two",
        "differs": "(differs)",
        "like": "More like this: ",
        "not": "Not this: ",
        "alike": "most like",
    },
    "zh-CN": {
        "box": "您的问题",
        "ask": "1200 元以内的外套",
        "most": 1200,
        "why": "符合“外套”",
        "chip": "去掉：不超过 ¥1,200",
        "step": ("有没有贵一点的", max),
        "black": "没有黑色的吗",
        "chips": ["外套", "黑色"],
        "compare": "对比前两个",
        "differs": "（有区别）",
        "like": "找相似: ",
        "not": "不要这个: ",
        "alike": "最相似",
    },
}


@pytest.mark.parametrize(("language", "screen"), [("en-US", DESK), ("zh-CN", PHONE)], ids=["desk", "phone"])
def test_products_are_asked_for_narrowed_compared_and_turned_down(
    visit: StartVisit, catalog: Catalog, language: str, screen: dict[str, Any]
) -> None:
    said = SAID[language]
    page = visit(language, **screen).open()
    ask(page, said["ask"], said["box"])
    found = answered(page)
    assert 0 < max(prices(found)) <= said["most"]
    expect(found.locator(".card .why").first).to_contain_text(said["why"])
    assert fits(page)

    found.get_by_role("button", name=said["chip"]).click()
    more = answered(page, 2)
    assert max(prices(more)) > said["most"]
    first = prices(more)[0]
    words, further = said["step"]
    ask(page, words, said["box"])
    stepped = answered(page, 3)
    assert all(further(price, first) == price != first for price in prices(stepped))
    _removed(page, stepped.locator(".chip button").last)  # the limit that this has set
    ask(page, said["black"], said["box"])
    black = answered(page, 5)
    expect(black.locator(".chip > span")).to_have_text(said["chips"])
    _removed(page, black.locator(".chip button").last)
    all_of_them = answered(page, 6)

    liked = titles(all_of_them)[1]
    all_of_them.get_by_role("button", name=said["like"] + liked, exact=True).click()
    alike = answered(page, 7)
    expect(alike.locator(".body")).to_contain_text(said["alike"])
    unwanted = titles(alike)[0]
    assert unwanted != liked
    alike.get_by_role("button", name=said["not"] + unwanted, exact=True).click()
    rest = answered(page, 8)
    pair = titles(rest)[:2]
    assert unwanted not in titles(rest)
    rest.get_by_role("button", name=said["compare"]).click()
    compared = answered(page, 9)
    expect(compared.locator(".comparison thead th")).to_have_text(pair)
    expect(compared.get_by_role("rowheader", name=said["differs"]).first).to_be_visible()
    assert problems(page) == []
    assert fits(page)


def _removed(page: Page, button: Locator) -> None:
    count = page.locator(".exchange").count()
    button.click()
    answered(page, count + 1)


FILE = """art,Bezeichnung,price (EUR),stock
K-1,Fjell kettle,39.90,5
K-2,Fjell pot,cheap,5
K-3,Fjell pan,44,0
"""
STAFF: dict[str, dict[str, str]] = {
    "en-US": {
        "missing": "Row 2: The title is missing.",
        "number": "Product number",
        "title": "Title",
        "becomes": "Fjell kettle €39.90 · only 5 left",
        "import": "Import",
        "done": "tarn.csv is imported",
        "left_out": "1 row was left out: see why",
        "reason": "'cheap' is no price",
        "products": "Products 66",
        "find": "Search products",
        "stock": "sold out",
    },
    "zh-CN": {
        "missing": "第 2 行：缺少商品名称。",
        "number": "商品编号",
        "title": "名称",
        "becomes": "Fjell kettle €39.90 · 仅剩 5 件",
        "import": "导入",
        "done": "tarn.csv 导入完成",
        "left_out": "1 行未导入，查看原因",
        "reason": "“cheap”不是价格",
        "products": "商品 66",
        "find": "搜索商品",
        "stock": "缺货",
    },
}


@pytest.mark.parametrize(("language", "screen"), [("en-US", DESK), ("zh-CN", PHONE)], ids=["desk", "phone"])
def test_staff_import_a_file_see_what_is_wrong_with_it_and_find_its_products(
    visit: StartVisit, shared_house: House, catalog: Catalog, language: str, screen: dict[str, Any]
) -> None:
    said = STAFF[language]
    # another name of a column for each: what it means is remembered, and here it has to be said
    content = FILE.replace("art", f"art {language}")
    page = opened(visit, shared_house, "?section=catalog", language=language, **screen)
    page.locator("#files").set_input_files({"name": "tarn.csv", "mimeType": "text/csv", "buffer": content.encode()})
    form = page.locator("#catalog-import")
    expect(form.get_by_text(said["missing"])).to_be_visible()
    form.get_by_label(f"art {language}").select_option(said["number"])
    form.get_by_label("Bezeichnung").select_option(said["title"])
    expect(form.locator(".becomes")).to_contain_text(said["becomes"])
    assert problems(page) == []
    assert fits(page)
    form.get_by_role("button", name=said["import"], exact=True).click()
    expect(page.get_by_role("heading", name=said["done"])).to_be_visible()
    page.get_by_role("link", name=said["left_out"]).click()
    expect(page.locator("#detail")).to_contain_text(said["reason"])

    page.goto(page.url.partition("?")[0] + "?section=catalog")
    expect(page.get_by_role("link", name=said["products"])).to_be_visible()
    page.get_by_label(said["find"]).fill("fjell")
    expect(page.locator("#list tbody tr")).to_have_count(2)
    page.get_by_role("link", name="Fjell pan").click()
    expect(page.locator("#detail")).to_contain_text(said["stock"])
    assert problems(page) == []
    assert fits(page)
