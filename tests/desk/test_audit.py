from desk.audit import Audit
from storage.database import Database


def test_entries_come_back_newest_first_with_their_details(database: Database) -> None:
    audit = Audit(database)
    audit.record("staff:anna", "document.upload", "报价单.pdf", size=12)
    audit.record("visitor", "login.refused", "a\nb" * 200)
    newest, oldest = audit.latest()
    assert (oldest.actor, oldest.action, oldest.subject, oldest.details) == (
        "staff:anna", "document.upload", "报价单.pdf", {"size": 12},
    )  # fmt: skip
    assert newest.action == "login.refused"
    assert len(newest.subject) <= 255
    assert newest.time >= oldest.time
