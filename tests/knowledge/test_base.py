"""The promise of the knowledge base, on real indexes: what is ready answers wholly, what is not never does."""

from collections.abc import Callable, Sequence
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Any

import pytest

from knowledge.alone import opened
from knowledge.base import KnowledgeBase
from knowledge.embedding import EmbeddingError, Vectors
from knowledge.errors import DocumentNotFound, KnowledgeError, sentence
from knowledge.indexes import Audience
from knowledge.loading import Limits
from knowledge.model import Block, LoadedDocument, Passage, Visibility
from knowledge.preparing import InProcessPreparer
from storage.database import open_database
from storage.folder import DataFolder
from tests.knowledge.conftest import HashingEmbedder
from tests.knowledge.writing import found_words, markdown, word
from tests.waiting import HANG, wait_until

Write = Callable[[str, str], Path]

WORDS = [word(n * 257) for n in range(12)]


class GatedPreparer(InProcessPreparer):
    """Waits before it embeds until it is let through, or fails as often as it is told to."""

    def __init__(self, embedder: HashingEmbedder) -> None:
        super().__init__(embedder)
        self.gate = Event()
        self.gate.set()
        self.arrived = Event()
        self.failures = 0
        self.poison = ""

    def embed(self, texts: Sequence[str]) -> Vectors:
        self.arrived.set()
        assert self.gate.wait(HANG)
        if self.failures:
            self.failures -= 1
            raise EmbeddingError("Out of memory. Add memory, then press Retry.")
        if self.poison and any(self.poison in text for text in texts):
            raise EmbeddingError("This text cannot be embedded.")
        return super().embed(texts)


class Searching:
    """Searches without a pause in a thread of its own and keeps every result."""

    def __init__(self, knowledge: KnowledgeBase, question: str, audience: Audience) -> None:
        self.results: list[list[Passage]] = []
        self._stop = Event()
        self._search = lambda: knowledge.search(question, audience=audience, limit=20)
        self._thread = Thread(target=self._run)

    def _run(self) -> None:
        while not self._stop.is_set():
            self.results.append(self._search())

    def __enter__(self) -> "Searching":
        self._thread.start()
        wait_until(lambda: len(self.results) > 2)
        return self

    def __exit__(self, *_: object) -> None:
        before = len(self.results)
        wait_until(lambda: len(self.results) > before + 1)
        self._stop.set()
        self._thread.join()


def test_when_a_document_is_ready_every_passage_of_it_is_found(knowledge: KnowledgeBase, file: Write) -> None:
    added = knowledge.add(file("stock.md", markdown(WORDS)))
    assert (added.status, added.version, added.chunks, added.error) == ("ready", 1, len(WORDS), None)
    assert found_words(knowledge, WORDS) == WORDS
    assert knowledge.damaged() == []
    detail = knowledge.get(added.document_id)
    assert [WORDS[n] in chunk.text for n, chunk in enumerate(detail.chunks)] == [True] * len(WORDS)
    assert detail.original.read_text(encoding="utf-8") == markdown(WORDS)
    assert knowledge.statistics() == {"documents": 1, "passages": len(WORDS), "unfinished": 0}


def test_the_same_bytes_again_change_nothing(
    knowledge: KnowledgeBase, file: Write, embedder: HashingEmbedder, data_path: Path
) -> None:
    path = file("stock.md", markdown(WORDS))
    first = knowledge.add(path)
    embedded = len(embedder.embedded)
    again = knowledge.add(path)
    assert (again.status, again.document_id, again.version) == ("unchanged", first.document_id, 1)
    assert again.chunks == first.chunks
    assert len(embedder.embedded) == embedded
    assert len([*(data_path / "documents").iterdir()]) == 1


def test_only_changed_passages_of_a_new_version_are_embedded(
    knowledge: KnowledgeBase, file: Write, embedder: HashingEmbedder
) -> None:
    first = knowledge.add(file("stock.md", markdown(WORDS)))
    embedder.embedded.clear()
    changed = [word(1), *WORDS[1:], word(2)]
    second = knowledge.add(file("stock.md", markdown(changed)))
    assert (second.status, second.version, second.chunks) == ("replaced", 2, len(changed))
    assert second.document_id == first.document_id
    assert len(embedder.embedded) == 2
    assert word(1) in embedder.embedded[0]
    assert word(2) in embedder.embedded[1]
    assert found_words(knowledge, [*changed, WORDS[0]]) == changed


