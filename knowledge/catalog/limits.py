"""The limits that a request sets: prices, quantities with their units, people, ratings, ages, sizes, stock."""

import re

from knowledge.catalog.conditions import Op
from knowledge.catalog.draft import Draft, compiled
from knowledge.catalog.lexicon import CONCEPTS, colours, materials, pattern_of
from knowledge.catalog.money import CURRENCY, currency
from knowledge.catalog.patterns import ABOVE, AROUND, ATLEAST, ATMOST, BELOW, NUMERALS, PREPOSITION
from knowledge.catalog.shelf import Shelf
from knowledge.catalog.sizes import SHOE_PATTERN
from knowledge.catalog.units import NUMBER, UNIT_PATTERN, UNITS, canonical, number
from knowledge.language import Language

NEARBY = 0.2  # 'around 100' reaches from 80 to 120
_MONEY = rf"(?P<sign>{CURRENCY})?\s*(?P<amount>{NUMBER})\s*(?P<kilo>k(?![a-z])|千|万)?\s*(?P<code>{CURRENCY})?"
_TAIL = r"(?:\s*(?:以内|之内|以下|左右|max(?![a-z])|or less))?"  # says again what the words before it have said
_SCREENED = (
    r"(?<![a-z])(?:monitors?|tvs?|televisions?|laptops?|notebooks?|tablets?|phones?|smartphones?)(?![a-z])"
    r"|显示器|电视|笔记本|平板|手机"
)
_HAVING = r"(?<![a-z])(?:with|has|have|having)(?![a-z])|[,，、带配]"


