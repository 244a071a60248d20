"""The company's intents: what customers come for, how they say it, and what is done then.

Beside them the readings: what staff say that a message really was.
"""

import builtins
import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from desk.errors import ConversationNotFound, DeskError
from desk.shipped import bring_in
from desk.tables import IntentExampleRow, IntentRow, MessageRow, ReadingRow
from storage.database import Database, utc_now

Action = Literal["answer", "form", "order", "hand_over"]
ACTIONS: tuple[Action, ...] = ("answer", "form", "order", "hand_over")
LONGEST_EXAMPLE = 400  # characters
LONGEST_TITLE = 80

_NAME = re.compile(r"[a-z0-9_]{1,64}")
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True)
class Example:
    id: int
    text: str


@dataclass(frozen=True)
class Intent:
    name: str
    title: dict[str, str]  # by language
    action: Action
    form: str  # of the action 'form'
    examples: tuple[Example, ...] = ()


@dataclass(frozen=True)
class Reading:
    """What a message really was."""

    n: int
    text: str
    route: str
    intent: str
    author: str
    created: datetime


@dataclass(frozen=True)
class Row:
    """One line of an import: an example of an intent; `title`, `action` and `form` are those of a new intent."""

    number: int
    intent: str
    text: str
    title: str = ""
    action: str = ""
    form: str = ""


@dataclass(frozen=True)
class Imported:
    added: int
    repeated: int  # that were there already
    new: Sequence[str]  # intents
    rejected: Sequence[tuple[int, DeskError]]  # number of the row, and why


