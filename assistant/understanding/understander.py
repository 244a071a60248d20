"""A customer's words understood: what is wanted, each thing by its route and intent, and in which mood.

Word lists know plain small talk; everything else is judged by the small classifiers. A message is taken apart only
where its clauses surely want different things. Without models, whatever the lists do not know is a question.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from assistant.followups import is_bare, standalone
from assistant.understanding.features import Floats
from assistant.understanding.message import PERSON, Part, Route, Understood
from assistant.understanding.models import Models
from assistant.understanding.parts import Clause, asks, clauses
from assistant.understanding.smalltalk import kind_of, without_opening
from knowledge.language import Language, detect_language

SURE = 0.6  # of two clauses' routes, before they are taken for two things
REFUSING = 0.6  # before something is called out of scope; below, the documents are asked
CLOSE = 0.15  # between the best two routes, below which it is asked which was meant
OPEN = 0.55  # of the best route, above which it is not asked
INTENT = 0.5  # of an intent that a question is said to have
DECIDES = 0.95  # of an intent, which then says which of two routes it is
MOST_PARTS = 3
ANGRY = -0.5  # the mood of a clause that is that of the message
_POINTING = re.compile(r"\b(?:it|its|they|them|their)\b|它", re.IGNORECASE)

Embed = Callable[[Sequence[str]], Floats]
TieBreak = Callable[[str, Sequence[Route]], Route | None]


class Understander:
    """Knows what a message wants. Knows nothing of how that is done."""

    def __init__(
        self,
        models: Callable[[], Models | None] = lambda: None,
        embed: Embed | None = None,
        *,
        tie_break: TieBreak = lambda text, routes: None,
    ) -> None:
        """`models` is asked at each message, so that what was learnt anew holds at once; `embed` makes their vectors.

        `tie_break` may say which of two routes that are about as likely it is; None leaves it open.
        """
        self._models = models
        self._embed = embed
        self._tie_break = tie_break

    def understand(self, text: str, earlier: Sequence[tuple[str, str]] = ()) -> Understood:
        """What the message wants; `earlier` are the questions before it with their answers, the oldest first."""
        text = " ".join(text.split())
        language = detect_language(text)
        known = _by_list(text, language)
        models, embed = self._models(), self._embed
        if models is None or embed is None or not any(character.isalnum() for character in text):
            part = known or Part(without_opening(text, language), "question", 1.0, "", 0.0)
            return Understood(language, (part,), 0.0, 0.0, False)
        if known is not None:
            return Understood(language, (known,), *models.feelings(text, embed([text])[0]), False)
        wish = without_opening(text, language)
        meant = standalone(wish, [asked for asked, _ in earlier])
        found = clauses(wish, language) if meant == wish else []
        read = [clause.text for clause in found] if len(found) > 1 else []
        vectors = _each_once(embed, [models.spelling.meant(one) for one in (text, meant, *read)])
        whole = _judged(models, meant, vectors[1], language)
        parts = [whole]
        if read:
            each = [_judged(models, clause, vector, language) for clause, vector in zip(read, vectors[2:], strict=True)]
            parts = _things(found, each, whole)
        is_unsure = len(parts) == 1 and whole.is_open
        if is_unsure and (chosen := self._tie_break(wish, whole.likeliest)) in whole.likeliest:
            parts, is_unsure = [whole.as_route(chosen)], False
        shown = tuple(replace(one.part, text=wish) if len(parts) == 1 else one.part for one in parts)
        told = zip((text, *read), (vectors[0], *vectors[2:]), strict=True)
        return Understood(language, shown, *_felt([models.feelings(*one) for one in told]), is_unsure)


def _each_once(embed: Embed, texts: Sequence[str]) -> Floats:
    """The vectors of the texts, in order; most messages are what they mean, and are read once."""
    different = list(dict.fromkeys(texts))
    return embed(different)[[different.index(text) for text in texts]]


def _felt(found: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Mood and urgency of a message, given first, before its clauses: one that is angry is not calmed by the others."""
    (mood, urgency), worst = found[0], min(mood for mood, _ in found)
    return worst if worst <= ANGRY else mood, urgency


@dataclass(frozen=True)
class _Judged:
    """A text with what the classifiers say of it."""

    part: Part
    likeliest: tuple[Route, Route]  # the best two
    gap: float  # between them
    intent: str  # the best of all
    intent_confidence: float
    is_answered: bool  # whether that intent is answered from documents

    @property
    def is_open(self) -> bool:
        """Whether the best two routes are about as likely."""
        return self.part.confidence < OPEN and self.gap < CLOSE and not set(self.likeliest) & set(_NOT_ASKED)

    def as_route(self, route: Route) -> "_Judged":
        """The same, read as another route."""
        has_intent = route == "service" or (
            route == "question" and self.is_answered and self.intent_confidence >= INTENT
        )
        intent, confidence = (self.intent, self.intent_confidence) if has_intent else ("", 0.0)
        return replace(self, part=replace(self.part, route=route, intent=intent, intent_confidence=confidence))


