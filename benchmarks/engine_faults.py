"""Hundreds of faults of a model's server, many at once: no slot stays taken, no memory stays used, no traceback shows.

python -m benchmarks.engine_faults [--faults 500] [--at-once 8]
"""

import argparse
import gc
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import psutil
from langchain_core.messages import HumanMessage

from assistant.engines.breaker import Breaker
from assistant.engines.engine import Engine
from assistant.engines.errors import EngineError
from assistant.engines.remote import explain, remote_model
from assistant.engines.streaming import EventLoop, TimeLimits
from tests.assistant.engines.faulty import FaultyServer

WAYS = ("401", "404", "429", "500", "html", "nonsense", "empty", "silent", "hangup", "stall", "cut", "endless", "stop")
LIMITS = TimeLimits(first_word=3, between_words=0.3, whole=8, characters=2000)
GROWTH = 100  # MB


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--faults", type=int, default=500)
    parser.add_argument("--at-once", type=int, default=8)
    arguments = parser.parse_args()
    outcomes: Counter[str] = Counter()
    loop = EventLoop()
    with FaultyServer() as server:
        engines = {}
        for way in WAYS:
            address = server.url("slowly" if way == "stop" else way)
            engines[way] = Engine(
                way, "remote", remote_model("m", address=address, key="k"), loop, limits=LIMITS, at_once=4,
                explain=partial(explain, address=address, model="m"), breaker=Breaker(failures=10**9),
            )  # fmt: skip

        def one(n: int) -> None:
            way = WAYS[n % len(WAYS)]
            words = engines[way].stream([HumanMessage(f"Question {n}")])
            try:
                for _ in words:
                    if way == "stop":
                        break
                outcomes["stopped" if way == "stop" else f"{way}: answered"] += 1
            except EngineError as error:
                outcomes[error.code] += 1
            except Exception as error:
                outcomes[f"TRACEBACK {type(error).__name__}"] += 1
            finally:
                words.close()  # type: ignore[attr-defined]

        with ThreadPoolExecutor(arguments.at_once) as threads:
            list(threads.map(one, range(26)))  # what is loaded once is no growth
            gc.collect()
            before = psutil.Process().memory_info().rss
            started = time.perf_counter()
            list(threads.map(one, range(arguments.faults)))
        seconds = time.perf_counter() - started
        end = time.monotonic() + 5
        while any(engine.slots.used or engine.slots.waiting for engine in engines.values()) and time.monotonic() < end:
            time.sleep(0.05)
        stuck = sum(engine.slots.used + engine.slots.waiting for engine in engines.values())
        gc.collect()
        growth = (psutil.Process().memory_info().rss - before) / 2**20
        for engine in engines.values():
            engine.close()
    loop.close()
    tracebacks = sum(count for outcome, count in outcomes.items() if outcome.startswith("TRACEBACK"))
    print(f"faults {arguments.faults}  seconds {seconds:.0f}  stuck slots {stuck}  tracebacks {tracebacks}  "
          f"memory grew by {growth:.0f} MB")  # fmt: skip
    print(dict(outcomes))
    return 1 if stuck or tracebacks or growth > GROWTH else 0


if __name__ == "__main__":
    sys.exit(main())
