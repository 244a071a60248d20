"""Sizes as shops and customers write them, made comparable: 'US 9½', 'EU 42.5', '265码', 'size 9', '大号'.

Makers' charts differ by half a size: where two are usual, a size has both as its names. A table of our own; no kept
library knows sizes of shoes.
"""

import re

# Of adults: EU, US for men, US for women, UK.
_SHOES: tuple[tuple[float, float, float, float], ...] = (
    (35, 3.5, 5, 2.5), (35.5, 3.5, 5, 3), (36, 4, 5.5, 3.5), (36.5, 4.5, 6, 4), (37, 5, 6.5, 4), (37.5, 5, 6.5, 4.5),
    (38, 5.5, 7, 5), (38.5, 6, 7.5, 5.5), (39, 6.5, 8, 6), (40, 7, 8.5, 6.5), (40.5, 7.5, 9, 7), (41, 8, 9.5, 7.5),
    (42, 8.5, 10, 8), (42.5, 9, 10.5, 8.5), (43, 9.5, 11, 9), (44, 10, 11.5, 9.5), (44.5, 10.5, 12, 10),
    (45, 11, 12.5, 10.5), (45.5, 11.5, 13, 11), (46, 12, 13.5, 11.5), (47, 12.5, 14, 12), (47.5, 13, 14.5, 12.5),
    (48, 13, 14.5, 12.5), (48.5, 14, 15.5, 13.5),
)  # fmt: skip
_LETTERS = ("XXS", "XS", "S", "M", "L", "XL", "XXL", "XXXL")
_LETTER_SIZES = {
    "extra small": "XS", "small": "S", "medium": "M", "large": "L", "extra large": "XL", "xx-large": "XXL",
    "2xl": "XXL", "3xl": "XXXL", "小号": "S", "中号": "M", "大号": "L", "加大号": "XL", "特大号": "XXL",
    "均码": "one size", "one-size": "one size", "os": "one size", "大码": "L", "小码": "S", "中码": "M",
}  # fmt: skip
_SYSTEM = r"(?:eu|us|uk|cn)(?:\s*(?:wom[ae]n'?s?|w|men'?s?|m))?(?![a-z])"
_SHOE = re.compile(rf"(?P<before>{_SYSTEM})?\s*(?P<n>\d+(?:\.\d+)?)\s*(?P<after>{_SYSTEM})?\s*(?:码|号)?")
_RANGE = re.compile(r"(\d{1,3})\s*(?:-|–|~|至|到)\s*(\d{1,3})\s*(?:码|号)?")
_WIDEST = 40  # between the ends of a range of sizes
_FRACTIONS = {"½": ".5", "¼": ".25", "¾": ".75", "⅓": ".33", "⅔": ".67"}

SHOE_PATTERN = rf"(?:{_SYSTEM}\s*\d{{1,3}}(?:\.\d+)?|\d{{1,2}}(?:\.\d+)?\s*{_SYSTEM})"
"""A size with its system, for texts in lower case."""


def with_decimals(text: str) -> str:
    """'9½' and 'size 9 1/2' as 9.5; other fractions as they are."""
    text = re.sub(r"(?<=\d)\s*([½¼¾⅓⅔])", lambda found: _FRACTIONS[found[1]], text)
    text = re.sub(r"(?<=\d\d)\s+([12])/3(?!\d)", lambda found: _FRACTIONS["⅓" if found[1] == "1" else "⅔"], text)
    return re.sub(r"(?i)((?:size|eu|us|uk)\s*\d{1,2})[\s-]+1/2(?!\d)", r"\1.5", text)


def sizes(text: str, *, of_women: bool = False) -> frozenset[str]:
    """All names of one size: 'US 9.5' as 'eu 43', '大号' as 'l', others as they are, in lower case.

    `of_women` says whose US sizes are meant where the text does not.
    """
    plain = " ".join(with_decimals(text).strip().lower().split())
    if plain in _LETTER_SIZES:
        return frozenset([_LETTER_SIZES[plain].lower()])
    if (span := _RANGE.fullmatch(plain)) and 0 < int(span[2]) - int(span[1]) <= _WIDEST:
        return frozenset([plain, *(name for n in range(int(span[1]), int(span[2]) + 1) for name in sizes(str(n)))])
    found = _SHOE.fullmatch(plain)
    if not found:
        return frozenset([plain])
    value, system = float(found["n"]), found["before"] or found["after"] or ""
    bare = found["n"].removesuffix(".0")
    if not system:
        system = "eu" if 35 <= value < 50 else "cn" if 220 <= value <= 300 else ""
    if system.startswith("cn"):
        known = {value / 5 - 10} if value >= 100 else {value}
    elif system.startswith("us"):
        of_women = "w" in system if re.search(r"us\s*[wm]", system) else of_women
        known = {row[0] for row in _SHOES if row[2 if of_women else 1] == value}
    else:
        known = {row[0] for row in _SHOES if row[3] == value} if system.startswith("uk") else {value}
    named = {f"eu {int(eu * 2) / 2:g}" for eu in known if system}  # 42⅔ is sold as 42.5
    return frozenset({plain, *([bare] if not system or system == "eu" else []), *named})


def neighbour(size: str, known: frozenset[str], step: int) -> str:
    """The next larger (`step` 1) or smaller (-1) size among those known; '' where there is none."""
    plain = size.strip().lower()
    if plain.upper() in _LETTERS:
        at = _LETTERS.index(plain.upper())
        order = _LETTERS[at + 1 :] if step > 0 else _LETTERS[:at][::-1]
        return next((name for name in order if name.lower() in known), "")
    system = "eu " if any(name.startswith("eu ") for name in sizes(size)) else ""
    numbers = [float(name[3:]) for name in sizes(size) if name.startswith("eu ")] if system else []
    numbers = numbers or ([float(plain.rstrip("码号 "))] if re.fullmatch(r"\d+(?:\.\d+)?\s*[码号]?", plain) else [])
    if not numbers:
        return ""
    others = [float(name.removeprefix(system)) for name in known if re.fullmatch(rf"{system}\d+(?:\.\d+)?", name)]
    others = [n for n in others if (n > max(numbers) if step > 0 else n < min(numbers))]
    best = (min(others) if step > 0 else max(others)) if others else None
    return "" if best is None else f"{system.upper()}{best:g}"
