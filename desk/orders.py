"""Orders of customers, as the company's shop exported them, and who may see one.

An order is shown to whom can name its number and the e-mail address or telephone number it was placed with. Whether a
number exists is told to nobody. Wrong tries are counted for who makes them, the conversation, the browser and its
address, and these are soon locked; for the order and the contact, which a stranger may name as often as he likes, only
so high that nobody guesses from browser to browser, and not so low that one could lock a customer out.
"""

import hashlib
import ipaddress
import re
import secrets
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, fields
from datetime import timedelta
from typing import Any

import phonenumbers
from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from desk.conversations import COMMAND_LINE, PROGRAM
from desk.personal_numbers import REGIONS
from desk.tables import OrderColumnRow, OrderRow, OrderTryRow
from storage.database import Database, utc_now

MOST_TRIES = 10  # that did not match, of any one conversation or browser
ADDRESS_TRIES = 30  # of one address, which a household or an office may share
SHARED_TRIES = 100  # of any one order or contact, whoever tries
LOCKED_MINUTES = 30
LONGEST_NUMBER = 40  # characters of an order number


@dataclass(frozen=True)
class Order:
    number: str
    email: str = ""
    phone: str = ""
    status: str = ""
    ordered: str = ""  # dates as the shop writes them
    expected: str = ""
    delivered: str = ""
    items: str = ""
    carrier: str = ""
    tracking: str = ""  # an address of the web, or empty


class OrdersLocked(Exception):
    """Too many tries did not match; look-ups wait for `minutes`."""

    def __init__(self, minutes: int) -> None:
        self.minutes = minutes
        super().__init__(f"Order look-ups are locked for {minutes} minutes.")


@dataclass(frozen=True)
class Asking:
    """Who wants to see an order, as far as it is known."""

    visitor: str = ""
    conversation: str = ""
    address: str = ""  # of the network

    @property
    def limits(self) -> dict[str, int]:
        """How many wrong tries each name of this one may have."""
        found = {_hashed("conversation", self.conversation): MOST_TRIES} if self.conversation else {}
        if self.visitor not in ("", PROGRAM, COMMAND_LINE):
            found[_hashed("visitor", self.visitor)] = MOST_TRIES
        if network := _network(self.address):
            found[_hashed("address", network)] = ADDRESS_TRIES
        return found


NOBODY = Asking()
OrderList = list[Order]  # inside the class, `list` is its method


