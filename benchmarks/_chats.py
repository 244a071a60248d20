"""Customers without a browser: Gradio's own protocol over plain sockets, so that the clients cost little themselves.

A chat opens the page (document, heartbeat, `load`), joins the queue with a question, and reads the server-sent events
until its answer is complete. What is measured is the time to the first event that holds words of the answer.
"""

import asyncio
import json
import re
import secrets
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

CONFIG = re.compile(r"window\.gradio_config = (\{.*?\});</script>", re.DOTALL)


class Reply:
    """An HTTP/1.1 answer that is still arriving, on a connection of its own."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer
        self.status = 0
        self.headers: dict[str, str] = {}

    async def begin(self) -> None:
        head = (await self._reader.readuntil(b"\r\n\r\n")).decode("latin-1").split("\r\n")
        self.status = int(head[0].split()[1])
        for line in head[1:]:
            name, _, value = line.partition(":")
            self.headers[name.lower()] = value.strip()

    async def pieces(self) -> AsyncIterator[bytes]:
        if self.headers.get("transfer-encoding") != "chunked":
            yield await self._reader.readexactly(int(self.headers.get("content-length", "0")))
            return
        while size := int((await self._reader.readline()).strip() or b"0", 16):
            yield (await self._reader.readexactly(size + 2))[:-2]

    async def body(self) -> bytes:
        return b"".join([piece async for piece in self.pieces()])

    async def events(self) -> AsyncIterator[str]:
        """The `data:` of server-sent events, as it comes."""
        rest = b""
        async for piece in self.pieces():
            *whole, rest = (rest + piece).split(b"\n\n")
            for block in whole:
                yield block.decode().partition("data: ")[2]

    def close(self) -> None:
        self._writer.close()


@dataclass
class Person:
    """One visitor with one page open."""

    port: int
    cookies: dict[str, str] = field(default_factory=dict)
    session: str = field(default_factory=lambda: secrets.token_hex(6))
    config: dict[str, Any] = field(default_factory=dict)
    mount: str = ""
    _heartbeat: Reply | None = None

    async def send(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Reply:
        for attempt in range(8):
            try:
                reader, writer = await asyncio.open_connection("127.0.0.1", self.port, limit=2**24)
                break
            except OSError:  # the line of connections waiting to be taken is full; browsers try again too
                if attempt == 7:
                    raise
                await asyncio.sleep(0.2)
        lines = [f"{method} {path} HTTP/1.1", "Host: 127.0.0.1", "Connection: close"]
        if self.cookies:
            lines.append("Cookie: " + "; ".join(f"{name}={value}" for name, value in self.cookies.items()))
        if body is not None:
            kind = headers.pop("kind", "application/json")
            lines += [f"Content-Length: {len(body)}", f"Content-Type: {kind}"]
        lines += [f"{name}: {value}" for name, value in headers.items()]
        writer.write("\r\n".join(lines).encode() + b"\r\n\r\n" + (body or b""))
        reply = Reply(reader, writer)
        await reply.begin()
        if cookie := reply.headers.get("set-cookie"):
            name, _, value = cookie.split(";")[0].partition("=")
            self.cookies[name] = value
        return reply

    async def fetch(self, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, bytes]:
        reply = await self.send(method, path, body, **headers)
        try:
            return reply.status, await reply.body()
        finally:
            reply.close()

    async def open(self) -> None:
        """Load the page as a browser does: the document, the heartbeat, and the events of `load`."""
        _, document = await self.fetch("GET", f"{self.mount}/")
        found = CONFIG.search(document.decode())
        if found is None:
            raise RuntimeError(f"The page holds no configuration: {document[:200]!r}")
        self.config = json.loads(found[1])
        self._heartbeat = await self.send("GET", f"{self.mount}/gradio_api/heartbeat/{self.session}")
        for function in self.functions("load"):
            async for _ in self.run(function, []):
                pass

    def leave(self) -> None:
        if self._heartbeat is not None:
            self._heartbeat.close()

    def functions(self, event: str, element: str = "") -> list[dict[str, Any]]:
        """The page's functions for an event, of the component with this `elem_id` if one is named."""
        ids = {
            component["id"]
            for component in self.config["components"]
            if component.get("props", {}).get("elem_id") == element or not element
        }
        return [
            function
            for function in self.config["dependencies"]
            if function["backend_fn"] and any(name == event and (i in ids or not element)
                                              for i, name in function["targets"])
        ]  # fmt: skip

    async def run(self, function: dict[str, Any], values: list[Any]) -> AsyncIterator[dict[str, Any]]:
        """Run a function of the page; its messages until it is complete. Values that are not given are null."""
        data = [*values, *[None] * (len(function["inputs"]) - len(values))]
        body = {
            "data": data, "fn_index": function["id"], "session_hash": self.session, "event_data": None,
            "trigger_id": function["targets"][0][0],
        }  # fmt: skip
        status, answer = await self.fetch("POST", f"{self.mount}/gradio_api/queue/join", json.dumps(body).encode())
        if status != 200:
            yield {"msg": "refused", "status": status, "answer": answer.decode()}
            return
        event_id = json.loads(answer)["event_id"]
        reply = await self.send("GET", f"{self.mount}/gradio_api/queue/data?session_hash={self.session}")
        try:
            async for event in reply.events():
                message = json.loads(event)
                if message.get("event_id") not in (None, event_id):
                    continue
                yield message | {"raw": event}
                if message["msg"] in ("process_completed", "unexpected_error"):
                    break
        finally:
            reply.close()


