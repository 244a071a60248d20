"""What a product is by its title, where no category says it: the thing that is asked for, or what only goes with it.

'Keyboard or mouse extension cable', 'laptop lock' and '手机壳' name a thing that they are not. English says what a
thing is with the last noun of a phrase, Chinese with the end of a name; so a word for an accessory counts that stands
in the same phrase, or before the thing is named at all.
"""

import re
from collections.abc import Sequence
from functools import lru_cache

from knowledge.catalog.lexicon import ACCESSORIES
from knowledge.catalog.patterns import PREPOSITION
from knowledge.language import CJK

# Words that make an accessory or a service of what they stand beside, wherever in its phrase.
_ALWAYS = frozenset(
    ["accessory", "accessorie", "adapter", "adaptor", "antenna", "backpack", "battery", "bracket", "briefcase",
     "cable", "care", "cartridge",
     "connector", "converter", "cooler", "cord", "cover", "dock", "drawer", "enclosure", "expressport", "extender",
     "extension", "kbd", "kvm", "lamp", "license", "licence", "lock", "mount", "pillow", "plug", "protector",
     "rack", "refill", "replacement", "ribbon", "roller", "service", "skin", "sleeve", "spare", "splitter", "sticker",
     "strap", "suppressor", "svc", "toner", "warranty", "wrist"]
)  # fmt: skip
# Things that, named right after another, say what it is: a notebook mouse is a mouse.
_OWN = frozenset(
    ["block", "cage", "cushion", "earphone", "guard", "headphone", "headset", "hub", "keypad", "manager", "microphone",
     "module", "ram", "remover", "rest", "scale", "sharpener", "software", "solution", "speaker", "stool", "supply",
     "table", "trouser", "webcam"]
)  # fmt: skip
_TOGETHER = frozenset(["keyboard", "mouse", "mice"])  # sold with each other, too
_PHRASE = re.compile(r"[,;:(|]|\s[-–—]\s|(?<![a-z])(?:with|w|incl|including|includes|without|plus|in)(?![a-z])")
_SPECS = re.compile(r"\d[\d.,]*\s*(?:\"|”|''|cm|inch|gb|tb|mb|mhz|ghz|dpi|pixels|ppm|ansi|w(?![a-z])|v(?![a-z]))")
_FOR = r"(?<![a-z])(?:for|fits|compatible with|to fit|designed for)(?![a-z])[^,;]{0,40}"
_SERVICE = re.compile(r"(?<![a-z])(?:svc|services?|warranty|care ?pack)\W*$")
_CHINESE_ENDS = "壳套膜垫架包袋盒刷罩席线绳带贴盖座器扣夹轮把塞篮箱布帽灯油液剂巾纸笔卡"
_CHINESE_PARTS = "配件|耗材|保护|支架|收纳|清洁|充电|电池|替换|备用|维修|贴纸|挂件|地布|地钉|玩具|模型|延长"


@lru_cache(20_000)
def goes_with(name: str, noun: str) -> bool:
    """Whether what is called `name` only goes with what `noun` names: 'a monitor wall mount', 'a case for phones'.

    `name` is in lower case; `noun` one English word, or the Chinese word for a thing.
    """
    if re.match(f"[{CJK}]", noun):
        return _goes_with_in_chinese(name, noun)
    thing = re.compile(rf"(?<![a-z]){re.escape(noun.removesuffix('s'))}(?:e?s)?(?![a-z])")
    if noun.removesuffix("s") in ACCESSORIES | _ALWAYS:
        return False
    if not thing.search(name):  # 'monitoring' has the same stem
        return re.search(rf"(?<![a-z]){re.escape(noun.removesuffix('s'))}(?:ing|ed|er)(?![a-z])", name) is not None
    if re.search(_FOR + thing.pattern, name) or _SERVICE.search(name):
        return True
    before = ""
    for phrase in _PHRASE.split(name):
        if place := thing.search(phrase):
            return _is_beside(before, phrase, place, noun)
        before = before or phrase
    return False


def is_of_accessories(category: Sequence[str], noun: str) -> bool:
    """Whether the narrowest kind of a product is one of accessories, and not of what is asked for: 'Cables', 配件."""
    kind = category[-1].lower() if category else ""
    words = {word.removesuffix("s") for word in re.findall("[a-z]+", kind)}
    is_beside = bool(words & (ACCESSORIES | _ALWAYS)) or re.search("配件|周边|耗材", kind) is not None
    return is_beside and noun.removesuffix("s") not in (ACCESSORIES | _ALWAYS) and not kind.endswith((noun, f"{noun}s"))


def _is_beside(first: str, phrase: str, place: re.Match[str], noun: str) -> bool:
    """Whether the phrase that names the thing, or the title's first one before it, is of something else."""
    after = _SPECS.split(phrase[place.end() :], maxsplit=1)[0]
    words = re.findall(r"[a-z]+", after)
    here = {word.removesuffix("s") for word in (*re.findall(r"[a-z]+", phrase[: place.start()]), *words)}
    if here & _ALWAYS or {word.removesuffix("s") for word in re.findall("[a-z]+", first)} & _ALWAYS:
        return True
    following = re.match(r"(?:[ -]+[a-z]+){1,3}", after)
    named = re.findall("[a-z]+", re.split(PREPOSITION, following[0], maxsplit=1)[0]) if following else []
    own = _OWN if noun in _TOGETHER else _OWN | _TOGETHER
    return any(word.removesuffix("s") in ACCESSORIES | own for word in named)


def _goes_with_in_chinese(name: str, noun: str) -> bool:
    """Whether every place that names the thing goes on with what makes an accessory of it: the 雨罩 of 推车雨罩."""
    followed = [found[1] for found in re.finditer(rf"{re.escape(noun)}([{CJK}]{{0,6}})", name)]
    return bool(followed) and all(
        rest and (rest[-1] in _CHINESE_ENDS or re.search(_CHINESE_PARTS, rest) is not None) for rest in followed
    )
