"""A question in the other language, for documents that are written in that one only.

Word by word, by what a front desk calls things (`knowledge.vocabulary.ACROSS`) and by the dictionary; of several
meanings a word has the one that the documents know. Nobody is shown this: it is searched and compared, as a customer of
the other language would have asked. What has no meaning there stays as it is, and is missing in every text.
"""

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import lru_cache

from knowledge.dictionary import dictionary
from knowledge.glosses import senses
from knowledge.kinds import Wanted, is_how, wanted_answer
from knowledge.language import CJK, Language, detect_language, is_word, terms, words
from knowledge.matching import content_terms, reworded, says_nothing
from knowledge.vocabulary import ACROSS, ALIASES

Known = Callable[[Collection[str]], Collection[str]]
"""Which of some index terms stand in any document."""

LONGEST = 3  # English words that have one meaning together
_CHINESE = re.compile(f"[{CJK}]+")
_WORDS = re.compile(r"[A-Za-z][A-Za-z'’-]*|\d[\d.,:]*")
_POLAR = re.compile(r"吗[？?]?$|能不能|可不可以|^\W*(?:can|could|do|does|is|are|may)\b", re.IGNORECASE)
_MAY = re.compile(r"^(?:我|我们|请问)*(?:可以|能|可不可以|能不能)(?!.*(?:多少|几|哪|什么|多久))")
_ENDINGS = ("", "s", "es", "ed", "d", "ing")

# How a question of each kind begins in English, and ends in Chinese.
_BEGINS: dict[Wanted, str] = {
    "duration": "how long is", "money": "how much is", "hours": "what are the opening hours", "time": "when is",
    "number": "how many", "person": "who is", "address": "where is the office", "place": "where is", "reason": "why",
    "polar": "is",
}  # fmt: skip
_ENDS: dict[Wanted, str] = {
    "duration": "多久", "money": "多少钱", "hours": "营业时间是几点", "time": "什么时候", "number": "多少",
    "person": "是谁", "address": "地址", "place": "在哪里", "reason": "为什么", "polar": "吗",
}  # fmt: skip
_HOW: dict[Language, str] = {"en": "how do I", "zh": "怎么"}


def across(question: str, known: Known) -> str:
    """The question in the language that it is not in; '' where none of its words has a meaning there."""
    plain = reworded(question)
    language = detect_language(plain)
    meant = [*_english(plain, known)] if language == "zh" else [*_chinese(plain, known)]
    if not any(bool(_CHINESE.search(word)) is (language == "en") for word in meant):
        return ""
    wanted = wanted_answer(plain, language)
    if wanted in ("address", "place") and _POLAR.search(plain):
        wanted = "polar"
    asks_how = is_how(plain, language) and wanted not in ("address", "place")
    if language == "zh":
        begins = _HOW["en"] if asks_how else "can I" if _MAY.search(plain) else _BEGINS.get(wanted, "")
        return " ".join([begins, *meant]).strip() + "?"
    return " ".join([*([_HOW["zh"]] if asks_how else []), *meant]) + ("" if asks_how else _ENDS.get(wanted, ""))


def _known_first(named: Sequence[str], known: Known) -> str:
    """Of the names of one thing the first that stands in the documents as a whole; else in part; else the first."""
    found = [(name, [*content_terms(name)]) for name in named]
    there = set(known({term for _, parts in found for term in parts}))
    whole = (name for name, parts in found if there.issuperset(parts))
    part = (name for name, parts in found if not there.isdisjoint(parts))
    return next(whole, next(part, named[0]))


def _english(question: str, known: Known) -> Iterator[str]:
    """Each word of a Chinese question in English; what says nothing is left out."""
    position = 0
    for match in _front_desk().finditer(question):
        yield from _meant(question[position : match.start()], known)
        yield _known_first(_tables()["zh"][match.group()], known)
        position = match.end()
    yield from _meant(question[position:], known)


def _meant(text: str, known: Known) -> Iterator[str]:
    for word in words(text):
        if not word[0].isalnum() or says_nothing(word):
            continue
        if named := senses(word):
            yield _known_first(named, known)
        elif is_word(word) or not _CHINESE.match(word):
            yield word
        else:  # put together by the segmentation: 前要
            yield from (_known_first(senses(sign) or (sign,), known) for sign in word if not says_nothing(sign))


def _chinese(question: str, known: Known) -> Iterator[str]:
    """Each word of an English question in Chinese, those as one that the documents have a word for together."""
    found = [word.lower() for word in _WORDS.findall(question)]
    n = 0
    while n < len(found):
        for length in range(min(LONGEST, len(found) - n), 0, -1):
            some = found[n : n + length]
            named = () if says_nothing(some[0]) or says_nothing(some[-1]) else _called(" ".join(some))
            meant = _known_first(named, known) if named else ""
            if meant and (length == 1 or set(known(parts := content_terms(meant))).issuperset(parts)):
                yield meant
                n += length
                break
        else:
            if not all(says_nothing(term) for term in (found[n], *terms(found[n]))):
                yield found[n]
            n += 1


def _called(words_: str) -> Sequence[str]:
    """The Chinese words for English ones, as a front desk calls it first."""
    forms = dict.fromkeys((words_, *(words_.removesuffix(end) for end in _ENDINGS if words_.endswith(end))))
    own = [name for form in forms for name in _tables()["en"].get(form, ())]
    return tuple(dict.fromkeys([*own, *(name for form in forms for name in dictionary().chinese(form))]))


@lru_cache(maxsize=1)
def _tables() -> dict[Language, dict[str, tuple[str, ...]]]:
    """For the words of each language those of the other that mean the same at a front desk."""
    found: dict[Language, dict[str, tuple[str, ...]]] = {"en": {}, "zh": {}}
    for english, chinese in _groups():
        for word in english:
            found["en"][word.lower()] = (*found["en"].get(word.lower(), ()), *chinese)
        for word in chinese:
            found["zh"][word] = (*found["zh"].get(word, ()), *english)
    return found


def _groups() -> Iterator[tuple[list[str], list[str]]]:
    for group in ACROSS:
        english, chinese = group.split("|")
        yield english.split(", "), chinese.split(", ")
    for group in ALIASES:
        names = group.split("|")
        yield [n for n in names if not _CHINESE.match(n)], [n for n in names if _CHINESE.match(n)]


@lru_cache(maxsize=1)
def _front_desk() -> re.Pattern[str]:
    """The Chinese words of the table, the longest first."""
    return re.compile("|".join(map(re.escape, sorted(_tables()["zh"], key=len, reverse=True))))
