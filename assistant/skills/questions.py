"""Questions: what the documents say, quoted, or written by a language model from them and checked."""

import logging
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from assistant import phrases
from assistant.answers import Answer, Audience, Citation
from assistant.calibration import calibrate
from assistant.confidence import Calibration
from assistant.embedded import NEAREST, EmbeddedAnswerer, Reply
from assistant.engines.engine import Engine, Spent
from assistant.engines.errors import EngineError
from assistant.followups import standalone
from assistant.prompts import House, answer_prompt, rewrite_prompt
from assistant.quoting import quoted
from assistant.skills.skill import LookedUp, Task
from assistant.verified import VerifiedAnswers
from assistant.written import Written, write
from desk.feedback import Feedback
from knowledge.base import KnowledgeBase
from knowledge.embedding import ReadingEmbedder
from knowledge.language import Language, detect_language
from knowledge.model import Passage

TURNS = 3  # questions back that a language model is told
SOURCES = 6  # passages that a language model reads
REWRITTEN = 120  # pieces of a rewritten question, at most
MOST_CHARACTERS = 500  # of it
logger = logging.getLogger(__name__)

_PIECE = re.compile(r".+?(?:\[\d+\]\s*|[。！？\n]|[.!?](?=\s)\s*|\Z)", re.DOTALL)


class Questions:
    """See `assistant.skills.skill.Skill`: standalone question, search, answer from the passages, verified."""

    def __init__(self, knowledge: KnowledgeBase, embedder: ReadingEmbedder, feedback: Feedback) -> None:
        self._knowledge = knowledge
        self._verified = VerifiedAnswers(feedback)
        self._answerers: dict[Audience, EmbeddedAnswerer] = {
            "public": EmbeddedAnswerer(lambda terms: knowledge.term_weights(terms, "public"), embedder.read),
            "staff": EmbeddedAnswerer(lambda terms: knowledge.term_weights(terms, "staff"), embedder.read),
        }

    def calibrate(self, stopped: Callable[[], bool] = lambda: False) -> dict[Audience, Calibration]:
        """Fit the point where answering begins to the documents there are; `stopped` is asked between searches."""
        fitted = {audience: calibrate(self._knowledge, audience, stopped=stopped) for audience in self._answerers}
        self.use(fitted)
        return fitted

    def use(self, calibrations: Mapping[Audience, Calibration]) -> None:
        """Judge by these from now on."""
        for audience, calibration in calibrations.items():
            self._answerers[audience].calibrate(calibration)

    def can_answer(self, question: str, audience: Audience, refusal: float) -> bool:
        """Whether the documents answer it."""
        return not self._quoted(question, audience, refusal)[1].abstained

    def look_up(
        self, text: str, earlier: Sequence[tuple[str, str]], audience: Audience, refusal: float
    ) -> LookedUp:  # fmt: skip
        """What the documents say to a message after these questions with their answers, in their own words."""
        return self._looked_up(standalone(text, [asked for asked, _ in earlier]), audience, refusal)

    def _looked_up(self, question: str, audience: Audience, refusal: float) -> LookedUp:
        known = self._verified.find(question, audience, lambda terms: self._knowledge.term_weights(terms, audience))
        if known is not None:
            return LookedUp(question, known, (), Reply("", detect_language(question), True))
        return LookedUp(question, None, *self._quoted(question, audience, refusal))

    def states(self, task: Task) -> Iterator[Answer]:
        question = self._standalone(task.engine, task.text, task.earlier)
        state = replace(task.blank, standalone=question)
        audience, engine = task.audience, task.engine
        found = task.evidence.documents
        if found is None or found.question != question:
            found = self._looked_up(question, audience, task.preferences.refusal)
        if (known := found.verified) is not None:
            day = known.created.date().isoformat()
            yield replace(state, text=known.text, engine="staff", verified=day, score=1.0, done=True)
            return
        passages, reply = found.passages, found.reply
        if engine is not None and passages and task.preferences.refusal < 1:
            try:
                yield from self._written(task, engine, state, passages, reply)
                return
            except EngineError as error:
                logger.warning("The documents are quoted instead of what %s would write: %s", engine.name, error)
                state = replace(state, instead_of=engine.name)
        state = replace(state, score=reply.score, explanation=reply.explanation)
        if reply.abstained:
            yield _refused(task, state, reply.nearest)
            return
        state = replace(state, citations=reply.citations)
        said = phrases.across(state.language) + reply.text if reply.is_across else reply.text
        for text in _growing(said):
            yield replace(state, text=text)
        yield replace(state, text=said, done=True)

    def _quoted(self, question: str, audience: Audience, refusal: float) -> tuple[Sequence[Passage], Reply]:
        """The passages for a question, and what they say to it in their own words."""
        return quoted(self._knowledge, self._answerers[audience], question, audience=audience, refusal=refusal)

    def _written(
        self, task: Task, engine: Engine, state: Answer, passages: Sequence[Passage], reply: Reply
    ) -> Iterator[Answer]:
        """The states of an answer that the language model writes. Raises EngineError."""
        language, spent, preferences = state.language, Spent(), task.preferences
        house = House(task.company, preferences.tone[language], preferences.rules[language])
        prompt = answer_prompt(
            state.standalone, passages[:SOURCES], language=language, history=task.earlier[-TURNS:], house=house,
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
            yield _refused(task, state, reply.nearest or reply.citations[:NEAREST])
        else:
            yield replace(state, text=written.text, citations=written.citations, done=True)

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


def _refused(task: Task, state: Answer, nearest: Sequence[Citation]) -> Answer:
    text = phrases.refusal(state.language, task.text, task.contact, near=bool(nearest))
    return replace(state, text=text, abstained=True, nearest=tuple(nearest), shows_contact=True, done=True)


def _growing(text: str) -> Iterator[str]:
    """The text sentence by sentence, as far as it is before its end."""
    shown = ""
    for piece in _PIECE.findall(text):
        shown += piece
        if len(shown) < len(text):
            yield shown
