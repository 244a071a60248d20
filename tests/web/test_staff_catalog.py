"""The catalog in the staff area: a file is mapped, imported beside the page, looked through, and taken out again."""

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from threading import Event

import pytest

from knowledge.catalog.catalog import Catalog
from knowledge.catalog.importing import Imported
from knowledge.catalog.product import Product
from knowledge.catalog.reading import Preview
from tests.knowledge.catalog.conftest import opened_catalog
from tests.knowledge.conftest import HashingEmbedder
from tests.waiting import HANG
from tests.web.fakes import FakeCatalog
from tests.web.staffing import Clerk, Office
from web.staff.catalog import CatalogSection
from web.staff.product_parts import id_of, token

COLUMNS = "art,Bezeichnung,price (EUR),stock,color,Gewicht (kg),Material"
FILE = f"""{COLUMNS}
A-1,Blue kettle,39.90,5,blue,1.2,steel
A-2,Red kettle,cheap,5,red,1.1,steel
A 3/b,Green kettle,44,0,green,1.3,steel
"""
SAID = {"column-0": "id", "column-1": "title", "column-2": "price", "column-3": "stock", "column-4": "colour",
        "column-5": "attribute", "column-6": "material"}  # fmt: skip


@pytest.fixture
def catalog(office: Office, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Catalog]:
    with opened_catalog(tmp_path / "shop", HashingEmbedder()) as opened:
        monkeypatch.setattr(office.services, "catalog", opened)
        yield opened


def sent(office: Office, clerk: Clerk, content: str, name: str = "shop.csv") -> Clerk:
    """A file that the browser has sent, offered to the section."""
    folder = office.upload_folder / "one"
    folder.mkdir(parents=True)
    (folder / name).write_text(content, encoding="utf-8")
    return clerk.do("read-catalog", files=[{"path": str(folder / name), "name": name}])


def wait(office: Office) -> None:
    section = office.staff.sections["catalog"]
    assert isinstance(section, CatalogSection)
    section.intake.work.wait()


def imported(office: Office, clerk: Clerk, **said: str) -> Clerk:
    """The waiting file imported, and the page looked at once that is over."""
    clerk.do("import-catalog", **(SAID | said))
    wait(office)
    return clerk.do()


def test_a_file_is_mapped_imported_told_and_found(office: Office, catalog: Catalog) -> None:
    clerk = office.clerk().open("?section=catalog")
    words = sent(office, clerk, FILE).words("list")
    assert "name no currency" not in words
    assert "Row 2: The title is missing." in words
    words = clerk.do("map-catalog", **SAID).words("list")
    assert "Blue kettle €39.90 · only 5 left" in words
    assert "Row 3: 'cheap' is no price" in words
    words = imported(office, clerk).words("list")
    assert "shop.csv is imported 2 new, 0 updated, 0 unchanged, 0 taken out 1 row was left out: see why" in words
    assert "Products 2 In stock 1 Sold out 1 Last import just now shop.csv · anna" in words
    number = catalog.imports(1)[0].number
    result = clerk.look(f"?section=catalog&filter=imports&id={number}").words("detail")
    assert "3 'cheap' is no price. Write a number" in result

    office.services.product_rules.add("hide", "item", "A 3/b", author="anna")
    found = clerk.look("?section=catalog&query=green")
    assert "Green kettle Hidden A 3/b" in found.words("list")
    assert "Blue kettle" not in found.words("list")
    words = clerk.look(f"?section=catalog&id={token('A 3/b')}").words("detail")
    assert "Green kettle Product number A 3/b Price €44 Stock sold out Colour green Material steel" in words
    assert "gewicht 1.3 kg number" in words
    assert "Hidden anna" in words
    assert office.services.audit.latest(1)[0].details == {"added": 2, "updated": 0, "taken_out": 0, "left_out": 1}

    words = sent(office, clerk, FILE.replace("44", "49").replace("cheap", "33")).words("list")
    assert "Green kettle €49" in words  # what the columns mean is remembered
    imported(office, clerk, keep="yes")
    words = clerk.look(f"?section=catalog&id={token('A 3/b')}").words("detail")
    assert "Price: €44 → €49 just now · anna Came in" in words
    assert not [path for path in office.upload_folder.rglob("*") if path.is_file()]


def test_a_file_whose_import_fails_waits_with_the_reason(office: Office, catalog: Catalog) -> None:
    clerk = office.clerk().open("?section=catalog")
    sent(office, clerk, f"{COLUMNS}\nA-1,Kettle,cheap,,,,\n")
    refused = clerk.do("import-catalog", **(SAID | {"column-0": ""})).words()
    assert "No column holds the product number" in refused
    words = imported(office, clerk).words("list")
    assert "No row could be imported" in words
    assert "Import shop.csv" in words
    clerk.do("drop-catalog")
    assert "No products yet" in clerk.words("list")
    assert "CSV, TSV, XLSX" in sent(office, clerk, "?", "shop.docx").words()
    assert not [path for path in office.upload_folder.rglob("*") if path.is_file()]


def test_products_are_taken_out_by_admins_only(office: Office, catalog: Catalog) -> None:
    clerk, boss = office.clerk().open("?section=catalog"), office.clerk("boss", "admin").open("?section=catalog")
    catalog.import_products([Product("A-1", "Blue kettle"), Product("A-2", "Red kettle")])
    assert "Only an admin" in clerk.do("remove-catalog").words()
    assert "Take out your" not in clerk.look("?section=catalog&filter=imports").words("list")
    assert "2 products were taken out." in boss.do("remove-catalog").words()
    assert catalog.count() == 0
    entry = office.services.audit.latest(1)[0]
    assert (entry.actor, entry.action, entry.details) == ("admin:boss", "catalog.remove", {"products": 2})


class SlowCatalog(FakeCatalog):
    """An import that goes on until it is let go."""

    def __init__(self) -> None:
        super().__init__()
        self.half_way, self.go = Event(), Event()

    def preview(self, path: Path, name: str, mapping: Mapping[str, str] | None = None) -> Preview:
        columns = COLUMNS.split(",")
        return Preview(tuple(columns), dict(mapping or dict.fromkeys(columns, "")), (), ())

    def import_file(self, *given: object, progress: Callable[[str, int, int], None], **more: object) -> Imported:  # type: ignore[override]
        progress("embedding", 512, 2048)
        self.half_way.set()
        self.go.wait(HANG)
        return Imported(1, 2048, 0, 0, 0, (), 0)


def test_an_import_tells_everybody_how_far_it_is_and_another_one_waits(
    office: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = SlowCatalog()
    monkeypatch.setattr(office.services, "catalog", slow)
    clerk, other = office.clerk().open("?section=catalog"), office.clerk("otto").open("?section=catalog")
    sent(office, other, FILE)
    sent(office, clerk, FILE).do("import-catalog", **SAID)
    slow.half_way.wait(HANG)
    clerk.do()
    assert "Importing shop.csv Taking in: 512 of 2,048 products · anna" in clerk.words("list")
    assert 'value="25"' in clerk.seen["list"]
    assert 'data-again="1500"' in clerk.seen["state"]
    assert "Another import is under way" in other.do("import-catalog", **SAID).words()
    slow.go.set()
    wait(office)
    assert "shop.csv is imported 2,048 new" in clerk.do().words("list")
    other.do("drop-catalog")


@pytest.mark.parametrize("id_", ["LF-T201", "A 3/b", "x.abc", "编号 7", "-", "a" * 128, "ü/" * 64])
def test_every_id_has_an_address(id_: str) -> None:
    assert id_of(token(id_)) == id_
