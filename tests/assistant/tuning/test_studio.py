"""The workshop: what it does to rows is kept in the audit, and what it says of a row before anything is trained."""

import dataclasses
from collections.abc import Iterator
from pathlib import Path

import pytest

from assistant.tuning.dataset import DatasetSummary
from assistant.tuning.errors import TuningError
from assistant.tuning.forecast import START
from assistant.tuning.options import BaseOptions, LoraOptions
from assistant.tuning.studio import Studio
from desk.audit import Audit
from desk.examples import Draft, Examples, Filter, SourcePassage
from desk.preferences import Preferences
from knowledge.embedding import MiniLM
from settings import Settings
from storage.database import open_database
from tests.assistant.engines.tiny import build


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("models") / "tiny")


@pytest.fixture
def studio(tmp_path: Path, base: Path, minilm: MiniLM) -> Iterator[Studio]:
    database = open_database(f"sqlite:///{tmp_path / 'desk.sqlite'}", tmp_path / "backups")
    settings = dataclasses.replace(Settings(), model=str(base))
    yield Studio(tmp_path, settings, Examples(database, minilm), Preferences, Audit(database))
    database.close()


def draft(question: str, answer: str, document: str = "d1") -> Draft:
    passage = SourcePassage(f"{document}:1:0", document, f"{document}.md", "Delivery", 1, answer)
    return Draft(
        "document", "answer", "en", question, f"{answer} [1]", f"document:{document}:{question}", (),
        (passage,), (1,), document,
    )  # fmt: skip


def test_what_will_be_learned_is_the_answer_and_its_end_as_the_template_writes_them(studio: Studio) -> None:
    (row,) = studio.examples.add([draft("How long?", "Three days")]).ids
    learned = studio.learned(row)
    assert (learned.text, learned.model, learned.problem) == ("Three days [1]<|im_end|>", "tiny", "")
    assert learned.tokens > 50
    assert studio.learned(row, max_length=64).problem == "too_long"


def _with_another(studio: Studio) -> DatasetSummary:
    studio.review(studio.examples.add([draft("Where?", "In Galway", "d3")]).ids, "approved", "staff:anna")
    return studio.freeze()


def test_forgetting_a_document_forgets_its_rows_and_the_datasets_that_hold_them(studio: Studio, tmp_path: Path) -> None:
    studio.examples.add([draft("How long?", "Three days"), draft("How much?", "Five euros", "d2")])
    assert studio.review_all(Filter(), "approved", "staff:anna") == 2
    frozen = studio.freeze()
    assert sum(frozen.counts.values()) == 2
    unused, frozen = frozen, _with_another(studio)
    assert not unused.folder.exists()
    assert studio.forget_all(Filter(document="d1"), "staff:anna") == 1
    assert {row.document for row in studio.examples.list()} == {"d2", "d3"}
    assert not frozen.folder.exists()


def test_what_was_forgotten_is_not_built_again(studio: Studio) -> None:
    long, much = draft("How long to Fernhill?", "Three days"), draft("How much?", "Five euros", "d2")
    silent = dataclasses.replace(long, kind="not_found", answer="", variant="silent")
    beside = dataclasses.replace(draft("Where?", "In Galway", "d3"), passages=(*much.passages, *long.passages))
    (first,) = studio.examples.add([long]).ids
    assert studio.forget([first], "staff:anna") == 1
    again = studio.examples.add([long, silent, much])  # nor any variant of it
    assert (again.new, again.forgotten, len(again.ids)) == (1, 2, 1)

    assert studio.examples.add([beside]).new == 1
    assert studio.forget_all(Filter(document="d2"), "staff:anna") == 2
    more = draft("And to Spain?", "Nine euros", "d2")
    assert studio.examples.add([much, more, beside]).forgotten == 3
    assert studio.examples.forgotten_of(["d1", "d2"]) == {"d2"}
    assert studio.examples.add([dataclasses.replace(beside, passages=long.passages)]).new == 1  # without its words


def test_a_run_is_foreseen_before_it_is_started_and_too_few_rows_are_said(studio: Studio) -> None:
    studio.examples.add([draft(f"How long to place {n}?", f"{n} days and {n * 7} hours", f"d{n}") for n in range(30)])
    studio.review_all(Filter(), "approved", "staff:anna")
    foreseen = studio.forecast()
    assert sum(foreseen.rows.values()) == 30
    assert (foreseen.is_enough, foreseen.is_measured, foreseen.dropped) == (False, False, 0)
    assert foreseen.steps == 3 * -(-foreseen.rows["train"] // 16)
    assert foreseen.seconds is not None
    assert foreseen.seconds > START  # a small model's steps are tried, and its libraries take time before them
    more = studio.forecast(options=LoraOptions(epochs=300))
    assert more.seconds is not None
    assert (more.seconds - START) == pytest.approx((foreseen.seconds - START) * more.steps / foreseen.steps)
    assert foreseen.memory is not None
    assert foreseen.memory > 500 * 2**20
    with pytest.raises(TuningError, match="Only 30 approved rows"):
        studio.start("staff:anna")


def test_a_model_from_documents_is_foreseen_by_what_they_say(studio: Studio) -> None:
    options = BaseOptions(batch=1)
    texts = {"short": "Parcels come on monday. " * 40, "long": "羊毛帐篷和灯星期一送到。" * 400}
    short = studio.forecast_base({"short": 1}, texts.__getitem__, options)
    both = studio.forecast_base({"short": 1, "long": 6}, texts.__getitem__, options)
    assert short is not None
    assert both is not None
    assert 3 * short.tokens < both.tokens < sum(len(text.encode()) for text in texts.values())
    assert (both.seconds or 0) > (short.seconds or 0)
    assert both.steps == options.epochs * both.rows["train"]
    assert studio.forecast_base({}, texts.__getitem__, options) is None


def test_without_the_documents_no_rows_can_be_built(studio: Studio) -> None:
    with pytest.raises(TuningError, match="once the documents are loaded"):
        studio.build("staff:anna")
