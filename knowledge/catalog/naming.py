"""Which product a text calls by its name: the whole title, or a beginning of it that no other title has."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.language import CJK

_TOKEN = re.compile(rf"[a-z0-9]+|[{CJK}]")
_LEAST_LETTERS = 4  # of one word that is a name by itself


@dataclass(frozen=True)
class Named:
    """A product that is called by its name, and where in the text."""

    row: int
    start: int
    end: int


class Names:
    """The names of one state of the catalog. A text is read in lower case."""

    def __init__(self, titles: Iterable[tuple[int, str]]) -> None:
        """`titles` are the rows of the products, each with a title; a product may have several."""
        self._titles: dict[str, list[tuple[int, tuple[str, ...]]]] = defaultdict(list)
        self._having: Counter[tuple[str, ...]] = Counter()  # how many titles have a word, or two beside each other
        for row, title in titles:
            words = tuple(_TOKEN.findall(title.lower()))
            if words:
                self._titles[words[0]].append((row, words))
                self._having.update({*((word,) for word in words), *zip(words, words[1:], strict=False)})

    def named(self, text: str, *, surely: bool = False) -> Sequence[Named]:
        """The products that `text` names, in the order it does; where a name fits several, none of these.

        `surely` leaves out two Chinese characters that may be the beginning of a longer word: 云雀 in 云雀岭.
        """
        found: list[Named] = []
        tokens = list(_TOKEN.finditer(text))
        words = [token[0] for token in tokens]
        place = 0
        while place < len(words):
            length, rows = self._longest(words[place:])
            is_open = (
                surely and length == 2 and not "".join(words[place : place + 3]).isascii() and place + 2 < len(words)
            )
            if length and len(rows) == 1 and not is_open and self._is_a_name(words[place : place + length]):
                (row,) = rows
                if all(one.row != row for one in found):
                    found.append(Named(row, tokens[place].start(), tokens[place + length - 1].end()))
                place += length
            else:
                place += 1
        return found

    def _longest(self, words: Sequence[str]) -> tuple[int, set[int]]:
        """How many words are the beginning of a title, and of which products'."""
        best, rows = 0, set[int]()
        for row, title in self._titles.get(words[0], ()):
            length = next((n for n, (one, other) in enumerate(zip(words, title, strict=False)) if one != other), None)
            length = min(len(words), len(title)) if length is None else length
            if length > best:
                best, rows = length, {row}
            elif length == best:
                rows.add(row)
        return best, rows

    def _is_a_name(self, words: Sequence[str]) -> bool:
        """Whether something of these words stands in no other title."""
        alone = [word for word in words if self._having[(word,)] == 1 and len(word) >= _LEAST_LETTERS]
        return bool(alone) or any(self._having[pair] == 1 for pair in zip(words, words[1:], strict=False))
