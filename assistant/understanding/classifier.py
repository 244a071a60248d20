"""One small classifier for every question about a text: which route, which intent, which mood.

Two judges are added up. A linear support vector machine, one label against all others, reads the text's vector and its
n-grams side by side; and the texts of each label that are most like it say how like they are. Of Chinese, whose meaning
the packaged embedding model does not see, it is all texts of a label together, by their n-grams. What they say is made
a probability by a temperature fitted on rows that were not learnt from (Guo et al., 2017, arXiv:1706.04599). Trained in
seconds; kept as numbers and names, without code.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from assistant.understanding.features import Floats, Vocabulary, grams
from knowledge.language import detect_language

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

FOLDS = 5
MANY = 4000  # rows above which one held-out tenth tells enough
TENTH = 10
NEAREST = 3  # texts of a label that are asked
VECTOR = {"en": 1.5, "zh": 0.0}  # weight of the vector beside the n-grams, by language; measured
LIKENESS = {"en": 4.0, "zh": 0.0}  # weight of the most similar texts beside the machine; measured
COST = {"en": 1.0, "zh": 3.0}  # of a row on the wrong side, in the machine; measured
MEAN = 0.5  # weight of the cosine to the mean n-grams of a label's Chinese texts; measured
TEMPERATURES = np.geomspace(0.5, 30, 40)
BLOCK = 512  # texts compared with all that were learnt, at a time
NEVER = -5.0  # of a label without an example among the rows learnt

Numbers = NDArray[np.intp]


@dataclass(frozen=True)
class Classifier:
    """Texts of these labels, as learnt. Numbers by label are in the order of `labels`."""

    labels: tuple[str, ...]
    vocabulary: Vocabulary
    coefficients: Floats  # (labels, vector + n-grams)
    biases: Floats
    vectors: Floats  # of the texts learnt
    answers: Numbers  # their labels' places
    temperature: float

    def probabilities(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """Shape (texts, labels), rows adding up to 1; `vectors` are those of the texts."""
        return softmax(self.scores(texts, vectors) * self.temperature)

    def scores(self, texts: Sequence[str], vectors: Floats) -> Floats:
        """How much speaks for each label; shape (texts, labels)."""
        known = vectors.shape[1]
        words = self.vocabulary.matrix([grams(text) for text in texts])
        scaled = vectors * _by_language(VECTOR, texts)
        margins = scaled @ self.coefficients[:, :known].T + words @ self.coefficients[:, known:].T + self.biases
        return _together(np.asarray(margins, np.float32), self.likeness(vectors), texts)

    def likeness(self, vectors: Floats) -> Floats:
        """Cosine to the most similar texts of each label, averaged; shape (texts, labels)."""
        return _likeness(vectors, self.vectors, self.answers, len(self.labels))


@dataclass(frozen=True)
class Training:
    """A classifier, and what it said of rows it had not learnt from."""

    classifier: Classifier
    held_out: Numbers  # which rows
    scores: Floats  # of these, by label
    likeness: Floats

    def accuracy(self, labels: Sequence[str]) -> float:
        """Share of the held-out rows whose best label is theirs."""
        best = [self.classifier.labels[place] for place in self.scores.argmax(1)]
        return float(np.mean([best[i] == labels[row] for i, row in enumerate(self.held_out)])) if best else 0.0


def train(texts: Sequence[str], labels: Sequence[str], vectors: Floats) -> Training:
    """Learn from rows; the same rows give the same classifier. Raises ValueError where there are not two labels."""
    from scipy.sparse import csr_matrix, hstack

    names = tuple(sorted(set(labels)))
    if len(names) < 2:
        raise ValueError("A classifier needs examples of two labels at least.")
    places = {name: place for place, name in enumerate(names)}
    answers = np.array([places[label] for label in labels], np.intp)
    counted = [grams(text) for text in texts]
    vocabulary = Vocabulary.of(counted)
    scaled = csr_matrix(vectors * _by_language(VECTOR, texts))
    words = vocabulary.matrix(counted)
    rows = hstack([scaled, words]).tocsr()
    costs = _by_language(COST, texts)[:, 0]
    is_chinese = costs == COST["zh"]

    def fit(learnt: Numbers) -> tuple[Floats, Floats]:
        coefficients, biases = _fit(rows[learnt], answers[learnt], costs[learnt], len(names))
        own = learnt[is_chinese[learnt]]
        coefficients[:, vectors.shape[1] :] += MEAN * _means(words[own], answers[own], len(names))
        return coefficients, biases

    is_large = len(texts) > MANY
    parts = np.array(split(texts, labels, TENTH if is_large else FOLDS))
    unseen, scores, like = [], [], []
    for part in range(1 if is_large else FOLDS):
        held, learnt = np.flatnonzero(parts == part), np.flatnonzero(parts != part)
        if not len(held) or len(set(answers[learnt])) < 2:
            continue
        coefficients, biases = fit(learnt)
        likeness = _likeness(vectors[held], vectors[learnt], answers[learnt], len(names))
        margins = np.asarray(rows[held] @ coefficients.T + biases, np.float32)
        unseen.append(held)
        like.append(likeness)
        scores.append(_together(margins, likeness, [texts[int(row)] for row in held]))
    none = np.zeros((0, len(names)), np.float32)
    held_out = np.concatenate([np.zeros(0, np.intp), *unseen])
    said = np.concatenate([none, *scores])
    classifier = Classifier(
        names, vocabulary, *fit(np.arange(len(texts))), vectors, answers, _temperature(said, answers[held_out])
    )
    return Training(classifier, held_out, said, np.concatenate([none, *like]))


def split(texts: Sequence[str], labels: Sequence[str], parts: int) -> list[int]:
    """Which of so many parts each row belongs to: each label's rows are dealt out, in an order that only texts decide.

    So the same rows are held out whatever order they come in.
    """
    dealt = sorted(range(len(texts)), key=lambda row: (labels[row], hashlib.sha256(texts[row].encode()).digest()))
    part = [0] * len(texts)
    for place, row in enumerate(dealt):
        part[row] = place % parts
    return part


def softmax(scores: Floats) -> Floats:
    """Shares of each row, adding up to 1."""
    raised = np.exp(scores - scores.max(1, keepdims=True))
    shares: Floats = (raised / raised.sum(1, keepdims=True)).astype(np.float32)
    return shares


def _means(words: "csr_matrix", answers: Numbers, labels: int) -> Floats:
    """The mean n-grams of each label, as unit rows: their product with a text's is the cosine."""
    from scipy.sparse import csr_matrix

    one = np.ones(len(answers), np.float32)
    sums = np.asarray((csr_matrix((one, (answers, np.arange(len(answers)))), (labels, len(answers))) @ words).todense())
    norms = np.linalg.norm(sums, axis=1, keepdims=True)
    return np.asarray(sums / np.maximum(norms, 1e-9), np.float32)


