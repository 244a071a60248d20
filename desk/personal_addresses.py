"""Postal addresses, known by their form: a street with a number, what stands before it (room, building) and after it
(town, post code), of several countries; in Chinese, regions, roads and the numbers of houses, floors and rooms."""

import re
from collections.abc import Iterator, Sequence

from desk.personal_lexicon import simplified
from desk.personal_names import WORD
from desk.personal_tagger import Tagged, tagged

Span = tuple[int, int]

# -- in Latin script

_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Close|Terrace|Crescent|Cres|Quay|Parade"
    r"|Parkway|Pkwy|Highway|Hwy|Gardens|Grove|Mews|Alley|Broadway|Wharf|Esplanade)\b\.?"
)
_SMALL_ROOM = r"(?:flat|apt|unit|room|suite)[ ]?\w{1,4}"
_SMALL_END = (
    r"(?!(?:and|or|please|pls|by|on|for|is|it|the|in|at|my|but|if|so|thx|thanks|ty|not|cheers|after|before)\b)[a-z]{3,}"
)
_WORD_STREET = (
    r"(?:Way|Square|Sq|Place|Pl|Walk|Row|Hill|Green|Rise|View|Bank|Fold|Vale|Mount|Yard|Brae|Wynd|Gate"
    r"|Park|Circle|Cir|Trail|Loop|Bridge)\b\.?"
)
_CUE = (
    r"(?:(?:deliver|ship|send|post|go|come)(?:ed|s)? (?:it |this |them |the parcel )?to|address(?: is|:)?|(?:live"
    r"|living|am|i'm|im) (?:at|on|in)|at|to)"
)
_MOVES = r"(?i:at|to|in|from|address(?: is|:)?|live|is)"
_KIND = (
    r"(?:Flat|Office|Villa|Apt\.?|Apartment|Unit|Suite|Ste\.?|Room|Rm\.?|Floor|Block|Blk\.?|Tower|Level|House"
    r"|Building|Bldg\.?|Shop)"
)
_ROOM = rf"(?:{_KIND}[ ]*[A-Z]?\d*[A-Z]?\b|\d{{1,3}}(?:st|nd|rd|th)[ ](?:Floor|floor|fl\.?)|\d{{1,2}}/F\b|#\d[\w-]*)"
_BUILDING = (
    rf"(?:{WORD}(?:[ ]{WORD}){{0,3}}[ ](?:House|Building|Tower|Towers|Court|Plaza|Centre|Center|Mansions?|Lodge"
    rf"|Cottage|Hall|Home|Hospital|School|College|Hotel|Estate|Park|Works|Yard|Mill|Farm|Barracks|Library|Church)"
    rf"|The[ ]{WORD}[ ]{WORD}|St\.[ ]{WORD}(?:[ ]{WORD}){{0,2}})"
)
_UK = r"[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}\b"
_CODE = (
    rf"(?:{_UK}|[A-Z]{{2,3}},?[ ]\d{{4,5}}(?:-\d{{4}})?\b|(?:[A-Z]{{2}},?[ ])?[A-Z]\d[A-Z][ ]?\d[A-Z]\d\b"
    rf"|[A-Z]\d[\dW][ ]?[A-Z\d]{{4}}\b"
    r"|\d{6}\b|\d{5}(?:-\d{4})?\b|\d{1,2}\b)"
)
_PLACE = (
    r"(?!(?:Tel|Phone|Fax|Mobile|Mob|Cell|E-?mail|Mail|Attn|Order|Thanks|Best|Kind"
    r"|Regards)\b)[A-ZÀ-ÞĀ-Ž][^\W\d]+(?:['’-][^\W\d]+)*(?!\w)"
)
_PLACES = rf"{_PLACE}(?:[ ](?:[a-z]{{2,3}}[ ])?{_PLACE}){{0,3}}"
_ZIP = r"(?:[A-Z]{1,2}-)?(?:\d{4}[ ]?[A-Z]{2}|\d{4}-\d{3}|\d{3}[ ]\d{2}|\d{2}-\d{3}|\d{4,5})"
_ZIP_TOWN = rf"{_ZIP}[ ]{_PLACES}(?:[ ]\d{{1,2}}\b)?"
_SEP = r"(?:,[ ]*|[ ]*\n[ ]*)"
_TOWN = rf"(?:{_SEP}(?:{_ZIP_TOWN}|{_PLACES},?[ ](?:{_CODE}|\d{{4}}\b)|{_PLACES}|{_CODE}))"
_NUMBER = r"\b\d{1,5}[A-Za-z]?(?:[-/]\d{1,5}[A-Za-z]?)?"
_ORDINAL = r"\d{1,3}(?:st|nd|rd|th)"
_FRONT = rf"(?:(?:{_ROOM}|{_BUILDING}),?[ ]+){{0,3}}"
_LINK = r"(?:[ ](?:de|la|las|los|du|des|del|della|dei|da|do|l['’]))"
_ROMANCE = (
    rf"(?:(?:Rue|Chemin|Quai|Impasse|Via|Viale|Corso|Piazza|Calle|Avenida|Paseo|Rua|Av\.){_LINK}*|(?:Avenue|Boulevard"
    rf"|Place|Plaza){_LINK}+)"
)
_GERMANIC = (
    r"[A-ZÄÖÜ][\wäöüß-]*(?:straße|strasse|str\.|weg|platz|allee|gasse|straat|gracht|laan|plein|gatan|vägen|vej|veien"
    r"|gata)"
)
_FOLLOWS = rf"(?:,?[ ](?:{_ROOM}|\d{{1,2}}[ºª°]?[ ]?[A-Z]?(?=,)))?"
_FRONTED = rf"{_FRONT}{_NUMBER},?[ ]+(?:(?:St\.|{_ORDINAL}|{WORD})[ ]+)"
_LATIN: tuple[re.Pattern[str], ...] = tuple(
    re.compile(pattern if "(?P<v>" in pattern else rf"(?P<v>{pattern})")
    for pattern in (
        rf"{_FRONTED}{{1,4}}{_STREET}(?:[ ](?:N|S|E|W|NE|NW|SE|SW|North|South|East|West|Lower|Upper)\b)?"
        rf"(?:[ ]\d{{1,3}}\b)?(?:,?[ ]+{_ROOM})?{_TOWN}{{0,4}}",
        rf"{_ROOM},[ ](?:{_BUILDING},[ ])?(?:{WORD}[ ]){{1,4}}{_STREET}{_TOWN}{{1,4}}",
        rf"\b(?i:{_CUE})[ ]+(?P<v>(?:{_SMALL_ROOM},?[ ])?{_NUMBER}[ ](?:[a-z'’]+[ ]){{1,3}}(?:street|st|road|rd|avenue"
        rf"|ave|lane|drive|close|court|crescent|terrace|way|place|square|gardens|grove)\b(?:,?[ ]{_SMALL_ROOM}\b)?"
        rf"(?:,?[ ]{_SMALL_END})?"
        rf"(?:,?[ ](?i:{_UK}))?)",
        rf"{_FRONTED}{{1,3}}{_WORD_STREET}(?:,?[ ]+{_ROOM})?{_TOWN}{{1,4}}",
        rf"\b{_MOVES}[ ]+(?P<v>{_FRONTED}{{1,3}}{_WORD_STREET})",
        rf"{_FRONT}{_NUMBER}[ ]+(?:Broadway|The[ ]Strand|{WORD}[ ]Broadway){_TOWN}{{0,3}}",
        rf"\bP\.?[ ]?O\.?[ ]Box[ ]\d+{_TOWN}{{0,3}}",
        rf"{_NUMBER}(?:[ ]bis)?,?[ ](?:{_ROMANCE}|(?:rue|avenue|boulevard|place|chemin|quai"
        rf"|impasse){_LINK}*)[ ]?{WORD}(?:[ ]{WORD}){{0,2}}{_TOWN}{{0,3}}",
        rf"\b(?:{_GERMANIC}"
        rf"|{_ROMANCE}[ ]?{WORD}(?:[ ]{WORD}){{0,2}}),?[ ]\d{{1,4}}[ ]?[a-zA-Z]?\b(?:[/-]\d+)?{_FOLLOWS}{_TOWN}{{0,3}}",
        # any street that a number and a town with its code follow
        rf"(?:\b(?:ul|al"
        rf"|os)\.[ ])?\b(?:[A-ZÀ-ÞĀ-Ž][\w.'’-]+[ ]){{1,3}}\d{{1,4}}[ ]?[a-zA-Z]?\b(?:/\d+)?{_FOLLOWS}{_SEP}{_ZIP_TOWN}",
        # any street of a town with its post code
        rf"{_FRONT}{_NUMBER},?[ ]{WORD}(?:[ ]{WORD}){{0,2}}(?:,[ ]{_PLACES}){{0,2}},?[ ]{_UK}",
        # without a number: a house with a name, known by the post code at its end
        rf"(?:(?:{_BUILDING}|{WORD}(?:[ ]{WORD}){{0,3}}),[ ]){{1,3}}{_PLACES},?[ ](?:{_UK}"
        rf"|[A-Z]\d[\dW][ ]?[A-Z\d]{{4}}\b)",
        rf"{_ROOM},?[ ]{_BUILDING}{_TOWN}{{1,4}}",
        rf"(?<![\w-])(?P<v>{_UK}|[A-Z]\d[A-Z][ ]\d[A-Z]\d(?![A-Z\d]))(?!-)",
        r"\bBlk[ ]\d+[A-Z]?[ ][\w ]{3,30}?(?:[ ]#\d\d-\d+)?,?[ ]Singapore[ ]\d{6}",
    )
)
_CHINESE_CODE = re.compile(r"(?:邮编|邮政编码|郵編|郵遞區號)[ ]*(?:是|为|[:：])?[ ]*(?P<v>\d{5,6})(?!\d)")
_POSTCODE = re.compile(rf"(?i:post ?code|zip(?: code)?)(?: is|:)?[ ]*(?P<v>{_UK}|\d{{5}}(?:-\d{{4}})?\b)")
_LAST = re.compile(rf"{_UK}")
_NO_ADDRESS = re.compile(
    r"\b(?:Order|Invoice|Model|Item|Article|Version|Size|Page|Pos|Art|January|February|March|April|May|June|July"
    r"|August|September|October|November|December|Inch(?:es)?|Pack|Piece|Oz|Degree|Speeds?)\b"
)