class Intents:
    """Keeps intents, examples and readings. Knows nothing of how they are learnt."""

    def __init__(self, database: Database, forms: Collection[str]) -> None:
        """`forms` are the names of the forms there are."""
        self._database = database
        self._forms = forms

    def list(self) -> builtins.list[Intent]:
        """All of them with their examples, in the order they were made."""
        with self._database.read() as session:
            examples: dict[str, list[Example]] = {}
            for row in session.scalars(select(IntentExampleRow).order_by(IntentExampleRow.id)):
                examples.setdefault(row.intent, []).append(Example(row.id, row.text))
            rows = session.scalars(select(IntentRow).order_by(IntentRow.created, IntentRow.name))
            return [_intent(row, examples.get(row.name, [])) for row in rows]

    def get(self, name: str) -> Intent | None:
        return next((intent for intent in self.list() if intent.name == name), None)

    def what(self, name: str) -> tuple[Action, str] | None:
        """What is done for it: the action, and its form; None where the company has no such intent."""
        with self._database.read() as session:
            row = session.get(IntentRow, name)
            return (row.action, row.form) if row else None  # type: ignore[return-value]

    def add(self, name: str, title: dict[str, str], action: str, form: str = "") -> None:
        """A new intent without examples. Raises DeskError where its name is taken or cannot be used."""
        with self._database.write() as session:
            self._add(session, name, title, action, form)

    def change(self, name: str, title: dict[str, str], action: str, form: str = "") -> None:
        """Raises DeskError where there is no such intent, action or form."""
        with self._database.write() as session:
            row = _need(session, name)
            row.title = _titled(name, title)
            row.action, row.form = self._what(action, form)

    def remove(self, name: str) -> None:
        """With its examples; raises DeskError where there is none."""
        with self._database.write() as session:
            session.delete(_need(session, name))

    def add_example(self, name: str, text: str) -> None:
        """Raises DeskError where it is empty, too long, or there already for any intent."""
        with self._database.write() as session:
            _need(session, name)
            _add_example(session, name, text)

    def remove_example(self, id_: int) -> None:
        """Nothing happens where it is gone already."""
        with self._database.write() as session:
            session.execute(delete(IntentExampleRow).where(IntentExampleRow.id == id_))

    def take_in(self, rows: Iterable[Row]) -> Imported:
        """Add what can be added; each other row is told with its reason."""
        added = repeated = 0
        new: builtins.list[str] = []
        rejected: builtins.list[tuple[int, DeskError]] = []
        with self._database.write() as session:
            for row in rows:
                name = row.intent.strip().lower()
                try:
                    if session.get(IntentRow, name) is None:
                        _cleaned(row.text)
                        title = {"en": row.title, "zh": row.title}
                        self._add(session, name, title, row.action.strip() or "answer", row.form.strip())
                        new.append(name)
                    _add_example(session, name, row.text)
                    added += 1
                except DeskError as error:
                    if error.code == "intent_repeated" and error.details["name"] == name:
                        repeated += 1
                    else:
                        rejected.append((row.number, error))
        return Imported(added, repeated, new, rejected)

    def begin_with(self, intents: Iterable[Intent]) -> None:
        """Where there is no intent at all, these, with their examples."""
        with self._database.write() as session:
            if session.scalar(select(func.count()).select_from(IntentRow)):
                return
            for intent in intents:
                self._add(session, intent.name, intent.title, intent.action, intent.form)
                session.add_all(IntentExampleRow(intent=intent.name, text=example.text) for example in intent.examples)

    def keep_up_with(self, shipped: Iterable[Intent]) -> int:
        """Add those of the shipped intents and examples that were never given to this company; how many examples.

        What staff took out, and what they made themselves, stays as it is (see `desk.shipped`).
        """
        known, added = {intent.name: intent for intent in shipped}, 0
        with self._database.write() as session:
            texts = [(name, [example.text for example in intent.examples]) for name, intent in known.items()]
            for unseen in bring_in(session, texts):
                intent = known[unseen.intent]
                if session.get(IntentRow, intent.name) is None:
                    self._add(session, intent.name, intent.title, intent.action, intent.form)
                session.add_all(IntentExampleRow(intent=intent.name, text=text) for text in unseen.texts)
                added += len(unseen.texts)
        return added

    # -- what messages really were

    def read_as(self, conversation: str, n: int, route: str, intent: str, *, author: str) -> Reading:
        """Say what a customer's message was; what was said of it before is replaced.

        Raises ConversationNotFound where there is no such message.
        """
        with self._database.write() as session:
            message = session.scalars(
                select(MessageRow).where(
                    MessageRow.conversation == conversation, MessageRow.n == n, MessageRow.role == "customer"
                )
            ).first()
            if message is None:
                raise ConversationNotFound
            session.execute(delete(ReadingRow).where(ReadingRow.conversation == conversation, ReadingRow.n == n))
            row = ReadingRow(
                conversation=conversation, n=n, text=message.text[:LONGEST_EXAMPLE], route=route, intent=intent,
                author=author, created=utc_now(),
            )  # fmt: skip
            session.add(row)
            session.flush()
            return _reading(row)

    def readings(self, conversation: str | None = None) -> Sequence[Reading]:
        """All of them, or those of a conversation, the oldest first."""
        wanted = select(ReadingRow).order_by(ReadingRow.created, ReadingRow.id)
        if conversation is not None:
            wanted = wanted.where(ReadingRow.conversation == conversation)
        with self._database.read() as session:
            return [_reading(row) for row in session.scalars(wanted)]

    # -- helpers

    def _add(self, session: Session, name: str, title: dict[str, str], action: str, form: str) -> None:
        if not _NAME.fullmatch(name):
            raise DeskError("intent_name", name=name[:80])
        if session.get(IntentRow, name) is not None:
            raise DeskError("intent_exists", name=name)
        does, form = self._what(action, form)
        session.add(IntentRow(name=name, title=_titled(name, title), action=does, form=form, created=utc_now()))
        session.flush()

    def _what(self, action: str, form: str) -> tuple[Action, str]:
        if action not in ACTIONS:
            raise DeskError("intent_action", action=action[:80], known=", ".join(ACTIONS))
        if action == "form" and form not in self._forms:
            raise DeskError("intent_form", form=form[:80], known=", ".join(sorted(self._forms)))
        return action, form if action == "form" else ""


def _need(session: Session, name: str) -> IntentRow:
    row = session.get(IntentRow, name)
    if row is None:
        raise DeskError("intent_unknown", name=name[:80])
    return row


def _titled(name: str, title: dict[str, str]) -> dict[str, str]:
    """A title in each language; the other language's, else the name, where one is missing."""
    given = {language: title.get(language, "").strip()[:LONGEST_TITLE] for language in ("en", "zh")}
    usual = given["en"] or given["zh"] or name.replace("_", " ").capitalize()
    return {language: words or usual for language, words in given.items()}


def _cleaned(text: str) -> str:
    text = _SPACES.sub(" ", text).strip()
    if not text or len(text) > LONGEST_EXAMPLE:
        raise DeskError("intent_text", most=str(LONGEST_EXAMPLE))
    return text


def _add_example(session: Session, name: str, text: str) -> None:
    text = _cleaned(text)
    there = session.scalars(select(IntentExampleRow.intent).where(IntentExampleRow.text == text)).first()
    if there is not None:
        raise DeskError("intent_repeated", name=there)
    session.add(IntentExampleRow(intent=name, text=text))
    session.flush()


def _intent(row: IntentRow, examples: Sequence[Example]) -> Intent:
    return Intent(row.name, dict(row.title), row.action, row.form, tuple(examples))  # type: ignore[arg-type]


def _reading(row: ReadingRow) -> Reading:
    return Reading(row.n, row.text, row.route, row.intent, row.author, row.created)
