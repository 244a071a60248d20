"""A form half filled in: what was said so far, and what the next words do to it.

It is kept with the message that asked, so a restart loses nothing, and an edited message takes it back to where it was.
"""

import re
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, fields, replace
from datetime import date
from typing import Any

from assistant.service.details import Details, is_skipping, read_details
from assistant.service.forms import FORMS, Field, Form, forms
from knowledge.language import Language

CONFIRM = "confirm"  # what is asked when all is filled in
LONGEST_TEXT = 1000  # characters of a field
_CORRECTING = re.compile(
    r"^(?:no|nope|sorry|oh|wait|actually|correction|oops|i mean(?:t)?|not that|hold on)\b"
    r"|其实|不对|不是|错了|应该是|改一下|改成|更正|说错|写错|弄错|搞错",
    re.IGNORECASE,
)
_CHANGING_TO = {
    "en": r"(?:\s+(?:is|was|are|should be|should read|to)|:)\s+(?P<value>.+)$",
    "zh": r"(?:应该是|应该写|应该|改成|改为|换成|是|为|：|:)+\s*(?P<value>.+)$",
}


@dataclass(frozen=True)
class Dialog:
    """Where a conversation stands with customer service."""

    id: str = ""
    form: str = ""  # of FORMS; empty: nothing is under way
    intent: str = ""
    values: Mapping[str, str] = field(default_factory=dict)  # '' where an optional field was skipped
    asked: str = ""  # the field that was asked for, or CONFIRM
    misses: int = 0  # how often in a row that was not understood
    ticket: str = ""  # that was spoken of
    known: Mapping[str, str] = field(default_factory=dict)  # 'order' and 'contact' as they were last said
    later: tuple[tuple[str, str], ...] = ()  # intents and words that wait for this form's end
    has_orders: bool = True  # whether the company had orders when the form was begun

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "Dialog":
        """From what a message keeps; what an older version kept otherwise is left out."""
        names = {one.name for one in fields(cls)}
        given = {name: value for name, value in stored.items() if name in names}
        dialog = cls(**given | {"later": tuple((intent, text) for intent, text in given.get("later", ()))})
        return dialog if not dialog.form or dialog.form in FORMS else Dialog(known=dialog.known)

    @property
    def stored(self) -> dict[str, Any]:
        """As JSON; empty where there is nothing to go on with."""
        return asdict(self) if self != Dialog() else {}

    @property
    def opened(self) -> Form | None:
        return forms(has_orders=self.has_orders).get(self.form)

    @property
    def field(self) -> Field | None:
        """The field that was asked for."""
        return self.opened.field(self.asked) if self.opened else None

    @property
    def missing(self) -> Field | None:
        """The first field that has no value."""
        return next((one for one in self.opened.fields if one.name not in self.values), None) if self.opened else None

    def closed(self) -> "Dialog":
        """Nothing under way; which order and contact were spoken of stays known."""
        said = {name: self.values[name] for name in ("order", "contact") if self.values.get(name)}
        return Dialog(known={**self.known, **said}, later=self.later)

    def lines(self, language: Language) -> str:
        """What was filled in, for a summary."""
        assert self.opened is not None
        shown = [(one.label[language], self.values.get(one.name, "")) for one in self.opened.fields]
        return "\n".join(f"- {label}{'：' if language == 'zh' else ': '}{value}" for label, value in shown if value)


def details_of(dialog: Dialog, text: str, today: date) -> Details:
    """What the words give, read in the light of what was asked."""
    asked = dialog.field
    return read_details(text, today, asked=asked.kind if asked else "")


def corrected(dialog: Dialog, text: str, details: Details) -> Dialog:
    """With every field that the words give anew: 'no, the order number is ...', '其实邮箱是……'."""
    values = dict(dialog.values)
    for one in dialog.opened.fields if dialog.opened else ():
        is_asked = one.name == dialog.asked
        value = given(one, details)
        if one.kind == "text" and not is_asked:
            value = _named(one, text)
        if value and (is_asked or one.kind != "date"):
            values[one.name] = value
    return replace(dialog, values=values)


def given(one: Field, details: Details) -> str:
    """What the details hold for a field; never anything for a text."""
    found = {
        "order": details.order, "contact": details.contact, "email": details.email, "phone": details.phone,
        "date": details.date,
    }  # fmt: skip
    return found.get(one.kind, "")


def is_correcting(dialog: Dialog, text: str, details: Details) -> bool:
    """Whether the words change something that was filled in before, and answer nothing else."""
    changed = corrected(replace(dialog, asked=""), text, details).values != dialog.values
    says_so = bool(_CORRECTING.search(text)) or any(
        _named(one, text) or (given(one, details) and _mentions(one, text))
        for one in (dialog.opened.fields if dialog.opened else ())
        if one.name != dialog.asked
    )
    return changed and says_so


def is_changing_mind(text: str) -> bool:
    """'actually ...', '其实……'."""
    return bool(_CORRECTING.search(text) or re.search(r"\b(?:instead|rather)\b|还是", text, re.IGNORECASE))


def filled(dialog: Dialog, text: str, details: Details) -> Dialog:
    """With what was asked for, where the words give it; a field that may be left out is skipped by saying so."""
    dialog = corrected(dialog, text, details)
    asked = dialog.field
    if asked is None or asked.name in dialog.values:
        return dialog
    if asked.kind == "text":
        words = " ".join(text.split())[:LONGEST_TEXT]
        rest = text  # of which an address alone is the answer to another question
        for found in (details.email, details.phone):
            rest = rest.replace(found, "") if found else rest
        return replace(dialog, values={**dialog.values, asked.name: words}) if _has_words(rest) else dialog
    if asked.is_optional and is_skipping(text):
        return replace(dialog, values={**dialog.values, asked.name: ""})
    return dialog


def _named(one: Field, text: str) -> str:
    """The value after a field's name: 'the reason is ...', '原因改成……'."""
    for language, changing in _CHANGING_TO.items():
        label = one.label["zh" if language == "zh" else "en"]
        if found := re.search(re.escape(label) + changing, text, re.IGNORECASE):
            return found["value"].strip(" .。")[:LONGEST_TEXT]
    return ""


def _mentions(one: Field, text: str) -> bool:
    names = {*one.label.values(), one.kind, *_ALSO.get(one.kind, ())}
    return any(name.casefold() in text.casefold() for name in names)


_ALSO = {
    "contact": ("e-mail", "email", "mail", "phone", "number", "邮箱", "电话", "手机"),
    "email": ("e-mail", "email", "mail", "邮箱"),
    "phone": ("number", "电话", "手机", "号码"),
    "order": ("order", "订单", "单号"),
}


def _has_words(text: str) -> bool:
    return sum(sign.isalnum() for sign in text) >= 2
