"""What a message is, taken by itself: a request for products, the name or number of one, a question about a thing."""

import re

from knowledge.catalog.draft import normal
from knowledge.catalog.request import RequestReader
from knowledge.catalog.shelf import Shelf
from knowledge.language import terms

_WANTED = re.compile(
    r"(?<![a-z])(?:looking for|recommend|suggest|show me|i (?:want|need)(?: to buy)?|do you (?:have|sell)"
    r"|shopping for|gift|present|cheapest)(?![a-z])"
    r"|推荐|想买|要买|有没有|有卖|找一?[个款双件条]|预算|送礼|礼物|便宜"
)
_ASKING = re.compile(
    r"(?<![a-z])(?:how (?:do|does|long|can|many|to)|why|when|where|warranty|return|refund|exchange|cancel|order"
    r"|deliver|shipping"
    r"|repair|wash|clean|is the|does the)(?![a-z])"
    r"|怎么|如何|为什么|多久|几天|保修|退货|退款|换货|取消|订单|配送|运费|维修|清洗|能不能退"
)


# Whether something is so of a thing, 'is the tent waterproof?', '睡袋可以机洗吗', or how much of it; and what of that
# form asks for a thing after all: 'is there a tent for four?', '有防水的背包吗'.
_OF_A_THING = re.compile(
    r"^(?:(?:and|but|so|also|ok|hi|hello)\W+)*(?:is|are|was|does|do|did|can|could|may|will|would|should|has|have"
    r"|how (?:much|many|heavy|big|large|long|wide|tall|warm|thick|deep) (?:is|are|does|do|can|litres|liters))(?![a-z])"
    r"|[吗么嘛]\W*$|能不能|可不可以|会不会|是不是|是否|能否|多重|多大|多长|多少钱|什么材质"
)
_FOR_A_THING = re.compile(
    r"(?<![a-z])(?:(?:is|are) there|(?:do|does|have|has) (?:you|your shop|the shop) (?:have|sell|stock|carry|offer|got)"
    r"|can (?:you|i) (?:recommend|suggest|show|find|help|get|buy|see)|(?:which|any)(?! of)|best|better|most)(?![a-z])"
    r"|^(?:请问|那么?|你们|您们|贵店|店里|咱们|这里|这边|还|都|现在|家|\W)*(?:没?有|卖)|有的?[吗么]|有卖|哪[个款种件条双]|最"
)


_SOLD = re.compile(
    r"^(?:(?:and|but|so|also|ok|hi|hello|please)\W+)*"
    r"(?:do|does) (?:you|your shop|the shop|this shop)(?: guys| also| still| even)* (?:sell|stock|carry)(?![a-z])"
    r"|^(?:请问|那么?|\W)*(?:你们?|您们?|贵店|店里|咱们|这里|这边|还|都|家|也)*(?:有没有|有)?卖(?![完光多])"
)
_HAD = re.compile(
    r"^(?:(?:and|but|so|also|ok|hi|hello|please)\W+)*"
    r"(?:do you(?: guys| also| still)* have|have you(?: guys)? got|got)(?: any| some)?\s+[a-z]"
    r"|^(?:请问|那么?|\W)*(?:你们?|您们?|贵店|店里|咱们|这里|这边|还|都|家|也)*有(?:没有)?(?=.+)"
)


def asks_whether_sold(text: str, *, surely: bool = False) -> bool:
    """Whether it asks if something is sold here; 'do you have ...' may ask for other things, and does not `surely`."""
    plain = normal(text)
    return bool(_SOLD.search(plain) or (not surely and _HAD.search(plain)))


def asks_of_a_thing(text: str) -> bool:
    """Whether it asks what is so of a thing, rather than for one."""
    plain = normal(text)
    return bool(_OF_A_THING.search(plain)) and not (_FOR_A_THING.search(plain) or _WANTED.search(plain))


def is_request(text: str, reader: RequestReader) -> bool:
    """Whether it clearly asks for products: what, and that they are wanted or on which terms."""
    plain = normal(text)
    if _ASKING.search(plain):
        return False
    request = reader.read(text)
    is_of = any(c.field == "category" and c.op == "=" for c in request.conditions)
    limits = [c for c in request.conditions if c.field != "category"]
    return bool((is_of and (limits or request.wishes or _WANTED.search(plain))) or (limits and _WANTED.search(plain)))


def of_code(text: str, shelf: Shelf) -> tuple[str, ...]:
    """The ids of the products whose number it is and hardly anything else: '006R90321', 'the LF-T201, please'."""
    words = [word.strip(".,!?;:()\"'“”。，！？") for word in normal(text).split()]
    rest = [word for word in words if word not in ("the", "a", "please", "no.", "model", "型号")]
    return tuple(shelf.ids[row] for row in sorted(shelf.rows_of_codes(rest))) if len(rest) == 1 else ()


def is_kind(text: str, reader: RequestReader) -> bool:
    """Whether it is the name of a category, or of something that is sold, and nothing else: 'jackets', '外套'.

    That it is wanted may be said, and on which terms: '我想买一双跑鞋'.
    """
    request, plain = reader.read(text), normal(text).strip(" .!?。！？")
    names = [str(c.value) for c in request.conditions if c.field == "category" and c.op == "="]
    if len(request.conditions) == 1 and names and {*terms(request.query)} <= {*terms(names[0])}:
        return True
    if _WANTED.search(plain) and not _ASKING.search(plain):
        return bool(request.query) and reader.otherwise.is_thing(request.query)
    if len(request.conditions) > len(names) or request.unchecked:  # '17 寸的电脑': on which terms, and what
        is_asking = _ASKING.search(plain) or _OF_A_THING.search(plain)
        without = re.sub(r"\d+(?:\.\d+)?\s*[a-z%°\"]*", " ", plain).strip()  # 保温杯 500ml: 保温 is part of the name
        is_thing = any(name and reader.otherwise.is_thing(name) for name in (request.query, without))
        return is_thing and not is_asking
    return reader.otherwise.is_thing(plain)
