"""Whether a question is put to somebody, as customers do, or written about something, as encyclopedias are asked.

Spoken questions share few words with what documents write: "Can I bring my dog?", "do they have rock solid internet",
上了一半能退费吗. So they are judged by other signs too (`assistant.confidence`). The cues are those of grammar: who
speaks and who is spoken to, questions that a yes or a no answers, the particles that end what is said, and in Chinese a
few words typed without a question mark. Nine tenths of customers' questions have one, few of an encyclopedia's.
"""

import re

from knowledge.language import Language

FEW = 10  # characters

_ENGLISH = re.compile(
    r"\b(?:i|me|my|mine|we|our|you|your|yours)\b|\bi['’]?(?:m|d|ll|ve)\b"
    r"|\b(?:they|here|this (?:place|hotel|restaurant|location|shop|establishment))\b"
    r"|^\W*(?:(?:and|so|hi|hello)\W+)?(?:is|are|do|does|did|can|could|will|would|may|should|am|has|have|any)\b",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"[你您我咱]|(?:吗|呢|吧|(?<![什怎])么|嘛|呀|啊|不|没)[？?。!！]*$"
    r"|多少钱|怎么|咋|能不能|可以|有没有|要不要|行不行|几点|啥"
)
_MARKED = re.compile(r"[？?]\s*$")
_WORDS = re.compile(r"\w")


def is_spoken(question: str, language: Language) -> bool:
    """Whether somebody asks somebody."""
    if language == "en":
        return _ENGLISH.search(question) is not None
    if _CHINESE.search(question):
        return True
    is_short = len(_WORDS.findall(question)) <= FEW
    return is_short and not _MARKED.search(question)
