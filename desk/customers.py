"""Who a customer is, and whether he may be remembered beyond one conversation.

Nobody is remembered who has not agreed, or whom the company's own page has not introduced; both can take it back, and
then what was kept is gone. So are conversations and requests to the team, where a browser asks for that.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from sqlalchemy import delete, or_, select, update
from sqlalchemy.orm import Session

from desk.customer_tables import DecisionRow, EventRow, IntroductionRow
from desk.tables import ConversationRow, TicketRow
from storage.database import Database, utc_now

CUSTOMER, VISITOR, CONVERSATION = "customer:", "visitor:", "conversation:"
LONGEST_ID = 128  # characters of the company's own id


@dataclass(frozen=True)
class Standing:
    """How a browser's visitor stands: who he is said to be, and what he has decided."""

    person: str  # whom events are kept for; empty: nobody, they end with their conversation
    customer: str = ""  # the company's id, where its page has said so
    decision: Literal["none", "agreed", "refused"] = "none"

    @property
    def is_remembered(self) -> bool:
        return bool(self.person)


def customer_key(id_: str) -> str:
    """The person behind an id of the company's; of an e-mail address case does not count."""
    return CUSTOMER + (id_.casefold() if "@" in id_ else id_)[:LONGEST_ID]


class Customers:
    """Agreements and introductions."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def standing(self, visitor: str) -> Standing:
        """How this visitor stands now."""
        with self._database.read() as session:
            return _standing(session, visitor)

    def agree(self, visitor: str) -> Standing:
        """The visitor may be remembered from now on; what was done in conversations so far is kept as well."""
        with self._database.write() as session:
            person = _key(session, visitor)
            session.merge(DecisionRow(person=person, agreed=True, time=utc_now()))
            _take_along(session, visitor, person)
            return _standing(session, visitor)

    def refuse(self, visitor: str) -> Standing:
        """The visitor is not to be remembered: all that is kept is deleted, and he is not asked again."""
        with self._database.write() as session:
            person = _key(session, visitor)
            session.merge(DecisionRow(person=person, agreed=False, time=utc_now()))
            _erase(session, visitor, person)
            return _standing(session, visitor)

    def erase(self, visitor: str, item: str = "") -> None:
        """Delete what is kept of this visitor, all or of one product; the decision stands."""
        with self._database.write() as session:
            _erase(session, visitor, _key(session, visitor), item)

    def forget(self, visitor: str) -> tuple[int, int]:
        """Delete all that came from this browser: its conversations, its requests to the team, what it liked.

        Returns how many conversations and how many tickets there were. What was decided stands.
        """
        conversations, tickets = ConversationRow.visitor == visitor, TicketRow.visitor == visitor
        with self._database.write() as session:
            _erase(session, visitor, _key(session, visitor))
            gone = tuple(
                len(session.execute(statement).all())
                for statement in (
                    delete(TicketRow).where(tickets).returning(TicketRow.id),
                    delete(ConversationRow).where(conversations).returning(ConversationRow.id),
                )
            )
        return gone[1], gone[0]

    def introduce(self, visitor: str, customer: str, until: datetime) -> None:
        """The company's page says who this is, until then; unless he has refused, he is remembered."""
        with self._database.write() as session:
            session.merge(IntroductionRow(visitor=visitor, customer=customer[:LONGEST_ID], until=until))
            session.flush()
            if (standing := _standing(session, visitor)).person:
                _take_along(session, visitor, standing.person)

    def leave(self, visitor: str) -> None:
        """The browser is no longer this customer's, as after signing out of the company's page."""
        with self._database.write() as session:
            session.execute(delete(IntroductionRow).where(IntroductionRow.visitor == visitor))


def person_of(session: Session, visitor: str, conversation: str) -> str:
    """Whom events of this conversation are kept for."""
    return _standing(session, visitor).person or CONVERSATION + conversation


def _key(session: Session, visitor: str) -> str:
    """Who decides: the customer that the company's page has named, else this browser's visitor."""
    row = session.get(IntroductionRow, visitor)
    return customer_key(row.customer) if row is not None and row.until > utc_now() else VISITOR + visitor


def _standing(session: Session, visitor: str) -> Standing:
    if not visitor:
        return Standing("")
    person = _key(session, visitor)
    customer = session.get_one(IntroductionRow, visitor).customer if person.startswith(CUSTOMER) else ""
    row = session.get(DecisionRow, person)
    decision: Literal["none", "agreed", "refused"] = "none" if row is None else "agreed" if row.agreed else "refused"
    is_remembered = decision == "agreed" or (bool(customer) and decision == "none")
    return Standing(person if is_remembered else "", customer, decision)


def _take_along(session: Session, visitor: str, person: str) -> None:
    """What was done in this browser's conversations, by nobody so far, becomes the person's."""
    own = select(ConversationRow.id).where(ConversationRow.visitor == visitor)
    session.execute(
        update(EventRow)
        .where(EventRow.conversation.in_(own), EventRow.person.startswith(CONVERSATION, autoescape=True))
        .values(person=person)
    )


def _erase(session: Session, visitor: str, person: str, item: str = "") -> None:
    own = select(ConversationRow.id).where(ConversationRow.visitor == visitor)
    gone = delete(EventRow).where(or_(EventRow.person == person, EventRow.conversation.in_(own)))
    session.execute(gone.where(EventRow.item == item) if item else gone)