class Orders:
    """Keeps orders, and shows one to its customer."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def put(self, orders: Iterable[Order], *, is_sample: bool = False) -> tuple[int, int]:
        """Add orders, and replace those there are of the same number; returns how many were new and how many not."""
        new = known = 0
        with self._database.write() as session:
            for order in orders:
                row = session.get(OrderRow, number_key(order.number))
                values = asdict(order) | {"is_sample": is_sample, "updated": utc_now()}
                if row is None:
                    session.add(OrderRow(key=number_key(order.number), **values))
                    new += 1
                else:
                    for name, value in values.items():
                        setattr(row, name, value)
                    known += 1
        return new, known

    def find(self, number: str, contact: str, who: Asking = NOBODY) -> Order | None:
        """The order of this number, if it was placed with this e-mail address or telephone number; else None.

        Takes the same way, and answers the same, whether the number exists or not. Raises OrdersLocked.
        """
        with self._database.write() as session:
            counted = self._checked(session, number, contact, who)
            row = session.get(OrderRow, number_key(number))
            is_email = is_same_contact(contact, row.email if row else "")
            is_phone = is_same_contact(contact, row.phone if row else "")
            if row is None or not (is_email or is_phone):
                session.add_all(OrderTryRow(who=one, time=utc_now()) for one in counted)
                return None
            return _order(row)

    def count_try(self, what: str, contact: str, who: Asking = NOBODY, *, is_right: bool) -> None:
        """Count a look at something else that is shown against a contact, under the same lock. Raises OrdersLocked."""
        with self._database.write() as session:
            counted = self._checked(session, what, contact, who)
            if not is_right:
                session.add_all(OrderTryRow(who=one, time=utc_now()) for one in counted)

    def _checked(self, session: Session, what: str, contact: str, who: Asking) -> Sequence[str]:
        """Under which names a try counts; raises OrdersLocked where one of them has had too many."""
        most = who.limits | {
            _hashed("order", number_key(what)): SHARED_TRIES,
            _hashed("contact", _contact_key(contact)): SHARED_TRIES,
        }
        since = utc_now() - timedelta(minutes=LOCKED_MINUTES)
        session.execute(delete(OrderTryRow).where(OrderTryRow.time < since))
        counts = (
            select(OrderTryRow.who, func.count(), func.max(OrderTryRow.time))
            .where(OrderTryRow.who.in_(most))
            .group_by(OrderTryRow.who)
        )
        locked = [last for name, count, last in session.execute(counts) if count >= most[name]]
        if locked:
            left = max(locked) + timedelta(minutes=LOCKED_MINUTES) - utc_now()
            raise OrdersLocked(max(1, -(-int(left.total_seconds()) // 60)))
        return [*most]

    def list(self, *, query: str = "", offset: int = 0, limit: int | None = None) -> OrderList:
        """For staff: those whose number, contact, items or status hold `query`, the newest first."""
        found = select(OrderRow).where(*_matching(query)).order_by(OrderRow.ordered.desc(), OrderRow.key)
        with self._database.read() as session:
            return [_order(row) for row in session.scalars(found.offset(offset).limit(limit))]

    def count(self, *, query: str = "", is_sample: bool | None = None) -> int:
        found = select(func.count()).select_from(OrderRow).where(*_matching(query))
        if is_sample is not None:
            found = found.where(OrderRow.is_sample.is_(is_sample))
        with self._database.read() as session:
            return session.scalar(found) or 0

    def is_empty(self) -> bool:
        """Whether there is no order at all; quick, however many there are."""
        with self._database.read() as session:
            return session.scalar(select(OrderRow.key).limit(1)) is None

    def get(self, number: str) -> Order | None:
        """For staff: the order of this number."""
        with self._database.read() as session:
            row = session.get(OrderRow, number_key(number))
            return _order(row) if row else None

    def remove(self, number: str) -> None:
        """Take one order out; nothing happens where there is none."""
        with self._database.write() as session:
            session.execute(delete(OrderRow).where(OrderRow.key == number_key(number)))

    def remove_samples(self) -> None:
        """Take the sample company's orders out."""
        with self._database.write() as session:
            session.execute(delete(OrderRow).where(OrderRow.is_sample.is_(True)))

    def columns(self) -> dict[str, str]:
        """What a column holds by its header in small letters, as it was said at the last import."""
        with self._database.read() as session:
            return {row.header: row.field for row in session.scalars(select(OrderColumnRow))}

    def remember(self, columns: dict[str, str]) -> None:
        """Keep what columns hold, for the next file."""
        with self._database.write() as session:
            for header, field in columns.items():
                session.merge(OrderColumnRow(header=header[:120], field=field))


def number_key(number: str) -> str:
    """An order number as it is compared: capital letters and digits, whatever signs stand between them."""
    plain = unicodedata.normalize("NFKC", number).upper()
    return "".join(sign for sign in plain if sign.isalnum())[:64]


def is_same_contact(given: str, own: str) -> bool:
    """Whether both are the same e-mail address or telephone number; takes the same steps whether they are or not."""
    known = _contact_key(own) if own else "none"
    return secrets.compare_digest(_contact_key(given).encode(), known.encode())


def _contact_key(contact: str) -> str:
    """An e-mail address in small letters; of a telephone number its digits, without the country's."""
    plain = unicodedata.normalize("NFKC", contact).strip()
    if "@" in plain:
        return plain.casefold()
    is_international = plain.startswith(("+", "00"))
    for region in REGIONS:
        try:
            number = phonenumbers.parse(f"+{plain.lstrip('+0')}" if is_international else plain, region)
        except phonenumbers.NumberParseException:
            break
        if is_international or phonenumbers.is_valid_number(number):
            return str(number.national_number)
    digits = re.sub(r"\D", "", plain).lstrip("0")
    return digits or f"nothing {plain}"


def _network(address: str) -> str:
    """What counts as one address: of IPv6 the half that names a network. Empty for what may be a proxy of our own."""
    try:
        found = ipaddress.ip_address(address)
    except ValueError:
        return ""
    if not found.is_global:
        return ""
    return str(ipaddress.ip_network(f"{found}/64", strict=False)) if found.version == 6 else str(found)


def _hashed(kind: str, value: str) -> str:
    return f"{kind}:{hashlib.sha256(value.encode()).hexdigest()[:40]}"


def _order(row: OrderRow) -> Order:
    return Order(**{field.name: getattr(row, field.name) for field in fields(Order)})


def _matching(query: str) -> Sequence[Any]:
    if not query:
        return []
    columns = (OrderRow.number, OrderRow.email, OrderRow.phone, OrderRow.items, OrderRow.status)
    words: list[Any] = [column.icontains(query, autoescape=True) for column in columns]
    return [or_(*words, OrderRow.key == number_key(query))]
