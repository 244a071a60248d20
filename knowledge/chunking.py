"""Cutting a document into chunks: by its structure, at sentence borders, inside the embedding model's window.

A chunk never crosses a heading, page, slide, sheet or archive member, so its place is exact. Nothing is cut off: a
sentence longer than the window is split, and every piece is kept.

The keyword index reads whole chunks. For the dense index a chunk is divided once more, into passages of about
SPAN_TOKENS, each embedded with the title and headings: one vector for two sentences says more than one for ten
(squad2_dev, dense alone: recall@5 0.93 against 0.86; see docs/decisions.md).
"""

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from knowledge.language import split_sentences
from knowledge.model import Block, Chunk, LoadedDocument

CountTokens = Callable[[Sequence[str]], list[int]]

CHUNK_TOKENS = 256  # most tokens of a chunk, also where a model's window is larger
SPAN_TOKENS = 64  # tokens that share one vector

PREFIX_SHARE = 4  # title and headings take at most a quarter of the window
MARKS = 2  # the model's own tokens at start and end
_CLAUSE = re.compile(r"(?<=[,;:，；：、）)])|(?<=\s)")


@dataclass(frozen=True)
class _Piece:
    """A sentence, list item or row with its size; `glue` joins it to the piece before."""

    text: str
    tokens: int
    block: Block
    glue: str


class Chunker:
    """Cuts documents for one embedding model."""

    def __init__(self, count_tokens: CountTokens, window: int) -> None:
        self._count = count_tokens
        self._window = min(window, CHUNK_TOKENS)

    def chunk(self, document: LoadedDocument) -> list[Chunk]:
        """The chunks of a document, in order; all its text is in them."""
        chunks: list[Chunk] = []
        for blocks in _sections(document.blocks):
            budget = self._window - MARKS - self._prefix_tokens(document.title, blocks[0].headings)
            for group in self._groups(self._pieces(blocks, budget), budget):
                chunks.append(_join(group, len(chunks)))
        return chunks

    def embedded_texts(self, title: str, chunk: Chunk) -> list[str]:
        """What is embedded for a chunk, a text for each vector: title and heading path, then a span of the chunk."""
        prefix = self._prefix(title, chunk.headings)
        sentences = split_sentences(chunk.text) or [(0, len(chunk.text))]
        counts = self._count([chunk.text[start:end] for start, end in sentences])
        spans: list[tuple[int, int]] = []
        size = 0
        for (start, end), count in zip(sentences, counts, strict=True):
            if spans and size + count - MARKS <= SPAN_TOKENS:
                spans[-1] = (spans[-1][0], end)
                size += count - MARKS
            else:
                spans.append((start, end))
                size = count - MARKS
        return [f"{prefix}\n{chunk.text[start:end]}" for start, end in spans]

    def _prefix(self, title: str, headings: Sequence[str]) -> str:
        """Title and innermost headings that fit into their share of the window."""
        room = self._window // PREFIX_SHARE
        parts = list(dict.fromkeys(part for part in (title, *headings) if part))
        while parts and self._tokens(" › ".join(parts)) > room:
            if len(parts) == 1:
                return parts[0][: max(1, len(parts[0]) * room // (self._tokens(parts[0]) + 1))]
            del parts[1 if len(parts) > 2 else 0]
        return " › ".join(parts)

    def _prefix_tokens(self, title: str, headings: Sequence[str]) -> int:
        return self._tokens(self._prefix(title, headings))

    def _tokens(self, text: str) -> int:
        return self._count([text])[0] - MARKS

    def _pieces(self, blocks: Sequence[Block], budget: int) -> list[_Piece]:
        raw: list[tuple[str, Block, str]] = []
        for block in blocks:
            if block.kind in ("row", "code"):
                raw.append((block.text, block, "\n"))
                continue
            end = 0
            for start, stop in split_sentences(block.text):
                glue = block.text[end:start] if end else "\n"
                raw.append((block.text[start:stop], block, glue))
                end = stop
        pieces: list[_Piece] = []
        for (text, block, glue), count in zip(raw, self._count([text for text, _, _ in raw]), strict=True):
            if count - MARKS <= budget:
                pieces.append(_Piece(text, count - MARKS, block, glue))
            else:
                pieces += self._split(text, block, glue, budget)
        return pieces

    def _split(self, text: str, block: Block, glue: str, budget: int) -> list[_Piece]:
        """Parts of a text that is too long for one chunk: at clause marks or spaces, else between characters."""
        parts = [part for part in _CLAUSE.split(text) if part]
        counts = [count - MARKS for count in self._count(parts)]
        pieces: list[_Piece] = []
        size, current = 0, ""
        for part, count in zip(parts, counts, strict=True):
            if count > budget:
                step = max(1, len(part) * budget // (2 * count))
                halves = [part[i : i + step] for i in range(0, len(part), step)]
            else:
                halves = [part]
            for half in halves:
                tokens = count if half is part else self._tokens(half)
                if current and size + tokens > budget:
                    pieces.append(_Piece(current, size, block, glue if not pieces else ""))
                    current, size = "", 0
                current += half
                size += tokens
        if current:
            pieces.append(_Piece(current, size, block, glue if not pieces else ""))
        return pieces

    def _groups(self, pieces: Iterable[_Piece], budget: int) -> Iterable[list[_Piece]]:
        group: list[_Piece] = []
        size = 0
        for piece in pieces:
            if group and size + piece.tokens > budget:
                yield group
                group, size = [], 0
            group.append(piece)
            size += piece.tokens
        if group:
            yield group


def _sections(blocks: Sequence[Block]) -> Iterable[list[Block]]:
    """Runs of blocks under one heading path in one place; a heading with nothing beneath it stands alone."""
    run: list[Block] = []
    for index, block in enumerate(blocks):
        if block.kind == "heading" and _is_path_of_next(block, blocks[index + 1 : index + 2]):
            continue
        if run and _key(block) != _key(run[0]):
            yield run
            run = []
        run.append(block)
    if run:
        yield run


def _is_path_of_next(heading: Block, following: Sequence[Block]) -> bool:
    return bool(following) and heading.text in following[0].headings


def _key(block: Block) -> object:
    return block.headings, replace(block.place, row=None)


def _join(group: list[_Piece], n: int) -> Chunk:
    text = group[0].text + "".join(piece.glue + piece.text for piece in group[1:])
    first = group[0].block
    rows = tuple(dict.fromkeys(piece.block.cells for piece in group if piece.block.cells))
    return Chunk(n=n, text=text, headings=first.headings, place=first.place, rows=rows)
