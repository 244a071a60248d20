"""Small real things for the tests of answers: passages, and an answerer whose search is a list."""

from collections.abc import Collection

from assistant.embedded import EmbeddedAnswerer
from knowledge.model import Passage, Place
from tests.minilm import MODEL

NOWHERE = Place()


def passage(
    text: str,
    *,
    id_: str = "d1:1:0",
    title: str = "Delivery",
    headings: tuple[str, ...] = (),
    rows: tuple[tuple[tuple[str, str], ...], ...] = (),
    score: float = 2.0,
    dense: float = 0.6,
    keyword: float = 12.0,
    place: Place = NOWHERE,
) -> Passage:
    document, version, n = id_.split(":")
    return Passage(
        id=id_, document_id=document, document=f"{document}.md", title=title, version=int(version), n=int(n),
        text=text, headings=headings, place=place, visibility="public", score=score, dense=dense, keyword=keyword,
        rows=rows,
    )  # fmt: skip


def even_weights(terms: Collection[str]) -> dict[str, float]:
    """Every term weighs the same."""
    return dict.fromkeys(terms, 4.0)


def answerer() -> EmbeddedAnswerer:
    """One whose words all weigh the same."""
    return EmbeddedAnswerer(even_weights, MODEL.read)
