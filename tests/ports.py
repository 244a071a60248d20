"""Ports for servers that have to be told theirs; a server of our own takes port 0 and says what it got."""

import itertools
import os
import socket

_FIRST = 20_000  # systems give connections ports from 32,768 on, so none of these is taken between a look and its use
_SPREAD = 10_000


def free_port() -> int:
    """A port of this machine that nobody listens on; each process looks from another one on."""
    for port in itertools.count(_FIRST + os.getpid() % _SPREAD):
        with socket.socket() as probe:
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
        return port
    raise AssertionError("There is always another.")
