"""What staff say about the place of products among recommendations: pin, boost, hide, exclude."""

import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, cast, get_args

from sqlalchemy import delete, select

from desk.customer_tables import ProductRuleRow
from desk.errors import DeskError
from storage.database import Database, utc_now

Kind = Literal["pin", "boost", "hide", "exclude"]
Target = Literal["item", "category"]
KINDS: Sequence[Kind] = get_args(Kind)
TARGETS: Sequence[Target] = get_args(Target)
LEAST_FACTOR, MOST_FACTOR = 0.1, 10.0
MOST_RULES = 500


@dataclass(frozen=True)
class ProductRule:
    """One rule.

    pin: comes first where it fits. boost: its score counts `factor` times. hide: not recommended, but found by whom
    names it. exclude: never shown in a chat.
    """

    id: int
    kind: Kind
    target: Target
    name: str  # the product's id, or the category's name
    words: tuple[str, ...]  # only for requests with one of these; empty: for all
    factor: float
    note: str
    author: str
    created: datetime

    def holds_for(self, request: str, item: str, categories: Collection[str] = ()) -> bool:
        """Whether it concerns this product in answer to this request."""
        return self.concerns(item, categories) and self.is_asked(request)

    def concerns(self, item: str, categories: Collection[str] = ()) -> bool:
        if self.target == "item":
            return self.name == item
        return _plain(self.name) in {_plain(category) for category in categories}

    def is_asked(self, request: str) -> bool:
        said = f" {_plain(request)} "
        return not self.words or any(_stands_in(_plain(word), said) for word in self.words)


class ProductRules:
    """Keeps the rules; all of them are few and read together."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def list(self) -> Sequence[ProductRule]:
        """All of them, the newest first."""
        with self._database.read() as session:
            return [_rule(row) for row in session.scalars(select(ProductRuleRow).order_by(ProductRuleRow.id.desc()))]

    def add(
        self, kind: str, target: str, name: str, *, words: str = "", factor: float = 2.0, note: str = "", author: str
    ) -> ProductRule:
        """A new rule; `words` are separated by commas. Raises DeskError with a sentence."""
        name = " ".join(name.split())[:255]
        if kind not in KINDS or target not in TARGETS:
            raise DeskError("rule_kind")
        if not name:
            raise DeskError("rule_name")
        if not LEAST_FACTOR <= factor <= MOST_FACTOR:
            raise DeskError("rule_factor", least=f"{LEAST_FACTOR:g}", most=f"{MOST_FACTOR:g}")
        if len(words) > 300:
            raise DeskError("text_long", most="300")
        with self._database.write() as session:
            if len(session.scalars(select(ProductRuleRow.id)).all()) >= MOST_RULES:
                raise DeskError("rules_many", most=str(MOST_RULES))
            row = ProductRuleRow(
                kind=kind, target=target, name=name, words=", ".join(_words(words)), factor=factor,
                note=" ".join(note.split())[:200], author=author, created=utc_now(),
            )  # fmt: skip
            session.add(row)
            session.flush()
            return _rule(row)

    def remove(self, id_: int) -> ProductRule | None:
        """Take a rule away; None where it is gone already."""
        with self._database.write() as session:
            row = session.get(ProductRuleRow, id_)
            if row is None:
                return None
            rule = _rule(row)
            session.execute(delete(ProductRuleRow).where(ProductRuleRow.id == id_))
            return rule


def _rule(row: ProductRuleRow) -> ProductRule:
    return ProductRule(
        row.id, cast(Kind, row.kind), cast(Target, row.target), row.name, _words(row.words), row.factor, row.note,
        row.author, row.created,
    )  # fmt: skip


def _words(said: str) -> tuple[str, ...]:
    parts = said.replace("，", ",").replace("、", ",").replace(";", ",").split(",")
    return tuple(dict.fromkeys(word for word in (" ".join(part.split()) for part in parts) if word))


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())


def _stands_in(word: str, said: str) -> bool:
    """As a word of its own; Chinese has no spaces between words, so there it may stand anywhere."""
    at = said.find(word)
    while at >= 0:
        before, after = said[at - 1 : at], said[at + len(word) : at + len(word) + 1]
        if not (_is_latin(word[0]) and _is_latin(before)) and not (_is_latin(word[-1]) and _is_latin(after)):
            return True
        at = said.find(word, at + 1)
    return False


def _is_latin(sign: str) -> bool:
    return sign.isalnum() and ord(sign[0]) < 0x2E80 if sign else False
