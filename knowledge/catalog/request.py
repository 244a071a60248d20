"""A request in plain words, read: what is looked for, the conditions it must fulfil, and what would be liked.

'a waterproof tent for 4 people under €300, not green, the lighter the better' becomes the query 'tent', four
conditions and a wish. What the catalog knows nothing of (no product tells a weight) is no condition; it is told apart
as `unchecked`, so that nobody takes it for checked.
"""

import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from knowledge.catalog.conditions import Condition, Op
from knowledge.catalog.lexicon import COLOURS, CONCEPTS, FEATURES, KINDS, MATERIALS, colours, pattern_of
from knowledge.catalog.money import CURRENCY, currency
from knowledge.catalog.patterns import (
    ABOVE,
    AROUND,
    ATLEAST,
    ATMOST,
    BELOW,
    FILLER,
    NEGATION,
    NEGATION_AFTER,
    NUMERALS,
    PREPOSITION,
    WISHES,
)  # fmt: skip
from knowledge.catalog.shelf import Shelf
from knowledge.catalog.units import NUMBER, UNIT_PATTERN, UNITS, canonical, number
from knowledge.dictionary import dictionary
from knowledge.language import CJK, Language, detect_language, terms

NEARBY = 0.2  # 'around 100' reaches from 80 to 120
_MONEY = rf"(?P<sign>{CURRENCY})?\s*(?P<amount>{NUMBER})\s*(?P<kilo>k(?![a-z])|千|万)?\s*(?P<code>{CURRENCY})?"
_TAIL = r"(?:\s*(?:以内|之内|以下|左右|max(?![a-z])|or less))?"  # says again what the words before it have said


