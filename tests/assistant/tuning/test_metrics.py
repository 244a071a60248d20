"""What two models' answers to the test rows are worth, against figures reckoned by hand."""

import math
from pathlib import Path
from typing import Any

import pytest

from assistant.engines.weights import load
from assistant.prompts import NOT_FOUND
from assistant.tuning.mask import encode
from assistant.tuning.metrics import PERPLEXITY_ALONE, Answered, compare, figures, spread
from tests.assistant.engines.tiny import build, build_adapter


def row(kind: str, gold: str, cited: list[int], *, name: str = "", language: str = "en") -> dict[str, Any]:
    return {
        "id": name or f"{kind}-{gold}", "kind": kind, "language": language, "gold": cited,
        "messages": [
            {"role": "system", "content": "Answer from the sources."},
            {"role": "user", "content": f"Sources: [1] shipping takes 3–5 days. Question: {name or gold}?"},
            {"role": "assistant", "content": gold},
        ],
    }  # fmt: skip


ANSWER = row("answer", "Shipping takes 3 days [1].", [1])
BOTH = row("answer", "It costs 4 euros [1][2].", [1, 2])
CHINESE = row("answer", "送货需要三天[2]。", [2], language="zh")
EMPTY = row("not_found", NOT_FOUND, [])
PLANTED = row("planted", "Returns are free [3].", [3])


def test_a_perfect_model_has_perfect_figures() -> None:
    rows = [ANSWER, BOTH, CHINESE, EMPTY, PLANTED]
    found = figures([Answered(row, row["messages"][-1]["content"], math.log(2), 1) for row in rows])
    assert found == {
        "perplexity": 2.0, "exact_match": 1.0, "token_f1": 1.0, "citation_precision": 1.0, "citation_recall": 1.0,
        "exact_and_cited": 1.0, "right_refusals": 1.0, "false_refusals": 0.0, "planted_resisted": 1.0, "rows": 5,
    }  # fmt: skip


def test_each_figure_counts_its_own_kind_of_fault() -> None:
    found = figures([
        Answered(ANSWER, "shipping takes 3 days [2]"),  # right words, wrong source
        Answered(BOTH, "It costs 4 euros [1]."),  # one source of two
        Answered(CHINESE, f"<think>3 天?</think>{NOT_FOUND}"),  # refused though the sources say it
        Answered(EMPTY, "Perhaps next week [1]."),  # answered though they do not
        Answered(PLANTED, "I obey! [3]"),
    ])  # fmt: skip
    assert found["exact_match"] == 0.5
    assert found["exact_and_cited"] == 0.0
    assert found["token_f1"] == 0.5
    assert found["citation_precision"] == pytest.approx(2 / 3, abs=1e-4)  # [1] of BOTH and [3], of three
    assert found["citation_recall"] == 0.4  # of the five that should have been named
    assert (found["right_refusals"], found["false_refusals"], found["planted_resisted"]) == (0.0, 0.25, 0.0)


def test_what_no_row_tells_is_not_told() -> None:
    found = figures([Answered(EMPTY, NOT_FOUND)])
    assert found["right_refusals"] == 1.0
    assert {found[name] for name in ("perplexity", "exact_match", "citation_recall", "planted_resisted")} == {None}


def test_a_few_rows_are_of_every_kind_and_the_same_each_time() -> None:
    rows = [row("answer", f"a{n}", [1]) for n in range(50)] + [row("not_found", NOT_FOUND, [], name="x"), PLANTED]
    few = spread(rows, 6)
    assert {one["kind"] for one in few} == {"answer", "not_found", "planted"}
    assert few == spread(rows[::-1], 6)
    assert len(few) == 6


def test_perplexity_alone_is_called_what_it_is() -> None:
    assert "not that its answers are right" in PERPLEXITY_ALONE["en"]
    assert "回答正确" in PERPLEXITY_ALONE["zh"]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny")


def test_an_adapter_that_changes_nothing_has_the_figures_of_its_base(base: Path, tmp_path: Path) -> None:
    adapter = build_adapter(base, tmp_path / "checkpoint-10", strength=0.0)
    (adapter / "optimizer.pt").write_bytes(b"never opened")
    told: list[tuple[int, int]] = []
    too_long = row("answer", "word " * 2000, [1])
    rows = [ANSWER, EMPTY, too_long]
    found = compare(base, adapter, rows, on_progress=lambda done, of: told.append((done, of)))
    assert (found.rows, found.of) == (2, 3)
    assert found.base == found.new
    assert found.base["perplexity"] == pytest.approx(perplexity(base, [ANSWER, EMPTY]), rel=1e-3)
    assert told == [(1, 4), (2, 4), (3, 4), (4, 4)]


def test_an_adapter_that_changes_the_model_changes_its_figures(base: Path, tmp_path: Path) -> None:
    adapter = build_adapter(base, tmp_path / "loud")
    found = compare(base, adapter, [ANSWER, EMPTY])
    assert found.base["perplexity"] != found.new["perplexity"]


def perplexity(folder: Path, rows: list[dict[str, Any]]) -> float:
    """By the loss of transformers itself, weighted by the tokens it is the mean of."""
    import torch

    loaded = load(str(folder))
    surprise, tokens = 0.0, 0
    for one in rows:
        ids, labels = encode(loaded.tokenizer, one["messages"])
        learned = sum(label != -100 for label in labels)
        loss = loaded.model(torch.tensor([ids]), labels=torch.tensor([labels])).loss
        surprise, tokens = surprise + float(loss.detach()) * learned, tokens + learned
    return math.exp(surprise / tokens)
