"""Dialogues of other tools: each form read, each bad row told by its number and the reason."""

import json
from pathlib import Path

import pytest

from assistant.tuning.errors import TuningError
from assistant.tuning.importing import read_dialogues

SAID = ("How long?", "Three days.")
FORMS = {
    "openai": {"messages": [
        {"role": "system", "content": "Be kind."}, {"role": "user", "content": "How long?"},
        {"role": "assistant", "content": [{"type": "text", "text": "Three days."}]},
    ]},
    "sharegpt": {"conversations": [{"from": "human", "value": "How long?"}, {"from": "gpt", "value": "Three days."}]},
    "alpaca": {"instruction": "How long?", "input": "", "output": "Three days."},
    "pairs": {"question": "How long?", "answer": "Three days."},
    "chinese": {"问题": "How long?", "回答": "Three days."},
}  # fmt: skip


@pytest.mark.parametrize("form", FORMS)
def test_every_form_gives_the_same_row(form: str, tmp_path: Path) -> None:
    (tmp_path / "a.jsonl").write_text(json.dumps(FORMS[form]) + "\n")
    (tmp_path / "a.json").write_text(json.dumps([FORMS[form]]))
    for name in ("a.jsonl", "a.json"):
        found = read_dialogues(tmp_path / name)
        assert [(draft.question, draft.answer) for draft in found.drafts] == [SAID]
        assert found.rejected == ()
        assert (found.drafts[0].source, found.drafts[0].note) == ("import", "not_searched")


def test_a_dialogue_keeps_what_was_said_before_the_last_answer(tmp_path: Path) -> None:
    turns = [
        ("assistant", "Welcome!"), ("user", "Hi"), ("assistant", "Hello"), ("user", "寄到"),
        ("user", "德国多久？"), ("assistant", "三天。"), ("user", "Thanks"),
    ]  # fmt: skip
    row = {"messages": [{"role": role, "content": words} for role, words in turns]}
    (tmp_path / "a.jsonl").write_text(json.dumps(row))
    (draft,) = read_dialogues(tmp_path / "a.jsonl").drafts
    assert (draft.history, draft.question, draft.answer) == ((("Hi", "Hello"),), "寄到\n德国多久？", "三天。")
    assert draft.language == "zh"


def test_bad_rows_are_named_and_the_rest_comes_in(tmp_path: Path) -> None:
    rows = [
        "{broken", json.dumps(FORMS["pairs"]), json.dumps({"x": 1}), "", json.dumps({"question": "?", "answer": ""}),
        json.dumps({"messages": [{"role": "robot", "content": "hi"}]}),
        json.dumps({"question": "q" * 30000, "answer": "a"}), "[1]",
    ]  # fmt: skip
    (tmp_path / "a.jsonl").write_text("\n".join(rows))
    found = read_dialogues(tmp_path / "a.jsonl")
    assert len(found.drafts) == 1
    assert [bad.in_language() for bad in found.rejected] == [
        "Row 1 is no valid JSON.",
        "Row 3 has none of the known fields: messages, conversations, instruction and output, question and answer.",
        "Row 5 has no answer.", "Row 6 has a speaker that is not known: robot.",
        "Row 7 has a message of more than 20000 characters.", "Row 8 is no JSON object.",
    ]  # fmt: skip
    assert found.rejected[0].in_language("zh") == "第 1 行不是有效的 JSON。"


def test_csv_in_the_encodings_of_spreadsheets(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_bytes("问题,回答\n多久？,三天。\n,空\n".encode("gb18030"))
    found = read_dialogues(tmp_path / "a.csv")
    assert [(draft.question, draft.answer) for draft in found.drafts] == [("多久？", "三天。")]
    assert [bad.row for bad in found.rejected] == [3]
    (tmp_path / "b.tsv").write_bytes(b'\xef\xbb\xbfQuestion\tAnswer\nHow long?\t"Three\ndays."\n')
    assert read_dialogues(tmp_path / "b.tsv").drafts[0].answer == "Three\ndays."


def test_what_is_no_text_at_all_is_refused(tmp_path: Path) -> None:
    (tmp_path / "a.json").write_text("[1, 2")
    with pytest.raises(TuningError, match="no text in a known form"):
        read_dialogues(tmp_path / "a.json")
    with pytest.raises(TuningError, match="cannot be read"):
        read_dialogues(tmp_path / "none.json")