# -- in Chinese

CJK = r"\u4e00-\u9fff"
_START = rf"(?:(?<![{CJK}])|(?<=[到在是为為成给給寄址放送改往住于於至]))"
_PLAIN = rf"(?:(?!(?<!解)放|[改换写变]成|[寄到在是为為给給址送住请請我您你的改把去从從])[{CJK}])"
_N = r"[ ]?[东南西北]{0,2}[A-Za-z]?(?:\d+(?:[-－之]\d+)?|[一二三四五六七八九十]{1,3}|[东西南北甲乙丙])[A-Za-z]?[ ]?"
_UNIT = (
    r"(?:号楼|号院|號樓|号|號|弄|栋|棟|幢|座|座楼|楼|樓|层|層|单元|單元|室|户|门|排|期|区|區|组|組|队|F|教学楼"
    r"|宿舍楼?|库)"
)
_REGION = (
    rf"(?:{_PLAIN}{{2,8}}?(?:省|自治区|市|特别行政区|特別行政區|自治州))?(?:{_PLAIN}{{1,7}}?(?:市|区|县|旗|州|盟|區"
    rf"|縣|新区))?"
    rf"(?:{_PLAIN}{{1,6}}?(?:区|县|镇|乡|街道|區|縣|鎮|鄉|里))?"
)
_ROAD = r"(?:大道|大街|路|街|道|巷|弄|胡同|里|村|大院)"
_SECTION = r"(?:[东西南北中]?[ ]?[一二三四五六七八九十\d]段)?"  # of a long road
_HOUSE = (
    rf"(?:[A-Za-z]{{0,8}}[{CJK}]{{1,10}}?|[A-Za-z]{{1,8}})(?:广场|大厦|中心|小区|花园|大楼|公寓|[新代]城|家园|国际"
    rf"|科学园|科技园|产业园|工业园|创意园|园区|学校|大学"
    r"|学院|医院|酒店|商场|写字楼|教学楼|宿舍|名苑|苑|府|邸|湾|里|庭|轩|廣場|大廈|花園|大樓|中心|社区|村|城)"
)
_TAIL = (
    rf"(?:[ ]?(?:{_N}{_UNIT}|[A-Z]\d?(?:座|栋|塔|幢|区)|{_HOUSE}(?=[ ]?[A-Z]?\d|[ ]?[A-Z](?:座|栋|塔|幢)|[^{CJK}]|$)"
    r"|[A-Z]?\d{1,5}(?:-\d{1,4}){0,2}[A-Z]?(?![\d年月日元点天个件小:：%.]|[-]\d)|之[ ]?\d+))*"
    # whatever else stands before the last number of the clause belongs to the address
    rf"(?:(?:(?![寄送收给請请放到电手我你您的吧谢麻有是在了对和转交])[{CJK}A-Za-z\d #-]){{0,24}}"
    rf"[{CJK}A-Z](?:\d{{1,5}}[A-Z]?|[A-Z])?"
    rf"(?:{_UNIT}|(?<=\d)(?![\d年月日元点天个件小:：%.])))?"
)
_CHINESE: tuple[re.Pattern[str], ...] = tuple(
    re.compile(rf"{_START}(?P<v>{pattern})")
    for pattern in (
        rf"{_REGION}{_PLAIN}{{1,12}}?{_ROAD}{_SECTION}(?:{_PLAIN}{{0,6}}?(?:巷|弄|胡同|里))?{_N}(?:号院"
        rf"|[号弄號巷]){_TAIL}",
        rf"{_REGION}{_PLAIN}{{1,12}}?(?:小区|花园|新城|家园|公寓|苑|府|里|村|园|庭|湾|城|{_N}区|广场|大厦"
        rf"|社区)[ ]?\d+[ ]?(?:号楼|栋|幢|座|号|楼|期|弄){_TAIL}",
        rf"(?:{_PLAIN}{{2,8}}?(?:省|市|自治区)){_PLAIN}{{1,7}}?(?:区|县|市|镇){_HOUSE}{_TAIL}",
        rf"(?:{_PLAIN}{{1,7}}?(?:区|县|镇|乡|市)){{1,2}}{_PLAIN}{{1,8}}?(?:村|屯)[ ]?\d+[ ]?(?:组|号|队){_TAIL}",
    )
)

