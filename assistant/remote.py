"""Commands for a running app: sent over loopback with a token from a file that only the app's user can read."""

import json
import urllib.error
import urllib.request
from collections.abc import Callable
from typing import Any

from assistant.commands import IN_THE_APP, Reply
from assistant.services import Services, ServiceSettings
from storage.errors import FolderInUse
from storage.folder import DataFolder

PATH = "/internal/command"
TOKEN_HEADER = "X-Frontdesk-Token"
TOKEN_NAME = "command-token"
SECONDS = 24 * 3600  # a large ingest takes its time


class CommandRefused(Exception):
    """The command could not be carried out; the message is for the person who typed it."""


def run(settings: ServiceSettings, command: str, threads: int | None = None, **arguments: Any) -> Reply:
    """Run a command of `IN_THE_APP` where the data folder's owner is: in the running app, or here.

    Raises CommandRefused with the app's sentence, or FolderInUse when the owner takes no commands.
    """
    folder = DataFolder(settings.data_path)
    if folder.is_owned_elsewhere():
        owner = folder.owner()
        if "url" not in owner:
            raise FolderInUse(str(folder.path), owner.get("pid"))
        return _send(owner["url"], folder.secret(TOKEN_NAME), command, arguments)
    services = Services.open(settings, threads=threads)
    try:
        services.load()
        return carry_out(services, command, arguments)
    finally:
        services.close()


def carry_out(services: Services, command: str, arguments: dict[str, Any]) -> Reply:
    """Run a command in this process. Raises CommandRefused for one that is unknown or does not fit."""
    function: Callable[..., Reply] | None = IN_THE_APP.get(command)
    if function is None:
        raise CommandRefused(f"There is no command '{command}'. This app may be of another version.")
    try:
        return function(services, **arguments)
    except TypeError as error:
        raise CommandRefused(f"The command '{command}' does not fit this app's version.") from error


def _send(url: str, token: str, command: str, arguments: dict[str, Any]) -> Reply:
    request = urllib.request.Request(
        f"{url}{PATH}",
        data=json.dumps({"command": command, "arguments": arguments}).encode(),
        headers={"Content-Type": "application/json", TOKEN_HEADER: token},
    )
    # never through a proxy: the app is on this machine
    opener = urllib.request.build_opener(urllib.request.ProxyHandler({}))
    try:
        with opener.open(request, timeout=SECONDS) as response:
            reply: Reply = json.load(response)
            return reply
    except urllib.error.HTTPError as error:
        raise CommandRefused(_sentence_of(error)) from error
    except (OSError, ValueError) as error:
        raise CommandRefused("The running app did not answer. Look at its log, or stop it and try again.") from error


def _sentence_of(error: urllib.error.HTTPError) -> str:
    try:
        return str(json.load(error)["error"])
    except (ValueError, KeyError, TypeError):
        return f"The running app refused the command (HTTP {error.code})."
