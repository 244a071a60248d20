"""What a customer's words give: an order number, a way to be reached, a day, yes or no, 'never mind'."""

import re
from dataclasses import dataclass
from datetime import date

from assistant.service.dates import find_date
from desk.orders import LONGEST_NUMBER
from desk.personal_handles import find_handles
from desk.personal_numbers import find_numbers
from knowledge.kinds import asks_leave, is_how
from knowledge.language import detect_language, simplified

# Digits and signs of Chinese keyboards, one for one.
_NARROW = str.maketrans("０１２３４５６７８９＋－（）：＠．＃　", "0123456789+-():@.# ")

_TICKET = re.compile(
    r"(?:(?<![A-Za-z0-9])F-|(?:ticket|工单)[^\dA-Za-z]{0,8}F?)(\d{4,7})(?![A-Za-z0-9-])", re.IGNORECASE
)
_CALLED_ORDER = re.compile(
    r"(?:order|purchase|number|no\.?|订单|單號|单号|编号|号码|#)(?:\s*(?:number|no\.?|id|nr\.?|编号|号码|号))?"
    r"\s*(?:is|was|are|should be|:|：|=|是|为|#|应该是|应为)*\s*#?\s*(?P<number>[A-Za-z]{0,6}[-_ ]?\d[\dA-Za-z-]{2,})",
    re.IGNORECASE,
)
_LETTERED = re.compile(r"(?<![A-Za-z0-9@.-])(?P<number>[A-Za-z]{1,6}[-_]?\d[\dA-Za-z-]{3,})(?![A-Za-z0-9@])")
_BARE = re.compile(r"(?<![A-Za-z0-9@+.])(?P<number>(?:[A-Za-z]{1,6}[-_ ]?)?\d[\dA-Za-z-]{2,})(?![A-Za-z0-9@])")
_MOBILE = re.compile(r"(?:\+|00|1[3-9]\d{9}$)")
_DIGITS = re.compile(r"\+?\(?\d[\d ().-]{5,17}\d")

_ABANDON = re.compile(
    r"^(?:no,? |ok,? |oh,? |well,? |actually,? |sorry,? )*"
    r"(?:never ?mind|forget (?:it|about it|that)|cancel(?: (?:it|this|that))?|stop(?: (?:it|this))?"
    r"|drop (?:it|this|that)|leave it|i(?:'ve| have)? changed my mind|quit|abort|not any ?more"
    r"|i don'?t want (?:to|this|it)(?: any ?more)?"
    r"|let'?s (?:stop|leave it|forget it))\b.{0,40}$"
    r"|^(?:嗯|哦|好吧|那|唉)?[，, ]*"
    r"(?:算了|不用了|不要了|取消吧|不办了|先不办了|不弄了|不填了|不说了|停下|停止|退出|不需要了|改天再说|先这样吧|我改主意了|别弄了|放弃)"
    r"(?:[吧了啦谢，。,.! ！]|谢谢|不.{0,6}了)*$",
    re.IGNORECASE,
)
_YES = re.compile(
    r"^(?:yes|yep|yeah|yup|sure|ok(?:ay)?|correct|right|exactly|confirm(?:ed)?|send(?: it)?|please do|do it|go ahead"
    r"|that'?s(?: right| correct| it)|perfect|fine|all good|looks good|please send(?: it)?|submit(?: it)?|y|absolutely"
    r"|of course)"
    r"(?:[ ,.!]+(?:please|thanks|thank you|yes|send it|go ahead|(?:that|it)'?s (?:right|correct)))*[ .!]*$"
    r"|^(?:(?:是的?|对的?|好的?|可以|行|没错|正确|确认|没问题|嗯+|就这样|是这样|无误|ok)[，, ]*)*"
    r"(?:是的?|对的?|好的?|可以|行|没错|正确|确认|提交|发吧|发送|没问题|嗯+|就这样|是这样|无误|ok)"
    r"(?:[吧啊呀的了，。,.! ！]|谢谢|麻烦了)*$",
    re.IGNORECASE,
)
_NO = re.compile(
    r"^(?:no|nope|nah|wrong|not (?:yet|quite|right|correct)|that'?s (?:wrong|not right)|n|wait|hold on)[ .!,]*$"
    r"|^(?:不|不是|不对|不行|错了|有误|等等|等一下|先别|还没|不可以|否)[了啊呀的，。,.! ！]*$",
    re.IGNORECASE,
)
_SKIP = re.compile(
    r"\b(?:skip|don'?t have|do not have|haven'?t got|don'?t know|do not know|no idea|not sure|none|no order|n/?a"
    r"|can'?t find|cannot find|lost it|no matter|any ?time|whenever|doesn'?t matter)\b|^no[ .!]*$"
    r"|跳过|(?<!有)没有|不知道|不清楚|不记得|忘了|找不到|无所谓|都行|都可以|随时|随便|^无$",
    re.IGNORECASE,
)
_ASKS = re.compile(
    r"[?？]\s*$"
    r"|^(?:how|what|when|where|who|why|which|do you|does|did you|(?:can|could) (?:you|i|we)|may i|do (?:i|we)"
    r"|are you|is there|are there|is it|will)\b"
    r"|(?:吗|呢|么|多久|多少|哪里|哪儿|怎么|什么|几天|能不能|可不可以|是否)[^，。]{0,8}$|谁[^，。]{0,3}$"
    r"|^[^，。]{3,}[不没][？?。 ]*$|([收能会卖做接])不\1",
    re.IGNORECASE,
)

