"""Typing errors in a question: a word that neither the language nor the passages know, read as the one it nearly is.

A name that is well known is left alone, however like another: nobody who asks for Iceland means Ireland. What the
embedding model has as one piece is taken for known.
"""

import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import reduce
from operator import or_

from assistant.evidence import passage_heading
from assistant.meaning import Read
from knowledge.language import terms
from knowledge.matching import credit, text_terms
from knowledge.model import Passage
from knowledge.slips import is_slip

_WORD = re.compile(r"(?<![\w@./-])[a-z]{5,30}(?![\w@./-])", re.ASCII | re.IGNORECASE)


def as_meant(question: str, passages: Sequence[Passage], read: Read) -> str:
    """The question with each misspelled word as the passages spell it; mostly the question itself."""
    texts = [f"{passage_heading(passage)} {passage.text}" for passage in passages]
    known = reduce(or_, map(text_terms, texts)) if texts else text_terms("")
    strange = [
        word for word in _WORD.finditer(question) if not any(credit(term, known) for term in terms(word.group()))
    ]
    if not strange:
        return question
    places = read([question])[0].places
    spelled = sorted({word.group() for text in texts for word in _WORD.finditer(text)})
    for word in reversed(strange):
        pieces = sum(start >= word.start() and end <= word.end() for start, end in places)
        near = [other for other in spelled if pieces > 1 and is_slip(word.group().lower(), other.lower())]
        if near:
            meant = max(near, key=lambda other: SequenceMatcher(None, word.group().lower(), other.lower()).ratio())
            question = question[: word.start()] + meant + question[word.end() :]
    return question
