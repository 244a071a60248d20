import os
import socket
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import uvicorn
from fastapi import FastAPI

import desk.tables  # noqa: F401  (declares the tables that are made below)
from storage.database import Base, Database
from tests.web.fakes import FakeServices

PASSWORD = "correct horse battery"
SECRET = "a-secret-of-the-tests-that-is-long-enough"

COMPANY = {"en": "Linden & Tea", "zh": "菩提与茶"}
CONTACT = {"en": "help@linden.example", "zh": "kefu@linden.example"}

SHIPPING = """Standard shipping takes 3–5 working days and costs $5.
Express shipping takes 1 day and costs $15; <b>bold</b> is text here.
The return window is 30 days after delivery."""
CHINESE = """标准送货需要三到五个工作日，运费 20 元。
退货期限为收货后三十天。"""


@pytest.fixture
def database(tmp_path: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{(tmp_path / 'web.sqlite').as_posix()}")
    Base.metadata.create_all(database.engine)
    yield database
    database.close()


@pytest.fixture
def services(database: Database) -> FakeServices:
    services = FakeServices(database)
    services.accounts.add("anna", PASSWORD)
    services.knowledge.put("shipping.txt", SHIPPING, pages=3, is_sample=True)
    services.knowledge.put("送货与退货.txt", CHINESE, is_sample=True)
    services.knowledge.put("internal.txt", "The staff discount is 40 percent.", visibility="staff")
    return services


@pytest.fixture
def upload_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "gradio"
    folder.mkdir()
    monkeypatch.setenv("GRADIO_TEMP_DIR", str(folder))
    monkeypatch.setenv("GRADIO_ANALYTICS_ENABLED", "False")
    return folder


@pytest.fixture
def app(services: FakeServices, upload_folder: Path) -> FastAPI:
    os.environ.setdefault("GRADIO_ANALYTICS_ENABLED", "False")
    from web.app import create_app

    return create_app(
        services, secret=SECRET, upload_folder=upload_folder, company="Linden & Tea", contact="help@linden.example"
    )


class Server:
    """The app on a free port of this machine, in a thread."""

    def __init__(self, app: FastAPI) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        config = uvicorn.Config(
            app,
            port=self.port,
            log_level="warning",
            proxy_headers=False,
            server_header=False,
            timeout_graceful_shutdown=1,
        )
        self._server = uvicorn.Server(config)
        self._thread = threading.Thread(target=self._server.run, daemon=True)

    def __enter__(self) -> "Server":
        self._thread.start()
        while not self._server.started:
            time.sleep(0.02)
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join(10)


@pytest.fixture
def server(app: FastAPI) -> Iterator[Server]:
    with Server(app) as running:
        yield running
