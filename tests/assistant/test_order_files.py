"""Files of orders, as shops export them."""

import json
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from typer.testing import CliRunner

import samples
from assistant.__main__ import app
from assistant.order_files import import_orders, match_columns, read_sheet
from desk.errors import DeskError
from desk.orders import Order, Orders
from storage.database import Base, Database


@pytest.fixture
def orders(tmp_path: Path) -> Orders:
    database = Database(f"sqlite:///{(tmp_path / 'o.sqlite').as_posix()}")
    Base.metadata.create_all(database.engine)
    return Orders(database)


def written(folder: Path, text: str, name: str = "o.csv", encoding: str = "utf-8") -> Path:
    (folder / name).write_bytes(text.encode(encoding))
    return folder / name


def test_chinese_columns_in_a_spreadsheet_of_old_are_known_by_name(tmp_path: Path, orders: Orders) -> None:
    text = "订单编号;联系电话;订单状态;商品名称\nYQ-1;13800001111;已发货;羽绒睡袋，蓝色的那一款\n;13800002222;x;y\n"
    sheet = read_sheet(written(tmp_path, text, encoding="gb18030"))
    done = import_orders(orders, sheet, match_columns(sheet.headers, orders.columns()))
    assert (done.imported, done.updated, done.rejected) == (1, 0, [(3, "number")])
    found = orders.find("YQ-1", "138 0000 1111")
    assert found == Order("YQ-1", phone="13800001111", status="已发货", items="羽绒睡袋，蓝色的那一款")


def test_numbers_and_days_of_a_workbook_are_read_as_people_write_them(tmp_path: Path, orders: Orders) -> None:
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.append(["Order ID", "Email", "Order date"])
    book.active.append([20417.0, "mara@fern.example", date(2026, 11, 3)])
    book.save(tmp_path / "o.xlsx")
    sheet = read_sheet(tmp_path / "o.xlsx")
    import_orders(orders, sheet, match_columns(sheet.headers, {}))
    assert orders.list() == [Order("20417", "mara@fern.example", ordered="2026-11-03")]


def test_what_was_said_of_a_column_is_remembered(tmp_path: Path, orders: Orders) -> None:
    sheet = read_sheet(written(tmp_path, "Ref,Kunde\nA-100,a@fern.example\n"))
    assert match_columns(sheet.headers, orders.columns()) == ("", "")
    import_orders(orders, sheet, ("number", "email"))
    assert match_columns(("kunde", "REF."), orders.columns()) == ("email", "number")


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "empty"),
        ("Order,E-mail\n", "holds no orders"),
        ("Name,E-mail\nx,a@fern.example\n", "No column holds the order number"),
        ("Order,Status\n100,x\n", "no customer could ask"),
        ("PK\x03\x04 no archive at all", "holds no orders"),
    ],
)
def test_a_file_that_is_no_list_of_orders_is_refused_with_a_sentence(
    tmp_path: Path, orders: Orders, text: str, sentence: str
) -> None:
    def take_in() -> None:
        sheet = read_sheet(written(tmp_path, text))
        import_orders(orders, sheet, match_columns(sheet.headers, {}))

    with pytest.raises(DeskError, match=sentence):
        take_in()
    assert orders.count() == 0


def test_the_command_imports_and_tells_what_it_left_out(tmp_path: Path) -> None:
    file = written(tmp_path, "Order,E-mail\nA-1001,a@fern.example\nA-1001,b@fern.example\nA-1002,\n")
    arguments = ["orders", "import", str(file), "--data-dir", str(tmp_path / "data"), "--json"]
    reply = json.loads(CliRunner().invoke(app, arguments).stdout)
    assert (reply["imported"], reply["updated"]) == (1, 0)
    assert [row["row"] for row in reply["rejected"]] == [3, 4]
    assert json.loads(CliRunner().invoke(app, arguments).stdout)["updated"] == 1


def test_the_sample_companys_orders_are_all_taken(orders: Orders) -> None:
    for path in samples.ORDERS:
        sheet = read_sheet(path)
        done = import_orders(orders, sheet, match_columns(sheet.headers, {}), is_sample=True)
        assert not done.rejected
    assert orders.count(is_sample=True) == 18
    found = orders.find("YQ-30102", "13000000102")
    assert found is not None
    assert found.tracking.startswith("https://")
    assert orders.columns() == {}
