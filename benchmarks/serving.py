"""The app as its customers feel it: start, memory, answer times, and answer times while documents are taken in.

    python -m benchmarks.serving [--questions 100] [--pages 500] [--files 50] [--json]

Starts `python app.py` twice on a temporary folder: once to load the sample company, once to measure the start with
it loaded (packages installed, files in the system's cache). Then asks the sample questions one after another through
POST /api/v1/ask, first with nothing else to do, then while a PDF and office files are being ingested.
"""

import argparse
import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import quantiles
from typing import Any

import docx
import psutil

import samples

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 600  # seconds
WORDS = ("tent", "pole", "canvas", "rain", "seam", "zip", "stove", "boil", "fuel", "bag", "down", "wash", "dry",
         "shade", "store", "weight")  # fmt: skip


class App:
    """`python app.py` on a folder, with the seconds its start took."""

    def __init__(self, data: Path) -> None:
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            port = probe.getsockname()[1]
        self.url = f"http://127.0.0.1:{port}"
        self.data = data
        environment = os.environ | {
            "FRONTDESK_DATA_DIR": str(data), "FRONTDESK_PORT": str(port), "FRONTDESK_QUESTIONS_PER_MINUTE": "1000000",
            "FRONTDESK_REQUESTS_PER_MINUTE": "1000000",
        }  # fmt: skip
        started = time.perf_counter()
        self.process = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        self._wait(lambda: self._status("/") == 200)
        self.first_page = time.perf_counter() - started
        self._wait(lambda: self._status("/healthz") == 200)
        self.first_answer = 0.0
        if self.ask("How long does delivery to Germany take?")["citations"]:
            self.first_answer = time.perf_counter() - started

    def ask(self, question: str) -> dict[str, Any]:
        request = urllib.request.Request(
            f"{self.url}/api/v1/ask",
            data=json.dumps({"question": question}).encode(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            reply: dict[str, Any] = json.load(response)
            return reply

    def command(self, *arguments: str) -> dict[str, Any]:
        done = subprocess.run(
            [sys.executable, "-m", "assistant", *arguments, "--data-dir", str(self.data), "--json"],
            capture_output=True, text=True, cwd=ROOT, check=False,
        )  # fmt: skip
        reply: dict[str, Any] = json.loads(done.stdout)
        return reply

    def settle(self) -> None:
        """Wait until every document is ready or failed."""
        self._wait(
            lambda: all(d["status"] in ("ready", "failed") for d in self.command("documents", "list")["documents"])
        )

    def memory(self) -> float:
        """Resident MB of the serving process."""
        return float(psutil.Process(self.process.pid).memory_info().rss) / 2**20

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(60)

    def _status(self, path: str) -> int:
        try:
            with urllib.request.urlopen(self.url + path, timeout=5) as response:
                return int(response.status)
        except urllib.error.HTTPError as error:
            return error.code
        except OSError:
            return 0

    def _wait(self, holds: Any) -> None:
        deadline = time.monotonic() + PATIENCE
        while not holds():
            if time.monotonic() > deadline or self.process.poll() is not None:
                raise SystemExit("The app did not start; run `python app.py` to see why.")
            time.sleep(0.05)


def answer_times(app: App, count: int, until: threading.Event | None = None) -> list[float]:
    """Milliseconds of `count` answers, or of as many as it takes until the event is set, with a breath in between."""
    questions = [question.question for question in samples.questions()]
    times: list[float] = []
    while len(times) < count if until is None else not until.is_set():
        started = time.perf_counter()
        app.ask(questions[len(times) % len(questions)])
        times.append((time.perf_counter() - started) * 1000)
        time.sleep(0.1)
    return times


def write_load(folder: Path, pages: int, files: int) -> None:
    """A PDF of that many pages and as many Word files, each with text of its own."""
    folder.mkdir()
    (folder / "large.pdf").write_bytes(pdf([page_text(n) for n in range(pages)]))
    for n in range(files):
        document = docx.Document()
        document.add_heading(f"Manual {n}", 1)
        for k in range(12):
            document.add_paragraph(" ".join(page_text(1000 + n * 50 + k)[:6]))
        document.save(str(folder / f"manual-{n}.docx"))


def page_text(n: int) -> list[str]:
    """About 40 lines of made-up sentences, different on every page."""
    return [
        f"Item {n}-{k} has a {WORDS[(n * 7 + k) % 16]} and a {WORDS[(n + k * 5) % 16]} for number {n * 40 + k}."
        for k in range(40)
    ]


def pdf(pages: list[list[str]]) -> bytes:
    """A plain PDF 1.4 with one font and a text layer."""
    objects = [b"<< /Type /Catalog /Pages 2 0 R >>", b"", b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"]
    kids = []
    for lines in pages:
        content = "BT /F1 11 Tf 50 780 Td 14 TL " + " ".join(f"({line}) Tj T*" for line in lines) + " ET"
        objects.append(f"<< /Length {len(content)} >>\nstream\n{content}\nendstream".encode())
        kids.append(len(objects) + 1)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {len(objects)} 0 R "
            "/Resources << /Font << /F1 3 0 R >> >> >>".encode()
        )
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(f'{kid} 0 R' for kid in kids)}] >>".encode()
    body, offsets = b"%PDF-1.4\n", []
    for number, item in enumerate(objects, 1):
        offsets.append(len(body))
        body += f"{number} 0 obj\n".encode() + item + b"\nendobj\n"
    table = "".join(f"{offset:010d} 00000 n \n" for offset in offsets)
    trailer = (
        f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}trailer\n<< /Size {len(objects) + 1} /Root 1 0 R >>\n"
    )
    return body + f"{trailer}startxref\n{len(body)}\n%%EOF\n".encode()


