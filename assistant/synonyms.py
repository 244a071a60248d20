"""A word of a question that no passage has, read as the word of the same meaning that they do have.

'Can I bring a friend' is answered where guests are spoken of. By terms the two are known to be alike anyway; the
embedding model sees it only where the word itself stands in the question.
"""

from collections.abc import Sequence

from assistant.evidence import passage_heading
from knowledge.matching import content_terms, credit, is_place, synonyms_of, text_terms, word_of
from knowledge.model import Passage


def as_written(question: str, passages: Sequence[Passage]) -> str:
    """The question with each such word replaced; of several the one beside which most of its other words stand."""
    content = content_terms(question)
    strange = [term for term in content if synonyms_of(term) and not is_place(term)]
    if not strange or not passages:
        return question
    texts = [text_terms(f"{passage_heading(passage)} {passage.text}") for passage in passages]
    for term in strange:
        word = word_of(term, question)
        if not word or any(term in text.terms for text in texts):
            continue
        others = [other for other in content if other != term]
        best, meant = 0.0, ""
        for synonym, name in synonyms_of(term).items():
            there = [text for text in texts if synonym in text.terms]
            beside = max((1 + sum(credit(other, text) for other in others) for text in there), default=0.0)
            if beside > best:
                best, meant = beside, name
        if meant:
            question = question.replace(word, meant, 1)
    return question
