"""The four classifiers at work together, trained from lessons, kept in one file of numbers and names."""

import json
import os
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import numpy as np

from assistant.understanding.classifier import Classifier, train
from assistant.understanding.features import Floats, Vocabulary
from assistant.understanding.learning import Labelled, Lessons
from assistant.understanding.spelling import Spelling

VERSION = 2  # of the file's form, and of what is learnt how
TASKS = ("route", "intent", "mood", "urgency")
MOODS = {"angry": -1.0, "calm": 0.0, "happy": 1.0}
URGENCIES = {"none": 0.0, "some": 0.5, "high": 1.0}

Embed = Callable[[Sequence[str]], Floats]


@dataclass(frozen=True)
class Models:
    """What was learnt, and how well it holds on examples that were held out."""

    fingerprint: str  # of the lessons, the embedding model and VERSION
    classifiers: Mapping[str, Classifier]  # by task; none for the intents of a company that has fewer than two
    accuracy: Mapping[str, float]  # 0..1, by task; cross-validated
    answered: frozenset[str]  # the intents that the documents answer
    vectors: Mapping[str, Floats]  # of the texts learnt, so that the next training embeds only what is new

    @classmethod
    def learn(cls, lessons: Lessons, fingerprint: str, embed: Embed, known: Mapping[str, Floats]) -> "Models":
        """Train all four; `known` are vectors there are already. Takes seconds."""
        new = [text for text in lessons.texts if text not in known]
        vectors = dict(known)
        if new:
            vectors |= dict(zip(new, embed(new), strict=True))
        classifiers, accuracy = {}, {}
        for task, rows in zip(TASKS, (lessons.routes, lessons.intents, lessons.moods, lessons.urgencies), strict=True):
            if len({label for _, label in rows}) > 1:
                classifiers[task], accuracy[task] = _learnt(rows, vectors)
        learnt = {text: vectors[text] for text in lessons.texts}
        return cls(fingerprint, classifiers, accuracy, frozenset(lessons.answered), learnt)

    @cached_property
    def spelling(self) -> Spelling:
        """The words of what was learnt."""
        return Spelling(self.vectors)

    def ranked(self, task: str, text: str, vector: Floats) -> list[tuple[str, float]]:
        """The labels of a task with their probabilities, the likeliest first; none where it was not learnt."""
        if task not in self.classifiers:
            return []
        classifier = self.classifiers[task]
        shares = classifier.probabilities([text], vector[None])[0]
        return sorted(zip(classifier.labels, map(float, shares), strict=True), key=lambda pair: -pair[1])

    def best(self, task: str, texts: Sequence[str], vectors: Mapping[str, Floats]) -> list[str]:
        """The likeliest label of each text; '' where the task was not learnt."""
        if task not in self.classifiers or not texts:
            return [""] * len(texts)
        classifier = self.classifiers[task]
        scores = classifier.scores(texts, np.stack([vectors[text] for text in texts]))
        return [classifier.labels[place] for place in scores.argmax(1)]

    def feelings(self, text: str, vector: Floats) -> tuple[float, float]:
        """Mood, -1 angry to 1 happy, and urgency, 0 to 1, as what is to be expected of both."""
        found = []
        for task, values in (("mood", MOODS), ("urgency", URGENCIES)):
            found.append(sum(share * values[label] for label, share in self.ranked(task, text, vector)))
        return found[0], found[1]

    def save(self, path: Path) -> None:
        """Written aside and put in place at once."""
        texts = list(self.vectors)
        arrays: dict[str, Any] = {"vectors": np.stack(list(self.vectors.values()))}
        about: dict[str, Any] = {
            "fingerprint": self.fingerprint,
            "accuracy": dict(self.accuracy),
            "answered": sorted(self.answered),
            "texts": texts,
            "tasks": {},
        }
        for task, one in self.classifiers.items():
            about["tasks"][task] = {"labels": one.labels, "grams": list(one.vocabulary.places), "t": one.temperature}
            arrays |= {
                f"{task}.idf": one.vocabulary.weights, f"{task}.coefficients": one.coefficients,
                f"{task}.biases": one.biases, f"{task}.vectors": one.vectors, f"{task}.answers": one.answers,
            }  # fmt: skip
        arrays["about"] = np.frombuffer(json.dumps(about).encode(), np.uint8)
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        aside = path.with_name(f".{path.name}.{os.getpid()}")
        with aside.open("wb") as file:
            np.savez(file, **arrays)
        aside.replace(path)

    @classmethod
    def read(cls, path: Path) -> "Models | None":
        """None where there is no such file or it is damaged; nothing in it is run."""
        try:
            with np.load(path, allow_pickle=False) as file:
                about = json.loads(file["about"].tobytes())
                classifiers = {
                    task: Classifier(
                        tuple(told["labels"]),
                        Vocabulary({gram: place for place, gram in enumerate(told["grams"])}, file[f"{task}.idf"]),
                        file[f"{task}.coefficients"], file[f"{task}.biases"], file[f"{task}.vectors"],
                        file[f"{task}.answers"], float(told["t"]),
                    )
                    for task, told in about["tasks"].items()
                }  # fmt: skip
                vectors = dict(zip(about["texts"], file["vectors"], strict=True))
                answered = frozenset(about["answered"])
                return cls(about["fingerprint"], classifiers, about["accuracy"], answered, vectors)
        except (OSError, ValueError, KeyError, TypeError):
            return None


def _learnt(rows: Labelled, vectors: Mapping[str, Floats]) -> tuple[Classifier, float]:
    texts, labels = [text for text, _ in rows], [label for _, label in rows]
    training = train(texts, labels, np.stack([vectors[text] for text in texts]))
    return training.classifier, training.accuracy(labels)
