"""Bodies of requests that a middleware must see whole before what stands behind it reads them again."""

import json
from typing import Any

from web.gate import Message, Receive


async def whole(receive: Receive) -> bytes:
    """All that is sent, or was until the sender left."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return bytes(body)
        body += message.get("body", b"")
        if not message.get("more_body"):
            return bytes(body)


def once_more(body: bytes, receive: Receive) -> Receive:
    """What was read is there to be read again; after it comes what comes."""
    waiting: list[Message] = [{"type": "http.request", "body": body, "more_body": False}]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again


def named(body: bytes) -> dict[str, Any]:
    """The values of a JSON object; none where it is something else (which Gradio then says itself)."""
    try:
        values = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return values if isinstance(values, dict) else {}
