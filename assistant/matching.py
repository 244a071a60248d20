"""How well a piece of text matches a question: the words they share, and the kind of answer that is asked for.

Used for sentences (which one answers?) and for whole passages (does anything answer?). Works from index terms alone;
meaning comes in through the vectors that the callers bring.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from knowledge.language import CJK, Language, detect_language, terms

Wanted = Literal["duration", "money", "time", "number", "person", "place", "reason", "polar", "other"]

QUESTION_WORDS: dict[Language, str] = {
    "en": "what which who whom whose when where why how do does did done doing is are was were be been being am have "
    "has had can could may might shall should will would must i me my we us our you your he she him his her they them "
    "their it its this that these those a an the of in on at to for from by with as and or but if than then there here "
    "so not no any some please tell know want need like get got into about many much long hi hello thanks",
    "zh": "什么 甚么 哪 哪个 哪些 哪里 哪儿 哪位 哪种 哪一 哪年 谁 怎么 怎样 如何 多少 几 几个 多久 多长 多大 为什么 为何 何时 何 何处 "
    "时候 什么时候 吗 呢 吧 啊 呀 么 的 了 是 在 有 和 与 及 或 被 把 对 为 于 由 从 到 向 以 我 你 您 他 她 它 我们 你们 他们 "
    "请问 请 想 问 一下 可以 能 能否 是否 会 要 这 那 这个 那个 该 其 之 一个 个 就 都 也 还 不 没有 没 多 被称为",
}
"""Words that say little of what a question is about. Rare in documents, so inverse frequency alone would favour them."""

WEAK_WORDS: dict[Language, str] = {
    "en": "kind type sort happen happened described person according mention mentioned topic aspect wrong amount purpose specific "
    "reason considered cause often frequently addition another individual occur someone something anything believed "
    "thing suggest main due part able typically refer referred example available find primary way known called seen "
    "possible currently subject question issue place factor name named term one two first use used using make made "
    "become became say said give given else different following other after before during along between among through "
    "out over under up down only also first form main large small new go went come came take taken took own",
    "zh": "叫 叫做 名字 名称 还有 东西 特点 具体 使得 曾经 一 原因 另 结果 变化 做 类型 因为 称之为 意思 情况 指 大约 时间 种 属于 "
    "有关 以及 两个 作用 现在 一般 原本 过 所 导致 为了 意义 目的 一种 时 之后 对于 来 成 自 后来 如果 由于 用 又 分别 此 位置 去 "
    "之前 方面 发生 有着 一项 地方 上 中 下 里 另一种 主要 认为 进行 使用 被称作 称为 称作 其他 后 前 最 将 人 说 会 一次 第一 物品",
}
"""Words of questions that the text that answers often does not repeat.

