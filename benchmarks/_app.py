"""The app itself, started on a data folder and a free port, for benchmarks that use its pages."""

import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

ROOT = Path(__file__).parent.parent
PASSWORD = "granite lantern 7 otters"


def start(data: Path, **settings: str) -> tuple[str, "subprocess.Popen[bytes]"]:
    """Its address once it is ready, and its process. `settings` are environment variables without FRONTDESK_."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    given = {"DATA_DIR": str(data), "PORT": str(port), "ADMIN_PASSWORD": PASSWORD, "MODEL": "embedded"} | settings
    app = subprocess.Popen(
        [sys.executable, "app.py"], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
        env=os.environ | {f"FRONTDESK_{name}": value for name, value in given.items()},
    )  # fmt: skip
    address = f"http://127.0.0.1:{port}"
    for _ in range(300):
        time.sleep(1)
        try:
            with urllib.request.urlopen(f"{address}/healthz", timeout=2) as answer:
                if b"ready" in answer.read():
                    break
        except (urllib.error.URLError, ConnectionError, TimeoutError):
            continue
    return address, app
