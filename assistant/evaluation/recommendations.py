"""How well learned ties recommend: one item of each user is held out, learned from the rest, and looked for.

Each user with three or more distinct items takes part; held out is the item whose sha256 of `user:item` (hexadecimal)
is smallest. All items that the user has not got are ranked. One item is wanted, so nDCG is 1 / log2(rank + 1).
"""

import hashlib
from collections.abc import Callable, Sequence
from math import log2
from typing import Any

from assistant.tastes.learning import learn
from assistant.tastes.neighbours import Neighbours

DEPTH = 10
LEAST_ITEMS = 3

Pair = tuple[str, str]


def evaluate_recommendations(
    pairs: Sequence[Pair],
    learner: Callable[[Sequence[Pair]], Neighbours] = learn,
    *,
    most_users: int | None = None,
) -> dict[str, Any]:
    """The figures over (user, item) pairs, beside those of recommending what is popular.

    `most_users` are chosen by the same hash; all of them without.
    """
    histories: dict[str, dict[str, None]] = {}
    for user, item in pairs:
        histories.setdefault(user, {})[item] = None
    wanted = {user: _held_out(user, items) for user, items in histories.items() if len(items) >= LEAST_ITEMS}
    if most_users is not None and len(wanted) > most_users:
        chosen = sorted(wanted, key=lambda user: _hash(user, wanted[user]))[:most_users]
        wanted = {user: wanted[user] for user in chosen}
    model = learner([(user, item) for user, item in pairs if wanted.get(user) != item])
    popular = sorted(model.items, key=lambda item: (-model.popularity(item), item))
    hits, gain, popularity_gain = 0, 0.0, 0.0
    for user, item in wanted.items():
        known = [one for one in histories[user] if one != item]
        gained = _gain(model.top(known, DEPTH), item)
        hits += gained > 0
        gain += gained
        had = set(known)
        best = [one for one in popular[: DEPTH + len(had)] if one not in had][:DEPTH]
        popularity_gain += _gain(best, item)
    count = len(wanted)
    return {
        "users": count,
        "hit@10": round(hits / count, 4) if count else None,
        "ndcg@10": round(gain / count, 4) if count else None,
        "popularity_ndcg@10": round(popularity_gain / count, 4) if count else None,
    }


def _held_out(user: str, items: dict[str, None]) -> str:
    return min(items, key=lambda item: _hash(user, item))


def _hash(user: str, item: str) -> str:
    return hashlib.sha256(f"{user}:{item}".encode()).hexdigest()


def _gain(ranking: Sequence[str], wanted: str) -> float:
    return 1 / log2(ranking.index(wanted) + 2) if wanted in ranking else 0.0
