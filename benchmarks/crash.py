"""Kill -9 at random instants: what was acknowledged answers, and nothing else does.

    python -m benchmarks.crash [--kills 40] [--seed 0] [--json]

A victim process adds documents, adds changed versions of them, changes who sees them and deletes them, and writes
down each acknowledgement. It is killed at a random instant, also while it starts. Then the folder is opened again,
as after a real crash, and checked exhaustively:

- every document acknowledged as ready has all its passages in both indexes, under their ids and with their vectors,
  and a search for its own word finds each; what the victim was about to do has happened wholly or not at all;
- nothing else is in an index: no passage of an old version, of a deleted document, or of the other visibility;
- acknowledged deletions stay deleted, and every upload that was taken in ends as ready.

A killed process loses what it had not given to the system; a power cut can lose more, which this does not show.
The victims are forked from this process, which has loaded the libraries and opened nothing; without `fork` each is
a new process. The vectors come from hashed words: the embedding model decides nothing here.
"""

import argparse
import hashlib
import json
import logging
import multiprocessing
import os
import random
import shutil
import signal
import statistics
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.alone import opened
from knowledge.base import KnowledgeBase
from knowledge.embedding import Vectors
from knowledge.language import terms
from knowledge.model import Visibility

NAMES = [f"document-{n}.md" for n in range(8)]
MOST_SECTIONS = 6
LONGEST_LIFE = 0.8  # seconds from the start, or from the first change, to the kill, at most
SETTLING_SECONDS = 10.0  # for the entries of replaced versions to leave the indexes
DIMENSION = 96
SECTIONS = "section"


