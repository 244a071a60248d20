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


def test_entries_are_found_by_who_what_and_about_what_and_come_page_by_page(database: Database) -> None:
    audit = Audit(database)
    for n in range(5):
        audit.record("staff:anna", "document.upload", f"d{n}", name=f"报价单 {n}.pdf")
    audit.record("admin:boss", "account.disable", "anna_b")
    assert [entry.subject for entry in audit.latest(2, offset=1)] == ["d4", "d3"]
    assert (audit.count(), audit.count("ANNA"), audit.count("disable"), audit.count("a_b")) == (6, 6, 1, 1)
    assert [entry.subject for entry in audit.latest(query="报价单 3")] == ["d3"]
    assert audit.count("%") == 0
