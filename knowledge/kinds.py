"""The kinds of answers: which question asks for one, and what one looks like."""

import re
from typing import Literal

from knowledge.language import CJK, Language

Wanted = Literal[
    "duration", "money", "time", "number", "person", "address", "place", "reason", "polar", "hours", "other"
]


def _pattern(*alternatives: str) -> re.Pattern[str]:
    return re.compile("|".join(alternatives), re.IGNORECASE)


# What asks for each kind, the first that matches decides.
_ASKS: dict[Language, tuple[tuple[Wanted, re.Pattern[str]], ...]] = {
    "en": (
        ("duration", _pattern(r"\bhow (long|soon|fast|quick(ly)?|many (days|weeks|months|years|hours|minutes))\b")),
        (
            "money",
            _pattern(
                r"\bhow much (does|do|is|are|will|would|to|for)\b",
                r"\b(costs?|price[ds]?|fees?|how expensive)\b",
            ),
        ),
        (
            "hours",
            _pattern(r"\b(opening|business|working) (hours|times)\b", r"\b(when|what time|how late)\b.*\b(open|close)"),
        ),
        (
            "time",
            _pattern(
                # not of 'what if nobody is home when it comes'
                r"^(?!\W*(?:what|who|which|why|how|where|if|can|could|may|do|does|did|is|are|was|were|will|would"
                r"|should)\b)[^.?]*\bwhen\b",
                r"\b(?:know|tell me|say|and) when\b",
                r"\b(what|which) (year|date|day|time|month|century|decade|hour)s?\b",
                r"\b(until what|at what time)\b",
            ),
        ),
        (
            "number",
            _pattern(
                r"\bhow (many|much|old|far|tall|high|big|large|often|heavy|deep|wide)\b",
                r"\bwhat (percent|percentage|number|age|amount|size|fraction|proportion|distance)\b",
                r"\bfrom what\b",
            ),
        ),
        ("person", _pattern(r"\b(who|whom|whose)\b")),
        (
            "address",
            _pattern(
                r"\bwhere\b.{0,20}\b(is|are|find)\b.{0,20}\b(shops?|stores?|offices?|branch(es)?|showrooms?|you)\b",
                r"\b(shop|store|office|branch|street|postal|your) address\b",
            ),
        ),
        (
            "place",
            _pattern(r"\bwhere\b", r"\b(what|which) (city|country|state|place|town|region|area|continent|address)\b"),
        ),
        ("reason", _pattern(r"\b(why|what (reason|cause)s?|how come)\b")),
        ("polar", _pattern(r"^\W*(do|does|did|is|are|was|were|can|could|may|will|would|should|has|have)\b")),
    ),
    "zh": (
        (
            "duration",
            _pattern(r"多久|多长时间|多快", r"(几|多少)(个)?(天|年|月|周|小时|分钟|工作日)"),
        ),
        ("money", _pattern(r"多少钱|几块钱|运费|价格|费用|什么价|怎么卖|贵不贵|包邮|多少元")),
        ("hours", _pattern(r"营业时间|(几点|什么时候).*(开门|关门|打烊|营业|上班|下班)")),
        (
            "time",
            _pattern(
                r"什么时候|甚么时候|何时|什么时间|时间是",
                r"哪[一]?[年月天日]|几[点号日时]",
                r"哪个(世纪|年代|朝代|时期)",
            ),
        ),
        ("number", _pattern(r"多少|几|第几|多[大高长远重宽深]")),
        ("person", _pattern(r"谁|哪位|何人|哪[一]?[个位]?人")),
        ("address", _pattern(r"[店司们库]的?地址|地址(是|在|呢|[?？]?$)")),
        (
            "place",
            _pattern(r"哪里|哪儿|何处|在哪|什么地方|位于", r"哪[一]?个?(国家|城市|地方|地区|省|州|县|市|国)"),
        ),
        ("reason", _pattern(r"为什么|为何|原因|为啥|怎么会")),
        ("polar", _pattern(r"吗|(?<![什甚怎那])么[？?]?$|能不能|可不可以|是不是|有没有|能否|是否")),
    ),
}

# 'how do I return it', 'what should I do if ...', '怎么申请'; not 'how long', nor 怎么还没到, which asks why
_HOW: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\bhow (?:do|does|did|can|could|would|should|must|may|might|am|to)\b"
        r"|\bhow'?d\b|\bwhat (?:do|should|must|can|am|would) (?:i|we) (?:do|need|have|supposed)\b"
        r"|\bwhere (?:do|can|could|should) (?:i|we)\b|\bwhat (?:is|are) the (?:steps?|process|procedure)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"(?:怎么|怎样|咋)(?!还|没|这|那|不|又|会|都|一直|样|回事|了|啦|我|你们|可能|那么)(?!.*这么)|如何|(?:哪里|哪儿|在哪)(?:可以|能|下载"
        r"|申请|办理|填|修改|查看)|流程|步骤"
    ),
}

