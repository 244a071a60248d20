"""From a loaded document to chunks with vectors, in this process or in a low-priority one of its own.

The server uses the process: chunking and embedding then take one thread at the lowest priority and never hold up a
chat. Evaluation and tests prepare in place.
"""

import base64
import hashlib
import json
import os
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from threading import Lock
from typing import Any, Protocol

import numpy as np

from knowledge.chunking import Chunker
from knowledge.embedding import Embedder, EmbeddingError, Vectors, load_embedder
from knowledge.model import Block, Chunk, LoadedDocument, Place
from knowledge.priority import lower_priority


@dataclass(frozen=True)
class PreparedChunk:
    """A chunk and the texts that are embedded for it, one vector each."""

    chunk: Chunk
    texts: tuple[str, ...]

    @property
    def hash(self) -> str:
        """Equal for chunks whose vectors are equal (under one model)."""
        return hashlib.sha256("\x00".join(self.texts).encode("utf-8", "surrogatepass")).hexdigest()


class Preparer(Protocol):
    """Cuts documents and embeds texts. Knows nothing of databases or indexes."""

    name: str  # of the embedding model

    def start(self) -> None:
        """Get ready in the background; optional."""

    def prepare(self, document: LoadedDocument) -> list[PreparedChunk]:
        """The chunks of a document, in order."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors, shape (len(texts), dimension)."""

    def close(self) -> None:
        """Give back what it holds; it may be used again."""


class InProcessPreparer:
    """Prepares in this process, with its embedder."""

    def __init__(self, embedder: Embedder) -> None:
        self.name = embedder.name
        self._embedder = embedder

    def start(self) -> None:
        pass

    def prepare(self, document: LoadedDocument) -> list[PreparedChunk]:
        chunker = Chunker(self._embedder.count_tokens, self._embedder.window)
        return [
            PreparedChunk(chunk, tuple(chunker.embedded_texts(document.title, chunk)))
            for chunk in chunker.chunk(document)
        ]

    def embed(self, texts: Sequence[str]) -> Vectors:
        return self._embedder.embed(texts)

    def close(self) -> None:
        pass


class PreparerProcess:
    """Prepares in a process of its own; started when needed, ended by `close`.

    Where it yields, it runs at the lowest priority, so that whoever chats never waits for it.
    If the process dies, the call at hand raises EmbeddingError and the next one starts a new process.
    """

    def __init__(self, name: str, model: str, threads: int, *, yields: bool = True) -> None:
        self.name = name
        self._arguments = [model, str(threads), "yields" if yields else "alone"]
        self._process: subprocess.Popen[str] | None = None
        self._using = Lock()

    def start(self) -> None:
        if self._using.acquire(blocking=False):  # else it is at work
            try:
                self._running()
            finally:
                self._using.release()

    def prepare(self, document: LoadedDocument) -> list[PreparedChunk]:
        reply = self._ask({"document": asdict(document)})
        return [PreparedChunk(_chunk_from(item["chunk"]), tuple(item["texts"])) for item in reply["chunks"]]

    def embed(self, texts: Sequence[str]) -> Vectors:
        reply = self._ask({"texts": list(texts)})
        flat = np.frombuffer(base64.b64decode(reply["vectors"]), np.float32)
        return flat.reshape(len(texts), -1).copy()

    def close(self) -> None:
        process, self._process = self._process, None
        if process is not None and process.stdin is not None:
            process.stdin.close()
            try:
                process.wait(5)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            if process.stdout is not None:
                process.stdout.close()

    def _ask(self, request: dict[str, Any]) -> dict[str, Any]:
        with self._using:
            process = self._running()
            try:
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(json.dumps(request) + "\n")
                process.stdin.flush()
                line = process.stdout.readline()
            except OSError:
                line = ""
            if not line:
                process.kill()
                self.close()
                raise EmbeddingError("The embedding process ended unexpectedly. Press Retry; if it recurs, add memory.")
            reply: dict[str, Any] = json.loads(line)
            if "error" in reply:
                raise EmbeddingError(reply["error"])
            return reply

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None or self._process.poll() is not None:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "knowledge.preparing", *self._arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
                encoding="utf-8",
                cwd=Path(__file__).resolve().parent.parent,
                # at the lowest priority, threads that spin while they wait for each other burn what little they get:
                # beside a busy machine the same work took three times the processor time
                env=os.environ | {"OMP_WAIT_POLICY": "PASSIVE"},
            )
        return self._process


def main(model: str, threads: str, manners: str) -> None:
    """The process's side: one JSON request a line in, one JSON reply a line out, until the input ends."""
    if manners == "yields":
        lower_priority()
    replies = sys.stdout
    sys.stdout = sys.stderr  # a library that prints must not disturb the replies
    preparer = InProcessPreparer(load_embedder(model, int(threads)))
    with suppress(EmbeddingError):  # it comes again, with the first request
        preparer.embed(["warm up"])
    for line in sys.stdin:
        try:
            reply = _answer(preparer, json.loads(line))
        except EmbeddingError as error:
            reply = {"error": str(error)}
        print(json.dumps(reply), file=replies, flush=True)


def _answer(preparer: InProcessPreparer, request: dict[str, Any]) -> dict[str, Any]:
    if "document" in request:
        prepared = preparer.prepare(_document_from(request["document"]))
        return {"chunks": [{"chunk": asdict(item.chunk), "texts": item.texts} for item in prepared]}
    vectors = preparer.embed(request["texts"])
    return {"vectors": base64.b64encode(vectors.tobytes()).decode("ascii")}


def _document_from(data: dict[str, Any]) -> LoadedDocument:
    blocks = tuple(
        Block(
            text=block["text"],
            kind=block["kind"],
            headings=tuple(block["headings"]),
            place=Place(**block["place"]),
            cells=tuple((column, value) for column, value in block["cells"]),
        )
        for block in data["blocks"]
    )
    return LoadedDocument(data["title"], data["format"], blocks, data["pages"], tuple(data["warnings"]))


def _chunk_from(data: dict[str, Any]) -> Chunk:
    return Chunk(
        n=data["n"],
        text=data["text"],
        headings=tuple(data["headings"]),
        place=Place(**data["place"]),
        rows=rows_from(data["rows"]),
    )


def rows_from(data: Sequence[Any]) -> tuple[tuple[tuple[str, str], ...], ...]:
    """Table rows as they come back from JSON."""
    return tuple(tuple((column, value) for column, value in row) for row in data)


if __name__ == "__main__":
    main(*sys.argv[1:])
