"""What the page hands over when somebody presses, types or looks again: one JSON object, believed in nothing."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

LOOK = "look"  # do nothing, show what is there


@dataclass(frozen=True)
class Message:
    """A verb with what it is about, and the place at which it was pressed.

    As JSON: {"do": "retry", "id": "…", "at": "?section=documents", "form": {…}, "seen": {"list": "…"}, "n": 7}.
    """

    verb: str = LOOK
    subject: str = ""
    at: str = ""  # the query string of the page's address
    form: Mapping[str, Any] = field(default_factory=dict)
    seen: Mapping[str, Any] = field(default_factory=dict)  # the fingerprints of the parts that the page shows
    is_whole: bool = False  # whether the page asks for its tools too, as after a change of section
    n: int = 0  # by which the page knows the answer to this message

    @classmethod
    def of(cls, given: str) -> "Message":
        """Raises ValueError for what no page of ours sends."""
        try:
            values: Any = json.loads(given)
        except RecursionError:
            raise ValueError("This is nested too deep.") from None
        if not isinstance(values, dict):
            raise ValueError("A message is a JSON object.")
        n = values.get("n")
        return cls(
            verb=str(values.get("do", LOOK)),
            subject=str(values.get("id", ""))[:64],
            at=str(values.get("at", "")),
            form=_mapping(values.get("form")),
            seen=_mapping(values.get("seen")),
            is_whole=values.get("whole") is True,
            n=n if isinstance(n, int) else 0,
        )


def _mapping(given: object) -> Mapping[str, Any]:
    return given if isinstance(given, dict) else {}