Taken from those whose rate of repetition is low in SQuADShifts, CMRC 2018 train and DRCD test, less the words a
business is asked about.
"""
SYNONYMS: tuple[str, ...] = (
    "shipping delivery ship deliver send post postage courier dispatch",
    "cost price fee charge expensive",
    "return refund exchange",
    "collect pickup",
    "phone telephone call hotline",
    "email mail write contact",
    "shop store branch showroom",
    "open opening hours close closed",
    "guarantee warranty",
    "job vacancy career hiring",
    "hire rent rental lease",
    "buy purchase order",
    "plane aeroplane airplane flight",
    "parking car park",
    "discount voucher coupon",
    "repair fix mend",
    "expire valid expiry",
    "address street lane",
    "配送 快递 寄 邮寄 送货 发货 送达 物流 寄到 寄往",
    "运费 邮费 快递费 邮资 配送费 包邮 免运费",
    "价格 多少钱 价钱 售价 收费 费用 钱",
    "退货 退 退回 退换",
    "退款 退钱 返还 退还",
    "换货 换 更换 调换",
    "保修 质保 维修",
    "过期 有效 有效期 到期 失效",
    "修改 改 更改 变更",
    "地址 位置 在哪 位于",
    "电话 号码 热线",
    "店 门店 商店 店铺 实体店",
    "付款 支付 付 结账",
    "营业 开门 关门 打烊",
    "买 购买 购 下单",
    "优惠 折扣 打折 降价",
    "尺码 尺寸 大小 码",
    "洗 清洗 机洗 水洗",
    "飞机 航班 登机",
    "发票 开票",
    "租 租赁 出租 租借",
    "停车 停车场 停车位 车位",
    "承担 出 负担",
    "申请 办理",
)
"""Words of one meaning at a front desk: customers say the one, documents the other."""
WEAK_SHARE = 0.3  # of its inverse document frequency that a weak word weighs
SYNONYM_CREDIT = 0.7
PART_CREDIT = 0.6  # for a relative of a term; see `credit`
STEM_LETTERS = 5

# Each kind of answer: what asks for it, and what it looks like. The first that matches decides.
_ASKS: dict[Language, tuple[tuple[Wanted, str], ...]] = {
    "en": (
        ("duration", r"\bhow (long|soon|fast|quick(ly)?|many (days|weeks|months|years|hours|minutes))\b"),
        ("money", r"\b(how much (does|do|is|are|will|would|to|for)|costs?|price[ds]?|fees?|how expensive)\b"),
        ("time", r"\b(when|(what|which) (year|date|day|time|month|century|decade|hour)s?|until what|at what time)\b"),
        ("number", r"\b(how (many|much|old|far|tall|high|big|large|often|heavy|deep|wide)|what (percent|percentage|number|age|amount|size|fraction|proportion|distance)|from what)\b"),
        ("person", r"\b(who|whom|whose)\b"),
        ("place", r"\b(where|(what|which) (city|country|state|place|town|region|area|continent|address))\b"),
        ("reason", r"\b(why|what (reason|cause)s?|how come)\b"),
        ("polar", r"^\W*(do|does|did|is|are|was|were|can|could|may|will|would|should|has|have)\b"),
    ),
    "zh": (
        ("duration", r"多久|多长时间|几(个)?(天|年|月|周|小时|分钟|工作日)|多少(个)?(天|年|月|周|小时|分钟|工作日)|多快"),
        ("money", r"多少钱|几块钱|运费|价格|费用|什么价|怎么卖|贵不贵|包邮|多少元"),
        ("time", r"什么时候|甚么时候|何时|哪[一]?[年月天日]|几[点号日时]|时间是|什么时间|哪个(世纪|年代|朝代|时期)"),
        ("number", r"多少|几|多[大高长远重宽深]|第几"),
        ("person", r"谁|哪位|何人|哪[一]?[个位]?人"),
        ("place", r"哪里|哪儿|何处|在哪|哪[一]?个?(国家|城市|地方|地区|省|州|县|市|国)|什么地方|地址|位于"),
        ("reason", r"为什么|为何|原因|为啥|怎么会"),
        ("polar", r"吗|么[？?]?$|能不能|可不可以|是不是|有没有|能否|是否"),
    ),
}  # fmt: skip
_DIGIT_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|twenty|thirty|forty|fifty|hundred|thousand|"
    "million|billion|half|third|quarter|free|none|twice|once"
)
_LOOKS: dict[Wanted, re.Pattern[str]] = {
    "duration": re.compile(
        rf"\b(\d[\d.,–-]*|{_DIGIT_WORDS}|same|next)( working| business| calendar)?[ -](minute|hour|day|night|week|month|year|"
        r"decade|centur)|\b(until|lifetime|unlimited|at once|immediately)\b|[\d一二三四五六七八九十百两半几]\s*个?(工作日|小时|分钟|天|日|周|星期|月|年)"
        r"|当天|当日|次日|终身|立即",
        re.IGNORECASE,
    ),
    "money": re.compile(
        r"[€$£¥￥]\s?\d|\d[\d.,]*\s?([€$£¥￥元%]|euros?|dollars?|pounds?|cents?|usd|eur|million|billion|欧元|美元|人民币|万|亿)"
        r"|\bfree\b|免费|包邮|免运费|承担|扣除",
        re.IGNORECASE,
    ),
    "time": re.compile(
        r"\d|\b(january|february|march|april|may|june|july|august|september|october|november|december|monday|tuesday|"
        r"wednesday|thursday|friday|saturday|sunday|century|days?|weeks?|months?|years?|hours?|minutes?|today|tomorrow)\b"
        r"|[一二三四五六七八九十百两几]+[年月日天周个]|世纪|时期|年间|朝|年代|同时|当天|次日",
        re.IGNORECASE,
    ),
    "number": re.compile(
        rf"\d|\b({_DIGIT_WORDS})\b|[零一二三四五六七八九十百千万亿两半]|免费|包邮",
        re.IGNORECASE,
    ),
    "person": re.compile(
        rf"(?<![.!?] )(?<!^)\b[A-Z][a-z]+|[·•]|[{CJK}]{{2,4}}(先生|女士|教授|博士|皇帝|国王|将军|总统)"
    ),
    "place": re.compile(
        rf"(?<![.!?] )(?<!^)\b[A-Z][a-z]+|[{CJK}](国|省|市|县|州|区|镇|村|路|街|岛|山|河|江|湖|洲|港|府|城)"
    ),
    "reason": re.compile(
        r"\b(because|due to|since|so that|therefore|as a result|in order to|caused?|reason|owing)\b|因为|由于|所以|为了|因此|导致|因而|故",
        re.IGNORECASE,
    ),
}
_ASKS_COMPILED: dict[Language, tuple[tuple[Wanted, re.Pattern[str]], ...]] = {
    language: tuple((wanted, re.compile(pattern, re.IGNORECASE)) for wanted, pattern in patterns)
    for language, patterns in _ASKS.items()
}
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_CHINESE_RUN = re.compile(f"[{CJK}]+")


@dataclass(frozen=True)
class TextTerms:
    """The terms of a sentence or passage, ready to be compared."""

    terms: frozenset[str]
    pairs: frozenset[tuple[str, str]]  # neighbouring terms; in Chinese also neighbouring characters
    stems: frozenset[str]  # the first letters of long words, for 'architect' and 'architecture'

    def __or__(self, other: "TextTerms") -> "TextTerms":
        return TextTerms(self.terms | other.terms, self.pairs | other.pairs, self.stems | other.stems)


@dataclass(frozen=True)
class QuestionTerms:
    """A question taken apart: its terms that carry meaning, what each weighs, and the kind of answer it wants."""

    text: str
    language: Language
    weights: Mapping[str, float]  # of each term, in order: inverse document frequency, less for weak words
    pairs: frozenset[tuple[str, str]]
    wanted: Wanted

    @property
    def total(self) -> float:
        return sum(self.weights.values()) or 1.0


def content_terms(question: str) -> tuple[str, ...]:
    """The question's index terms without the words every question has; all of them if nothing else is left.

    Of Chinese terms that overlap, as the segmentation for search gives them, the longest stays: else a long name
    would count several times.
    """
    everything = tuple(dict.fromkeys(terms(question)))
    kept = tuple(term for term in everything if term not in _stop_terms()) or everything
    chinese = [term for term in kept if _CHINESE_RUN.match(term)]
    return tuple(term for term in kept if not any(term != other and term in other for other in chinese))


def analyse(question: str, weights: Mapping[str, float]) -> QuestionTerms:
    """`weights`: inverse document frequency of the question's `content_terms`."""
    language = detect_language(question)
    kept = content_terms(question)
    default = max(weights.values(), default=1.0)
    weak = _weak_terms()
    return QuestionTerms(
        text=question,
        language=language,
        weights={term: weights.get(term, default) * (WEAK_SHARE if term in weak else 1.0) for term in kept},
        pairs=text_terms(question).pairs,
        wanted=wanted_answer(question, language),
    )


