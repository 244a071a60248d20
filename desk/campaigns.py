"""Drafts of campaigns, who they are meant for, and who wants none. Nothing is ever sent from here."""

import csv
import io
import re
import secrets
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Literal, cast, get_args

from sqlalchemy import delete, func, select

from desk.behaviour import AGAINST, BOUGHT, counting
from desk.customer_tables import CampaignRow, DecisionRow, EventRow, OptOutRow
from desk.customers import CUSTOMER, customer_key
from desk.errors import DeskError
from storage.database import Database, utc_now

Channel = Literal["email", "sms", "social"]
Did = Literal["bought", "liked", "looked", "asked", "any"]
CHANNELS: Sequence[Channel] = get_args(Channel)
DID: Sequence[Did] = get_args(Did)
LONGEST_NAME, LONGEST_SUBJECT, LONGEST_TEXT = 120, 300, 8000
MOST_ITEMS = 12
_KINDS = {
    "bought": (BOUGHT,), "liked": ("like", "choose", "cart"), "looked": ("view", "click"),
    "asked": ("show",),
    "any": (BOUGHT, "like", "choose", "cart", "view", "click"),
}  # fmt: skip


@dataclass(frozen=True)
class Segment:
    """Customers who did this with one of these products. Only those whom the company knows by an id or address.

    Who asked for a product is whom the chat has shown it in answer; what a shop's file calls shown is not that.
    """

    did: Did = "any"
    items: tuple[str, ...] = ()  # empty: with any product


@dataclass(frozen=True)
class Campaign:
    """A draft; `text` is what would be said, with `subject` above it in an e-mail."""

    id: str
    name: str
    channel: Channel
    language: Literal["en", "zh"]
    items: tuple[str, ...]
    segment: Segment
    subject: str = ""
    text: str = ""
    author: str = ""
    created: datetime | None = None
    updated: datetime | None = None


Drafts = list[Campaign]  # inside the class, `list` is its method


