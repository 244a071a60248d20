"""Nothing is shown as a quotation that does not stand in the document.

Every quotation is compared with the passage it claims to come from, white space aside, and so are the highlights of
every citation. What fails is dropped; when nothing is left there is no answer.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Citation
from knowledge.model import Passage

Span = tuple[int, int]


@dataclass(frozen=True)
class Quotation:
    """A piece of an answer: how it is shown, and the words of the passage it is made of."""

    shown: str
    pieces: tuple[str, ...]  # verbatim in the passage's text, its headings or the names of its columns
    spans: tuple[Span, ...]  # of the answering words in `passage.text`
    passage: Passage


def stands(quotation: Quotation) -> bool:
    """Whether all of a quotation stands in its passage."""
    passage = quotation.passage
    names = [name for row in passage.rows for cell in row for name in cell]
    sources = [_squeeze(source) for source in (passage.text, passage.title, *passage.headings, *names)]
    words = [_squeeze(piece) for piece in quotation.pieces]
    in_range = all(0 <= start < end <= len(passage.text) for start, end in quotation.spans)
    return (
        bool(words)
        and bool(quotation.spans)
        and in_range
        and all(word and any(word in source for source in sources) for word in words)
    )


def verify(citations: Sequence[Citation], passages: Sequence[Passage]) -> list[Citation]:
    """The citations whose quote stands in the passage they name and whose highlights lie inside the quote."""
    texts = {passage.id: _squeeze(passage.text) for passage in passages}
    return [
        citation
        for citation in citations
        if _squeeze(citation.quote)
        and _squeeze(citation.quote) in texts.get(citation.passage_id, "")
        and all(0 <= start < end <= len(citation.quote) for start, end in citation.highlights)
    ]


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
