"""The live catalog in memory, in columns: which products fulfil a condition is an array, in a millisecond.

Built from SQL when the catalog opens and after each import, and swapped whole. Products themselves stay in SQL.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.catalog.audience import LABELS, suits
from knowledge.catalog.conditions import Condition
from knowledge.catalog.facts import facts_of
from knowledge.catalog.lexicon import CONCEPTS, feature_of
from knowledge.catalog.otherwise import Otherwise
from knowledge.catalog.product import Product
from knowledge.catalog.sizes import sizes
from knowledge.catalog.store import LiveProduct
from knowledge.catalog.things import goes_with
from knowledge.catalog.units import UNITS
from knowledge.language import CJK, terms

Mask = NDArray[np.bool_]
WARM = {"down": 1.0, "wool": 0.8, "fleece": 0.7}  # what is made of it keeps warm, from 0 to 1
_WARM = re.compile(
    r"(?<![a-z])(?:fleece|wool(?:len|ly)?|merino|thermal|insulated|quilted|(?:goose|duck)?[ -]?down(?= [a-z]))(?![a-z])"
    r"|抓绒|羽绒|羊毛|保暖|加绒|棉服",
    re.IGNORECASE,
)
SAME = 0.03  # 17 inch and 17.3 inch are asked for with the same word
_BASE_UNITS = {"length": "cm", "weight": "kg", "frequency": "mhz"}  # of concepts that have no usual unit
_TABLE = {"<": np.less, "<=": np.less_equal, ">": np.greater, ">=": np.greater_equal}


@dataclass
class _Tags:
    """Which rows have each of some values."""

    rows: dict[str, list[int]] = field(default_factory=lambda: defaultdict(list))

    def mask(self, value: str, size: int) -> Mask:
        found = np.zeros(size, bool)
        found[self.rows.get(value, [])] = True
        return found


class Shelf:
    """One state of the catalog. It never changes."""

    def __init__(self, products: Iterable[LiveProduct]) -> None:
        keys: list[int] = []
        prices: dict[str, dict[int, float]] = defaultdict(dict)
        ratings: list[float] = []
        counts: list[int] = []
        stocks: list[int] = []
        self.ids: list[str] = []
        self.titles: list[tuple[int, str]] = []  # a row with a title of its product, in each language it has
        self._names: list[str] = []
        self._told: dict[str, dict[int, float]] = defaultdict(dict)  # what each row says first of a concept
        self._codes: dict[int, frozenset[str]] = {}
        self._having_code: dict[str, set[int]] = defaultdict(set)
        self._tags: dict[str, _Tags] = {
            name: _Tags() for name in ("brand", "category", "colour", "material", "size", "has", "lacks", "for")
        }
        numbers: dict[str, list[tuple[int, float]]] = defaultdict(list)
        ages: list[tuple[float, float]] = []
        self.brands: Counter[str] = Counter()
        self.categories: Counter[str] = Counter()
        self.properties: Counter[str] = Counter()  # names of attributes with a value
        for row, (live) in enumerate(products):
            product, facts = live.product, facts_of(live.product)
            keys.append(live.key)
            self.ids.append(product.id)
            for code, amount in product.prices.items():
                prices[code][row] = float(amount)
            ratings.append(product.rating if product.rating is not None else np.nan)
            counts.append(product.ratings)
            self._names.append(product.name_text)
            self.titles += [(row, title) for title in (product.title, product.title_zh) if title]
            stocks.append({True: 1, False: 0, None: -1}[product.is_in_stock])
            if product.brand:
                self.brands[product.brand] += 1
                self._tags["brand"].rows[product.brand.lower()].append(row)
            for part in dict.fromkeys((*product.category, *product.category_zh)):
                self.categories[part] += 1
                self._tags["category"].rows[part.lower()].append(row)
            for name, values in (("colour", facts.colours), ("material", facts.materials), ("size", facts.sizes)):
                for value in values:
                    self._tags[name].rows[value].append(row)
            for whom in LABELS:
                if suits(facts.audiences, whom):
                    self._tags["for"].rows[whom].append(row)
            for feature, is_there in facts.features:
                self._tags["has" if is_there else "lacks"].rows[feature].append(row)
            self.properties.update(a.name for a in product.attributes if not isinstance(a.value, bool))
            if codes := _codes_of(product):
                self._codes[row] = codes
                for code in codes:
                    self._having_code[code].add(row)
            for concept, measure, base in facts.numbers:
                numbers[measure].append((row, base))
                if concept:
                    numbers[concept].append((row, base))
                    self._told[concept].setdefault(row, base)
            ages.append(facts.ages or (np.nan, np.nan))
        self._properties_in_names()
        titles = (title for _, title in self.titles)
        self.otherwise = Otherwise((*titles, *self.brands, *self.categories), self.categories)
        self.keys = np.array(keys, np.int64)
        self.rows = {key: row for row, key in enumerate(keys)}
        self.row_of_id = {id_: row for row, id_ in enumerate(self.ids)}
        self._prices = {code: _column(of, len(keys)) for code, of in prices.items()}
        self.ratings = np.array(ratings)
        self.counts = np.array(counts)
        self.stocks = np.array(stocks, np.int8)
        self._ages = np.array(ages).reshape(-1, 2)
        self._numbers = {
            name: (np.array([row for row, _ in pairs]), np.array([base for _, base in pairs]))
            for name, pairs in numbers.items()
        }

    def __len__(self) -> int:
        return len(self.ids)

    def _properties_in_names(self) -> None:
        """A name that says one of the catalog's own properties has it: an 'HDMI cable' is one with 'hdmi'."""
        words = {name for name in self.features if re.fullmatch(r"[a-z0-9-]{3,}", name)}
        told = {name: {*self._tags["has"].rows[name], *self._tags["lacks"].rows.get(name, ())} for name in words}
        for row, name in enumerate(self._names):
            for word in words.intersection(re.findall(r"[a-z0-9-]+", name.lower())):
                if row not in told[word]:
                    self._tags["has"].rows[word].append(row)

    # -- what there is to ask for

    @property
    def currency(self) -> str:
        """That of most prices; '' where none is known."""
        return max(self._prices, key=lambda code: int((~np.isnan(self._prices[code])).sum()), default="")

    def currency_in(self, language: str) -> str:
        """The one that a customer of that language means by a bare number."""
        return "CNY" if language == "zh" and "CNY" in self._prices else self.currency

    def prices(self, currency: str = "") -> NDArray[np.float64]:
        """Each product's price in a currency ('': that of most), NaN where it has none."""
        empty = np.full(len(self), np.nan)
        return self._prices.get(currency or self.currency, empty)

    @property
    def features(self) -> frozenset[str]:
        return frozenset([*self._tags["has"].rows, *self._tags["lacks"].rows])

    @property
    def audiences(self) -> frozenset[str]:
        """For whom any product says that it is."""
        return frozenset(self._tags["for"].rows)

    def suiting(self, whom: str) -> NDArray[np.float64]:
        """1 for what says that it is for them, -1 for what only says that it is for others, 0 for the rest."""
        said = np.zeros(len(self), bool)
        for name in LABELS:
            said |= self._tags["for"].mask(name, len(self))
        fits = self._tags["for"].mask(whom, len(self))
        return np.where(fits, 1.0, np.where(said, -1.0, 0.0))

    def warmth(self) -> NDArray[np.float64]:
        """How surely each keeps warm: by what it is made of, by being insulated, by the temperature it is for."""
        warm = np.array([0.7 * bool(_WARM.search(name)) for name in self._names])
        for material, worth in WARM.items():
            warm = np.maximum(warm, worth * self._tags["material"].mask(material, len(self)))
        degrees = self.column("temperature")
        with np.errstate(invalid="ignore"):
            warm += np.where(np.isnan(degrees), 0.0, np.clip((15.0 - degrees) / 20.0, -1.0, 1.0))
        return warm

    @property
    def size_names(self) -> frozenset[str]:
        return frozenset(self._tags["size"].rows)

    def knows(self, name: str) -> bool:
        """Whether any product says something of this field, concept or measure."""
        if name in ("colour", "material", "size", "brand", "category"):
            return bool(self._tags[name].rows)
        if name == "age":
            return bool(len(self) and not np.isnan(self._ages).all())
        if name == "price":
            return bool(self._prices)
        if name == "rating":
            return bool(len(self) and not np.isnan(self.ratings).all())
        if name == "stock":
            return bool((self.stocks >= 0).any())
        return name in self._numbers

    def codes(self, row: int) -> frozenset[str]:
        """The maker's numbers of a product, in lower case."""
        return self._codes.get(row, frozenset())

    def sizes(self, row: int) -> frozenset[str]:
        """The names of the sizes that a product has."""
        return frozenset(size for size, rows in self._tags["size"].rows.items() if row in rows)

    def name(self, row: int) -> str:
        """What a product is called, in every language that it is called in."""
        return self._names[row]

    def called(self, row: int) -> frozenset[str]:
        """What a product is called, in lower case: English words, and of Chinese every two characters that it has."""
        name = self._names[row].lower()
        chinese = re.findall(f"[{CJK}]+", name)
        pairs = (run[at : at + 2] for run in chinese for at in range(len(run) - 1))
        return frozenset([*re.findall(r"[a-z0-9]+", name), *pairs])

    def characters(self, row: int) -> frozenset[str]:
        """The Chinese characters of what a product is called."""
        return frozenset(re.findall(f"[{CJK}]", self._names[row]))

    def goes_with(self, row: int, noun: str) -> bool:
        """Whether a product only goes with what a word names, by its name: 'a monitor wall mount', 手机壳."""
        return goes_with(self._names[row].lower(), noun)

    def rows_of_codes(self, codes: Sequence[str]) -> set[int]:
        """The rows of products with one of these numbers."""
        return {row for code in codes for row in self._having_code.get(code.lower(), ())}

    def column(self, name: str) -> NDArray[np.float64]:
        """What each product says of a concept, in its measure's base unit; NaN where it says nothing."""
        return _column(self._told.get(name, {}), len(self))

    def number(self, name: str, row: int) -> tuple[float, str] | None:
        """What a product says of a concept, in that concept's usual unit, with the unit; None where it says nothing."""
        base = self._told.get(name, {}).get(row)
        if base is None:
            return None
        unit = CONCEPTS[name][2] or _BASE_UNITS[CONCEPTS[name][1]]
        return round(base / UNITS[unit][1], 4), unit

    # -- which fulfil

    def mask(self, conditions: Sequence[Condition]) -> Mask:
        """The rows that fulfil all of these. 'word' is not checked here: what is mentioned stands in the texts."""
        found = np.ones(len(self), bool)
        for condition in conditions:
            found &= self.fulfils(condition)
        return found

    def fulfils(self, condition: Condition) -> Mask:
        """The rows that fulfil this one."""
        name, op, value = condition.field, condition.op, condition.value
        size = len(self)
        if name == "word":
            return np.ones(size, bool)
        if name == "stock":
            return self.stocks == 1 if value else self.stocks == 0
        if name == "has":
            feature = feature_of(str(value))
            if op == "!=":
                return ~self._tags["has"].mask(feature, size)
            return self._tags["has"].mask(feature, size)
        if isinstance(value, str):
            rows = np.zeros(size, bool)
            for tag in self._values(name, value):
                rows |= self._tags[name].mask(tag, size)
            return ~rows if op == "!=" else rows
        if name == "price":
            return self._compared(self.prices(condition.unit), op, float(value))
        if name == "rating":
            return self._compared(self.ratings, op, float(value))
        if name == "age":
            low, high = self._ages[:, 0], self._ages[:, 1]
            return (low <= float(value)) & (high >= float(value))
        return self._measured(condition)

    def _values(self, name: str, value: str) -> Iterable[str]:
        if name == "size":
            return sizes(value)
        return [value.lower()]

    def _compared(self, column: NDArray[np.float64], op: str, value: float) -> Mask:
        with np.errstate(invalid="ignore"):
            if op == "=":
                return np.abs(column - value) < 1e-9
            return np.asarray(_TABLE[op](column, _edge(op, value)), bool)

    def _measured(self, condition: Condition) -> Mask:
        found = np.zeros(len(self), bool)
        rows, values = self._numbers.get(condition.field, (np.zeros(0, np.int64), np.zeros(0)))
        if not len(rows):
            return found
        base = float(condition.value) * (UNITS[condition.unit][1] if condition.unit else 1.0)
        if condition.op in ("=", "!="):
            near = np.abs(values - base) <= SAME * abs(base) + 1e-9
            if condition.field == "screen" and condition.unit == "in" and float(condition.value).is_integer():
                near |= (values >= base) & (values < base + UNITS["in"][1] - 1e-6)  # 15.6 inch is sold as 15
            found[rows[near]] = True
            return ~found if condition.op == "!=" else found
        # a product that says it twice ('memory' and 'internal memory') must hold to both
        fits = _TABLE[condition.op](values, _edge(condition.op, base))
        found[rows] = True
        found[rows[~fits]] = False
        return found

    def category_of_terms(self) -> dict[tuple[str, ...], str]:
        """Each category by the index terms of its name."""
        return {tuple(terms(name)): name for name in self.categories}


def _edge(op: str, value: float) -> float:
    """Where a limit really lies: 350 ml are not over 0.35 l, whatever comes of multiplying them."""
    return value + (1e-9 if op in ("<=", ">") else -1e-9) * abs(value)


_CODE = re.compile(r"(?=[a-z0-9./-]*\d)(?=[a-z0-9./-]*[a-z])[a-z0-9][a-z0-9./-]{3,}", re.IGNORECASE)


def _codes_of(product: Product) -> frozenset[str]:
    """Its own number, and what in its name looks like one ('006R90321', 'dv7-1211ea')."""
    found = {code.lower() for code in _CODE.findall(product.title)}
    return frozenset(found | {name.lower() for name in (product.id, product.model, product.gtin) if name})


def _column(values: dict[int, float], size: int) -> NDArray[np.float64]:
    column = np.full(size, np.nan)
    column[list(values)] = list(values.values())
    return column


def concept_fields() -> frozenset[str]:
    """Fields of conditions that are numbers with a unit."""
    return frozenset([*CONCEPTS, *(measure for measure, _ in UNITS.values())])
