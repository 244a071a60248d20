"""How well messages are understood: routes, intents and things taken apart, moods, and the time one message takes.

Asked are the messages of `tests/assistant/understanding/`, which were written for this and are not learnt from:

    python -m benchmarks.understanding [--json]
"""

import argparse
import json
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from assistant.evaluation.intents import macro_f1
from assistant.understanding.keeping import Learnt
from assistant.understanding.understander import Understander
from desk.feelings import HAPPY, PRESSING, UPSET
from knowledge.embedding import load_embedder
from storage.folder import user_cache

ASKED = Path(__file__).parent.parent / "tests" / "assistant" / "understanding"


def rows(name: str) -> Sequence[dict[str, Any]]:
    with (ASKED / name).open(encoding="utf-8") as lines:
        return [json.loads(line) for line in lines]


def measure(understander: Understander) -> dict[str, Any]:
    """Shares of right answers; milliseconds of processor time and of the clock for one message."""
    messages, feelings = rows("messages.jsonl"), rows("feelings.jsonl")
    clock, busy, first, whole, intents, wrong = [], [], [], [], [], []
    for row in messages:
        started, used = time.perf_counter(), time.process_time()
        understood = understander.understand(row["text"])
        clock.append(time.perf_counter() - started)
        busy.append(time.process_time() - used)
        routes = [part.route for part in understood.parts]
        first.append(routes[0] == row["label"])
        whole.append(routes == row["routes"])
        if row["intent"]:
            intents.append(understood.parts[0].intent == row["intent"])
        if not whole[-1] or (row["intent"] and not intents[-1]):
            wrong.append(f"{row['text']}: {' + '.join(f'{p.route} {p.intent}'.strip() for p in understood.parts)}")
    moods, urgent = [], []
    for row in feelings:
        understood = understander.understand(row["text"])
        said = -1 if understood.mood <= UPSET else 1 if understood.mood >= HAPPY else 0
        moods.append((str(row["mood"]), str(said)))
        urgent.append((str(row["urgency"] > 0), str(understood.urgency >= PRESSING)))
    return {
        "messages": len(messages),
        "first_route": _share(first),
        "all_routes": _share(whole),
        "intent": _share(intents),
        "feelings": len(feelings),
        "mood": _share([right == said for right, said in moods]),
        "mood_macro_f1": round(macro_f1(moods), 4),
        "urgency": _share([right == said for right, said in urgent]),
        "urgency_macro_f1": round(macro_f1(urgent), 4),
        "ms_p50": round(float(np.percentile(clock, 50)) * 1000, 1),
        "ms_p95": round(float(np.percentile(clock, 95)) * 1000, 1),
        "processor_ms_p50": round(float(np.percentile(busy, 50)) * 1000, 1),
        "processor_ms_p95": round(float(np.percentile(busy, 95)) * 1000, 1),
        "wrong": wrong,
    }


def _share(right: Sequence[bool]) -> float:
    return round(sum(right) / len(right), 4)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true")
    as_json = parser.parse_args().json
    embedder = load_embedder(threads=1)
    learnt = Learnt(embedder, cache=user_cache())
    learnt.load()
    understander = Understander(lambda: learnt.current, embedder.embed)
    understander.understand("warm up, 热身")
    found = measure(understander)
    print(json.dumps(found, ensure_ascii=False) if as_json else "\n".join(f"{k}: {v}" for k, v in found.items()))


if __name__ == "__main__":
    main()
