"""A catalog file in any of its forms gives the same products; what is wrong is told by row."""

import csv
import io
import json
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from openpyxl import Workbook

from knowledge.catalog.columns import guess
from knowledge.catalog.errors import CatalogError
from knowledge.catalog.files import read_rows
from knowledge.catalog.parsing import products
from knowledge.catalog.product import Attribute, Product
from knowledge.catalog.reading import preview, read
from knowledge.catalog.rows import Rejected, Row
from knowledge.loading import Limits

HEAD = ["SKU", "Name", "Brand", "Category", "Price", "Stock", "Rating", "Colour", "Memory (GB)", "Waterproof", "Image"]
CELLS = ["a1", "Trail lamp", "Larkfell", "Camping > Lamps", "€49.90", "7", "4.5", "red", "16", "yes",
         "https://img.example/a1.jpg"]  # fmt: skip
LAMP = Product(
    "a1", "Trail lamp", brand="Larkfell", category=("Camping", "Lamps"), price=Decimal("49.90"), currency="EUR",
    stock=7, is_available=True, rating=4.5, colour="red", image="https://img.example/a1.jpg",
    attributes=(Attribute("memory", 16.0, "gb"), Attribute("waterproof", True)),
)  # fmt: skip


def separated(separator: str) -> bytes:
    text = io.StringIO()
    csv.writer(text, delimiter=separator).writerows([HEAD, CELLS])
    return text.getvalue().encode()


def sheet() -> bytes:
    book, out = Workbook(), io.BytesIO()
    assert book.active is not None
    book.active.append(HEAD)
    book.active.append([*CELLS[:4], "€49.90", 7, 4.5, "red", 16, True, CELLS[-1]])
    book.save(out)
    return out.getvalue()


FEED = """<?xml version="1.0"?><rss xmlns:g="http://base.google.com/ns/1.0" version="2.0"><channel><title>Shop</title>
<item><g:id>a1</g:id><title>Trail lamp</title><g:brand>Larkfell</g:brand><g:product_type>Camping &gt; Lamps
</g:product_type><g:price>49.90 EUR</g:price><g:quantity>7</g:quantity><g:availability>in_stock</g:availability>
<rating>4.5</rating><g:color>red</g:color><g:image_link>https://img.example/a1.jpg</g:image_link>
<g:product_detail><g:attribute_name>Memory</g:attribute_name><g:attribute_value>16 GB</g:attribute_value>
</g:product_detail><g:product_detail><g:attribute_name>Waterproof</g:attribute_name><g:attribute_value>yes
</g:attribute_value></g:product_detail><g:shipping><g:country>DE</g:country></g:shipping></item></channel></rss>"""

OBJECT = {
    "id": "a1", "title": "Trail lamp", "brand": "Larkfell", "category": ["Camping", "Lamps"], "price": 49.9,
    "currency": "EUR", "stock": 7, "rating": 4.5, "color": "red", "image_link": "https://img.example/a1.jpg",
    "features": {"memory": "16 GB", "waterproof": True},
}  # fmt: skip


def only(rows: list[Row]) -> tuple[int, Product]:
    (row,) = rows
    assert not isinstance(row, Rejected)
    return row


def read_bytes(tmp_path: Path, name: str, data: bytes) -> list[Row]:
    """As the process reads it, in this one."""
    path = tmp_path / name
    path.write_bytes(data)
    rows = list(read_rows(path, name, Limits()))
    columns = [column for row in rows if not isinstance(row, Rejected) for column in row[1]]
    return list(products(rows, guess(columns)))


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.csv", lambda: separated(",")),
        ("semicolons.csv", lambda: separated(";")),
        ("a.tsv", lambda: separated("\t")),
        ("a.xlsx", sheet),
        ("feed.xml", lambda: FEED.encode()),
        ("a.json", lambda: json.dumps({"products": [OBJECT]}).encode()),
        ("a.jsonl", lambda: json.dumps(OBJECT).encode()),
    ],
)
def test_every_form_gives_the_same_product(tmp_path: Path, name: str, data: Callable[[], bytes]):
    _, product = only(read_bytes(tmp_path, name, data()))
    assert product == LAMP


