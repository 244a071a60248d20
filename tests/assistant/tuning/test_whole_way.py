"""The whole life of a model without a hub: made from text, taught by the company's rows, put to work, taken back."""

import dataclasses
import itertools
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

import samples
from assistant.__main__ import app
from assistant.prompts import answer_prompt
from assistant.services import Services
from assistant.tuning.texts import estimate
from desk.examples import Filter
from knowledge.model import Passage
from settings import Settings
from tests.waiting import HANG

TAKEN = ("product-faq.md", "常见问题.md", "gift-cards.md", "opening-hours-and-contact.md")
QUESTION = "When is the shop in Galway open on Saturday?"


def command(data: Path, *arguments: str) -> dict[str, Any]:
    """The JSON of a command, and as "stderr" what it told a person meanwhile."""
    result = CliRunner().invoke(app, [*arguments, "--data-dir", str(data), "--json"])
    assert result.exit_code == 0, f"{result.output}\n{_logs(data)}"
    return {**json.loads(result.stdout), "stderr": result.stderr}


def _logs(data: Path) -> str:
    return "\n".join(log.read_text()[-3000:] for log in data.glob("training/runs/*/log.txt"))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, Any]]:
    """A data folder with a model that `train base` made from the sample company's words, and what the command said."""
    data, texts = tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("texts")
    for document in samples.documents():
        if document.path.name in TAKEN:
            (texts / document.path.name).write_bytes(document.path.read_bytes())
    with pytest.MonkeyPatch.context() as patched:  # on a busy machine reading has its time, too
        patched.setattr("assistant.tuning.texts.estimate", partial(estimate, seconds=HANG, of_one=HANG))
        told = command(
            data, "train", "base", "--text", str(texts), "--size", "tiny", "--epochs", "8", "--batch", "4",
            "--name", "own",
        )  # fmt: skip
    return data, told


@pytest.fixture(scope="module")
def services(made: tuple[Path, dict[str, Any]], in_place: None) -> Iterator[Services]:
    data, _ = made
    services = Services.open(
        dataclasses.replace(Settings(), data_dir=str(data), samples=False, model=str(data / "models" / "own"))
    )
    services.load()
    for document in samples.documents():
        if document.path.name in TAKEN:
            services.knowledge.add(document.path, folder=document.folder, visibility=document.visibility)
    yield services
    services.close()


def says(services: Services) -> str:
    """How the model at work begins its answer, greedily, to a prompt as customers' questions become one."""
    passages: list[Passage] = services.knowledge.search(QUESTION, limit=2)
    engine = services.engines.current
    assert engine is not None
    words = engine.stream(answer_prompt(QUESTION, passages, language="en").messages)
    return "".join(itertools.islice(words, 24))


def test_a_model_made_from_text_knows_it_better_than_chance(made: tuple[Path, dict[str, Any]]) -> None:
    data, told = made
    assert told["adapter"] is None
    assert told["perplexity"]["after"] < 0.75 * told["perplexity"]["before"]
    assert told["rows"]["train"] > told["rows"]["validation"] > 0
    assert {path.suffix for path in Path(told["model"]).iterdir()} <= {".json", ".safetensors", ".jinja"}
    assert "4 of 4 files were read" in told["stderr"]
    foreseen, counted = map(int, re.findall(r"at most (\d+) steps", told["stderr"]))  # before and after all were read
    assert counted == told["steps"]
    assert foreseen == pytest.approx(counted, rel=0.3)


def test_rows_are_taught_measured_put_to_work_and_taken_back(services: Services) -> None:
    data = services.folder.path
    built = services.studio.build("staff:anna")
    assert built.added.new > 30
    assert command(data, "dataset", "approve", "--all")["approved"] == built.added.new
    assert services.studio.examples.count(Filter(status="approved")) == built.added.new

    told = command(
        data, "train", "lora", "--name", "friendly", "--epochs", "1", "--learning-rate", "0.004", "--batch", "8",
        "--max-length", "2048", "--force",
    )  # fmt: skip
    assert (told["name"], told["adapter"]) == ("friendly", "friendly")
    assert told["rows"]["train"] + told["rows"]["validation"] + told["rows"]["test"] + told["rows"]["dropped"] == (
        built.added.new
    )
    assert told["perplexity"]["after"] < told["perplexity"]["before"]
    assert told["metrics"]["base"].keys() == told["metrics"]["new"].keys() >= {
        "perplexity", "exact_match", "token_f1", "citation_precision", "citation_recall", "right_refusals"
    }  # fmt: skip
    manifest = command(data, "adapters", "show", "friendly")["manifest"]
    assert (manifest["base"], len(manifest["base_hash"]), len(manifest["dataset_hash"])) == ("own", 64, 64)
    assert manifest["rows"]["train"] == told["rows"]["train"]

    assert told["metrics"]["new"]["perplexity"] < told["metrics"]["base"]["perplexity"]
    services.engines.ensure()
    before = says(services)
    services.adapters.activate("friendly", "staff:anna")
    taught = says(services)
    assert before.strip()
    assert taught.strip()
    assert taught != before
    conversation = services.conversations.start("visitor")
    for state in services.assistant.answer(conversation, QUESTION):
        answered = state
    assert (answered.route, answered.engine, answered.adapter) == ("question", "own", "friendly")
    kept = services.conversations.messages(conversation)[-1].answer
    assert kept is not None
    assert kept["adapter"] == "friendly"
    assert services.adapters.roll_back("staff:anna") == ""
    assert says(services).encode() == before.encode()
    foreseen = services.studio.forecast()
    assert foreseen.is_measured  # the next run is reckoned by the one there was
