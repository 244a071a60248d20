"""Days of birth: a date after a word that says so ('born 4 July 1971', '生日是5月3日') or before it ('1965年生')."""

import re
from collections.abc import Iterator

Span = tuple[int, int]

_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
_MONTH += r"|nov(?:ember)?|dec(?:ember)?)\.?"
_DAY = r"\d{1,2}(?:st|nd|rd|th)?"
_NUMBERS = r"(?:\d{1,2}[./ -]\d{1,2}[./ -](?:19|20)?\d{2}|(?:19|20)\d{2}[./-]\d{1,2}[./-]\d{1,2}|(?:19|20)\d{6})(?!\d)"
_WORDS = (
    rf"(?:(?:the )?{_DAY}(?: of)?[ -]{_MONTH}(?:,?[ -](?:19|20)?\d{{2}})?|{_MONTH}[ ]{_DAY}(?:,? (?:19|20)\d{{2}})?"
    rf"|{_MONTH}[ ](?:19|20)\d{{2}}|(?:19|20)\d{{2}})(?![\w])"
)
_ENGLISH = re.compile(
    r"(?<![a-z])(?:(?:was |is |were |am |i'm )?born(?: on| in| the)?|(?:date|day) of birth|birth ?da(?:te|y)"
    r"|d\.?o\.?b\.?|(?:[a-z]+'?s|my|her|his) (?:birthday|bday|b-day))"
    rf"[ ]*(?:is|was|on|:|=|,|-)?[ ]*(?:on )?(?P<v>{_NUMBERS}|{_WORDS})",
    re.IGNORECASE,
)
_FIGURE = r"[\d〇零一二三四五六七八九十]"
_CHINESE_DATE = (
    rf"(?:{_FIGURE}{{2,4}}[ ]?年[ ]?(?:{_FIGURE}{{1,3}}[ ]?月(?:[ ]?{_FIGURE}{{1,3}}[ ]?[日号])?)?(?:份)?"
    rf"|(?:农历|阴历|阳历)?{_FIGURE}{{1,3}}[ ]?月[ ]?(?:初|十|廿)?{_FIGURE}{{1,3}}[ ]?[日号]?|{_NUMBERS})"
)
_CHINESE = (
    re.compile(
        rf"(?:生日|出生日期|出生年月日?|出生|生于|生辰|寿辰)(?:日期)?(?:填|写|登记|录|改)?(?:的|成|了)?"
        r"[ ]*(?:是|为|在|于|:|：)?[ ]*(?:今年|每年)?"
        rf"(?P<v>{_CHINESE_DATE})"
    ),
    re.compile(rf"生日.{{0,24}}(?:改成|改为|应该是|应为|是)[ ]?(?P<v>{_CHINESE_DATE})"),
    re.compile(rf"(?P<v>{_CHINESE_DATE})[ ]?(?:出)?生(?![日产效意活成])"),
    re.compile(rf"(?P<v>{_CHINESE_DATE})[ ]?(?:的生日|是[我他她](?:的|老公|老婆|儿子|女儿|妈妈?|爸爸?)*生日)"),
)


def find_births(text: str) -> Iterator[Span]:
    """Places [start, end) of days of birth in a text, without the words that announce them; findings may overlap."""
    for pattern in (_ENGLISH, *_CHINESE):
        for match in pattern.finditer(text):
            yield match.span("v")
