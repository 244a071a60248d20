"""Side by side with the usual beginning: LangChain's loaders and splitter, langchain-chroma, HuggingFaceEmbeddings.

    python -m benchmarks.side_by_side [--data ../shared/data] [--paragraphs N] [--questions 150] [--json]

Both use the very same all-MiniLM-L6-v2 folder, the same files, the same machine, one after the other in one run, each
with its defaults. The files are the sample company's and, where `--data` has them, the paragraphs of xquad in English
and Chinese as text files. Their side reads PDF with PyPDFLoader, DOCX with Docx2txtLoader, CSV with CSVLoader, HTML
with BSHTMLLoader, Markdown and text with TextLoader; formats that would need further packages there are left out on
both sides. It cuts with RecursiveCharacterTextSplitter (4,000 characters), of which the model reads the first 256
tokens; ours embeds everything.

1. Embedded tokens per second on the very same passages, with one thread and with all cores.
2. Seconds to take in the same files: ours as the command line does it, ready and stored for good. Also in processor
   time, for our embedding yields to whatever else runs.
3. Milliseconds per search and recall: the right file among the first five passages.
"""

import argparse
import json
import os
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psutil

import samples
from knowledge.base import KnowledgeBase
from knowledge.embedding import MiniLM, model_folder
from knowledge.preparing import PreparerProcess
from storage.database import open_database
from storage.folder import DataFolder

PASSAGES = 400  # for the tokens per second
REPEATS = 3
K = 5
CORPORA = {"xquad_en": "en", "xquad_zh": "zh"}
SUFFIXES = (".pdf", ".docx", ".csv", ".html", ".md", ".txt")
Search = Callable[[str], list[str]]


@dataclass(frozen=True)
class Question:
    """A question and the files of which one answers it."""

    text: str
    files: frozenset[str]