@dataclass(frozen=True)
class Chat:
    """How one question went. Times are seconds from the moment it was sent."""

    first: float | None  # words of the answer
    total: float
    is_whole: bool
    is_busy: bool
    problem: str
    received: int  # bytes
    updates: int


async def ask(person: Person, question: str, *, first: str, last: str, busy: str, box: str = "ask") -> Chat:
    """Ask; `first` and `last` are words of the answer, `busy` is what is said when there is no place."""
    began, first_at, problem, received, updates = time.perf_counter(), None, "", 0, 0
    is_whole = is_busy = False
    (function, *_) = person.functions("change", box)
    try:
        async for message in person.run(function, [json.dumps({"text": question, "mark": "load"})]):
            raw = message.get("raw", "")
            received += len(raw)
            updates += message["msg"] == "process_generating"
            if message["msg"] == "refused":
                is_busy = message["status"] == 503 and busy in message["answer"]
                problem = "" if is_busy else f"{message['status']} {message['answer']}"[:200]
            if first_at is None and (first in raw or is_busy):
                first_at = time.perf_counter() - began
            if message["msg"] == "process_completed":
                is_whole = last in raw
                if not message.get("success"):
                    problem = raw[:200]
            if message["msg"] == "unexpected_error":
                problem = raw[:200]
    except (OSError, asyncio.IncompleteReadError, ValueError) as error:
        problem = repr(error)
    return Chat(first_at, time.perf_counter() - began, is_whole, is_busy, problem, received, updates)


async def ask_api(person: Person, question: str, *, last: str) -> Chat:
    """The same through POST /api/v1/ask as server-sent events."""
    began, first_at, received, problem, is_whole, updates = time.perf_counter(), None, 0, "", False, 0
    try:
        body = json.dumps({"question": question}).encode()
        reply = await person.send("POST", "/api/v1/ask", body, accept="text/event-stream")
        try:
            async for event in reply.events():
                first_at = first_at or time.perf_counter() - began
                received += len(event)
                updates += 1
                is_whole = last in event
        finally:
            reply.close()
        if reply.status != 200:
            problem = f"status {reply.status}"
    except (OSError, asyncio.IncompleteReadError, ValueError) as error:
        problem = repr(error)
    return Chat(first_at, time.perf_counter() - began, is_whole, False, problem, received, updates)
