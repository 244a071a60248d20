"""What SQL says of documents: versions, the commit that makes one live, and what never touches a live one."""

from pathlib import Path

import numpy as np
import pytest

from knowledge.errors import DocumentNotFound
from knowledge.model import Block, Chunk, LoadedDocument, Place
from knowledge.preparing import PreparedChunk
from knowledge.records import VersionKey
from knowledge.store import DocumentStore, Registered
from storage.database import Database, open_database

DOCUMENT = LoadedDocument("Delivery", "md", (Block("Three days."), Block("Four days.")), pages=2, warnings=("one",))
PREPARED = [
    PreparedChunk(Chunk(0, "Three days.", ("Times",), Place(page=1), ((("Zone", "EU"),),)), ("a", "b")),
    PreparedChunk(Chunk(1, "Four days.", (), Place(page=2)), ("c",)),
]
VECTORS = [np.eye(3, dtype=np.float32)[:2], np.eye(3, dtype=np.float32)[2:]]


@pytest.fixture
def database(tmp_path: Path):
    database = open_database(f"sqlite:///{tmp_path / 'test.sqlite'}", tmp_path)
    yield database
    database.close()


@pytest.fixture
def store(database: Database) -> DocumentStore:
    return DocumentStore(database)


def register(store: DocumentStore, sha256: str = "1", name: str = "delivery.md") -> Registered:
    return store.register(
        folder="", name=name, sha256=sha256, size=10, original=f"file{sha256}", visibility="public", is_sample=False
    )


def publish(store: DocumentStore, sha256: str = "1", name: str = "delivery.md", model: str = "model") -> VersionKey:
    registered = register(store, sha256, name)
    key = VersionKey(registered.document_id, registered.version)
    store.stage(key, PREPARED, VECTORS, model)
    assert store.make_live(key, DOCUMENT, len(PREPARED), "public").status == "live"
    return key


def test_a_registered_version_waits_and_is_not_live(store: DocumentStore) -> None:
    registered = register(store)
    assert (registered.version, registered.is_new, registered.replaces) == (1, True, False)
    job = store.next_job()
    assert job is not None
    assert (job.key, job.name, job.original) == (VersionKey(registered.document_id, 1), "delivery.md", "file1")
    assert store.live(registered.document_id) == (None, [])
    assert store.statistics() == {"documents": 0, "passages": 0, "unfinished": 1}
    info = store.info(registered.document_id)
    assert (info.status, info.is_live, info.title) == ("queued", False, "delivery.md")


def test_jobs_come_in_the_order_of_their_upload(store: DocumentStore) -> None:
    ids = [register(store, name=f"{n}.md").document_id for n in range(5)]
    order = []
    while job := store.next_job():
        order.append(job.key.document_id)
        store.set_status(job.key, "reading")
    assert order == ids


def test_passages_come_page_by_page_and_of_the_live_version_alone(store: DocumentStore) -> None:
    key = publish(store)
    assert [chunk.text for chunk in store.passages(key.document_id)] == ["Three days.", "Four days."]
    (second,) = store.passages(key.document_id, offset=1, limit=5)
    assert (second.text, second.place.page) == ("Four days.", 2)
    waiting = register(store, name="new.md")
    assert store.passages(waiting.document_id) == []


def test_a_live_version_comes_back_as_it_went_in(store: DocumentStore) -> None:
    key = publish(store)
    version, chunks = store.live(key.document_id)
    assert version is not None
    assert (version.title, version.format, version.pages, version.chunks) == ("Delivery", "md", 2, 2)
    assert version.text == "Three days.\nFour days."
    assert chunks == [item.chunk for item in PREPARED]
    assert store.live_chunk_ids("public") == {f"{key.prefix}0": 2, f"{key.prefix}1": 1}
    assert store.live_chunk_ids("staff") == {}
    entries = store.entries([f"{key.prefix}0"])
    assert entries[0].title == "Delivery Times delivery"
    assert np.array_equal(entries[0].vectors, VECTORS[0])
    assert store.info(key.document_id).warnings == ("one",)


def test_the_same_bytes_are_entered_once_and_others_as_the_next_version(store: DocumentStore) -> None:
    first = publish(store)
    assert register(store) == Registered(first.document_id, 1, is_new=False, replaces=False)
    assert register(store, "2") == Registered(first.document_id, 2, is_new=True, replaces=True)


def test_the_last_upload_sets_every_other_one_aside(store: DocumentStore) -> None:
    first = publish(store)
    second, third = register(store, "2"), register(store, "3")
    assert not store.is_wanted(VersionKey(second.document_id, 2))
    assert store.is_wanted(VersionKey(third.document_id, 3))
    store.fail(VersionKey(third.document_id, 3), "empty", {})
    assert (store.info(first.document_id).version, store.info(first.document_id).status) == (3, "failed")
    register(store, "1")
    assert (store.info(first.document_id).version, store.info(first.document_id).status) == (1, "ready")
    assert register(store, "4").version == 4  # numbers, and so the ids of passages, are never used twice


