"""The one that has most or least of something: 'the heaviest casserole', 'cheapest headphones', '续航最长的'.

As a wish it is 'most weight' or 'least length'; 'cheapest' is the least price. What comes first is told from all
products that fulfil the conditions and are what is looked for, not from the best found ones: see `finding`.
"""

import re
from collections.abc import Iterator, Sequence

from knowledge.catalog.draft import Draft
from knowledge.catalog.lexicon import CONCEPTS, pattern_of

CHEAPEST = "cheapest"
_SIZE = ("volume", "people", "screen", "storage", "diameter", "length")
_FIELDS = {"size": _SIZE, "price": ("price",), "rating": ("rating",)}  # of others they are what they are called
_MOST = r"(?:the\s+)?(?:most|highest|largest|biggest|greatest|longest|max(?:imum)?)"
_LEAST = r"(?:the\s+)?(?:least|lowest|smallest|shortest|min(?:imum)?)"
_OF_SOME = re.compile(r"(?<![a-z])(?:at|or|and|up to|the)\s*$")  # 'at least 2 kg' is a limit
# The words, whether most of it is meant, and of what; those of one kind before wider ones.
_WORDS: tuple[tuple[str, str, str], ...] = (
    (r"(?:the )?(?:most expensive|dearest|priciest|highest[- ]priced?)(?: ones?)?|最贵|价格?最高|单价最高",
     "most", "price"),
    (r"(?:the )?(?:best|highest)[- ](?:rated|reviewed)(?: ones?)?|评[分价](?:最好|最高)|口碑最好", "most", "rating"),
    (r"(?:the )?(?:worst|lowest)[- ]rated(?: ones?)?|评[分价]最[低差]", "least", "rating"),
    (r"(?:the )?lightest(?: ones?)?|重量最轻|最轻便?", "least", "weight"),
    (r"(?:the )?heaviest(?: ones?)?|重量最重|最重", "most", "weight"),
    (r"(?:the )?brightest(?: ones?)?|亮度最高|最亮", "most", "brightness"),
    (r"(?:the )?warmest(?: ones?)?|最暖和?|最保暖", "least", "temperature"),
    (r"(?:the )?(?:most powerful|strongest)(?: ones?)?|功率最[大高]", "most", "power"),
    (r"(?:the )?longest[- ]lasting(?: ones?)?|续航最[长久好]|最耐用", "most", "runtime"),
    (r"(?:the )?longest(?: ones?)?|最长", "most", "length"),
    (r"(?:the )?shortest(?: ones?)?|最短", "least", "length"),
    (r"(?:the )?tallest(?: ones?)?|最高", "most", "height"),
    (r"(?:the )?widest(?: ones?)?|最宽", "most", "width"),
    (r"(?:the )?narrowest(?: ones?)?|最窄", "least", "width"),
    (r"(?:the )?(?:largest|biggest|roomiest)(?: ones?)?|最大", "most", "size"),
    (r"(?:the )?(?:smallest|tiniest)(?: ones?)?|最小", "least", "size"),
)  # fmt: skip
_NAMES: dict[str, tuple[str, str]] = {
    "most price": ("most expensive first", "最贵的在前"), "most rating": ("best rated first", "评分最高的在前"),
    "least rating": ("worst rated first", "评分最低的在前"), "least weight": ("lightest first", "最轻的在前"),
    "most weight": ("heaviest first", "最重的在前"), "most brightness": ("brightest first", "最亮的在前"),
    "least temperature": ("warmest first", "最保暖的在前"), "most power": ("most powerful first", "功率最大的在前"),
    "most runtime": ("longest lasting first", "续航最长的在前"), "most length": ("longest first", "最长的在前"),
    "least length": ("shortest first", "最短的在前"), "most height": ("tallest first", "最高的在前"),
    "most size": ("largest first", "最大的在前"), "least size": ("smallest first", "最小的在前"),
    CHEAPEST: ("cheapest first", "越便宜越好"),
}  # fmt: skip


def extremes_in(draft: Draft) -> Iterator[tuple[str, re.Match[str]]]:
    """The wishes for most or least of something in a draft, each with where it is said."""
    for concept, (words, _, _) in CONCEPTS.items():
        named = "|".join(pattern_of(word) for word in words if len(word) > 1 or not word.isascii())
        chinese = "|".join(re.escape(word) for word in words if not word.isascii())
        for end, english, signs in (("most", _MOST, "[大高长多强]"), ("least", _LEAST, "[小低短少弱]")):
            pattern = rf"(?<![a-z]){english}\s+(?:{named})"
            pattern += rf"|(?:{chinese})最{signs}的?|最{signs}的?(?:{chinese})" if chinese else ""
            yield from ((f"{end} {concept}", found) for found in draft.matches(pattern) if not _is_limit(draft, found))
    for pattern, end, name in _WORDS:
        yield from (
            (f"{end} {name}", found)
            for found in draft.matches(rf"(?<![a-z])(?:{pattern})(?![a-z])的?")
            if not _is_limit(draft, found)
        )


def _is_limit(draft: Draft, found: re.Match[str]) -> bool:
    before, after = draft.text[: found.start()], draft.text[found.end() :]
    return bool(_OF_SOME.search(before) and not before.rstrip().endswith("the")) or bool(re.match(r"\s*\d", after))


def extreme(wishes: Sequence[str]) -> str:
    """The first wish of these that is for most or least of something; '' where there is none."""
    return next((wish for wish in wishes if wish == CHEAPEST or wish.split()[0] in ("most", "least")), "")


def fields_of(wish: str) -> tuple[str, ...]:
    """The fields by which such a wish is told, the likeliest first."""
    name = "price" if wish == CHEAPEST else wish.partition(" ")[2]
    return _FIELDS.get(name, (name,))


def wants_least(wish: str) -> bool:
    """Whether the least comes first."""
    return wish == CHEAPEST or wish.startswith("least")


def labels_of(wish: str) -> tuple[str, str]:
    """What the chip of such a wish says, in English and Chinese."""
    if wish in _NAMES:
        return _NAMES[wish]
    end, _, name = wish.partition(" ")
    chinese = next((word for word in CONCEPTS[name][0] if not word.isascii()), name)
    return f"{end} {CONCEPTS[name][0][0]} first", f"{chinese}最{'大' if end == 'most' else '小'}的在前"
