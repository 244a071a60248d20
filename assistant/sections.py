"""The section that says how something is done: where its heading is the question, its text is the answer.

'How to return something' holds three steps, none of which has the word; by itself each would seem beside the point.
"""

from collections.abc import Sequence

from assistant.evidence import Statement, passage_heading, statements
from knowledge.kinds import is_how
from knowledge.matching import QuestionTerms, coverage, text_terms
from knowledge.model import Passage

LOOKED_AT = 8  # passages
NEARLY_ALL = 0.8  # of the question's weight, that the headings have
LONGEST = 400  # characters that are shown of it, in whole statements


def that_says_how(question: QuestionTerms, passages: Sequence[Passage]) -> list[Statement]:
    """The first statements of the section that is headed by what is asked; [] where no heading says that it tells."""
    if not is_how(question.text, question.language):
        return []
    best: tuple[float, list[Statement]] = (0.0, [])
    for rank, passage in enumerate(passages[:LOOKED_AT]):
        own = passage.headings[-1] if passage.headings else ""
        share = coverage(question, text_terms(own))
        found = [one for one in statements(passage, rank) if not one.cells]
        if share == 0 or not found or coverage(question, text_terms(passage_heading(passage))) < NEARLY_ALL:
            continue
        says_how = is_how(own, question.language)
        if not says_how and share < NEARLY_ALL and not text_terms(own).terms <= question.weights.keys():
            continue
        share += says_how
        if share > best[0]:
            best = (share, found)
    return [one for one in best[1] if one.end - best[1][0].start <= LONGEST] or best[1][:1]