class LimitReader:
    """Reads limits with one state of the catalog at hand: what no product tells is set apart as unchecked."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf

    def read(self, draft: Draft, language: Language) -> None:
        """Takes the limits out of a draft, as conditions; a bare amount is in the currency of that language."""
        currency_meant = self._shelf.currency_in(language)
        draft.text = _AMOUNT_IN_WORDS.sub(lambda found: f"{_in_digits(found[0])}", draft.text)
        draft.text = _YEARS_IN_WORDS.sub(lambda found: str(_DIGITS[found[0]]), draft.text)
        if currency_meant == "GBP" and not re.search(r"weigh|heav|light(?:er|est)", draft.text):
            draft.text = re.sub(_POUNDS, r"\1 gbp", draft.text)
        self._ranges(draft, currency_meant)
        for step in (self._rating, self._stock, self._ages, self._sizes, self._quantities):
            step(draft)
        self._prices(draft, currency_meant)
        self._people(draft)

    def _ranges(self, draft: Draft, bare: str) -> None:
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
                draft.add("price", ">=", low, code or bare)
                draft.add("price", "<=", high, code or bare)
            draft.take(found)

    def _prices(self, draft: Draft, bare: str) -> None:
        for op, before, after in (
            ("<", BELOW[0], BELOW[1]), ("<=", ATMOST[0], ATMOST[1]), (">", ABOVE[0], ABOVE[1]),
            (">=", ATLEAST[0], ATLEAST[1]), ("~", AROUND[0], AROUND[1]),
        ):  # fmt: skip
            for pattern in _around(before, _MONEY, after):
                for found in draft.matches(pattern):
                    self._price(draft, found, op, bare)
        for found in draft.matches(rf"(?:for|at|budget\s*(?:is|of|:)?|预算(?:是|为|:)?|我有)\s*{_MONEY}"):
            if found["sign"] or found["code"] or "budget" in found[0] or "预算" in found[0]:
                self._price(draft, found, "<=", bare)

    def _price(self, draft: Draft, found: re.Match[str], op: str, bare: str) -> None:
        after = draft.text[found.end() :]
        unit = re.match(rf"\s*-?\s*(?P<unit>{UNIT_PATTERN}|star|星|分)", after, re.IGNORECASE)
        is_measured = unit and not (unit["unit"].lower() == "in" and _is_word_in(after[unit.end() :]))
        if is_measured and not (found["code"] or found["sign"]):
            return  # '2 kg or less' is no price
        factor = {"k": 1000.0, "千": 1000.0, "万": 10000.0}.get((found["kilo"] or "").lower(), 1.0)
        value = number(found["amount"]) * factor
        code = currency(found["sign"] or found["code"] or "") or bare
        if op == "~":
            draft.add("price", ">=", round(value * (1 - NEARBY), 2), code)
            draft.add("price", "<=", round(value * (1 + NEARBY), 2), code)
        else:
            draft.add("price", op, value, code)  # type: ignore[arg-type]
        draft.take(found)

    def _quantities(self, draft: Draft) -> None:
        """'at least 16 GB of RAM', '17-inch', 'lighter than 2 kg', '2公斤以下'."""
        for op, before, after in (
            ("<", BELOW[0], BELOW[1]), ("<=", ATMOST[0], ATMOST[1]), (">", ABOVE[0], ABOVE[1]),
            (">=", ATLEAST[0], ATLEAST[1]), ("=", "", ""),
        ):  # fmt: skip
            amount = rf"(?P<amount>{NUMBER})\s*-?\s*(?P<unit>{UNIT_PATTERN})"
            for pattern in _around(before, amount, after) if before else [amount]:
                for found in draft.matches(pattern):
                    unit = canonical(found["unit"])
                    if found["unit"].lower() == "in" and _is_no_inch(draft.text, found):
                        continue
                    if unit and not (unit == "person" and op == "="):
                        concept = self._measure(draft, found, op, number(found["amount"]), unit)  # type: ignore[arg-type]
                        draft.take(found, _said_after(draft, found, concept), _said_before(draft, found, concept))

    def _measure(self, draft: Draft, found: re.Match[str], op: Op, value: float, unit: str) -> str:
        """Adds the condition; returns what the quantity is said to be of, '' where nothing says so."""
        measure = UNITS[unit][0]
        concept = _concept_beside(draft, found, measure)
        if not concept and unit == "in" and self._shelf.knows("screen") and compiled(_SCREENED).search(draft.text):
            concept = "screen"
        name = concept or measure
        if self._shelf.knows(name):
            draft.add(name, op, value, unit)
        elif concept and self._shelf.knows(measure):
            draft.add(measure, op, value, unit)
        else:
            draft.unchecked.append(found[0].strip())
        return concept

    def _people(self, draft: Draft) -> None:
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

    def _rating(self, draft: Draft) -> None:
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

    def _stock(self, draft: Draft) -> None:
        pattern = (
            r"(?:that (?:is|are)|only|must be|currently)?\s*(?:in stock|available (?:now|today|immediately)|on stock"
            r"|ready to ship)|(?:必须|要|只要)?(?:有现货|有货|现货)(?:的)?"
        )
        for found in draft.matches(pattern):
            if self._shelf.knows("stock"):
                draft.add("stock", "=", True, "")
            else:
                draft.unchecked.append(found[0].strip())
            draft.take(found)

    def _ages(self, draft: Draft) -> None:
        """'for a 5-year-old', 'for my son (7)', '5岁孩子', 'ages 3 and up'."""
        pattern = (
            r"(?:suitable\s+)?(?:for\s+)?(?:an?\s+|my\s+)?(?P<n>\d{1,2})\s*[- ]?(?:years?|yrs?|yo)[- ]?(?:olds?)?"
            r"(?:\s*(?:child|children|kid|kids|boy|girl|son|daughter)\b)?"
            r"|(?:aged?|ages)\s*(?P<n2>\d{1,2})|(?:适合)?(?P<n3>\d{1,2})\s*(?:周)?岁(?:的)?(?:小?孩子?|儿童|宝宝|男孩|女孩|小朋友)?(?:用|玩|穿)?(?:的)?"
        )
        months = (
            r"(?:suitable\s+)?(?:(?P<for>for\s+)(?:an?\s+|my\s+)?)?(?P<months>\d{1,2})\s*[- ]?months?"
            r"(?:[- ](?P<old>olds?))?(?![a-z])"
            r"(?:\s*(?:baby|babies|infant|child|son|daughter)\b)?|(?<!保修)(?<!质保)(?P<zh>\d{1,2})\s*个月大?(?:的)?"
        )
        for found in draft.matches(months):
            if (found["zh"] or found["for"] or found["old"]) and self._shelf.knows("age"):
                draft.add("age", "=", round(float(found["zh"] or found["months"]) / 12, 4), "year")
                draft.take(found)
        for found in draft.matches(pattern):
            value = float(found["n"] or found["n2"] or found["n3"])
            if "warranty" in draft.text[found.end() : found.end() + 12]:
                continue
            if self._shelf.knows("age"):
                draft.add("age", "=", value, "year")
            else:
                draft.unchecked.append(found[0].strip())
            draft.take(found)

    def _sizes(self, draft: Draft) -> None:
        letters = r"(?P<letters>xxs|xs|s|m|l|xl|xxl|xxxl|2xl|3xl)"
        pattern = (
            rf"(?:in\s+)?(?:size|sizes|尺码|尺寸|码数)\s*:?\s*(?P<size>{SHOE_PATTERN}|\d{{1,3}}(?:\.\d+)?|{letters}(?![a-z]))"
            rf"|(?<![a-z\d.])(?P<shoe>{SHOE_PATTERN})(?![\d.])|(?P<cn>\d{{2,3}}(?:\.5)?)\s*码"
            r"|(?<![a-z0-9])(?P<bare>xxs|xs|xl|xxl|xxxl|2xl|3xl)(?:码|号)?(?![a-z0-9])|(?P<zh>加大号|特大号|大号|中号|小号|大码|均码)"
            r"|(?<![a-z0-9])(?P<sml>[sml])(?:码|号)"
        )
        for found in draft.matches(pattern):
            value = next(v for v in (found["size"], found["shoe"], found["cn"], found["bare"], found["zh"],
                                     found["sml"]) if v)  # fmt: skip
            if self._shelf.knows("size"):
                plain = self._sized(" ".join(value.split()), draft.text)
                draft.add("size", "=", plain.upper().replace("WOMEN", "women") if plain.isascii() else plain, "")
            else:
                draft.unchecked.append(found[0].strip())
            draft.take(found)

    def _sized(self, size: str, text: str) -> str:
        """A size with the system meant: a 9.5 where shoes have EU sizes is a US one, a woman's if one is named."""
        known, is_number = self._shelf.size_names, re.fullmatch(r"\d+(?:\.\d+)?", size)
        is_us = is_number and 3 <= float(size) <= 16 and size not in known and any(n.startswith("eu ") for n in known)
        size = f"us {size}" if is_us else size
        return re.sub(r"(^us)(?= \d)|(?<=\d )us$", "us women", size) if re.search(_OF_WOMEN, text) else size


