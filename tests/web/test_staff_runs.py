"""The training section's runs and adapters: what is said before a start, while a run learns, and after it."""

import json
from pathlib import Path
from typing import Any

import psutil
import pytest

from assistant.engines.identity import base_hash
from assistant.engines.rendering import template_hash
from assistant.engines.weights import load_tokenizer
from assistant.tuning.adapters import Facts
from assistant.tuning.options import LoraOptions
from assistant.tuning.plan import Plan
from assistant.tuning.runs import Run, Runs
from desk.examples import Filter
from tests.assistant.engines.tiny import build, build_adapter
from tests.web.staffing import Clerk, Office
from tests.web.test_staff_training import draft
from web.staff.curves import Line, chart, points

FIGURES = {
    "perplexity": 9.5, "exact_match": 0.1, "token_f1": 0.2, "citation_precision": 0.5, "citation_recall": 0.4,
    "exact_and_cited": 0.05, "right_refusals": 0.0, "false_refusals": 0.1, "planted_resisted": None, "rows": 20,
}  # fmt: skip
BETTER = FIGURES | {"perplexity": 1.5, "exact_match": 0.9, "right_refusals": 0.85, "false_refusals": 0.2}


@pytest.fixture(scope="module")
def pebble(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A model that is as good as one of `train base`, to look at."""
    return build(tmp_path_factory.mktemp("models") / "pebble")


@pytest.fixture
def data(office: Office, pebble: Path) -> Path:
    """The data folder, with a model that an adapter can be trained for."""
    folder = office.services.adapters.shelf.folder.parent
    (folder / "models").mkdir()
    (folder / "models" / "pebble").symlink_to(pebble)
    card = {"name": "pebble", "options": {}, "perplexity": 9.0, "created": "2026-11-25T10:00:00+00:00"}
    (pebble / "frontdesk.json").write_text(json.dumps(card), encoding="utf-8")
    return folder


@pytest.fixture
def admin(office: Office, data: Path) -> Clerk:
    return office.clerk("boss", "admin").open("?section=runs")


def approve(office: Office, count: int) -> None:
    office.services.studio.examples.add([draft(n) for n in range(count)])
    office.services.studio.examples.review_all(Filter(), "approved", reviewer="anna")


def ran(data: Path, name: str, *lines: dict[str, Any], kind: str = "lora", **ended: Any) -> Path:
    """A run as its process would have left it."""
    folder = data / "training" / "runs" / name
    folder.mkdir(parents=True)
    options = {"epochs": 3.0, "rank": 8, "learning_rate": 2e-4, "four_bit": False}
    Plan(name, "lora", options, base=str(data / "models" / "pebble"), author="admin:boss",
         created="2026-11-25T10:00:00+00:00").save(folder)  # fmt: skip
    told = [{"time": 1.0, "stage": "training", "steps": 40, **line} for line in lines]
    (folder / "progress.jsonl").write_text("".join(f"{json.dumps(line)}\n" for line in told), encoding="utf-8")
    return folder


def test_before_a_start_it_says_what_each_setting_means_what_to_expect_and_that_rows_are_few(
    office: Office, admin: Clerk
) -> None:
    approve(office, 30)
    words = admin.look("?section=runs&id=@adapter").words("detail")
    assert "How often each row is seen." in words
    assert "30 approved rows are fewer than 200" in words
    assert "rows to learn from" in words
    assert "of memory" in words
    assert 'value="pebble"' in admin.seen["detail"]
    admin.do("reckon-run", base="pebble", epochs="300", batch="4")
    steps = office.services.studio.forecast("pebble", LoraOptions(epochs=300, batch=4)).steps
    assert f"At most {steps:,} steps" in admin.words("detail")
    assert "is no number" in admin.do("reckon-run", base="pebble", epochs="many").words("detail")
    assert "must lie between" in admin.do("reckon-run", base="pebble", rank="0").words("detail")


def test_a_start_is_refused_with_what_to_do(office: Office, admin: Clerk) -> None:
    approve(office, 30)
    admin.look("?section=runs&id=@adapter")
    assert "Approve more, or force the start." in admin.do("start-run", base="pebble").words()
    assert "no name of a model" in admin.do("start-run", base="/etc/passwd", force="yes").words()
    assert "no name of a model" in admin.do("start-run", base="../models", force="yes").words()
    assert 'value="7"' in admin.do("start-run", base="pebble", patience="7").seen["detail"]  # what was typed stays
    assert not office.services.studio.runs.list()


def test_a_run_is_shown_with_its_figures_and_curves(office: Office, admin: Clerk, data: Path) -> None:
    ran(
        data, "friendly",
        {"step": 0, "steps": 0, "validation_loss": 6.4, "validation_perplexity": 601.8},
        *({"step": n, "epoch": n / 13, "loss": 6 / n, "perplexity": 400 / n, "learning_rate": 2e-4 / n}
          for n in range(1, 9)),
        {"step": 8, "epoch": 0.6, "tokens_per_second": 1234.5, "memory": 700_000_000, "elapsed": 8.0},
        {"step": 8, "epoch": 0.6, "validation_loss": 2.5, "validation_perplexity": 12.2},
    )  # fmt: skip
    words = admin.look("?section=runs&id=friendly").words("detail")
    assert "step 8 of 40 · epoch 0.60 of 3" in words
    assert "Loss 0.75 held out 2.5" in words
    assert "Tokens per second 1,234" in words
    assert "Memory 700.0 MB" in words
    for name in ("loss", "perplexity", "rate"):
        assert f'id="curve-{name}"' in admin.seen["detail"]
    assert 'aria-label="Loss: learned 0.75, held out 2.5"' in admin.seen["detail"]
    assert "it goes on from its last checkpoint" in words  # its process is gone
    assert 'id="run-resume"' in admin.seen["detail"]


def test_a_second_start_and_forgetting_what_is_being_learned_are_refused(
    office: Office, admin: Clerk, data: Path
) -> None:
    approve(office, 30)
    folder = ran(data, "first", {"step": 3, "loss": 2.0})
    me = psutil.Process()
    (folder / "process.json").write_text(json.dumps({"pid": me.pid, "created": me.create_time()}), encoding="utf-8")
    admin.look("?section=runs&id=@adapter")
    assert "Another training run ('first') is going on." in admin.do("start-run", base="pebble", force="yes").words()
    assert "Another training run ('first') is going on." in admin.do("start-base", size="tiny").words()
    assert "Stop it first" in admin.do("forget-shown", "30", at="?section=training").words()
    assert office.services.studio.examples.count() == 30
    assert "It stops after its present step" in admin.do("stop-run", "first", at="?section=runs&id=first").words()
    assert "Stopping" in admin.words("detail")


def test_a_small_model_learns_from_what_customers_may_see_alone(
    office: Office, admin: Clerk, data: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[str] = []

    def started(runs: Runs, folder: Path, **_: Any) -> Run:
        seen.extend(path.read_text("utf-8") for path in folder.iterdir())
        return Run("firsty", "base", "running", Plan("firsty", "base", {}, texts=str(folder)), {})

    monkeypatch.setattr(Runs, "start_base", started)
    assert "documents your customers may see (2)" in admin.look("?section=runs&id=@base").words("detail")
    admin.do("start-base", size="tiny", epochs="2")
    assert "“firsty” has begun" in admin.words()
    assert "三到五个工作日" in "".join(seen)
    assert "staff discount" not in "".join(seen)


def test_what_went_wrong_is_a_sentence_in_the_readers_language(office: Office, admin: Clerk, data: Path) -> None:
    ran(data, "high", {"step": 3, "loss": 9.0},
        {"stage": "failed", "error": "diverged", "details": {"step": "4", "rate": "0.1"}, "detail": "-"})  # fmt: skip
    ran(data, "full", {"stage": "failed", "error": "disk_full", "details": {}, "detail": "-"})
    assert "the learning rate 0.1 is too high" in admin.look("?section=runs&id=high").words("detail")
    chinese = office.clerk("boss", "admin", language="zh").open("?section=runs&id=full")
    assert "磁盘已满" in chinese.words("detail")
    assert "The run was deleted." in admin.do("delete-run", "high").words()
    assert [run.name for run in office.services.studio.runs.list()] == ["full"]


def test_base_and_adapter_stand_side_by_side_and_low_perplexity_is_called_what_it_is(admin: Clerk, data: Path) -> None:
    folder = ran(data, "friendly", {"step": 40, "loss": 0.3}, {"stage": "done", "adapter": "friendly"})
    result = {"adapter": "friendly", "perplexity": {"before": 9.5, "after": 1.5},
              "metrics": {"base": FIGURES, "new": BETTER}}  # fmt: skip
    (folder / "result.json").write_text(json.dumps(result), encoding="utf-8")
    words = admin.look("?section=runs&id=friendly").words("detail")
    assert "Perplexity on the answers 9.5 1.5 better" in words
    assert "Refused where the sources do not answer 0 % 85 % better" in words
    assert "Refused although the sources answer 10 % 20 % worse" in words
    assert "not that its answers are right" in words
    assert "?section=adapters&amp;id=friendly" in admin.seen["detail"]


def test_an_adapter_is_put_to_work_and_taken_back(office: Office, admin: Clerk, data: Path, pebble: Path) -> None:
    services = office.services
    tokenizer = load_tokenizer(str(pebble))
    facts = Facts(
        base=str(data / "models" / "pebble"), base_id="pebble", template_hash=template_hash(tokenizer),
        dataset={"hash": "d" * 64, "prompts": "p" * 64, "counts": {"train": 8, "validation": 1, "test": 1}},
        settings={"rank": 4}, perplexity={"before": 9.0, "after": 3.0}, metrics={"base": FIGURES, "new": BETTER},
        author="admin:boss",
    )  # fmt: skip
    services.adapters.shelf.publish(build_adapter(pebble, data / "checkpoint"), "friendly", facts)
    words = admin.look("?section=adapters&id=friendly").words("detail")
    assert "Trained by boss" in words
    assert base_hash(pebble)[:12] in words
    refused = admin.do("activate-adapter", "friendly").words()
    assert "needs the model 'pebble' in this process" in refused  # the operator has set that documents are quoted
    object.__setattr__(services.engines._settings, "model", str(pebble))
    assert "From the next message on, friendly answers." in admin.do("activate-adapter", "friendly").words()
    assert services.adapters.shelf.active == "friendly"
    assert "at work" in admin.words("list")
    assert "put to work by boss" in admin.words("detail")
    admin.do("roll-back-adapter", "friendly")
    assert "the model without an adapter answers again" in admin.words()
    assert services.adapters.shelf.active == ""


def test_staff_see_no_runs_and_start_none(office: Office, data: Path) -> None:
    ran(data, "secret-run")
    anna = office.clerk("anna").open("?section=runs")
    assert "secret-run" not in str(anna.seen)
    assert "Only an admin" in anna.do("delete-run", "secret-run").words()
    assert "tab-runs" not in anna.look("?section=training").seen.get("tools", "")


def test_a_step_that_was_taken_twice_counts_once_and_ten_thousand_are_still_few_points() -> None:
    told = [{"step": n, "loss": 5.0} for n in range(6)] + [{"step": n, "loss": 4.0} for n in range(3, 9)]
    assert points(told, "loss") == [(n, 5.0 if n < 3 else 4.0) for n in range(9)]
    drawn = chart([Line("", "learned", [(float(n), 1000.0 / (n + 1)) for n in range(10_000)])])
    assert drawn["lines"][0]["path"].count("L") <= 240
    assert [label for _, label in drawn["y_ticks"]] == ["0.1", "1", "10", "100", "1,000"]


def test_options_on_the_page_are_those_of_a_run() -> None:
    from web.staff.run_parts import LORA_FIELDS

    assert {field.name for field in LORA_FIELDS} | {"four_bit"} == set(vars(LoraOptions()))
