"""An OpenAI-compatible server that answers well, or misbehaves as its address says: http://127.0.0.1:PORT/WAY/v1."""

import asyncio
import json
import threading
from dataclasses import replace
from typing import Any

from assistant.engines.streaming import TimeLimits
from tests.waiting import HANG

PATIENT = TimeLimits(first_word=10 * HANG, between_words=10 * HANG, whole=10 * HANG, characters=2000)
"""No test waits for as long as these."""

WORDS = ("Standard ", "shipping ", "takes ", "3–5 ", "days ", "[1].")


def limits_of(way: str) -> TimeLimits:
    """Short only where the server falls silent, which is sure to run into them; a word may come late all the same."""
    if way == "silent":
        return replace(PATIENT, first_word=0.5)
    return replace(PATIENT, between_words=0.3) if way == "stall" else PATIENT


class FaultyServer:
    """Serves in a thread. `requests` holds the bodies that came; `open` counts connections at work."""

    def __init__(self) -> None:
        self.requests: list[dict[str, Any]] = []
        self.open = 0
        self.healthy = False  # makes the way 'ill' well
        self.words: tuple[str, ...] = WORDS
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self.port = 0

    def url(self, way: str = "well") -> str:
        return f"http://127.0.0.1:{self.port}/{way}/v1"

    def __enter__(self) -> "FaultyServer":
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            asyncio.start_server(self._connection, "127.0.0.1", 0), self._loop
        ).result(10)
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def __exit__(self, *_: object) -> None:
        async def end() -> None:
            self._server.close()
            others = asyncio.all_tasks() - {asyncio.current_task()}
            for task in others:
                task.cancel()
            await asyncio.gather(*others, return_exceptions=True)

        asyncio.run_coroutine_threadsafe(end(), self._loop).result(10)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _connection(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            while True:
                head = (await reader.readuntil(b"\r\n\r\n")).decode()
                lengths = [line for line in head.splitlines() if line.lower().startswith("content-length")]
                body = await reader.readexactly(int(lengths[0].partition(":")[2])) if lengths else b"{}"
                self.requests.append(json.loads(body) | {"head": head})
                way = head.split()[1].split("/")[1]
                if not await self._answer(way, reader, writer):
                    break
        except (asyncio.IncompleteReadError, ConnectionError, BrokenPipeError):
            pass
        finally:
            self.open -= 1
            writer.close()

    async def _answer(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Whether the connection may be used again."""
        if way == "ill":
            way = "well" if self.healthy else "500"
        if way.isdecimal():
            body = json.dumps({"error": {"message": "secret detail of the server"}}).encode()
            await _send(writer, int(way), "application/json", body)
        elif way == "models":
            await _send(writer, 200, "application/json", json.dumps({"data": [{"id": "m"}]}).encode())
        elif way == "html":
            await _send(writer, 200, "text/html", b"<html><body>Welcome to nginx!</body></html>")
        elif way == "nonsense":
            await _send(writer, 200, "text/event-stream", b"data: {not json\n\n")
        elif way == "empty":
            await _send(writer, 200, "text/event-stream", b"data: [DONE]\n\n")
        elif way == "silent":
            await reader.read()  # until the other side hangs up
        elif way == "hangup":
            return False
        else:
            return await self._stream(way, reader, writer)
        return True

    async def _stream(self, way: str, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        writer.write(b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n")
        words = iter(self.words)
        count = 0
        while True:
            word = "and so on " * 50 if way == "endless" else next(words, None)
            if word is None:
                break
            if way == "stall" and count == 2:
                await reader.read()  # until the other side hangs up
            if way == "cut" and count == 2:
                return False
            if way == "slowly":
                await asyncio.sleep(0.05)
            if way == "halves":  # characters cut in the midst of their bytes
                data = _event({"content": word})
                for part in (data[:-9], data[-9:]):
                    await _chunk(writer, part)
            else:
                await _chunk(writer, _event({"content": word}))
            count += 1
        await _chunk(writer, _event({}, finish="stop"))
        await _chunk(writer, b"data: [DONE]\n\n")
        await _chunk(writer, b"")
        return True


def _event(delta: dict[str, str], finish: str | None = None) -> bytes:
    content = {
        "id": "c", "object": "chat.completion.chunk", "created": 0, "model": "m",
        "choices": [{"index": 0, "delta": {"role": "assistant"} | delta, "finish_reason": finish}],
    }  # fmt: skip
    return b"data: " + json.dumps(content, ensure_ascii=False).encode() + b"\n\n"


async def _chunk(writer: asyncio.StreamWriter, data: bytes) -> None:
    writer.write(f"{len(data):x}\r\n".encode() + data + b"\r\n")
    await writer.drain()


async def _send(writer: asyncio.StreamWriter, status: int, kind: str, body: bytes) -> None:
    writer.write(
        f"HTTP/1.1 {status} Status\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body
    )
    await writer.drain()
