"""Train, validation and test rows, told apart before anything else: by document, and no near-duplicate ever crosses.

Rows that share a document, and rows whose question and answer are nearly the same, hang together; what hangs together
goes to one part, which the smallest of its keys decides. So a row stays where it was when others come.
"""

import hashlib
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from desk.examples import Example

Part = Literal["train", "validation", "test"]
PARTS: tuple[Part, ...] = ("train", "validation", "test")

HELD_OUT = 0.1  # of the rows, for validation and for test each
LEAST_HELD_OUT = 0.05  # below that, further ones are moved there
MOST_HELD_OUT = 0.3  # that a part may have when a large document is moved there
LARGEST = 0.6  # a document with more than this share of the rows leaves too little to tell apart
SAME = 0.8  # Jaccard similarity of the shingles from which on two rows are the same
PERMUTATIONS = 128
SHINGLE = 3  # words, or twice as many characters of Chinese

_PIECE = re.compile(r"[\u3400-\u9fff]|[^\W\u3400-\u9fff]+")
_MARK = re.compile(r"\[\d+\]")


@dataclass(frozen=True)
class Split:
    """Which part each row belongs to, by its id."""

    parts: Mapping[str, Part]
    by: Literal["document", "question"]  # questions alone where there are too few documents to tell apart
    near_duplicates: int  # pairs of rows that say nearly the same


def split(examples: Sequence[Example]) -> Split:
    """Every part has rows wherever three rows have nothing to do with each other."""
    pairs = list(near_duplicates(examples))
    by_question = _joined(examples, pairs, lambda example: f"{example.document} {_plain(example.question)}")
    by_document = _joined(examples, pairs, lambda example: example.document or example.id)
    largest = max(map(len, by_document), default=0)
    if len(by_document) >= len(PARTS) and largest <= LARGEST * len(examples):
        return Split(_dealt(by_document), "document", len(pairs))
    return Split(_dealt(by_question), "question", len(pairs))


def near_duplicates(examples: Sequence[Example]) -> Iterator[tuple[int, int]]:
    """Pairs of positions whose question and answer have nearly the same words in nearly the same order."""
    from datasketch import MinHash, MinHashLSH

    shingles = [_shingles(f"{example.question} {_MARK.sub('', example.answer)}") for example in examples]
    index = MinHashLSH(threshold=SAME - 0.1, num_perm=PERMUTATIONS)
    hashes = MinHash.bulk([[part.encode() for part in found] for found in shingles], num_perm=PERMUTATIONS)
    for position, minhash in enumerate(hashes):
        for other in index.query(minhash):
            if _similarity(shingles[position], shingles[other]) >= SAME:
                yield other, position
        index.insert(position, minhash)


def _joined(
    examples: Sequence[Example], pairs: Sequence[tuple[int, int]], key: Callable[[Example], str]
) -> list[list[str]]:
    """The ids of rows that hang together, by an equal key or as a pair."""
    parent = list(range(len(examples)))

    def root(position: int) -> int:
        while parent[position] != position:
            parent[position] = parent[parent[position]]
            position = parent[position]
        return position

    first: dict[str, int] = {}
    links = [(first.setdefault(key(example), position), position) for position, example in enumerate(examples)]
    for a, b in (*links, *pairs):
        parent[root(a)] = root(b)
    together: dict[int, list[str]] = {}
    for position, example in enumerate(examples):
        together.setdefault(root(position), []).append(example.id)
    return list(together.values())


def _dealt(groups: Sequence[Sequence[str]]) -> dict[str, Part]:
    """Each group to one part: by the hash of its smallest id, and then some more where a part has too little."""
    ranked = sorted(groups, key=lambda group: _share(min(group)))
    parts: list[Part] = []
    for group in ranked:
        share = _share(min(group))
        parts.append("test" if share < HELD_OUT else "validation" if share < 2 * HELD_OUT else "train")
    total = sum(map(len, ranked))
    held_out: tuple[Part, ...] = ("test", "validation")
    for part in held_out:
        held = sum(len(group) for group, where in zip(ranked, parts, strict=True) if where == part)
        while held < LEAST_HELD_OUT * total and parts.count("train") > 1:
            left = [position for position, where in enumerate(parts) if where == "train"]
            fitting = [position for position in left if held + len(ranked[position]) <= MOST_HELD_OUT * total]
            if not fitting and held:
                break
            moved = fitting[0] if fitting else min(left, key=lambda position: len(ranked[position]))
            parts[moved] = part
            held += len(ranked[moved])
    return {id_: part for group, part in zip(ranked, parts, strict=True) for id_ in group}


def _share(key: str) -> float:
    """0..1, the same for the same key everywhere."""
    return int(hashlib.sha256(key.encode()).hexdigest()[:12], 16) / 16**12


def _shingles(text: str) -> frozenset[str]:
    pieces = _PIECE.findall(text.lower())
    return frozenset(" ".join(pieces[start : start + SHINGLE]) for start in range(max(1, len(pieces) - SHINGLE + 1)))


def _similarity(one: frozenset[str], other: frozenset[str]) -> float:
    return len(one & other) / (len(one | other) or 1)


def _plain(text: str) -> str:
    return " ".join(_PIECE.findall(text.lower()))