@lru_cache(maxsize=20_000)
def text_terms(text: str) -> TextTerms:
    found = tuple(term for term in terms(text) if term not in _stop_terms())
    pairs = set(zip(found, found[1:], strict=False))
    for run in _CHINESE_RUN.findall(text):
        pairs |= set(zip(run, run[1:], strict=False))
    stems = frozenset(term[:STEM_LETTERS] for term in found if len(term) > STEM_LETTERS and term.isascii())
    return TextTerms(frozenset(found), frozenset(pairs), stems)


def wanted_answer(question: str, language: Language) -> Wanted:
    """The kind of answer a question asks for, by its question words."""
    return next((wanted for wanted, asks in _ASKS_COMPILED[language] if asks.search(question)), "other")


def coverage(question: QuestionTerms, found: TextTerms) -> float:
    """The share of the question's weight that the text has, 0..1."""
    return sum(weight * credit(term, found) for term, weight in question.weights.items()) / question.total


def credit(term: str, found: TextTerms) -> float:
    """How much of a question's term the text has: 1 for the term itself, less for a part or a relative of it."""
    if term in found.terms:
        return 1.0
    if not found.terms.isdisjoint(_synonyms().get(term, ())):
        return SYNONYM_CREDIT
    if len(term) > STEM_LETTERS and term.isascii():
        return PART_CREDIT if term[:STEM_LETTERS] in found.stems else 0.0
    if len(term) > 1 and _CHINESE_RUN.match(term):
        pairs = list(zip(term, term[1:], strict=False))
        return PART_CREDIT * sum(pair in found.pairs for pair in pairs) / len(pairs)
    return 0.0


