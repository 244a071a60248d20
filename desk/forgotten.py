"""What rows to learn from were forgotten, so that they stay away. Only hashes are kept, no words."""

import hashlib
from collections.abc import Collection, Iterable, Sequence

from sqlalchemy import select

from desk.tables import ForgottenExampleRow
from storage.database import Database

BATCH = 500  # ids in one statement


class Forgotten:
    """The fingerprints of rows, documents and conversations that no row is to be made of again."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def remember(self, fingerprints: Iterable[str]) -> None:
        wanted = {*fingerprints}
        new = wanted - self.among(wanted)
        with self._database.write() as session:
            session.add_all(ForgottenExampleRow(fingerprint=one) for one in new)

    def among(self, fingerprints: Collection[str]) -> set[str]:
        """Those of the fingerprints that were forgotten."""
        column, found = ForgottenExampleRow.fingerprint, set[str]()
        with self._database.read() as session:
            for batch in batches(fingerprints):
                found |= set(session.scalars(select(column).where(column.in_(batch))))
        return found


def fingerprint(text: str) -> str:
    """By which something is known without being kept: the first half of its sha256."""
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def traces_of(document: str, conversation: str = "") -> set[str]:
    """The fingerprints of a document and a conversation, where they are named."""
    named = (("document", document), ("conversation", conversation))
    return {fingerprint(f"all of {kind} {name}") for kind, name in named if name}


def batches(ids: Collection[str]) -> Iterable[Sequence[str]]:
    """As many at a time as stand in one statement."""
    every = [*ids]
    return (every[start : start + BATCH] for start in range(0, len(every), BATCH))
