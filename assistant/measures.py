"""What columns of tables measure, and how people ask for it: how big, the biggest, the smallest."""

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Measure:
    """Patterns; without regard to case."""

    most: str
    least: str
    asked: str  # how it is asked for without an end: 'how big'
    columns: str


MEASURES = tuple(
    Measure(*patterns)
    for patterns in (
        (
            r"most expensive|dearest|priciest|highest (price|cost|fee)|最贵|价格最高",
            r"cheapest|least expensive|most affordable|lowest (price|cost|fee)|最便宜|最实惠|价格最低|最省钱",
            r"how expensive|多贵",
            r"\b(price|cost|fee|charge|rate|eur|usd|gbp|cny|rmb)s?\b|[€$£¥￥元]|价|费|金额",
        ),
        (r"slowest|最慢", r"fastest|quickest|soonest|最快", r"how (fast|quick)|多快",
         r"\b(times?|days?|hours?|duration|takes?)\b|时间|时效|天|时长"),
        (r"biggest|largest|roomiest|most spacious|最大", r"smallest|最小", r"how (big|large)|多大",
         r"\b(size|area|capacity|volume)\b|m²|面积|大小|尺寸|容量|容积"),
        (r"heaviest|最重", r"lightest|最轻", r"how (heavy|light)|多重", r"\bweight\b|\b(kg|g)\b|重量|净重"),
        (r"longest|最长", r"shortest|最短", r"多长",
         r"\b(length|duration|times?|days?|months?|years?|period)\b|长度|时长|时间|期限"),
        (r"tallest|最高", r"lowest", r"how (tall|high)|多高", r"\bheight\b|高度|身高"),
    )
)  # fmt: skip


def is_column_of(question: str, column: str) -> bool:
    """Whether a column holds the measure that a question speaks of: 'Size (m²)' for 'how big is it'."""
    return any(
        re.search(f"{m.most}|{m.least}|{m.asked}", question, re.IGNORECASE) and re.search(m.columns, column, re.I)
        for m in MEASURES
    )
