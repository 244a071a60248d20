"""How heavy the customer page is and how soon a person can type, beside a bare `gr.ChatInterface` in the same run.

    python -m benchmarks.page_weight [--rounds 5] [--json]

Each round opens each page in a new Chromium context, so with an empty cache: the seconds from going there until the
question box takes a letter, until a question can be sent, until everything has loaded, the requests, and the bytes
over the wire and unpacked. Then once more in the same context, as on a second visit. Server and browser share this
machine. Needs Debian's chromium.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

from playwright.sync_api import Browser, BrowserContext, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
CHROMIUM = "/usr/bin/chromium"
FLAGS = "--headless=new --no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-sync"
BARE = """
import sys
import gradio as gr
page = gr.ChatInterface(lambda message, history: message, api_visibility="private")
page.launch(server_name="127.0.0.1", server_port=int(sys.argv[1]), quiet=True)
"""


class Served:
    """A page in a process of its own."""

    def __init__(self, command: list[str], port: int) -> None:
        environment = os.environ | {"PYTHONPATH": str(ROOT), "GRADIO_ANALYTICS_ENABLED": "False"}
        self.url = f"http://127.0.0.1:{port}/"
        self._process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        deadline = time.monotonic() + 90
        while not self._answers():
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise SystemExit(f"This did not start: {' '.join(command)}")
            time.sleep(0.2)

    def _answers(self) -> bool:
        try:
            with urllib.request.urlopen(self.url, timeout=5) as response:
                return bool(response.status == 200)
        except OSError:
            return False

    def stop(self) -> None:
        self._process.terminate()
        self._process.wait(30)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def visit(context: BrowserContext, url: str) -> dict[str, float]:
    """Open the page; what it took."""
    page = context.new_page()
    wire = context.new_cdp_session(page)
    wire.send("Network.enable")
    seen = {"requests": 0, "bytes": 0.0, "unpacked": 0.0}

    def count(key: str, value: float) -> None:
        seen[key] += value

    wire.on("Network.responseReceived", lambda event: count("requests", not event["response"].get("fromDiskCache")))
    wire.on("Network.dataReceived", lambda event: count("unpacked", event["dataLength"]))
    wire.on("Network.loadingFinished", lambda event: count("bytes", event["encodedDataLength"]))
    began = time.perf_counter()
    page.goto(url, wait_until="commit")
    # Whatever box takes the question: a letter typed into it stays.
    box = page.locator("textarea:visible").first
    box.wait_for()
    box.fill("x")
    typed = time.perf_counter() - began
    if box.input_value() != "x":
        raise SystemExit(f"What was typed into {url} did not stay.")
    # Gradio's own part, through which a question is sent; on our page it comes after the box one types into.
    page.locator("gradio-app textarea").first.wait_for(state="attached")
    ready = time.perf_counter() - began
    page.wait_for_load_state("load")
    # Until what the page asks for after its load has come too.
    quiet, last = time.perf_counter(), -1.0
    while time.perf_counter() - quiet < 0.5:
        if seen["requests"] != last:
            quiet, last = time.perf_counter(), seen["requests"]
        page.wait_for_timeout(50)
    loaded = quiet - began
    page.close()
    return {
        "seconds_to_typing": typed,
        "seconds_to_sending": ready,
        "seconds_to_rest": loaded,
        "requests": seen["requests"],
        "kb_over_the_wire": seen["bytes"] / 1000,
        "kb_unpacked": seen["unpacked"] / 1000,
    }


def measure(rounds: int) -> dict[str, Any]:
    with tempfile.TemporaryDirectory(prefix="frontdesk-weight-", ignore_cleanup_errors=True) as scratch:
        ours, theirs = free_port(), free_port()
        pages = {
            "frontdesk": Served([sys.executable, "-m", "benchmarks._typist", scratch, str(ours)], ours),
            "bare_chat_interface": Served([sys.executable, "-c", BARE, str(theirs)], theirs),
        }
        try:
            with sync_playwright() as playwright:
                browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS.split())
                report = _alternating(browser, {name: page.url for name, page in pages.items()}, rounds)
                browser.close()
        finally:
            for page in pages.values():
                page.stop()
    return report | {"load_average": round(os.getloadavg()[0], 1)}


def _alternating(browser: Browser, urls: dict[str, str], rounds: int) -> dict[str, Any]:
    """Page by page in turn, so that what else the machine does weighs on both alike."""
    taken: dict[str, list[dict[str, float]]] = {f"{name}, {when}": [] for name in urls for when in ("cold", "again")}
    for _ in range(rounds + 1):
        for name, url in urls.items():
            context = browser.new_context(locale="en-US")
            for when in ("cold", "again"):
                taken[f"{name}, {when}"].append(visit(context, url))
            context.close()
    # The first round is the servers' and the browser's own first.
    return {
        name: {key: round(median(one[key] for one in visits[1:]), 2) for key in visits[0]}
        for name, visits in taken.items()
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    arguments = parser.parse_args()
    report = measure(arguments.rounds)
    if arguments.json:
        print(json.dumps(report))
        return 0
    for name, figures in report.items():
        print(name, figures if not isinstance(figures, dict) else "")
        if isinstance(figures, dict):
            print("\n".join(f"  {key:20} {value}" for key, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main())
