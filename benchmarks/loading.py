"""Whether a language model that loads keeps people from the page: time until the page is there, with one and without.

    python -m benchmarks.loading [--rounds 5] [--layers 24] [--json]

Starts `python app.py` without the sample company, in turn with `FRONTDESK_MODEL=embedded` and with a local model of
random weights (each layer about 13 MB), and takes the seconds from the start of the process until the customer page
answers, and until it answers ten times more while the model loads.
"""

import argparse
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from pathlib import Path
from statistics import median
from typing import Any

from transformers import Qwen3Config, Qwen3ForCausalLM

from tests.assistant.engines.tiny import tokenizer_in

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 300  # seconds
PAGES = 10  # fetched right after the first


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--layers", type=int, default=24)
    parser.add_argument("--json", action="store_true")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="loading-") as name:
        model = random_model(Path(name) / "model", given.layers)
        rows = [
            {"without": start("embedded"), "with": start(str(model))} for _ in range(given.rounds)
        ]  # in turn, so that whatever else the machine does meets both
    figures = summary(rows)
    print(json.dumps(figures) if given.json else "\n".join(f"{key:32}{value}" for key, value in figures.items()))
    return 0


def random_model(folder: Path, layers: int) -> Path:
    """A model that takes its time to load."""
    tokenizer = tokenizer_in(folder)
    config = Qwen3Config(
        vocab_size=len(tokenizer), hidden_size=512, intermediate_size=1536, num_hidden_layers=layers,
        num_attention_heads=8, num_key_value_heads=4, head_dim=64, eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id, bos_token_id=None,
    )  # fmt: skip
    Qwen3ForCausalLM(config).save_pretrained(folder)
    return folder


def start(model: str) -> tuple[float, float]:
    """Seconds until the first page, and for the pages after it, of an app of its own."""
    with tempfile.TemporaryDirectory(prefix="loading-", ignore_cleanup_errors=True) as data, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        environment = os.environ | {
            "FRONTDESK_DATA_DIR": data, "FRONTDESK_PORT": str(port), "FRONTDESK_SAMPLES": "false",
            "FRONTDESK_MODEL": model,
        }  # fmt: skip
        begun = time.perf_counter()
        app = subprocess.Popen(
            [sys.executable, "app.py"], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            while not is_there(port):
                if app.poll() is not None or time.perf_counter() - begun > PATIENCE:
                    raise SystemExit("The app did not start.")
                time.sleep(0.05)
            first = time.perf_counter() - begun
            for _ in range(PAGES):
                assert is_there(port)
            return first, time.perf_counter() - begun - first
        finally:
            app.kill()  # its folder goes with it
            app.wait()


def is_there(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/", timeout=60) as answer:
            return bool(answer.status == 200 and answer.read())
    except (urllib.error.URLError, ConnectionError, TimeoutError):
        return False


def summary(rows: list[dict[str, tuple[float, float]]]) -> dict[str, Any]:
    figures: dict[str, Any] = {"rounds": len(rows)}
    for name in ("without", "with"):
        figures[f"{name}_first_page_s"] = round(median(row[name][0] for row in rows), 2)
        figures[f"{name}_first_page_fastest_s"] = round(min(row[name][0] for row in rows), 2)
        figures[f"{name}_ten_pages_s"] = round(median(row[name][1] for row in rows), 2)
    figures["first_page_ratio"] = round(figures["with_first_page_s"] / figures["without_first_page_s"], 3)
    return figures


if __name__ == "__main__":
    sys.exit(main())
