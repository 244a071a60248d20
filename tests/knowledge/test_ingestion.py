"""The way of an upload into the answers when something fails on it: each write in turn, once or for a while."""

import errno
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from knowledge import backlog, base
from knowledge.alone import opened
from knowledge.base import Ingested, KnowledgeBase
from knowledge.errors import KnowledgeError
from knowledge.keywords import KeywordIndex
from knowledge.preparing import InProcessPreparer
from knowledge.vectors import VectorIndex
from storage.database import Database
from tests.knowledge.conftest import HashingEmbedder
from tests.knowledge.writing import found_words, markdown, word
from tests.waiting import wait_until

Write = Callable[[str, str], Path]

Errors = Callable[[str], Exception]


def disk_full(where: str) -> Exception:
    return OSError(errno.ENOSPC, "No space left on device")


def in_its_own_words(where: str) -> Exception:
    """What each library makes of a full disk."""
    if where == "sql":
        return OperationalError("INSERT", {}, Exception("database or disk is full"))
    return RuntimeError("Error executing plan: disk I/O error") if where != "file" else disk_full(where)


class Faults:
    """Counts what is written anywhere on the way, and fails the Nth call, once or until healed."""

    def __init__(self) -> None:
        self.calls = 0
        self._first = self._last = 0
        self._error: Errors = disk_full

    def arm(self, nth: int, error: Errors, *, lasting: bool = False) -> None:
        self.calls = 0
        self._first, self._last, self._error = nth, 10**9 if lasting else nth, error

    def heal(self) -> None:
        self._first = self._last = 0

    @property
    def struck(self) -> bool:
        return 0 < self._first <= self.calls

    def hit(self, where: str) -> None:
        self.calls += 1
        if self._first <= self.calls <= self._last:
            raise self._error(where)


@pytest.fixture
def faults(monkeypatch: pytest.MonkeyPatch) -> Faults:
    """Stands before every write: SQL (at its begin and at its commit), both indexes, the embedder, the file copy."""
    faults = Faults()
    write = Database.write

    @contextmanager
    def failing_write(self: Database) -> Iterator[Session]:
        faults.hit("sql")
        with write(self) as session:
            yield session
            faults.hit("sql")

    def failing(original: Callable[..., Any], where: str) -> Callable[..., Any]:
        def call(*arguments: Any) -> Any:
            faults.hit(where)
            return original(*arguments)

        return call

    monkeypatch.setattr(Database, "write", failing_write)
    for owner in (VectorIndex, KeywordIndex):
        for name in ("put", "remove"):
            monkeypatch.setattr(owner, name, failing(getattr(owner, name), "index"))
    for name in ("prepare", "embed"):
        monkeypatch.setattr(InProcessPreparer, name, failing(getattr(InProcessPreparer, name), "model"))
    monkeypatch.setattr(base, "_copy", failing(base._copy, "file"))
    monkeypatch.setattr(backlog, "TRY_AGAIN_SECONDS", 0.02)
    return faults


def index_ids(knowledge: KnowledgeBase, document_id: str) -> set[str]:
    pairs = [pair for _, pair in knowledge._indexes.visible_to("staff")]
    ids = {id_.partition("#")[0] for pair in pairs for id_ in pair.vectors.ids() | pair.keywords.ids()}
    return {id_ for id_ in ids if id_.startswith(document_id)}


def check(knowledge: KnowledgeBase, result: Ingested, old: list[str], new: list[str]) -> None:
    """Wholly in or wholly out, and while it is out the old version is wholly in."""
    live, gone = (new, old) if result.status in ("ready", "replaced") else (old, new)
    assert found_words(knowledge, [*live, *gone], "staff") == live, result
    found = knowledge.search(" ".join([*live, *gone]), audience="staff", limit=50)
    assert len({passage.id for passage in found}) == len(found)
    if result.status == "failed":
        assert result.error
        assert "No space" in result.error or "Error" in result.error or "full" in result.error, result.error


