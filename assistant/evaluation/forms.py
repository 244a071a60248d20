"""Reading evaluation data: JSON lines, plain or gzipped, and the temporary store they are asked in.

Corpus rows are {id, title, text}, query rows {id, question, answers, doc_ids, answerable}, labelled rows {text, label}.
"""

import gzip
import json
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.alone import opened
from knowledge.base import KnowledgeBase
from knowledge.embedding import Embedder
from knowledge.model import Block, LoadedDocument


class EvaluationError(Exception):
    """The data cannot be evaluated; the message names the file and row."""


@dataclass(frozen=True)
class CorpusRow:
    id: str
    title: str
    text: str


@dataclass(frozen=True)
class QueryRow:
    id: str
    question: str
    answers: tuple[str, ...]
    doc_ids: tuple[str, ...]
    answerable: bool


@dataclass(frozen=True)
class LabelledRow:
    text: str
    label: str


@dataclass(frozen=True)
class TemporaryStore:
    """A knowledge base over a corpus, and which document each row became."""

    knowledge: KnowledgeBase
    documents: dict[str, str]  # row id -> document id

    def documents_of(self, row_ids: Iterable[str]) -> frozenset[str]:
        return frozenset(self.documents[row_id] for row_id in row_ids if row_id in self.documents)


def read_corpus(path: Path) -> list[CorpusRow]:
    """All rows of a corpus file. Raises EvaluationError naming the row that does not fit."""
    return [
        CorpusRow(str(_need(row, "id", path, n)), str(row.get("title") or ""), str(_need(row, "text", path, n)))
        for n, row in rows_of(path)
    ]


def read_queries(path: Path, limit: int | None = None) -> list[QueryRow]:
    """The first `limit` rows of a query file (all without). Raises EvaluationError naming the row that does not fit."""
    queries: list[QueryRow] = []
    for n, row in rows_of(path):
        if limit is not None and len(queries) >= limit:
            break
        answers = tuple(str(answer) for answer in row.get("answers") or ())
        answerable = row.get("answerable")
        queries.append(
            QueryRow(
                id=str(row.get("id", n)),
                question=str(_need(row, "question", path, n)),
                answers=answers,
                doc_ids=tuple(str(id_) for id_ in row.get("doc_ids") or ()),
                answerable=bool(answers) if answerable is None else bool(answerable),
            )
        )
    return queries


def read_labelled(path: Path) -> list[LabelledRow]:
    """All rows of a labelled file. Raises EvaluationError naming the row that does not fit, or where there is none."""
    rows = [
        LabelledRow(str(_need(row, "text", path, n)), str(_need(row, "label", path, n)).strip())
        for n, row in rows_of(path)
    ]
    if not rows:
        raise EvaluationError(f"{path} has no rows. Give a file of {{text, label}}, one JSON object a line.")
    return rows


@contextmanager
def temporary_store(corpus: Iterable[CorpusRow], embedder: Embedder) -> Iterator[TemporaryStore]:
    """A knowledge base of its own in a temporary folder, which is removed at the end; nothing else is touched."""
    rows = list(corpus)
    with (
        tempfile.TemporaryDirectory(prefix="frontdesk-evaluation-", ignore_cleanup_errors=True) as path,
        opened(Path(path), embedder) as knowledge,
    ):
        ids = knowledge.add_loaded(LoadedDocument(row.title, "txt", (Block(row.text),)) for row in rows)
        yield TemporaryStore(knowledge, {row.id: id_ for row, id_ in zip(rows, ids, strict=True)})


def rows_of(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        with gzip.open(path, "rt", encoding="utf-8") if path.suffix == ".gz" else path.open(encoding="utf-8") as lines:
            for n, line in enumerate(lines, 1):
                if not line.strip():
                    continue
                row = json.loads(line)
                if not isinstance(row, dict):
                    raise EvaluationError(f"Row {n} of {path} is not a JSON object.")
                yield n, row
    except FileNotFoundError:
        raise EvaluationError(f"There is no file {path}. Check the path.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise EvaluationError(f"{path} cannot be read as JSON lines in UTF-8, plain or gzipped.") from error
    except json.JSONDecodeError as error:
        raise EvaluationError(f"A row of {path} is not JSON: {error.msg} (column {error.colno}).") from None


def _need(row: dict[str, Any], key: str, path: Path, n: int) -> Any:
    if key not in row:
        raise EvaluationError(f"Row {n} of {path} has no '{key}'. It has: {', '.join(row)}.")
    return row[key]
