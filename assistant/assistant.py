"""The assistant: one message followed down, from the customer's words to an answer with all that belongs to it.

understand -> each part to its skill, in turn -> one answer that grows -> store. The message is stored before it is
answered, and what there is of the answer is kept when nobody waits for it any more.
"""

import dataclasses
import re
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any

from assistant import phrases
from assistant.answers import Answer, Audience
from assistant.confidence import Calibration
from assistant.embedded import EmbeddedAnswerer
from assistant.engines.engine import Engine
from assistant.joining import joined
from assistant.service.details import asks_what_is_allowed, asks_what_is_done, is_asking
from assistant.service.words import TALK
from assistant.skills.concerning import DIALOG as PRODUCTS
from assistant.skills.questions import Questions
from assistant.skills.recommendations import Recommendations
from assistant.skills.service import Service
from assistant.skills.skill import Evidence, LookedUp, Skill, Task
from assistant.trade import Trade
from assistant.understanding.message import Part, Route, Understood
from assistant.understanding.understander import Understander
from desk.conversations import Conversations, Message
from desk.preferences import Preferences
from knowledge.language import Language

HISTORY = 12  # messages that a follow-up may refer to
SURE_REQUEST = 0.9  # a route's confidence; requests to a shop have 0.98 and more
UPSET = -0.6  # a mood
LEAST_LETTERS = 2  # by which a language is known

_NO_WORDS = re.compile(r"[!-~]*[@\d][!-~]*")  # e-mail addresses and numbers, with what stands at them


