"""Which of the products that were shown a message points at: 'the first two', 'the second one', '1 and 3', '第二个'."""

import re
from collections.abc import Sequence

COMPARE = re.compile(
    r"(?<![a-z])(?:compare|comparison|versus|vs|difference|differ)(?![a-z])|对比|比较一?下|比一比|区别|^比较"
)
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "1st": 1, "2nd": 2, "3rd": 3,
             "4th": 4, "5th": 5, "6th": 6}  # fmt: skip
_DIGITS = {"一": 1, "二": 2, "两": 2, "三": 3, "四": 4, "五": 5, "六": 6}
COUNTS = {"two": 2, "three": 3, "four": 4, "both": 2, "2": 2, "3": 3, "4": 4, "两": 2, "二": 2, "三": 3, "四": 4}
_FIRST_FEW = re.compile(
    r"(?:first|top)\s+(?P<n>two|three|four|2|3|4)(?![a-z])|前(?P<n2>[两二三四234])|(?P<both>both|these two|这两|它们两)"
)
_ONE = re.compile(
    rf"(?<![a-z])(?P<word>{'|'.join(_ORDINALS)})(?![a-z])|第(?P<zh>[一二两三四五六1-6])|(?:number|no\.?|#)\s*(?P<n>[1-6])(?!\d)"
    r"|(?P<last>(?<![a-z])last one(?![a-z])|最后一)"
)
_OF_SHOWN = re.compile(
    r"(?<![a-z])(?:which|(?:more|ones?|anything|something) like|similar|not)(?![a-z])|哪|类似|像|不要"
)
_BARE = re.compile(r"(?<![\d.])([1-6])(?![\d.])")


def chosen(plain: str, shown: Sequence[str], focus: str) -> tuple[str, ...]:
    """The ids of those shown that a text in lower case speaks of; `focus` is the one spoken of last, or ''."""
    if found := _FIRST_FEW.search(plain):
        return tuple(shown[: COUNTS[found["n"] or found["n2"] or "two"]])
    ids = [shown[place - 1] for place in _places(plain, len(shown)) if 0 < place <= len(shown)]
    if not ids and focus and re.search(r"(?<![a-z])(?:this|that|it)(?![a-z])|这个|那个|这款|它", plain):
        ids = [focus]
    return tuple(dict.fromkeys(ids))


def is_past_the_end(plain: str, count: int) -> bool:
    """Whether a text chooses, or asks which is better of, one further on than the `count` that were shown."""
    places = _places(plain, count)
    return bool(places) and max(places) > count and (is_only_a_choice(plain) or _OF_SHOWN.search(plain) is not None)


def _places(plain: str, count: int) -> list[int]:
    places: list[int] = []
    for found in _ONE.finditer(plain):
        if found["last"]:
            places.append(count)
        else:
            digit = found["n"] or found["zh"]
            places.append(_ORDINALS[found["word"]] if found["word"] else _DIGITS.get(digit) or int(digit))
    if not places and COMPARE.search(plain):
        places = [int(found[1]) for found in _BARE.finditer(plain)]
    return places


def is_only_a_choice(plain: str) -> bool:
    """Whether a text does nothing but choose one."""
    rest = _ONE.sub(" ", plain)
    rest = re.sub(
        r"(?<![a-z])(?:the|one|i|like|take|want|please|that|this|it|option|yes)(?![a-z])|个|款|件|的|那|呢|吧|我要|要|喜欢|就|好",
        " ",
        rest,
    )
    return not re.sub(r"[\W_]+", "", rest)