def test_chinese_columns_and_values(tmp_path: Path):
    text = "商品编号,商品名称,品牌,分类,价格,库存,评分,颜色,重量（公斤）,是否防水\n"
    text += "z1,双人帐篷,云雀岭,露营/帐篷,¥1299,有货,4.8,绿色,2.1,是\n"
    row, product = only(read_bytes(tmp_path, "商品.csv", text.encode("gb18030")))
    assert row == 2
    assert product == Product(
        "z1", "双人帐篷", brand="云雀岭", category=("露营", "帐篷"), price=Decimal(1299), currency="CNY",
        is_available=True, rating=4.8, colour="绿色",
        attributes=(Attribute("重量", 2.1, "kg"), Attribute("是否防水", True)),
    )  # fmt: skip


def test_bad_rows_are_told_by_number_and_reason(tmp_path: Path):
    text = "id,title,price,rating,image link\n1,Good,10,,\n2,,10,,\n3,No price,cheap,,\n4,Odd,1,9,\n"
    text += "5,Picture,1,,javascript:x\n6,A,1,2,,9\n"
    rows = read_bytes(tmp_path, "a.csv", text.encode())
    assert [(row.row, row.code) for row in rows if isinstance(row, Rejected)] == [
        (3, "no_title"), (4, "bad_price"), (5, "bad_rating"), (6, "bad_link"), (7, "bad_row"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "amount", "code"),
    [
        ("1.299,00 €", "1299.00", "EUR"), ("$1,299.50", "1299.50", "USD"), ("299元", "299", "CNY"),
        ("12,5", "12.5", ""),
        ("49.90 EUR", "49.90", "EUR"), ("CHF 1'200", "1200", "CHF"), ("￥88", "88", "CNY"),
    ],
)  # fmt: skip
def test_prices_as_people_write_them(tmp_path: Path, text: str, amount: str, code: str):
    _, product = only(read_bytes(tmp_path, "a.jsonl", json.dumps({"id": 1, "title": "x", "price": text}).encode()))
    assert (product.price, product.currency) == (Decimal(amount), code)


def test_a_preview_says_what_the_columns_are_taken_for(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(separated(","))
    seen = preview(path, "a.csv", Limits(seconds=60), {"Brand": "", "Name": "title"})
    assert seen.columns == tuple(HEAD)
    assert (seen.mapping["SKU"], seen.mapping["Memory (GB)"], seen.mapping["Brand"]) == ("id", "attribute", "")
    assert seen.cells[0]["Price"] == "€49.90"
    (row,) = seen.rows
    assert not isinstance(row, Rejected)
    assert row[1].brand == ""


def test_the_plainest_name_is_the_field():
    assert guess(["product", "title", "code", "id", "g:gtin"]) == {
        "product": "attribute", "title": "title", "code": "attribute", "id": "id", "g:gtin": "gtin",
    }  # fmt: skip


def test_a_process_reads_it_and_says_why_it_cannot(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_bytes(separated(","))
    assert list(read(path, "a.csv", Limits(seconds=60))) == [(2, LAMP)]
    path.write_bytes(b"colour,price\nred,1\n")
    with pytest.raises(CatalogError, match="No column holds the title"):
        list(read(path, "a.csv", Limits(seconds=60)))
    with pytest.raises(CatalogError, match="took too long"):
        list(read(path, "a.csv", Limits(seconds=0.01)))


@pytest.mark.parametrize(
    ("name", "data", "says"),
    [
        ("a.pdf", b"%PDF-1.7", "no catalog file"),
        ("a.xml", b'<!DOCTYPE r [<!ENTITY a "b">]><r><item><id>&a;</id></item></r>', "damaged"),
        ("a.xlsx", b"PK\x03\x04 not really", "damaged"),
        ("a.jsonl", b"nothing\nof it\n", "no line of it"),
    ],
)
def test_a_file_that_cannot_be_read_says_why(tmp_path: Path, name: str, data: bytes, says: str):
    with pytest.raises(CatalogError, match=says):
        read_bytes(tmp_path, name, data)


@pytest.mark.parametrize(
    "column", ["Qty in stock", "Stock level", "units_available in stock", "剩余库存", "可售数量（件）", "存货"]
)
def test_how_many_there_are_is_told_by_columns_of_many_names(column: str):
    mapping = guess(["SKU", "Name", column])
    assert mapping[column] == "stock"
    (row,) = products([(2, {"SKU": "a1", "Name": "Lamp", column: "12 件"})], mapping)
    assert not isinstance(row, Rejected)
    assert (row[1].stock, row[1].is_in_stock) == (12, True)
    assert guess(["SKU", "Name", "Min stock", "库存预警"])["Min stock"] == "attribute"