class Assistant:
    """Answers customers and staff. Knows nothing of pages."""

    def __init__(
        self,
        understander: Understander,
        skills: Mapping[Route, Skill],
        questions: Questions,
        service: Service,
        conversations: Conversations,
        *,
        recommendations: Recommendations | None = None,
        preferences: Callable[[], Preferences],
        engine: Callable[[], Engine | None] = lambda: None,
        trade: Callable[[], Trade] = Trade,
    ) -> None:
        """A part whose route has no skill in `skills` is taken for a question.

        `preferences` is asked at each message, so that a change on the settings page holds at once. So is `engine`:
        the language model at work, or None, and then the documents are quoted; and `trade`, what the company has.
        """
        self._understander = understander
        self._skills: Mapping[Route, Skill] = {"question": questions, "service": service, **skills}
        self._questions = questions
        self._service = service
        self._recommendations = recommendations
        if recommendations is not None:
            self._skills = {**self._skills, "recommendation": recommendations}
        self._conversations = conversations
        self._preferences = preferences
        self._engine = engine
        self._trade = trade

    def calibrate(self, stopped: Callable[[], bool] = lambda: False) -> dict[Audience, Calibration]:
        """Fit the point where answering begins to the documents there are; `stopped` is asked between searches.

        Takes some hundred searches; run it in the background when documents have changed.
        """
        return self._questions.calibrate(stopped)

    def use(self, calibrations: Mapping[Audience, Calibration]) -> None:
        """Judge by these from now on."""
        self._questions.use(calibrations)

    def can_answer(self, question: str, audience: Audience = "public") -> bool:
        """Whether the documents answer it; nothing is stored."""
        return self._questions.can_answer(question, audience, self._preferences().refusal)

    def answer(
        self, conversation_id: str, text: str, language: str = "auto", audience: Audience = "public", *,
        address: str = "",
    ) -> Iterator[Answer]:  # fmt: skip
        """Yield the states of one answer: route and language from the first on, the text growing, the last `done`.

        `language` is that of the assistant's own words: 'auto' (the question's), 'en' or 'zh'. `address` is that of the
        customer's network; wrong guesses at orders count for it. Closing the iterator stops the work and keeps what
        there is. Raises ConversationNotFound.
        """
        started = time.perf_counter()
        messages = self._conversations.messages(conversation_id, last=HISTORY)
        self._conversations.add(conversation_id, "customer", text)
        understood = self._cleared_up(text, messages) or self._understander.understand(
            text, exchanges(messages, without_service=True)
        )
        dialog = _dialog(messages)
        if dialog or _has_just_asked_back(messages):
            understood = replace(understood, is_unsure=False)
        if PRODUCTS in dialog:  # 'the second one' fills no form in
            understood = self._of_products(understood, dialog, text)
        understood = _read(understood, self._service.parts(understood, dialog, text, conversation_id))
        if PRODUCTS not in dialog:
            understood = self._of_products(understood, dialog, text)
        understood, evidence = self._as_documents_answer(understood, dialog, messages, audience)
        speaks: Language = "zh" if language == "zh" else "en"
        if language == "auto":
            speaks = _spoken(text, understood.language, messages)
        state = _blank(understood, speaks, EmbeddedAnswerer.name, conversation_id, dialog)
        number = self._conversations.add(conversation_id, "assistant", "", _stored(state))
        try:
            yield state
            for piece in self._states(state, understood, messages, audience, self._engine(), address, evidence):
                state = replace(piece, seconds=time.perf_counter() - started)
                if state.done:
                    self._conversations.revise(conversation_id, number, state.text, _stored(state))
                yield state
        finally:
            if not state.done:
                self._conversations.revise(conversation_id, number, state.text, _stored(state))

    def rehearse(self, text: str, engine: Engine | None, audience: Audience = "public") -> Iterator[Answer]:
        """The states of an answer by this model, or quoted where it is None; nothing is stored."""
        understood = self._understander.understand(text)
        state = _blank(understood, understood.language, engine.name if engine else EmbeddedAnswerer.name, "", {})
        started = time.perf_counter()
        for now in self._states(state, understood, (), audience, engine):
            yield replace(now, seconds=time.perf_counter() - started)

    def _of_products(self, understood: Understood, dialog: dict[str, Any], text: str) -> Understood:
        """The message, where it goes on with products or asks for one: read as that."""
        if self._recommendations is None:
            return understood
        return _read(understood, self._recommendations.parts(understood, dialog, text))

    def _cleared_up(self, text: str, messages: Sequence[Message]) -> Understood | None:
        """The message before, as this one says it was meant; None where it says no such thing."""
        route = phrases.meant(text)
        asked = [message.text for message in messages if message.role == "customer"]
        if route is None or not asked or not _has_just_asked_back(messages):
            return None
        understood = self._understander.understand(asked[-1])
        parts = tuple(replace(part, route=route) for part in understood.parts)
        return replace(understood, parts=parts, is_unsure=False)

    def _as_documents_answer(
        self, understood: Understood, dialog: dict[str, Any], messages: Sequence[Message], audience: Audience
    ) -> tuple[Understood, Mapping[Part, Evidence]]:
        """What the documents answer is a question, wherever it is open what else it might be, or nothing of ours.

        So is how something is done, and what is so of a product; where the documents do not say that, the catalog is
        asked. With it comes what was looked up for this.
        """
        earlier = exchanges(messages, without_service=True)
        found: dict[Part, Evidence] = {}
        for part in understood.parts:
            route, evidence = self._where_answered(part, understood.is_unsure, dialog, earlier, audience)
            found[replace(part, route=route)] = evidence
        parts = tuple(found)
        # what is near is shown: better than to be asked what one wants
        is_near = any(one.documents and one.documents.is_near for one in found.values())
        return replace(understood, parts=parts, is_unsure=understood.is_unsure and not is_near), found

    def _where_answered(
        self, part: Part, is_unsure: bool, dialog: dict[str, Any], earlier: Sequence[tuple[str, str]],
        audience: Audience,
    ) -> tuple[Route, Evidence]:  # fmt: skip
        """The route of a part, and what was looked up to know it."""

        def documents() -> LookedUp:
            return self._questions.look_up(part.text, earlier, audience, self._preferences().refusal)

        if self._service.explains(part, dialog):
            found = documents()
            # which no question begins anew
            goes_on = self._service.is_under_way(part, dialog) or self._service.is_of_all(part)
            is_told = found.is_to_the_point or (found.answers and asks_what_is_allowed(part.text))
            is_lost = asks_what_is_done(part.text) or self._service.has_no_wish(part)
            is_told = is_told or (found.is_near and is_lost)
            return "question" if is_told or goes_on else part.route, Evidence(found)
        offers, products = self._recommendations, None
        is_beside = part.route == "out_of_scope" or _asks_in_passing(part)
        is_open = is_unsure or is_beside or (_is_doubtful(part) and not dialog)
        if offers is not None and not is_open:
            if offers.knows(part):
                found = documents()
                return part.route if found.answers else "recommendation", Evidence(found)
            products = offers.sought(part, dialog)
            if offers.asks_of_a_thing(part, dialog):
                found = documents()
                # 'do you price match?' is no wish for whatever has these words in its description
                is_wish = products is None or products.found is None or offers.is_called(part.text, products.found)
                return part.route if is_wish and not found.answers else "question", Evidence(found, products)
        if is_open or (products is not None and products.has_nothing):
            found = documents()
            # what is near is more to the point than 'what shall be done for you?'
            has_no_wish = self._service.has_no_wish(part)
            is_told = found.is_to_the_point if offers is not None and offers.is_of_stock(part) else found.answers
            is_about_us = (is_unsure or is_beside or has_no_wish) and found.is_near
            is_lost = self._service.wants_nobody(part) or (has_no_wish and is_asking(part.text))
            is_question = is_told or is_about_us or is_lost
            return "question" if is_question else part.route, Evidence(found, products)
        return part.route, Evidence(None, products)

    def _states(
        self, blank: Answer, understood: Understood, messages: Sequence[Message], audience: Audience,
        engine: Engine | None, address: str = "", evidence: Mapping[Part, Evidence] = MappingProxyType({}),
    ) -> Iterator[Answer]:  # fmt: skip
        """The states of one answer, the last `done`."""
        trade = self._trade()
        if understood.is_unsure:
            text, choices = phrases.which(blank.language, trade)
            yield replace(blank, text=text, choices=choices, done=True)
            return
        preferences, earlier = self._preferences(), exchanges(messages, without_service=True)
        whole = blank
        for n, part in enumerate(understood.parts):
            before, start = whole, replace(blank, dialog=whole.dialog)
            task = Task(
                part, understood, start, earlier, audience, engine, preferences, follows=n > 0, address=address,
                evidence=evidence.get(part, Evidence()), trade=trade,
            )  # fmt: skip
            for state in self._skills.get(part.route, self._questions).states(task):
                whole = _with_thread(joined(before, state) if n else state, start)
                yield replace(whole, done=False)
        if not any(part.route == "service" for part in understood.parts):
            whole = self._service.reminder(self._service.offered(whole, understood.parts))
        if self._recommendations is not None and all(part.route != "recommendation" for part in understood.parts):
            whole = replace(whole, dialog=self._recommendations.aside(understood, whole.dialog))
        yield replace(self._with_way_out(whole, understood), done=True)

    def _with_way_out(self, answer: Answer, understood: Understood) -> Answer:
        """Where nothing was found, or somebody is upset, a person is one press away."""
        is_lost = answer.abstained or understood.mood <= UPSET
        if not is_lost or answer.choices or answer.ticket or not answer.conversation:
            return answer
        return replace(answer, choices=(TALK[answer.language],))