class HashedWords:
    """An embedder that needs no model: each word adds or takes one in a coordinate of its own hash."""

    name = "hashed words"
    window = 256

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [2 + len(text.split()) for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.stack([self.embed_question(text) for text in texts])

    def embed_question(self, text: str) -> Vectors:
        vector = np.full(DIMENSION, 1e-3, np.float32)
        for term in terms(text):
            digest = hashlib.sha256(term.encode()).digest()
            vector[digest[0] % DIMENSION] += 1.0 if digest[1] % 2 else -1.0
        return vector / np.float32(np.linalg.norm(vector))


@dataclass(frozen=True)
class State:
    """A document as the outside knows it: its words, one for each passage; None where there is no document."""

    words: tuple[str, ...]
    visibility: Visibility


@dataclass
class Ledger:
    """What was acknowledged, and what the victim was about to do when it died."""

    acknowledged: dict[str, State] = field(default_factory=dict)
    ids: dict[str, str] = field(default_factory=dict)  # name -> document id
    pending: tuple[str, State | None] | None = None

    def read(self, journal: Path) -> None:
        """Take over a victim's journal; a last line that is cut off was never acknowledged."""
        self.pending = None
        for line in journal.read_text(encoding="utf-8").splitlines(keepends=True) if journal.exists() else []:
            if not line.endswith("\n"):
                break
            entry = json.loads(line)
            state = State(tuple(entry["words"]), entry["visibility"]) if entry["words"] else None
            if entry["done"]:
                self.pending = None
                self.settle(entry["name"], state)
                self.ids[entry["name"]] = entry["id"]
            else:
                self.pending = (entry["name"], state)

    def settle(self, name: str, state: State | None) -> None:
        if state is None:
            self.acknowledged.pop(name, None)
        else:
            self.acknowledged[name] = state

    def possible(self, name: str) -> list[State | None]:
        """The states that a document may be in; one, unless it was being changed."""
        states = [self.acknowledged.get(name)]
        if self.pending and self.pending[0] == name and self.pending[1] not in states:
            states.append(self.pending[1])
        return states


def live_on(path: Path, journal: Path, seed: int, known: dict[str, State]) -> None:
    """The victim: one change after the other until it is killed."""
    logging.disable(logging.CRITICAL)
    choose = random.Random(seed)
    with opened(path, HashedWords()) as knowledge, journal.open("w", encoding="utf-8") as log:
        knowledge.resume()
        uploads = path.parent / "upload"
        uploads.mkdir(exist_ok=True)
        ids = {info.name: info.id for info in knowledge.list()}

        def note(done: bool, name: str, state: State | None, document_id: str = "") -> None:
            words = list(state.words) if state else []
            entry = {"done": done, "name": name, "words": words, "visibility": state.visibility if state else "public",
                     "id": document_id}  # fmt: skip
            log.write(json.dumps(entry) + "\n")
            log.flush()

        while True:
            name = choose.choice(NAMES)
            before = known.get(name)
            action = choose.choice(["add", "add", "add", "visibility", "delete"]) if before else "add"
            state: State | None
            if action == "delete":
                state = None
                note(False, name, state)
                knowledge.remove(ids[name])
            elif action == "visibility" and before:
                state = State(before.words, "staff" if before.visibility == "public" else "public")
                note(False, name, state)
                knowledge.set_visibility(ids[name], state.visibility)
            else:
                state = State(_words(choose, before), choose.choice(["public", "public", "staff"]))
                (uploads / name).write_text(_markdown(state.words), encoding="utf-8")
                note(False, name, state)
                added = knowledge.add(uploads / name, visibility=state.visibility)
                assert added.status in ("ready", "replaced"), added
                ids[name] = added.document_id
            note(True, name, state, ids[name])
            if state:
                known[name] = state
            else:
                known.pop(name, None)


def _words(choose: random.Random, before: State | None) -> tuple[str, ...]:
    """Words of a new version; some of the old ones stay."""
    fresh = [f"w{choose.randrange(16**10):010x}" for _ in range(choose.randint(1, MOST_SECTIONS))]
    kept = [word for word in before.words if choose.random() < 0.5] if before else []
    return tuple([*kept, *fresh][:MOST_SECTIONS])


def _markdown(words: Sequence[str]) -> str:
    return "# Stock\n\n" + "\n\n".join(f"## {SECTIONS} {w}\n\nThe article {w} lies on its shelf." for w in words)


def check(knowledge: KnowledgeBase, ledger: Ledger) -> list[str]:
    """Everything that is wrong, in words; settles in the ledger what was open."""
    wrong: list[str] = []
    infos = {info.name: info for info in knowledge.list()}
    wanted: dict[str, dict[str, Vectors]] = {"public": {}, "staff": {}}
    for name in NAMES:
        info = infos.get(name)
        actual = _actual(knowledge, info.id) if info else None
        if actual not in ledger.possible(name):
            wrong.append(f"{name}: is {actual}, may be {ledger.possible(name)}")
        if info is not None and info.status != "ready":
            wrong.append(f"{name}: {info.status} {info.error_code}")
        if info is not None and name in ledger.acknowledged and ledger.ids[name] != info.id:
            wrong.append(f"{name}: another id")
        ledger.settle(name, actual)
        if info is None or actual is None:
            continue
        ledger.ids[name] = info.id
        wrong += _unanswered(knowledge, info.id, actual)
        entries = knowledge._store.entries([f"{info.id}:{info.version}:{n}" for n in range(len(actual.words))])
        wanted[actual.visibility] |= {entry.id: entry.vectors for entry in entries}
    ledger.pending = None
    for visibility, vectors in wanted.items():
        wrong += _lasting_differences(knowledge, visibility, vectors)
    originals = {path.name for path in knowledge._folder.documents.iterdir()}
    if surplus := originals - knowledge._store.originals():
        wrong.append(f"files of nobody: {surplus}")
    return wrong


def _actual(knowledge: KnowledgeBase, document_id: str) -> State | None:
    detail = knowledge.get(document_id)
    if not detail.chunks:
        return None
    return State(tuple(chunk.headings[-1].removeprefix(f"{SECTIONS} ") for chunk in detail.chunks),
                 detail.info.visibility)  # fmt: skip


def _unanswered(knowledge: KnowledgeBase, document_id: str, state: State) -> list[str]:
    """Words that their own passage does not answer, or that customers find although they are for the staff."""
    wrong = []
    for word in state.words:
        for audience, expected in (("staff", True), ("public", state.visibility == "public")):
            found = knowledge.search(word, audience="staff" if audience == "staff" else "public", limit=3)
            hit = bool(found) and found[0].document_id == document_id and word in found[0].text
            stale = [passage.id for passage in found if word in passage.text and passage.document_id != document_id]
            if hit != expected or stale:
                wrong.append(f"{word} for {audience}: found {hit}, expected {expected}, elsewhere {stale}")
    return wrong


def _lasting_differences(knowledge: KnowledgeBase, visibility: str, wanted: dict[str, Vectors]) -> list[str]:
    """Differences that stay: a replaced version's entries go after the new one is live, and answer nobody meanwhile."""
    end = time.monotonic() + SETTLING_SECONDS
    while (wrong := _differences(knowledge, visibility, wanted)) and time.monotonic() < end:
        time.sleep(0.05)
    return wrong


def _differences(knowledge: KnowledgeBase, visibility: str, wanted: dict[str, Vectors]) -> list[str]:
    """Ids and vectors in which an index differs from what SQL says is live."""
    pair = knowledge._indexes[visibility]
    rows = {f"{id_}#{k}": vector for id_, vectors in wanted.items() for k, vector in enumerate(vectors)}
    stored: dict[str, Any] = pair.vectors._collection.get(include=["embeddings"])
    wrong = []
    if set(stored["ids"]) != rows.keys():
        wrong.append(f"{visibility} vectors: {set(stored['ids']) ^ rows.keys()}")
    if pair.keywords.ids() != wanted.keys() or len(pair.keywords) != len(wanted):
        wrong.append(f"{visibility} keywords: {pair.keywords.ids() ^ wanted.keys()}, {len(pair.keywords)} entries")
    for id_, embedding in zip(stored["ids"], stored["embeddings"], strict=True):
        if id_ in rows and not np.allclose(embedding, rows[id_], atol=1e-6):
            wrong.append(f"{visibility} vector of {id_} differs")
    if lost := pair.vectors.lost(list(rows), np.array([*rows.values()], np.float32)):
        wrong.append(f"{visibility} vectors not found by search: {lost}")
    return wrong


def measure(kills: int, seed: int, report: bool = False) -> dict[str, Any]:
    """Kill and check `kills` times on one folder."""
    methods = multiprocessing.get_all_start_methods()
    context: Any = multiprocessing.get_context("fork" if "fork" in methods else "spawn")
    choose = random.Random(seed)
    root = Path(tempfile.mkdtemp(prefix="crash-"))
    ledger, violations, recoveries, changes = Ledger(), [], [], 0
    interrupted = 0
    started = time.perf_counter()
    try:
        for kill in range(kills):
            journal = root / "journal"
            journal.unlink(missing_ok=True)
            victim = context.Process(
                target=live_on, args=(root / "data", journal, choose.randrange(2**32), dict(ledger.acknowledged))
            )
            victim.start()
            assert victim.pid is not None
            if choose.random() < 0.7:  # the others die while they start
                while victim.is_alive() and not journal.exists():
                    time.sleep(0.005)
            victim.join(choose.random() * LONGEST_LIFE)
            if not victim.is_alive():
                violations.append(f"kill {kill}: the victim ended by itself with {victim.exitcode}")
            else:
                os.kill(victim.pid, getattr(signal, "SIGKILL", signal.SIGTERM))
            victim.join()
            victim.close()
            changes += journal.read_text(encoding="utf-8").count('"done": true') if journal.exists() else 0
            ledger.read(journal)
            interrupted += ledger.pending is not None
            # checked in a process of its own, so that this one never opens what its victims must not inherit
            receiver, sender = context.Pipe(duplex=False)
            checker = context.Process(target=_check_and_send, args=(root / "data", ledger, sender))
            checker.start()
            sender.close()
            try:
                seconds, wrong, ledger = receiver.recv()
            except EOFError:
                raise SystemExit(f"kill {kill}: the folder could not be opened and checked again") from None
            finally:
                checker.join()
                receiver.close()
            recoveries.append(seconds)
            violations += [f"kill {kill}: {text}" for text in wrong]
            if report and (kill + 1) % 50 == 0:
                print(f"{kill + 1} kills, {len(violations)} violations", file=sys.stderr, flush=True)
    finally:
        shutil.rmtree(root, ignore_errors=True)
    return {
        "kills": kills, "violations": len(violations), "changes": changes, "interrupted": interrupted,
        "recovery_seconds_p50": round(statistics.median(recoveries), 3),
        "recovery_seconds_max": round(max(recoveries), 3),
        "seconds": round(time.perf_counter() - started, 1), "details": violations[:20],
    }  # fmt: skip


def _check_and_send(path: Path, ledger: Ledger, sender: Any) -> None:
    logging.disable(logging.CRITICAL)
    started = time.perf_counter()
    with opened(path, HashedWords()) as knowledge:
        seconds = time.perf_counter() - started
        knowledge.resume()
        while knowledge.statistics()["unfinished"]:
            time.sleep(0.01)
        wrong = check(knowledge, ledger)
    sender.send((seconds, wrong, ledger))
    sender.close()


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--kills", type=int, default=40)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    _load_libraries()
    result = measure(arguments.kills, arguments.seed, report=True)
    if arguments.json:
        print(json.dumps(result))
    else:
        print("{kills} kills, {interrupted} of them in the midst of a change, {changes} acknowledged changes, "
              "{violations} violations, {seconds} s".format(**result))  # fmt: skip
        print(
            "ready again after {recovery_seconds_p50} s (median), {recovery_seconds_max} s (longest)".format(**result)
        )
        for text in result["details"]:
            print(text)
    return 1 if result["violations"] else 0


def _load_libraries() -> None:
    """What every victim needs and what is slow to import, so that a fork has it; opens nothing, starts no thread."""
    import chromadb.api.client
    import chromadb.api.rust  # noqa: F401

    terms("warm up 你好")


if __name__ == "__main__":
    sys.exit(main())
