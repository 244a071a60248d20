"""Words for colours and materials, in both languages, and what an attribute is about whatever a shop calls it."""

import re
from collections.abc import Iterable, Mapping
from functools import cache, lru_cache

# Each with the words for it; a shade belongs to its colour too.
COLOURS: dict[str, tuple[str, ...]] = {
    "black": ("black", "jet black", "黑色", "黑"),
    "white": ("white", "ivory", "白色", "白", "象牙白"),
    "red": ("red", "crimson", "scarlet", "burgundy", "maroon", "红色", "红", "酒红"),
    "blue": ("blue", "navy", "azure", "cobalt", "indigo", "蓝色", "蓝", "藏青", "天蓝", "海军蓝"),
    "green": ("green", "olive", "khaki green", "emerald", "moss", "绿色", "绿", "军绿", "橄榄绿"),
    "yellow": ("yellow", "mustard", "黄色", "黄"),
    "orange": ("orange", "橙色", "橙", "橘色", "橘红"),
    "purple": ("purple", "violet", "lilac", "紫色", "紫"),
    "pink": ("pink", "rose pink", "粉色", "粉红色", "粉红"),
    "brown": ("brown", "chestnut", "tan", "棕色", "棕", "褐色", "咖啡色"),
    "grey": ("grey", "gray", "charcoal", "anthracite", "灰色", "灰"),
    "beige": ("beige", "cream", "sand", "米色", "米白", "卡其色", "沙色"),
    "silver": ("silver", "银色", "银"),
    "gold": ("gold", "golden", "金色"),
    "turquoise": ("turquoise", "teal", "青色", "青绿"),
    "transparent": ("transparent", "clear", "透明"),
}

MATERIALS: dict[str, tuple[str, ...]] = {
    "leather": ("leather", "皮革", "真皮", "牛皮", "皮质", "皮的", "皮"),
    "faux leather": ("faux leather", "imitation leather", "vegan leather", "artificial leather", "pu leather", "人造革",
                     "仿皮", "pu皮", "人造皮"),
    "cotton": ("cotton", "纯棉", "棉质", "棉布", "全棉", "棉"),
    "wool": ("wool", "woollen", "woolen", "merino", "羊毛", "美利奴"),
    "silk": ("silk", "真丝", "丝绸"),
    "linen": ("linen", "亚麻"),
    "down": ("down", "goose down", "duck down", "羽绒", "鹅绒", "鸭绒"),
    "fleece": ("fleece", "抓绒", "摇粒绒"),
    "wood": ("wood", "wooden", "oak", "beech", "pine", "实木", "木质", "木头", "木制", "木"),
    "bamboo": ("bamboo", "竹制", "竹子", "竹"),
    "stainless steel": ("stainless steel", "stainless", "不锈钢"),
    "steel": ("steel", "钢制", "碳钢", "钢"),
    "cast iron": ("cast iron", "铸铁"),
    "aluminium": ("aluminium", "aluminum", "铝合金", "铝制", "铝"),
    "titanium": ("titanium", "钛合金", "钛"),
    "copper": ("copper", "铜"),
    "plastic": ("plastic", "塑料"),
    "glass": ("glass", "玻璃"),
    "ceramic": ("ceramic", "porcelain", "stoneware", "earthenware", "陶瓷", "瓷"),
    "enamel": ("enamel", "enamelled", "搪瓷", "珐琅"),
    "nylon": ("nylon", "ripstop", "尼龙", "锦纶"),
    "polyester": ("polyester", "聚酯纤维", "聚酯", "涤纶"),
    "canvas": ("canvas", "帆布"),
    "rubber": ("rubber", "橡胶"),
    "silicone": ("silicone", "silicon", "硅胶"),
    "cork": ("cork", "软木"),
}  # fmt: skip
_PART_OF = {"stainless steel": ("steel",)}  # what is also true of a thing of that material

