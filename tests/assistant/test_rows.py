from assistant.rows import say_row
from knowledge.matching import analyse

TABLE = (
    ("Destination", "Germany"),
    ("Standard delivery", "€4.90"),
    ("Standard time", "3–4 working days"),
    ("Express delivery", "€12"),
)


def test_a_row_of_two_columns_is_said_as_name_and_value() -> None:
    row = (("Kind", "Standard shipping"), ("Time", "3–5 days"))
    assert say_row(analyse("How long does shipping take?", {}), row, "en").shown == "Standard shipping: 3–5 days"


def test_chinese_rows_take_chinese_marks() -> None:
    row = (("方式", "标准配送"), ("时效", "3–5 天"))
    assert say_row(analyse("配送要多久？", {}), row, "zh").shown == "标准配送：3–5 天"


def test_of_a_wide_row_the_asked_column_is_said() -> None:
    assert say_row(analyse("How long does delivery to Germany take?", {}), TABLE, "en").shown == (
        "Germany – Standard time: 3–4 working days"
    )
    assert say_row(analyse("What does express delivery to Germany cost?", {}), TABLE, "en").shown == (
        "Germany – Express delivery: €12"
    )


def test_a_column_of_the_questions_own_word_goes_before_one_that_means_the_same() -> None:
    row = (("目的地", "港澳台地区"), ("标准配送运费", "¥45"), ("加急配送运费", "¥88"), ("满额包邮", "¥800"))
    assert say_row(analyse("寄到香港满多少包邮？", {}), row, "zh").shown == "港澳台地区 – 满额包邮：¥800"


def test_a_code_does_not_name_a_row() -> None:
    row = (("Article", "LF-T201"), ("Name", "Skylark 2 tent"), ("Price in EUR", "289"))
    assert say_row(analyse("How much is the Skylark 2 tent?", {}), row, "en").shown == (
        "Skylark 2 tent – Price in EUR: 289"
    )


def test_all_is_said_where_no_column_was_asked_for() -> None:
    row = (("Level", "Hiker"), ("Points", "from 300"), ("You get", "free delivery"))
    shown = say_row(analyse("Tell me of the Hiker", {}), row, "en").shown
    assert all(part in shown for part in ("Points: from 300", "You get: free delivery"))
