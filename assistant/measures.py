"""What columns of tables measure, and how people ask for it: how big, the biggest, the smallest."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from knowledge.catalog.units import NUMBER, UNIT_PATTERN, UNITS, canonical, number
from knowledge.kinds import Wanted, looks_like

_FREE = re.compile(r"\s*(free|gratis|免费|包邮|免运费)", re.IGNORECASE)
_VALUE = re.compile(
    rf"({NUMBER})(?:\s*(?:-|–|—|to|至|到|~)\s*(?:{NUMBER}))?\s*(?:working |business |个?工作)?"
    rf"({UNIT_PATTERN}|weeks?|周)?",
    re.IGNORECASE,
)
_WEEK = 7 * UNITS["day"][1]


@dataclass(frozen=True)
class Measure:
    """Patterns; without regard to case."""

    most: str
    least: str
    asked: str  # how it is asked for without an end: 'how big'
    columns: str
    kind: Wanted | None = None  # what its values look like; None: like any number


MEASURES = (
    Measure(
        r"most expensive|dearest|priciest|highest (price|cost|fee)|最贵|价格最高",
        r"cheapest|least expensive|most affordable|lowest (price|cost|fee)|最便宜|最实惠|价格最低|最省钱",
        r"how expensive|多贵",
        r"\b(price|cost|fee|charge|rate|eur|usd|gbp|cny|rmb)s?\b|[€$£¥￥元]|价|费|金额",
        "money",
    ),
    Measure(r"slowest|最慢", r"fastest|quickest|soonest|最快", r"how (fast|quick)|多快",
            r"\b(times?|days?|hours?|duration|takes?)\b|时间|时效|天|时长", "duration"),
    Measure(r"biggest|largest|roomiest|most spacious|最大", r"smallest|最小", r"how (big|large)|多大",
            r"\b(size|area|capacity|volume)\b|m²|面积|大小|尺寸|容量|容积"),
    Measure(r"heaviest|最重", r"lightest|最轻", r"how (heavy|light)|多重", r"\bweight\b|\b(kg|g)\b|重量|净重"),
    Measure(r"longest|最长", r"shortest|最短", r"多长",
            r"\b(length|duration|times?|days?|months?|years?|period)\b|长度|时长|时间|期限"),
    Measure(r"tallest|最高", r"lowest", r"how (tall|high)|多高", r"\bheight\b|高度|身高"),
)  # fmt: skip


def as_measured(question: str, columns: Iterable[str]) -> str:
    """'The cheapest course' as 'the price course', where a column that measures it is called so.

    No text calls a thing the cheapest; what makes it so stands in the table.
    """
    names = [*columns]
    for measure in MEASURES:
        superlative = re.search(f"{measure.most}|{measure.least}", question, re.IGNORECASE)
        named = next((name for name in names if re.search(measure.columns, name, re.IGNORECASE)), "")
        if superlative and named:
            plain = re.sub(r"[(（][^)）]*[)）]", "", named).strip() or named
            return question.replace(superlative[0], plain, 1)
    return question


def is_column_of(question: str, column: str) -> bool:
    """Whether a column holds the measure that a question speaks of: 'Size (m²)' for 'how big is it'."""
    return any(
        re.search(f"{m.most}|{m.least}|{m.asked}", question, re.IGNORECASE) and re.search(m.columns, column, re.I)
        for m in MEASURES
    )


def measures(measure: Measure, column: str, values: Sequence[str]) -> bool:
    """Whether a column holds a measure, by its name or by all of its values: 'per hour' with €60 is a price."""
    kind = measure.kind
    is_named = re.search(measure.columns, column, re.IGNORECASE) is not None
    return is_named or (kind is not None and all(looks_like(kind, value) for value in values))


def at_an_end(question: str, cells: Sequence[tuple[str, str]]) -> tuple[str, str] | None:
    """The cell of a row that is 'the cheapest' or 'the fastest' of those that measure this; None for all others."""
    for measure in MEASURES:
        alike = [cell for cell in cells if measure.kind and looks_like(measure.kind, cell[1])]
        known = [(size, cell) for cell in alike if (size := size_of(cell[1])) is not None]
        for pattern, pick in ((measure.least, min), (measure.most, max)):
            if len(known) > 1 and re.search(pattern, question, re.IGNORECASE):
                return pick(known, key=lambda one: one[0])[1]
    return None


def size_of(value: str) -> float | None:
    """The first quantity of a cell in the base unit of its measure, 0 for what is free; None without a number."""
    if _FREE.match(value):
        return 0.0
    found = _VALUE.search(value)
    if not found:
        return None
    unit = (found[2] or "").lower()
    if unit.startswith("week") or unit == "周":
        return number(found[1]) * _WEEK
    known = canonical(unit)
    return number(found[1]) * (UNITS[known][1] if known else 1.0)