# What attributes are about: the words for it in requests and in catalogs, the measure, and the unit that a bare number
# has. Of two that share a measure ('memory', 'storage'), a request without a word for either may mean both.
CONCEPTS: dict[str, tuple[tuple[str, ...], str, str]] = {
    "memory": (("memory", "ram", "internal memory", "内存", "运行内存"), "data", "gb"),
    "storage": (("storage", "disk", "hard drive", "hard disk", "ssd", "capacity", "storage capacity", "hdd capacity",
                 "ssd capacity", "total storage "
                 "capacity", "硬盘", "存储", "存储空间", "存储容量", "机身内存"), "data", "gb"),
    "screen": (("screen", "display", "display diagonal", "screen size", "diagonal", "屏幕", "屏", "屏幕尺寸",
                "显示器尺寸"),
               "length", "in"),
    "length": (("length", "long", "cable length", "长", "长度", "线长"), "length", ""),
    "width": (("width", "wide", "宽", "宽度"), "length", ""),
    "height": (("height", "high", "tall", "高", "高度"), "length", ""),
    "diameter": (("diameter", "across", "直径"), "length", ""),
    "weight": (("weight", "weighs", "weighing", "heavy", "重量", "重", "净重"), "weight", ""),
    "volume": (("volume", "capacity", "holds", "容量", "容积"), "volume", "l"),
    "people": (("people", "sleeps", "persons", "person", "capacity", "人数", "容纳人数", "适用人数"), "people",
               "person"),
    "age": (("age", "minimum age", "age from", "recommended age", "for ages", "年龄", "适用年龄", "适合年龄"), "age",
            "year"),
    "battery": (("battery", "battery capacity", "电池", "电池容量"), "charge", "mah"),
    "runtime": (("runtime", "battery life", "burn time", "续航", "续航时间", "使用时间"), "time", "h"),
    "power": (("power", "wattage", "output power", "功率"), "power", "w"),
    "brightness": (("brightness", "light", "亮度", "流明"), "light", "lm"),
    "temperature": (("comfort temperature", "comfort", "temperature", "舒适温度", "温标", "温度"), "temperature", "°c"),
    "resolution": (("resolution", "megapixels", "camera", "像素"), "resolution", "mp"),
    "frequency": (("frequency", "processor frequency", "clock", "频率", "主频"), "frequency", ""),
}  # fmt: skip

# Kinds of things that go by several names, in either language.
KINDS: tuple[tuple[str, ...], ...] = (
    ("laptop", "notebook", "notebook computer", "笔记本电脑", "笔记本", "手提电脑"),
    ("computer", "pc", "电脑", "计算机"),
    ("tv", "television", "tv set", "电视", "电视机"),
    ("mobile phone", "smartphone", "cell phone", "mobile", "phone", "手机", "智能手机"),
    ("headphones", "headset", "earphones", "earbuds", "耳机", "耳麦"),
    ("monitor", "computer monitor", "显示器", "显示屏"),
    ("tablet", "tablet pc", "tablet computer", "平板电脑", "平板"),
    (
        "usb stick",
        "usb flash drive",
        "flash drive",
        "thumb drive",
        "pen drive",
        "memory stick",
        "u盘",
        "优盘",
        "闪存盘",
    ),
    ("memory module", "ram module", "memory modules", "内存条"),
    ("power bank", "portable charger", "powerbank", "充电宝", "移动电源"),
    ("fridge", "refrigerator", "冰箱"),
    ("washing machine", "washer", "洗衣机"),
    ("vacuum cleaner", "hoover", "吸尘器"),
    ("torch", "flashlight", "手电筒", "手电", "电筒"),
    ("head torch", "headlamp", "headlight", "头灯", "头戴灯"),
    ("backpack", "rucksack", "knapsack", "背包", "双肩包", "书包"),
    ("suitcase", "luggage", "行李箱", "拉杆箱", "旅行箱"),
    ("sofa", "couch", "沙发"),
    ("duvet", "quilt", "comforter", "被子", "棉被"),
    ("trousers", "pants", "裤子"),
    ("trainers", "sneakers", "运动鞋", "球鞋"),
    ("clothing", "clothes", "服装", "衣服", "衣", "服"),
    ("jumper", "sweater", "pullover", "毛衣"),
    ("wellington boots", "wellingtons", "wellies", "rain boots", "rubber boots", "gumboots", "雨靴", "雨鞋", "胶靴"),
    ("wool hat", "beanie", "knit hat", "woolly hat", "毛线帽", "针织帽", "羊毛帽"),
    ("down jacket", "puffer jacket", "puffer", "puffa jacket", "羽绒服", "羽绒衣"),
    ("base layer", "thermal underwear", "thermals", "long johns", "保暖内衣", "打底衫"),
    ("insulated bottle", "thermos", "thermos flask", "vacuum flask", "vacuum bottle", "保温壶", "保温瓶", "热水瓶"),
    ("frying pan", "skillet", "煎锅", "平底锅", "炒锅"),
    ("chopping board", "cutting board", "砧板", "菜板", "切菜板", "案板"),
)