_DONE = re.compile(
    r"^\W*(?:can|could|do|would|will) you(?: guys| also| still| even)* (?:fix|repair|mend|service|clean|alter)\b"
    r"|^[你您]?们?(?:还|也)?(?:能|会|可以)?(?:修|维修|洗|改)[^，。？?]{1,8}[吗么]",
    re.IGNORECASE,
)
_TELLING = re.compile(
    r"\bplease (?!tell|explain|let|advise|how)|\bhelp me\b|帮我|给我|替我|麻烦.{0,4}(?:办|处理|退|换|取消)",
    re.IGNORECASE,
)

_PERSON = re.compile(
    r"\b(?:humans?|persons?|(?<!\d )(?<!many )people|somebody|someone|agents?|representatives?|operators?|managers?"
    r"|staff|colleagues?|support|real|live)\b|人工|真人|活人|客服|经理|店员|工作人员|负责人",
    re.IGNORECASE,
)

# What is said of any request: whatever else stands in a message is the thing that it is about.
_OF_ANY = re.compile(
    r"\b(?:i|we|me|my|our|you|your|please|pls|hi|hello|hey|can|could|would|will|want(?:ed)?|wanna|need|like|d|ll|m|ve"
    r"|have|has|had|get|got|to|a|an|the|one|some|any|it|this|that|for|of|in|at|on|from|back|with|up|help|am|is|be|how"
    r"|do|does|did|just|again|somebody|someone|ask|team|tell|make|making|book(?:ing)?|reserv\w*|appointments?|sign"
    r"|register|enrol\w*|orders?|cancel\w*|refund\w*|money|return\w*|los[et]|lost|left|forgot(?:ten)?|behind|invoices?"
    r"|receipts?|bills?|things?|something|(?:mon|tues|wednes|thurs|fri|satur|sun)days?|now|today|tonight|tomorrow"
    r"|next|week(?:end)?|month|morning|afternoon|evening)\b"
    r"|(?:下*(?:周|星期|礼拜)[一二三四五六日天末]?|今天|明天|后天|[上下中]午|早上|晚上)"
    r"|[我们你您请帮给想要能可以不吗呢吧了的一个张份下把这那事先做办理预约订单报名取消退款费换货钱丢落忘在开发票据东西找号位服务需求]",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Details:
    """What one message gives. Empty where it gives none."""

    order: str = ""
    email: str = ""
    phone: str = ""
    date: str = ""  # ISO 8601
    ticket: str = ""  # 'F-1042'

    @property
    def contact(self) -> str:
        return self.email or self.phone


def read_details(text: str, today: date, *, asked: str = "") -> Details:
    """The details in a message; `asked` is the kind that was asked for ('order', 'contact', 'phone', ...).

    What is asked for is believed in a barer form: six digits are an order number where one was asked for.
    """
    text = text.translate(_NARROW)
    ticket = _TICKET.search(text)
    rest = _TICKET.sub(" ", text)
    email = phone = ""
    for kind, start, end in (*find_handles(rest), *find_numbers(rest)):
        found = rest[start:end]
        if kind == "email" and "@" in found and not email:
            email = found.rstrip(".")
            rest = rest[:start] + " " * (end - start) + rest[end:]
        elif kind == "phone" and not phone and _is_phone(found, asked, text):
            phone = found.strip()
            rest = rest.replace(found, " " * len(found), 1)
    if not phone and asked in ("contact", "phone") and not email and (digits := _DIGITS.search(rest)):
        phone = digits[0]
        rest = rest.replace(phone, " " * len(phone), 1)
    day = find_date(text, today)
    return Details(
        order=_order(rest, asked),
        email=email,
        phone=phone,
        date=day.isoformat() if day else "",
        ticket=f"F-{ticket[1]}" if ticket else "",
    )


def _is_phone(found: str, asked: str, text: str) -> bool:
    """Whether a number that may be a telephone's is one: where an order number was asked for, mostly not."""
    if asked != "order":
        return True
    return bool(_MOBILE.match(re.sub(r"[ ()-]", "", found))) or found.strip() != text.strip(" .,。，")


def _order(text: str, asked: str) -> str:
    patterns = (_CALLED_ORDER, _LETTERED, _BARE) if asked == "order" else (_CALLED_ORDER, _LETTERED)
    for pattern in patterns:
        for match in pattern.finditer(text):
            number = match["number"].strip(" -_")
            is_date = re.fullmatch(r"20\d\d-\d\d?-\d\d?", number)
            if sum(sign.isdigit() for sign in number) >= 3 and len(number) <= LONGEST_NUMBER and not is_date:
                return number.upper()
    return ""


def is_abandoning(text: str) -> bool:
    """'never mind', '算了'."""
    return bool(_ABANDON.match(_plain(text)))


def is_yes(text: str) -> bool:
    return bool(_YES.match(_plain(text)))


def is_no(text: str) -> bool:
    return bool(_NO.match(_plain(text)))


def is_skipping(text: str) -> bool:
    """'skip', 'I don't have it', '没有'."""
    return len(text) <= 60 and bool(_SKIP.search(_plain(text)))


def names_person(text: str) -> bool:
    """Whether a word for a person of the team stands in it."""
    return bool(_PERSON.search(_plain(text)))


def names_thing(text: str) -> bool:
    """Whether a request says what it is about: 'cancel my membership', not 'I want to cancel'."""
    left = _OF_ANY.sub(" ", _plain(text).replace("'", " "))
    return any(sum(map(str.isalnum, word)) >= (2 if word.isascii() else 1) for word in left.split())


def names_ticket(text: str) -> bool:
    """Whether a ticket is asked about, be it without its number."""
    return is_asking(text) and bool(re.search(r"\bmy ticket|\bmy case\b|工单", text, re.IGNORECASE))


def asks_how(text: str) -> bool:
    """Whether it is asked how something is done, and not told to do it."""
    plain = simplified(text)
    return is_how(plain, detect_language(plain)) and not _TELLING.search(plain)


def asks_what_is_allowed(text: str) -> bool:
    """Whether it is asked what the house allows, and not told to do it."""
    plain = simplified(text)
    is_asked = asks_leave(plain, detect_language(plain)) or asks_what_is_done(text)
    return is_asked and not _TELLING.search(plain)


def asks_what_is_done(text: str) -> bool:
    """Whether it is asked what the house does at all: 'can you fix my scooter'."""
    return bool(_DONE.search(_plain(text)))


def is_asking(text: str) -> bool:
    """Whether the words have the form of a question."""
    return bool(_ASKS.search(_plain(text)))


def _plain(text: str) -> str:
    """On one line, in simplified characters, in which the patterns here are written."""
    return simplified(" ".join(text.split()))
