"""Which of the intents that ship with the product this installation was given, so that a release brings what is new.

What staff took out stays out, and an intent that they made themselves stays theirs, whatever its name. Only hashes are
kept. An installation that is older than this memory is known by its audit trail: what nobody took out of it, it was
never given.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from desk.forgotten import fingerprint
from desk.tables import AuditRow, IntentExampleRow, IntentRow, ShippedExampleRow


@dataclass(frozen=True)
class Unseen:
    """What is to be added: texts for an intent, which is there already or not."""

    intent: str
    texts: tuple[str, ...]


def bring_in(session: Session, shipped: Iterable[tuple[str, Sequence[str]]]) -> Sequence[Unseen]:
    """What this installation was never given of the intents with their examples; all are remembered as given now."""
    given = set(session.scalars(select(ShippedExampleRow.fingerprint)))
    there = set(session.scalars(select(IntentRow.name)))
    said = set(session.scalars(select(IntentExampleRow.text)))
    theirs = _touched(session) if not given else set()
    unseen: list[Unseen] = []
    marks: set[str] = set()
    for name, texts in shipped:
        mark = fingerprint(f"intent {name}")
        each = {text: fingerprint(f"example of {name}: {text}") for text in texts}
        marks |= {mark, *each.values()}
        if name in theirs or (given and (mark in given) != (name in there)):
            continue
        new = tuple(text for text, trace in each.items() if trace not in given and text not in said)
        if new or name not in there:
            unseen.append(Unseen(name, new))
    session.add_all(ShippedExampleRow(fingerprint=one) for one in marks - given)
    return unseen


def _touched(session: Session) -> set[str]:
    """The intents that staff added, took out, or took examples out of, by the audit trail."""
    deeds = select(AuditRow).where(AuditRow.action.in_(("intent.add", "intent.remove", "intent.examples")))
    return {
        row.subject
        for row in session.scalars(deeds)
        if row.action != "intent.examples" or row.details.get("removed")
    }  # fmt: skip