# What goes with a thing and is none: a monitor cable is no monitor.
ACCESSORIES = frozenset(
    ["accessory", "adapter", "adaptor", "arm", "bag", "battery", "belt", "box", "bracket", "bulb", "cable",
     "cap", "carrier", "cartridge", "case", "charger", "cleaner", "clip", "cover", "dock", "docking", "drum",
     "enclosure", "extender", "filter", "hanger", "holder", "ink", "kit", "label", "lamp", "lead", "lens",
     "lid", "mount", "mounting", "pad", "paper", "part", "parts", "pole", "pouch", "protector", "rack",
     "refill", "remote", "replacement", "screen", "sleeve", "spare", "stand", "strap", "switch", "toner",
     "tool", "tray", "trolley", "wallet"]
)  # fmt: skip

# Brands with a Chinese name that the dictionary does not have as such.
BRANDS: dict[str, str] = {
    "惠普": "hp", "联想": "lenovo", "罗技": "logitech", "松下": "panasonic", "金士顿": "kingston", "兄弟": "brother",
    "微软": "microsoft", "闪迪": "sandisk", "西部数据": "western digital", "希捷": "seagate", "雷蛇": "razer",
    "小米": "xiaomi", "大疆": "dji", "博世": "bosch", "西门子": "siemens", "宜家": "ikea", "彪马": "puma",
}  # fmt: skip

# Properties that a thing has or has not, each with the words for it; a catalog may know others by its own names.
FEATURES: dict[str, tuple[str, ...]] = {
    "waterproof": ("waterproof", "water resistant", "防水"),
    "windproof": ("windproof", "防风"),
    "breathable": ("breathable", "透气"),
    "foldable": ("foldable", "folding", "collapsible", "可折叠", "折叠"),
    "wireless": ("wireless", "cordless", "无线"),
    "rechargeable": ("rechargeable", "可充电", "充电式"),
    "dishwasher safe": ("dishwasher safe", "dishwasher-safe", "可用洗碗机", "可进洗碗机", "洗碗机可用"),
    "machine washable": ("machine washable", "machine-washable", "可机洗", "机洗"),
    "organic": ("organic", "有机"),
    "vegan": ("vegan", "纯素"),
    "insulated": ("insulated", "保温"),
    "non-stick": ("non-stick", "nonstick", "不粘"),
    "touchscreen": ("touchscreen", "touch screen", "触摸屏", "触屏"),
    "recycled": ("recycled", "再生材料", "环保材料"),
    "freestanding": ("freestanding", "free-standing", "自立式"),
    "induction": ("induction hob", "induction hobs", "induction", "电磁炉"),
    "bluetooth": ("bluetooth", "蓝牙"),
    "noise cancelling": ("noise cancelling", "noise canceling", "noise-cancelling", "降噪"),
}


_NOT_SO = re.compile(r"(?:(?<![a-z])(?:not|non|no|without|isn't)|[不非无没])[\s-]*$")


def feature_of(name: str) -> str:
    """The canonical name of a property: '是否防水' and 'water resistant' are 'waterproof'."""
    for feature, words in FEATURES.items():
        if any(word == name if word.isascii() else word in name for word in words):
            return feature
    return name


