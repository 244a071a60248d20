"""Looking through documents: filters, order, pages and counts, on SQL alone."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import insert

from knowledge.overview import DocumentOverview, Order, State
from knowledge.tables import DocumentRow, VersionRow
from storage.database import Database, open_database, utc_now
from tests.work import counted

# name, state, visibility, size, passages, minutes since its change
DOCUMENTS = (
    ("Zebra.pdf", "ready", "public", 500, 5, 1),
    ("apple.docx", "failed", "public", 20, 0, 2),
    ("brücke.md", "queued", "staff", 300, 0, 3),
    ("配送.txt", "embedding", "public", 10, 0, 4),
    ("Prices.xlsx", "ready", "staff", 400, 40, 5),
)


def fill(database: Database, documents: list[tuple[str, str, str, int, int, int]]) -> None:
    now = utc_now()
    rows = [
        {"id": f"d{n}", "name": name, "folder": "", "visibility": visibility, "is_sample": n < 2,
         "live_version": 2 if status == "ready" else None, "updated_at": now - timedelta(minutes=age)}
        for n, (name, status, visibility, _, _, age) in enumerate(documents)
    ]  # fmt: skip
    versions = [
        {"document_id": f"d{n}", "number": number, "status": state, "visibility": visibility, "sha256": f"{n}",
         "size": size, "original": f"{n}-{number}", "chunks": passages, "text": "words " * 50}
        for n, (_, status, visibility, size, passages, _) in enumerate(documents)
        for number, state in ((1, "replaced"), (2, status))
    ]  # fmt: skip
    with database.write() as session:
        session.execute(insert(DocumentRow), rows)
        session.execute(insert(VersionRow), versions)


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = open_database(f"sqlite:///{tmp_path / 'test.sqlite'}", tmp_path)
    yield database
    database.close()


@pytest.fixture
def overview(database: Database) -> DocumentOverview:
    fill(database, [*DOCUMENTS])
    return DocumentOverview(database)


@pytest.mark.parametrize(
    ("order", "descending", "names"),
    [
        ("updated", True, ["Zebra.pdf", "apple.docx", "brücke.md", "配送.txt", "Prices.xlsx"]),
        ("updated", False, ["Prices.xlsx", "配送.txt", "brücke.md", "apple.docx", "Zebra.pdf"]),
        ("name", False, ["apple.docx", "brücke.md", "Prices.xlsx", "Zebra.pdf", "配送.txt"]),
        ("size", True, ["Zebra.pdf", "Prices.xlsx", "brücke.md", "apple.docx", "配送.txt"]),
        ("passages", True, ["Prices.xlsx", "Zebra.pdf", "apple.docx", "brücke.md", "配送.txt"]),
    ],
)
def test_documents_come_in_the_order_asked_for(
    overview: DocumentOverview, order: Order, descending: bool, names: list[str]
) -> None:
    assert [info.name for info in overview.list(order=order, descending=descending)] == names
    paged = [overview.list(order=order, descending=descending, offset=n, limit=2) for n in (0, 2, 4)]
    assert [info.name for page in paged for info in page] == names


@pytest.mark.parametrize(
    ("state", "names"),
    [("ready", {"Zebra.pdf", "Prices.xlsx"}), ("moving", {"brücke.md", "配送.txt"}), ("failed", {"apple.docx"})],
)
def test_they_are_told_apart_by_the_state_of_their_newest_version(
    overview: DocumentOverview, state: State, names: set[str]
) -> None:
    assert {info.name for info in overview.list(state=state)} == names
    assert overview.count(state=state) == len(names)
    assert overview.tally()[state] == len(names)
    assert {info.version for info in overview.list()} == {2}


def test_filters_go_together(overview: DocumentOverview) -> None:
    assert [info.name for info in overview.list(state="ready", visibility="staff")] == ["Prices.xlsx"]
    assert overview.tally(query="E", visibility="public") == {"ready": 1, "moving": 0, "failed": 1}
    assert overview.count(is_sample=True) == 2
    assert overview.count(is_sample=False, state="moving") == 2
    assert overview.count(query="no such name") == 0


def test_ten_thousand_documents_take_two_statements_that_look_at_each_once(database: Database) -> None:
    states = ("ready", "ready", "ready", "failed", "queued")
    fill(database, [(f"file {n:05}.pdf", states[n % 5], "public", n, n % 50, n) for n in range(10_000)])
    overview = DocumentOverview(database)
    with counted(database) as work:
        page = overview.list(order="name", descending=False, offset=5000, limit=25, query="file")
        tally = overview.tally(query="file")
    assert page[0].name == "file 05000.pdf"
    assert tally == {"ready": 6000, "failed": 2000, "moving": 2000}
    assert work.statements == 2
    assert work.instructions < 6_000  # thousands; all documents gone through for each of them: 100,000
