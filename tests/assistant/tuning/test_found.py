"""Questions with their answers that stand in documents, word for word."""

from assistant.tuning.found import beginning, pairs_in
from knowledge.model import Chunk


def pairs(*chunks: Chunk) -> list[tuple[str, str, str]]:
    return [(pair.question, pair.answer, pair.how) for pair in pairs_in(chunks)]


def test_a_heading_that_asks_is_answered_by_what_stands_below_it() -> None:
    chunk = Chunk(0, "Yes. The floor holds 5,000 mm.", ("FAQ", "Tents", "Is the Skylark waterproof?"))
    assert pairs(chunk) == [("Is the Skylark waterproof?", "Yes. The floor holds 5,000 mm.", "faq")]
    chinese = Chunk(0, "防水。外帐耐水压 3000 毫米。", ("常见问题", "云雀防水吗？"))
    assert pairs(chinese) == [("云雀防水吗？", "防水。外帐耐水压 3000 毫米。", "faq")]


def test_questions_in_the_text_and_in_tables_are_found() -> None:
    text = "Q: Do you repair zips?\nA: Yes, for ten years.\nQ: What does it cost?\nA: Nothing."
    assert pairs(Chunk(0, text)) == [
        ("Do you repair zips?", "Yes, for ten years.", "faq"), ("What does it cost?", "Nothing.", "faq"),
    ]  # fmt: skip
    row = (("Question", "Can I pay cash?"), ("Answer", "In the shop only."))
    assert pairs(Chunk(0, "Question: Can I pay cash?; Answer: In the shop only.", rows=(row,))) == [
        ("Can I pay cash?", "In the shop only.", "faq")
    ]


def test_a_cell_is_asked_for_by_its_row_and_column() -> None:
    english = (("Destination", "Germany"), ("Standard time", "3–5 days"))
    assert pairs(Chunk(0, "", rows=(english,))) == [
        ("What is the standard time for Germany?", "The standard time for Germany is 3–5 days.", "cell")
    ]
    plural = (("Day", "Saturday"), ("Opening hours", "9:30–17:30"))
    assert pairs(Chunk(0, "", rows=(plural,)))[0][0] == "What are the opening hours for Saturday?"
    chinese = (("目的地", "德国"), ("运费", "€7.90"))
    assert pairs(Chunk(0, "", rows=(chinese,))) == [("德国的运费是多少？", "德国的运费是€7.90。", "cell")]
    nameless = (("Code", "10-223"), ("Price", "–"))
    assert pairs(Chunk(0, "", rows=(nameless,))) == []


def test_a_definition_is_asked_for_and_a_pronoun_is_no_subject() -> None:
    chunk = Chunk(0, "Trail Points is a programme for customers. It is free.", ("Loyalty", "The programme"))
    assert pairs(chunk)[0] == (
        "What is Trail Points?",
        "Trail Points is a programme for customers. It is free.",
        "definition",
    )
    pronoun = Chunk(0, "It is a programme for customers.", ("Loyalty", "The programme"))
    assert pairs(pronoun)[0][0] == "What do you say about “The programme”?"


def test_an_answer_is_short_and_ends_with_a_sentence() -> None:
    assert beginning("One. Two. Three. Four.") == "One. Two. Three."
    assert beginning(f"Short one. {'Long ' * 100}.") == "Short one."
    assert beginning("word " * 200) == ""
    assert beginning("Here we are. © 2026 Fern") == "Here we are."
