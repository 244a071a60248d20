"""Chinese names of things end with what the thing is: '越野跑鞋' is a 鞋, and '鞋子' asks for one.

A segmenter keeps '跑鞋' and '鞋子' as words of their own that share nothing. So the last character of each name is a
term, too, and of a word that only fills a single character up to two ('鞋子', '包包') that character is asked for.
"""

import re
from collections.abc import Iterable

from knowledge.language import CJK, simplified, terms

_RUN = re.compile(f"[{CJK}]+")
_FILLED = re.compile(r"(.)(?:子|儿|\1)")
_WHOLE = frozenset(
    ["电子", "亲子", "孩子", "儿子", "女儿", "男子", "女子", "种子", "原子", "婴儿", "幼儿", "宝宝", "妈妈", "爸爸"]
)


def heads(names: Iterable[str]) -> list[str]:
    """The last character of every Chinese run in these names, without what only fills it up."""
    return [bare(run)[-1] for name in names for run in _RUN.findall(simplified(name))]


def asked_terms(query: str) -> list[str]:
    """The index terms of a query, of '鞋子' the term 鞋."""
    return [bare(term) for term in terms(query)]


def bare(word: str) -> str:
    """A word without what only fills it up to two characters: of 鞋子 it is 鞋."""
    if word[-2:] in _WHOLE:
        return word
    filled = _FILLED.fullmatch(word[-2:])
    return word[:-2] + filled[1] if filled and _RUN.fullmatch(word) else word
