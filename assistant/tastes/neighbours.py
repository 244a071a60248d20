"""What goes with what: for each item its nearest neighbours, learned from behaviour (`assistant.tastes.learning`).

Reading needs numpy alone, so the running app never loads what learning needs.
"""

import os
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32] | npt.NDArray[np.int64]

VERSION = 1


class ModelDamaged(Exception):
    """A kept model cannot be read; it has to be learned anew."""


class Neighbours:
    """Items and, for each, its neighbours with weights: a sparse matrix by rows, strongest first."""

    def __init__(
        self, items: Sequence[str], starts: Numbers, others: Numbers, weights: npt.NDArray[np.float32],
        users: Numbers,
    ) -> None:  # fmt: skip
        """`starts[i]:starts[i+1]` is the row of item `i` in `others` and `weights`; `users[i]` is how many had it."""
        self.items = items
        self.users = users
        self._starts, self._others, self._weights = starts, others, weights
        self._index = {item: n for n, item in enumerate(items)}

    def __len__(self) -> int:
        return len(self.items)

    def __contains__(self, item: object) -> bool:
        return item in self._index

    def popularity(self, item: str) -> int:
        """How many users had it."""
        n = self._index.get(item)
        return 0 if n is None else int(self.users[n])

    def related(self, item: str, limit: int = 10) -> list[tuple[str, float]]:
        """The items that go with this one, strongest first; empty for one that behaviour does not know."""
        n = self._index.get(item)
        if n is None:
            return []
        row = slice(self._starts[n], min(self._starts[n + 1], self._starts[n] + limit))
        return [
            (self.items[other], float(weight))
            for other, weight in zip(self._others[row], self._weights[row], strict=True)
        ]

    def scores(self, history: Iterable[str] | Mapping[str, float]) -> dict[str, float]:
        """What suits somebody with this history (weights may be given; a negative one speaks against).

        Items without any tie to it are left out; so are those of the history itself.
        """
        weights = history if isinstance(history, Mapping) else dict.fromkeys(history, 1.0)
        found: dict[int, float] = {}
        for item, weight in weights.items():
            n = self._index.get(item)
            if n is None:
                continue
            row = slice(self._starts[n], self._starts[n + 1])
            for other, tie in zip(self._others[row].tolist(), self._weights[row].tolist(), strict=True):
                found[other] = found.get(other, 0.0) + weight * tie
        return {self.items[n]: score for n, score in found.items() if self.items[n] not in weights}

    def top(self, history: Iterable[str], limit: int = 10) -> list[str]:
        """Every item ranked for this history, those with no tie to it by popularity; the first `limit`."""
        had = set(history)
        scores = self.scores(had)
        tied = sorted(scores, key=lambda item: (-scores[item], -self.popularity(item), item))[:limit]
        if len(tied) < limit:
            known = had | scores.keys()
            for n in np.argsort(-self.users, kind="stable"):
                if self.items[n] not in known:
                    tied.append(self.items[n])
                    if len(tied) == limit:
                        break
        return tied

    def save(self, path: Path) -> None:
        """Write it whole or not at all; no pickle is in the file."""
        path.parent.mkdir(parents=True, exist_ok=True)
        partial = path.with_name(f"{path.name}.{os.getpid()}.partial")
        names = np.frombuffer("\n".join(self.items).encode("utf-8"), np.uint8)
        with partial.open("wb") as file:
            np.savez(
                file, version=np.array(VERSION), names=names, starts=self._starts, others=self._others,
                weights=self._weights, users=self.users,
            )  # fmt: skip
            file.flush()
            os.fsync(file.fileno())
        os.replace(partial, path)

    @classmethod
    def load(cls, path: Path) -> "Neighbours":
        """Read what `save` wrote. Raises ModelDamaged, also for one of another version; FileNotFoundError."""
        try:
            with path.open("rb") as file, np.load(file, allow_pickle=False) as kept:
                if int(kept["version"]) != VERSION:
                    raise ModelDamaged(f"{path.name} was written by another version.")
                text = kept["names"].tobytes().decode("utf-8")
                items = text.split("\n") if text else []
                starts, others, weights, users = (kept[name] for name in ("starts", "others", "weights", "users"))
        except FileNotFoundError:
            raise
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            raise ModelDamaged(f"{path.name} cannot be read.") from error
        is_whole = (
            len(starts) == len(items) + 1
            and len(users) == len(items)
            and len(others) == len(weights) == int(starts[-1])
            and bool((np.diff(starts) >= 0).all())
            and (len(others) == 0 or (int(others.min()) >= 0 and int(others.max()) < len(items)))
        )
        if not is_whole:
            raise ModelDamaged(f"{path.name} is not whole.")
        return cls(items, starts, others, weights, users)


NOTHING = Neighbours((), np.zeros(1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.int64))
"""Before anything was learned."""
