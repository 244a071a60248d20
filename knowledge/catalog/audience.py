"""Whom a thing is for: women, men, children of some age, as products say it and as customers ask for it.

"Kids'", 'children's' and 儿童 are one audience, 'ladies' and 女士 another. A product that says nothing is for nobody in
particular, and is not found where somebody is named.
"""

import re
from collections.abc import Iterable, Iterator

_POSSESSIVE = r"(?:s'|'s|s)?"
# Who, by the words for it; several may stand in one word (男女童).
_WORDS: dict[str, tuple[str, str]] = {
    "women": (rf"wom[ae]n{_POSSESSIVE}|lad(?:y|ies){_POSSESSIVE}|females?|unisex",
              r"女士|女款|女式|女装|女性|女生|女用|妇女|男女(?![童孩宝])|中性(?=款|风)|女(?=鞋|包|裤|裙|表|靴)"),
    "men": (rf"men{_POSSESSIVE}|gents{_POSSESSIVE}|gentlem[ae]n{_POSSESSIVE}|males?|unisex",
            r"男士|男款|男式|男装|男性|男生|男用|男女(?![童孩宝])|中性(?=款|风)|男(?=鞋|包|裤|表|靴)"),
    "girls": (rf"girl{_POSSESSIVE}", r"男?女童|男?女孩|男?女宝"),
    "boys": (rf"boy{_POSSESSIVE}", r"男女?童|男女?孩|男女?宝"),
    "kids": (rf"kid{_POSSESSIVE}|child(?:ren)?{_POSSESSIVE}|youth|juniors?",
             r"儿童|小孩子?|孩子|少儿|小朋友|幼童|[男女]童|[男女]孩|童(?=装|鞋|款|车|衣|帽|袜|靴)"),
    "toddlers": (rf"toddler{_POSSESSIVE}", r"幼儿|学步"),
    "babies": (rf"bab(?:y|ies){_POSSESSIVE}|infant{_POSSESSIVE}|newborn{_POSSESSIVE}", r"婴幼?儿|宝宝|新生儿|[男女]宝"),
}  # fmt: skip
# What also is for them, where it is not for the others only.
_WIDER: dict[str, tuple[frozenset[str], frozenset[str]]] = {
    "girls": (frozenset(["kids"]), frozenset(["boys"])), "boys": (frozenset(["kids"]), frozenset(["girls"])),
    "kids": (frozenset(["toddlers"]), frozenset()), "babies": (frozenset(["toddlers"]), frozenset()),
    "women": (frozenset(), frozenset()), "men": (frozenset(), frozenset()), "toddlers": (frozenset(), frozenset()),
}  # fmt: skip
LABELS: dict[str, tuple[str, str]] = {
    "women": ("for women", "女士"), "men": ("for men", "男士"), "girls": ("for girls", "女童"),
    "boys": ("for boys", "男童"), "kids": ("for kids", "儿童"), "toddlers": ("for toddlers", "幼儿"),
    "babies": ("for babies", "婴儿"),
}  # fmt: skip
# Who is given something: what suits her or him comes first, and nothing else is left out.
_RELATIVES = (
    ("women", r"(?<![a-z])(?:mum|mom|mother|wife|girlfriend|sister|aunt|grandma|grandmother)(?![a-z])"
              r"|女朋友|女友|老婆|妻子|妈妈|母亲|姐姐|妹妹|奶奶|外婆|闺蜜"),
    ("men", r"(?<![a-z])(?:dad|father|husband|boyfriend|brother|uncle|grandpa|grandfather)(?![a-z])"
            r"|男朋友|男友|老公|丈夫|爸爸|父亲|哥哥|弟弟|爷爷|外公"),
)  # fmt: skip
ATTRIBUTES = frozenset(
    ["gender", "sex", "age group", "target group", "target gender", "suitable for", "适用人群", "人群", "性别",
     "适用性别", "适用对象"]
)  # fmt: skip
_PATTERNS = {
    name: re.compile(rf"(?<![a-z])(?:{english})(?![a-z])|{chinese}") for name, (english, chinese) in _WORDS.items()
}
_SAID = {
    name: re.compile(
        rf"(?<![a-z])(?:for\s+)?(?:my\s+|an?\s+|the\s+|our\s+)?(?:{english})(?![a-z])"
        rf"|(?:给|适合)?(?:{chinese})(?:们)?(?:用|穿|戴|款)?的?"
    )
    for name, (english, chinese) in _WORDS.items()
}


def audiences(texts: Iterable[str]) -> frozenset[str]:
    """Whom these texts of a product say it is for."""
    plain = " ; ".join(texts).lower().replace("’", "'")
    return frozenset(name for name, pattern in _PATTERNS.items() if pattern.search(plain))


def suits(said: frozenset[str], wanted: str) -> bool:
    """Whether a product that says this is for whom it is wanted."""
    also, but_not = _WIDER[wanted]
    return wanted in said or (bool(said & also) and not said & but_not)


def said_in(text: str, kinds: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Who is named in a request, each with the words; not by the name of a kind (童装, 'women's shoes')."""
    for kind in kinds:
        text = text.replace(kind.lower(), " ") if len(kind) > 1 else text
    for name, pattern in _SAID.items():
        yield from ((name, found[0]) for found in pattern.finditer(text))


def relative_in(text: str) -> str:
    """The audience that a relative in a text belongs to; '' where none is named."""
    return next((name for name, pattern in _RELATIVES if re.search(pattern, text)), "")
