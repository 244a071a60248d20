from markupsafe import Markup

from knowledge.model import Chunk, Place
from web.reading import Paragraph, Passage, Table, passages, spans_of


def _read(*chunks: Chunk, **more: object) -> list[Passage]:
    return list(passages(chunks, title="Handbook", language="en", **more))  # type: ignore[arg-type]


def test_each_heading_and_each_page_is_said_once_where_it_begins() -> None:
    first, second, third = _read(
        Chunk(0, "One.\nTwo.", ("Handbook", "Delivery"), Place(page=1)),
        Chunk(1, "Three.", ("Handbook", "Delivery", "Costs"), Place(page=1)),
        Chunk(2, "Four.", ("Handbook", "Returns", "Costs"), Place(page=2)),
    )
    assert (first.headings, first.place) == ([(3, "Delivery")], "page 1")
    assert [part.html for part in first.parts if isinstance(part, Paragraph)] == ["One.", "Two."]
    assert (second.headings, second.place) == ([(4, "Costs")], "")
    assert (third.headings, third.place) == ([(3, "Returns"), (4, "Costs")], "page 2")


def test_the_cited_words_are_marked_in_the_cited_passage_alone() -> None:
    chunks = [Chunk(n, "It takes <3> days.\nIt costs $5.") for n in (0, 1)]
    plain, cited = _read(*chunks, cited=1, words=[(9, 12), (19, 21)])
    assert [part.html for part in plain.parts] == ["It takes &lt;3&gt; days.", "It costs $5."]  # type: ignore[union-attr]
    assert [part.html for part in cited.parts] == [  # type: ignore[union-attr]
        "It takes <mark>&lt;3&gt;</mark> days.",
        "<mark>It</mark> costs $5.",
    ]
    assert (plain.is_cited, cited.is_cited) == (False, True)


ROWS = ((("Country", "Germany"), ("Days", "4")), (("Country", "Spain"), ("Days", "6"), ("Note", "by <sea>")))
TEXT = "All prices in euro.\nCountry: Germany; Days: 4\nCountry: Spain; Days: 6; Note: by <sea>\nThat is all."


def test_rows_are_a_table_whose_empty_cells_are_empty_and_whose_cited_cells_are_marked() -> None:
    start = TEXT.index("6; Note")
    (passage,) = _read(Chunk(0, TEXT, rows=ROWS), cited=0, words=[(start, start + 1)])
    before, table, after = passage.parts
    assert isinstance(table, Table)
    assert table.columns == ["Country", "Days", "Note"]
    assert table.rows == [["Germany", "4", ""], ["Spain", "<mark>6</mark>", "by &lt;sea&gt;"]]
    assert isinstance(before, Paragraph)
    assert isinstance(after, Paragraph)


def test_pairs_of_a_name_and_a_value_are_a_table_without_columns() -> None:
    rows = ((("Phone", "030 1234"),), (("Mail", "a@b.example"),))
    (passage,) = _read(Chunk(0, "Phone: 030 1234\nMail: a@b.example", rows=rows))
    assert passage.parts == [
        Table((), [[Markup("Phone"), Markup("030 1234")], [Markup("Mail"), Markup("a@b.example")]])
    ]


def test_tables_with_other_columns_stay_apart() -> None:
    rows = ((("A", "1"), ("B", "2")), (("C", "3"), ("D", "4")))
    (passage,) = _read(Chunk(0, "A: 1; B: 2\nC: 3; D: 4", rows=rows))
    assert [part.columns for part in passage.parts if isinstance(part, Table)] == [["A", "B"], ["C", "D"]]


def test_ranges_are_read_from_an_address_and_nothing_else_is() -> None:
    assert spans_of("12-40.60-70") == [(12, 40), (60, 70)]
    assert spans_of("") == []
    assert spans_of("1-2.x.3-4-5.<script>.-6-7.99999999-1") == [(1, 2)]
