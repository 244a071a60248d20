"""What customers call otherwise than the catalog does: slips, joined words, other words for the same, and wider kinds.

'tnet' and '帐蓬' are read as the 'tent' and 帐篷 that are there, 'sleepingbag' as two words. A word that no product
has is said in another: a '菜板' is a 'chopping board', a flashlight a torch; and a 登山鞋 is at least a 鞋. The words
of both languages come from `lexicon.KINDS` and from the dictionary.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from functools import cached_property, lru_cache

from knowledge.catalog.heads import bare
from knowledge.catalog.lexicon import KINDS
from knowledge.dictionary import dictionary
from knowledge.language import CJK, chinese_words, simplified, terms
from knowledge.slips import is_slip

REMEMBERED = 500  # texts that were read
LONGEST = 6  # characters of one Chinese word
_WORD = re.compile(r"(?<![\w@./'-])[a-z]+(?![\w@./'-])")
_RUN = re.compile(f"[{CJK}]+")
_PIECE = re.compile(rf"[{CJK}]+|[^{CJK}\s]+")
_SHORT = 4  # letters of a word in which only exchanged letters are a slip
# Plurals that no stem joins with their singular; '-ves' after a consonant or vowel that has '-f' is told by its end.
_IRREGULAR = {"knives": "knife", "lives": "life", "wives": "wife", "mice": "mouse", "feet": "foot", "teeth": "tooth",
              "geese": "goose", "loaves": "loaf", "leaves": "leaf", "thieves": "thief"}  # fmt: skip
_SAME = {name: names for names in KINDS for name in names}


class Otherwise:
    """The words of one state of the catalog, and how else they may be said."""

    def __init__(self, names: Iterable[str], kinds: Iterable[str]) -> None:
        """`names` are what products, brands and categories are called, `kinds` what categories are called."""
        self.respelled = lru_cache(REMEMBERED)(self._respelled)
        self._words: Counter[str] = Counter()
        runs: dict[str, None] = {}
        lines: dict[str, None] = {}
        for name in names:
            lines[name.lower()] = None
            runs.update(dict.fromkeys(_RUN.findall(name)))
        self._lines = list(lines)
        for line in self._lines:
            self._words.update(re.findall(r"[a-z]+", line))
        self._chinese = simplified("\n".join(runs))
        self._kinds = [simplified(run) for kind in kinds for run in _RUN.findall(kind)]

    # -- slips

    def _respelled(self, text: str) -> str:
        """A text in lower case with each word that is nearly one of the catalog's as that; mostly the text itself."""
        text = self._joined(text)
        for found in reversed(list(_WORD.finditer(text))):
            if meant := self._as_one(found[0]) or self._english_meant(found[0]):
                text = text[: found.start()] + meant + text[found.end() :]
        return _RUN.sub(lambda run: self._chinese_meant(run[0]), text)

    def _joined(self, text: str) -> str:
        """'back packs' as 'backpacks', where the catalog writes it as one."""
        words = list(_WORD.finditer(text))
        for one, other in reversed(list(zip(words, words[1:], strict=False))):
            is_beside = text[one.end() : other.start()] == " "
            if is_beside and self._has(one[0] + other[0]) and not self._has(f"{one[0]} {other[0]}"):
                text = f"{text[: one.end()]}{text[other.start() :]}"
        return text

    def _as_one(self, word: str) -> str:
        """The 'knife' of 'knives', the 'mouse' of 'mice', where names have it oftener so; '' for other words."""
        one = _IRREGULAR.get(word) or re.sub(r"(?<=[a-z]{2}[lrao])ves$", "f", word)
        return one if one != word and self._words[one] > self._words[word] else ""

    def _english_meant(self, word: str) -> str:
        """The words of the catalog that a strange word is; '' where it is none, or no strange word."""
        if len(word) < _SHORT or self._has(word):
            return ""
        for at in range(2, len(word) - 1):
            if self._has(f"{word[:at]} {word[at:]}"):
                return f"{word[:at]} {word[at:]}"
        if dictionary().is_word(word) or dictionary().is_word(word.removesuffix("s")):
            return ""
        near = [known for known in self._words if _is_slip(word, known)]
        return max(near, key=lambda known: self._words[known], default="")

    def _chinese_meant(self, run: str) -> str:
        """A run of characters, where a word of the catalog is written as it sounds with that word: 帐蓬, 帐篷."""
        words, start = chinese_words(run), 0
        for first in range(len(words)):
            for last in range(first + 1, min(first + 4, len(words)) + 1):
                written = "".join(words[first:last])
                if 2 <= len(written) <= 4 and (meant := self._sounding(written)):
                    return run[:start] + meant + self._chinese_meant(run[start + len(written) :])
            start += len(words[first])
        return run

    def _sounding(self, written: str) -> str:
        plain = simplified(written)
        if plain in self._chinese:
            return ""
        near = {word for place in enumerate(plain) for word in self._written[len(plain), *place]}
        alike = [word for word in near if dictionary().sound_alike(plain, word)]
        if not alike or dictionary().is_word(plain):
            return ""
        return max(alike, key=self._chinese.count)

    # -- other words

    def reworded(self, query: str) -> str:
        """A query in other words, in either language, of which the catalog has as many as can be; '' for none."""
        pieces = _PIECE.findall(query)
        if not _RUN.search(query):
            said = self._english_otherwise(pieces)
        else:
            said = [word for one in pieces for word in (self._chinese_otherwise(one) if _RUN.match(one) else [one])]
        is_said = bool(said) and not (said[-1] == query[-1:] and len(query) > 1)  # what it is for, as 壳 in 手机壳
        return " ".join(said) if is_said and said != pieces else ""

    def wider(self, query: str) -> str:
        """The kind that a Chinese query ends with, as it is asked for: of 登山鞋 it is 鞋; '' where there is none."""
        runs = _RUN.findall(simplified(query))
        head = bare(runs[-1])[-1] if runs else ""
        if not head or len("".join(runs)) < 2:
            return ""
        kinds = [word for kind in self._kinds for word in chinese_words(kind) if word.startswith(head)]
        return " ".join(dict.fromkeys((head, *kinds)))

    def _chinese_otherwise(self, run: str) -> list[str]:
        return [self._in_other_words(word) if len(word) > 1 or word in _SAME else word for word in self._cut(run)]

    def _cut(self, run: str) -> list[str]:
        """A run of characters as the longest words that are known here or to the dictionary."""
        run, words, place = simplified(run), list[str](), 0
        while place < len(run):
            lengths = range(min(LONGEST, len(run) - place), 0, -1)
            words.append(next((w for n in lengths if self._is_word(w := run[place : place + n])), run[place]))
            place += len(words[-1])
        return words

    def _is_word(self, word: str) -> bool:
        return len(word) > 1 and (word in self._chinese or word in _SAME or bool(dictionary().english(word)))

    def _in_other_words(self, word: str) -> str:
        """What the catalog calls a thing with a Chinese name that it has not; else what it is in English."""
        if len(word) > 1 and word in self._chinese:
            return word
        names = (*_SAME.get(word, ()), *dictionary().english(word))
        others = (name for name in (*names, *dictionary().synonyms(word)) if len(name) > 1 or name in _SAME)
        known = next((name for name in others if self._has(name)), "")
        return known or next((name for name in names if name.isascii()), word)

    def _english_otherwise(self, words: list[str]) -> list[str]:
        """The words with what ends them, or any kind of things, as the catalog calls it; the same ones for none."""
        for length in range(min(3, len(words)), 0, -1):
            for first in range(len(words) - length, -1, -1):
                phrase, is_end = " ".join(words[first : first + length]), first + length == len(words)
                if self._has(phrase):
                    continue
                names = (*dictionary().chinese(phrase), *dictionary().synonyms(phrase)) if is_end else ()
                known = (name for name in (*same_as(phrase), *names) if len(name) > 1 and self._has(name))
                if name := next(known, ""):
                    return [*words[:first], name, *words[first + length :]]
        return words

    # -- what the catalog has

    def is_thing(self, query: str) -> bool:
        """Whether a query is the name of something on sale here, or of a kind of things that is sold at all."""
        query = simplified(query)
        if query in _SAME or same_as(query):
            return True
        pieces = _PIECE.findall(query)
        words = [word for piece in pieces for word in (self._cut(piece) if _RUN.match(piece) else [piece])]
        return bool(words) and all(word in _SAME or same_as(word) or self._is_called(word) for word in words)

    def _is_called(self, word: str) -> bool:
        if self._has(word):
            return len(word) > 1
        return not word.isascii() and self._has(self._in_other_words(word))

    def _has(self, name: str) -> bool:
        """Whether something is called so: a Chinese word, or English ones beside each other."""
        if not name.isascii():
            return simplified(name) in self._chinese
        stems = terms(name)
        if len(stems) == 1:
            return stems[0] in self._stems
        return all(pair in self._pairs for pair in zip(stems, stems[1:], strict=False)) and len(stems) > 1

    @cached_property
    def _stems(self) -> frozenset[str]:
        return frozenset(stem for word in self._words for stem in terms(word))

    @cached_property
    def _pairs(self) -> frozenset[tuple[str, str]]:
        stem = {word: (terms(word) or [word])[0] for word in self._words}
        lines = ([stem[word] for word in re.findall(r"[a-z]+", line)] for line in self._lines)
        return frozenset(pair for line in lines for pair in zip(line, line[1:], strict=False))

    @cached_property
    def _written(self) -> dict[tuple[int, int, str], list[str]]:
        """The Chinese words of two to four characters, by length and each character with its place."""
        found: dict[tuple[int, int, str], list[str]] = defaultdict(list)
        for word in {*terms(self._chinese), *self._kinds}:
            if 2 <= len(word) <= 4 and _RUN.fullmatch(word):
                for place in enumerate(word):
                    found[len(word), *place].append(word)
        return found


def same_as(phrase: str) -> Sequence[str]:
    """The names of the kind of things that a phrase is one of, of `lexicon.KINDS`; none where it is none of them."""
    return _SAME.get(phrase) or _SAME.get(phrase.removesuffix("s")) or _SAME.get(f"{phrase}s", ())


def _is_slip(written: str, meant: str) -> bool:
    if len(meant) < _SHORT or (len(written) == _SHORT and sorted(written) != sorted(meant)):
        return False
    return is_slip(written, meant) or (written.endswith("s") and is_slip(written[:-1], meant))
