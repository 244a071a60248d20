"""Commands of the command line to this running app: from this machine only, with a token from a private file."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from pydantic import BaseModel

from assistant.remote import PATH, TOKEN_HEADER
from web.login import language_of
from web.services import Services
from web.strings import text

logger = logging.getLogger(__name__)


class CommandFailed(Exception):
    """A command was refused; the message is a sentence for the operator."""


@dataclass(frozen=True)
class Operator:
    """What carries commands out. `run` raises CommandFailed with a sentence."""

    token: str
    run: Callable[[str, dict[str, Any]], dict[str, Any]]


class Command(BaseModel):
    command: str
    arguments: dict[str, Any] = {}


def operator_routes(services: Services, operator: Operator) -> APIRouter:
    """POST /internal/command. The gate lets only this machine's own addresses come here."""
    router = APIRouter()

    @router.post(PATH)
    async def command(request: Request, command: Command) -> Response:
        language = language_of(request)
        given = request.headers.get(TOKEN_HEADER, "")
        if not secrets.compare_digest(given.encode(), operator.token.encode()):
            return JSONResponse({"error": text("error_404", language)}, 404)
        if services.state != "ready":
            return JSONResponse({"error": text("error_503", language)}, 503)
        try:
            return JSONResponse(await run_in_threadpool(operator.run, command.command, command.arguments))
        except CommandFailed as refusal:
            return JSONResponse({"error": str(refusal)}, 400)

    return router
