"""What people have asked, with an answer that someone stands behind: a customer's thumb, or the words of staff."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from assistant.assistant import HISTORY, exchanges
from assistant.skills.questions import TURNS
from assistant.tuning.found import pairs_in
from assistant.tuning.support import without_marks
from desk.conversations import Conversations, Message
from desk.examples import Examples, Filter, Source, origin_of
from desk.feedback import Feedback
from knowledge.base import KnowledgeBase
from knowledge.language import Language, detect_language
from knowledge.model import Chunk, Passage
from knowledge.records import DocumentInfo

MOST_OF_DOCUMENT = 40  # pairs; a price list has thousands of cells
MOST_DOCUMENTS = 2000  # that are looked through, the newest first


@dataclass(frozen=True)
class Asked:
    """A question and its answer, before its sources are looked up."""

    source: Source
    question: str  # complete in itself
    answer: str  # without marks
    language: Language
    origin: str  # for ever the same
    history: tuple[tuple[str, str], ...] = ()
    conversation: str | None = None
    message: int | None = None
    known: Passage | None = None  # the passage that answers
    cited: tuple[tuple[str, str], ...] = ()  # documents with the words that were quoted of them when it was answered


def from_conversations(conversations: Conversations, feedback: Feedback) -> Iterator[Asked]:
    """Answers that staff corrected, that staff wrote, and that customers liked; of one answer the best of these.

    What customers may not see is left out: a model says what it has learned to everybody. So is a correction whose
    conversation was deleted: it goes on answering, for its words are the staff's, but the question is the customer's,
    and what a model has learned cannot be deleted from it.
    """
    corrected = set()
    for correction in feedback.verified():
        if correction.audience != "public" or correction.conversation is None:
            continue
        place = f"{correction.conversation}:{correction.n}"
        corrected.add(place)
        history = _history(conversations, correction.conversation, correction.n)
        yield Asked(
            "corrected", correction.question, without_marks(correction.text), _language(correction.language),
            f"corrected:{place}", history, correction.conversation, correction.n,
        )  # fmt: skip
    for conversation, n in conversations.replies_of_staff():
        earlier = [message for message in _before(conversations, conversation, n) if message.role == "customer"]
        reply = conversations.message(conversation, n)
        if earlier and reply.text.strip() and conversations.get(conversation).audience == "public":
            yield Asked(
                "human", earlier[-1].text, reply.text.strip(), detect_language(reply.text), f"human:{conversation}:{n}",
                _history(conversations, conversation, n), conversation, n,
            )  # fmt: skip
    for conversation, n in feedback.liked():
        if f"{conversation}:{n}" in corrected or conversations.get(conversation).audience != "public":
            continue
        if (liked := _liked(conversations, conversation, n)) is not None:
            yield liked


def from_imports(examples: Examples) -> Iterator[Asked]:
    """Imported dialogues whose sources have not been looked up yet."""
    for row in examples.list(Filter(source="import", note="not_searched", status="new")):
        if not row.is_edited:
            yield Asked(
                "import", row.question, without_marks(row.answer), _language(row.language),
                origin_of("import", row.question, row.answer, row.history), row.history,
            )  # fmt: skip


def from_document(info: DocumentInfo, chunks: list[Chunk]) -> Iterator[Asked]:
    """Question-answer pairs that stand in a document."""
    pairs = list(pairs_in(chunks))
    others = [pair for pair in pairs if pair.how != "cell"]
    cells = sorted(
        (pair for pair in pairs if pair.how == "cell"),
        key=lambda pair: hashlib.sha256(f"{info.id} {pair.question}".encode()).digest(),
    )
    for pair in [*others, *cells][:MOST_OF_DOCUMENT]:
        yield Asked(
            "document", pair.question, pair.answer, pair.language, f"document:{info.id}:{pair.question}",
            known=next(passage_of(info, chunk) for chunk in chunks if chunk.n == pair.n),
        )  # fmt: skip


def passages_of_public(knowledge: KnowledgeBase) -> Iterator[tuple[DocumentInfo, list[Chunk]]]:
    """Every document that customers may see, with what was extracted from it."""
    for info in knowledge.list(visibility="public", limit=MOST_DOCUMENTS):
        if info.is_live:
            live = knowledge.live(info.id).info
            yield live, knowledge.passages(info.id)


def passage_of(info: DocumentInfo, chunk: Chunk) -> Passage:
    return Passage(
        id=f"{info.id}:{info.version}:{chunk.n}", document_id=info.id, document=info.name, title=info.title,
        version=info.version, n=chunk.n, text=chunk.text, headings=chunk.headings, place=chunk.place,
        visibility=info.visibility, score=0.0, rows=chunk.rows,
    )  # fmt: skip


def _liked(conversations: Conversations, conversation: str, n: int) -> Asked | None:
    """A liked answer to a single question; None for one about an order, a recommendation, or several things at once."""
    message = conversations.message(conversation, n)
    kept = message.answer or {}
    question = str(kept.get("standalone") or "")
    parts = kept.get("understood", {}).get("parts") or [None]
    is_question = kept.get("route") == "question" and len(parts) == 1 and not kept.get("products")
    if not is_question or kept.get("abstained") or not question or not message.text.strip():
        return None
    return Asked(
        "liked", question, without_marks(message.text), _language(str(kept.get("language"))),
        f"liked:{conversation}:{n}", _history(conversations, conversation, n), conversation, n,
        cited=tuple((citation["document_id"], citation["quote"]) for citation in kept.get("citations") or ()),
    )  # fmt: skip


def _before(conversations: Conversations, conversation: str, n: int) -> list[Message]:
    return [message for message in conversations.messages(conversation) if message.n < n][-HISTORY:]


def _history(conversations: Conversations, conversation: str | None, n: int) -> tuple[tuple[str, str], ...]:
    """What was said before the question, as a prompt tells it."""
    if conversation is None:
        return ()
    told = exchanges(_before(conversations, conversation, n), without_service=True)
    return tuple(pair for pair in told if pair[1])[-TURNS:]


def _language(name: str) -> Language:
    return "zh" if name == "zh" else "en"