def pair_coverage(question: QuestionTerms, found: TextTerms) -> float:
    """The share of the question's neighbouring terms that stand side by side in the text too, 0..1."""
    return len(question.pairs & found.pairs) / len(question.pairs) if question.pairs else 0.0


def rarest_missing(question: QuestionTerms, found: TextTerms) -> float:
    """The weight of the heaviest question term that is not in the text, as a share of the heaviest of all, 0..1."""
    missing = max((weight * (1 - credit(term, found)) for term, weight in question.weights.items()), default=0.0)
    return missing / (max(question.weights.values(), default=1.0) or 1.0)


def type_match(question: QuestionTerms, text: str) -> float:
    """1 when the text holds something of the kind that is asked for, -1 when it does not, 0 when any text would do."""
    looks = _LOOKS.get(question.wanted)
    if looks is None:
        return 0.0
    asked = {found.group().lower() for found in looks.finditer(question.text)}
    asked |= set(_NUMBER.findall(question.text))
    rest = _NUMBER.sub(lambda number: "" if number.group() in asked else number.group(), text)
    return 1.0 if any(found.group().lower() not in asked for found in looks.finditer(rest)) else -1.0


def looks_like(wanted: Wanted, text: str) -> bool:
    """Whether a text holds something of a kind; False for kinds that have no look."""
    looks = _LOOKS.get(wanted)
    return bool(looks and looks.search(text))


def is_service_word(term: str) -> bool:
    """Whether a term names something a front desk does: delivery, returns, prices, opening hours."""
    return term in _synonyms()


@lru_cache(maxsize=1)
def _stop_terms() -> frozenset[str]:
    return frozenset(
        term for words in QUESTION_WORDS.values() for word in words.split() for term in (word, *terms(word))
    )


@lru_cache(maxsize=1)
def _weak_terms() -> frozenset[str]:
    return frozenset(term for words in WEAK_WORDS.values() for word in words.split() for term in (word, *terms(word)))


@lru_cache(maxsize=1)
def _synonyms() -> dict[str, frozenset[str]]:
    """Each term with the others of its group. Words that become several terms are known by each of them."""
    related: dict[str, set[str]] = {}
    for group in SYNONYMS:
        members = {term for word in group.split() for term in (word, *content_terms(word))}
        for term in members:
            related.setdefault(term, set()).update(members - {term})
    return {term: frozenset(others) for term, others in related.items()}