class Campaigns:
    """Keeps drafts, and tells who a segment is."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def save(self, draft: Campaign) -> Campaign:
        """Keep a draft; a new one has an empty id. Raises DeskError with a sentence."""
        name = " ".join(draft.name.split())
        if not name:
            raise DeskError("campaign_name")
        for text, most in ((name, LONGEST_NAME), (draft.subject, LONGEST_SUBJECT), (draft.text, LONGEST_TEXT)):
            if len(text) > most:
                raise DeskError("text_long", most=str(most))
        if not draft.items or len(draft.items) > MOST_ITEMS:
            raise DeskError("campaign_items", most=str(MOST_ITEMS))
        if draft.channel not in CHANNELS or draft.segment.did not in DID:
            raise DeskError("campaign_kind")
        with self._database.write() as session:
            row = session.get(CampaignRow, draft.id) if draft.id else None
            if row is None:
                row = CampaignRow(id=secrets.token_hex(16), author=draft.author, created=utc_now())
                session.add(row)
            row.name, row.channel, row.language = name, draft.channel, draft.language
            row.items, row.segment = list(draft.items), asdict(draft.segment)
            row.subject, row.text, row.updated = draft.subject, draft.text, utc_now()
            session.flush()
            return _campaign(row)

    def get(self, id_: str) -> Campaign | None:
        with self._database.read() as session:
            row = session.get(CampaignRow, id_)
            return _campaign(row) if row else None

    def list(self) -> Drafts:
        """The latest first."""
        with self._database.read() as session:
            return [_campaign(row) for row in session.scalars(select(CampaignRow).order_by(CampaignRow.updated.desc()))]

    def remove(self, id_: str) -> None:
        with self._database.write() as session:
            session.execute(delete(CampaignRow).where(CampaignRow.id == id_))

    # -- who

    def members(self, segment: Segment) -> tuple[Sequence[str], int]:
        """Ids or addresses of the customers who are meant, sorted, and how many more there were who want none.

        Left out are those who have opted out, and those who have refused to be remembered.
        """
        conditions = [counting(), EventRow.person.startswith(CUSTOMER), EventRow.kind.in_(_KINDS[segment.did])]
        if segment.did == "asked":
            conditions.append(EventRow.source == "chat")
        if segment.items:
            conditions.append(EventRow.item.in_(segment.items))
        with self._database.read() as session:
            people = set(session.scalars(select(EventRow.person).where(*conditions).distinct()))
            against = {
                (person, item)
                for person, item in session.execute(
                    select(EventRow.person, EventRow.item).where(counting(), EventRow.kind.in_(AGAINST))
                )
            }
            if segment.items and against:
                rejected_all = {person for person, _ in against}
                people -= {p for p in rejected_all if all((p, item) in against for item in segment.items)}
            refused = set(session.scalars(select(DecisionRow.person).where(DecisionRow.agreed.is_(False))))
            none = set(session.scalars(select(OptOutRow.contact)))
        known = sorted(person.removeprefix(CUSTOMER) for person in people - refused)
        welcome = [contact for contact in known if contact_key(contact) not in none]
        return welcome, len(people) - len(welcome)

    def export(self, segment: Segment) -> str:
        """The members as CSV, one column; cells that a spreadsheet would run as a formula are defused."""
        lines = io.StringIO()
        writer = csv.writer(lines, lineterminator="\n")
        writer.writerow(["customer"])
        for contact in self.members(segment)[0]:
            writer.writerow(["'" + contact if contact.startswith(("=", "+", "-", "@", "\t")) else contact])
        return lines.getvalue()

    # -- opt-outs

    def opt_out(self, contacts: Collection[str]) -> int:
        """These want none from now on; returns how many are new. Empty ones are left out."""
        keys = {contact_key(contact) for contact in contacts} - {""}
        with self._database.write() as session:
            known = set(session.scalars(select(OptOutRow.contact)))
            session.add_all(OptOutRow(contact=key, created=utc_now()) for key in sorted(keys - known))
        return len(keys - known)

    def opt_in(self, contact: str) -> None:
        """This one may be told again."""
        with self._database.write() as session:
            session.execute(delete(OptOutRow).where(OptOutRow.contact == contact_key(contact)))

    def opt_outs(self, *, query: str = "", limit: int = 50) -> tuple[Sequence[str], int]:
        """Some of them, the newest first, and how many there are in all."""
        found = select(OptOutRow.contact).order_by(OptOutRow.created.desc(), OptOutRow.contact).limit(limit)
        if query:
            found = found.where(OptOutRow.contact.contains(contact_key(query), autoescape=True))
        with self._database.read() as session:
            count = session.scalar(select(func.count()).select_from(OptOutRow)) or 0
            return session.scalars(found).all(), count


def contact_key(contact: str) -> str:
    """As it is compared: an address in small letters, of a telephone number its signs, an id as it is."""
    plain = unicodedata.normalize("NFKC", contact).strip().strip("'\"")
    if re.fullmatch(r"\+?[\d ()./-]{6,}", plain):
        return re.sub(r"[^\d]", "", plain)
    return customer_key(plain).removeprefix(CUSTOMER) if plain else ""


def contacts_in(text: str) -> list[str]:
    """The contacts in an opt-out file: the first cell of each line; a heading without a contact is left out."""
    cells = [re.split(r"[,;\t]", line, maxsplit=1)[0].strip() for line in text.splitlines()]
    headings = {"contact", "email", "e-mail", "customer", "id", "phone", "邮箱", "客户", "电话", "联系方式"}
    return [cell for cell in cells if cell and cell.strip("\ufeff\"'").casefold() not in headings]


def _campaign(row: CampaignRow) -> Campaign:
    segment = Segment(row.segment.get("did", "any"), tuple(row.segment.get("items", ())))
    return Campaign(
        row.id, row.name, cast(Channel, row.channel), "zh" if row.language == "zh" else "en", tuple(row.items), segment,
        row.subject, row.text, row.author, row.created, row.updated,
    )  # fmt: skip


def changed(draft: Campaign, *, subject: str, text: str) -> Campaign:
    """The draft with other words, its line ends made one kind."""
    return replace(draft, subject=" ".join(subject.split()), text=text.replace("\r\n", "\n").strip())
