"""One question put to every answerer at hand, side by side, for staff to compare; nothing of it is stored."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from assistant.answers import Answer
from assistant.engines.choosing import EMBEDDED, Wish
from assistant.engines.engine import Engine
from assistant.engines.errors import EngineError
from assistant.engines.room import EngineRoom

logger = logging.getLogger(__name__)

Answering = Callable[[str, Engine | None], Iterator[Answer]]


@dataclass(frozen=True)
class Candidate:
    """An answerer that may be asked. `engine` gets it, which may take as long as loading does; None: the embedded one.

    One that is `borrowed` is closed when it has answered.
    """

    name: str
    adapter: str = ""
    engine: Callable[[], Engine | None] = lambda: None
    is_borrowed: bool = False


def at_hand(room: EngineRoom, server: Wish | None = None) -> list[Candidate]:
    """The embedded answerer; the model at work, also without its adapter; what the settings choose, where that is
    another; and the model on a `server` named for the occasion.
    """
    found = [Candidate(EMBEDDED)]
    engine = room.current
    if engine is not None:
        if engine.adapter and engine.kind == "local":
            found.append(Candidate(engine.name, "", partial(room.trial, None), is_borrowed=True))
        found.append(Candidate(engine.name, engine.adapter, lambda: engine))
    if not room.is_default and room.default_name != EMBEDDED:
        found.append(Candidate(room.default_name, "", partial(room.trial_of, Wish()), is_borrowed=True))
    if server is not None:
        named = server.model or server.url
        found.append(Candidate(named, "", partial(room.trial_of, server), is_borrowed=True))
    return found


@dataclass
class Take:
    """One answerer's part; grows while it answers."""

    engine: str
    adapter: str = ""
    answer: Answer | None = None
    problem: EngineError | None = None  # why it did not answer itself
    is_done: bool = False


@dataclass
class Rehearsal:
    question: str
    takes: list[Take] = field(default_factory=list)

    @property
    def is_done(self) -> bool:
        return all(take.is_done for take in self.takes)


class Rehearsals:
    """Runs one at a time and keeps the newest."""

    def __init__(self, answering: Answering) -> None:
        self._answering = answering
        self.newest: Rehearsal | None = None

    def start(self, question: str, candidates: Sequence[Candidate]) -> Rehearsal:
        """Ask each, in threads of their own."""
        rehearsal = Rehearsal(question, [Take(each.name, each.adapter) for each in candidates])
        self.newest = rehearsal
        for take, candidate in zip(rehearsal.takes, candidates, strict=True):
            work = partial(self._run, question, take, candidate)
            threading.Thread(target=work, name="rehearsal", daemon=True).start()
        return rehearsal

    def _run(self, question: str, take: Take, candidate: Candidate) -> None:
        engine = None
        try:
            engine = candidate.engine()
            if engine is not None:
                take.engine, take.adapter = engine.name, engine.adapter
            for answer in self._answering(question, engine):
                take.answer = answer
            if engine is not None and take.answer is not None and take.answer.instead_of and engine.record.errors:
                take.problem = engine.record.errors[-1][1]
        except EngineError as problem:
            take.problem = problem
        except Exception:  # of its own thread the last to know: the others' answers stand, and the page stops waiting
            logger.exception("A rehearsal failed.")
        finally:
            take.is_done = True
            if candidate.is_borrowed and engine is not None:
                engine.close()
