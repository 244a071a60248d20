"""Fitting the confidence to the corpus at hand, without labels.

How much of a question a wrong passage has by chance depends on the corpus: on its size, its language, and how much its
documents speak of the same things. So the assistant asks it questions that it surely does not answer: words from a
random sentence, with the passage they came from taken out of what is found. How well the words of what is left match is
the null distribution; the point at which answering begins moves with its mean.
"""

import random
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Protocol

import numpy as np

from assistant.answers import Audience
from assistant.confidence import FOLLOW, Calibration, Features, features
from assistant.evidence import rank_statements
from knowledge.base import DocumentDetail
from knowledge.language import Language, detect_language, split_sentences
from knowledge.matching import analyse, content_terms
from knowledge.model import Passage, Visibility
from knowledge.records import DocumentInfo

LEAST, MOST = 60, 300  # questions that are asked; 30 ms each on two cores
PASSAGES_EACH = 10  # one question for so many passages, between the two
SEARCHED = 21  # passages of each search, one of which is taken out
WORDS = (3, 8)  # fewest and most content words of a question
KEPT = 0.5  # of a sentence's content words
# How well words match, in log-odds of an answer to a Chinese question: nothing is read for its meaning here, that would
# take ten times as long and tells no more of the corpus. Fitted on xquad_zh and 300 rows of cmrc2018_dev.
BY_WORDS: Features = {"statement": 0.215, "search": 0.223, "names_missing": -4.7}
INTERCEPT = -4.92
TRUST = 20  # as many questions of a language weigh as much as what is typical of it


class Corpus(Protocol):
    """What a knowledge base does here."""

    def search(self, question: str, *, audience: Audience = "public", limit: int = 10) -> Sequence[Passage]: ...

    def term_weights(self, terms: Collection[str], audience: Audience = "public") -> dict[str, float]: ...

    def list(
        self, *, query: str = "", visibility: Visibility | None = None, offset: int = 0, limit: int | None = None
    ) -> Sequence[DocumentInfo]: ...

    def count(self, *, query: str = "", visibility: Visibility | None = None) -> int: ...

    def get(self, document_id: str) -> DocumentDetail: ...

    def statistics(self) -> dict[str, int]: ...


@dataclass(frozen=True)
class NullSample:
    """How well wrong passages match questions that the corpus does not answer, by language."""

    log_odds: dict[Language, list[float]] = field(default_factory=lambda: {"en": [], "zh": []})

    def calibration(self) -> Calibration:
        points = {}
        for language, drawn in self.log_odds.items():
            null = float(np.mean(drawn)) if drawn else 0.0
            points[language] = Calibration.follow(language, null, len(drawn) / (len(drawn) + TRUST))
        return Calibration(points)


def calibrate(
    corpus: Corpus, audience: Audience = "public", *, seed: int = 0, stopped: Callable[[], bool] = lambda: False
) -> Calibration:
    """The calibration for what `audience` may see; the typical one for an empty corpus.

    Only for languages whose point follows the corpus. Takes about 30 ms for each of LEAST to MOST questions, and writes
    nothing; run it in the background after the documents changed. `stopped` is asked before each question. The same
    corpus and seed give the same calibration.
    """
    sample = NullSample()
    wanted = min(MOST, max(LEAST, corpus.statistics().get("passages", 0) // PASSAGES_EACH))
    for question, document_id, n in _questions(corpus, audience, wanted, random.Random(seed)):
        if stopped():
            break
        found = corpus.search(question, audience=audience, limit=SEARCHED)
        passages = [passage for passage in found if (passage.document_id, passage.n) != (document_id, n)]
        asked = analyse(question, corpus.term_weights(content_terms(question), audience))
        ranked = rank_statements(asked, passages, None)
        if ranked:
            sample.log_odds[asked.language].append(_by_words(features(asked, passages, ranked)))
    return sample.calibration()


def _by_words(seen: Features) -> float:
    return INTERCEPT + sum(coefficient * seen[name] for name, coefficient in BY_WORDS.items())


def _questions(corpus: Corpus, audience: Audience, wanted: int, rng: random.Random) -> Iterator[tuple[str, str, int]]:
    """Questions of random words, each with the document and passage number they come from."""
    visibility: Visibility | None = None if audience == "staff" else "public"
    total = corpus.count(visibility=visibility)
    made = 0
    for _ in range(3 * wanted):
        if made >= wanted or not total:
            return
        drawn = corpus.list(visibility=visibility, offset=rng.randrange(total), limit=1)
        # the rows of a table are alike by their form, and would seem to answer one another's questions
        chunks = [chunk for chunk in corpus.get(drawn[0].id).chunks if not chunk.rows] if drawn else []
        if not chunks:
            continue
        chunk = rng.choice(chunks)
        start, end = rng.choice(split_sentences(chunk.text) or [(0, len(chunk.text))])
        sentence = chunk.text[start:end]
        if not FOLLOW[detect_language(sentence)]:
            continue
        question = _some_words(sentence, rng)
        if question:
            made += 1
            yield question, drawn[0].id, chunk.n


def _some_words(sentence: str, rng: random.Random) -> str:
    """About half of the sentence's content words, in order; '' when it has too few."""
    terms = content_terms(sentence)
    fewest, most = WORDS
    if len(terms) < fewest:
        return ""
    count = min(most, max(fewest, round(len(terms) * KEPT)), len(terms))
    chosen = sorted(rng.sample(range(len(terms)), count))
    return ("" if detect_language(sentence) == "zh" else " ").join(terms[i] for i in chosen)
