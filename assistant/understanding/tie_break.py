"""Asks the language model at work which of two wishes a message has, where the classifiers find both about as likely.

The model only chooses between those two. Whatever else it says, or when it fails, the customer is asked instead.
"""

import re
from collections.abc import Callable, Sequence
from itertools import islice

from assistant.engines.engine import Engine
from assistant.engines.errors import EngineError
from assistant.prompts import tie_prompt
from assistant.understanding.message import Route
from knowledge.language import detect_language

PIECES = 8  # of a reply that is one letter
MOST_CHARACTERS = 300  # of a message; a longer one is not in doubt for want of words

_PERSONAL = re.compile(r"@|\d(?:[\s-]?\d){4}")  # addresses and numbers of orders and telephones: no model reads those


def by_model(engine: Callable[[], Engine | None]) -> Callable[[str, Sequence[Route]], Route | None]:
    """What `Understander` takes as `tie_break`; `engine` is the model at work, or None, and then nothing is decided."""

    def choose(text: str, routes: Sequence[Route]) -> Route | None:
        model = engine()
        if model is None or len(text) > MOST_CHARACTERS or _PERSONAL.search(text):
            return None
        words = model.stream(tie_prompt(text, routes, detect_language(text)))
        try:
            said = "".join(islice(words, PIECES)).strip().upper()
        except EngineError:
            return None
        finally:
            words.close()  # type: ignore[attr-defined]  # a model that goes on is stopped
        chosen = re.match(r"\W*([A-Z])\b", said)
        place = ord(chosen[1]) - ord("A") if chosen else len(routes)
        return routes[place] if place < len(routes) else None

    return choose
