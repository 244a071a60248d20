"""What a company is called before it says so: by nobody else's name."""

import dataclasses
from pathlib import Path

from assistant.from_settings import OFFERED, preference_store
from knowledge.tables import DocumentRow
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


def _add(database: Database, id_: str, *, is_sample: bool) -> None:
    with database.write() as session:
        session.add(DocumentRow(id=id_, name=f"{id_}.md", is_sample=is_sample))
