"""What a skill is: something the assistant can do for a customer, and what it is handed for it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from assistant.answers import Answer, Audience
from assistant.embedded import Reply
from assistant.engines.engine import Engine
from assistant.trade import Trade
from assistant.understanding.message import Part, Understood
from desk.feedback import Correction
from desk.preferences import Preferences
from knowledge.catalog.finding import Found
from knowledge.catalog.turns import Turn
from knowledge.kinds import is_how, tells_how
from knowledge.language import Language, detect_language
from knowledge.model import Passage

MOST_WORDS = 0.6  # of a question, by weight
NEAR = 0.2  # a score; what has nothing to do with the documents has less than 0.1


@dataclass(frozen=True)
class LookedUp:
    """What the documents say to a question."""

    question: str  # as it was searched
    verified: Correction | None  # what staff have said to it; then nothing was searched
    passages: Sequence[Passage]
    reply: Reply

    @property
    def answers(self) -> bool:
        """Whether it is answered."""
        return self.verified is not None or not self.reply.abstained

    @property
    def is_near(self) -> bool:
        """Whether what was found is about it, though it may not answer."""
        return self.answers or self.reply.score >= NEAR

    @property
    def is_to_the_point(self) -> bool:
        """Whether it is answered by what has most of its words: enough to answer a request before it is begun.

        Who asks how is answered by what instructs only: what is cancelled by itself at midnight tells no way to do it.
        """
        if self.verified is not None or not self.answers:
            return self.verified is not None
        language = detect_language(self.question)
        is_beside = is_how(self.question, language) and not tells_how(self.reply.text, self.reply.language)
        return self.reply.words >= MOST_WORDS and not is_beside


@dataclass(frozen=True)
class Sought:
    """What a wish for products means, and what the catalog has for it where it asks by words alone, else None."""

    turn: Turn
    found: Found | None

    @property
    def has_nothing(self) -> bool:
        """Whether it was looked for, and neither it nor anything of its kind is there."""
        return self.found is not None and not (self.found.hits or self.found.nearest)


@dataclass(frozen=True)
class Evidence:
    """What was looked up to know the route of a part: its skill need not look again."""

    documents: LookedUp | None = None
    products: Sought | None = None


@dataclass(frozen=True)
class Task:
    """One part of a message, and what a skill may need to answer it."""

    part: Part
    understood: Understood  # the whole message
    blank: Answer  # the answer before anything is said: every state begins from it
    earlier: Sequence[tuple[str, str]]  # questions with their answers, oldest first; none of customer service
    audience: Audience
    engine: Engine | None  # None: no language model is at work
    preferences: Preferences
    follows: bool = False  # whether other parts of the message have been answered before it
    address: str = ""  # of the customer's network, where it is known
    evidence: Evidence = Evidence()
    trade: Trade = Trade()

    @property
    def text(self) -> str:
        """The customer's words of this part."""
        return self.part.text

    @property
    def language(self) -> Language:
        """That of the assistant's own words."""
        return self.blank.language

    @property
    def conversation(self) -> str:
        """Its id; empty where staff only try a question, and nothing may be stored."""
        return self.blank.conversation

    @property
    def company(self) -> str:
        return self.preferences.company[self.language]

    @property
    def contact(self) -> str:
        return self.preferences.contact[self.language]

    def said(self, text: str, **more: object) -> Answer:
        """A whole answer at once."""
        return replace(self.blank, text=text, done=True, **more)  # type: ignore[arg-type]


class Skill(Protocol):
    """One kind of help."""

    def states(self, task: Task) -> Iterator[Answer]:
        """The states of the answer to this part, its text growing, the last `done`. Closing it stops the work."""
        ...
