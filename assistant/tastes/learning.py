"""Learning what goes with what from who had what: item-to-item ties from counts of common users.

The method is item-based top-N (Deshpande and Karypis, ACM TOIS 22(1), 2004) with both of its corrections made gentle:
a common user who had much says less (his count is divided by the root of his number of items), and a tie is divided by
the fourth root of both items' numbers of users, so that what everybody has is near to nothing in particular. Of each
item the strongest ties are kept, and its row is brought to length 1, so that no item of a history outweighs the others.
What was measured against it (cosine, EASE) is in docs/decisions.md.

Memory is bounded whatever the catalog: users with very many items count with their latest, ties are computed for some
items at a time, and what is kept is items x NEIGHBOURS.
"""

from collections.abc import Iterable, Sequence

import numpy as np
import numpy.typing as npt
from scipy import sparse

from assistant.tastes.neighbours import NOTHING, Neighbours

NEIGHBOURS = 100  # kept of each item
LATEST = 300  # items of one user that count
AT_A_TIME = 1_000  # items whose ties are computed together
USER_POWER = 0.5
ITEM_POWER = 0.25


def learn(pairs: Iterable[tuple[str, str]], *, least_together: int = 1) -> Neighbours:
    """The ties between items, from (user, item) pairs in the order in which they happened.

    How often a user had an item does not count, nor what he did with it: both were measured to make it worse.
    `least_together` is the least number of common users that makes a tie.
    """
    had, items, users = matrix(pairs)
    if not items:
        return NOTHING
    lengths = np.maximum(np.asarray(had.sum(axis=1)).ravel(), 1)
    weighted = (sparse.diags_array(lengths**-USER_POWER) @ had).tocsc()
    damping = users.astype(np.float32) ** -ITEM_POWER
    columns = had.tocsc()
    counts: list[npt.NDArray[np.int64]] = []
    others: list[npt.NDArray[np.int32]] = []
    weights: list[npt.NDArray[np.float32]] = []
    for first in range(0, len(items), AT_A_TIME):
        block = slice(first, min(first + AT_A_TIME, len(items)))
        ties = (weighted[:, block].T @ had).tocsr()
        if least_together > 1:
            together = (columns[:, block].T @ had).tocsr()
            together.data = (together.data >= least_together).astype(np.float32)
            ties = ties.multiply(together).tocsr()
            ties.eliminate_zeros()
        for row in range(ties.shape[0]):
            part = slice(ties.indptr[row], ties.indptr[row + 1])
            found, weight = _strongest(ties.indices[part], ties.data[part], first + row, damping)
            counts.append(np.array([len(found)], np.int64))
            others.append(found)
            weights.append(weight)
    starts = np.concatenate([np.zeros(1, np.int64), np.cumsum(np.concatenate(counts))])
    return Neighbours(items, starts, np.concatenate(others), np.concatenate(weights), users)


def matrix(
    pairs: Iterable[tuple[str, str]],
) -> tuple[sparse.csr_array, Sequence[str], npt.NDArray[np.int64]]:
    """Who had what, as ones (users x items), of each user the `LATEST` items; the items; how many users had each."""
    by_user: dict[str, dict[int, None]] = {}
    index: dict[str, int] = {}
    for user, item in pairs:
        had = by_user.setdefault(user, {})
        n = index.setdefault(item, len(index))
        had.pop(n, None)  # the latest time counts
        had[n] = None
    starts, columns = [0], []
    users = np.zeros(len(index), np.int64)
    for had in by_user.values():
        users[list(had)] += 1
        columns += sorted(list(had)[-LATEST:])
        starts.append(len(columns))
    ones = np.ones(len(columns), np.float32)
    shape = (len(by_user), len(index))
    had_by = sparse.csr_array((ones, np.array(columns, np.int32), np.array(starts, np.int64)), shape=shape)
    return had_by, list(index), users


def _strongest(
    others: npt.NDArray[np.int32], ties: npt.NDArray[np.float32], item: int, damping: npt.NDArray[np.float32]
) -> tuple[npt.NDArray[np.int32], npt.NDArray[np.float32]]:
    """The strongest neighbours of an item, strongest first, as a row of length 1."""
    is_other = others != item
    others = others[is_other]
    weights = ties[is_other] * damping[others] * damping[item]
    if len(others) > NEIGHBOURS:
        best = np.argpartition(-weights, NEIGHBOURS)[:NEIGHBOURS]
        others, weights = others[best], weights[best]
    order = np.lexsort((others, -weights))
    others, weights = others[order], weights[order]
    length = float(np.sqrt(np.square(weights).sum())) or 1.0
    return others.astype(np.int32), (weights / length).astype(np.float32)
