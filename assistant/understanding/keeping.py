"""Keeps what was learnt: trained at the first start, read from a file at the next, learnt anew when staff say so."""

import hashlib
import logging
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from threading import Lock

from assistant.understanding.features import Floats
from assistant.understanding.learning import Lessons, lessons
from assistant.understanding.models import VERSION, Models
from desk.intents import Intents
from knowledge.embedding import Embedder

logger = logging.getLogger(__name__)

FILE = "understanding.npz"
MOST_CHANGES = 20  # that are told of a training


@dataclass(frozen=True)
class Change:
    """An example that is understood otherwise since the last training."""

    text: str
    before: str
    now: str


@dataclass(frozen=True)
class Retrained:
    """What a training has changed; accuracies are 0..1, by task, cross-validated."""

    examples: int
    before: Mapping[str, float]
    now: Mapping[str, float]
    changes: Sequence[Change]  # at most MOST_CHANGES
    changed: int


class Learnt:
    """The models at work. Any thread may ask for `current` at any time; a training puts its own in place at once."""

    def __init__(
        self, embedder: Embedder, *, folder: Path | None = None, cache: Path | None = None,
        intents: Intents | None = None,
    ) -> None:  # fmt: skip
        """`folder` keeps what the company has taught, `cache` what every installation on this machine begins with.

        Without `intents` the starter list is learnt.
        """
        self._embedder = embedder
        self._folder = folder
        self._cache = cache
        self._intents = intents
        self._training = Lock()
        self._models: Models | None = None

    @property
    def current(self) -> Models | None:
        """None until `load`."""
        return self._models

    @property
    def is_stale(self) -> bool:
        """Whether there are examples or corrections that were not learnt yet."""
        return self._models is None or self._models.fingerprint != self._fingerprint(self._lessons())

    def load(self, *, anew: bool = False) -> None:
        """Take what was learnt before; train where there is nothing that fits this version and embedding model.

        `anew`: this company has more to learn than it had then, so what it learnt before is not taken.
        """
        kept = Models.read(self._folder / FILE) if self._folder and not anew else None
        if kept is not None and kept.fingerprint.startswith(self._base):
            self._models = kept
            return
        told = self._lessons()
        cached = Models.read(self._cached) if self._cached else None
        if cached is not None and cached.fingerprint == self._fingerprint(told):
            self._models = cached
            return
        self._learn(told, cached.vectors if cached else {})

    def retrain(self) -> Retrained:
        """Learn everything there is now, in seconds, and tell what changed by it."""
        told, before = self._lessons(), self._models
        models = self._learn(told, before.vectors if before else {})
        changes = _changes(told, before, models) if before else []
        return Retrained(
            len(told.texts), before.accuracy if before else {}, models.accuracy, changes[:MOST_CHANGES], len(changes)
        )

    def _learn(self, told: Lessons, known: Mapping[str, Floats]) -> Models:
        with self._training:
            models = Models.learn(told, self._fingerprint(told), self._embedder.embed, known)
            if self._folder:
                _save(models, self._folder / FILE)
            if self._cached and models.fingerprint == self._fingerprint(lessons()):
                _save(models, self._cached)
            self._models = models
            return models

    @property
    def _cached(self) -> Path | None:
        return self._cache / f"understanding-{self._base}.npz" if self._cache else None

    def _lessons(self) -> Lessons:
        if self._intents is None:
            return lessons()
        return lessons(self._intents.list(), self._intents.readings())

    @property
    def _base(self) -> str:
        """What models must have in common to be of use: their form, what is shipped, and the embedding model."""
        shared = f"{VERSION} {self._embedder.name} {lessons().fingerprint}"
        return hashlib.sha256(shared.encode()).hexdigest()[:16]

    def _fingerprint(self, told: Lessons) -> str:
        return self._base + told.fingerprint


def _save(models: Models, path: Path) -> None:
    try:
        models.save(path)
    except OSError as error:
        logger.warning(
            "What was learnt could not be kept in %s (%s); it is learnt again at the next start.", path, error
        )


def _changes(told: Lessons, before: Models, now: Models) -> list[Change]:
    """Every example whose intent is read as another one than it was."""
    texts = list(dict.fromkeys(text for text, _ in told.intents))
    read = zip(texts, before.best("intent", texts, now.vectors), now.best("intent", texts, now.vectors), strict=True)
    return [Change(text, was, becomes) for text, was, becomes in read if was != becomes]
