import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from app import listen, parts


def test_a_port_that_is_taken_is_told_before_anything_begins() -> None:
    with listen("127.0.0.1", 0) as first:
        first.listen()
        port = first.getsockname()[1]
        with pytest.raises(OSError, match=f"127.0.0.1:{port} cannot be used .* FRONTDESK_PORT"):
            listen("127.0.0.1", port)


def test_an_open_port_takes_connections_once_it_listens() -> None:
    with listen("127.0.0.1", 0) as listener:
        listener.listen()
        with socket.create_connection(listener.getsockname()):
            pass


def test_lists_in_settings_may_have_spaces_and_gaps() -> None:
    assert parts(" a, b ,,c ") == ["a", "b", "c"]
    assert parts("") == []


@pytest.mark.parametrize(("password", "why"), [("short", "too short"), ("administrator", "easy to guess")])
def test_it_does_not_start_with_a_password_that_anybody_would_try(tmp_path: Path, password: str, why: str) -> None:
    environment = os.environ | {
        "FRONTDESK_DATA_DIR": str(tmp_path / "data"), "FRONTDESK_PORT": "0", "FRONTDESK_ADMIN_PASSWORD": password,
    }  # fmt: skip
    root = Path(__file__).resolve().parent.parent
    done = subprocess.run(
        [sys.executable, "app.py"], cwd=root, env=environment, capture_output=True, text=True, timeout=120, check=False
    )
    assert done.returncode == 1
    assert "Frontdesk did not start:" in done.stderr
    assert why in done.stderr
