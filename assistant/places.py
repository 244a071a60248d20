"""Places in a question: read as the documents call them, or as the region that these speak of.

'To Portugal' is answered by 'Other countries of the European Union', and 'to the USA' by 'United States'. The words are
compared by terms anyway; this is for the embedding model, that does not see one in the other.
"""

from collections.abc import Sequence

from assistant.evidence import passage_heading
from knowledge.language import terms
from knowledge.matching import TextTerms, content_terms, credit, has_name, is_place, other_names_of, text_terms, word_of
from knowledge.model import Passage


def as_called(question: str, passages: Sequence[Passage]) -> str:
    """The question with each place by the name that passages which have its other words call it by."""
    places = [term for term in dict.fromkeys(terms(question)) if is_place(term)]
    if not places or not passages:
        return question
    texts = [text_terms(f"{passage_heading(passage)} {passage.text}") for passage in passages]
    content = content_terms(question)
    for place in places:
        others = [term for term in content if term != place]

        def to_the_point(named: Sequence[TextTerms], others: Sequence[str] = others) -> float:
            return max((sum(credit(term, text) for term in others) for text in named), default=-1.0)

        own = to_the_point([text for text in texts if place in text.terms])
        names = [
            (to_the_point([text for text in texts if has_name(name, text)]), name) for name in other_names_of(place)
        ]
        best, name = max(names, key=lambda pair: pair[0], default=(-1.0, ""))
        word = word_of(place, question)
        if best > own and word:
            question = question.replace(word, name, 1)
    return question