def exchanges(messages: Sequence[Message], *, without_service: bool = False) -> list[tuple[str, str]]:
    """Each question with its answer, oldest first; '' where it has none.

    `without_service` leaves out where orders, addresses and telephone numbers are spoken of: no model reads those. What
    a person of the team wrote is in neither.
    """
    pairs: list[tuple[str, str]] = []
    for message in messages:
        if message.role == "customer":
            pairs.append((message.text, ""))
        elif message.role == "assistant" and pairs and without_service and _is_service(message):
            pairs.pop()
        elif message.role == "assistant" and pairs:
            pairs[-1] = (pairs[-1][0], message.text)
    return pairs


def _is_doubtful(part: Part) -> bool:
    """Whether a part seems to be a request, but not surely: of another trade than the shops we learned it from."""
    return part.route == "service" and part.confidence < SURE_REQUEST


def _asks_in_passing(part: Part) -> bool:
    """Whether what sounds like small talk, and is none by its words, asks something: 'are you dog friendly'."""
    return part.route == "smalltalk" and not part.intent and is_asking(part.text)


def _read(understood: Understood, parts: tuple[Part, ...]) -> Understood:
    """Understood as these parts; where they are others than it had, nothing is left open."""
    return replace(understood, parts=parts, is_unsure=understood.is_unsure and parts == understood.parts)


def _is_service(message: Message) -> bool:
    parts = (message.answer or {}).get("understood", {}).get("parts", ())
    return any(part["route"] == "service" for part in parts)


def _spoken(text: str, language: Language, messages: Sequence[Message]) -> Language:
    """The language of a message; of one that is all numbers and addresses, that of the answer before."""
    told = [message.answer or {} for message in messages if message.role == "assistant"]
    if told and sum(map(str.isalpha, _NO_WORDS.sub("", text))) < LEAST_LETTERS:
        return "zh" if told[-1].get("language") == "zh" else "en"
    return language


def _dialog(messages: Sequence[Message]) -> dict[str, Any]:
    """What the last answer left to go on with."""
    answers = [message.answer or {} for message in messages if message.role == "assistant"]
    return dict(answers[-1].get("dialog", {})) if answers else {}


def _with_thread(answer: Answer, before: Answer) -> Answer:
    """An answer to something else leaves what was said of products to go on with."""
    thread = before.dialog.get(PRODUCTS)
    if thread is None or PRODUCTS in answer.dialog:
        return answer
    return replace(answer, dialog=answer.dialog | {PRODUCTS: thread})


def _has_just_asked_back(messages: Sequence[Message]) -> bool:
    """Whether the last answer was a question which of two was meant; it is not asked twice running."""
    return bool(messages and (messages[-1].answer or {}).get("understood", {}).get("is_unsure"))


def _blank(
    understood: Understood, language: Language, engine: str, conversation: str, dialog: dict[str, Any]
) -> Answer:
    """The answer before anything of it is there."""
    kept = dataclasses.asdict(understood)
    return Answer("", understood.parts[0].route, language, False, engine, conversation, understood=kept, dialog=dialog)


def _stored(answer: Answer) -> dict[str, Any]:
    """What is kept beside the text of an answer, as JSON."""
    stored = dataclasses.asdict(answer)
    del stored["text"], stored["conversation"]
    return stored
