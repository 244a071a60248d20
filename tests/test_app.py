import socket

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
        with socket.create_connection(listener.getsockname(), timeout=2):
            pass


def test_lists_in_settings_may_have_spaces_and_gaps() -> None:
    assert parts(" a, b ,,c ") == ["a", "b", "c"]
    assert parts("") == []