def _fit(rows: "csr_matrix", answers: Numbers, costs: Floats, labels: int) -> tuple[Floats, Floats]:
    """Coefficients and biases by label."""
    from sklearn.svm import LinearSVC

    machine = LinearSVC(C=1.0, random_state=0).fit(rows, answers, costs)
    found, biases = machine.coef_, machine.intercept_
    if len(machine.classes_) == 2:  # one machine decides between two
        found, biases = np.vstack([-found, found]), np.concatenate([-biases, biases])
    coefficients = np.zeros((labels, rows.shape[1]), np.float32)
    coefficients[machine.classes_] = found
    by_label = np.full(labels, NEVER, np.float32)
    by_label[machine.classes_] = biases
    return coefficients, by_label


def _likeness(vectors: Floats, learnt: Floats, answers: Numbers, labels: int) -> Floats:
    found = np.zeros((len(vectors), labels), np.float32)
    order = np.argsort(answers, kind="stable")
    sorted_vectors = learnt[order]
    starts = np.searchsorted(answers[order], np.arange(labels + 1))
    for first in range(0, len(vectors), BLOCK):
        cosines = vectors[first : first + BLOCK] @ sorted_vectors.T
        for label in range(labels):
            own = cosines[:, starts[label] : starts[label + 1]]
            if own.shape[1] > NEAREST:
                own = np.partition(own, -NEAREST, axis=1)[:, -NEAREST:]
            if own.shape[1]:
                found[first : first + BLOCK, label] = own.mean(1)
    return found


def _together(margins: Floats, likeness: Floats, texts: Sequence[str]) -> Floats:
    return np.asarray(margins + likeness * _by_language(LIKENESS, texts), np.float32)


def _temperature(scores: Floats, answers: Numbers) -> float:
    """The one under which the held-out rows' true labels are likeliest."""
    if not len(scores):
        return 3.0
    here = np.arange(len(answers))
    losses = [-float(np.log(softmax(scores * t)[here, answers] + 1e-9).mean()) for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def _by_language(weights: dict[str, float], texts: Sequence[str]) -> Floats:
    """A column: the weight for the language of each text."""
    return np.array([[weights[detect_language(text)]] for text in texts], np.float32)
