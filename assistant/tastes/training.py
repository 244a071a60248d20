"""The process that learns from behaviour: `python -m assistant.tastes.training`, one JSON request in, one reply out.

Apart from the app and at the lowest priority, so that whoever chats never waits for it, and its memory is given back.
"""

import json
import sys
import time
from pathlib import Path

from assistant.evaluation.recommendations import evaluate_recommendations
from assistant.tastes.kept import Learned, write
from assistant.tastes.learning import learn
from desk.behaviour import Behaviour
from knowledge.priority import lower_priority
from storage.database import Database, utc_now

MEASURED = 2_000  # users whose held-out item is looked for
LEAST_TOGETHER = 2  # people who bought both, before two products are said to be bought together


def train(database: Database, folder: Path) -> Learned:
    """Learn from all events there are, measure it beside popularity, and put it in the place of what was there."""
    started = time.perf_counter()
    behaviour = Behaviour(database)
    state = behaviour.state()
    pairs = list(behaviour.pairs())
    bought = learn(behaviour.pairs(bought_only=True), least_together=LEAST_TOGETHER)
    figures = evaluate_recommendations(pairs, most_users=MEASURED)
    ties = learn(pairs)
    learned = Learned(
        state, utc_now().isoformat(), round(time.perf_counter() - started, 1), len(set(pairs)),
        len({person for person, _ in pairs}), len(ties), figures,
    )  # fmt: skip
    write(folder, ties, bought, learned)
    return learned


def main() -> None:
    lower_priority()
    request = json.loads(sys.stdin.read())
    database = Database(request["database"])
    try:
        train(database, Path(request["folder"]))
    finally:
        database.close()


if __name__ == "__main__":
    main()
