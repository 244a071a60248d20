"""A customer's words understood: which route, which intent, which mood."""

from collections.abc import Sequence

from assistant.understanding.message import PERSON, Part, Understood
from assistant.understanding.smalltalk import kind_of, without_opening
from knowledge.language import detect_language


class Understander:
    """Knows what a message wants. Knows nothing of how that is done."""

    def understand(self, text: str, earlier: Sequence[tuple[str, str]] = ()) -> Understood:
        """What the message wants; `earlier` are the questions before it with their answers, the oldest first."""
        text = " ".join(text.split())
        language = detect_language(text)
        kind = kind_of(text, language)
        if kind == "person":
            part = Part(text, "service", 1.0, PERSON, 1.0)
        elif kind is not None:
            part = Part(text, "smalltalk", 1.0, kind, 1.0)
        else:
            part = Part(without_opening(text, language), "question", 1.0, "", 0.0)
        return Understood(language, (part,), 0.0, 0.0, False)
