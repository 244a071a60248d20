"""The assistant: one question followed down, from the customer's words to an answer with its sources.

route -> standalone question -> search -> answer from the passages, verified -> store. The question is stored before
it is answered, and what there is of the answer is kept when nobody waits for it any more.
"""

import dataclasses
import re
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from assistant import phrases
from assistant.answers import Answer, Audience
from assistant.calibration import calibrate
from assistant.embedded import PASSAGES, EmbeddedAnswerer, Reply
from assistant.followups import standalone
from assistant.routing import Routing, route
from assistant.verified import VerifiedAnswers
from desk.conversations import Conversations
from desk.feedback import Feedback
from desk.preferences import Preferences
from knowledge.base import KnowledgeBase
from knowledge.embedding import Embedder
from knowledge.language import Language

HISTORY = 12  # messages that a follow-up may refer to
_PIECE = re.compile(r".+?(?:\[\d+\]\s*|[。！？\n]|[.!?](?=\s)\s*|\Z)", re.DOTALL)


class Assistant:
    """Answers customers and staff. Knows nothing of pages."""

    def __init__(
        self,
        knowledge: KnowledgeBase,
        conversations: Conversations,
        embedder: Embedder,
        feedback: Feedback,
        *,
        preferences: Callable[[], Preferences],
    ) -> None:
        """`preferences` is asked at each question, so that a change on the settings page holds at once."""
        self._knowledge = knowledge
        self._conversations = conversations
        self._preferences = preferences
        self._verified = VerifiedAnswers(feedback)
        self._answerers: dict[Audience, EmbeddedAnswerer] = {
            "public": EmbeddedAnswerer(lambda terms: knowledge.term_weights(terms, "public"), embedder.embed),
            "staff": EmbeddedAnswerer(lambda terms: knowledge.term_weights(terms, "staff"), embedder.embed),
        }

    def calibrate(self, stopped: Callable[[], bool] = lambda: False) -> None:
        """Fit the point where answering begins to the documents there are; `stopped` is asked between searches.

        Takes some hundred searches; run it in the background when documents have changed.
        """
        for audience, answerer in self._answerers.items():
            answerer.calibrate(calibrate(self._knowledge, audience, stopped=stopped))

    def answer(
        self, conversation_id: str, text: str, language: str = "auto", audience: Audience = "public"
    ) -> Iterator[Answer]:
        """Yield the states of one answer: route and language from the first on, the text growing, the last `done`.

        `language` is that of the assistant's own words: 'auto' (the question's), 'en' or 'zh'. Closing the iterator
        stops the work and keeps what there is. Raises ConversationNotFound.
        """
        started = time.perf_counter()
        earlier = [message.text for message in self._conversations.messages(conversation_id, last=HISTORY)
                   if message.role == "customer"]  # fmt: skip
        self._conversations.add(conversation_id, "customer", text)
        routing = route(text)
        speaks: Language = "zh" if language == "zh" else "en" if language == "en" else routing.language
        state = Answer(
            "", _ROUTES.get(routing.kind, "smalltalk"), speaks, False, EmbeddedAnswerer.name, conversation_id
        )
        number = self._conversations.add(conversation_id, "assistant", "", _stored(state))
        try:
            yield state
            for piece in self._states(state, routing, earlier, audience):
                state = replace(piece, seconds=time.perf_counter() - started)
                if state.done:
                    self._conversations.revise(conversation_id, number, state.text, _stored(state))
                yield state
        finally:
            if not state.done:
                self._conversations.revise(conversation_id, number, state.text, _stored(state))

    def can_answer(self, question: str, audience: Audience = "public") -> bool:
        """Whether the documents answer it; nothing is stored."""
        return not self._reply(question, audience).abstained

    def _reply(self, question: str, audience: Audience) -> Reply:
        passages = self._knowledge.search(question, audience=audience, limit=PASSAGES)
        return self._answerers[audience].answer(question, passages, refusal=self._preferences().refusal)

    def _states(self, state: Answer, routing: Routing, earlier: Sequence[str], audience: Audience) -> Iterator[Answer]:
        language, preferences = state.language, self._preferences()
        contact = preferences.contact[language]
        if routing.kind == "person":
            yield replace(state, text=phrases.person(language, contact), done=True)
            return
        if routing.kind != "question":
            yield replace(
                state, text=phrases.smalltalk(routing.kind, language, preferences.company[language]), done=True
            )
            return
        question = standalone(routing.question, earlier)
        state = replace(state, standalone=question)
        known = self._verified.find(question, audience, lambda terms: self._knowledge.term_weights(terms, audience))
        if known is not None:
            day = known.created.date().isoformat()
            yield replace(state, text=known.text, engine="staff", verified=day, score=1.0, done=True)
            return
        reply = self._reply(question, audience)
        state = replace(state, score=reply.score, explanation=reply.explanation)
        if reply.abstained:
            text = phrases.refusal(language, routing.question, contact, near=bool(reply.nearest))
            yield replace(state, text=text, abstained=True, nearest=reply.nearest, done=True)
            return
        state = replace(state, citations=reply.citations)
        for text in _growing(reply.text):
            yield replace(state, text=text)
        yield replace(state, text=reply.text, done=True)


_ROUTES: dict[str, Any] = {"question": "question", "person": "person"}


def _growing(text: str) -> Iterator[str]:
    """The text sentence by sentence, as far as it is before its end."""
    shown = ""
    for piece in _PIECE.findall(text):
        shown += piece
        if len(shown) < len(text):
            yield shown


def _stored(answer: Answer) -> dict[str, Any]:
    """What is kept beside the text of an answer, as JSON."""
    stored = dataclasses.asdict(answer)
    del stored["text"], stored["conversation"]
    return stored
