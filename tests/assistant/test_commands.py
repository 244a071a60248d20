"""Commands as functions: what they answer, and what they refuse."""

from pathlib import Path

import pytest

from assistant.backup import back_up, restore
from assistant.commands import carry_out, listed, run, shown
from assistant.remote import CommandRefused
from assistant.services import Services
from knowledge.errors import DocumentNotFound
from storage.folder import DataFolder
from tests.assistant.conftest import settings_in


def test_an_unknown_or_ill_fitting_command_is_refused(services: Services) -> None:
    with pytest.raises(CommandRefused, match="no command 'launch'"):
        carry_out(services, "launch", {})
    with pytest.raises(CommandRefused, match="version"):
        carry_out(services, "ask", {"question": "?"})


def test_ingest_answers_a_row_for_each_file_with_its_path_as_given(services: Services, tmp_path: Path) -> None:
    (tmp_path / "good.txt").write_text("The bell rings at eight.", encoding="utf-8")
    (tmp_path / "empty.txt").write_bytes(b"")
    files = [[f"given/{name}", str(tmp_path / name), "folder"] for name in ("good.txt", "empty.txt", "missing.txt")]
    good, empty, missing = carry_out(services, "ingest", {"files": files, "visibility": "public"})["documents"]
    assert (good["path"], good["status"], good["chunks"], good["error"]) == ("given/good.txt", "ready", 1, None)
    assert (empty["status"], empty["error"]) == ("failed", "The file is empty. Upload it again with content.")
    assert missing["status"] == "failed"
    detail = shown(services.knowledge.get(good["id"]))["documents"][0]
    assert detail["name"] == "folder/good.txt"
    assert detail["text"] == "The bell rings at eight."
    assert carry_out(services, "remove", {"document_id": good["id"]})["documents"][0]["status"] == "removed"
    with pytest.raises(DocumentNotFound, match="documents list"):
        carry_out(services, "remove", {"document_id": good["id"]})
    assert services.audit.latest(1)[0].action == "document removed"


def test_a_list_tells_state_and_visibility(services: Services) -> None:
    rows = {row["name"]: row for row in listed(services.knowledge.list())["documents"]}
    assert rows["note.md"]["visibility"] == "staff"
    assert rows["delivery.md"]["status"] == "ready"


def test_indexes_are_checked_and_rebuilt(services: Services) -> None:
    assert carry_out(services, "check_indexes", {"sample": None})["damaged"] == []
    passages, products = services.knowledge.statistics()["passages"], services.catalog.count()
    assert carry_out(services, "rebuild", {}) == {"rebuilt": passages, "rebuilt_products": products}
    assert carry_out(services, "check_indexes", {"sample": None})["damaged"] == []


def test_a_backup_answers_where_it_was_restored(services: Services, tmp_path: Path) -> None:
    elsewhere = DataFolder(tmp_path / "elsewhere")
    elsewhere.prepare()
    restore(elsewhere, elsewhere.database_url, back_up(services.folder, services.database))
    reply = run(
        settings_in(elsewhere.path), "ask", text="How long does express shipping to Spain take?", conversation=None,
        language="auto", audience="public",
    )  # fmt: skip
    assert "2 days" in reply["answer"]
    assert reply["citations"][0]["document"] == "delivery.md"


def test_a_catalog_comes_in_and_its_bad_rows_are_told(services: Services, tmp_path: Path) -> None:
    path = tmp_path / "shop.csv"
    path.write_text("id,title,price\n1,Lamp,19 EUR\n2,,5\n", encoding="utf-8")
    reply = carry_out(services, "import_catalog", {"path": str(path), "name": path.name, "mapping": None, "keep": True})
    assert (reply["imported"], reply["rejected"]) == (1, [{"row": 3, "error": "The title is missing."}])
    assert services.catalog.get(["1"])[0].title == "Lamp"
    assert services.audit.latest(1)[0].action == "catalog imported"