# -- in Chinese, by what the tagger calls places

_BEFORE_PLACE = re.compile("^[放送寄发到在去往从于是住给]+")
_PLACED = re.compile(
    r"\d|[一二三四五六七八九十]{1,3}(?:号|栋|幢|楼|单元|室|组|队|巷|弄)|[A-Z东西南北甲乙丙](?:座|栋|幢|区|塔)"
)
_PLACE_WORD = re.compile(
    "路|街|道|巷|弄|村|屯|庄|苑|园|小区|新区|城|里|湾|府|大厦|大楼|广场|座|栋|幢|单元|室|号楼|号院|宿舍|公寓|组|家属院|胡同|镇|乡"
)
_INSIDE = re.compile(
    r"[ \-－—#]|[A-Za-z]?\d+(?:[-－]\d+)*[A-Za-z]?|[A-Z]|(?:\d|[一二三四五六七八九十])*"
    r"(?:单元|号楼?|栋|幢|室|楼|层|门|户|期|区|组|队|座|弄|巷|教学楼|宿舍楼?|信箱|铺|院|交叉口|旁边?|对面)"
)
_QUANTITY = re.compile(r"[\d一二三四五六七八九十两几半]+[天日个件台双条元块斤年月小点公米分]|\d+[.:：]\d+|1[3-9]\d{9}")
_LEADS = re.compile(r"(?:地址|住址|住|家|寄|送|发|收货|收件|到|在|改[成为])[^，,。]{0,4}$")
_PLAIN_PLACE = re.compile("中国|全国|国内|[东西南北]{1,2}部?|外地|本地|线下")
_HAN = re.compile(f"[{CJK}]")
_SHOP = re.compile("[ ]?(?:的|那家)?(?:门店|分店|店铺?|专柜|旗舰店)")


