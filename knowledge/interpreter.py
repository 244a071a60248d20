"""A question in one language, word by word, with what each word may mean in the other.

Companies have documents in one language and customers in two. The embedding model knows English only, and words of
two languages have no letter in common, so a question is put into the documents' language first, by the free dictionary
(`knowledge.dictionary`). Word for word is poor language, but each word is found where the documents have it; which of
its meanings is meant, the passages tell (`assistant.across`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain

from knowledge.dictionary import dictionary
from knowledge.glosses import meanings
from knowledge.language import CJK, Language, how_common, words
from knowledge.matching import says_nothing
from knowledge.vocabulary import ACROSS, ALIASES

MOST = 12  # meanings of a word
LONGEST = 4  # words of an English phrase that is looked up as one

# What is asked for, as the kinds of answers are known by (`knowledge.kinds`); the first Chinese one is what is said.
_ASKED = """
    how long=多久|多长时间|几天  how many=多少|几个|几  how much=多少钱|几块钱|几元  how often=多久一次
    what time=几点|几点钟  when=什么时候|何时|几时  what year=哪一年|哪年  where=哪里|哪儿|在哪|什么地方
    who=谁|哪位  which=哪个|哪些|哪种|哪  what=什么|啥|哪样  why=为什么|为何|为啥  how=怎么|怎样|如何|咋
"""
# Forms that no rule of spelling leads back from.
_IRREGULAR_FORMS = """
    gave=give given=give brought=bring bought=buy went=go gone=go came=come took=take taken=take made=make found=find
    won=win lost=lose left=leave said=say told=tell sold=sell paid=pay sent=send kept=keep held=hold led=lead met=meet
    wrote=write written=write spoke=speak spoken=speak broke=break broken=break chose=choose chosen=choose began=begin
    begun=begin drew=draw drawn=draw drove=drive driven=drive fell=fall fallen=fall flew=fly grew=grow grown=grow
    knew=know known=know rose=rise saw=see seen=see stole=steal stolen=steal taught=teach thought=think threw=throw
    thrown=throw wore=wear worn=wear built=build caught=catch dealt=deal died=die dying=die fought=fight felt=feel
    fed=feed spent=spend stood=stand ate=eat eaten=eat lent=lend slept=sleep ran=run hid=hide hidden=hide became=become
    children=child men=man women=woman feet=foot teeth=tooth theatre=theater centre=center colour=color
