"""Search at 100,000 passages: milliseconds per search, and where they go.

    python -m benchmarks.search_speed [--passages 100000] [--questions 200] [--data ../shared/data] [--folder F]

The passages are paragraphs of the public corpora in `--data`, English and Chinese, each used again and again with its
sentences in another order and a few words of its own, so that the keyword index has real words with their real
frequencies. Embedding so many with the model takes an hour, so the vectors come from hashed words, with some noise, in
the model's 384 dimensions: Chroma's graph costs the same, but nothing here says how good the answers are. A question
is embedded by the real model, which is part of the time, and then searched by its hashed vector. With `--folder` the
store is kept, and used again by the next run.
"""

import argparse
import gzip
import hashlib
import json
import os
import random
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.alone import opened
from knowledge.base import KnowledgeBase
from knowledge.embedding import MiniLM, Vectors
from knowledge.language import split_sentences, terms
from knowledge.model import Block, LoadedDocument

CORPORA = ("squad2_dev", "xquad_en", "xquad_zh", "cmrc2018_dev", "drcd_dev")
DOCUMENT = 50  # passages
NOISE = 0.5


class TimedEmbedder:
    """Vectors of hashed words, and for a question also the time that the real model takes."""

    name = "hashed words with noise"
    window = 256

    def __init__(self) -> None:
        self._model = MiniLM()

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [2 + len(text) // 4 for text in texts]

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.stack([_hashed(text) for text in texts])
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def embed_question(self, text: str) -> Vectors:
        self._model.embed_question(text)
        return self.embed([text])[0]


def _hashed(text: str) -> Vectors:
    """The sum of a random direction for each word, and one for the text as a whole."""
    noise = np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8], "big"))
    vector = NOISE * noise.standard_normal(MiniLM.dimension).astype(np.float32)
    for word in text.split()[:64]:
        vector += _direction(word)
    return vector


_directions: dict[str, Vectors] = {}


def _direction(word: str) -> Vectors:
    if word not in _directions:
        random_numbers = np.random.default_rng(int.from_bytes(hashlib.sha256(word.encode()).digest()[:8], "big"))
        _directions[word] = random_numbers.standard_normal(MiniLM.dimension).astype(np.float32)
    return _directions[word]


def paragraphs(data: Path) -> list[str]:
    """Every paragraph of the corpora that are there."""
    texts: list[str] = []
    for name in CORPORA:
        for path in sorted((data / name).glob("corpus.jsonl*")):
            content = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
            texts += [json.loads(line)["text"] for line in content.decode("utf-8").splitlines() if line]
    return texts


def questions(data: Path, count: int) -> list[str]:
    """Questions of the corpora, the same number of each."""
    asked: list[str] = []
    for name in CORPORA:
        path = data / name / "queries.jsonl"
        lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
        asked += [json.loads(line)["question"] for line in lines[:: max(1, len(lines) * len(CORPORA) // count)]]
    return asked[: count + len(CORPORA)]


def documents(texts: Sequence[str], passages: int) -> Iterator[LoadedDocument]:
    """Documents of DOCUMENT passages each, one under each heading; no two passages are equal."""
    choose = random.Random(0)
    for start in range(0, passages, DOCUMENT):
        blocks = []
        for n in range(start, min(start + DOCUMENT, passages)):
            text = texts[n % len(texts)]
            sentences = [text[a:b] for a, b in split_sentences(text)]
            choose.shuffle(sentences)
            kept = sentences[: choose.randint(1, 3)]
            blocks.append(Block(" ".join([*kept, f"Item {n:06d}."])[:500], headings=(f"Part {n}",)))
        yield LoadedDocument(f"Volume {start // DOCUMENT}", "txt", tuple(blocks))


def measure(path: Path, data: Path, passages: int, count: int) -> dict[str, Any]:
    """Fill the store where it is not full yet, open it anew, and search."""
    texts = paragraphs(data)
    filling = time.perf_counter()
    with opened(path, TimedEmbedder()) as knowledge:
        there = knowledge.statistics()["passages"]
        if there < passages:
            waiting = list[LoadedDocument]()
            for n, document in enumerate(documents(texts, passages)):
                if n * DOCUMENT < there:
                    continue
                waiting.append(document)
                if len(waiting) == 64:
                    knowledge.add_loaded(waiting)
                    waiting = []
                    print(f"{(n + 1) * DOCUMENT} passages", file=sys.stderr, flush=True)
            knowledge.add_loaded(waiting)
    filled = time.perf_counter() - filling
    opening = time.perf_counter()
    with opened(path, TimedEmbedder()) as knowledge:
        opening = time.perf_counter() - opening
        knowledge.prepare()
        asked = questions(data, count)
        for text in asked[:5]:
            knowledge.search(text)
        audiences = {}
        for audience in ("public", "staff"):
            times = []
            for text in asked:
                started = time.perf_counter()
                knowledge.search(text, audience="staff" if audience == "staff" else "public")
                times.append((time.perf_counter() - started) * 1000)
            audiences[audience] = _figures(times)
        return {
            "passages": knowledge.statistics()["passages"],
            "vectors": len(knowledge._indexes["public"].vectors),
            "questions": len(asked),
            "load": [round(value, 1) for value in os.getloadavg()] if hasattr(os, "getloadavg") else [],
            "seconds_to_fill": round(filled, 1),
            "seconds_to_open": round(opening, 2),
            "ms_per_search": audiences,
            "ms_of_its_parts": _parts(knowledge, asked),
        }


def _parts(knowledge: KnowledgeBase, asked: Sequence[str]) -> dict[str, Any]:
    """What the steps of a search take by themselves."""
    pair = knowledge._indexes["public"]
    times: dict[str, list[float]] = {"question's vector": [], "its terms": [], "keywords": [], "nearest": []}
    for text in asked:
        marks = [time.perf_counter()]
        vector = knowledge._search._embedder.embed_question(text)
        marks.append(time.perf_counter())
        question_terms = terms(text)
        marks.append(time.perf_counter())
        pair.keywords.search(question_terms, 100)
        marks.append(time.perf_counter())
        pair.nearest(vector, 100)
        marks.append(time.perf_counter())
        for name, start, end in zip(times, marks, marks[1:], strict=False):
            times[name].append((end - start) * 1000)
    return {name: _figures(values) for name, values in times.items()}


def _figures(times: Sequence[float]) -> dict[str, float]:
    ordered = sorted(times)
    return {"p50": round(ordered[len(ordered) // 2], 1), "p95": round(ordered[int(len(ordered) * 0.95)], 1)}


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--passages", type=int, default=100_000)
    parser.add_argument("--questions", type=int, default=200)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--folder", type=Path, help="keep the store here")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    if not paragraphs(arguments.data):
        print(f"No corpora in '{arguments.data}': nothing to measure. Give a folder with --data.", file=sys.stderr)
        return 0
    with tempfile.TemporaryDirectory(prefix="search-speed-", ignore_cleanup_errors=True) as name:
        result = measure(arguments.folder or Path(name), arguments.data, arguments.passages, arguments.questions)
    if arguments.json:
        print(json.dumps(result))
    else:
        for key, value in result.items():
            print(f"{key}: {value}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
