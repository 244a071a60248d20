"""`dataset` on the command line: in, reviewed, forgotten, out, beside a running app or without one."""

import json
from pathlib import Path
from typing import Any

from typer.testing import CliRunner

from assistant.__main__ import app


def run(folder: Path, *arguments: str, code: int = 0) -> dict[str, Any]:
    result = CliRunner().invoke(app, ["dataset", *arguments, "--data-dir", str(folder / "data"), "--json"])
    assert result.exit_code == code, result.output
    return dict(json.loads(result.stdout))


def test_the_way_of_imported_rows(tmp_path: Path) -> None:
    file = tmp_path / "old.csv"
    file.write_text("question,answer\nWho are you?,The desk at Fern.\nCall me at ann@mail.example,Done.\n,lost\n")
    told = run(tmp_path, "import", str(file))
    assert told == {
        "imported": 2,
        "unchanged": 0,
        "forgotten": 0,
        "rejected": [{"row": 4, "error": "Row 4 has no question."}],
    }
    assert run(tmp_path, "import", str(file))["imported"] == 0

    listed = run(tmp_path, "list")
    assert listed["total"] == 2
    assert listed["counts"]["status"] == {"new": 2}
    assert {row["question"] for row in listed["rows"]} == {"Who are you?", "Call me at [EMAIL]"}
    shown = run(tmp_path, "show", listed["rows"][0]["id"])
    assert shown["learned"] == {"text": listed["rows"][0]["answer"], "model": "", "tokens": 0, "problem": ""}

    assert "Say which rows" in run(tmp_path, "approve", code=1)["error"]
    assert run(tmp_path, "reject", listed["rows"][0]["id"]) == {"rejected": 1}
    assert run(tmp_path, "approve", "--all") == {"approved": 1, "without_source": 0, "total": 1}
    target = tmp_path / "out.jsonl"
    assert run(tmp_path, "export", str(target)) == {"exported": 1, "file": str(target)}
    (line,) = target.read_text(encoding="utf-8").splitlines()
    assert [message["role"] for message in json.loads(line)["messages"]] == ["user", "assistant"]

    assert run(tmp_path, "forget", *[row["id"] for row in listed["rows"]]) == {"forgotten": 2}
    assert run(tmp_path, "import", str(file))["forgotten"] == 2
    assert run(tmp_path, "list")["total"] == 0
    assert "There is no status" in run(tmp_path, "list", "--status", "odd", code=1)["error"]