def measure(count: int, pages: int, files: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="frontdesk-serving-", ignore_cleanup_errors=True) as scratch:
        data, load = Path(scratch) / "data", Path(scratch) / "load"
        first = App(data)
        first.settle()
        first.stop()
        app = App(data)
        try:
            answer_times(app, 10)
            idle = answer_times(app, count)
            memory = app.memory()
            write_load(load, pages, files)
            done = threading.Event()
            reply: dict[str, Any] = {}

            def ingest() -> None:
                reply.update(app.command("ingest", str(load)))
                done.set()

            thread = threading.Thread(target=ingest)
            thread.start()
            busy = answer_times(app, 0, until=done)
            thread.join()
            return {
                "seconds_to_first_page": round(app.first_page, 1),
                "seconds_to_first_cited_answer": round(app.first_answer, 1),
                "memory_mb": round(memory),
                "memory_mb_after_ingestion": round(app.memory()),
                "ask_ms_p50": _percentile(idle, 50), "ask_ms_p95": _percentile(idle, 95),
                "ask_ms_p50_while_ingesting": _percentile(busy, 50),
                "ask_ms_p95_while_ingesting": _percentile(busy, 95),
                "p95_ratio": round(_percentile(busy, 95) / _percentile(idle, 95), 2),
                "answers_while_ingesting": len(busy),
                "ingest_seconds": reply["seconds"],
                "ingest_failed": sum(d["status"] == "failed" for d in reply["documents"]),
                "passages_ingested": sum(d["chunks"] for d in reply["documents"]),
            }  # fmt: skip
        finally:
            app.stop()


def _percentile(values: list[float], n: int) -> float:
    return round(quantiles(values, n=100)[n - 1], 1)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--questions", type=int, default=100)
    parser.add_argument("--pages", type=int, default=500)
    parser.add_argument("--files", type=int, default=50)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    report = measure(arguments.questions, arguments.pages, arguments.files)
    print(json.dumps(report) if arguments.json else "\n".join(f"{name:30} {value}" for name, value in report.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
