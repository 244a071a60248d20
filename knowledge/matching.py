"""How well a piece of text matches a question: the words they share, also in part or in other words.

Used for sentences (which one answers?) and for whole passages (does anything answer?). Works from index terms alone;
meaning comes in through the vectors that the callers bring.
"""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from functools import lru_cache

from knowledge.glosses import Gloss
from knowledge.kinds import Wanted, wanted_answer
from knowledge.language import CJK, Language, detect_language, is_word, simplified, terms
from knowledge.names import names_in
from knowledge.vocabulary import ALIASES, QUESTION_WORDS, REGIONS, REWORDED, SYNONYMS, WEAK_WORDS

WEAK_SHARE = 0.3  # of its inverse document frequency that a weak word weighs
SYNONYM_CREDIT = 0.7  # for a word of the same meaning; see `credit`
REGION_CREDIT = 0.85  # for the region that a place lies in; another name of the place is as good as its own
PART_CREDIT = 0.6  # for a relative or a part of a term
STEM_LETTERS = 5  # two long words that begin with so many like letters are relatives

_CHINESE_RUN = re.compile(f"[{CJK}]+")
_OF_THE_OTHER: dict[Language, re.Pattern[str]] = {"en": _CHINESE_RUN, "zh": re.compile(r"[A-Za-z]{2}")}
_ASKING = re.compile(
    r"[哪那这某几][个些位条所座家种类场部项只本名届次款间国里边样]|.*[什甚]么.*|.*怎.*"
)  # 哪条, 那座, 什么样


@dataclass(frozen=True)
class TextTerms:
    """The terms of a sentence or passage, ready to be compared."""

    terms: frozenset[str]
    pairs: frozenset[tuple[str, str]]  # neighbouring terms; in Chinese also neighbouring characters
    stems: frozenset[str]  # the first letters of long words, for 'architect' and 'architecture'

    def __or__(self, other: "TextTerms") -> "TextTerms":
        return TextTerms(self.terms | other.terms, self.pairs | other.pairs, self.stems | other.stems)


@dataclass(frozen=True)
class QuestionTerms:
    """A question taken apart: its terms that carry meaning, what each weighs, and the kind of answer it wants."""

    text: str
    language: Language
    weights: Mapping[str, float]  # of each term, in order: inverse document frequency, less for weak words
    pairs: frozenset[tuple[str, str]]
    names: frozenset[str]  # its terms that are names or numbers
    wanted: Wanted
    reading: Gloss | None = None  # what is read for its meaning, where that is not the text

    @property
    def total(self) -> float:
        return sum(self.weights.values()) or 1.0


def content_terms(question: str) -> tuple[str, ...]:
    """The question's index terms without the words every question has; all of them if nothing else is left.

    Of Chinese terms that overlap, as the segmentation for search gives them, the longest stays: else a long name
    would count several times.
    """
    everything = tuple(dict.fromkeys(terms(reworded(question))))
    kept = tuple(term for term in everything if not says_nothing(term)) or everything
    chinese = [term for term in kept if _CHINESE_RUN.match(term)]
    return tuple(term for term in kept if not any(term != other and term in other for other in chinese))


def analyse(question: str, weights: Mapping[str, float]) -> QuestionTerms:
    """`weights`: inverse document frequency of the question's `content_terms`."""
    question = reworded(question)
    language = detect_language(question)
    kept = content_terms(question)
    default = max(weights.values(), default=1.0)
    weak = _weak_terms()
    return QuestionTerms(
        text=question,
        language=language,
        weights={term: weights.get(term, default) * (WEAK_SHARE if term in weak else 1.0) for term in kept},
        pairs=text_terms(question).pairs,
        names=_asked_for(names_in(question, language, kept), kept),
        wanted=wanted_answer(question, language),
    )


def _asked_for(names: frozenset[str], content: Collection[str]) -> frozenset[str]:
    """The names of a question with its places, however these are written; 'ship to the USA' asks for the place."""
    places = frozenset(term for term in content if is_place(term))
    return places | {name for name in names if not places or not is_service_word(name)}


def reworded(question: str) -> str:
    """The question as documents would say it: in simplified characters, with the places' names in its language."""
    question = simplified(question)
    for pattern, word in REWORDED:
        question = re.sub(pattern, word, question, flags=re.IGNORECASE)
    question = _way_to_a_place().sub(r"\1 delivery to", question)
    language = detect_language(question)
    if _OF_THE_OTHER[language].search(question):
        for other, name in _foreign_names()[language]:
            question = other.sub(name, question)
    return question


