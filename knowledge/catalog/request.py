"""A request in plain words, read: what is looked for, the conditions it must fulfil, and what would be liked.

'a waterproof tent for 4 people under €300, not green, the lighter the better' becomes the query 'tent', four
conditions and a wish. What the catalog knows nothing of (no product tells a weight) is no condition; it is told apart
as `unchecked`, so that nobody takes it for checked.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from knowledge.catalog.audience import relative_in, said_in
from knowledge.catalog.conditions import Condition
from knowledge.catalog.draft import Draft, normal
from knowledge.catalog.extremes import extremes_in, fields_of
from knowledge.catalog.lexicon import BRANDS, COLOURS, FEATURES, KINDS, MATERIALS, colours, materials, pattern_of
from knowledge.catalog.limits import LimitReader
from knowledge.catalog.patterns import NEGATION, NEGATION_AFTER, NOT_TOO, PLACES, PREPOSITION, SHADES, WISHES
from knowledge.catalog.shelf import Shelf
from knowledge.dictionary import dictionary
from knowledge.language import CJK, chinese_words, detect_language, terms

_KIND_OF = r"(?:用品|产品|品|类)$"  # 护肤品 and 护肤类 are what 护肤 is called


@dataclass(frozen=True)
class Request:
    """What a customer is looking for."""

    query: str = ""
    conditions: tuple[Condition, ...] = ()
    # of WISHES: cheap, premium, rated, popular, light, small, large; of extremes: cheapest, most weight; for men
    wishes: tuple[str, ...] = ()
    unchecked: tuple[str, ...] = ()  # said, but no product tells it

    def to_json(self) -> dict[str, Any]:
        return {
            "query": self.query,
            "conditions": [condition.to_json() for condition in self.conditions],
            "wishes": list(self.wishes),
            "unchecked": list(self.unchecked),
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Request":
        return cls(
            data.get("query", ""),
            tuple(Condition.from_json(item) for item in data.get("conditions", ())),
            tuple(data.get("wishes", ())),
            tuple(data.get("unchecked", ())),
        )


class RequestReader:
    """Reads requests with one state of the catalog at hand: its brands, categories and properties are words to it."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self.otherwise = shelf.otherwise
        self._limits = LimitReader(shelf)
        self._brands = _names(brand for brand in shelf.brands if len(brand) > 1)
        self._named = {brand.lower(): brand for brand in shelf.brands}
        self._categories = {tuple(terms(name)): name for name in shelf.categories}
        for names in KINDS:  # a shop that says 'notebooks' is asked for laptops
            keys = {tuple(terms(name)): name for name in names}
            known_as = [self._categories[key] for key in keys if key in self._categories]
            for key, name in keys.items() if known_as else ():
                alike = (one for one in known_as if one.isascii() == name.isascii())
                self._categories.setdefault(key, next(alike, known_as[0]))
        known = {feature: FEATURES.get(feature, (feature,)) for feature in shelf.features}
        self._features = _names_of(known)
        self._colours, self._materials = _names_of(COLOURS), _names_of(MATERIALS)

    def read(self, text: str) -> Request:
        """The whole request."""
        draft = Draft(self.otherwise.respelled(normal(text)))
        self._limits.read(draft, detect_language(text))
        self._extremes(draft)
        self._whom(draft)
        self._wishes(draft, NOT_TOO)
        self._names(draft)
        self._wishes(draft, WISHES)
        self._place(draft)
        query = draft.rest()
        category = self._category(query)
        if category:
            draft.conditions.append(Condition("category", "=", category))
        return Request(query, tuple(dict.fromkeys(draft.conditions)), tuple(draft.wishes), tuple(draft.unchecked))

    def _names(self, draft: Draft) -> None:
        """Brands, colours, materials and properties, wanted or not wanted."""
        tables: list[tuple[str, list[tuple[str, str]]]] = [
            ("brand", [*self._brands, *self._brands_in_chinese(draft.text)]),
            ("has", self._features),
            ("material", self._materials),
            ("colour", self._colours),
        ]
        for is_not in (True, False):
            for field, names in tables:
                if field in ("colour", "material", "brand") and not self._shelf.knows(field):
                    continue
                for pattern, value in names:
                    pattern = rf"(?:{SHADES})?(?:{pattern})" if field == "colour" else pattern
                    whole = _negated(pattern) if is_not else pattern
                    for found in draft.matches(whole):
                        if not is_not and field == "material" and _is_part_of_a_word(draft, found):
                            continue
                        if field == "colour" and _is_of_a_name(draft, found, value):
                            continue
                        draft.add(field, "!=" if is_not else "=", value, "")
                        draft.take(found)
            if is_not:
                self._unwanted(draft)

    def _brands_in_chinese(self, text: str) -> list[tuple[str, str]]:
        """Patterns of the text's Chinese names of brands that the catalog writes otherwise: 索尼 is Sony."""
        found: list[tuple[str, str]] = []
        for word in dict.fromkeys(w for run in re.findall(f"[{CJK}]+", text) for w in chinese_words(run)):
            names = (BRANDS.get(word, ""), *dictionary().english(word)) if len(word) > 1 else ()
            found += [(word, self._named[name]) for name in names if name in self._named][:1]
        return found

    def _unwanted(self, draft: Draft) -> None:
        """What else is not wanted: a category, or a word that may not be mentioned."""
        words = rf"[a-z][a-z-]+(?:\s+[a-z][a-z-]+)?|[{CJK}]{{1,6}}?(?=的|[,，。;；!！?？\s]|$)"
        for found in draft.matches(rf"(?:{NEGATION})\s*(?P<what>{words})(?:的)?"):
            what = " ".join(found["what"].split())
            while what and not self._category(what) and " " in what and re.search(PREPOSITION, what):
                what = what.rpartition(" ")[0]
            if category := self._category(what):
                draft.add("category", "!=", category, "")
            elif what not in ("more", "less", "too", "really", "sure", "very"):
                draft.add("word", "!=", what, "")
            draft.take(found)

    def _extremes(self, draft: Draft) -> None:
        """The most or least of something; what no product tells is set apart."""
        for wish, found in extremes_in(draft):
            if any(self._shelf.knows(field) for field in fields_of(wish)):
                draft.wishes.append(wish)
            else:
                draft.unchecked.append(found[0].strip())
            draft.take(found)

    def _whom(self, draft: Draft) -> None:
        """Who it is for, where products tell: named, it is a condition; of a relative it is a wish."""
        known = self._shelf.audiences
        for whom, words in said_in(draft.text, self._shelf.categories):
            if whom in known and (found := next(draft.matches(re.escape(words)), None)):
                draft.add("for", "=", whom, "")
                draft.take(found)
        if not any(c.field == "for" for c in draft.conditions) and (whom := relative_in(draft.text)) in known:
            draft.wishes.append(f"for {whom}")

    def _place(self, draft: Draft) -> None:
        """'Things for my kitchen' asks for what a category is called so, where there is one."""
        found = next(draft.matches(rf"things?\s+for\s+(?:my|the|our)?\s*(?P<place>{PLACES})"), None)
        if found and self._category(found["place"]):
            draft.text = f"{draft.text[: found.start()]} {found['place']} {draft.text[found.end() :]}"

    def _wishes(self, draft: Draft, patterns: Sequence[tuple[str, str]]) -> None:
        for wish, pattern in patterns:
            for found in draft.matches(pattern):
                if wish not in draft.wishes:
                    draft.wishes.append(wish)
                draft.take(found)

    def _category(self, query: str) -> str:
        """The category that the head of a phrase names: of 'tent pegs' not 'Tents', of 'tent for two' it is."""
        head = re.split(PREPOSITION, query, maxsplit=1)[0]
        words = tuple(terms(head))
        for length in range(min(5, len(words)), 0, -1):
            if name := self._categories.get(words[len(words) - length :]):
                return name
        shorter = re.sub(_KIND_OF, "", head.strip())
        return self._category(shorter) if len(shorter) > 1 and shorter != head.strip() else ""


