"""Which words of a question are names and numbers: what a text that answers it can hardly say otherwise.

So is the thing whose being there is asked about: 停车场 in 门店有停车场吗？
"""

import re
from functools import lru_cache

import jieba

from knowledge.kinds import wanted_answer
from knowledge.language import CJK, Language, terms

_CHINESE = re.compile(f"[{CJK}]")
# capitalised inside a sentence, a number, or a day
_ENGLISH = re.compile(r"(?<=\s)[A-Z][\w'’-]+|\d[\d.,]*|\b(?i:(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b")
# 'do you price match?': all of so short a question is what is asked for
_OFFERED = re.compile(
    r"^\W*(?:do|can|could|will|would) (?:you|they)\s+(?:guys |also |still |ever |take |do |make |accept )*"
    r"(?P<thing>[^?.!,;]+)",
    re.IGNORECASE,
)
_INSIDE = re.compile(r"\s+(?:in|near)\s+(?P<place>[\w'-]+)", re.IGNORECASE)
MOST_OFFERED = 3  # content terms
_THERE: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:do (?:you|they) (?:have|sell|offer|rent|hire|stock|provide|serve|teach|treat|repair)|(?:is|are) there"
        r"|(?:can|could|may) (?:i|we) (?:hire|rent|buy|borrow|order)|(?:available|come|comes) in)\s+"
        r"(?P<thing>.+?)(?=\s+(?:at|in|on|for|of|from|to|with|during|near)\b|[?.!,;]|$)",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:有没有|有|卖不卖|卖|出售|提供|支持|收不收|接收|接待|寄养|收(?!费|到|据|取|件)|修(?!好|完|理|改)"
        r"|教(?!练|室|师|材|学|程|育)|租(?!金|房|期)|刷)(?P<thing>[^，,。；？?吗么]+)(?=[吗么？?]|$)"
    ),
}
_NAME_TAGS = ("nr", "ns", "nt", "nz")  # in jieba's dictionary: people, places, organisations, other names


def names_in(question: str, language: Language, content: tuple[str, ...]) -> frozenset[str]:
    """The terms of `content` that are names or numbers. In Chinese, also words of other scripts."""
    things = things_in(question, language, content)
    if language == "zh":
        return frozenset(
            term for term in content if not _CHINESE.match(term) or term in things or (len(term) > 1 and is_name(term))
        )
    named = {term for match in _ENGLISH.finditer(question) for term in terms(match.group())}
    return frozenset(term for term in content if term in named or term in things)


def things_in(question: str, language: Language, content: tuple[str, ...]) -> frozenset[str]:
    """The terms whose being there, or being offered, is asked about, with the place where."""
    there = _THERE[language].search(question) if wanted_answer(question, language) == "polar" else None
    if there is None and language == "en" and len(content) <= MOST_OFFERED:
        there = _OFFERED.search(question)
    things = frozenset(terms(there["thing"])) if there else frozenset[str]()
    if there and (place := _INSIDE.match(question, there.end())):  # 'do you have a shop in dublin?'
        things |= frozenset(terms(place["place"]))
    return things


def is_name(word: str) -> bool:
    """Whether a simplified Chinese word is a name in the dictionary."""
    return word in _chinese_names()


@lru_cache(maxsize=1)
def _chinese_names() -> frozenset[str]:
    """About 110,000 words; read in a third of a second."""
    with jieba.get_dict_file() as lines:
        entries = (line.decode("utf-8").split() for line in lines)
        return frozenset(entry[0] for entry in entries if entry[-1].startswith(_NAME_TAGS))
