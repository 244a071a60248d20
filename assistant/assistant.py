"""The assistant: one question followed down, from the customer's words to an answer with its sources.

route -> standalone question -> search -> answer from the passages, verified -> store. The question is stored before
it is answered, and what there is of the answer is kept when nobody waits for it any more.
"""

import dataclasses
import logging
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from typing import Any

from assistant import phrases
from assistant.answers import Answer, Audience, Citation
from assistant.calibration import calibrate
from assistant.confidence import Calibration
from assistant.embedded import NEAREST, PASSAGES, EmbeddedAnswerer, Reply
from assistant.engines.engine import Engine, Spent
from assistant.engines.errors import EngineError
from assistant.followups import standalone
from assistant.prompts import House, answer_prompt, rewrite_prompt
from assistant.routing import Routing, route
from assistant.verified import VerifiedAnswers
from assistant.written import Written, write
from desk.conversations import Conversations, Message
from desk.feedback import Feedback
from desk.preferences import Preferences
from knowledge.base import KnowledgeBase
from knowledge.embedding import Embedder
from knowledge.language import Language, detect_language
from knowledge.model import Passage

HISTORY = 12  # messages that a follow-up may refer to
TURNS = 3  # questions back that a language model is told
SOURCES = 6  # passages that a language model reads
REWRITTEN = 120  # pieces of a rewritten question, at most
MOST_CHARACTERS = 500  # of it
logger = logging.getLogger(__name__)

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
        engine: Callable[[], Engine | None] = lambda: None,
    ) -> None:
        """`preferences` is asked at each question, so that a change on the settings page holds at once.

        So is `engine`: the language model at work, or None, and then the documents are quoted.
        """
        self._knowledge = knowledge
        self._conversations = conversations
        self._preferences = preferences
        self._engine = engine
        self._verified = VerifiedAnswers(feedback)
        self._answerers: dict[Audience, EmbeddedAnswerer] = {
            "public": EmbeddedAnswerer(lambda terms: knowledge.term_weights(terms, "public"), embedder.embed),
            "staff": EmbeddedAnswerer(lambda terms: knowledge.term_weights(terms, "staff"), embedder.embed),
        }

    def calibrate(self, stopped: Callable[[], bool] = lambda: False) -> dict[Audience, Calibration]:
        """Fit the point where answering begins to the documents there are; `stopped` is asked between searches.

        Takes some hundred searches; run it in the background when documents have changed.
        """
        fitted = {audience: calibrate(self._knowledge, audience, stopped=stopped) for audience in self._answerers}
        self.use(fitted)
        return fitted

    def use(self, calibrations: Mapping[Audience, Calibration]) -> None:
        """Judge by these from now on."""
        for audience, calibration in calibrations.items():
            self._answerers[audience].calibrate(calibration)

    def answer(
        self, conversation_id: str, text: str, language: str = "auto", audience: Audience = "public"
    ) -> Iterator[Answer]:
        """Yield the states of one answer: route and language from the first on, the text growing, the last `done`.

        `language` is that of the assistant's own words: 'auto' (the question's), 'en' or 'zh'. Closing the iterator
        stops the work and keeps what there is. Raises ConversationNotFound.
        """
        started = time.perf_counter()
        earlier = exchanges(self._conversations.messages(conversation_id, last=HISTORY))
        self._conversations.add(conversation_id, "customer", text)
        routing = route(text)
        speaks: Language = "zh" if language == "zh" else "en" if language == "en" else routing.language
        state = Answer(
            "", _ROUTES.get(routing.kind, "smalltalk"), speaks, False, EmbeddedAnswerer.name, conversation_id
        )
        number = self._conversations.add(conversation_id, "assistant", "", _stored(state))
        try:
            yield state
            for piece in self._states(state, routing, earlier, audience, self._engine()):
                state = replace(piece, seconds=time.perf_counter() - started)
                if state.done:
                    self._conversations.revise(conversation_id, number, state.text, _stored(state))
                yield state
        finally:
            if not state.done:
                self._conversations.revise(conversation_id, number, state.text, _stored(state))

    def can_answer(self, question: str, audience: Audience = "public") -> bool:
        """Whether the documents answer it; nothing is stored."""
        return not self._quoted(question, audience, self._preferences())[1].abstained

    def _quoted(self, question: str, audience: Audience, preferences: Preferences) -> tuple[Sequence[Passage], Reply]:
        """The passages for a question, and what they say to it in their own words."""
        passages = self._knowledge.search(question, audience=audience, limit=PASSAGES)
        return passages, self._answerers[audience].answer(question, passages, refusal=preferences.refusal)

    def rehearse(self, text: str, engine: Engine | None, audience: Audience = "public") -> Iterator[Answer]:
        """The states of an answer by this model, or quoted where it is None; nothing is stored."""
        routing = route(text)
        name = engine.name if engine else EmbeddedAnswerer.name
        state = Answer("", _ROUTES.get(routing.kind, "smalltalk"), routing.language, False, name, "")
        started = time.perf_counter()
        for now in self._states(state, routing, (), audience, engine):
            yield replace(now, seconds=time.perf_counter() - started)

    def _states(
        self, state: Answer, routing: Routing, earlier: Sequence[tuple[str, str]], audience: Audience,
        engine: Engine | None,
    ) -> Iterator[Answer]:  # fmt: skip
        """The states of one answer, the last `done`."""
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
        question = self._standalone(engine, routing.question, earlier)
        state = replace(state, standalone=question)
        known = self._verified.find(question, audience, lambda terms: self._knowledge.term_weights(terms, audience))
        if known is not None:
            day = known.created.date().isoformat()
            yield replace(state, text=known.text, engine="staff", verified=day, score=1.0, done=True)
            return
        passages, reply = self._quoted(question, audience, preferences)
        if engine is not None and passages and preferences.refusal < 1:
            try:
                yield from self._written(engine, state, routing.question, passages, earlier, reply, preferences)
                return
            except EngineError as error:
                logger.warning("The documents are quoted instead of what %s would write: %s", engine.name, error)
                state = replace(state, instead_of=engine.name)
        state = replace(state, score=reply.score, explanation=reply.explanation)
        if reply.abstained:
            yield self._refused(state, routing.question, reply.nearest)
            return
        state = replace(state, citations=reply.citations)
        for text in _growing(reply.text):
            yield replace(state, text=text)
        yield replace(state, text=reply.text, done=True)

    def _written(
        self, engine: Engine, state: Answer, asked: str, passages: Sequence[Passage],
        earlier: Sequence[tuple[str, str]], reply: Reply, preferences: Preferences,
    ) -> Iterator[Answer]:  # fmt: skip
        """The states of an answer that the language model writes; `asked` are the customer's own words.

        Raises EngineError.
        """
        language, spent = state.language, Spent()
        house = House(preferences.company[language], preferences.tone[language], preferences.rules[language])
        prompt = answer_prompt(
            state.standalone, passages[:SOURCES], language=language, history=earlier[-TURNS:], house=house,
            count=engine.count, budget=engine.room,
        )  # fmt: skip
        state = replace(state, engine=engine.name, adapter=engine.adapter, score=reply.score)
        written = Written("", ())
        for written in write(engine, prompt, language, reply.score, spent):
            if not written.is_refusal:
                yield replace(state, text=written.text, citations=written.citations)
        figures = {"tokens": spent.tokens, "first_word": round(spent.first_word, 3)}
        state = replace(state, explanation=reply.explanation | figures)
        if written.is_refusal:
            yield self._refused(state, asked, reply.nearest or reply.citations[:NEAREST])
        else:
            yield replace(state, text=written.text, citations=written.citations, done=True)

    def _refused(self, state: Answer, question: str, nearest: Sequence[Citation]) -> Answer:
        contact = self._preferences().contact[state.language]
        text = phrases.refusal(state.language, question, contact, near=bool(nearest))
        return replace(state, text=text, abstained=True, nearest=tuple(nearest), done=True)

    def _standalone(self, engine: Engine | None, question: str, earlier: Sequence[tuple[str, str]]) -> str:
        """The question as it is meant: by rule, and by the model where the rule sees that it leans on what was said."""
        by_rule = standalone(question, [asked for asked, _ in earlier])
        if engine is None or by_rule == question:
            return by_rule
        language: Language = detect_language(question)
        words = engine.stream(rewrite_prompt(question, earlier[-TURNS:], language))
        try:
            rewritten = "".join(islice(words, REWRITTEN)).strip().strip('"“”')
        except EngineError:
            return by_rule
        finally:
            words.close()  # type: ignore[attr-defined]  # a model that goes on and on is stopped
        return rewritten if rewritten and "\n" not in rewritten and len(rewritten) <= MOST_CHARACTERS else by_rule


def exchanges(messages: Sequence[Message]) -> list[tuple[str, str]]:
    """Each question with its answer, oldest first; '' where it has none."""
    pairs: list[tuple[str, str]] = []
    for message in messages:
        if message.role == "customer":
            pairs.append((message.text, ""))
        elif pairs:
            pairs[-1] = (pairs[-1][0], message.text)
    return pairs


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
