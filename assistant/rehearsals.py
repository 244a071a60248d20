"""One question put to every answerer at hand, side by side, for staff to compare; nothing of it is stored."""

import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import partial

from assistant.answers import Answer
from assistant.engines.engine import Engine

logger = logging.getLogger(__name__)

Answering = Callable[[str, Engine | None], Iterator[Answer]]


@dataclass
class Take:
    """One answerer's part; grows while it answers."""

    engine: str
    adapter: str = ""
    answer: Answer | None = None
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

    def start(self, question: str, engines: Sequence[Engine | None], *, borrowed: Sequence[Engine] = ()) -> Rehearsal:
        """Ask each, None being the embedded answerer, in threads of their own.

        Those that were `borrowed` for it are closed when they have answered.
        """
        takes = [Take(engine.name, engine.adapter) if engine else Take("embedded") for engine in engines]
        rehearsal = Rehearsal(question, takes)
        self.newest = rehearsal
        for take, engine in zip(rehearsal.takes, engines, strict=True):
            work = partial(self._run, question, take, engine, closes=engine in borrowed)
            threading.Thread(target=work, name="rehearsal", daemon=True).start()
        return rehearsal

    def _run(self, question: str, take: Take, engine: Engine | None, *, closes: bool) -> None:
        try:
            for answer in self._answering(question, engine):
                take.answer = answer
        except Exception:
            logger.exception("A rehearsal failed.")
        finally:
            take.is_done = True
            if closes and engine is not None:
                engine.close()