def test_a_version_that_was_set_aside_or_deleted_cannot_become_live(store: DocumentStore) -> None:
    first, second = register(store, "1"), register(store, "2")
    old, new = VersionKey(first.document_id, 1), VersionKey(second.document_id, 2)
    assert store.make_live(old, DOCUMENT, 2, "public").status == "unwanted"
    store.delete(new.document_id)
    assert store.make_live(new, DOCUMENT, 2, "public").status == "unwanted"


def test_a_version_whose_visibility_changed_is_told_so(store: DocumentStore) -> None:
    key = VersionKey(register(store).document_id, 1)
    assert store.set_visibility(key.document_id, "staff", None)
    assert store.make_live(key, DOCUMENT, 2, "public").status == "moved"
    assert store.make_live(key, DOCUMENT, 2, "staff").status == "live"
    assert store.info(key.document_id).visibility == "staff"
    assert not store.set_visibility(key.document_id, "public", None)  # a version went live in between
    assert store.set_visibility(key.document_id, "public", 1)


def test_a_new_version_names_the_one_it_replaced(store: DocumentStore) -> None:
    first = publish(store)
    store.set_visibility(first.document_id, "staff", 1)
    second = VersionKey(register(store, "2").document_id, 2)
    outcome = store.make_live(second, DOCUMENT, 2, "public")
    assert (outcome.replaced, outcome.replaced_visibility) == (first, "staff")


def test_nothing_that_ends_a_version_touches_a_live_one(store: DocumentStore) -> None:
    key = publish(store)
    store.fail(key, "storage", {"detail": "disk full"})
    assert store.drop_chunks(key) == {}
    store.set_status(key, "embedding")
    assert store.info(key.document_id).status == "ready"
    assert len(store.live(key.document_id)[1]) == 2


def test_dropped_chunks_come_with_the_number_of_their_vectors(store: DocumentStore) -> None:
    key = VersionKey(register(store).document_id, 1)
    store.stage(key, PREPARED, VECTORS, "model")
    assert store.drop_chunks(key) == {f"{key.prefix}0": 2, f"{key.prefix}1": 1}
    assert store.chunk_ids(key) == []


def test_vectors_are_known_by_text_and_model(store: DocumentStore) -> None:
    publish(store)
    hashes = [item.hash for item in PREPARED]
    known = store.known_vectors([*hashes, "unknown"], "model")
    assert {hash_: vectors.tolist() for hash_, vectors in known.items()} == {
        hash_: vectors.tolist() for hash_, vectors in zip(hashes, VECTORS, strict=True)
    }
    assert store.known_vectors(hashes, "another model") == {}


def test_a_failed_version_keeps_its_reason_until_it_is_queued_again(store: DocumentStore) -> None:
    key = VersionKey(register(store).document_id, 1)
    store.stage(key, PREPARED, VECTORS, "model")
    store.fail(key, "too_slow", {"limit": "60"})
    info = store.info(key.document_id)
    assert (info.status, info.error_code, info.error_details) == ("failed", "too_slow", {"limit": "60"})
    assert store.chunk_ids(key) == []
    assert store.next_job() is None
    store.requeue(key.document_id)
    job = store.next_job()
    assert job is not None
    assert job.key == key


def test_deleting_names_every_file_and_vector(store: DocumentStore) -> None:
    key = publish(store)
    register(store, "2")
    originals, counts = store.delete(key.document_id)
    assert sorted(originals) == ["file1", "file2"]
    assert counts == {f"{key.prefix}0": 2, f"{key.prefix}1": 1}
    assert (store.originals(), store.live_chunk_ids("public")) == (set(), {})
    for use in (store.delete, store.info, store.passages, store.requeue, store.live, store.live_key):
        with pytest.raises(DocumentNotFound):
            use(key.document_id)


def test_more_chunks_than_one_write_holds_are_staged_and_come_back_in_order(store: DocumentStore) -> None:
    key = VersionKey(register(store).document_id, 1)
    prepared = [PreparedChunk(Chunk(n, f"text {n}"), (f"text {n}",)) for n in range(1234)]
    vectors = [np.full((1, 3), n, np.float32) for n in range(1234)]
    store.stage(key, prepared, vectors, "model")
    ids = store.chunk_ids(key)
    assert ids == [f"{key.prefix}{n}" for n in range(1234)]
    assert {entry.id: float(entry.vectors[0, 0]) for entry in store.entries(ids)} == {
        id_: float(n) for n, id_ in enumerate(ids)
    }
    assert len(store.known_vectors([item.hash for item in prepared], "model")) == 1234
    store.stage(key, prepared[:2], vectors[:2], "model")  # a second attempt starts from nothing
    assert len(store.chunk_ids(key)) == 2
