"""Chinese texts word by word in English, for a model that reads English only.

The default embedding model knows no Chinese: 老师 and 教师 are no more alike to it than 老师 and 汽车. Through the
dictionary (`knowledge.dictionary`) both are 'teacher'. A gloss is no translation that one would show to anybody; what
stands in it is near in meaning to what stands in the text.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from knowledge.dictionary import dictionary
from knowledge.language import CJK, is_word, words
from knowledge.names import is_name

WORDS = 4  # most of one sense that are taken

# What the dictionary's first sense would not say: words that only hold a sentence together, and numbers.
_PLAIN_WORDS = """
    吗= 呢= 吧= 的= 地= 得= 了= 着= 过= 所= 来= 名= 个= 位= 座= 家= 条= 项= 届= 在=in 中=in 里=in 上=on 下=under
    内=inside 外=outside 后=after 前=before 时=when 当=when 被=by 由=by 把= 将= 和=and 与=and 及=and 并=and 而=and 或=or
    但=but 也=also 还=also 于=in 对=to 向=to 给=to 到=to 至=to 从=from 为=for 以=with 让=let 使=make 就=then 则=then
    若=if 如=like 因=because 其=its 之=of 该=this 此=this 这=this 那=that 各=each 每=each 都=all 等=etc 又=again 更=more
    最=most 很=very 只=only 不=not 没=not 是=is 有=has 会=will 可=can 能=can 要=want 去=go 同=same 做=do 作=do 说=say
    人=person 大=big 小=small 多=many 少=few 高=high 种=kind 次=times 年=year 月=month 日=day 天=day 号=number
    第=number 称=called 叫=called 称为=called 被称为=called 几=how-many 哪=which 什么=what 谁=who 多少=how-many
    一=one 二=two 两=two 三=three 四=four 五=five 六=six 七=seven 八=eight 九=nine 十=ten 百=hundred 千=thousand
    万=ten-thousand 亿=hundred-million 英国=England 美国=America
"""
_PLAIN = {word: meant for word, _, meant in (pair.partition("=") for pair in _PLAIN_WORDS.split())}
# 两项, 哪年: no words of the dictionary, but put together of two that are.
_COUNTING = frozenset("一二两三四五六七八九十几哪这那每各第某")

_CHINESE = re.compile(f"[{CJK}]")
_ASIDE = re.compile(r"\([^)]*\)|\[[^]]*\]")
_LEADING = re.compile(r"^(?:to be|to|a|an|the) ")
_SOMEBODY = re.compile(r"\b(?:sb|sth|etc)\b\.?")
_NO_SENSE = re.compile(
    r"CL:|surname |(?:old |erroneous )?variant|see |also written|also pr|Taiwan pr|pr\.|used in|abbr\. for"
)
_MARKS = str.maketrans("，。？！；：、（）《》“”·•", ',.?!;:,()""""  ')


@dataclass(frozen=True)
class Gloss:
    """A text in English, and where each word of the Chinese went: (word, start, end)."""

    text: str
    places: tuple[tuple[str, int, int], ...]


@lru_cache(maxsize=5_000)
def gloss(text: str) -> Gloss:
    """The text word by word; what is not Chinese stays as it is. Names that no dictionary has are spelled in pinyin."""
    said = ""
    places: list[tuple[str, int, int]] = []
    for word in words(text):
        meant = _gloss_word(word)
        if not meant:
            continue
        if said and word[0].isalnum() and said[-1] not in '"(':
            said += " "
        if word[0].isalnum():
            places.append((word, len(said), len(said) + len(meant)))
        said += meant
    return Gloss(said, tuple(places))


def meanings(word: str) -> tuple[str, ...]:
    """What a simplified word may mean, likeliest first; () for one that only holds a sentence together."""
    if word in _PLAIN:
        return (_PLAIN[word],) if _PLAIN[word] else ()
    found = tuple(dict.fromkeys(_plain_senses(word)))
    return found or tuple(filter(None, (_gloss_word(word),)))


def prepare() -> None:
    """Read the dictionary now (about a second), not at the first question."""
    dictionary()


@lru_cache(maxsize=50_000)
def _gloss_word(word: str) -> str:
    if not _CHINESE.match(word):
        return word.translate(_MARKS)
    whole = _sense(word)
    if whole is not None:
        return whole
    if len(word) in (2, 3) and word[0] in _COUNTING:
        return f"{_gloss_word(word[0])} {_gloss_word(word[1:])}".strip()
    spell = is_name(word) or not is_word(word)
    return " ".join(filter(None, (_gloss_part(part, spell) for part in _parts(word))))


def _gloss_part(part: str, spell: bool) -> str:
    """Part of a word that the dictionary lacks: what it means, else what its characters sound like or mean."""
    whole = _sense(part)
    if whole is not None:
        return whole
    if spell:
        return "".join(_sound(character) for character in part)
    return " ".join(filter(None, (_sense(character) or _sound(character) for character in part)))


def _parts(word: str) -> Iterator[str]:
    """The longest words of the dictionary that a word is put together of, from the left, and what lies between them."""
    unknown, i = "", 0
    while i < len(word):
        end = next((j for j in range(len(word), i + 1, -1) if _sense(word[i:j]) is not None), None)
        if end is None:
            unknown, i = unknown + word[i], i + 1
            continue
        if unknown:
            yield unknown
        yield word[i:end]
        unknown, i = "", end
    if unknown:
        yield unknown


@lru_cache(maxsize=100_000)
def _sense(word: str) -> str | None:
    """What a simplified word means in the first place, in few English words; None when the dictionary lacks it."""
    if word in _PLAIN:
        return _PLAIN[word]
    return next(_plain_senses(word), None)


def is_verb(word: str) -> bool:
    """Whether most meanings of a simplified word are something that somebody does."""
    plain = [_ASIDE.sub("", sense).strip() for sense in dictionary().senses(word)]
    known = [sense for sense in plain if sense and not _NO_SENSE.match(sense)]
    return 2 * sum(sense.startswith("to ") for sense in known) > len(known)


def _plain_senses(word: str) -> Iterator[str]:
    for sense in dictionary().senses(word):
        if not _NO_SENSE.match(sense):
            plain = _SOMEBODY.sub("", _LEADING.sub("", _ASIDE.sub("", sense).strip())).split(",")[0].strip(" ?!.")
            if plain and not _CHINESE.search(plain):
                yield " ".join(plain.split()[:WORDS])


def _sound(character: str) -> str:
    return dictionary().sound(character) or character
