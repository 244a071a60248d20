"""Questions in one language over documents in the other, read word by word through the free dictionary.

Every word of the question has some meanings in the documents' language (`knowledge.interpreter`). Of these the search
is given the likeliest that the documents have at all, and the others as further keywords; the passages it finds then
say which was meant. What is asked so stays the customer's question: its language is that of the assistant's own words,
and what is quoted stands as the document has it.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Protocol

from assistant.answers import Audience
from assistant.evidence import passage_heading
from knowledge.glosses import Gloss
from knowledge.interpreter import Interpreted, in_words, interpret
from knowledge.language import Language, detect_language, simplified, terms
from knowledge.matching import TextTerms, content_terms, says_nothing, text_terms
from knowledge.model import Passage
from knowledge.names import things_in

OTHER: dict[Language, Language] = {"en": "zh", "zh": "en"}
FURTHER = 5  # meanings of each word that are searched for
LOOKED_AT = 5  # passages that say which meaning was meant


@dataclass(frozen=True)
class PutAcross:
    """A question in the language of the documents."""

    text: str
    reading: Gloss | None  # English, to be read for its meaning in the text's stead, with the places of its words
    language: Language  # of the customer, who is told where things stand
    is_all: bool  # whether nothing at all was found in the customer's language
    things: frozenset[str] = frozenset()  # terms of the text: that whose being there is asked about


class Corpus(Protocol):
    """What a knowledge base does here."""

    def search(
        self, question: str, *, audience: Audience = "public", limit: int = 10, hidden: Collection[str] = (),
        also: Collection[str] = (),
    ) -> Sequence[Passage]: ...  # fmt: skip

    def frequencies(self, terms: Collection[str], audience: Audience = "public") -> dict[str, int]: ...


def search_across(
    corpus: Corpus,
    question: str,
    *,
    audience: Audience = "public",
    limit: int,
    hidden: Collection[str] = (),
    own_passages: Sequence[Passage] = (),
) -> tuple[PutAcross, Sequence[Passage]] | None:
    """The question in the other language than its own, and the passages in that language that were found, best first.

    `own_passages`: what was found for the question as it stands. None where the documents have none of its words in
    the other language; a number or a name that the question itself has is no word of it.
    """
    question = simplified(question)
    own = detect_language(question)
    other = OTHER[own]
    heard = interpret(question, own)
    known = corpus.frequencies(
        sorted({term for word in heard for said in word.meanings for term in terms(said)}), audience
    )
    if not any(known[term] for term in known.keys() - set(terms(question))):
        return None
    likeliest = [
        next((said for said in word.meanings if all(known[term] for term in _telling(said))), word.meanings[0])
        for word in heard
    ]
    also = sorted(
        {term for word in heard for said in word.meanings[:FURTHER] for term in _telling(said) if known[term]}
    )

    def found(chosen: Sequence[str]) -> list[Passage]:
        text = in_words(tuple(chosen), other)
        passages = corpus.search(text, audience=audience, limit=limit, hidden=hidden, also=also)
        return [passage for passage in passages if detect_language(passage.text) == other]

    passages = found(likeliest)
    meant = _meant(heard, likeliest, passages[:LOOKED_AT])
    if meant != likeliest:
        passages = found(meant)
    reading = _reading(question, heard, meant) if own == "en" else None
    if not passages:
        return None
    is_all = all(detect_language(passage.text) == other for passage in own_passages)
    things = _things(question, own, heard, meant)
    return PutAcross(in_words(tuple(meant), other), reading, own, is_all, things), passages


def _things(question: str, own: Language, heard: Sequence[Interpreted], meant: Sequence[str]) -> frozenset[str]:
    """The terms, as they are said in the other language, of what is asked to be there: 皮艇 of 'do you sell kayaks'."""
    asked = things_in(question, own, content_terms(question))
    said = (
        said
        for word, said in zip(heard, meant, strict=True)
        if not asked.isdisjoint(terms(question[word.start : word.end]))
    )
    return frozenset(term for one in said for term in content_terms(one))


def _meant(heard: Sequence[Interpreted], likeliest: Sequence[str], passages: Sequence[Passage]) -> list[str]:
    """Of each word the likeliest meaning where the passages have it, else the one that the best of them have."""
    texts = [text_terms(f"{passage_heading(passage)} {passage.text}") for passage in passages]
    return [
        likely
        if _weight(likely, texts) or not texts
        else max((likely, *word.meanings), key=lambda said: _weight(said, texts))
        for word, likely in zip(heard, likeliest, strict=True)
    ]


def _weight(said: str, texts: Sequence[TextTerms]) -> float:
    """How much of the passages, the first of which weigh most, have all of these words."""
    wanted = set(_telling(said))
    return sum(1 / n for n, text in enumerate(texts, 1) if wanted and wanted <= text.terms)


def _telling(said: str) -> list[str]:
    return [term for term in terms(said) if not says_nothing(term)]


def _reading(question: str, heard: Sequence[Interpreted], meant: Sequence[str]) -> Gloss:
    return Gloss(question, tuple((said, word.start, word.end) for word, said in zip(heard, meant, strict=True)))
