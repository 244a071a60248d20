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
# What somebody shall make is no question that documents answer: 'write me a poem', 帮我写一首诗.
_TASK = re.compile(
    r"^\W*(?:(?:can|could|will|would) you )?(?:please )?(?:write|compose|sing|draw|translate|rhyme)\b"
    r"|\b(?:tell|give|make) me a (?:joke|story|poem|song|riddle)\b"
    r"|^(?:请|麻烦)?[你您]?[帮给替为]我(?:写|画|编|讲|唱|翻译)[^？?吗]*$",
    re.IGNORECASE,
)
_MARKED = re.compile(r"[？?]\s*$")
_WORDS = re.compile(r"\w")


def is_spoken(question: str, language: Language) -> bool:
    """Whether somebody asks somebody."""
    if _TASK.search(question):
        return False
    if language == "en":
        return _ENGLISH.search(question) is not None
    if _CHINESE.search(question):
        return True
    is_short = len(_WORDS.findall(question)) <= FEW
    return is_short and not _MARKED.search(question)
