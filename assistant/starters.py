"""Questions to begin with, found in the company's own documents: what they ask themselves, and what they speak of.

Where documents in one language give too few, what any front desk is asked in it fills them up: a company whose
documents are all in the other language answers that too. Each is tried before it is shown: a first question that is
refused would be a poor welcome.
"""

import re
from collections.abc import Callable, Iterator, Sequence, Set
from itertools import chain, zip_longest
from typing import Any, Protocol

from knowledge.language import Language, detect_language, split_sentences
from knowledge.model import Chunk, Visibility

STARTERS = 4
DOCUMENTS = 40  # looked through, the newest first
TRIALS = 40  # questions tried in each language
LENGTHS: dict[Language, tuple[int, int]] = {"en": (12, 80), "zh": (5, 30)}  # characters of a question
STEM = 4  # letters by which two words are taken for forms of one
HEADINGS: dict[Language, tuple[int, int]] = {"en": (6, 40), "zh": (2, 14)}

_ABOUT: dict[Language, str] = {"en": "What can you tell me about {}?", "zh": "请介绍一下{}"}
_ASKED_ANYWHERE: dict[Language, tuple[str, ...]] = {
    "en": ("When are you open?", "Where are you?", "How can I book?", "Can I cancel a booking?", "How can I pay?",
           "Is there parking?"),
    "zh": ("营业时间是几点？", "你们在哪里？", "怎么预约？", "预约可以取消吗？", "怎么付款？", "有停车场吗？"),
}  # fmt: skip
QUESTION = re.compile(r"^\W*(?:(?:Q|问|\d{1,3})\s*[.:：、)]\s*)?(.+[?？])\s*$", re.DOTALL)


class Documents(Protocol):
    """The part of the knowledge base that is looked through."""

    def list(self, *, visibility: Visibility | None = None, limit: int | None = None) -> Sequence[Any]: ...
    def get(self, document_id: str) -> Any: ...


def find_starters(
    documents: Documents, answers: Callable[[str], bool], *, stopped: Callable[[], bool] = lambda: False
) -> dict[Language, tuple[str, ...]]:
    """Up to STARTERS questions in each language, from different documents where there are several.

    `answers` tells whether a question is answered; `stopped` is asked before each trial.
    """
    chunks = [
        documents.get(info.id).chunks
        for info in documents.list(visibility="public", limit=DOCUMENTS)
        if info.status == "ready"
    ]
    found: dict[Language, tuple[str, ...]] = {}
    for language in LENGTHS:
        kept: list[str] = []
        candidates = chain(
            _in_turn([_asked(document, language) for document in chunks]),
            _in_turn([_spoken_of(document, language) for document in chunks]),
            _ASKED_ANYWHERE[language] if chunks else (),
        )
        for trial, question in enumerate(dict.fromkeys(candidates)):
            if len(kept) == STARTERS or trial == TRIALS or stopped():
                break
            if answers(question):
                kept.append(question)
        found[language] = tuple(kept)
    return found


def _asked(chunks: Sequence[Chunk], language: Language) -> Iterator[str]:
    """Questions that stand in a document, in its headings first."""
    for chunk in chunks:
        sentences = (chunk.text[start:end] for start, end in split_sentences(chunk.text))
        for text in chain(chunk.headings[-1:], sentences):
            match = QUESTION.match(" ".join(text.split()))
            if match and _fits(match[1], language, LENGTHS):
                yield match[1]


def _spoken_of(chunks: Sequence[Chunk], language: Language) -> Iterator[str]:
    begun = {word[:STEM] for chunk in chunks for word in re.findall(r"[a-z'-]+", chunk.text)}
    for chunk in chunks:
        for heading in chunk.headings[-1:]:
            words = heading.strip(" 0123456789.、:：#")
            if _fits(words, language, HEADINGS) and not re.search(r"[?？!！\d]", words):
                yield _ABOUT[language].format(_inside_a_sentence(words, begun))


def _inside_a_sentence(heading: str, begun: Set[str]) -> str:
    """'Breakfast' as 'breakfast', but 'Galway shop' as it is, where no word in small letters begins like the first."""
    first, *more = heading.split()
    is_name = bool(more) and first.lower()[:STEM] not in begun
    return heading if is_name or not first[1:].islower() else heading[0].lower() + heading[1:]


def _fits(text: str, language: Language, lengths: dict[Language, tuple[int, int]]) -> bool:
    least, most = lengths[language]
    return least <= len(text) <= most and detect_language(text) == language


def _in_turn(sources: Sequence[Iterator[str]]) -> Iterator[str]:
    """The first of each, then the second of each, and so on."""
    for round_ in zip_longest(*sources):
        yield from (question for question in round_ if question is not None)
