"""Learning from behaviour at size: `python -m benchmarks.tastes [EVENTS] [ITEMS]`, a million and 100,000 by default.

The events are made up: people and products with long tails, and groups of products that people keep to. Prints one JSON
object: seconds to learn, save, load, and rank for somebody; peak memory in MiB; the file's size in MB.
"""

import json
import resource
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from assistant.tastes.learning import learn
from assistant.tastes.neighbours import Neighbours

GROUP = 50  # products


def events(count: int, items: int) -> list[tuple[str, str]]:
    """(user, item) pairs; the same ones each time."""
    random = np.random.default_rng(1)
    users = (count * 0.06 * random.random(count) ** 2).astype(int)
    group = (users * 7919) % max(1, items // GROUP)
    own = group * GROUP + (GROUP * random.random(count) ** 2).astype(int)
    any_ = (items * random.random(count) ** 3).astype(int)
    item = np.where(random.random(count) < 0.6, own, any_)
    return [(f"customer-{user}", f"article-{one}") for user, one in zip(users.tolist(), item.tolist(), strict=True)]


def timed(work: Callable[[], Any]) -> tuple[Any, float]:
    started = time.perf_counter()
    done = work()
    return done, round(time.perf_counter() - started, 3)


def main(count: int = 1_000_000, items: int = 100_000) -> None:
    pairs = events(count, items)
    model, learning = timed(lambda: learn(pairs))
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "ties.npz"
        _, saving = timed(lambda: model.save(path))
        size = path.stat().st_size
        again, loading = timed(lambda: Neighbours.load(path))
    history = [again.items[n] for n in np.random.default_rng(2).integers(0, len(again), 50)]
    _, ranking = timed(lambda: [again.scores(history) for _ in range(20)])
    print(
        json.dumps(
            {
                "events": count, "items": len(model), "learn_s": learning, "save_s": saving, "load_s": loading,
                "scores_ms": round(ranking * 50, 1),
                "peak_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024, "file_mb": round(size / 1e6, 1),
            }
        )
    )  # fmt: skip


if __name__ == "__main__":
    main(*map(int, sys.argv[1:]))
