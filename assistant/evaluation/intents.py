"""How well a classifier like the assistant's own learns somebody else's labels, and notices what is none of them.

The label `oos` means out of scope. Where the training file has rows of it they are learnt as a label more; what speaks
for the best label, and how much more than for `oos`, tells whether a text is in scope.
"""

from collections.abc import Sequence
from typing import Any

import numpy as np

from assistant.evaluation.forms import EvaluationError, LabelledRow
from assistant.understanding.classifier import Classifier, train
from assistant.understanding.features import Floats
from knowledge.embedding import Embedder

OUT = "oos"
FALSE_ALARMS = 0.05  # share of in-scope rows that the threshold refuses


def evaluate_intents(rows: Sequence[LabelledRow], test: Sequence[LabelledRow], embedder: Embedder) -> dict[str, Any]:
    """Learn from `rows`, ask for `test`.

    `accuracy` and `macro_f1` are of the best label of in-scope test rows, whatever the threshold;
    `out_of_scope_recall`, null without such rows, at the threshold that refuses 5 % of the in-scope rows in a
    held-out tenth of `rows`. Raises EvaluationError where the rows have fewer than two labels in scope.
    """
    labels = [row.label for row in rows]
    if len(set(labels) - {OUT}) < 2:
        raise EvaluationError("The training file needs rows of two labels at least, beside 'oos'.")
    texts = [row.text for row in rows]
    training = train(texts, labels, embedder.embed(texts))
    classifier = training.classifier
    held_labels = [labels[row] for row in training.held_out]
    usual = _familiarity(classifier, training.scores)[np.array([label != OUT for label in held_labels])]
    threshold = float(np.quantile(usual, FALSE_ALARMS))

    asked = [row.text for row in test]
    scores = classifier.scores(asked, embedder.embed(asked))
    best = [classifier.labels[place] for place in _in_scope(classifier, scores).argmax(1)]
    pairs = [(row.label, said) for row, said in zip(test, best, strict=True) if row.label != OUT]
    strange = [score < threshold for score, row in zip(_familiarity(classifier, scores), test, strict=True)
               if row.label == OUT]  # fmt: skip
    return {
        "accuracy": round(sum(right == said for right, said in pairs) / len(pairs), 4) if pairs else None,
        "macro_f1": round(macro_f1(pairs), 4) if pairs else None,
        "out_of_scope_recall": round(sum(strange) / len(strange), 4) if strange else None,
    }


def macro_f1(pairs: Sequence[tuple[str, str]]) -> float:
    """Of (right, said): F1 of each label that is right somewhere, averaged."""
    found = []
    for label in {right for right, _ in pairs}:
        hits = sum(right == said == label for right, said in pairs)
        named = sum((right == label) + (said == label) for right, said in pairs)
        found.append(2 * hits / named)
    return sum(found) / len(found)


def _in_scope(classifier: Classifier, scores: Floats) -> Floats:
    """The scores without the label for all the rest."""
    outside = np.array([label == OUT for label in classifier.labels])
    return np.where(outside, -np.inf, scores)


def _familiarity(classifier: Classifier, scores: Floats) -> Floats:
    """How much speaks for the best label in scope, by itself and against `oos`."""
    best: Floats = _in_scope(classifier, scores).max(1)
    if OUT not in classifier.labels:
        return best
    return best + (best - scores[:, classifier.labels.index(OUT)])