_NOT_ASKED: tuple[Route, ...] = ("smalltalk", "out_of_scope")


def _by_list(text: str, language: Language) -> Part | None:
    kind = kind_of(text, language)
    if kind == "person":
        return Part(text, "service", 1.0, PERSON, 1.0)
    return None if kind is None else Part(text, "smalltalk", 1.0, kind, 1.0)


def _judged(models: Models, text: str, vector: Floats, language: Language) -> _Judged:
    if known := _by_list(text, language):
        return _Judged(known, (known.route, "question"), 1.0, known.intent, 1.0, False)
    read = models.spelling.meant(text)
    ranked = models.ranked("route", read, vector)
    (best, share), (second, next_share) = ranked[0], ranked[1]
    if best == "out_of_scope" and share < REFUSING:  # the documents are asked rather than a customer sent away
        best, share, second, next_share = "question", 1.0 - share, best, share
    if best == "smalltalk" and share < REFUSING and asks(text, language):  # 好停车吗 is no 你好
        best, share, second, next_share = "question", 1.0 - share, best, share
    intents = models.ranked("intent", read, vector)
    intent, confidence = intents[0] if intents else ("", 0.0)
    route: Route = best  # type: ignore[assignment]  # the labels of this classifier are routes
    either: tuple[Route, Route] = (route, second)  # type: ignore[assignment]
    part, gap = Part(text, route, share, "", 0.0), share - next_share
    judged = _Judged(part, either, gap, intent, confidence, intent in models.answered).as_route(route)
    told: Route = "question" if judged.is_answered else "service"
    if judged.is_open and confidence >= DECIDES and told in either:
        return replace(judged.as_route(told), gap=1.0)
    return judged


def _things(found: Sequence[Clause], each: Sequence[_Judged], whole: _Judged) -> list[_Judged]:
    """The clauses put together again where they are about one thing."""
    things: list[tuple[Clause, _Judged]] = []
    for clause, judged in zip(found, each, strict=True):
        if judged.part.route == "smalltalk" and judged.part.confidence >= SURE:
            continue
        if things and not _is_other(*things[-1], clause, judged):
            things[-1] = _joined(*things[-1], clause, judged)
            continue
        if things and judged.part.route == "question":  # 'and what are its opening hours?'
            meant = standalone(clause.text, [things[-1][0].text])
            judged = replace(judged, part=replace(judged.part, text=meant))
        things.append((clause, judged))
    return [judged for _, judged in things] if 1 < len(things) <= MOST_PARTS else [whole]


def _is_other(before: Clause, first: _Judged, clause: Clause, second: _Judged) -> bool:
    """Whether a clause wants something else than the one before it."""
    if not (before.is_wish and clause.is_wish):
        return False
    one, other = first.part, second.part
    if one.route != other.route:
        return min(one.confidence, other.confidence) >= SURE and "out_of_scope" not in (one.route, other.route)
    if one.route == "service":
        return (
            clause.is_added
            and one.intent != other.intent
            and min(one.intent_confidence, other.intent_confidence) >= SURE
        )
    return one.route == "question" and (
        clause.is_added or (before.is_question and clause.is_question and _stands(before, clause))
    )


def _stands(before: Clause, clause: Clause) -> bool:
    """Whether a question says what it is about, or points at what the one before it was about."""
    if standalone(clause.text, [before.text]) == clause.text:
        return True
    return _POINTING.search(clause.text) is not None and not is_bare(clause.text)


def _joined(before: Clause, first: _Judged, clause: Clause, second: _Judged) -> tuple[Clause, _Judged]:
    """Two clauses as one: the wish, or the surer of both, says what it is about."""
    text = f"{first.part.text}{_gap(first.part.text)}{second.part.text}"
    rank = (before.is_wish, first.part.confidence) >= (clause.is_wish, second.part.confidence)
    leading = first if rank else second
    return replace(before if rank else clause, text=text), replace(leading, part=replace(leading.part, text=text))


def _gap(text: str) -> str:
    if detect_language(text) == "zh":
        return "" if text.endswith(("。", "？", "！")) else "，"
    return " " if text.endswith((".", "?", "!")) else ", "
