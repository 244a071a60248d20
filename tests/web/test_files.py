"""No file leaves this machine but through a door that asks who wants it, and none comes in but through staff's.

Path traversal, unrestricted upload, server-side request forgery (OWASP Top 10, A01, A04 and A10): every spelling of a
path at every door is in test_gate.py; here is what staff upload, and what a page says a file is.
"""

import json
import shutil
import socket
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from starlette.testclient import TestClient

from tests.waiting import HANG
from tests.web.conftest import House, Server, build
from tests.web.person import Keys, Person, with_people
from web.app import pages

CONTENT = b"The price of the secret tea is 88."
UPLOAD = "/staff/gradio_api/upload"


@pytest.fixture(scope="module")
def server(shared_house: House) -> Iterator[Server]:
    with_people(shared_house)
    with Server(shared_house.app) as running:
        yield running


@pytest.fixture
def house(shared_house: House) -> Iterator[House]:
    """The module's house, as it was found."""
    documents = dict(shared_house.services.knowledge.documents)
    yield shared_house
    shared_house.services.knowledge.documents.clear()
    shared_house.services.knowledge.documents.update(documents)
    shared_house.services.preferences.reset("downloads")
    for left in shared_house.upload_folder.iterdir():
        left.unlink() if left.is_symlink() or left.is_file() else shutil.rmtree(left)


@pytest.fixture
def staff(server: Server, house: House) -> Iterator[Person]:
    with Person(server.url, Keys(house).of("staff"), "/staff") as person:
        yield person


def uploaded(staff: Person, name: str, content: bytes = CONTENT) -> str:
    (path,) = staff.client.post(UPLOAD, files={"files": (name, content)}).json()
    return str(path)


def take_in(staff: Person, path: str, name: str, visibility: str = "staff") -> None:
    staff.press("take-in", files=[{"path": path, "name": name}], visibility=visibility)


def spellings(path: str) -> list[str]:
    relative = path.lstrip("/")
    return [
        mount + form
        for mount in ("", "/staff")
        for form in (
            f"/gradio_api/file={path}", f"/gradio_api/file={relative}", f"/gradio_api/file/{relative}", f"/file={path}",
            f"/file/{relative}", path, f"/gradio_api/file={path}?download=1", f"/gradio_api//file={path}",
            f"/gradio_api/stream/abc/1/{Path(path).name}", f"/static/../..{path}", f"/assets/..%2f..{path}",
        )
    ]  # fmt: skip


def test_what_staff_upload_is_nobodys_by_its_path_before_and_after_it_is_taken_in(
    server: Server, staff: Person, house: House
) -> None:
    path = uploaded(staff, "报价单 (final).txt")
    assert Path(path).read_bytes() == CONTENT
    with httpx.Client(base_url=server.url, timeout=HANG) as anyone:
        for _ in ("waiting", "taken in"):
            for client in (anyone, staff.client):
                for form in spellings(path):
                    answer = client.get(form)
                    assert answer.status_code in (401, 404), form
                    assert CONTENT not in answer.content
            if Path(path).exists():
                take_in(staff, path, "报价单 (final).txt")
    (document,) = house.services.knowledge.list(query="报价单")
    assert (document.name, document.visibility) == ("报价单 (final).txt", "staff")
    assert not [found for found in house.upload_folder.rglob("*") if found.is_file()]


