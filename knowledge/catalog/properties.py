"""Properties that only the company's catalog names ('fill power', '充绒量'), found in what is asked.

A column may name a property in both languages ('Fill power / 充绒量'); one named in a single language is asked for in
the other by the dictionary's words for it.
"""

import re
from collections.abc import Iterable

from knowledge.catalog.lexicon import CONCEPTS, pattern_of
from knowledge.dictionary import dictionary
from knowledge.language import CJK, chinese_words

OWN = "own "  # before the name of such a property, as a field of what is asked
MOST_WORDS = 3  # of a name in the other language
_RUN = re.compile(f"[{CJK}]+")
_GENERAL = frozenset(word for words, _, _ in CONCEPTS.values() for word in words)


def name_of(name: str, language: str) -> str:
    """The part of a property's name that is in a language, else all: of 'fill power 充绒量' it is 充绒量 in 'zh'."""
    chinese, other = " ".join(_RUN.findall(name)), " ".join(_RUN.sub(" ", name).split())
    if not chinese or not re.search(r"[a-z]{2}", other):
        return name
    return chinese if language == "zh" else other


class Properties:
    """The names of one state of the catalog."""

    def __init__(self, names: Iterable[str]) -> None:
        """`names` are those of attributes, in lower case."""
        self._names = {part: name for name in names for part in (name_of(name, "en"), name_of(name, "zh"))}
        self._names = {part: name for part, name in self._names.items() if part not in _GENERAL and len(part) > 1}
        self._longest_first = sorted(self._names, key=len, reverse=True)

    def taken(self, text: str) -> tuple[list[str], str]:
        """The fields of the properties that a text in lower case names, and what is left of it."""
        found: list[str] = []
        for part in self._longest_first:
            if part.split()[0] in text and (
                place := re.search(pattern_of(part) + ("s?" if part.isascii() else ""), text)
            ):
                found.append(OWN + self._names[part])
                text = f"{text[: place.start()]} {text[place.end() :]}"
        return found, text

    def taken_otherwise(self, text: str) -> tuple[list[str], str]:
        """The same for words of the other language."""
        found: list[str] = []
        for word in dict.fromkeys(self._phrases(text)):
            names = dictionary().chinese(word) if word.isascii() else dictionary().english(word)
            known = next((name for name in names if name in self._names), "")
            if known and word in text:
                found.append(OWN + self._names[known])
                text = text.replace(word, " ", 1)
        return found, text

    def _phrases(self, text: str) -> Iterable[str]:
        yield from (word for run in _RUN.findall(text) for word in (run, *chinese_words(run)) if len(word) > 1)
        words = re.findall(r"[a-z]+", text)
        for length in range(min(MOST_WORDS, len(words)), 0, -1):
            for first in range(len(words) - length + 1):
                if len(phrase := " ".join(words[first : first + length])) > 3:
                    yield phrase