def features_in(text: str) -> frozenset[str]:
    """The properties that a name says a thing has: of a 'Wireless Optical Mouse' that it is wireless."""
    return frozenset(
        feature for feature, pattern in _feature_words() for found in [pattern.search(text.lower())]
        if found and not _NOT_SO.search(text.lower()[: found.start()])
    )  # fmt: skip


def features_told(text: str) -> dict[str, bool]:
    """What a description says of its own thing, of TOLD, each with whether it is so; left out where it says both.

    'Works on induction' says that it does; 'not suitable for induction', 'all hobs except induction' that it does not.
    """
    found: dict[str, set[bool]] = {}
    plain = text.lower()
    for clause in re.split(r"[.;!?。；！？\n]|,\s|，", plain) if _any_told().search(plain) else ():
        for feature, pattern in _feature_words():
            if feature in TOLD and (place := pattern.search(clause)):
                is_not = _REFUSED.search(clause[: place.start()]) or _REFUSED_AFTER.match(clause[place.end() :])
                found.setdefault(feature, set()).add(not is_not)
    return {feature: True in said for feature, said in found.items() if len(said) == 1}


# Of these a description speaks for the thing itself; a jacket 'with a waterproof bag' need not be waterproof.
TOLD = frozenset(["induction", "dishwasher safe", "machine washable", "rechargeable"])
_REFUSED = re.compile(
    r"(?<![a-z])(?:not|no|without|except|excluding|never|cannot|isn't|aren't|unsuitable|don't|doesn't|nor)(?![a-z-])"
    r"|(?<![a-z])non[\s-]*$|[不非无没勿除]"
)
_REFUSED_AFTER = re.compile(r"[\s-]*(?:not|除外|以外|[不无])")


@cache
def _any_told() -> re.Pattern[str]:
    return re.compile("|".join(pattern_of(word) for name in TOLD for word in FEATURES[name]))


@cache
def _feature_words() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile("|".join(map(pattern_of, words)))) for name, words in FEATURES.items())


def colours(text: str) -> frozenset[str]:
    """The colours that a text names: 'navy / white' are 'blue' and 'white'."""
    return _found(text.lower(), _words(True))


def materials(text: str) -> frozenset[str]:
    """The materials that a text names. Imitation leather is no leather."""
    found = set(_found(text.lower(), _words(False)))
    for name in tuple(found):
        found.update(_PART_OF.get(name, ()))
    return frozenset(found)


@lru_cache(20_000)  # a catalog has few names of attributes, each many times
def concept_of(name: str, measure: str = "") -> str:
    """What an attribute called `name` is about; '' where that is not known. A unit's measure rules the others out."""
    fitting = [(concept, words) for concept, (words, of, _) in CONCEPTS.items() if not measure or of == measure]
    for concept, words in fitting:
        if name in words:
            return concept
    tokens = set(name.split())
    for concept, words in fitting:
        if any(set(word.split()) <= tokens if word.isascii() else word in name for word in words):
            return concept
    return ""


@cache
def _words(of_colours: bool) -> tuple[tuple[re.Pattern[str], str], ...]:
    """Patterns of all words with what they mean, the longest first."""
    table: Mapping[str, tuple[str, ...]] = COLOURS if of_colours else MATERIALS
    words = [(word, name) for name, group in table.items() for word in group]
    words.sort(key=lambda pair: -len(pair[0]))
    return tuple((re.compile(pattern_of(word)), name) for word, name in words)


def pattern_of(word: str) -> str:
    """A pattern for a word where it stands as one: English between borders, Chinese anywhere."""
    escaped = re.escape(word).replace(r"\ ", r"[\s-]+")
    return rf"(?<![a-z]){escaped}(?![a-z])" if word.isascii() else escaped


def _found(text: str, words: Iterable[tuple[re.Pattern[str], str]]) -> frozenset[str]:
    found: set[str] = set()
    for pattern, name in words:
        if pattern.search(text):
            found.add(name)
            text = pattern.sub(" ", text)  # 'faux leather' must not be found as 'leather' again
    return frozenset(found)
