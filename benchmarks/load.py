"""Many people at once: how soon each sees words, whether anybody gets an error, and whether memory comes back.

    python -m benchmarks.load [--chats 50 200] [--sessions 2000] [--json]

The server runs in a process of its own with an assistant that types 20 pieces a second for two seconds; the clients
speak Gradio's protocol over plain sockets. Everything runs on this machine, so that clients and server share its cores.
"""

import argparse
import asyncio
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Awaitable, Sequence
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlencode

import psutil

from benchmarks._chats import Chat, Person, ask, ask_api
from benchmarks._typist import FIRST, LAST, PASSWORD
from web.strings import text

ROOT = Path(__file__).resolve().parent.parent
AT_ONCE_WHILE_OPENING = 10
QUESTION = "How long does shipping take?"


class Server:
    """The app with the typist, in a process of its own."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        environment = os.environ | {"PYTHONPATH": str(ROOT)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks._typist", str(folder), str(self.port)], cwd=ROOT, env=environment
        )
        self._process = psutil.Process(self.process.pid)
        deadline = time.monotonic() + 60
        while not self._answers():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit("The server did not start.")
            time.sleep(0.1)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{self.port}/healthz", timeout=2) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def memory(self) -> float:
        """Resident MB."""
        return float(self._process.memory_info().rss) / 2**20

    def processor_seconds(self) -> float:
        times = self._process.cpu_times()
        return float(times.user + times.system)

    def stop(self) -> None:
        self.process.terminate()
        try:
            self.process.wait(15)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


async def chats(server: Server, count: int) -> dict[str, Any]:
    """`count` people who all ask at the same moment, and one of staff who reloads a page meanwhile."""
    people = [Person(server.port) for _ in range(count)]
    await _few_at_once([person.open() for person in people])
    staff = await _signed_in(server)
    used = server.processor_seconds()
    stop = asyncio.Event()
    looking = asyncio.create_task(_staff_page_times(staff, stop))
    busy = text("all_busy", "en", seconds=5).split(".")[0]
    done = await asyncio.gather(*(ask(person, QUESTION, first=FIRST, last=LAST, busy=busy) for person in people))
    stop.set()
    staff_pages = await looking
    for person in people:
        person.leave()
    return {
        "chats": count,
        **_summary(done),
        "told_busy": sum(chat.is_busy for chat in done),
        "busy_told_p95": percentile([chat.first for chat in done if chat.is_busy and chat.first is not None], 95),
        "staff_document_p95": percentile([document for document, _ in staff_pages], 95),
        "staff_page_p95": percentile([whole for _, whole in staff_pages], 95),
        "staff_pages": len(staff_pages),
        "server_ms_per_chat": round(1000 * (server.processor_seconds() - used) / count, 1),
    }


async def api(server: Server, count: int) -> dict[str, Any]:
    """`count` programs that ask at the same moment, streamed as plain server-sent events."""
    people = [Person(server.port) for _ in range(count)]
    used = server.processor_seconds()
    done = await asyncio.gather(*(ask_api(person, QUESTION, last=LAST) for person in people))
    spent = 1000 * (server.processor_seconds() - used) / count
    return {"api_chats": count, **_summary(done), "server_ms_per_chat": round(spent, 1)}


async def sessions(server: Server, count: int) -> dict[str, Any]:
    """`count` visitors who open the page, press something and go; what stays in memory."""
    await _few_at_once([_look_in(server) for _ in range(200)])  # what is loaded once
    before = server.memory()
    await _few_at_once([_look_in(server) for _ in range(count)])
    at_once = server.memory()
    await asyncio.sleep(5)
    return {
        "sessions": count,
        "memory_mb_before": round(before),
        "memory_mb_after": round(at_once),
        "memory_mb_after_rest": round(server.memory()),
    }


async def _look_in(server: Server) -> None:
    person = Person(server.port)
    await person.open()
    (press,) = person.functions("change", "action")  # the first event of a page makes its session on the server
    async for _ in person.run(press, ["nothing"]):
        pass
    person.leave()


async def _few_at_once(work: Sequence[Awaitable[None]]) -> None:
    places = asyncio.Semaphore(AT_ONCE_WHILE_OPENING)

    async def one(task: Awaitable[None]) -> None:
        async with places:
            await task

    await asyncio.gather(*(one(task) for task in work))


async def _signed_in(server: Server) -> Person:
    staff = Person(server.port, mount="/staff")
    form = urlencode({"name": "anna", "password": PASSWORD}).encode()
    status, _ = await staff.fetch("POST", "/login", form, kind="application/x-www-form-urlencoded")
    if status != 303:
        raise SystemExit(f"Signing in answered {status}.")
    return staff


async def _staff_page_times(staff: Person, stop: asyncio.Event) -> list[tuple[float, float]]:
    """Seconds of a staff page's document, and of the page with its list, opened again and again."""
    times: list[tuple[float, float]] = []
    while not stop.is_set():
        began = time.perf_counter()
        await staff.fetch("GET", f"{staff.mount}/")
        document = time.perf_counter() - began
        await staff.open()
        times.append((document, time.perf_counter() - began - document))
        staff.leave()
        await asyncio.sleep(0.2)
    return times


def _summary(done: Sequence[Chat]) -> dict[str, Any]:
    answered = [chat for chat in done if not chat.is_busy]
    first = [chat.first for chat in answered if chat.first is not None]
    return {
        "first_words_p50": percentile(first, 50),
        "first_words_p95": percentile(first, 95),
        "whole_answer_p95": percentile([chat.total for chat in answered], 95),
        "errors": sum(bool(chat.problem) for chat in done),
        "not_whole": sum(not chat.is_whole for chat in answered),
        "updates_per_answer": round(median(chat.updates for chat in answered), 1) if answered else 0,
        "kb_per_answer": round(median(chat.received for chat in answered) / 1000, 1) if answered else 0,
        "first_problem": next((chat.problem for chat in done if chat.problem), ""),
    }


def percentile(values: Sequence[float], n: int) -> float | None:
    """The nearest rank; None of nothing."""
    ranked = sorted(values)
    return round(ranked[max(0, -(-len(ranked) * n // 100) - 1)], 3) if ranked else None


def measure(counts: Sequence[int], session_count: int) -> list[dict[str, Any]]:
    report = []
    with tempfile.TemporaryDirectory(prefix="frontdesk-load-", ignore_cleanup_errors=True) as scratch:
        server = Server(Path(scratch))
        try:
            asyncio.run(chats(server, 2))  # the first of everything
            for count in counts:
                report.append(_noted(asyncio.run(chats(server, count))))
            report.append(_noted(asyncio.run(api(server, max(counts)))))
            if session_count:
                report.append(_noted(asyncio.run(sessions(server, session_count))))
        finally:
            server.stop()
    return report


def _noted(figures: dict[str, Any]) -> dict[str, Any]:
    return figures | {"load_average": round(os.getloadavg()[0], 1)}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--chats", type=int, nargs="+", default=[50, 200])
    parser.add_argument("--sessions", type=int, default=2000, help="visitors who open the page and go; 0: none")
    parser.add_argument("--json", action="store_true", help="print one JSON array")
    arguments = parser.parse_args()
    report = measure(arguments.chats, arguments.sessions)
    if arguments.json:
        print(json.dumps(report))
        return 0
    for figures in report:
        print("\n".join(f"{name:22} {value}" for name, value in figures.items()), end="\n\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
