"""A catalog is wholly what its last import says, whatever happens on the way."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest

from knowledge.catalog.catalog import Catalog
from knowledge.catalog.columns import PRICES_IN
from knowledge.catalog.errors import CatalogError
from knowledge.catalog.product import Attribute, Product
from knowledge.catalog.request import Request
from knowledge.catalog.rows import Rejected, Row
from knowledge.catalog.store import StagedProduct
from knowledge.catalog.turns import Talk
from knowledge.embedding import EmbeddingError, Vectors
from tests.knowledge.catalog.conftest import opened_catalog
from tests.knowledge.conftest import HashingEmbedder

TENT = Product(
    "t1", "Corrie 2 tent", brand="Larkfell", category=("Camping", "Tents"), price=Decimal("349.00"), currency="EUR",
    stock=4, rating=4.6, ratings=31, colour="green", title_zh="双人帐篷",
    attributes=(Attribute("weight", 2.1, "kg"), Attribute("freestanding", True)),
)  # fmt: skip
MUG = Product("m1", "Enamel mug", price=Decimal("12.50"), currency="EUR", stock=0)
STOVE = Product("s1", "Gas stove", price=Decimal("45"), currency="EUR")


def test_what_goes_in_comes_out_as_it_was(catalog: Catalog):
    imported = catalog.import_products([TENT, MUG])
    assert (imported.added, imported.updated, imported.removed) == (2, 0, 0)
    assert catalog.get(["m1", "nothing", "t1"]) == [MUG, TENT]
    assert (catalog.count(), catalog.ids()) == (2, ["t1", "m1"])


def test_another_import_updates_in_place_removes_what_is_gone_and_keeps_history(
    catalog: Catalog, embedder: HashingEmbedder
):
    catalog.import_products([TENT, MUG])
    embedder.embedded.clear()
    cheaper = replace(TENT, price=Decimal("299.00"))
    imported = catalog.import_products([cheaper, STOVE])
    assert (imported.added, imported.updated, imported.removed) == (1, 1, 1)
    assert catalog.get(["t1", "m1", "s1"]) == [cheaper, STOVE]
    assert embedder.embedded == [STOVE.embedded_text]  # a price is not embedded
    assert [(past.product.price, past.until) for past in catalog.history("t1")] == [
        (Decimal("299.00"), None), (Decimal("349.00"), 2),
    ]  # fmt: skip
    assert [(item.added, item.updated, item.removed) for item in catalog.imports()] == [(1, 1, 1), (2, 0, 0)]
    assert not catalog.damaged()


def test_bad_rows_are_told_and_the_rest_goes_in(catalog: Catalog):
    rows: list[Row] = [(2, TENT), Rejected(3, "no_title", {}), (4, replace(TENT, title="Again")), (5, MUG)]
    imported = catalog.import_rows(rows)
    assert [(item.row, item.code) for item in imported.rejected] == [(3, "no_title"), (4, "duplicate")]
    assert catalog.get(["t1"])[0].title == "Corrie 2 tent"
    assert catalog.count() == 2


def test_a_file_without_a_usable_row_leaves_the_catalog_alone(catalog: Catalog):
    catalog.import_products([TENT])
    with pytest.raises(CatalogError, match="row 3: The title is missing"):
        catalog.import_rows([Rejected(3, "no_title", {})])
    with pytest.raises(CatalogError, match="no products"):
        catalog.import_rows([])
    assert catalog.ids() == ["t1"]


def test_an_import_that_fails_half_way_has_changed_nothing(
    catalog: Catalog, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
):
    catalog.import_products([TENT, MUG])
    many = [Product(f"p{n}", f"Thing number {n}") for n in range(600)]
    real = embedder.embed

    def fails_late(texts: list[str]) -> Vectors:
        if any("599" in text for text in texts):
            raise EmbeddingError("no memory")
        return real(texts)

    monkeypatch.setattr(embedder, "embed", fails_late)
    with pytest.raises(CatalogError, match="no memory"):
        catalog.import_products([replace(TENT, title="Changed"), *many])
    assert catalog.get(catalog.ids()) == [TENT, MUG]
    assert [item.status for item in catalog.imports()] == ["failed", "live"]
    assert not catalog.damaged()


def test_an_import_cut_off_by_a_crash_is_undone_at_the_next_start(data_path: Path, embedder: HashingEmbedder):
    with opened_catalog(data_path, embedder) as catalog:
        catalog.import_products([TENT])
        store = catalog._store
        number = store.begin(file="", actor="", model=embedder.name, is_sample=False)
        vector = embedder.embed_question("stove").astype(np.float32)
        keys = store.stage(number, [StagedProduct(STOVE, "h", vector.tobytes())])
        catalog._indexes.put({keys["s1"]: STOVE}, vector[None])
        store.end(number, [1])
    with opened_catalog(data_path, embedder) as catalog:
        assert catalog.get(catalog.ids()) == [TENT]
        assert len(catalog._indexes.vectors) == len(catalog._indexes.keywords) == 1


def test_lost_indexes_are_built_anew(data_path: Path, embedder: HashingEmbedder):
    with opened_catalog(data_path, embedder) as catalog:
        catalog.import_products([TENT, MUG])
        assert catalog.rebuild() == 2
        assert not catalog.damaged()
        catalog._indexes.vectors.remove(["1"])
        assert catalog.damaged() == ["t1"]
    with opened_catalog(data_path, embedder) as catalog:  # the start mends it
        assert not catalog.damaged()


def test_samples_come_and_go_beside_the_companys_own(catalog: Catalog):
    catalog.import_products([MUG, STOVE], is_sample=True)
    catalog.import_products([TENT, replace(MUG, title="Our mug")])
    assert sorted(catalog.ids()) == ["m1", "s1", "t1"]
    assert catalog.remove_samples() == 1
    assert sorted(catalog.ids()) == ["m1", "t1"]
    assert catalog.get(["m1"])[0].title == "Our mug"
    with catalog._importing, pytest.raises(CatalogError, match="Another import is under way"):
        catalog.remove_own()
    assert catalog.remove_own() == 2
    assert catalog.ids() == []


def test_another_embedding_model_embeds_all_anew(data_path: Path, embedder: HashingEmbedder):
    with opened_catalog(data_path, embedder) as catalog:
        catalog.import_products([TENT, MUG])
    other = HashingEmbedder("another", dimension=32)
    with opened_catalog(data_path, other) as catalog:
        catalog.embed_anew()
        assert len(other.embedded) == 2
        assert not catalog.damaged()
        assert catalog.get(["t1", "m1"]) == [TENT, MUG]


def test_a_chinese_word_for_a_kind_of_thing_finds_what_is_called_by_a_compound_of_it(catalog: Catalog):
    names = {"s": "苔藓越野跑鞋", "b": "牧人真皮双肩包", "c": "余烬保温杯", "p": "烽火充电宝"}
    catalog.import_products([Product(id_, name) for id_, name in names.items()])
    for asked, wanted in (("鞋子", ["s"]), ("包包", ["b"]), ("保温的杯子", ["c"]), ("电子", []), ("帽子", [])):
        found = catalog.find(catalog.read(asked))
        assert [hit.product.id for hit in found.hits] == wanted, asked


def test_the_currency_of_prices_that_name_none_is_remembered_with_the_columns(catalog: Catalog, tmp_path: Path):
    file = tmp_path / "bare.csv"
    file.write_text("sku,name,price\nA1,Red mug,12.5\nA2,Blue mug,$9\n", "utf-8")
    catalog.import_file(file, file.name, {PRICES_IN: "GBP"})
    assert catalog.import_file(file, file.name).unchanged == 2
    assert [product.currency for product in catalog.get(["A1", "A2"])] == ["GBP", "USD"]


def test_an_english_catalog_is_asked_in_chinese_and_accessories_come_after_the_thing(catalog: Catalog):
    names = {
        "m1": "Acme monitor cable 2 m", "m2": "Acme 24 inch monitor", "m3": "Stand for your monitor",
        "w1": "Acme wireless optical mouse", "w2": "Acme optical mouse", "p1": "Acme mouse pad", "k1": "Sony keyboard",
    }  # fmt: skip
    catalog.import_products(
        Product(id_, title, brand=title.split()[0], category=("Things",)) for id_, title in names.items()
    )

    def found(text: str) -> list[str]:
        return [hit.product.id for hit in catalog.find(catalog.read(text)).hits]

    assert found("显示器")[0] == found("monitors")[0] == "m2"
    assert found("无线鼠标") == ["w1"]
    assert found("鼠标垫")[0] == "p1"
    assert found("索尼的键盘") == ["k1"]
    talk = catalog.next_turn("鼠标垫", Talk()).talk
    assert catalog.next_turn("鼠标", talk).talk.request.query == "鼠标"  # another thing, asked for anew


def test_what_is_to_be_absent_costs_and_saying_so_wins_in_every_ranking(catalog: Catalog):
    names = {"w": "Lunch box with a lid", "n": "Lunch box, lid not included", "o": "Plain lunch box"}
    catalog.import_products([Product(id_, title) for id_, title in names.items()])
    assert catalog.ranked(Request("lunch box without lids"), 3)[0] == "n"
    assert {hit.product.id for hit in catalog.find(catalog.read("lunch box without lids")).hits} == {"n", "o"}


def test_the_cheapest_is_told_from_all_that_are_what_is_asked_for(catalog: Catalog):
    mugs = [Product(f"m{n}", f"Mug {n}", price=Decimal(20 + n), currency="EUR") for n in range(300)]
    weights = (Attribute("weight", 2.0, "kg"), Attribute("pallet weight", 9.0, "kg"))
    name = "Hand-thrown stoneware of the north, a tall and heavy mug with a lid"
    far = Product("far", name, price=Decimal(7), currency="EUR", attributes=weights)
    near = Product("near", "Mug rack", price=Decimal(1), currency="EUR", attributes=(Attribute("used with", "mug"),))
    other = Product("other", "Kettle", price=Decimal(2), currency="EUR", attributes=(Attribute("weight", 1.0, "kg"),))
    catalog.import_products([*mugs, far, near, other])
    assert [hit.product.id for hit in catalog.find(catalog.read("cheapest mugs"), 3).hits] == ["far", "m0", "m1"]
    assert [hit.product.id for hit in catalog.find(catalog.read("the most expensive mug"), 1).hits] == ["m299"]
    heaviest = catalog.read("heaviest mug")
    assert heaviest.wishes == ("most weight",)
    assert [hit.product.id for hit in catalog.find(heaviest, 3).hits] == ["far"]
    assert catalog.read("longest mug").unchecked == ("longest",)


def test_whom_a_thing_is_for_and_shoes_in_every_size_are_the_same_in_any_words(catalog: Catalog):
    catalog.import_products([
        Product("w", "Ladies' trail shoe", size="US 8", category=("Shoes",)),
        Product("m", "Trail shoe", size="42.5", category=("Shoes",), attributes=(Attribute("gender", "Men"),)),
        Product("k", "儿童跑鞋", size="30-32", category=("Shoes",)),
        Product("b", "Cup for toddlers", category=("Cups",)),
    ])  # fmt: skip

    def found(text: str) -> list[str]:
        return [hit.product.id for hit in catalog.find(catalog.read(text)).hits]

    assert (
        found("women's shoes")
        == found("女款 shoes")
        == found("shoes, EU 39")
        == found("women's shoes, size 8")
        == ["w"]
    )
    assert found("shoes US 9") == found("size 9 shoes") == found("shoes in 42.5 EU") == found("shoes us 9") == ["m"]
    assert found("children's shoes") == found("shoes for kids") == found("31码的童鞋") == ["k"]
    assert found("kids cup") == ["b"]
    assert catalog.read("shoes, size 9½").conditions[0].value == "US 9.5"
    talk = replace(catalog.next_turn("shoes in size 31", Talk()).talk, shown=("k",))
    assert catalog.next_turn("a size up", talk).talk.request.conditions[-1].value == "32"
    assert catalog.next_turn("有没有小一号的", talk).talk.request.conditions[-1].value == "30"
