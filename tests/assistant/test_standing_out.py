"""What a table answers as a whole: its cheapest row, its fastest, the rows that have something."""

import pytest

from assistant.evidence import statements
from assistant.standing_out import standing_out
from knowledge.matching import analyse
from tests.assistant.making import answerer, passage

ROOMS = (
    (("Room", "Single"), ("Size (m²)", "16"), ("Price (€)", "78"), ("Balcony", "no")),
    (("Room", "Double Standard"), ("Size (m²)", "22"), ("Price (€)", "112"), ("Balcony", "no")),
    (("Room", "Double Lake View"), ("Size (m²)", "26"), ("Price (€)", "1,138"), ("Balcony", "yes")),
    (("Room", "Family Suite"), ("Size (m²)", "41"), ("Price (€)", "186"), ("Balcony", "yes")),
)
SHIPPING = (
    (("配送方式", "标准配送"), ("时效", "3–5 天"), ("运费", "12 元")),
    (("配送方式", "加急配送"), ("时效", "24 小时"), ("运费", "30 元")),
    (("配送方式", "门店自提"), ("时效", "1 周"), ("运费", "免费")),
)

MEETING = (
    (("房间", "小会议室"), ("人数", "6人"), ("每小时", "60元")),
    (("房间", "大会议室"), ("人数", "20人"), ("每小时", "150元")),
)


def _rows(table: tuple[tuple[tuple[str, str], ...], ...], question: str) -> list[str]:
    text = "\n".join("; ".join(f"{name}: {value}" for name, value in row) for row in table)
    of = passage(text, rows=table)
    rows = statements(of, 0)
    return [row.cells[0][1] for row in standing_out(analyse(question, {}), [of], rows[-1])]


@pytest.mark.parametrize(
    ("table", "question", "expected"),
    [
        (ROOMS, "What is the cheapest room?", ["Single"]),
        (ROOMS, "your most expensive room", ["Double Lake View"]),
        (ROOMS, "Which double room is cheapest?", ["Double Standard"]),
        (ROOMS, "the biggest room?", ["Family Suite"]),
        (ROOMS, "Which rooms have a balcony?", ["Double Lake View", "Family Suite"]),
        (ROOMS, "Does the single room have a balcony?", []),
        (ROOMS, "How much is the family suite?", []),
        (ROOMS, "the heaviest room", []),
        (SHIPPING, "最便宜的配送方式是哪种", ["门店自提"]),
        (SHIPPING, "最快的配送方式是什么？", ["加急配送"]),
        (SHIPPING, "哪种配送最慢", ["门店自提"]),
        (MEETING, "最贵的会议室多少钱", ["大会议室"]),
    ],
)
def test_rows_that_stand_out(table, question: str, expected: list[str]):
    assert _rows(table, question) == expected


def test_the_answer_says_the_row_and_what_it_stands_out_by():
    text = "\n".join("; ".join(f"{name}: {value}" for name, value in row) for row in ROOMS)
    rooms = passage(text, rows=ROOMS, title="Rooms")
    assert answerer().answer("What is the cheapest room?", [rooms], refusal=0).text == "Single – Price (€): 78 [1]"
    assert answerer().answer("What does the family suite cost?", [rooms], refusal=0).text.count("Price") == 1
    assert "Size (m²): 41 [1]" in answerer().answer("How big is the family suite?", [rooms], refusal=0).text
