"""Commands for a running app: sent over loopback with a token from a file that only the app's user can read.

Imports nothing heavy, so that a command beside a running app answers at once.
"""

import json
import time
import urllib.error
import urllib.request
from typing import Any

from storage.errors import FolderInUse
from storage.folder import DataFolder

PATH = "/internal/command"
TOKEN_HEADER = "X-Frontdesk-Token"
TOKEN_NAME = "command-token"
SECONDS = 24 * 3600  # a large ingest takes its time
STARTING = 503  # what the app answers until it is ready
STARTING_SECONDS = 120


class CommandRefused(Exception):
    """The command could not be carried out; the message is for the person who typed it."""


def send(folder: DataFolder, command: str, arguments: dict[str, Any]) -> dict[str, Any]:
    """Have the app that owns `folder` carry out a command of `assistant.commands.IN_THE_APP`.

    Raises CommandRefused with the app's sentence, or FolderInUse when the owner takes no commands.
    """
    owner = folder.owner()
    if "url" not in owner:
        raise FolderInUse(str(folder.path), owner.get("pid"))
    request = urllib.request.Request(
        f"{owner['url']}{PATH}",
        data=json.dumps({"command": command, "arguments": arguments}).encode(),
        headers={"Content-Type": "application/json", TOKEN_HEADER: folder.secret(TOKEN_NAME)},
    )
    # never through a proxy: the app is on this machine
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    patience = time.monotonic() + STARTING_SECONDS
    while True:
        try:
            with opener.open(request, timeout=SECONDS) as response:
                reply: dict[str, Any] = json.load(response)
                return reply
        except urllib.error.HTTPError as error:
            if error.code != STARTING or time.monotonic() > patience:
                raise CommandRefused(_sentence_of(error)) from error
            time.sleep(0.5)
        except (OSError, ValueError) as error:
            raise CommandRefused(
                "The running app did not answer. Look at its log, or stop it and try again."
            ) from error


def _sentence_of(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["error"])
    except (ValueError, KeyError, TypeError):
        return f"The running app refused the command (HTTP {error.code})."