def test_a_new_version_takes_over_in_one_step(knowledge: KnowledgeBase, file: Write) -> None:
    knowledge.add(file("stock.md", markdown(WORDS[:3], "First.")))
    with Searching(knowledge, "kept in the cellar", "public") as searching:
        for n in range(6):
            knowledge.add(file("stock.md", markdown(WORDS[:3], f"Edition {n}.")))
    versions = [{passage.version for passage in passages} for passages in searching.results]
    assert [v for v in versions if len(v) != 1] == []
    assert [len(passages) for passages in searching.results if len(passages) != 3] == []
    assert (versions[0], versions[-1]) == ({1}, {7})
    assert versions == sorted(versions, key=min)


def test_a_version_that_takes_over_in_the_middle_of_a_search_is_found(
    knowledge: KnowledgeBase, file: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    knowledge.add(file("stock.md", markdown(WORDS[:3], "First.")))
    new = file("stock.md", markdown(WORDS[:3], "Second."))
    scores = knowledge._search._live_scores
    looks: list[int] = []

    def and_then_the_new_version_is_live(*given: Any) -> Any:
        looks.append(len(looks))
        if looks == [0]:
            found = scores(*given)
            with monkeypatch.context() as quietly:
                quietly.setattr(knowledge._indexes, "note_move", lambda: None)  # it was noted before this search began
                knowledge.add(new)
            return found
        return scores(*given)

    monkeypatch.setattr(knowledge._search, "_live_scores", and_then_the_new_version_is_live)
    assert {passage.version for passage in knowledge.search("kept in the cellar")} == {2}
    assert looks == [0, 1]


def test_a_deleted_document_is_gone_at_once_with_its_file_and_entries(
    knowledge: KnowledgeBase, file: Write, data_path: Path
) -> None:
    document_id = knowledge.add(file("stock.md", markdown(WORDS))).document_id
    knowledge.add(file("stock.md", markdown(WORDS[1:])))
    other = knowledge.add(file("other.md", markdown([word(3)]))).document_id
    knowledge.remove(document_id)
    assert knowledge.search(" ".join(WORDS), audience="staff", limit=20)[0].document_id == other
    assert len(knowledge.search("cellar", audience="staff")) == 1
    assert [path.name for path in (data_path / "documents").iterdir()] == [knowledge.get(other).original.name]
    for visibility in ("public", "staff"):
        pair = knowledge._indexes[visibility]
        assert {id_.split(":")[0] for id_ in pair.vectors.ids() | pair.keywords.ids()} <= {other}
    for use in (knowledge.get, knowledge.remove, knowledge.retry):
        with pytest.raises(DocumentNotFound):
            use(document_id)
    with pytest.raises(DocumentNotFound):
        knowledge.set_visibility(document_id, "staff")


def test_a_change_of_visibility_neither_shows_a_passage_to_customers_nor_hides_it_from_staff(
    knowledge: KnowledgeBase, file: Write
) -> None:
    secret = knowledge.add(file("margins.md", markdown(WORDS[:3])), visibility="staff").document_id
    moving = knowledge.add(file("stock.md", markdown(WORDS[3:6]))).document_id
    with (
        Searching(knowledge, "kept in the cellar", "public") as public,
        Searching(knowledge, "kept in the cellar", "staff") as staff,
    ):
        for _ in range(4):
            for visibility in ("staff", "public"):
                knowledge.set_visibility(moving, "staff" if visibility == "staff" else "public")
                after = knowledge.search("kept in the cellar", limit=20)
                assert {p.document_id for p in after} == ({moving} if visibility == "public" else set())
    assert {p.document_id for passages in public.results for p in passages} <= {moving}
    assert {p.visibility for passages in public.results for p in passages} <= {"public"}
    assert {len(passages) for passages in public.results} <= {0, 3}
    for passages in staff.results:
        assert sorted(p.document_id for p in passages) == sorted([secret] * 3 + [moving] * 3)


@pytest.mark.parametrize("start", ["public", "staff"])
def test_visibility_may_change_while_a_version_is_under_way(
    tmp_path: Path, file: Write, embedder: HashingEmbedder, start: Visibility
) -> None:
    end: Visibility = "staff" if start == "public" else "public"
    preparer = GatedPreparer(embedder)
    with opened(tmp_path / "data", embedder, preparer) as knowledge:
        preparer.gate.clear()
        document_id = knowledge.submit(file("stock.md", markdown(WORDS[:2])), visibility=start)
        assert preparer.arrived.wait(HANG)
        knowledge.set_visibility(document_id, end)
        preparer.gate.set()
        wait_until(lambda: knowledge.get(document_id).info.status == "ready")
        assert knowledge.get(document_id).info.visibility == end
        assert found_words(knowledge, WORDS[:2], "staff") == WORDS[:2]
        assert found_words(knowledge, WORDS[:2], "public") == (WORDS[:2] if end == "public" else [])


def test_an_upload_that_fails_contributes_nothing_and_the_old_version_goes_on(
    knowledge: KnowledgeBase, file: Write
) -> None:
    document_id = knowledge.add(file("stock.md", markdown(WORDS))).document_id
    broken = file("stock.md", "")
    broken.write_bytes(b"PK\x03\x04" + b"\x00" * 200)
    failed = knowledge.add(broken)
    assert (failed.status, failed.version, failed.document_id) == ("failed", 2, document_id)
    assert failed.error
    assert failed.error[-1] in ".!"
    info = knowledge.get(document_id).info
    assert (info.status, info.is_live, info.version) == ("failed", True, 2)
    assert found_words(knowledge, WORDS) == WORDS
    repaired = knowledge.add(file("stock.md", markdown(WORDS)))
    assert repaired.status == "unchanged"
    info = knowledge.get(document_id).info
    assert (info.status, info.version, info.error_code) == ("ready", 1, None)


def test_the_last_upload_wins_also_when_it_is_the_old_file_again(
    tmp_path: Path, file: Write, embedder: HashingEmbedder
) -> None:
    preparer = GatedPreparer(embedder)
    with opened(tmp_path / "data", embedder, preparer) as knowledge:
        document_id = knowledge.add(file("stock.md", markdown(WORDS[:2]))).document_id
        preparer.gate.clear()
        preparer.arrived.clear()
        knowledge.submit(file("stock.md", markdown(WORDS[2:4])))
        assert preparer.arrived.wait(HANG)
        assert knowledge.add(file("stock.md", markdown(WORDS[:2]))).status == "unchanged"
        preparer.gate.set()
        wait_until(lambda: knowledge.statistics()["unfinished"] == 0)
        knowledge.add(file("other.md", markdown([word(3)])))  # the worker has let go of the overtaken version
        assert found_words(knowledge, WORDS[:4]) == WORDS[:2]
        assert knowledge.get(document_id).info.status == "ready"
        assert knowledge.get(document_id).info.version == 1


@pytest.mark.parametrize("waits_for", ["embedding", "its turn"])
def test_a_document_deleted_while_it_is_worked_on_leaves_nothing(
    tmp_path: Path, file: Write, embedder: HashingEmbedder, waits_for: str
) -> None:
    preparer = GatedPreparer(embedder)
    with opened(tmp_path / "data", embedder, preparer) as knowledge:
        preparer.gate.clear()
        first = knowledge.submit(file("first.md", markdown(WORDS[:2])))
        assert preparer.arrived.wait(HANG)
        second = knowledge.submit(file("second.md", markdown(WORDS[2:4])))
        wait_until(lambda: knowledge.get(second).info.status == "reading")
        deleted, kept = (first, second) if waits_for == "embedding" else (second, first)
        knowledge.remove(deleted)
        preparer.gate.set()
        wait_until(lambda: knowledge.get(kept).info.status == "ready")
        assert {p.document_id for p in knowledge.search("cellar", audience="staff", limit=20)} == {kept}
        pair = knowledge._indexes["public"]
        assert {id_.split(":")[0] for id_ in pair.vectors.ids() | pair.keywords.ids()} == {kept}
        assert [path.name for path in (tmp_path / "data" / "documents").iterdir()] == [
            knowledge.get(kept).original.name
        ]


def test_an_upload_overtaken_while_waiting_is_told_so(tmp_path: Path, file: Write, embedder: HashingEmbedder) -> None:
    preparer = GatedPreparer(embedder)
    with opened(tmp_path / "data", embedder, preparer) as knowledge:
        preparer.gate.clear()
        results: list[str] = []
        path = file("stock.md", markdown(WORDS[:2]))
        waiting = Thread(target=lambda: results.append(knowledge.add(path).error_code or ""))
        waiting.start()
        assert preparer.arrived.wait(HANG)
        knowledge.submit(file("stock.md", markdown(WORDS[2:4])))
        preparer.gate.set()
        waiting.join(HANG)
        assert results == ["cancelled"]
        wait_until(lambda: knowledge.statistics()["unfinished"] == 0)
        assert found_words(knowledge, WORDS[:4]) == WORDS[2:4]


def test_of_documents_that_are_published_together_one_that_fails_costs_no_other(
    tmp_path: Path, file: Write, embedder: HashingEmbedder
) -> None:
    preparer = GatedPreparer(embedder)
    preparer.poison = WORDS[3]
    with opened(tmp_path / "data", embedder, preparer) as knowledge:
        preparer.gate.clear()
        ids = [knowledge.submit(file(f"{n}.md", markdown([WORDS[n]]))) for n in range(6)]
        knowledge.submit(file("empty.md", "   "))
        wait_until(lambda: {info.status for info in knowledge.list()} <= {"reading", "embedding"})
        preparer.gate.set()
        wait_until(lambda: knowledge.statistics()["unfinished"] == 0)
        statuses = [knowledge.get(id_).info.status for id_ in ids]
        assert statuses == ["ready", "ready", "ready", "failed", "ready", "ready"]
        assert found_words(knowledge, WORDS[:6]) == [*WORDS[:3], *WORDS[4:6]]
        assert knowledge.list(query="empty")[0].error_code == "empty"
        assert knowledge.damaged() == []


def test_what_cannot_be_taken_in_says_so_in_both_languages(
    tmp_path: Path, file: Write, embedder: HashingEmbedder
) -> None:
    folder = DataFolder(tmp_path / "small")
    folder.acquire()
    database = open_database(folder.database_url, folder.backups)
    knowledge = KnowledgeBase(folder, database, embedder, InProcessPreparer(embedder), Limits(size=100))
    try:
        empty, missing, large = file("empty.txt", ""), tmp_path / "nowhere.txt", file("large.txt", "word " * 100)
        for path, code in ((empty, "empty"), (missing, "missing"), (tmp_path, "missing"), (large, "too_large")):
            added = knowledge.add(path)
            assert (added.status, added.error_code) == ("failed", code)
            assert added.error == sentence(code, added.error_details)
            assert "\u4e00" <= sentence(code, added.error_details, "zh")[0] <= "\u9fff"
            assert str(tmp_path) not in added.error
            with pytest.raises(KnowledgeError):
                knowledge.submit(path)
        results = dict(knowledge.add_many([(empty, ""), (file("good.txt", "The cellar."), ""), (missing, "")]))
        assert [result.status for result in results.values()] == ["failed", "ready", "failed"]
        assert knowledge.count() == 1
        assert [*folder.incoming.iterdir()] == []
        assert len([*folder.documents.iterdir()]) == 1
    finally:
        knowledge.close()
        database.close()
        folder.release()


def test_a_failed_document_is_retried(tmp_path: Path, file: Write, embedder: HashingEmbedder) -> None:
    preparer = GatedPreparer(embedder)
    preparer.failures = 1
    with opened(tmp_path / "data", embedder, preparer) as knowledge:
        failed = knowledge.add(file("stock.md", markdown(WORDS)))
        assert (failed.status, failed.error_code) == ("failed", "embedding")
        assert failed.error is not None
        assert "Add memory" in failed.error
        assert knowledge.search("cellar", audience="staff") == []
        knowledge.retry(failed.document_id)
        wait_until(lambda: knowledge.get(failed.document_id).info.status == "ready")
        assert found_words(knowledge, WORDS) == WORDS
        info = knowledge.get(failed.document_id).info
        assert (info.version, info.error_code, info.error_details) == (1, None, {})
        knowledge.retry(failed.document_id)  # of what is ready there is nothing to retry
        assert knowledge.get(failed.document_id).info.status == "ready"


NAMES = [
    "../../x.pdf", "C:\\x.pdf", "con.pdf", "n" * 300, "a\n.pdf", "\u202egpj.txt", ".env", "🧾.txt", "报价单.pdf",
    "x\x00.txt", " ",
]  # fmt: skip


def test_odd_names_come_back_exactly_and_are_never_paths(
    knowledge: KnowledgeBase, file: Write, tmp_path: Path, data_path: Path
) -> None:
    path = file("plain.txt", "The cellar is below.")
    before = {p for p in tmp_path.rglob("*") if data_path not in p.parents}
    ids = [knowledge.submit(path, name=name) for name in NAMES]
    wait_until(lambda: knowledge.statistics()["unfinished"] == 0)
    for name, id_ in zip(NAMES, ids, strict=True):
        detail = knowledge.get(id_)
        assert (detail.info.name, detail.info.status) == (name, "ready")
        assert detail.original.parent == data_path / "documents"
        assert detail.original.name.isalnum()
    assert {p.document for p in knowledge.search("cellar", limit=20)} == set(NAMES)
    assert {p for p in tmp_path.rglob("*") if data_path not in p.parents} == before
    assert len([*(data_path / "documents").iterdir()]) == len(NAMES)


def test_a_name_that_is_no_text_is_taken_in_with_marks(knowledge: KnowledgeBase, file: Write) -> None:
    added = knowledge.add(file("plain.txt", "The cellar."), name="caf\udce9.txt", folder="\udcff")
    assert added.status == "ready"
    assert knowledge.get(added.document_id).info.name == "caf?.txt"


def test_it_is_a_langchain_retriever(knowledge: KnowledgeBase, file: Write) -> None:
    knowledge.add(file("stock.md", markdown(WORDS)))
    knowledge.add(file("margins.md", markdown([word(3)])), visibility="staff")
    documents = knowledge.as_retriever(limit=2).invoke(WORDS[4])
    assert len(documents) == 2
    assert WORDS[4] in documents[0].page_content
    assert documents[0].metadata["document"] == "stock.md"
    assert documents[0].metadata["headings"] == ["Stock", f"Section {WORDS[4]}"]
    assert documents[0].id == knowledge.search(WORDS[4], limit=1)[0].id
    staff = knowledge.as_retriever(audience="staff").invoke(word(3))
    assert staff[0].metadata["document"] == "margins.md"


def test_hidden_documents_are_left_out(knowledge: KnowledgeBase, file: Write) -> None:
    hidden = knowledge.add(file("stock.md", markdown(WORDS[:2]))).document_id
    other = knowledge.add(file("other.md", markdown(WORDS[2:4]))).document_id
    found = knowledge.search(f"{WORDS[0]} cellar", hidden={hidden}, limit=20)
    assert {passage.document_id for passage in found} == {other}
    assert knowledge.search(WORDS[0], hidden={hidden, other}) == []


def test_the_list_is_paged_filtered_and_newest_first(knowledge: KnowledgeBase, file: Write) -> None:
    path = file("plain.txt", "The cellar.")
    for name in ("a.txt", "b_1.txt", "b%1.txt", "配送.txt"):
        knowledge.add(path, name=name, folder="Docs", visibility="staff" if name == "a.txt" else "public")
    names = ["配送.txt", "b%1.txt", "b_1.txt", "a.txt"]
    assert [info.name for info in knowledge.list()] == names
    assert [info.name for info in knowledge.list(offset=1, limit=2)] == names[1:3]
    assert [info.name for info in knowledge.list(offset=3, limit=2)] == names[3:]
    assert [info.name for info in knowledge.list(query="B_")] == ["b_1.txt"]  # no character is special
    assert [info.name for info in knowledge.list(query="b%")] == ["b%1.txt"]
    assert [info.name for info in knowledge.list(query=" 配送 ")] == ["配送.txt"]
    assert knowledge.count(query="docs") == 4
    assert [info.name for info in knowledge.list(visibility="staff")] == ["a.txt"]
    assert (knowledge.count(), knowledge.count(visibility="public")) == (4, 3)
    assert {(info.status, info.stage_progress, info.is_live) for info in knowledge.list()} == {("ready", 1.0, True)}


def test_the_same_name_in_another_folder_is_another_document(knowledge: KnowledgeBase, file: Write) -> None:
    first = knowledge.add(file("plain.txt", "The cellar is cold."), folder="one")
    second = knowledge.add(file("plain.txt", "The cellar is warm."), folder="two")
    assert first.document_id != second.document_id
    assert {p.text for p in knowledge.search("cellar")} == {"The cellar is cold.", "The cellar is warm."}


def test_texts_are_taken_in_together(knowledge: KnowledgeBase, file: Write) -> None:
    ids = knowledge.add_loaded(LoadedDocument(w, "txt", (Block(f"The {w} is here."),)) for w in WORDS)
    assert [knowledge.search(w, limit=1)[0].document_id for w in WORDS] == ids
    assert knowledge.damaged() == []


def test_closing_does_not_wait_for_the_work_and_makes_nothing_fail(
    tmp_path: Path, file: Write, embedder: HashingEmbedder, stack: ExitStack
) -> None:
    preparer = GatedPreparer(embedder)
    with opened(tmp_path / "data", embedder, preparer) as knowledge:
        preparer.gate.clear()
        ids = [knowledge.submit(file(f"{n}.md", markdown([WORDS[n]]))) for n in range(3)]
        assert preparer.arrived.wait(HANG)
        preparer.failures = 1  # what fails because of closing is no failure of the document
        closing = Thread(target=knowledge.close)
        closing.start()
        wait_until(knowledge._closing.is_set)
        preparer.gate.set()
        closing.join(HANG)
        assert not closing.is_alive()
    again = stack.enter_context(opened(tmp_path / "data", embedder))
    assert {again.get(id_).info.status for id_ in ids} == {"queued"}
    again.resume()
    wait_until(lambda: again.statistics()["unfinished"] == 0)
    assert found_words(again, WORDS[:3]) == WORDS[:3]
