"""The HTTP API for programs: one question in, one answer out, whole or streamed as server-sent events."""

import json
import logging
from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any, Literal

from fastapi import APIRouter, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse, StreamingResponse
from pydantic import BaseModel, Field

from assistant.answers import Answer, answer_json
from desk.conversations import PROGRAM  # of conversations that programs without our cookie started
from web.cookies import Cookies
from web.crowd import BUSY_SECONDS, Crowd
from web.gate import ADDRESS
from web.limits import RateLimit
from web.login import language_of
from web.services import Services
from web.streaming import paced
from web.strings import text

logger = logging.getLogger(__name__)

MOST_CHARACTERS = 2000
STREAM_SECONDS = 0.1


class Question(BaseModel):
    question: str = Field(min_length=1, max_length=MOST_CHARACTERS, pattern=r"\S")
    conversation: str | None = Field(default=None, max_length=64)
    language: Literal["auto", "en", "zh"] = "auto"


def api_routes(services: Services, cookies: Cookies, questions: RateLimit, crowd: Crowd) -> APIRouter:
    """POST /api/v1/ask and GET /healthz.

    Who asks without our cookie gets a conversation of its own; its id, 128 random bits, is the key to go on with it.
    """
    router = APIRouter()

    @router.get("/healthz")
    async def health() -> Response:
        state = services.state
        return JSONResponse({"status": state}, 200 if state == "ready" else 503)

    @router.post("/api/v1/ask")
    async def ask(request: Request, question: Question) -> Response:
        language = language_of(request)
        if services.state != "ready":
            return _refused(text("error_503", language), 503, {"Retry-After": "5"})
        if crowd.is_full:
            sentence = text("all_busy", language, seconds=BUSY_SECONDS)
            return _refused(sentence, 503, {"Retry-After": str(BUSY_SECONDS)})
        visitor = cookies.visitor(request.cookies)
        if wait := questions.take(visitor or request.scope[ADDRESS]):
            return _refused(text("asking_fast", language, seconds=wait), 429, {"Retry-After": str(wait)})
        asked_for = question.conversation
        if asked_for is not None and not await run_in_threadpool(_is_own, services, visitor, asked_for):
            return _refused(text("error_404", language), 404)

        def states() -> Iterator[Answer]:
            chosen = "zh" if question.language == "zh" else "en"
            conversation = asked_for or services.conversations.start(visitor or PROGRAM, chosen, "public")
            return services.assistant.answer(
                conversation, question.question, question.language, "public", address=str(request.scope[ADDRESS])
            )

        if "text/event-stream" in request.headers.get("accept", ""):
            return StreamingResponse(
                _events(states, crowd, text("answer_failed", language)),
                media_type="text/event-stream",
                headers={"X-Accel-Buffering": "no"},
            )
        last: Answer | None = None
        with crowd.one_more():
            async for state in paced(states, STREAM_SECONDS):
                last = state
        if last is None:
            return _refused(text("answer_failed", language), 500)
        return JSONResponse(answer_json(last))

    return router


def _is_own(services: Services, visitor: str | None, conversation: str) -> bool:
    """Whether the one who asks may go on with this conversation."""
    owners = [PROGRAM, *([visitor] if visitor else [])]
    return any(services.conversations.belongs_to(conversation, owner) for owner in owners)


async def _events(states: Callable[[], Iterator[Answer]], crowd: Crowd, failure: str) -> AsyncIterator[str]:
    """A comment at once, `answer` events as it grows, then one `done`, or one `error` with a sentence."""
    yield ": one moment\n\n"  # programs and proxies know at once that they have been heard
    try:
        with crowd.one_more():
            async for state in paced(states, lambda: crowd.interval(STREAM_SECONDS)):
                yield _event("done" if state.done else "answer", answer_json(state))
    except Exception:  # the stream has begun, so the status can no longer say it: an event does
        logger.exception("An answer failed.")
        yield _event("error", {"error": failure})


def _event(name: str, content: dict[str, Any]) -> str:
    return f"event: {name}\ndata: {json.dumps(content, ensure_ascii=False)}\n\n"


def _refused(sentence: str, status: int, headers: dict[str, str] | None = None) -> JSONResponse:
    return JSONResponse({"error": sentence}, status, headers=headers)
