from assistant.evidence import rank_statements, statements
from knowledge.matching import analyse
from tests.assistant.making import passage


def test_a_table_row_is_one_statement_even_with_full_stops_inside() -> None:
    row = (("Part", "Pole. Spare"), ("Price", "9.00"))
    found = statements(passage("Our parts.\nPart: Pole. Spare; Price: 9.00\nAsk us.", rows=(row,)), 0)
    assert [statement.text for statement in found] == ["Our parts.", "Part: Pole. Spare; Price: 9.00", "Ask us."]
    assert found[1].cells == row


def test_a_bare_yes_is_read_with_what_follows() -> None:
    found = statements(passage("Yes. The floor is waterproof. Dry it well."), 0)
    assert [statement.text for statement in found] == ["Yes. The floor is waterproof.", "Dry it well."]


def test_statements_that_share_the_questions_words_come_first() -> None:
    question = analyse("How long is the warranty?", {"warranti": 4.0})
    passages = [passage("Cash is welcome."), passage("The warranty is 3 years.", id_="d2:1:0", score=1.0)]
    found = rank_statements(question, passages, None)
    assert found[0].text == "The warranty is 3 years."
    assert abs(sum(statement.share for statement in found) - 1) < 1e-6


def test_only_the_five_best_documents_are_read() -> None:
    passages = [passage(f"Sentence {n}.", id_=f"d{n}:1:0") for n in range(8)]
    found = rank_statements(analyse("sentence", {}), passages, None)
    assert {statement.passage.document_id for statement in found} == {"d0", "d1", "d2", "d3", "d4"}
