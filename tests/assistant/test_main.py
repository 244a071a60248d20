"""The command line: one JSON object, exit statuses, sentences instead of stack traces."""

import gzip
import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from assistant.__main__ import app

CORPUS = [
    {"id": "a", "title": "Delivery", "text": "Standard delivery takes three days. Express delivery takes one day."},
    {"id": "b", "title": "Returns", "text": "You may return goods within thirty days of delivery."},
    {"id": "c", "title": "退货", "text": "收货后三十天内可以退货。"},
]
QUERIES = [
    {"id": 1, "question": "How long does express delivery take?", "answers": ["one day"], "doc_ids": ["a"]},
    {"id": 2, "question": "几天内可以退货？", "answers": ["三十天"], "doc_ids": ["c"]},
    {"id": 3, "question": "Who founded the company?", "answers": [], "doc_ids": [], "answerable": False},
]


def run(*arguments: str, code: int = 0) -> dict[str, Any]:
    result = CliRunner().invoke(app, [*arguments, "--json"])
    assert result.exit_code == code, result.output
    return json.loads(result.stdout)


def write(path: Path, rows: list[dict[str, Any]]) -> str:
    content = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows).encode()
    path.write_bytes(gzip.compress(content) if path.suffix == ".gz" else content)
    return str(path)


def test_accounts_are_added_disabled_and_given_passwords(tmp_path: Path) -> None:
    data = ("--data-dir", str(tmp_path))
    added = run("users", "add", "Anna", "--role", "admin", *data)
    assert len(added["password"]) >= 12
    run("users", "add", "ben", "--password", "correct horse battery", *data)
    assert run("users", "disable", "ben", *data) == {"name": "ben", "disabled": True}
    assert len(run("users", "password", "anna", *data)["password"]) >= 12
    assert "error" in run("users", "add", "anna", *data, code=1)
    assert "error" in run("users", "add", "carl", "--password", "short", *data, code=1)


def test_a_new_folder_has_no_documents(tmp_path: Path) -> None:
    assert run("documents", "list", "--data-dir", str(tmp_path)) == {"documents": []}
    assert "no document" in run("documents", "show", "nothing", "--data-dir", str(tmp_path), code=1)["error"]


def test_wrong_usage_is_exit_status_two() -> None:
    assert CliRunner().invoke(app, ["ingest"]).exit_code == 2
    assert CliRunner().invoke(app, ["users", "add", "x", "--role", "boss"]).exit_code == 2


def test_a_folder_without_files_is_refused_in_words(tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    reply = run("ingest", str(tmp_path / "empty"), "--data-dir", str(tmp_path / "data"), code=1)
    assert "no file" in reply["error"]


def test_a_bad_setting_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FRONTDESK_PORT", "many")
    assert "FRONTDESK_PORT" in run("documents", "list", "--data-dir", str(tmp_path), code=1)["error"]


def test_evaluation_gives_the_agreed_figures_from_plain_and_gzipped_files(tmp_path: Path) -> None:
    corpus, queries = write(tmp_path / "corpus.jsonl.gz", CORPUS), write(tmp_path / "queries.jsonl", QUERIES)
    found = run("evaluate", "retrieval", "--corpus", corpus, "--queries", queries)
    assert set(found) == {
        "queries", "recall@1", "recall@5", "recall@10", "mrr@10", "ndcg@10", "ms_per_query_p50", "ms_per_query_p95",
    }  # fmt: skip
    assert (found["queries"], found["recall@1"], found["mrr@10"]) == (2, 1.0, 1.0)
    answered = run("evaluate", "answers", "--corpus", corpus, "--queries", queries, "--limit", "3")
    assert set(answered) == {
        "answerable", "unanswerable", "em", "f1", "answer_hit", "false_refusal_rate", "false_answer_rate",
        "false_answer_rate_removed", "auc_removed", "curve",
    }  # fmt: skip
    assert (answered["answerable"], answered["unanswerable"]) == (2, 1)


def test_evaluation_names_the_row_that_does_not_fit(tmp_path: Path) -> None:
    corpus = write(tmp_path / "corpus.jsonl", [{"id": "a", "title": "no text"}])
    queries = write(tmp_path / "queries.jsonl", QUERIES)
    assert "Row 1" in run("evaluate", "retrieval", "--corpus", corpus, "--queries", queries, code=1)["error"]


def test_help_needs_nothing_heavy() -> None:
    heavy = ("torch", "chromadb", "gradio", "langchain_core")
    loaded = f"import sys, assistant.__main__; print([m for m in {heavy} if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", loaded], capture_output=True, text=True, env=os.environ, check=True)
    assert done.stdout.strip() == "[]"