# 'can I cancel', 'until when can I order', '最晚什么时候下单': what the house allows, whoever asks
_MAY: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"^\W*(?:(?:and|but|so|also|hi|hello|hey)\W+)*"
        r"(?:(?:until what time|how (?:late|early|far ahead)|when|what time)\b.{0,20}?)?"
        r"\b(?:can|may|could|must|should|do|am) (?:i|we)\b(?: (?:allowed|able|have|need))?|\bis it possible to\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"最晚|最迟|最早|截止|(?:可以|能|允许|可不可以|能不能).*(?:吗|么)[？?。 ]*$|可不可以|能不能|是否可以"
    ),
}
# An instruction, or who may: what makes a sentence tell how something is done.
_TELLS_HOW: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:you (?:can|may|must|need|have|should)|please|can be|may be|must be|are to"
        r"|to \w+ (?:it|them|one|us|an?|the|your))\b"
        r"|(?:^|[.:;!?,]\s+|\band )(?:open|press|click|choose|select|write|call|ring|send|bring|go|ask|enter|fill|use"
        r"|log|sign|pack|put|take|scan|print|tell|contact|pay|show|return|cancel|follow|visit|e-?mail|reply|come|hand|keep|stick|wash)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"请|须|可以?在|可凭|可通过|通过.{1,12}(?:预约|报名|办理|申请|预订|提交)|点击|点选|打开|进入|登录|选择|填写|联系"
        r"|拨打|致电|写信|发送|凭|携带|出示"
        r"|前往|到.{1,10}(?:办理|领取|申请)|在.{1,14}(?:里|中|上|内|处|前)?(?:预约|报名|办理|申请|取消|提交|领取)|提前|步骤|第一步|[者的]，?颁发"
    ),
}

_NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|"
    "million|billion|half|third|quarter|free|none|twice|once"
)
# capitalised inside a sentence, and no day
_NAME = r"(?-i:(?<![.!?] )(?<!^)\b(?!(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b)[A-Z][a-z]+)"
_LOOKS: dict[Wanted, re.Pattern[str]] = {
    "duration": _pattern(
        rf"\b(\d[\d.,–-]*|{_NUMBER_WORDS}|same|next)( working| business| calendar)?[ -]"
        r"(minute|hour|day|night|week|month|year|decade|centur)",
        r"\b(until|lifetime|unlimited|at once|immediately)\b",
        r"[\d一二三四五六七八九十百两半几]\s*个?(工作日|小时|分钟|天|日|周|星期|月|年)",
        r"当天|当日|次日|终身|立即",
    ),
    "money": _pattern(
        r"[€$£¥￥]\s?\d",
        r"\d[\d.,]*\s?([€$£¥￥元%]|euros?|dollars?|pounds?|cents?|usd|eur|million|billion|欧元|美元|人民币|万|亿)",
        r"\bfree\b",
        r"免费|包邮|免运费|承担|扣除",
    ),
    "time": _pattern(
        r"\d",
        r"\b(january|february|march|april|may|june|july|august|september|october|november|december)\b",
        r"\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday|today|tomorrow)\b",
        r"\b(century|days?|weeks?|months?|years?|hours?|minutes?)\b",
        r"[一二三四五六七八九十百两几]+[年月日天周个]",
        r"世纪|时期|年间|朝|年代|同时|当天|次日",
    ),
    "number": _pattern(r"\d", rf"\b({_NUMBER_WORDS})\b", r"[零一二三四五六七八九十百千万亿两半]", r"免费|包邮"),
    "person": _pattern(_NAME, r"[·•]", rf"[{CJK}]{{2,4}}(先生|女士|教授|博士|皇帝|国王|将军|总统)"),
    "hours": _pattern(r"\d{1,2}[:：.]\d\d|\d ?([ap]m|[ap]\.m\.|o.clock|点)|\bclosed\b|24 ?(hours|小时)|休息"),
    "address": _pattern(
        r"\b\d{1,5}[A-Za-z]? (?:[A-Z][\w'’.-]* ){1,4}?(street|st|road|rd|lane|ln|avenue|ave|way|square|drive|court|quay"
        r"|place|boulevard|blvd|alley|row|park)\b",
        rf"地址[：:]|[{CJK}][路街巷弄道][^，。]{{0,6}}\d+ ?号",
    ),
    "place": _pattern(_NAME, rf"[{CJK}](国|省|市|县|州|区|镇|村|路|街|岛|山|河|江|湖|洲|港|府|城|巷)", r"地址|位于"),
    "reason": _pattern(
        r"\b(because|due to|since|so that|therefore|as a result|in order to|caused?|reason|owing)\b",
        r"因为|由于|所以|为了|因此|导致|因而|故",
    ),
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def wanted_answer(question: str, language: Language) -> Wanted:
    """The kind of answer a question asks for, by its question words."""
    return next((wanted for wanted, asks in _ASKS[language] if asks.search(question)), "other")


def is_how(question: str, language: Language) -> bool:
    """Whether it is asked how something is done."""
    return bool(_HOW[language].search(question))


def asks_leave(question: str, language: Language) -> bool:
    """Whether it is asked what is allowed or possible, for whomever."""
    return bool(_MAY[language].search(question))


def tells_how(text: str, language: Language) -> bool:
    """Whether a text instructs: a sentence on what happens by itself does not."""
    return bool(_TELLS_HOW[language].search(text))


def looks_like(wanted: Wanted, text: str) -> bool:
    """Whether a text holds something of a kind; False for kinds that have no look."""
    looks = _LOOKS.get(wanted)
    return bool(looks and looks.search(text))


def type_match(wanted: Wanted, question: str, text: str) -> float:
    """1 when the text holds something of the kind that the question does not, -1 when not, 0 when any text would do."""
    looks = _LOOKS.get(wanted)
    if looks is None:
        return 0.0
    asked = {found.group().lower() for found in looks.finditer(question)} | set(_NUMBER.findall(question))
    rest = _NUMBER.sub(lambda number: "" if number.group() in asked else number.group(), text)
    return 1.0 if any(found.group().lower() not in asked for found in looks.finditer(rest)) else -1.0