def _is_no_inch(text: str, found: re.Match[str]) -> bool:
    """Whether an 'in' is the word: of '€100 in black', '2 in stock', '3 in 1', and not of a '24 in monitor'."""
    if re.search(rf"(?:{CURRENCY})\s*$", text[: found.start("amount")], re.IGNORECASE):
        return True
    return _is_word_in(text[found.end("unit") :])


def _is_word_in(after: str) -> bool:
    """Whether what comes after an 'in' says that it is the word and no inch."""
    said = re.match(r"\s+([a-z0-9]+)", after)
    return bool(said and (said[1] in _AFTER_IN or colours(said[1]) or materials(said[1])))


_AFTER_IN = ("stock", "total", "size", "sizes", "one", "1", "the", "a", "an", "my", "any", "dark", "light", "different")
_AMOUNT = r"[一二两三四五六七八九](?:[百千万][一二两三四五六七八九]?)+"
_AMOUNT_IN_WORDS = re.compile(
    rf"(?<=预算){_AMOUNT}|(?<=不超过){_AMOUNT}|(?<=最多){_AMOUNT}|(?<=低于){_AMOUNT}|(?<=控制在){_AMOUNT}"
    rf"|{_AMOUNT}(?=\s*(?:元|块|人民币|以内|以下|之内|左右|上下))"
)


def _in_digits(words: str) -> int:
    """'两千' is 2000, '一千五' and '一千五百' are 1500."""
    total, digit, unit = 0, 0, 1
    for character in words:
        if character in _UNITS:
            total = (total + digit) * _UNITS[character] if character == "万" else total + digit * _UNITS[character]
            digit, unit = 0, _UNITS[character]
        else:
            digit = _DIGITS[character]
    return total + digit * max(1, unit // 10)


_UNITS = {"百": 100, "千": 1000, "万": 10_000}
_DIGITS = {character: n for n, character in enumerate("一二三四五六七八九", 1)} | {"两": 2}
_YEARS_IN_WORDS = re.compile("(?<![一二两三四五六七八九十百])[一二两三四五六七八九](?=周?岁|个月)")
_OF_WOMEN = r"(?<![a-z])(?:wom[ae]n|lad(?:y|ies)|girl)|女"
_POUNDS = r"(\d)\s*pounds?(?![a-z])(?!.{0,12}(?:weigh|heav|light))"


def _around(before: str, amount: str, after: str) -> list[str]:
    """Patterns of an amount with the words of its limit before it, or after it."""
    forms = [rf"(?:{before})\s*{amount}{_TAIL}"]
    return [*forms, rf"{amount}\s*(?:{after})"] if after else forms


def _said_after(draft: Draft, found: re.Match[str], concept: str) -> str:
    """The pattern of what a quantity is of, where that is not what is looked for.

    So it is in 'laptops with 8 GB of memory', and not in '8 GB memory module' or '8 GB of memory'.
    """
    if not concept or not compiled(_HAVING).search(draft.text[: found.start()]):
        return ""
    words = "|".join(pattern_of(word) for word in CONCEPTS[concept][0])
    return rf"\s*(?:of\s+|的)?(?:{words})(?=\s*(?:$|[|,.!?;，。！？；的]|{PREPOSITION}))"


def _said_before(draft: Draft, found: re.Match[str], concept: str) -> str:
    """The same of a Chinese word right before it, as in '笔记本电脑，内存至少4GB'."""
    words = "|".join(word for word in CONCEPTS[concept][0] if not word.isascii()) if concept else ""
    return rf"(?<=[，,、;；|\s])(?:{words})(?:要|得|为|是|在)?\s*$" if words else ""


def _concept_beside(draft: Draft, found: re.Match[str], measure: str) -> str:
    """What a quantity is of, by the words right before and after it."""
    before = draft.text[max(0, found.start() - 24) : found.start()].rpartition("|")[2]
    after = draft.text[found.end() : found.end() + 24].partition("|")[0]
    best, best_distance = "", 99
    for concept, (words, of, _) in CONCEPTS.items():
        if of != measure:
            continue
        for word in words:
            for text, is_after in ((before, False), (after, True)):
                for place in compiled(pattern_of(word)).finditer(text):
                    distance = place.start() if is_after else len(text) - place.end()
                    if distance < best_distance and distance <= 12:
                        best, best_distance = concept, distance
    return best