def test_a_link_in_the_folder_of_uploads_leads_nowhere(staff: Person, house: House, tmp_path: Path) -> None:
    target = tmp_path / "secret.txt"
    target.write_text("not for the index")
    folder = house.upload_folder / "abc"
    folder.mkdir()
    (folder / "link.txt").symlink_to(target)
    (house.upload_folder / "folder-link").symlink_to(target.parent)
    before = len(house.services.knowledge.documents)
    for path in (folder / "link.txt", house.upload_folder / "folder-link" / "secret.txt"):
        take_in(staff, str(path), "x.txt")
        assert staff.client.get(f"/gradio_api/file={path}").status_code == 404
    assert len(house.services.knowledge.documents) == before
    assert target.read_text() == "not for the index"


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("../../x.pdf", "x.pdf"),
        ("C:\\x.pdf", "x.pdf"),
        ("con.pdf", "con.pdf"),
        ("a\n.pdf", "a .pdf"),
        ("invoice\u202efdp.exe.txt", "invoice fdp.exe.txt"),
        (".env", ".env"),
        ("报价单.pdf", "报价单.pdf"),
        ("🎉.txt", "🎉.txt"),
        ("x.pdf.html", "x.pdf.html"),
    ],
)
def test_a_name_is_shown_as_it_was_as_far_as_that_is_safe_and_is_never_a_path(
    staff: Person, house: House, name: str, kept: str
) -> None:
    path = uploaded(staff, "x.txt")
    take_in(staff, path, name)
    newest = list(house.services.knowledge.documents.values())[-1]
    assert newest.name == kept
    assert sorted(found.name for found in house.upload_folder.parent.iterdir() if "sqlite" not in found.name) == [
        "gradio"
    ]


def test_a_very_long_name_keeps_its_ending(staff: Person, house: House) -> None:
    take_in(staff, uploaded(staff, "x.txt"), "长" * 300 + ".pdf")
    newest = list(house.services.knowledge.documents.values())[-1]
    assert len(newest.name) == 200
    assert newest.name.endswith(".pdf")


@pytest.mark.parametrize("name", ["GRADIO_ALLOWED_PATHS", "GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_VIBE_MODE"])
def test_the_app_does_not_start_where_the_environment_opens_it(
    house: House, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    monkeypatch.setenv(name, "/")
    with pytest.raises(ValueError, match=f"{name} is set. .* Remove it from the environment"):
        build(house.services, house.upload_folder)
    monkeypatch.setenv(name, "False")
    assert build(house.services, house.upload_folder)


def test_no_page_has_a_folder_of_its_own_to_serve(house: House) -> None:
    for page in pages(house.app):
        assert page.allowed_paths == []
        assert not page.enable_monitoring
        assert not page.show_error
        assert not page.api_open


class Canary:
    """A server that only notes that somebody came."""

    def __enter__(self) -> "Canary":
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._listener.getsockname()[1]}/canary"
        self.visits = 0
        self._thread = threading.Thread(target=self._listen, daemon=True)
        self._thread.start()
        return self

    def _listen(self) -> None:
        while True:
            try:
                line, _ = self._listener.accept()
            except OSError:
                return
            self.visits += 1
            line.close()

    def __exit__(self, *_: object) -> None:
        self._listener.close()


def test_the_server_fetches_nothing_that_a_page_names(server: Server, staff: Person, house: House) -> None:
    with Canary() as canary, Person(server.url, Keys(house).visitor()) as customer:
        file: dict[str, Any] = {"path": canary.url, "url": canary.url, "meta": {"_type": "gradio.FileData"}}
        said = json.dumps({"do": "take-in", "form": {"files": [file | {"name": "x.txt"}]}, "text": canary.url})
        for person, page in ((staff, pages(house.app)[0]), (customer, pages(house.app)[1])):
            for number, function in page.fns.items():
                if function.fn is None:
                    continue
                for value in (file, [file], said, canary.url):
                    person.run(number, [value] * len(function.inputs))
            for form in (f"/gradio_api/file={canary.url}", f"/gradio_api/proxy={canary.url}"):
                assert person.client.get(person.mount + form).status_code == 404
        assert canary.visits == 0


def test_a_download_is_never_shown_as_a_page(house: House) -> None:
    document = house.services.knowledge.put("x.html", "<script>alert(1)</script>")
    house.services.preferences.change(downloads=True)
    client = TestClient(house.app)
    answer = client.get(f"/documents/{document}/original")
    assert answer.status_code == 200
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    for odd in ("..%2f..%2fetc%2fpasswd", "../../etc/passwd", "%00", "....//", "d0%2f..%2fd2", "C:%5cx", "x" * 300):
        for path in (f"/documents/{odd}", f"/documents/{odd}/original"):
            assert client.get(path).status_code == 404