def _names(names: Iterator[str]) -> list[tuple[str, str]]:
    pairs = [(name.lower(), name) for name in names]
    return [(pattern_of(word), name) for word, name in sorted(pairs, key=lambda pair: -len(pair[0]))]


def _names_of(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    pairs = [(word, name) for name, words in table.items() for word in words]
    return [(pattern_of(word), name) for word, name in sorted(pairs, key=lambda pair: -len(pair[0]))]


def _negated(pattern: str) -> str:
    return (
        rf"(?:(?:{NEGATION})\s*(?:any\s+|made of\s+|of\s+|in\s+|用)?(?:{pattern})(?:制)?(?:的)?"
        rf"|(?:{pattern})\s*(?:{NEGATION_AFTER}))"
    )


def _is_part_of_a_word(draft: Draft, found: re.Match[str]) -> bool:
    """Whether one Chinese character that may be a material is part of a word: the 皮 of 皮带, the 木 of 木耳."""
    if len(found[0]) > 1 or found[0].isascii():
        return found[0] == "down" and not re.search(r"\b(?:jacket|sleeping|coat|duvet|pillow|vest)", draft.text)
    before = draft.text[max(0, found.start() - 1) : found.end()]  # the 木 of 积木
    names = dictionary().english(before) if re.fullmatch(f"[{CJK}]{{2}}", before) else ()
    if names and not any(materials(name) for name in names):
        return True
    following = draft.text[found.end() : found.end() + 1]
    return bool(re.match(f"[{CJK}]", following)) and following not in "的制质"


def _is_of_a_name(draft: Draft, found: re.Match[str], colour: str) -> bool:
    """Whether a character that may be a colour is part of the name of a thing: the 红 of 口红, the 绿 of 绿茶."""
    if len(found[0]) > 1 or found[0].isascii():
        return False
    around = draft.text[max(0, found.start() - 1) : found.end() + 1]
    pairs = (around[at : at + 2] for at in range(len(around) - 1))
    names = [name for pair in pairs if re.fullmatch(f"[{CJK}]{{2}}", pair) for name in dictionary().english(pair)]
    return bool(names) and not any(colour in colours(name) for name in names)
