"""What a company is called before it says so: by nobody else's name."""

import dataclasses
from pathlib import Path

from assistant.from_settings import OFFERED, preference_store, training_rows
from desk.examples import Draft
from knowledge.embedding import MiniLM
from knowledge.tables import DocumentRow, VersionRow
from settings import Settings
from storage.database import Database


def test_the_sample_companys_name_and_contact_go_with_it(database: Database, tmp_path: Path):
    settings = dataclasses.replace(Settings(), data_dir=str(tmp_path), samples=True, company="", contact="")
    store = preference_store(settings, database)
    assert "Larkfell" in store.defaults.name("en")  # it is about to be loaded
    (tmp_path / OFFERED).touch()
    assert (store.defaults.name("zh"), store.defaults.contact) == ("Frontdesk", {"en": "", "zh": ""})
    _add(database, "own", is_sample=False)
    assert store.defaults.contact["en"] == ""
    _add(database, "sample", is_sample=True)
    assert "larkfell" in store.defaults.contact["en"]
    with database.write() as session:
        session.delete(session.get(DocumentRow, "sample"))
    assert store.defaults.company == {"en": "", "zh": ""}


def test_who_wants_no_samples_is_never_called_by_their_name(database: Database, tmp_path: Path):
    settings = dataclasses.replace(Settings(), data_dir=str(tmp_path), samples=False, company="", contact="+1 555")
    defaults = preference_store(settings, database).defaults
    assert (defaults.company["en"], defaults.contact["zh"]) == ("", "+1 555")


def test_rows_leave_what_the_company_publishes_now_and_mask_everybody_else(
    database: Database, tmp_path: Path, minilm: MiniLM
):
    store = preference_store(dataclasses.replace(Settings(), data_dir=str(tmp_path), samples=False), database)
    rows = training_rows(database, store, minilm)
    asked = "Is the workshop of Emma Lindqvist open? I read Chloe Bennett's guide. Regards, Hannah Abbott"
    before = [("Hello, it is Marcus Webb.", "Your parcel is here. Bye, Priya from support")]

    def row(origin: str) -> tuple[str, tuple[tuple[str, str], ...]]:
        (id_,) = rows.add([Draft("human", "chat", "en", asked, "Yes.", origin, tuple(before))]).ids
        return rows.get(id_).question, rows.get(id_).history

    masked = ("Is the workshop of [NAME] open? I read [NAME]'s guide. Regards, [NAME]",
              (("Hello, it is [NAME].", "Your parcel is here. Bye, [NAME] from support"),))  # fmt: skip
    assert row("one") == masked
    store.change(company={"en": "Emma Lindqvist Ceramics", "zh": ""})
    with database.write() as session:
        session.add(DocumentRow(id="guide", name="guide.pdf", live_version=1))
        session.flush()
        session.add(VersionRow(document_id="guide", number=1, status="ready", visibility="public", sha256="", size=1,
                               original="guide.pdf", title="Chloe Bennett: Glazes"))  # fmt: skip
    assert row("two")[0] == "Is the workshop of Emma Lindqvist open? I read Chloe Bennett's guide. Regards, [NAME]"


def _add(database: Database, id_: str, *, is_sample: bool) -> None:
    with database.write() as session:
        session.add(DocumentRow(id=id_, name=f"{id_}.md", is_sample=is_sample))
