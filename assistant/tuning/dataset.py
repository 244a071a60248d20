"""A frozen dataset: approved rows, rendered by the prompts that serving uses, in a folder that training needs alone.

`train.jsonl`, `validation.jsonl` and `test.jsonl` hold a row a line, `dataset.json` what there is of them. The folder
is named by the hash of its rows: the same rows give the same folder.
"""

import hashlib
import json
import os
import shutil
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from langchain_core.messages import BaseMessage

from assistant.prompts import NOT_FOUND, House, answer_prompt, chat_prompt, templates_hash
from assistant.tuning.splitting import PARTS, split
from desk.examples import Example, SourcePassage
from knowledge.language import Language
from knowledge.model import Passage, Place
from storage.database import utc_now

Row = dict[str, Any]
Houses = Mapping[Language, House]

SUMMARY = "dataset.json"
_ROLES = {"system": "system", "human": "user", "ai": "assistant"}


@dataclass(frozen=True)
class DatasetSummary:
    """What `dataset.json` says, and where the folder lies."""

    folder: Path
    hash: str  # sha256 over the rows, in no order
    counts: Mapping[str, int]  # by part
    by_kind: Mapping[str, int]
    by_source: Mapping[str, int]
    by_language: Mapping[str, int]
    split_by: str  # 'document', or 'question' where there are too few documents
    near_duplicates: int  # pairs that were kept in one part
    created: str  # ISO 8601
    prompts: str  # sha256 of the prompt templates


def freeze(examples: Sequence[Example], folder: Path, houses: Houses | None = None) -> DatasetSummary:
    """Write the rows, whatever their status, into a folder of their own below `folder`; one that is there stays."""
    parts = split(examples)
    rows: dict[str, list[Row]] = {part: [] for part in PARTS}
    for example in sorted(examples, key=lambda example: example.id):
        rows[parts.parts[example.id]].append(rendered(example, houses or {}))
    every = [row for part in PARTS for row in rows[part]]
    digest = hashlib.sha256("\n".join(sorted(_line(row) for row in every)).encode()).hexdigest()
    target = folder / digest
    if (target / SUMMARY).is_file():
        return read_summary(target)
    summary = DatasetSummary(
        target, digest, {part: len(rows[part]) for part in PARTS}, _tally(every, "kind"), _tally(every, "source"),
        _tally(every, "language"), parts.by, parts.near_duplicates, utc_now().isoformat(), templates_hash(),
    )  # fmt: skip
    _write(target, rows, summary)
    return summary


def read_summary(folder: Path) -> DatasetSummary:
    """Raises OSError or ValueError where there is no whole dataset in the folder."""
    kept = json.loads((folder / SUMMARY).read_text(encoding="utf-8"))
    return DatasetSummary(folder=folder, **kept)


def read_rows(folder: Path, part: str) -> list[Row]:
    """The rows of 'train', 'validation' or 'test'."""
    with (folder / f"{part}.jsonl").open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def rendered(example: Example, houses: Houses) -> Row:
    """One row as a frozen dataset holds it: the messages as serving sends them, then the answer to learn."""
    language: Language = "zh" if example.language == "zh" else "en"
    messages: Sequence[BaseMessage]
    if example.kind == "chat":
        messages = chat_prompt(example.question, example.history)
    else:
        passages = [_passage(passage) for passage in example.passages]
        messages = answer_prompt(
            example.question, passages, language=language, history=example.history, house=houses.get(language)
        ).messages
    answer = NOT_FOUND if example.kind == "not_found" else example.answer
    return {
        "id": example.id,
        "kind": example.kind,
        "source": example.source,
        "language": language,
        "messages": [
            *({"role": _ROLES[message.type], "content": str(message.content)} for message in messages),
            {"role": "assistant", "content": answer},
        ],
        "gold": list(example.gold),
        "passages": len(example.passages),
        "document": example.document,
        "conversation": example.conversation,
        "learn": "all" if example.kind == "chat" and example.history else "last",
    }


def forget_frozen(folder: Path, known: Callable[[Collection[str]], Collection[str]]) -> list[str]:
    """Delete the datasets below `folder` that hold a row which is forgotten; returns their names.

    `known` tells which of given ids there still are: `Examples.known`.
    """
    gone = []
    for summary in sorted(folder.glob(f"*/{SUMMARY}")):
        ids = {row["id"] for part in PARTS for row in read_rows(summary.parent, part)}
        if len(known(ids)) < len(ids):
            shutil.rmtree(summary.parent)
            gone.append(summary.parent.name)
    return gone


def _write(target: Path, rows: Mapping[str, Sequence[Row]], summary: DatasetSummary) -> None:
    """Beside its place first, so that a folder that has its name is whole."""
    partial = target.with_name(f"{target.name}.{os.getpid()}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    partial.mkdir(parents=True)
    for part, found in rows.items():
        (partial / f"{part}.jsonl").write_text("".join(f"{_line(row)}\n" for row in found), encoding="utf-8")
    kept = {name: value for name, value in asdict(summary).items() if name != "folder"}
    (partial / SUMMARY).write_text(json.dumps(kept, ensure_ascii=False, indent=1), encoding="utf-8")
    os.replace(partial, target)


def _line(row: Row) -> str:
    return json.dumps(row, ensure_ascii=False, sort_keys=True)


def _tally(rows: Iterable[Row], name: str) -> dict[str, int]:
    return dict(sorted(Counter(str(row[name]) for row in rows).items()))


def _passage(kept: SourcePassage) -> Passage:
    return Passage(
        id=kept.id, document_id=kept.document_id, document=kept.document, title=kept.title, version=kept.version, n=0,
        text=kept.text, headings=kept.headings, place=Place(**kept.place),
        visibility="public" if kept.visibility == "public" else "staff", score=0.0,
    )  # fmt: skip
