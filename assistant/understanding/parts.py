"""Where one message may want several things: the clauses of it that can stand alone.

Which of them are things of their own is for the understander to say, that knows what each wants.
"""

import re
from dataclasses import dataclass

from knowledge.language import Language, simplified, split_sentences

_WISH: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\?\s*$|^(?:and |but |so |also |then )*(?:please|pls|can|could|would|will|do|does|did|is|are|was|what|whats"
        r"|when|where|wheres|which|who|why|how|tell|show|give|recommend|suggest|send|cancel|change|check|track|return|refund"
        r"|exchange|help|find)\b"
        r"|\b(?:i want|i wanna|i need|i'?d like|i would like|i'?m looking|looking for|please|pls|want to|need to"
        r"|wonder)",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"[？?]|吗|呢$|怎么|什么|哪|多少|几|多久|多长|能不能|可以|可不可以|想|要|请|帮|推荐|有没有|查|是否"
    ),
}
LEAST = {"en": 3, "zh": 4}  # words, or characters, of a whole question
MOST = 6  # clauses of one message that are looked at
LONGEST = 400  # characters of a message that is taken apart; a longer one is a letter, and understood as a whole

_QUESTION: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\?\s*$|^(?:and |but |so |also |then )*(?:what|when|where|which|who|why|how|do|does|did|can|could"
        r"|is|are|will|would|may|should)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(r"[？?]|[吗呢]$|怎么|什么|哪|多少|几|多久|多长|能不能|可不可以|有没有|是否"),
}
_JOINT: dict[Language, re.Pattern[str]] = {
    # 'where is my order, and do you ship to Spain': a new clause begins with a verb or a question word
    "en": re.compile(
        r"[,;]?\s+(?:(?P<added>and also|also|plus|besides|as well as|by the way|btw)[, ]+"
        r"|(?:and|but|&)\s+(?P<also>also[, ]+)?)"
        r"(?=(?:(?:can|could|would|will|do|does|did|is|are|was|what|when|where|which|who|why|how|i|i'd|i'm|i've|my"
        r"|please|pls|tell|show|give|recommend|send|cancel|change|check|track|return|refund|help|if)\b))",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"[，,、；;\s]*(?P<added>另外|还有|顺便(?:问一下|问下)?|此外|以及|并且|同时)[，,\s]*|[，,；;]\s*(?P<also>也想|还想)?"
        r"(?=(?:你们|我想|我要|能不能|可以|怎么|什么|多少|请|帮|有没有|哪|是否|想|推荐))"
    ),
}


@dataclass(frozen=True)
class Clause:
    text: str
    is_added: bool  # joined by a word that says it is something more
    is_sentence: bool  # it begins a sentence
    is_wish: bool  # it asks for something; others tell what happened
    is_question: bool  # by its words, a whole one


def clauses(text: str, language: Language) -> list[Clause]:
    """The clauses in the order said; the whole text alone where it is one, or too long to be taken apart."""
    if len(text) > LONGEST:
        return [_clause(text, language)]
    found: list[Clause] = []
    for start, end in split_sentences(text):
        sentence, last, is_added = text[start:end], 0, False
        for joint in _JOINT[language].finditer(simplified(sentence)):  # which is as long
            if joint.start() == 0 or joint.end() <= last:
                continue
            found.append(_clause(sentence[last : joint.start()], language, is_added, is_sentence=last == 0))
            last, is_added = joint.end(), bool(joint["added"] or joint["also"])
        found.append(_clause(sentence[last:], language, is_added, is_sentence=last == 0))
    found = [clause for clause in found if any(character.isalnum() for character in clause.text)]
    return found if 1 <= len(found) <= MOST else [_clause(text, language)]


def asks(text: str, language: Language) -> bool:
    """Whether a text is a whole question by its words."""
    return _clause(text, language).is_question


def _clause(text: str, language: Language, is_added: bool = False, *, is_sentence: bool = True) -> Clause:
    text = text.strip(" ,，;；、")
    plain = simplified(text)
    is_whole = len(plain.split()) >= LEAST[language] if language == "en" else len(plain) >= LEAST[language]
    is_question = is_whole and _QUESTION[language].search(plain) is not None
    return Clause(text, is_added, is_sentence, _WISH[language].search(plain) is not None, is_question)
