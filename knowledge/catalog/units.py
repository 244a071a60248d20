"""Units as shops write them, made comparable: inch and cm, GB and TB, kg and lb, 寸 and 斤.

A table of our own: a general unit library does not know 斤 and 寸, would take 'in' and 'pt' for
anything, and costs a third of a second to load.
"""

import re
from dataclasses import dataclass

# unit: (what it measures, how many of that measure's base unit)
UNITS: dict[str, tuple[str, float]] = {
    "mm": ("length", 0.1), "cm": ("length", 1.0), "m": ("length", 100.0), "km": ("length", 1e5),
    "in": ("length", 2.54), "ft": ("length", 30.48),
    "g": ("weight", 1.0), "kg": ("weight", 1000.0), "mg": ("weight", 0.001), "lb": ("weight", 453.59237),
    "oz": ("weight", 28.349523125), "斤": ("weight", 500.0),
    "ml": ("volume", 0.001), "l": ("volume", 1.0), "cl": ("volume", 0.01), "fl oz": ("volume", 0.0295735),
    "gal": ("volume", 3.785411784), "pt": ("volume", 0.473176473),
    "kb": ("data", 1e-6), "mb": ("data", 1e-3), "gb": ("data", 1.0), "tb": ("data", 1000.0),
    "w": ("power", 1.0), "kw": ("power", 1000.0),
    "mah": ("charge", 1.0), "ah": ("charge", 1000.0), "wh": ("energy", 1.0), "kwh": ("energy", 1000.0),
    "v": ("voltage", 1.0), "mhz": ("frequency", 1.0), "ghz": ("frequency", 1000.0), "hz": ("frequency", 1e-6),
    "s": ("time", 1.0), "min": ("time", 60.0), "h": ("time", 3600.0), "day": ("time", 86400.0),
    "lm": ("light", 1.0), "mp": ("resolution", 1.0), "rpm": ("turns", 1.0), "db": ("sound", 1.0),
    "°c": ("temperature", 1.0), "month": ("age", 1.0), "year": ("age", 12.0), "person": ("people", 1.0),
}  # fmt: skip

_ALIASES: dict[str, str] = {
    "millimeter": "mm", "millimetre": "mm", "毫米": "mm", "centimeter": "cm", "centimetre": "cm", "厘米": "cm",
    "公分": "cm", "meter": "m", "metre": "m", "米": "m", "公里": "km", "千米": "km",
    "inch": "in", "inche": "in", '"': "in", "”": "in", "″": "in", "''": "in", "英寸": "in", "寸": "in", "吋": "in",
    "foot": "ft", "feet": "ft", "英尺": "ft",
    "gram": "g", "gramme": "g", "克": "g", "kilo": "kg", "kilogram": "kg", "kilogramme": "kg", "kgs": "kg",
    "公斤": "kg", "千克": "kg", "pound": "lb", "lbs": "lb", "磅": "lb", "ounce": "oz", "盎司": "oz", "市斤": "斤",
    "毫克": "mg",
    "milliliter": "ml", "millilitre": "ml", "毫升": "ml", "liter": "l", "litre": "l", "ltr": "l", "升": "l",
    "gallon": "gal", "加仑": "gal", "pint": "pt", "fluid ounce": "fl oz",
    "gig": "gb", "gigabyte": "gb", "terabyte": "tb", "megabyte": "mb", "g内存": "gb",
    "watt": "w", "瓦": "w", "千瓦": "kw", "毫安": "mah", "毫安时": "mah", "伏": "v", "volt": "v", "hertz": "hz",
    "赫兹": "hz",
    "second": "s", "sec": "s", "秒": "s", "minute": "min", "分钟": "min", "hour": "h", "hr": "h", "小时": "h",
    "天": "day", "lumen": "lm", "流明": "lm", "megapixel": "mp", "万像素": "mp", "分贝": "db", "decibel": "db",
    "c": "°c", "degree": "°c", "degree celsius": "°c", "degrees celsius": "°c", "℃": "°c", "度": "°c", "°": "°c",
    "yr": "year", "yrs": "year", "year old": "year", "years old": "year", "岁": "year", "mo": "month", "个月": "month",
    "月": "month", "people": "person", "pax": "person", "人": "person", "men": "person", "man": "person",
}  # fmt: skip

_WORDS = sorted({*UNITS, *_ALIASES, *(f"{name}s" for name in (*UNITS, *_ALIASES) if name.isascii())}, key=len)
_ASCII_UNITS = "|".join(re.escape(word) for word in reversed(_WORDS) if word.isascii() and word.isalpha())
_OTHER_UNITS = "|".join(re.escape(word) for word in reversed(_WORDS) if not (word.isascii() and word.isalpha()))
UNIT_PATTERN = rf"(?:(?:{_ASCII_UNITS})(?![A-Za-z])|{_OTHER_UNITS})"
"""Every unit as people write it, for patterns that are matched without regard to case."""

NUMBER = r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\d+/\d+"
_QUANTITY = re.compile(rf"^\s*([+-]?(?:{NUMBER}))\s*-?\s*({UNIT_PATTERN})\s*$", re.IGNORECASE)


@dataclass(frozen=True)
class Quantity:
    """A number with its unit, as it was written."""

    value: float
    unit: str  # a key of UNITS, or '' where there is none

    @property
    def measure(self) -> str:
        """What it measures ('length'); '' without a unit."""
        return UNITS[self.unit][0] if self.unit else ""

    @property
    def base(self) -> float:
        """In the base unit of its measure: quantities of one measure compare by it."""
        return self.value * UNITS[self.unit][1] if self.unit else self.value


def canonical(unit: str) -> str:
    """The key of UNITS for a unit as written ('inches', 'GB', '公斤'); '' where there is none."""
    word = unit.strip().lower().rstrip(".")
    for form in (word, word.removesuffix("s")):
        if form in UNITS:
            return form
        if form in _ALIASES:
            return _ALIASES[form]
    return ""


def quantity(text: str) -> Quantity | None:
    """'17 inch', '1.5TB', '2 公斤' as a quantity; None where it is not just that."""
    found = _QUANTITY.match(text)
    unit = canonical(found[2]) if found else ""
    return Quantity(number(found[1]), unit) if found and unit else None


def number(text: str) -> float:
    """'1,200.5' and '1/2' as numbers."""
    over, _, under = text.partition("/")
    return float(over.replace(",", "")) / (float(under) if under and float(under) else 1.0)
