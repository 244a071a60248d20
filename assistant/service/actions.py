"""What is done for an intent, until the company says otherwise in its own list."""

from dataclasses import dataclass
from typing import Literal

from assistant.service.forms import FORMS
from assistant.understanding.message import PERSON

Kind = Literal["answer", "form", "order", "hand_over"]


@dataclass(frozen=True)
class Action:
    """`form` is a name of FORMS, where a form is filled in."""

    kind: Kind
    form: str = ""


REQUEST = Action("form", "request")


def usual_action(intent: str) -> Action | None:
    """What shops do; None for an intent that is not known here."""
    if intent == "order_status":
        return Action("order")
    if intent == PERSON:
        return Action("hand_over")
    if intent in FORMS and FORMS[intent].end == "send":
        return Action("form", intent)
    return None
