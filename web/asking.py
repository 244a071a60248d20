"""A question as the page hands it over, and which conversations are being answered at this moment."""

import json
import re
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

MOST_CHARACTERS = 2000

_ID = re.compile(r"[0-9a-f]{32}")
_MARK = re.compile(r"[\w-]{1,40}")


@dataclass(frozen=True)
class Asked:
    """What the page sends; nothing of it is believed before it is checked against the store."""

    text: str
    conversation: str = ""  # empty: a new one
    start: int | None = None  # the number of the question that this one stands for: asked again, or edited
    mark: str = ""  # by which the page knows the answer's states as those of this question

    @classmethod
    def of(cls, given: str) -> "Asked":
        """Raises ValueError for what no page of ours sends."""
        try:
            values: Any = json.loads(given)
        except RecursionError:
            raise ValueError("This is nested too deep.") from None
        if not isinstance(values, dict):
            raise ValueError("A question is a JSON object.")
        start = values.get("from")
        if start is not None and (not isinstance(start, int) or start < 0):
            raise ValueError("'from' is a message's number.")
        return cls(
            str(values.get("text", "")).strip(),
            conversation_id(values.get("conversation")),
            start,
            str(values.get("mark", "")) if _MARK.fullmatch(str(values.get("mark", ""))) else "",
        )


def conversation_id(given: object) -> str:
    """The id if it has the form of one, else the empty text."""
    return given if isinstance(given, str) and _ID.fullmatch(given) else ""


class UnderWay:
    """Conversations whose last question is being answered. Lives in memory: after a restart, none is."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._counts: Counter[str] = Counter()

    def __contains__(self, conversation: str) -> bool:
        with self._lock:
            return self._counts[conversation] > 0

    @contextmanager
    def answering(self, conversation: str) -> Iterator[None]:
        with self._lock:
            self._counts[conversation] += 1
        try:
            yield
        finally:
            with self._lock:
                self._counts[conversation] -= 1
                if not self._counts[conversation]:
                    del self._counts[conversation]
