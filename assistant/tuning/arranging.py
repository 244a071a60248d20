"""The sources around an answer, as the product's own search finds them: the one that says it, and others that do not.

Chance is taken from a hash of where the row comes from, so the same row gets the same sources in the same order each
time. All of one row are in the language of its answer: whether a passage in another language says the same cannot be
told here.
"""

import hashlib
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.tuning.support import Supported, cited, find_support, is_said
from desk.examples import SourcePassage
from knowledge.language import Language, detect_language
from knowledge.model import Passage

LEAST, MOST = 3, 6  # sources of a row


@dataclass(frozen=True)
class Arranged:
    """Sources in the order they are shown, and the answer with their numbers."""

    passages: tuple[Passage, ...]
    answer: str
    gold: tuple[int, ...]  # counted from 1
    document: str  # that answers


class Sources:
    """What a search found for one question, told apart by whether it says the answer."""

    def __init__(
        self, key: str, answer: str, language: Language, found: Sequence[Passage], others: Sequence[Passage],
        known: Passage | None = None,
    ) -> None:  # fmt: skip
        """`key` is what chance is taken from, `others` are passages of any document, `known` is one that answers.

        Where `known` is not among those found, no customer would see it, and then nothing is supported.
        """
        self._key = key
        spoken = [passage for passage in found if detect_language(passage.text) == language]
        self.support: Supported | None = None
        if known is None or known.id in {passage.id for passage in spoken}:
            # the known one first: of several that say the same, the first is cited
            candidates = sorted(spoken, key=lambda passage: known is None or passage.id != known.id)
            self.support = find_support(answer, candidates)
            self._gold = [candidates[position] for position in self.support.gold] if self.support else []
        self._hard = [passage for passage in spoken if not is_said(answer, passage)] if answer else spoken
        self._far = sorted(
            (
                passage
                for passage in others
                if detect_language(passage.text) == language
                and (known is None or passage.document_id != known.document_id)
                and not (answer and is_said(answer, passage))
            ),
            key=lambda passage: hashlib.sha256(f"{key} {passage.id}".encode()).digest(),
        )

    def answering(self) -> Arranged | None:
        """The passages that say the answer among hard distractors and one of chance; None where none says it."""
        if self.support is None:
            return None
        chance = _chance(f"{self._key} answering")
        wanted = max(chance.randint(LEAST, MOST), len(self._gold) + 1)
        shown = [*self._gold, *self._beside(wanted - len(self._gold), self._hard, exclude=self._gold)]
        chance.shuffle(shown)
        numbers = [shown.index(passage) + 1 for passage in self._gold]
        positions = self.support.gold
        number_of = {position: numbers[n] for n, position in enumerate(positions)}
        top = max(positions) + 1
        answer = cited(self.support, [number_of.get(position, 0) for position in range(top)])
        return Arranged(tuple(shown), answer, tuple(sorted(numbers)), self._gold[0].document_id)

    def silent(self, *, near: bool) -> tuple[Passage, ...]:
        """Passages of which none answers: what is near, or of quite another matter. Empty where there are too few."""
        chance = _chance(f"{self._key} silent")
        shown = self._beside(chance.randint(LEAST, MOST), self._hard if near else ())
        chance.shuffle(shown)
        return tuple(shown) if len(shown) >= LEAST - 1 else ()

    def _beside(self, count: int, hard: Sequence[Passage], exclude: Sequence[Passage] = ()) -> list[Passage]:
        """Hard ones, the last of them by chance; where there are too few, more by chance."""
        excluded = {passage.id for passage in exclude}
        near = [passage for passage in hard if passage.id not in excluded][: max(0, count - 1)]
        taken = excluded | {passage.id for passage in near}
        far = [passage for passage in self._far if passage.id not in taken]
        return [*near, *far[: count - len(near)]]


def with_planted(arranged: Arranged, instruction: str, key: str) -> Arranged:
    """The same with an instruction at the end of a source that does not answer, or of the only one."""
    chance = _chance(f"{key} planted")
    silent = [n for n in range(len(arranged.passages)) if n + 1 not in arranged.gold]
    at = chance.choice(silent or [0])
    shown = [*arranged.passages]
    shown[at] = replace(shown[at], text=f"{shown[at].text}\n{instruction}")
    return replace(arranged, passages=tuple(shown))


def _chance(key: str) -> random.Random:
    return random.Random(hashlib.sha256(key.encode()).digest())


def kept(passage: Passage) -> SourcePassage:
    """A passage as a row keeps it."""
    return SourcePassage(
        passage.id, passage.document_id, passage.document, passage.title, passage.version, passage.text,
        passage.headings, passage.place.to_json(), passage.visibility,
    )  # fmt: skip
