"""Chunking and embedding, here and in a process of its own: the same result."""

import os
import signal

import numpy as np
import pytest

from knowledge.embedding import EmbeddingError, MiniLM
from knowledge.model import Block, LoadedDocument, Place
from knowledge.preparing import InProcessPreparer, PreparerProcess

DOCUMENT = LoadedDocument(
    "配送说明", "docx",
    (
        Block("Costs", kind="heading"),
        Block("标准配送需要三到五天。Express takes one day.", headings=("Costs",), place=Place(page=2)),
        Block("Zone: EU; Price: €5", kind="row", headings=("Costs",), place=Place(sheet="S", row=3),
              cells=(("Zone", "EU"), ("Price", "€5"))),
    ),
    pages=2,
)  # fmt: skip


def test_the_process_gives_what_this_process_gives_and_starts_anew_after_a_crash(minilm: MiniLM) -> None:
    here, there = InProcessPreparer(minilm), PreparerProcess(minilm.name, "", threads=1)
    try:
        prepared = here.prepare(DOCUMENT)
        assert there.prepare(DOCUMENT) == prepared
        texts = [text for item in prepared for text in item.texts]
        assert np.allclose(there.embed(texts), here.embed(texts), atol=1e-5)
        assert there._process is not None
        os.kill(there._process.pid, signal.SIGKILL)
        with pytest.raises(EmbeddingError, match="Retry"):
            there.embed(texts)
        assert there.prepare(DOCUMENT) == prepared
    finally:
        there.close()


def test_equal_texts_have_equal_hashes_whatever_their_place(minilm: MiniLM) -> None:
    preparer = InProcessPreparer(minilm)
    moved = LoadedDocument("配送说明", "docx", DOCUMENT.blocks[:2] + (Block("New."),))
    assert preparer.prepare(DOCUMENT)[0].hash == preparer.prepare(moved)[0].hash