@pytest.mark.parametrize("error", [disk_full, in_its_own_words])
@pytest.mark.parametrize("replacing", [False, True], ids=["new", "replacement"])
def test_whichever_write_fails_a_document_is_wholly_in_or_wholly_out_and_a_retry_succeeds(
    tmp_path: Path, file: Write, embedder: HashingEmbedder, faults: Faults, replacing: bool,
    error: Errors,
) -> None:  # fmt: skip
    live: dict[str, list[str]] = {}
    with opened(tmp_path / "data", embedder) as knowledge:
        for nth in range(1, 100):
            name = f"{nth}.md"
            old = [word(1000 + 10 * nth + k) for k in range(3)] if replacing else []
            new = [word(5000 + 10 * nth + k) for k in range(4)]
            if replacing:
                assert knowledge.add(file(name, markdown(old))).status == "ready"
            faults.arm(nth, error)
            result = knowledge.add(file(name, markdown(new)))
            wait_until(lambda: knowledge.statistics()["unfinished"] == 0)
            struck = faults.struck
            faults.heal()
            check(knowledge, result, old, new)
            if result.status == "failed":
                if result.document_id:
                    knowledge.retry(result.document_id)
                    wait_until(lambda: knowledge.statistics()["unfinished"] == 0)
                else:
                    result = knowledge.add(file(name, markdown(new)))
            document_id = knowledge.list(query=name)[0].id
            assert knowledge.get(document_id).info.status == "ready"
            assert found_words(knowledge, [*old, *new]) == new
            live[document_id] = new
            if not struck:
                break
        assert nth > 12, "the faults have met no write"
    with opened(tmp_path / "data", embedder) as knowledge:
        for document_id, words in live.items():
            chunks = {f"{document_id}:{knowledge.get(document_id).info.version}:{n}" for n in range(len(words))}
            assert index_ids(knowledge, document_id) == chunks
            assert found_words(knowledge, words) == words
        assert knowledge.damaged() == []
        originals = {knowledge.get(document_id).original.name for document_id in live}
        assert originals <= {path.name for path in (tmp_path / "data" / "documents").iterdir()}
        assert knowledge.count() == len(live)


@pytest.mark.parametrize("nth", [1, 2, 4, 6, 8, 9, 10, 12, 14, 15, 17])
def test_while_nothing_can_be_written_the_old_version_answers_and_afterwards_the_work_goes_on(
    tmp_path: Path, file: Write, embedder: HashingEmbedder, faults: Faults, nth: int
) -> None:
    old, new = [word(k) for k in range(3)], [word(100 + k) for k in range(3)]
    with opened(tmp_path / "data", embedder) as knowledge:
        document_id = knowledge.add(file("stock.md", markdown(old))).document_id
        faults.arm(nth, in_its_own_words, lasting=True)
        with suppress(KnowledgeError):  # while the disk is full the upload itself may be refused
            knowledge.submit(file("stock.md", markdown(new)))
        wait_until(lambda: faults.calls >= nth + 4 or knowledge.statistics()["unfinished"] == 0)
        calls = faults.calls
        if knowledge.get(document_id).info.status != "ready":
            assert found_words(knowledge, [*old, *new]) == old
        faults.heal()
        wait_until(lambda: knowledge.statistics()["unfinished"] == 0)
        info = knowledge.get(document_id).info
        if info.status == "failed":
            assert found_words(knowledge, [*old, *new]) == old
            knowledge.retry(document_id)
            wait_until(lambda: knowledge.statistics()["unfinished"] == 0)
        elif info.version == 1:  # it was not even taken in
            assert calls < nth + 4
            knowledge.add(file("stock.md", markdown(new)))
        assert found_words(knowledge, [*old, *new]) == new
        assert knowledge.add(file("other.md", markdown([word(200)]))).status == "ready"
        assert knowledge._backlog.is_alive()


def test_an_unreadable_file_fails_although_its_failure_can_be_stored_only_later(
    tmp_path: Path, file: Write, embedder: HashingEmbedder, faults: Faults
) -> None:
    broken = file("broken.md", "")
    broken.write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    with opened(tmp_path / "data", embedder) as knowledge:
        faults.arm(6, disk_full, lasting=True)  # after the copy, registering and 'reading'
        document_id = knowledge.submit(broken)
        wait_until(lambda: faults.calls > 10)
        assert knowledge.get(document_id).info.status == "reading"
        faults.heal()
        wait_until(lambda: knowledge.get(document_id).info.status == "failed")
        assert knowledge.get(document_id).info.error_code


def test_a_document_deleted_while_it_is_read_stops_the_reader_at_once(knowledge: KnowledgeBase, file: Write) -> None:
    """A large file whose reading takes seconds: without the look at what is wanted it would be read to its end."""
    rows = "\n".join(f"{n},{word(n % 60000)},some text that fills the row" for n in range(150_000))
    document_id = knowledge.submit(file("large.csv", "n,word,text\n" + rows))
    wait_until(lambda: knowledge.get(document_id).info.status == "reading")
    knowledge.remove(document_id)
    small = knowledge.add(file("small.md", markdown([word(1)])))
    assert small.status == "ready"
    assert {p.document_id for p in knowledge.search("text", audience="staff")} <= {small.document_id}
