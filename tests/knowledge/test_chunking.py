"""Chunks: inside the window, by structure, nothing lost, with an exact place."""

import re

from knowledge.chunking import SPAN_TOKENS, Chunker
from knowledge.embedding import MiniLM
from knowledge.model import Block, LoadedDocument, Place


def document(*blocks: Block, title: str = "Delivery") -> LoadedDocument:
    return LoadedDocument(title, "md", blocks)


def squeezed(text: str) -> str:
    return re.sub(r"\s", "", text)


def chunker(minilm: MiniLM) -> Chunker:
    return Chunker(minilm.count_tokens, minilm.window)


def test_nothing_is_cut_off_in_english_chinese_or_unbroken_text(minilm: MiniLM) -> None:
    for text in (
        "One sentence about tents. " * 200,
        "标准配送需要三到五天，偏远地区除外。" * 200,
        "没有标点的长文字" * 300,
        "x" * 2000 + " " + "longwordswithoutend" * 150,
    ):
        chunks = chunker(minilm).chunk(document(Block(text)))
        assert squeezed("".join(chunk.text for chunk in chunks)) == squeezed(text)


def test_every_embedded_text_fits_the_models_window_and_the_spans_make_up_the_chunk(minilm: MiniLM) -> None:
    text = "Orders over fifty euros ship free of charge within the European Union. " * 60 + "没有标点的长文字" * 100
    cutter = chunker(minilm)
    for chunk in cutter.chunk(document(Block(text), title="A very long title " * 40)):
        spans = cutter.embedded_texts("A very long title " * 40, chunk)
        assert max(minilm.count_tokens(spans)) <= minilm.window
        assert squeezed("".join(span.split("\n", 1)[1] for span in spans)) == squeezed(chunk.text)


def test_a_chunk_has_a_vector_for_every_few_sentences(minilm: MiniLM) -> None:
    cutter = chunker(minilm)
    (chunk,) = cutter.chunk(document(Block("Tents are dried in the shade before they are packed away. " * 12)))
    assert len(cutter.embedded_texts("Care", chunk)) >= 2 * len(chunk.text.split()) // (2 * SPAN_TOKENS)


def test_a_chunk_never_crosses_a_heading_or_a_page(minilm: MiniLM) -> None:
    chunks = chunker(minilm).chunk(
        document(
            Block("Costs", kind="heading"),
            Block("Delivery costs five euros.", headings=("Costs",), place=Place(page=1)),
            Block("Free above fifty euros.", headings=("Costs",), place=Place(page=2)),
            Block("Times", kind="heading"),
            Block("It takes three days.", headings=("Times",), place=Place(page=2)),
        )
    )
    assert [(c.headings, c.place.page, c.text) for c in chunks] == [
        (("Costs",), 1, "Delivery costs five euros."),
        (("Costs",), 2, "Free above fifty euros."),
        (("Times",), 2, "It takes three days."),
    ]
    assert [c.n for c in chunks] == [0, 1, 2]


def test_a_heading_with_nothing_beneath_it_is_kept(minilm: MiniLM) -> None:
    chunks = chunker(minilm).chunk(document(Block("We ship to Spain", kind="heading", place=Place(page=1))))
    assert [c.text for c in chunks] == ["We ship to Spain"]


def test_rows_keep_their_cells_and_the_first_rows_place(minilm: MiniLM) -> None:
    rows = [
        Block(f"Item: Tent {n}; Price: €{n}", kind="row", place=Place(sheet="Prices", row=n),
              cells=(("Item", f"Tent {n}"), ("Price", f"€{n}")))
        for n in range(2, 60)
    ]  # fmt: skip
    chunks = chunker(minilm).chunk(document(*rows))
    assert len(chunks) > 1
    assert sum(len(c.rows) for c in chunks) == len(rows)
    assert chunks[0].place == Place(sheet="Prices", row=2)
    assert chunks[0].rows[0] == (("Item", "Tent 2"), ("Price", "€2"))