def says_nothing(term: str) -> bool:
    """Whether a term is a question word, or a Chinese one that is no word and is put together of such: 刚买."""
    stop = _stop_terms()
    if term in stop or _ASKING.fullmatch(term):
        return True
    return len(term) > 1 and all(char in stop for char in term) and not is_word(term)


@lru_cache(maxsize=20_000)
def text_terms(text: str) -> TextTerms:
    found = tuple(term for term in terms(text) if term not in _stop_terms())
    pairs = set(zip(found, found[1:], strict=False))
    for run in _CHINESE_RUN.findall(text):
        pairs |= set(zip(run, run[1:], strict=False))
    stems = frozenset(term[:STEM_LETTERS] for term in found if len(term) > STEM_LETTERS and term.isascii())
    return TextTerms(frozenset(found), frozenset(pairs), stems)


def coverage(question: QuestionTerms, found: TextTerms) -> float:
    """The share of the question's weight that the text has, 0..1."""
    return sum(weight * credit(term, found) for term, weight in question.weights.items()) / question.total


def credit(term: str, found: TextTerms) -> float:
    """How much of a question's term the text has: 1 for the term itself, less for a part or a relative of it."""
    if term in found.terms:
        return 1.0
    if _has_name(found, _aliases().get(term, ())):
        return 1.0
    if not found.terms.isdisjoint(_synonyms().get(term, ())):
        return SYNONYM_CREDIT
    if _has_name(found, _regions().get(term, ())):
        return REGION_CREDIT
    if len(term) > STEM_LETTERS and term.isascii():
        return PART_CREDIT if term[:STEM_LETTERS] in found.stems else 0.0
    if len(term) > 1 and _CHINESE_RUN.match(term):
        pairs = list(zip(term, term[1:], strict=False))
        return PART_CREDIT * sum(pair in found.pairs for pair in pairs) / len(pairs)
    return 0.0


def pair_coverage(question: QuestionTerms, found: TextTerms) -> float:
    """The share of the question's neighbouring terms that stand side by side in the text too, 0..1."""
    return len(question.pairs & found.pairs) / len(question.pairs) if question.pairs else 0.0


def share_missing(question: QuestionTerms, which: Collection[str], found: TextTerms, *, enough: float = 1.0) -> float:
    """The share of the question's weight that the terms `which` have and the text lacks, 0..1.

    A term is not missing where the text has so much of it as `enough`.
    """
    credits = {term: credit(term, found) for term in which}
    return sum(question.weights[term] * (1 - had) for term, had in credits.items() if had < enough) / question.total


def rarest_missing(question: QuestionTerms, found: TextTerms) -> float:
    """The weight of the heaviest question term that is not in the text, as a share of the heaviest of all, 0..1."""
    missing = max((weight * (1 - credit(term, found)) for term, weight in question.weights.items()), default=0.0)
    return missing / (max(question.weights.values(), default=1.0) or 1.0)


def is_service_word(term: str) -> bool:
    """Whether a term names something a front desk does: delivery, returns, prices, opening hours."""
    return term in _synonyms()


@lru_cache(maxsize=1)
def _stop_terms() -> frozenset[str]:
    return _terms_of(QUESTION_WORDS)


@lru_cache(maxsize=1)
def _weak_terms() -> frozenset[str]:
    return _terms_of(WEAK_WORDS)


def _terms_of(lists: Mapping[Language, str]) -> frozenset[str]:
    words = [word for line in lists.values() for word in line.split()]
    return frozenset(term for word in words for term in (word, *terms(word)))


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, frozenset[str]]:
    """Each term with the others of its group. Words that become several terms are known by each of them."""
    related: dict[str, set[str]] = {}
    for group in SYNONYMS:
        members = {term for word in group.split() for term in (word, *content_terms(word))}
        for term in members:
            related.setdefault(term, set()).update(members - {term})
    return {term: frozenset(others) for term, others in related.items()}


def synonyms_of(term: str) -> Mapping[str, str]:
    """The terms of the words that mean the same, each with the word."""
    return _named_synonyms().get(term, {})


