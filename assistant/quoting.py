"""What the documents say to a question, in their own words: in the question's language first, then in the other."""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain, zip_longest

from assistant.across import Corpus, search_across
from assistant.answers import Audience
from assistant.embedded import PASSAGES, EmbeddedAnswerer, Reply
from knowledge.model import Passage


def quoted(
    corpus: Corpus,
    answerer: EmbeddedAnswerer,
    question: str,
    *,
    audience: Audience = "public",
    refusal: float = 0.5,
    hidden: Collection[str] = (),
) -> tuple[Sequence[Passage], Reply]:
    """The passages for a question, best first, and what they say to it; of documents in `hidden` none.

    Where those in the question's language do not answer, or `refusal` asks for an answer at any price, the ones in the
    other language are asked as well, and the surer of the two replies is given.
    """
    passages = corpus.search(question, audience=audience, limit=PASSAGES, hidden=hidden)
    reply = answerer.answer(question, passages, refusal=refusal)
    if not reply.abstained and refusal > 0:
        return passages, reply
    found = search_across(corpus, question, audience=audience, limit=PASSAGES, hidden=hidden, own_passages=passages)
    if found is None:
        return passages, reply
    across, others = found
    other = answerer.answer(across, others, refusal=refusal)
    if other.score > reply.score:
        near = reply.nearest if other.abstained and reply.nearest else other.nearest
        return _in_turn(others, passages), replace(other, nearest=near)
    return _in_turn(passages, others), replace(reply, nearest=reply.nearest or other.nearest)


def _in_turn(first: Sequence[Passage], second: Sequence[Passage]) -> list[Passage]:
    """One of each in turn, each passage once."""
    mixed = chain.from_iterable(zip_longest(first, second))
    return list({passage.id: passage for passage in mixed if passage is not None}.values())