def find_addresses(text: str) -> Iterator[Span]:
    """Places [start, end) of postal addresses and post codes in a text; findings may overlap."""
    for pattern in _LATIN:
        for match in pattern.finditer(text):
            if not _NO_ADDRESS.search(match["v"]):
                code = _LAST.search(text, *match.span("v"))  # what comes after is somebody's name
                yield match.start("v"), code.end() if code else match.end("v")
    for match in (*_POSTCODE.finditer(text), *_CHINESE_CODE.finditer(text)):
        yield match.span("v")
    for pattern in _CHINESE:
        for match in pattern.finditer(text):
            yield match.span("v")
    if _HAN.search(text):
        yield from _of_places(simplified(text))


def _of_places(text: str) -> Iterator[Span]:
    """Places in a row with the number of a house among them: 江苏省 苏州市 星湖街328号 创意产业园 6栋 402."""
    words = tagged(text)
    at = 0
    while at < len(words):
        first = words[at]
        at += 1
        if first.tag not in ("LOC", "ORG") or _PLAIN_PLACE.fullmatch(first.words):
            continue
        last = at
        while last < len(words) and _goes_on(words, last):
            last += 1
        start = first.start + len((_BEFORE_PLACE.match(first.words) or [""])[0])
        end = words[last - 1].end
        while end > start and text[end - 1] in " -－—#，,":
            end -= 1
        run = text[start:end]
        if _PLACED.search(run) and _PLACE_WORD.search(run) and not _SHOP.match(text, end) and first.tag == "LOC":
            yield start, end
            at = last


def _goes_on(words: Sequence[Tagged], at: int) -> bool:
    """Whether a word goes on with an address: a place, a number or its unit, or a word with one of these behind it."""
    word = words[at]
    if _QUANTITY.match(word.words.strip()):
        return False
    if word.tag in ("LOC", "ORG") or _INSIDE.fullmatch(word.words.strip(" ") or " "):
        return True
    if word.tag not in ("n", "nz", "nw", "s", "f", "vn", "a", "m", "TIME"):
        return False
    after = "".join(other.words for other in words[at + 1 : at + 3])
    return re.match(r"(?:[\u4e00-\u9fff]{1,4})?[ ]?[A-Za-z]?\d", after) is not None and "年" not in word.words