@dataclass(frozen=True)
class Request:
    """What a customer is looking for."""

    query: str = ""
    conditions: tuple[Condition, ...] = ()
    wishes: tuple[str, ...] = ()  # of WISHES: cheap, cheapest, premium, rated, popular, light, small, large
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
        self._language: Language = "en"
        self._brands = _names(brand for brand in shelf.brands if len(brand) > 1)
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
        draft = _Draft(self.otherwise.respelled(normal(text)))
        self._language = detect_language(text)
        for step in (
            self._ranges, self._rating, self._stock, self._ages, self._sizes, self._quantities, self._prices,
            self._people, self._names, self._wishes,
        ):  # fmt: skip
            step(draft)
        query = draft.rest()
        category = self._category(query)
        if category:
            draft.conditions.append(Condition("category", "=", category))
        return Request(query, tuple(dict.fromkeys(draft.conditions)), tuple(draft.wishes), tuple(draft.unchecked))

    # -- numbers

    def _ranges(self, draft: "_Draft") -> None:
        """'between 50 and 100 euros', '200-300元', '20 to 30 litres'."""
        pattern = (
            rf"(?:between|from|price\s*:?|价格|预算)?\s*(?P<sign>{CURRENCY})?\s*(?P<low>{NUMBER})\s*(?P<code1>{CURRENCY})?"
            rf"\s*(?:-|–|~|to|and|到|至)\s*(?:{CURRENCY})?\s*(?P<high>{NUMBER})"
            rf"(?:\s*-?(?P<unit>{UNIT_PATTERN})|\s*(?P<code>{CURRENCY}))?(?:之间|左右)?"
        )
        for found in draft.matches(pattern):
            low, high = sorted((number(found["low"]), number(found["high"])))
            code = currency(found["sign"] or found["code"] or found["code1"] or "")
            unit = canonical(found["unit"] or "")
            says_price = code or re.match(r"\s*(?:between|price|价格|预算)", found[0])
            if not (unit or says_price):
                continue
            if unit:
                for op, value in ((">=", low), ("<=", high)):
                    self._measure(draft, found, op, value, unit)  # type: ignore[arg-type]
            else:
                draft.add("price", ">=", low, self._bare(code))
                draft.add("price", "<=", high, self._bare(code))
            draft.take(found)

    def _prices(self, draft: "_Draft") -> None:
        for op, before, after in (
            ("<", BELOW[0], BELOW[1]), ("<=", ATMOST[0], ATMOST[1]), (">", ABOVE[0], ABOVE[1]),
            (">=", ATLEAST[0], ATLEAST[1]), ("~", AROUND[0], AROUND[1]),
        ):  # fmt: skip
            for pattern in _around(before, _MONEY, after):
                for found in draft.matches(pattern):
                    self._price(draft, found, op)
        for found in draft.matches(rf"(?:for|at|budget\s*(?:is|of|:)?|预算(?:是|为|:)?|我有)\s*{_MONEY}"):
            if found["sign"] or found["code"] or "budget" in found[0] or "预算" in found[0]:
                self._price(draft, found, "<=")

    def _bare(self, code: str) -> str:
        """The currency of an amount that names none: that of the catalog, in the language at hand."""
        return code or self._shelf.currency_in(self._language)

    def _price(self, draft: "_Draft", found: re.Match[str], op: str) -> None:
        after = draft.text[found.end() :]
        if re.match(rf"\s*-?\s*(?:{UNIT_PATTERN}|star|星|分)", after, re.IGNORECASE) and not found["code"]:
            return  # '2 kg or less' is no price
        factor = {"k": 1000.0, "千": 1000.0, "万": 10000.0}.get((found["kilo"] or "").lower(), 1.0)
        value = number(found["amount"]) * factor
        code = self._bare(currency(found["sign"] or found["code"] or ""))
        if op == "~":
            draft.add("price", ">=", round(value * (1 - NEARBY), 2), code)
            draft.add("price", "<=", round(value * (1 + NEARBY), 2), code)
        else:
            draft.add("price", op, value, code)  # type: ignore[arg-type]
        draft.take(found)

    def _quantities(self, draft: "_Draft") -> None:
        """'at least 16 GB of RAM', '17-inch', 'lighter than 2 kg', '2公斤以下'."""
        for op, before, after in (
            ("<", BELOW[0], BELOW[1]), ("<=", ATMOST[0], ATMOST[1]), (">", ABOVE[0], ABOVE[1]),
            (">=", ATLEAST[0], ATLEAST[1]), ("=", "", ""),
        ):  # fmt: skip
            amount = rf"(?P<amount>{NUMBER})\s*-?\s*(?P<unit>{UNIT_PATTERN})"
            for pattern in _around(before, amount, after) if before else [amount]:
                for found in draft.matches(pattern):
                    unit = canonical(found["unit"])
                    if unit and not (unit == "person" and op == "="):
                        concept = self._measure(draft, found, op, number(found["amount"]), unit)  # type: ignore[arg-type]
                        draft.take(found, _said_after(draft, found, concept))

    def _measure(self, draft: "_Draft", found: re.Match[str], op: Op, value: float, unit: str) -> str:
        """Adds the condition; returns what the quantity is said to be of, '' where nothing says so."""
        measure = UNITS[unit][0]
        concept = _concept_beside(draft, found, measure)
        if not concept and unit == "in" and self._shelf.knows("screen") and _compiled(_SCREENED).search(draft.text):
            concept = "screen"
        name = concept or measure
        if self._shelf.knows(name):
            draft.add(name, op, value, unit)
        elif concept and self._shelf.knows(measure):
            draft.add(measure, op, value, unit)
        else:
            draft.unchecked.append(found[0].strip())
        return concept

    def _people(self, draft: "_Draft") -> None:
        """'4-person', 'for four people', '双人', '4 个人用'."""
        digits = rf"(?P<n>\d+|{'|'.join(NUMERALS)})"
        pattern = rf"(?P<least>for\s+)?(?<![a-z0-9]){digits}[\s-]*(?:person|people|men|man|个?人)(?:s|用|份)?(?![a-z])"
        alone = (
            r"(?P<least>for\s+)(?P<n>two|three|four|five|six|[2-6])"
            r"(?=\s*(?:$|[|,.!?;]|(?:under|below|in|with|up|less|that|and|at|for)(?![a-z])))"
        )
        for form in (pattern, alone):
            for found in draft.matches(form):
                value = float(NUMERALS.get(found["n"], 0) or found["n"])
                fits_more = found["least"] or "个人" in found[0] or found[0].endswith("用")
                if self._shelf.knows("people"):
                    draft.add("people", ">=" if fits_more else "=", value, "person")
                    draft.take(found)

    def _rating(self, draft: "_Draft") -> None:
        digit = r"(?P<n>[0-5](?:\.\d)?)"
        for pattern, op in (
            (rf"(?:at least|minimum(?: of)?|min|>=?|rated|above|over|more than|至少|不低于|评分)\s*(?:at least"
                rf"|above|over|高于|在|大于|不低于)?"
             rf"\s*{digit}\s*(?:\+|or (?:more|better|higher|above)|以上)?\s*(?:stars?|星|颗星|分)(?:\s*(?:or "
             rf"(?:more|better|higher)|and (?:up|above)|\+|以上|及以上))?", ">="),
            (rf"{digit}\s*\+?\s*(?:stars?|星|颗星|分)\s*(?:or (?:more|better|higher|above)|and (?:up|above)|\+"
                rf"|以上|及以上|起)", ">="),
            (rf"{digit}\+\s*(?:stars?|rating)", ">="),
            (rf"(?:rated|rating(?: of)?|评分)\s*(?:at least|above|over|higher than|高于|在|大于|不低于"
                rf"|至少)?\s*{digit}\s*(?:\+|or (?:more|better|higher|above)|and up|以上|及以上)?", ">="),
        ):  # fmt: skip
            for found in draft.matches(pattern):
                draft.add("rating", op, float(found["n"]), "")  # type: ignore[arg-type]
                draft.take(found)

    def _stock(self, draft: "_Draft") -> None:
        pattern = (
            r"(?:that (?:is|are)|only|must be|currently)?\s*(?:in stock|available (?:now|today|immediately)|on stock"
            r"|ready to ship)|(?:必须|要|只要)?(?:有现货|有货|现货)(?:的)?"
        )
        for found in draft.matches(pattern):
            draft.add("stock", "=", True, "")
            draft.take(found)

    def _ages(self, draft: "_Draft") -> None:
        """'for a 5-year-old', 'for my son (7)', '5岁孩子', 'ages 3 and up'."""
        pattern = (
            r"(?:suitable\s+)?(?:for\s+)?(?:an?\s+|my\s+)?(?P<n>\d{1,2})\s*[- ]?(?:years?|yrs?|yo)[- ]?(?:olds?)?"
            r"(?:\s*(?:child|children|kid|kids|boy|girl|son|daughter)\b)?"
            r"|(?:aged?|ages)\s*(?P<n2>\d{1,2})|(?:适合)?(?P<n3>\d{1,2})\s*(?:周)?岁(?:的)?(?:小?孩子?|儿童|宝宝|男孩|女孩|小朋友)?(?:用|玩|穿)?(?:的)?"
        )
        for found in draft.matches(pattern):
            value = float(found["n"] or found["n2"] or found["n3"])
            if "warranty" in draft.text[found.end() : found.end() + 12]:
                continue
            if self._shelf.knows("age"):
                draft.add("age", "=", value, "year")
            else:
                draft.unchecked.append(found[0].strip())
            draft.take(found)

    def _sizes(self, draft: "_Draft") -> None:
        letters = r"(?P<letters>xxs|xs|s|m|l|xl|xxl|xxxl|2xl|3xl)"
        pattern = (
            rf"(?:in\s+)?(?:size|sizes|尺码|尺寸|码数)\s*:?\s*(?P<size>(?:eu|us|uk|cn)?\s*\d{{1,3}}(?:\.5)?|{letters}(?![a-z]))"
            r"|(?<![a-z])(?P<shoe>(?:eu|us|uk)\s*\d{1,2}(?:\.5)?)(?![\d.])|(?P<cn>\d{2,3}(?:\.5)?)\s*码"
            r"|(?<![a-z0-9])(?P<bare>xxs|xs|xl|xxl|xxxl|2xl|3xl)(?:码|号)?(?![a-z0-9])|(?P<zh>加大号|特大号|大号|中号|小号|大码|均码)"
            r"|(?<![a-z0-9])(?P<sml>[sml])(?:码|号)"
        )
        for found in draft.matches(pattern):
            value = next(v for v in (found["size"], found["shoe"], found["cn"], found["bare"], found["zh"],
                                     found["sml"]) if v)  # fmt: skip
            if self._shelf.knows("size"):
                plain = " ".join(value.split())
                draft.add("size", "=", plain.upper() if plain.isascii() else plain, "")
            else:
                draft.unchecked.append(found[0].strip())
            draft.take(found)

    # -- names

    def _names(self, draft: "_Draft") -> None:
        """Brands, colours, materials and properties, wanted or not wanted."""
        tables: list[tuple[str, list[tuple[str, str]]]] = [
            ("brand", self._brands),
            ("has", self._features),
            ("material", self._materials),
            ("colour", self._colours),
        ]
        for is_not in (True, False):
            for field, names in tables:
                if field in ("colour", "material", "brand") and not self._shelf.knows(field):
                    continue
                for pattern, value in names:
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

    def _unwanted(self, draft: "_Draft") -> None:
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

    def _wishes(self, draft: "_Draft") -> None:
        for wish, pattern in WISHES:
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
        return ""


