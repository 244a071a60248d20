import asyncio
import socket
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from fastapi import FastAPI

import desk.tables  # noqa: F401  (declares the tables that are made below)
from storage.database import Base, Database
from tests.waiting import HANG, wait_until
from tests.web.fakes import FakeServices
from tests.web.staffing import Office
from web.operator import CommandFailed, Operator

PASSWORD = "correct horse battery"
TOKEN = "the-token-of-the-command-line"
SECRET = "a-secret-of-the-tests-that-is-long-enough"

SHIPPING = """Standard shipping takes 3–5 working days and costs $5.
Express shipping takes 1 day and costs $15; <b>bold</b> is text here.
The return window is 30 days after delivery."""
CHINESE = """标准送货需要三到五个工作日，运费 20 元。
退货期限为收货后三十天。"""


@dataclass(frozen=True)
class House:
    """An app with all that is behind it."""

    app: FastAPI
    services: FakeServices
    upload_folder: Path


def build(services: FakeServices, upload_folder: Path, **more: Any) -> FastAPI:
    async def inside_a_loop() -> FastAPI:
        # Gradio opens an event loop where none runs, and never closes it. (Playwright has one in the main thread.)
        from web.app import create_app

        given: dict[str, Any] = {"secret": SECRET, "upload_folder": upload_folder} | more
        return create_app(services, **given)

    with ThreadPoolExecutor(1) as thread:
        return thread.submit(lambda: asyncio.run(inside_a_loop())).result()


def opened(folder: Path, monkeypatch: pytest.MonkeyPatch, **more: Any) -> Iterator[House]:
    upload_folder = folder / "gradio"
    upload_folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(upload_folder))
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    database = Database(f"sqlite:///{(folder / 'web.sqlite').as_posix()}")
    Base.metadata.create_all(database.engine)
    services = FakeServices(database)
    services.accounts.add("anna", PASSWORD)
    services.knowledge.put("shipping.txt", SHIPPING, pages=3, is_sample=True)
    services.knowledge.put("送货与退货.txt", CHINESE, is_sample=True)
    services.knowledge.put("internal.txt", "The staff discount is 40 percent.", visibility="staff")
    given = {"operator": Operator(TOKEN, carry_out)} | more
    yield House(build(services, upload_folder, **given), services, upload_folder)
    database.close()


@pytest.fixture(scope="module", autouse=True)
def _quick_hashes(quick_hashes: None) -> None:
    """In all of them."""


@pytest.fixture
def house(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[House]:
    """A house of one test."""
    yield from opened(tmp_path, monkeypatch)


@pytest.fixture(scope="module")
def shared_house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    """A house for the tests of a module that change nothing another could see; few limits."""
    with pytest.MonkeyPatch.context() as monkeypatch:
        folder = tmp_path_factory.mktemp("house")
        yield from opened(folder, monkeypatch, requests_per_minute=10**6, questions_per_minute=10**6)


@pytest.fixture
def office(tmp_path: Path, database: Database, monkeypatch: pytest.MonkeyPatch) -> Office:
    """The staff page without the web around it."""
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    upload_folder = tmp_path / "gradio"
    upload_folder.mkdir()
    return Office.opened(database, upload_folder)


def carry_out(command: str, arguments: dict[str, Any]) -> dict[str, Any]:
    if command != "echo":
        raise CommandFailed(f"There is no command '{command}'.")
    return arguments


class Server:
    """The app on a free port of this machine, in a thread."""

    def __init__(self, app: FastAPI) -> None:
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            app,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, args=([self._listener],), daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        wait_until(lambda: self._server.started, "the server has started")
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(HANG)