"""
_IRREGULAR = dict(pair.split("=") for pair in _IRREGULAR_FORMS.split())

_CHINESE = re.compile(f"[{CJK}]")
_ENGLISH = re.compile(r"[A-Za-z][\w'’-]*|\d[\d.,:]*\d|\d")
_PAIR = re.compile(r"([a-z][a-z ]*?)=(\S+)")
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True)
class Interpreted:
    """A word of a question, `question[start:end]`, and what it may mean in the other language, likeliest first.

    A name or number that has no other form means itself.
    """

    start: int
    end: int
    meanings: tuple[str, ...]


def interpret(question: str, language: Language) -> tuple[Interpreted, ...]:
    """The words of a question in this language that mean something, in order; small words are left out."""
    return tuple(_from_chinese(question) if language == "zh" else _from_english(question))


def in_words(meanings: tuple[str, ...], language: Language) -> str:
    """A question of these words in this language."""
    if language == "en":
        return " ".join(meanings) + "?"
    return "".join(word if _CHINESE.match(word) else f" {word} " for word in meanings) + "？"


def _from_chinese(question: str) -> Iterator[Interpreted]:
    position = 0
    for said in _known_runs(question):
        start = question.find(said, position)
        if start < 0:  # a traditional character
            continue
        position = start + len(said)
        known = _front_desk()["zh"].get(said, ())
        if _CHINESE.match(said):
            known = known if known and says_nothing(said) else tuple(dict.fromkeys((*known, *meanings(said))))
        else:
            known = (said,) if said[0].isalnum() else ()
        if known:
            yield Interpreted(start, position, known[:MOST])


def _known_runs(question: str) -> Iterator[str]:
    """The words of a Chinese question, those in one piece that mean something together."""
    for n, piece in enumerate(_whole().split(question)):
        yield from [piece] if n % 2 else words(piece)


def _from_english(question: str) -> Iterator[Interpreted]:
    found = list(_ENGLISH.finditer(question))
    plain = [_plain(match.group()) for match in found]
    i = 0
    while i < len(found):
        for length in range(min(LONGEST, len(found) - i), 0, -1):
            known = _in_chinese(tuple(plain[i : i + length]))
            if known or length == 1:
                break
        if not known and not says_nothing(plain[i]):
            known = (found[i].group(),)
        if known:
            yield Interpreted(found[i].start(), found[i + length - 1].end(), known[:MOST])
        i += length


@lru_cache(maxsize=20_000)
def _in_chinese(said: tuple[str, ...]) -> tuple[str, ...]:
    phrase = " ".join(said)
    if phrase in _asked():
        return _asked()[phrase]
    if all(says_nothing(word) for word in said):
        return ()
    found: list[str] = []
    for form in _forms(said):
        found += _front_desk()["en"].get(form, ())
        others = {*dictionary().chinese(form), *dictionary().doing(form)}
        found += sorted(others, key=how_common, reverse=True)
    return tuple(word for word in dict.fromkeys(found) if not says_nothing(word))


def _forms(said: tuple[str, ...]) -> Iterator[str]:
    """As it stands, then its first word as the verb or its last as the noun that it may be a form of."""
    yield " ".join(said)
    first, last = said[0], said[-1]
    yield from (" ".join((form, *said[1:])) for form in _stems(first))
    if len(said) > 1:
        yield from (" ".join((*said[:-1], form)) for form in _stems(last))


def _stems(word: str) -> Iterator[str]:
    """What a word may be a form of: 'stopping' of 'stop', 'bodies' of 'body'."""
    if word in _IRREGULAR:
        yield _IRREGULAR[word]
    for ending, others in (("ies", ("y",)), ("es", ("", "e")), ("s", ("",)), ("ied", ("y",)), ("ed", ("", "e")),
                           ("ing", ("", "e"))):  # fmt: skip
        stem = word.removesuffix(ending)
        if stem != word and len(stem) > 1:
            yield from (stem + other for other in others)
            if stem[-1] == stem[-2] and ending in ("ed", "ing"):
                yield stem[:-1]


def _plain(word: str) -> str:
    return _POSSESSIVE.sub("", word.lower())


@lru_cache(maxsize=1)
def _asked() -> dict[str, tuple[str, ...]]:
    """What is asked for, in English, with the Chinese for it."""
    return {name: tuple(said.split("|")) for name, said in _PAIR.findall(_ASKED)}


@lru_cache(maxsize=1)
def _whole() -> re.Pattern[str]:
    """Chinese that the segmentation would cut, the longest first: what is asked for, and what a front desk says."""
    asked = [said for said in chain(*_asked().values()) if len(said) > 1]
    others = [said for said in _front_desk()["zh"] if len(said) > 2]
    return re.compile("(" + "|".join(sorted({*asked, *others}, key=len, reverse=True)) + ")")


@lru_cache(maxsize=1)
def _front_desk() -> dict[Language, dict[str, tuple[str, ...]]]:
    """For the words of each language those of the other that mean about the same at a front desk."""
    found: dict[Language, dict[str, tuple[str, ...]]] = {"en": {}, "zh": {}}
    for english, chinese in chain(_groups(), (((name,), said) for name, said in _asked().items())):
        for word in english:
            found["en"][word.lower()] = (*found["en"].get(word.lower(), ()), *chinese)
        for word in chinese:
            found["zh"][word] = (*found["zh"].get(word, ()), *english)
    return found


def _groups() -> Iterator[tuple[Sequence[str], Sequence[str]]]:
    for group in ACROSS:
        english, chinese = group.split("|")
        yield english.split(", "), chinese.split(", ")
    for group in ALIASES:
        names = group.split("|")
        yield [n for n in names if not _CHINESE.match(n)], [n for n in names if _CHINESE.match(n)]
