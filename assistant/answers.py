"""What the assistant says: an answer that grows, its citations, and where it stands."""

from dataclasses import dataclass, field
from typing import Any, Literal

Route = Literal["question", "smalltalk", "person"]
Audience = Literal["public", "staff"]


@dataclass(frozen=True)
class Citation:
    """A source of an answer: the document, the place in it, and the words that answer."""

    n: int
    document_id: str
    document: str  # file name
    title: str
    location: str  # 'page 3', 'Delivery › Costs'
    quote: str  # the passage's text around the answer, verbatim
    highlights: tuple[tuple[int, int], ...]  # [start, end) of the answering words in `quote`
    score: float  # 0..1, how sure the assistant is that it answers
    passage_id: str
    version: int = 1
    start: int = 0  # where `quote` begins in the passage's text


@dataclass(frozen=True)
class Answer:
    """One state of an answer while it grows; the last has `done`."""

    text: str
    route: Route
    language: Literal["en", "zh"]
    abstained: bool
    engine: str  # who answers: 'embedded', a model's name, or 'staff' for words that staff have written
    conversation: str
    citations: tuple[Citation, ...] = ()
    nearest: tuple[Citation, ...] = ()  # of a refusal: what is near
    standalone: str = ""  # the question as it was searched
    score: float = 0.0  # 0..1, how sure
    seconds: float = 0.0
    done: bool = False
    instead_of: str = ""  # the language model that should have answered and could not
    verified: str = ""  # of words that staff have written: the day, as ISO 8601
    adapter: str = ""  # of the language model that answers
    explanation: dict[str, Any] = field(default_factory=dict)  # why: features behind the score


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer as the command line's `ask` and the HTTP API give it."""
    return {
        "answer": answer.text,
        "route": answer.route,
        "language": answer.language,
        "abstained": answer.abstained,
        "engine": answer.engine,
        "conversation": answer.conversation,
        "citations": [
            {"n": c.n, "document": c.document, "location": c.location, "quote": c.quote, "score": round(c.score, 4)}
            for c in answer.citations
        ],
        "products": [],
        "ticket": None,
        "seconds": round(answer.seconds, 4),
    }
