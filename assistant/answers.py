"""What the assistant says: an answer that grows, its citations and products, and where it stands."""

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

from assistant.understanding.message import Route

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
class ProductCard:
    """A product of the company's own catalog, as a customer is shown it."""

    id: str
    title: str
    price: str  # as it is shown: '49.00'
    currency: str  # 'EUR'
    image: str  # address of a picture; empty: the page draws one
    link: str  # address of its page; may be empty
    rating: str  # as it is shown: '4.6'; may be empty
    stock: str  # 'in stock', '3 left'; in the language of the answer
    why: str  # one line: what of the wish it fulfils


@dataclass(frozen=True)
class Chip:
    """A condition or wish that is heeded: what it is called, and the words that take it back."""

    label: str  # 'under €50'
    say: str  # 'Remove: under €50'


@dataclass(frozen=True)
class Compared:
    """A row of a comparison of products: a property, and what each of them says of it, in the order of the cards."""

    label: str
    values: tuple[str, ...]
    differs: bool


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
    nearest: tuple[Citation, ...] = ()  # of a refusal: what is near; numbered after the citations
    standalone: str = ""  # the question as it was searched
    score: float = 0.0  # 0..1, how sure
    seconds: float = 0.0
    done: bool = False
    instead_of: str = ""  # the language model that should have answered and could not
    verified: str = ""  # of words that staff have written: the day, as ISO 8601
    adapter: str = ""  # of the language model that answers
    explanation: dict[str, Any] = field(default_factory=dict)  # why: features behind the score
    products: tuple[ProductCard, ...] = ()
    chips: tuple[Chip, ...] = ()  # the conditions that the products fulfil
    comparison: tuple[Compared, ...] = ()  # of the products, where they are compared
    ticket: str | None = None  # the number of the ticket that was opened or spoken of: 'F-1042'
    links: tuple[tuple[str, str], ...] = ()  # words and address of what may be opened: a parcel's tracking
    choices: tuple[str, ...] = ()  # short replies that a customer may press instead of typing
    shows_contact: bool = False  # whether ways to reach a person stand below it
    understood: dict[str, Any] = field(default_factory=dict)  # parts with their routes, mood, urgency; for staff only
    dialog: dict[str, Any] = field(default_factory=dict)  # what the next message goes on with: a form half filled in


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
        "products": [asdict(product) for product in answer.products],
        "ticket": answer.ticket,
        "seconds": round(answer.seconds, 4),
    }
