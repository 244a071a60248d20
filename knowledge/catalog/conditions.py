"""A condition that a customer sets: read from words elsewhere, said as a chip, kept as JSON. `shelf` checks it."""

from dataclasses import asdict, dataclass, replace
from decimal import Decimal
from typing import Any, Literal

from knowledge.catalog.audience import LABELS
from knowledge.catalog.lexicon import COLOURS, FEATURES, MATERIALS
from knowledge.catalog.money import show_price

Op = Literal["<", "<=", ">", ">=", "=", "!="]
NUMERIC: tuple[Op, ...] = ("<", "<=", ">", ">=")


@dataclass(frozen=True)
class Condition:
    """`field op value`, and the product must fulfil it.

    Fields: price, rating, stock, brand, category, colour, material, size, age; 'for' with an audience; a concept of
    `lexicon.CONCEPTS` ('memory', 'weight') or a measure of `units.UNITS` ('data') for numbers with a unit; 'has' with
    the name of a property that is there or not ('waterproof'); 'word' for what may not be mentioned.
    """

    field: str
    op: Op
    value: str | float | bool
    unit: str = ""  # of a price its currency ('' where none was said)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Condition":
        return cls(**data)

    @property
    def is_ceiling(self) -> bool:
        return self.op in ("<", "<=")

    def label(self, language: str) -> str:
        """What the chip says: 'under €50', 'not leather', '不超过 ¥300'."""
        words = _WORDS["zh" if language == "zh" else "en"]
        told = name_in(self.field, str(self.value), language)
        if self.field == "stock":
            return words["stock"]
        if self.field == "for":
            return LABELS[str(self.value)][language == "zh"]
        if self.field in ("has", "word"):
            return words["not" if self.op == "!=" else "has"].format(told)
        if self.field == "age":
            months = float(self.value) * 12
            is_whole = float(self.value).is_integer()
            return words["age"].format(_number(self.value)) if is_whole else words["months"].format(round(months))
        if self.field == "price":
            said = show_price(Decimal(str(self.value)), self.unit)
        elif self.field == "rating":
            said = words["stars"].format(_number(self.value))
        else:
            unit = _UNITS[language == "zh"].get(self.unit, self.unit.upper() if self.unit in _UPPER else self.unit)
            gap = "" if unit in ("%", '"') else " "
            said = f"{_number(self.value)}{gap}{unit}".strip() if not isinstance(self.value, str) else self.value
            if not isinstance(self.value, str) and self.field in _NAMES[language == "zh"]:
                said = words["of"].format(said, _NAMES[language == "zh"][self.field])
        if isinstance(self.value, str):
            named = words["size"].format(said) if self.field == "size" else told
            return words["not"].format(named) if self.op == "!=" else named
        if self.op == "=" and self.field != "price":
            return said
        return words[self.op].format(said)


def name_in(field: str, value: str, language: str) -> str:
    """A colour, material or property in the language: 'black' is '黑色'."""
    table = {"colour": COLOURS, "material": MATERIALS, "has": FEATURES}.get(field, {})
    if language != "zh":
        return value
    return next((word for word in table.get(value, ()) if not word.isascii()), value)


def merged(conditions: tuple[Condition, ...], more: tuple[Condition, ...]) -> tuple[Condition, ...]:
    """Both, where a later condition takes the place of an earlier one that it cannot stand beside."""
    kept = list(conditions)
    for new in more:
        kept = [old for old in kept if not _replaces(new, old)]
        kept.append(new)
    return tuple(dict.fromkeys(kept))


def _replaces(new: Condition, old: Condition) -> bool:
    if new.field != old.field:
        return False
    if new.op == "!=" or old.op == "!=":
        return new.value == old.value  # 'not leather' and 'not nylon' hold together
    if new.field == "has":
        return new.value == old.value
    if new.op in NUMERIC and old.op in NUMERIC:
        return new.is_ceiling == old.is_ceiling
    return True


def with_currency(condition: Condition, currency: str) -> Condition:
    return replace(condition, unit=currency) if condition.field == "price" and not condition.unit else condition


def _number(value: str | float | bool) -> str:
    return f"{value:g}" if isinstance(value, (int, float)) and not isinstance(value, bool) else str(value)


_UPPER = ("gb", "tb", "mb", "kb", "mp", "w", "v")
_UNITS: dict[bool, dict[str, str]] = {
    False: {"in": "inch", "person": "people", "mah": "mAh", "h": "hours", "l": "L", "year": "years", "kw": "kW",
            "mhz": "MHz", "°c": "°C", "ghz": "GHz", "wh": "Wh"},
    True: {"in": "英寸", "cm": "厘米", "mm": "毫米", "m": "米", "kg": "公斤", "g": "克", "person": "人",
           "mah": "毫安时",
           "h": "小时", "l": "升", "ml": "毫升", "year": "岁", "lm": "流明", "w": "瓦", "°c": "°C"},
}  # fmt: skip
_NAMES: dict[bool, dict[str, str]] = {
    False: {"memory": "memory", "storage": "storage", "screen": "screen", "length": "long", "width": "wide",
            "height": "high", "diameter": "across", "battery": "battery", "runtime": "of use"},
    True: {"memory": "内存", "storage": "存储", "screen": "屏幕", "length": "长", "width": "宽", "height": "高",
           "diameter": "直径", "battery": "电池", "runtime": "续航"},
}  # fmt: skip
_WORDS: dict[str, dict[str, str]] = {
    "en": {
        "<": "under {}", "<=": "up to {}", ">": "over {}", ">=": "at least {}", "=": "{}", "stock": "in stock",
        "not": "not {}", "has": "{}", "age": "for age {}", "stars": "{} stars", "size": "size {}", "of": "{} {}",
        "months": "for {} months",
    },
    "zh": {
        "<": "低于 {}", "<=": "不超过 {}", ">": "高于 {}", ">=": "至少 {}", "=": "{}", "stock": "有货",
        "not": "不要{}", "has": "{}", "age": "适合 {} 岁", "stars": "{} 星", "size": "尺码 {}", "of": "{}{}",
        "months": "适合 {} 个月",
    },
}  # fmt: skip
