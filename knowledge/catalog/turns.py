"""What a message means in a conversation about products: a new request, a change to the last, or something about
what was shown ('cheaper', 'in blue', 'the second one', 'compare the first two', '没有黑色的吗').
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import Any, Literal

from knowledge.catalog.asking import Asked, Asking
from knowledge.catalog.audience import LABELS
from knowledge.catalog.conditions import Condition, merged
from knowledge.catalog.draft import normal
from knowledge.catalog.extremes import extreme, labels_of
from knowledge.catalog.patterns import NOT_TOO, PLACES
from knowledge.catalog.pointing import COMPARE, COUNTS, chosen, is_only_a_choice, is_past_the_end
from knowledge.catalog.request import Request, RequestReader
from knowledge.catalog.shelf import Shelf
from knowledge.catalog.sizes import neighbour
from knowledge.catalog.wanting import of_code
from knowledge.language import terms

Kind = Literal["find", "more", "compare", "like", "details", "fact", "which", "few"]
MOST_COMPARED = 4
LONGEST_POINTER = 40  # characters of a message that does nothing but point at what was shown


@dataclass(frozen=True)
class Talk:
    """Where a conversation about products stands; kept with each answer."""

    request: Request = Request()
    shown: tuple[str, ...] = ()  # ids, in the order shown
    focus: str = ""  # the id that was spoken of last
    hidden: tuple[str, ...] = ()  # what the customer does not want to see again
    like: str = ""  # the id that others should be like
    is_aside: bool = False  # whether something else was spoken of since
    open: tuple[tuple[str, ...], ...] = ()  # what was asked of a product that is yet to be named

    def to_json(self) -> dict[str, Any]:
        return {
            "request": self.request.to_json(), "shown": list(self.shown), "focus": self.focus,
            "hidden": list(self.hidden), "like": self.like, "is_aside": self.is_aside,
            "open": [list(fields) for fields in self.open],
        }  # fmt: skip

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Talk":
        return cls(
            Request.from_json(data.get("request", {})), tuple(data.get("shown", ())), data.get("focus", ""),
            tuple(data.get("hidden", ())), data.get("like", ""), bool(data.get("is_aside")),
            tuple(tuple(fields) for fields in data.get("open", ())),
        )  # fmt: skip


@dataclass(frozen=True)
class Turn:
    """What to do, and where the conversation stands before it is done."""

    kind: Kind
    talk: Talk
    chosen: tuple[str, ...] = ()  # the products it is about
    asked: Asked | None = None  # of a question about them
    count: int = 2  # of a comparison without chosen ones: how many of the best


REMOVE = {"en": "Remove: {}", "zh": "去掉：{}"}  # what pressing a chip says
_REMOVE = re.compile(
    r"^(?:(?:remove|drop|去掉|取消|删除)\s*:\s*(?P<what>.+)|(?:without|不限)\s*[\"“](?P<quoted>[^\"”]+)[\"”])$"
)
_RESET = re.compile(
    r"^(?:start over|start again|reset|clear (?:all|everything|filters?)|重新开始|重来|清除(?:所有|全部)?条件)\W*$"
)
_ANY = {
    "price": r"(?:any price|price (?:doesn't|does not) matter|no budget limit|forget the (?:price|budget)"
    r"|价格不限|不限价格"
             r"|价格无所谓|预算不限|多少钱都行)",
    "colour": r"(?:any colou?r|colou?r (?:doesn't|does not) matter|forget the colou?r|颜色不限|不限颜色"
    r"|颜色无所谓|什么颜色都行)",
    "brand": r"(?:any brand|brand (?:doesn't|does not) matter|forget the brand|品牌不限|不限品牌|什么牌子都行)",
    "size": r"(?:any size|size (?:doesn't|does not) matter|forget the size|尺码不限|不限尺码)",
    "material": r"(?:any material|material (?:doesn't|does not) matter|forget the material|材质不限|不限材质)",
    "rating": r"(?:any rating|rating (?:doesn't|does not) matter|评分不限|不限评分)",
    "stock": r"(?:stock (?:doesn't|does not) matter|缺货也行|没货也行)",
}  # fmt: skip
_LIKE = re.compile(
    r"(?<![a-z])(?:more like|similar (?:to|ones?|products?|items?)|anything like|something like)(?![a-z])|类似"
    r"|相似|差不多的|像这"
)
_NOT = re.compile(
    r"^(?:no,?\s*)?(?:not|i don't (?:like|want)|don't (?:like|show)|hide|skip|anything but)\s+(?:me\s+)?"
    r"(?:this|that|these|those|it|the (?:first|second|third|fourth|fifth|sixth|last)|number|#|\d)"
    r"|^(?:不要|不喜欢|别要|不想要)(?:这|那|第|它|前)"
)
_OTHERS = re.compile(
    r"^(?:(?:show|see|any|some)?\s*(?:me\s+)?more(?: options| results| of them| products)?|what else.*"
    r"|(?:(?:and|or|show me|do you have|have you got|give me|is there|are there|i'd like|i want"
    r"|how about|any|some)\s+)*"
    r"(?:others?|other (?:ones|options|products|ideas|suggestions)|(?:something|anything) (?:else|different|other)"
    r"|another(?: one| option| idea| suggestion)?|different ones|alternatives)(?: please)?"
    r"|next(?: page| ones?)?"
    r"|(?:再|还)?有?(?:没有|什么)?(?:别的|其他|其它|更多|另外)(?:的|款式?|选择|推荐)*(?:吗|么|呢|吧)?"
    r"|还有(?:吗|么|呢|什么)?"
    r"|(?:再|给我)?换(?:一?[批个款些]|几[个款]|别的|其他的?)(?:看看)?(?:吧|呢|吗)?"
    r"|(?:看看?|看下|想看|要|给我|再|来|推荐)*(?:更多|别的|其他的?|其它的?|另外的?|另一[个款])(?:看看)?(?:吧|呢)?)\W*$"
)
_ABOUT = re.compile(
    r"(?<![a-z])(?:tell me (?:more )?about|details|more about|what about|how about|show me)(?![a-z])|怎么样|详细"
    r"|介绍|看看|说说"
)
_CHEAPER = re.compile(
    r"(?<![a-z])(?:cheaper|less expensive|lower[- ]priced|too (?:expensive|pricey|dear))(?! than \D?\d)(?![a-z])"
    r"|(?<!越)便宜(?:一?点|些)(?:的)?|更便宜|再便宜|太贵|有没有便宜|贵了"
)
_DEARER = re.compile(
    r"(?<![a-z])(?:more expensive|pricier|dearer|higher[- ]priced)(?! than)(?![a-z])|更?贵一?点|贵些|更贵"
)
_STEPS = (  # a change against what was shown: the words, the fields that may mean it, the direction
    (re.compile(r"(?<![a-z])lighter(?! than| the)(?![a-z])|(?<!越)轻一?点|轻些|更轻|太重"), ("weight",), "<"),
    (re.compile(r"(?<![a-z])heavier(?! than)(?![a-z])|重一?点|更重"), ("weight",), ">"),
    (re.compile(r"(?<![a-z])(?:bigger|larger|roomier)(?! than)(?![a-z])|(?<!越)大一?点|大些|更大|太小"),
     ("people", "volume", "screen", "storage", "length"), ">"),
    (re.compile(r"(?<![a-z])smaller(?! than)(?![a-z])|(?<!越)小一?点|小些|更小|太大"),
     ("people", "volume", "screen", "storage", "length"), "<"),
    (re.compile(r"(?<![a-z])brighter(?! than)(?![a-z])|亮一?点|更亮"), ("brightness",), ">"),
    (re.compile(r"(?<![a-z])warmer(?! than)(?![a-z])|暖和?一?点|更暖"), ("temperature",), "<"),
)  # fmt: skip
_SIZE_STEP = re.compile(
    r"(?<![a-z])(?:(?:a|one|next) size (?:(?P<up>up|larger|bigger)|down|smaller)"
    r"|(?:(?P<up2>larger|bigger)|smaller) size)(?![a-z])|(?:(?P<up3>大)|小)一?[号码]"
)


def next_turn(text: str, talk: Talk, reader: RequestReader, asking: Asking, shelf: Shelf) -> Turn:
    """What `text` means after `talk`."""
    plain = normal(text)
    if _RESET.match(plain):
        return Turn("find", Talk())
    if found := _REMOVE.match(plain):
        return Turn("find", _without(talk, found["what"] or found["quoted"]))
    if len(ids := of_code(text, shelf)) == 1:
        return Turn("details", Talk(shown=ids, focus=ids[0]), ids)
    if (asked := fact_asked(text, talk, asking)) and asked.ids:
        focus = asked.ids[0] if len(asked.ids) == 1 or asked.order else ""
        return Turn("fact", replace(talk, focus=focus, is_aside=False, open=()), asked.ids, asked)
    if asked and asked.is_of_products:
        return Turn("which", replace(talk, open=asked.fields), (), asked)
    talk = replace(talk, is_aside=False, open=())
    if compared := compared_by_name(text, asking):
        return Turn("compare", talk, compared)
    if compare := _best_compared(plain, talk, reader, shelf):
        return compare
    if talk.shown and (about := _about_shown(plain, talk)):
        return about
    if not talk.shown and talk.request != Request() and _OTHERS.match(plain):  # than what was not found
        return Turn("more", talk)
    for field, pattern in _ANY.items():
        if re.search(pattern, plain):
            kept = tuple(c for c in talk.request.conditions if c.field != field)
            return Turn("find", _changed(talk, replace(talk.request, conditions=kept)))
    if talk.shown and (step := _step(plain, talk, shelf)):
        return step
    if not talk.shown and talk.request != Request() and (wish := _dear_or_cheap(plain)):
        wishes = tuple(dict.fromkeys((*talk.request.wishes, wish)))
        return Turn("find", _changed(talk, replace(talk.request, wishes=wishes)))
    request = reader.read(text)
    if _goes_on(request, talk, shelf) and not re.search(f"things? for (?:my|the|our)? ?{PLACES}", plain):
        is_named = not {*terms(request.query)} <= _pointing()  # asked for anew: from all there is
        talk = replace(talk, hidden=() if is_named else talk.hidden)
        return Turn("find", _changed(talk, _joined(talk.request, request)))
    return Turn("find", Talk(request))


def fact_asked(text: str, talk: Talk, asking: Asking) -> Asked | None:
    """What a message asks of products that it names or that were shown; None where it is no such question.

    Its `ids` are empty where it points at a product and it is open at which.
    """
    plain = asking.respelled(normal(text))
    if talk.open and (ids := asking.named(plain)):
        return Asked(ids, talk.open)
    if talk.is_aside:
        return asking.read(plain, chosen(plain, talk.shown, ""), (), "")
    return asking.read(plain, chosen(plain, talk.shown, talk.focus) if talk.shown else (), talk.shown, talk.focus)


def compared_by_name(text: str, asking: Asking) -> tuple[str, ...]:
    """The products that a message wants compared and calls by their names; () where it does not."""
    plain = normal(text)
    named = asking.named(plain) if COMPARE.search(plain) else ()
    return named[:MOST_COMPARED] if len(named) > 1 else ()


def aside(text: str, talk: Talk, asking: Asking) -> Talk:
    """The conversation after `text` was answered from elsewhere: what it names is spoken of now, or no product is."""
    named = asking.named(normal(text))
    return replace(talk, focus=named[0], is_aside=False) if len(named) == 1 else replace(talk, is_aside=True)


def leans_on(text: str, talk: Talk, reader: RequestReader, shelf: Shelf) -> bool:
    """Whether a message goes on with a conversation about products, taken by itself."""
    if not talk.shown and not talk.request.conditions:
        return False
    plain = normal(text)
    if _RESET.match(plain) or _REMOVE.match(plain) or any(re.search(p, plain) for p in _ANY.values()):
        return True
    if talk.shown and (_about_shown(plain, talk) or _step(plain, talk, shelf)):
        return True
    request = reader.read(text)
    return bool(request.conditions or request.wishes) and len(plain) <= 60 and _goes_on(request, talk, shelf)


def takes_back(text: str, talk: Talk) -> bool:
    """Whether a message says what a chip says when it is pressed, and that condition or wish is heeded."""
    found = _REMOVE.match(normal(text))
    return found is not None and _without(talk, found["what"] or found["quoted"]).request != talk.request


def points_at(text: str, talk: Talk, shelf: Shelf) -> bool:
    """Whether a short message can only be about the products that were shown: 'more like this', 'cheaper'."""
    plain = normal(text)
    if not talk.shown or len(plain) > LONGEST_POINTER:
        return not talk.shown and talk.request != Request() and bool(_OTHERS.match(plain))
    return bool(_about_shown(plain, talk) or (len(plain) <= LONGEST_POINTER // 2 and _step(plain, talk, shelf)))


def _about_shown(plain: str, talk: Talk) -> Turn | None:
    """Compare, more like this, not this, more, the second one."""
    picked = chosen(plain, talk.shown, talk.focus)
    if is_past_the_end(plain, len(talk.shown)):
        return Turn("few", talk, talk.shown)
    if COMPARE.search(plain):
        ids = picked if len(picked) > 1 else talk.shown[: _count(plain)]
        return Turn("compare", talk, ids[:MOST_COMPARED])
    if _LIKE.search(plain):
        id_ = (picked or (talk.focus or talk.shown[0],))[0]
        kept = tuple(c for c in talk.request.conditions if c.field == "category")
        return Turn("like", replace(talk, like=id_, focus=id_, request=Request("", kept)), (id_,))
    if _NOT.search(plain):
        ids = picked or (talk.focus or talk.shown[0],)
        return Turn("find", replace(talk, hidden=tuple(dict.fromkeys((*talk.hidden, *ids))), focus=""))
    if _OTHERS.match(plain):
        return Turn("more", replace(talk, hidden=tuple(dict.fromkeys((*talk.hidden, *talk.shown)))))
    if len(picked) == 1 and (is_only_a_choice(plain) or _ABOUT.search(plain)):
        return Turn("details", replace(talk, focus=picked[0], like=picked[0] if talk.like else ""), picked)
    return None


_COMPARED = re.compile(r"(?<![a-z])compare(?![a-z])|对比|比较")
_COUNT = re.compile(
    r"(?<![a-z])(?P<n>two|three|four|[2-4])(?![a-z0-9.])|(?P<zh>[两二三四2-4])(?=[款种个台条件双把只张辆部])"
)
_OF_COUNTS = (
    r"(?<![a-z])(?:the|your|best|top|some|a few|different)(?![a-z])|[两二三四2-4几][款种个台条件双把只张辆部]|一下"
)


def _count(plain: str) -> int:
    """How many are to be compared."""
    found = _COUNT.search(plain)
    return COUNTS[found["n"] or found["zh"]] if found else 2


def _best_compared(plain: str, talk: Talk, reader: RequestReader, shelf: Shelf) -> Turn | None:
    """'Compare two kettles', '对比两款推车': the best of what is named, where that is not what was shown."""
    if not _COMPARED.search(plain) or chosen(plain, talk.shown, talk.focus):
        return None
    rest = _COUNT.sub(" ", re.sub(_OF_COUNTS, " ", _COMPARED.sub(" ", plain)))
    request = reader.read(rest)
    if {*terms(request.query)} <= _pointing() or (talk.shown and _goes_on(request, talk, shelf)):
        return None
    return Turn("compare", Talk(request), (), count=_count(plain))


def _step(plain: str, talk: Talk, shelf: Shelf) -> Turn | None:
    """'Cheaper', 'lighter': a limit against the one spoken of, or the first shown; 'not too heavy' is a wish."""
    if any(re.search(pattern, plain) for _, pattern in NOT_TOO):
        return None
    row = shelf.row_of_id.get(talk.focus or talk.shown[0])
    if row is None:
        return None
    if _CHEAPER.search(plain) or _DEARER.search(plain):
        is_down = bool(_CHEAPER.search(plain))
        code = next((c.unit for c in talk.request.conditions if c.field == "price" and c.unit), "")
        code = code or shelf.currency_in("zh" if re.search("[\u4e00-\u9fff]", plain) else "en")
        price = float(shelf.prices(code)[row])
        if price != price:  # none is known to compare with
            wishes = tuple(dict.fromkeys((*talk.request.wishes, "cheapest" if is_down else "premium")))
            return Turn("find", _changed(talk, replace(talk.request, wishes=wishes)))
        return _with(talk, Condition("price", "<" if is_down else ">", price, code))
    if found := _SIZE_STEP.search(plain):
        return _of_next_size(talk, row, 1 if any(found.groups()) else -1, shelf)
    for pattern, fields, op in _STEPS:
        if pattern.search(plain):
            for field in fields:
                if (known := shelf.number(field, row)) is not None:
                    value, unit = known
                    return _with(talk, Condition(field, op, value, unit))  # type: ignore[arg-type]
    return None


def _of_next_size(talk: Talk, row: int, step: int, shelf: Shelf) -> Turn | None:
    """'A size up': the next to the size that was asked for, else to the one size of the product spoken of."""
    asked = next((str(c.value) for c in talk.request.conditions if c.field == "size" and c.op == "="), "")
    of_product = shelf.sizes(row)
    size = asked or (min(of_product, key=len) if of_product else "")
    meant = neighbour(size, shelf.size_names, step) if size else ""
    return _with(talk, Condition("size", "=", meant.upper())) if meant else None


def _with(talk: Talk, condition: Condition) -> Turn:
    """The same with one more condition: what is looked for, or what is like the one that others should be like."""
    request = replace(talk.request, conditions=merged(talk.request.conditions, (condition,)))
    if talk.like and not request.query:
        return Turn("like", replace(talk, request=request), (talk.like,))
    return Turn("find", _changed(talk, request))


def _dear_or_cheap(plain: str) -> str:
    """The wish that a short 'cheaper' is where nothing was shown to compare with; '' where it is none."""
    if len(plain) > LONGEST_POINTER // 2:
        return ""
    return "cheapest" if _CHEAPER.search(plain) else "premium" if _DEARER.search(plain) else ""


def _without(talk: Talk, what: str) -> Talk:
    """The conversation without the condition or wish that a chip names, in either language."""
    said = normal(what)
    request = talk.request
    conditions = tuple(c for c in request.conditions if said not in (normal(c.label("en")), normal(c.label("zh"))))
    if len(conditions) == len(request.conditions):
        conditions = tuple(c for c in conditions if said not in (c.field, str(c.value).lower()))
    wishes = tuple(wish for wish in request.wishes if said not in wish_labels(wish))
    dropped = {c.value for c in request.conditions if c.field == "category"} - {c.value for c in conditions}
    query = "" if dropped and terms(request.query) == terms(str(next(iter(dropped)))) else request.query
    return _changed(talk, replace(request, query=query, conditions=conditions, wishes=wishes))


def _changed(talk: Talk, request: Request) -> Talk:
    return replace(talk, request=request, focus="", like="")


_POINTING = (
    "does it come what about how them these those they you don't have got which else instead 这个 这些 那个 它们 哪些"
)


@cache
def _pointing() -> frozenset[str]:
    """The terms of words that only point at what was shown: 'does it come in black?', 'which of them ...?'."""
    return frozenset(terms(_POINTING))


def _goes_on(request: Request, talk: Talk, shelf: Shelf) -> bool:
    """Whether a request only adds to the one before: it names nothing else to look for."""
    if not (talk.request.query or talk.request.conditions):
        return False
    before = {*terms(talk.request.query)}
    before |= {term for name in _categories(talk.request) for term in terms(name)}
    said = [term for term in terms(request.query) if term not in _pointing()]
    ends = {terms(text)[-1] for text in (talk.request.query, *_categories(talk.request)) if terms(text)}
    return {*said} <= before and (not said or said[-1] in ends)  # a mouse is asked for anew after a mouse pad


def _categories(request: Request) -> list[str]:
    return [str(c.value) for c in request.conditions if c.field == "category"]


def _joined(before: Request, more: Request) -> Request:
    kept = (wish for wish in before.wishes if not (extreme(more.wishes) and extreme([wish])))
    wishes = tuple(dict.fromkeys((*kept, *more.wishes)))
    conditions = merged(before.conditions, more.conditions)
    unchecked = tuple(dict.fromkeys((*before.unchecked, *more.unchecked)))
    return Request(before.query or more.query, conditions, wishes, unchecked)


_WISH_LABELS = {
    "cheap": ("cheap", "便宜"), "premium": ("high-end", "高端"),
    "rated": ("well rated", "评价好"), "popular": ("popular", "热门"), "light": ("light", "轻便"),
    "small": ("small", "小巧"), "warm": ("warm", "保暖"), "large": ("large", "宽敞"),
}  # fmt: skip


def wish_labels(wish: str) -> tuple[str, str]:
    """What the chip of a wish says, in English and Chinese."""
    if extreme([wish]):
        return labels_of(wish)
    return _WISH_LABELS.get(wish) or LABELS[wish.removeprefix("for ")]


def wish_label(wish: str, language: str) -> str:
    return wish_labels(wish)[language == "zh"]


def shown(talk: Talk, ids: Sequence[str]) -> Talk:
    """The conversation after these were shown."""
    return replace(talk, shown=tuple(ids))
