"""The pages with the tests' fakes in a process of its own: `python -m tests.web.serving FOLDER PORT`."""

import os
import sys
from pathlib import Path

import uvicorn

import desk.tables  # noqa: F401  (declares the tables that are made below)
from storage.database import Base, Database
from tests.web.conftest import SECRET, SHIPPING
from tests.web.fakes import FakeServices


def main(folder: Path, port: int) -> None:
    uploads = folder / "gradio"
    uploads.mkdir(exist_ok=True)
    os.environ |= {"GRADIO_TEMP_DIR": str(uploads), "GRADIO_ANALYTICS_ENABLED": "False"}
    from web.app import create_app

    database = Database(f"sqlite:///{(folder / 'web.sqlite').as_posix()}")
    Base.metadata.create_all(database.engine)
    services = FakeServices(database, pause=0.3)
    services.knowledge.put("shipping.txt", SHIPPING, pages=3)
    uvicorn.run(create_app(services, secret=SECRET, upload_folder=uploads), port=port, log_level="warning")


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