@lru_cache(maxsize=1)
def _named_synonyms() -> dict[str, dict[str, str]]:
    """Each word that is one term with the others of its group that are, by their terms."""
    found: dict[str, dict[str, str]] = {}
    for group in SYNONYMS:
        named = {parts[0]: word for word in group.split() if len(parts := content_terms(word)) == 1}
        for term in named:
            found.setdefault(term, {}).update((other, word) for other, word in named.items() if other != term)
    return found


@lru_cache(maxsize=1)
def _regions() -> dict[str, tuple[str | tuple[str, str], ...]]:
    """Each place with the names of its regions: one term, or two that are neighbours."""
    found: dict[str, tuple[str | tuple[str, str], ...]] = {}
    for names, places in REGIONS.items():
        known = tuple(_name(terms(name)) for name in names.split("|"))
        for place in places.split():
            term = max(terms(place), key=len)
            found[term] = (*found.get(term, ()), *known)
    return found


@lru_cache(maxsize=1)
def _foreign_names() -> dict[Language, list[tuple[re.Pattern[str], str]]]:
    """For a question in each language: names of places in the other one, with what they are called in its own."""
    found: dict[Language, list[tuple[re.Pattern[str], str]]] = {"en": [], "zh": []}
    for group in ALIASES:
        names = group.split("|")
        chinese = [name for name in names if _CHINESE_RUN.match(name)]
        english = [name for name in names if name not in chinese]
        found["en"].append((re.compile("|".join(chinese)), f" {english[0]} "))
        found["zh"].append((re.compile(rf"(?<![A-Za-z])(?:{'|'.join(english)})(?![A-Za-z])", re.I), chinese[0]))
    return found


@lru_cache(maxsize=1)
def _way_to_a_place() -> re.Pattern[str]:
    """'The cheapest way to Belgium', as who has something sent says it."""
    names = {name for group in ALIASES for name in group.split("|") if not _CHINESE_RUN.match(name)}
    return re.compile(
        rf"\b(cheapest|fastest|quickest|best) (?:way|option) to(?= (?:the )?(?:{'|'.join(sorted(names))})\b)",
        re.IGNORECASE,
    )


@lru_cache(maxsize=1)
def _aliases() -> dict[str, tuple[str | tuple[str, str], ...]]:
    """Each name of a place, where it is one term, with its other names in the same language."""
    groups = [
        [_name(terms(name)) for name in group.split("|") if bool(_CHINESE_RUN.match(name)) is is_chinese]
        for group in ALIASES
        for is_chinese in (False, True)
    ]
    return {
        name: tuple(other for other in group if other != name)
        for group in groups
        for name in group
        if isinstance(name, str)
    }


def is_place(term: str) -> bool:
    """Whether a term is known as the name of a place, however it is written."""
    return term in _regions() or term in _aliases()


def other_names(found: Collection[str]) -> list[str]:
    """The terms of the other names of the places among some terms."""
    names = [name for term in found for name in _aliases().get(term, ())]
    return [part for name in names for part in ((name,) if isinstance(name, str) else name)]


def other_names_of(place: str) -> tuple[str, ...]:
    """What else a place is called in the same language, and then what its regions are called."""
    is_chinese = bool(_CHINESE_RUN.match(place))
    groups = [group.split("|") for group in ALIASES]
    groups = [group for group in groups if any(place == _name(terms(name)) for name in group)]
    groups += [names.split("|") for names, places in REGIONS.items() if any(place in terms(p) for p in places.split())]
    return tuple(name for group in groups for name in group if bool(_CHINESE_RUN.match(name)) is is_chinese)


def word_of(term: str, text: str) -> str:
    """The word of a text that a term is of; '' where there is none."""
    words = _CHINESE_RUN.sub(" ", text).split() if term.isascii() else [term]
    found = (word.strip(".,!?;:()\"'") for word in words)
    return next((word for word in found if word in text and term in terms(word)), "")


def has_name(name: str, found: TextTerms) -> bool:
    """Whether a text has a name, of one word or two."""
    return _has_name(found, (_name(terms(name)),))


def _has_name(found: TextTerms, names: Collection[str | tuple[str, str]]) -> bool:
    return any(name in found.terms or name in found.pairs for name in names)


def _name(parts: list[str]) -> str | tuple[str, str]:
    """Two neighbours, or the longest where Chinese terms overlap."""
    first, last = parts[0], parts[-1]
    return last if len(parts) == 1 or first in last else (first, last)