def gather(
    folder: Path, data: Path, paragraphs: int | None, limit: int
) -> tuple[list[Path], dict[str, list[Question]]]:
    """The files to take in, and the questions of each set."""
    files = [item.path for item in samples.documents() if item.path.suffix in SUFFIXES and item.visibility == "public"]
    known = {path.name for path in files}
    questions: dict[str, list[Question]] = {"samples en": [], "samples zh": []}
    for asked in samples.questions():
        name = Path(asked.document or "").name
        if name in known:
            questions[f"samples {asked.language}"].append(Question(asked.question, frozenset([name])))
    for corpus in CORPORA:
        if not (data / corpus / "corpus.jsonl").is_file():
            print(f"No {corpus} in '{data}': measured without it.", file=sys.stderr)
            continue
        for row in _rows(data / corpus / "corpus.jsonl")[:paragraphs]:
            path = folder / f"{row['id']}.txt"
            path.write_text(row["text"], encoding="utf-8")
            files.append(path)
        there = {path.stem for path in files}
        rows = [row for row in _rows(data / corpus / "queries.jsonl") if there & {*row["doc_ids"]}]
        step = max(1, len(rows) // limit)
        questions[corpus] = [
            Question(row["question"], frozenset(f"{id_}.txt" for id_ in row["doc_ids"])) for row in rows[::step]
        ]
    return files, questions


def _rows(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


class Ours:
    """The knowledge base as `python -m assistant ingest` uses it: reading and embedding in processes of their own."""

    def __init__(self, folder: Path) -> None:
        self._folder = DataFolder(folder)
        self._folder.acquire()
        self._database = open_database(self._folder.database_url, self._folder.backups)
        self._embedder = MiniLM()
        preparer = PreparerProcess(self._embedder.name, "", os.cpu_count() or 1, yields=False)
        self.knowledge = KnowledgeBase(self._folder, self._database, self._embedder, preparer)

    def ingest(self, files: list[Path]) -> int:
        """Take in all files; the number of passages."""
        results = [*self.knowledge.add_many((path, "") for path in files)]
        for path, result in results:
            if result.status == "failed":
                raise SystemExit(f"{path.name}: {result.error}")
        return sum(result.chunks for _, result in results)

    def search(self, question: str) -> list[str]:
        return [passage.document for passage in self.knowledge.search(question, limit=K)]

    def close(self) -> None:
        self.knowledge.close()
        self._database.close()
        self._folder.release()


class Theirs:
    """LangChain with Chroma and HuggingFaceEmbeddings, as their tutorials begin."""

    def __init__(self, folder: Path) -> None:
        from langchain_chroma import Chroma
        from langchain_huggingface import HuggingFaceEmbeddings

        self.embeddings = HuggingFaceEmbeddings(model_name=str(model_folder()))
        self._store = Chroma(embedding_function=self.embeddings, persist_directory=str(folder))

    def ingest(self, files: list[Path]) -> int:
        from langchain_community.document_loaders import (
            BSHTMLLoader,
            CSVLoader,
            Docx2txtLoader,
            PyPDFLoader,
            TextLoader,
        )
        from langchain_text_splitters import RecursiveCharacterTextSplitter

        loaders: dict[str, Callable[[str], Any]] = {
            ".pdf": PyPDFLoader,
            ".docx": Docx2txtLoader,
            ".csv": lambda path: CSVLoader(path, encoding="utf-8-sig"),
            ".html": lambda path: BSHTMLLoader(path, open_encoding="utf-8"),
            ".md": lambda path: TextLoader(path, encoding="utf-8"),
            ".txt": lambda path: TextLoader(path, encoding="utf-8"),
        }
        documents = [document for path in files for document in loaders[path.suffix](str(path)).load()]
        chunks = RecursiveCharacterTextSplitter().split_documents(documents)
        self._store.add_documents(chunks)
        return len(chunks)

    def search(self, question: str) -> list[str]:
        return [Path(found.metadata["source"]).name for found in self._store.similarity_search(question, k=K)]


class Watch:
    """Seconds, and seconds of processor time of this process and its children.

    The second tells more on a machine that others use too: our children have the lowest priority and wait for them.
    """

    def __init__(self) -> None:
        self._seconds, self._processor = time.perf_counter(), self._used()

    def read(self) -> dict[str, Any]:
        return {
            "seconds": round(time.perf_counter() - self._seconds, 1),
            "processor_seconds": round(self._used() - self._processor, 1),
        }

    @staticmethod
    def _used() -> float:
        processes = [psutil.Process(), *psutil.Process().children(recursive=True)]
        return sum(times.user + times.system for times in (process.cpu_times() for process in processes))


def tokens_per_second(embed: Callable[[list[str]], object], texts: list[str], tokens: int) -> float:
    """The best of some repeats: what else runs on the machine only ever makes it slower."""
    embed(texts[:8])
    best = 0.0
    for _ in range(REPEATS):
        started = time.perf_counter()
        embed(texts)
        best = max(best, tokens / (time.perf_counter() - started))
    return best


def measure_embedding(files: list[Path], theirs: Theirs) -> dict[str, Any]:
    """Embedded tokens per second, ours and theirs, on the passages that we embed."""
    import torch

    from knowledge.loading import Limits
    from knowledge.preparing import InProcessPreparer
    from knowledge.reading import Reader

    ours = MiniLM()
    preparer, texts = InProcessPreparer(ours), list[str]()
    with Reader(Limits()) as reader:
        for path in files[:: max(1, len(files) // 150)]:
            texts += [text for item in preparer.prepare(reader.read(path, path.name)) for text in item.texts]
    texts = texts[:: max(1, len(texts) // PASSAGES)][:PASSAGES]
    tokens = sum(ours.count_tokens(texts))
    figures: dict[str, Any] = {"passages": len(texts), "tokens": tokens}
    for threads in dict.fromkeys([1, os.cpu_count() or 1]):
        torch.set_num_threads(threads)
        rates = {"ours": tokens_per_second(ours.embed, texts, tokens),
                 "theirs": tokens_per_second(theirs.embeddings.embed_documents, texts, tokens)}  # fmt: skip
        figures[f"{threads} threads"] = {name: round(rate) for name, rate in rates.items()} | {
            "times": round(rates["ours"] / rates["theirs"], 2)
        }
    return figures


def measure_search(search: Search, questions: dict[str, list[Question]]) -> dict[str, Any]:
    """Recall of each set and milliseconds per search over all."""
    search("warm up")
    recall: dict[str, float] = {}
    times: list[float] = []
    for name, asked in questions.items():
        hits = 0
        for question in asked:
            started = time.perf_counter()
            found = search(question.text)
            times.append((time.perf_counter() - started) * 1000)
            hits += bool(question.files & {*found})
        if asked:
            recall[name] = round(hits / len(asked), 3)
    ordered = sorted(times)
    return {"recall@5": recall, "ms_p50": round(statistics.median(times), 1),
            "ms_p95": round(ordered[int(len(ordered) * 0.95)], 1)}  # fmt: skip


def measure(data: Path, paragraphs: int | None, limit: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="side-by-side-", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        (folder / "files").mkdir()
        files, questions = gather(folder / "files", data, paragraphs, limit)
        # each side begins with the model unloaded and pays for loading it
        watch = Watch()
        theirs = Theirs(folder / "theirs")
        chunks = theirs.ingest(files)
        their_side = watch.read() | {"chunks": chunks}
        print(f"theirs: {their_side}", file=sys.stderr, flush=True)
        their_side |= measure_search(theirs.search, questions)
        watch = Watch()
        ours = Ours(folder / "ours")
        try:
            passages = ours.ingest(files)
            our_side = watch.read() | {"chunks": passages}
            print(f"ours: {our_side}", file=sys.stderr, flush=True)
            our_side |= measure_search(ours.search, questions)
            our_side["passages an index has lost"] = len(ours.knowledge.damaged())
        finally:
            ours.close()
        return {"files": len(files), "questions": {name: len(asked) for name, asked in questions.items()},
                "load": [round(value, 1) for value in os.getloadavg()] if hasattr(os, "getloadavg") else [],
                "ours": our_side, "theirs": their_side, "embedding": measure_embedding(files, theirs)}  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--paragraphs", type=int, help="only the first of each set of xquad")
    parser.add_argument("--questions", type=int, default=150, help="about how many of each set of xquad")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    try:
        import docx2txt  # noqa: F401
        import langchain_chroma  # noqa: F401
        import langchain_community  # noqa: F401
        import langchain_huggingface  # noqa: F401
    except ImportError as error:
        print(f"{error.name} is missing, so there is nothing to compare with. Install benchmarks/requirements.txt in "
              "an environment of its own; the file says how.", file=sys.stderr)  # fmt: skip
        return 0
    result = measure(arguments.data, arguments.paragraphs, arguments.questions)
    if arguments.json:
        print(json.dumps(result))
        return 0
    print(f"{result['files']} files; questions: {result['questions']}; load before: {result['load']}")
    for side in ("ours", "theirs"):
        print(f"{side:7} {result[side]}")
    for threads, figures in result["embedding"].items():
        print(f"embedding, {threads}: {figures}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