class _Draft:
    """The text of a request while it is read: what was understood is taken out of it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.conditions: list[Condition] = []
        self.wishes: list[str] = []
        self.unchecked: list[str] = []

    def matches(self, pattern: str) -> Iterator[re.Match[str]]:
        """Every place where a pattern stands in what is left, also after something was taken out meanwhile."""
        compiled, start = _compiled(pattern), 0
        while found := compiled.search(self.text, start):
            if not found[0].strip():
                start = found.end() + 1
                continue
            before = self.text
            yield found
            start = found.start() if self.text != before else found.end()

    def take(self, found: re.Match[str], more: str = "") -> None:
        """Take out what was understood, and what matches `more` right after it."""
        rest = self.text[found.end() :]
        said = _compiled(more).match(rest) if more else None
        self.text = f"{self.text[: found.start()]} | {rest[said.end() :] if said else rest}"

    def add(self, field: str, op: Op, value: str | float | bool, unit: str) -> None:
        self.conditions.append(Condition(field, op, value, unit))

    def rest(self) -> str:
        """What is left to look for."""
        text = self.text
        for pattern in FILLER:
            text = _compiled(pattern).sub(" ", text)
        text = re.sub(r"[|,.!?;:，。！？；：、~()\"“”]+", " ", text)
        text = re.sub(r"\s+", " ", text).strip()
        # prepositions that lost what they stood before
        text = re.sub(
            r"^(?:(?:in|of|for|with|and|or|the|a|an|to|from|by|at|on|is|are|be|it|so|but|的|和|款|个)\s+)+",
            "",
            f"{text} ",
        )
        text = re.sub(
            r"(?:\s+(?:in|of|for|with|and|or|the|a|an|to|from|by|at|on|is|are|be|that|which|but|的|和))+\s*$",
            "",
            f" {text}".rstrip(),
        )
        return text.strip(" 的了吗呢吧-")


_SCREENED = (
    r"(?<![a-z])(?:monitors?|tvs?|televisions?|laptops?|notebooks?|tablets?|phones?|smartphones?)(?![a-z])"
    r"|显示器|电视|笔记本|平板|手机"
)
_HAVING = r"(?<![a-z])(?:with|has|have|having)(?![a-z])|[,，、带配]"
_CACHE: dict[str, re.Pattern[str]] = {}


def _compiled(pattern: str) -> re.Pattern[str]:
    if pattern not in _CACHE:
        if len(_CACHE) > 20_000:
            _CACHE.clear()
        _CACHE[pattern] = re.compile(pattern, re.IGNORECASE)
    return _CACHE[pattern]


def normal(text: str) -> str:
    """As it is read: one form of each character, lower case, single spaces."""
    text = unicodedata.normalize("NFKC", text).replace("’", "'").replace("‘", "'")
    return " ".join(text.lower().split())


def _names(names: Iterator[str]) -> list[tuple[str, str]]:
    pairs = [(name.lower(), name) for name in names]
    return [(pattern_of(word), name) for word, name in sorted(pairs, key=lambda pair: -len(pair[0]))]


def _names_of(table: dict[str, tuple[str, ...]]) -> list[tuple[str, str]]:
    pairs = [(word, name) for name, words in table.items() for word in words]
    return [(pattern_of(word), name) for word, name in sorted(pairs, key=lambda pair: -len(pair[0]))]


def _around(before: str, amount: str, after: str) -> list[str]:
    """Patterns of an amount with the words of its limit before it, or after it."""
    forms = [rf"(?:{before})\s*{amount}{_TAIL}"]
    return [*forms, rf"{amount}\s*(?:{after})"] if after else forms


def _negated(pattern: str) -> str:
    return (
        rf"(?:(?:{NEGATION})\s*(?:any\s+|made of\s+|of\s+|in\s+|用)?(?:{pattern})(?:制)?(?:的)?"
        rf"|(?:{pattern})\s*(?:{NEGATION_AFTER}))"
    )


def _is_part_of_a_word(draft: _Draft, found: re.Match[str]) -> bool:
    """Whether one Chinese character that may be a material is part of a word: the 皮 of 皮带, the 木 of 木耳."""
    if len(found[0]) > 1 or found[0].isascii():
        return found[0] == "down" and not re.search(r"\b(?:jacket|sleeping|coat|duvet|pillow|vest)", draft.text)
    following = draft.text[found.end() : found.end() + 1]
    return bool(re.match(f"[{CJK}]", following)) and following not in "的制质"


def _is_of_a_name(draft: _Draft, found: re.Match[str], colour: str) -> bool:
    """Whether a character that may be a colour is part of the name of a thing: the 红 of 口红, the 绿 of 绿茶."""
    if len(found[0]) > 1 or found[0].isascii():
        return False
    around = draft.text[max(0, found.start() - 1) : found.end() + 1]
    pairs = (around[at : at + 2] for at in range(len(around) - 1))
    names = [name for pair in pairs if re.fullmatch(f"[{CJK}]{{2}}", pair) for name in dictionary().english(pair)]
    return bool(names) and not any(colour in colours(name) for name in names)


def _said_after(draft: _Draft, found: re.Match[str], concept: str) -> str:
    """The pattern of what a quantity is of, where that is not what is looked for.

    So it is in 'laptops with 8 GB of memory', and not in '8 GB memory module' or '8 GB of memory'.
    """
    if not concept or not _compiled(_HAVING).search(draft.text[: found.start()]):
        return ""
    words = "|".join(pattern_of(word) for word in CONCEPTS[concept][0])
    return rf"\s*(?:of\s+|的)?(?:{words})(?=\s*(?:$|[|,.!?;，。！？；的]|{PREPOSITION}))"


def _concept_beside(draft: _Draft, found: re.Match[str], measure: str) -> str:
    """What a quantity is of, by the words right before and after it."""
    before = draft.text[max(0, found.start() - 24) : found.start()].rpartition("|")[2]
    after = draft.text[found.end() : found.end() + 24].partition("|")[0]
    best, best_distance = "", 99
    for concept, (words, of, _) in CONCEPTS.items():
        if of != measure:
            continue
        for word in words:
            for text, is_after in ((before, False), (after, True)):
                for place in _compiled(pattern_of(word)).finditer(text):
                    distance = place.start() if is_after else len(text) - place.end()
                    if distance < best_distance and distance <= 12:
                        best, best_distance = concept, distance
    return best


def carried(request: Request, change: Callable[[tuple[Condition, ...]], tuple[Condition, ...]]) -> Request:
    """The same request with other conditions."""
    return replace(request, conditions=change(request.conditions))
