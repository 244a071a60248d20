"""Numbers that name a person: telephones, cards, bank accounts, identity papers.

A number with a check digit is believed for that; any other only for the words before it. After 'order', 'invoice'
or 'serial number' nothing is believed.
"""

import re
from collections.abc import Callable, Iterator

import phonenumbers
from phonenumbers import Leniency, PhoneNumberMatcher
from stdnum import iban, luhn
from stdnum.cn import ric
from stdnum.es import dni, nie
from stdnum.ie import pps
from stdnum.it import codicefiscale
from stdnum.us import ssn

Found = tuple[str, int, int]  # kind, start, end

REGIONS = ("CN", "US", "GB", "IE")  # whose numbers are known without a country code
BEFORE = 40  # characters that are looked through for what a number is

_URL = re.compile(r"https?://\S+|www\.\S+")
_START, _END = r"(?<![A-Za-z0-9_.,/#-])", r"(?![A-Za-z0-9_-])"
_LONG = re.compile(rf"{_START}\d(?:[ -]?\d){{12,18}}{_END}")
_IBAN = re.compile(rf"{_START}[A-Z]{{2}}\d{{2}}(?: ?[A-Z0-9]){{11,30}}{_END}")
_RESIDENT = re.compile(rf"{_START}\d{{17}}[\dXx]{_END}")
_INTERNATIONAL = re.compile(rf"{_START}\+\d[\d ().-]{{6,18}}\d{_END}")
_CHINESE_PHONE = re.compile(
    rf"{_START}(?:(?:86[ -]?)?1[3-9]\d[ -]?\d{{4}}[ -]?\d{{4}}|\(?0\d{{2,3}}[) -]{{0,2}}[2-9]\d{{6,7}}){_END}"
)
_BRITISH_MOBILE = re.compile(rf"{_START}07\d{{3}} ?\d{{3}} ?\d{{3}}{_END}")
_BRITISH_LINE = re.compile(rf"{_START}0[1-9]\d{{2,3}}[ -]\d{{3}}[ -]\d{{3,4}}(?![ -]?\d){_END}")
_EXTENSION = re.compile(r",?[ ]*(?:ext(?:ension)?|x)\b", re.IGNORECASE)
_TAIWANESE_MOBILE = re.compile(rf"{_START}09\d{{2}}[ -]?\d{{3}}[ -]?\d{{3}}{_END}")

# What a number is called. The nearest word before it decides.
_PHONE_WORDS = (
    r"(?<!of the )(?<!of my )(?:tele)?phone|tel|mobile|cell|call|ring|text|dial|whatsapp|fax|reach(?:ed)?"
    r"|电话|手机|座机|拨打?|打|致电|同号|联系|電話|手機|座機|撥打?|致電|聯絡|聯繫"
)
_CARD_WORDS = (
    r"card(?: number| no\.?)?|visa|mastercard|amex|信用卡|银行卡|卡号|卡號|银联卡|储蓄卡|[招工建农中交]行|浦发|邮储"
    r"|兴业|银行"
)
_ACCOUNT_WORDS = (
    r"account|IBAN|bank details|acct?(?: no\.?)?|sort(?= \d\d-\d\d-\d\d)|a/c|routing number|sort code|账号|账户|帐号"
    r"|帐户|帳號|帳戶"
)
_IDENTITY_WORDS = (
    r"passport|PPSN|Aadhaar|NRIC|NHS (?:number|no)|medicare(?: number| no)?|national id|emirates id|BSN|PESEL|CPF"
    r"|residence permit|health card|(?:student|employee|staff) (?:id|number|no)"
    r"|licen[cs]e(?=(?: no\.?| number| nr\.?)?[: ]*$)|(?:photo|government|govt) id"
    r"|social security(?: number)?|SSN|(?:national |social )?insurance(?: number| no\.?)|my ID(?= is|:)"
    r"|ID number|NIE|NI number|PPS|driv(?:er'?s|ing) licen[cs]e|ID card|"
    r"identity card|tax (?:ID|number|no\.?)|DNI|codice fiscale"
    r"|身份证|证件号?|学号|工号|居住证|学生证|签证|医保卡?|社保卡?|出生证|护照|通行证|台胞证|军官证|社保号|驾驶证|驾照"
    r"|身分證|身份證|護照|通行證|駕照"
)
_OTHER_WORDS = (
    r"order|invoice|tracking|parcel|reference|ref|serial|SN|SKU|EAN|batch|code|version|model|product|page|flight|"
    r"reservation|ticket|coordinates|IMEI|VAT|barcode|voucher|gift ?card|loyalty card|membership|customer number"
    r"|税号|会员号|会员卡|串号|取件码|订单|编号|单号|运单|流水号?|序列号|发票|条形码|条码|批号|货号|型号|航班|坐标"
    r"|工单|訂單|編號|單號|運單|發票|型號|貨號"
)
_CALLED = re.compile(
    rf"(?P<phone>(?<![a-z])(?:{_PHONE_WORDS})(?![a-z]))|(?P<account>(?<![a-z])(?:{_ACCOUNT_WORDS})(?![a-z]))"
    rf"|(?P<card>(?<![a-z])(?:{_CARD_WORDS})(?![a-z]))"
    rf"|(?P<identity>(?<![a-z])(?:{_IDENTITY_WORDS})(?![a-z]))|(?P<other>(?<![a-z])(?:{_OTHER_WORDS})(?![a-z]))",
    re.IGNORECASE,
)
_CLAUSE = re.compile(r"[,;，；、。][^,;，；、]*$")
_ACCOUNT_BEFORE = re.compile(r"(?:账号|账户|帐号|帐户|帳號|帳戶)[是为為: ]{0,3}$")
_SOCIAL = re.compile(r"SSN|social security", re.IGNORECASE)
FAR = 120  # characters before, in which such a number is called by its name
_TOKEN = {
    "card": re.compile(rf"{_START}\d(?:[ -]?\d){{12,18}}{_END}"),
    "phone": re.compile(rf"{_START}\+?\(?\d[\d ()./-]{{5,17}}\d{_END}"),
    "account": re.compile(rf"{_START}\d[\d -]{{4,26}}\d{_END}"),
    "identity": re.compile(
        rf"{_START}(?:[南北海空军沈济广成兰]字第\d{{5,9}}号|[A-Z0-9][A-Z0-9-]{{5,19}}"
        rf"|\d{{2,4}}(?:[ ]\d{{2,4}}){{2,4}}){_END}",
        re.IGNORECASE,
    ),
}
# A number that somebody spells: 'oh eight seven, double one ...', 幺三八零零...
_SAID = r"(?:zero|oh|nought|nil|one|two|three|four|five|six|seven|eight|nine)"
_SPELT = (
    re.compile(
        rf"\b(?:(?:double|triple)[ -])?{_SAID}(?:[ ,.-]{{1,3}}(?:(?:double|triple)[ -])?{_SAID}){{6,14}}\b", re.I
    ),
    re.compile(
        r"[零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖](?:[ -]?[零〇一二三四五六七八九幺壹贰叁肆伍陆柒捌玖两]){6,17}"
    ),
)
_BANK_AFTER = re.compile(r"[ ]?(?:这个|这张|的)?(?P<kind>账户|账号|帐户|帐号|卡|bank account|account|card)")
_LEAST_DIGITS = {"card": 13, "phone": 7, "account": 6, "identity": 5}
_MOST_DIGITS = {"card": 19, "phone": 15, "account": 28, "identity": 20}

# Identity numbers that are known by their form alone.
_SSN = re.compile(rf"{_START}\d{{3}}-\d{{2}}-\d{{4}}{_END}")
_FORMS: tuple[tuple[re.Pattern[str], Callable[[str], bool]], ...] = (
    (_RESIDENT, ric.is_valid),
    (_SSN, ssn.is_valid),
    (re.compile(rf"{_START}(?!BG|GB|NK|KN|TN|NT|ZZ)[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?(?:\d{{2}} ?){{3}}[A-D]{_END}"),
     lambda _: True),
    (re.compile(rf"{_START}[A-Z]{{2}} ?(?:\d{{2}} ?){{3}}[A-D]{_END}"), lambda _: False),  # called so
    (re.compile(rf"{_START}[A-Z]{{1,2}}\d{{6}}\([\dA]\)"), lambda _: True),  # Hong Kong
    (re.compile(rf"{_START}\d{{8}}[A-Z]{_END}"), dni.is_valid),
    (re.compile(rf"{_START}[XYZ]\d{{7}}[A-Z]{_END}"), nie.is_valid),
    (re.compile(rf"{_START}\d{{7}}[A-W][A-IW]?{_END}"), pps.is_valid),
    (re.compile(rf"{_START}[A-Z]{{6}}\d{{2}}[A-Z]\d{{2}}[A-Z]\d{{3}}[A-Z]{_END}"), codicefiscale.is_valid),
)  # fmt: skip


def find_numbers(text: str) -> Iterator[Found]:
    """What is found, the surest kinds first; findings may overlap."""
    addresses = [match.span() for match in _URL.finditer(text)]
    for kind, start, end in _numbers(text):
        if not any(a <= start < b for a, b in addresses) and _called(text, start) != "other":
            yield kind, start, end


def _numbers(text: str) -> Iterator[Found]:
    for match in _IBAN.finditer(text):
        if iban.is_valid(match[0]) or _called(text, match.start()) == "account":
            yield "account", *match.span()
    for form, is_valid in _FORMS:
        for match in form.finditer(text):
            if is_valid(match[0]) or _called(text, match.start()) == "identity":
                yield "identity", *match.span()
    for match in _SSN.finditer(text):
        if _SOCIAL.search(text, max(0, match.start() - FAR), match.start()):
            yield "identity", *match.span()
    yield from _named(text, "identity")
    for match in _LONG.finditer(text):
        if _ACCOUNT_BEFORE.search(text, max(0, match.start() - BEFORE), match.start()):
            continue  # Chinese banks give accounts the numbers of cards
        if match[0][0] in "23456" and luhn.is_valid(re.sub(r"\D", "", match[0])):
            yield "card", *match.span()
        if (after := _BANK_AFTER.match(text, match.end())) is not None:
            yield ("card" if after["kind"] in ("卡", "card") else "account"), *match.span()
    yield from _named(text, "card")
    yield from _named(text, "account")
    for form in _SPELT:
        for match in form.finditer(text):
            yield "phone", *match.span()
    yield from _phones(text)
    yield from _named(text, "phone")


def _phones(text: str) -> Iterator[Found]:
    for match in _INTERNATIONAL.finditer(text):
        if _is_possible(match[0]):
            yield "phone", *match.span()
    for match in _CHINESE_PHONE.finditer(text):
        number = phonenumbers.parse(match[0], "CN")
        if phonenumbers.is_valid_number(number):
            yield "phone", *match.span()
    for form in (_TAIWANESE_MOBILE, _BRITISH_MOBILE, _BRITISH_LINE):
        for match in form.finditer(text):
            yield "phone", *match.span()
    for region in REGIONS[1:]:
        for found in PhoneNumberMatcher(text, region, leniency=Leniency.VALID):
            yield "phone", found.start, found.start + len(_EXTENSION.split(found.raw_string)[0])


def _is_possible(number: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(number))
    except phonenumbers.NumberParseException:
        return False


def _named(text: str, kind: str) -> Iterator[Found]:
    """Numbers that the nearest word before them calls so."""
    for match in _TOKEN[kind].finditer(text):
        digits = sum(character.isdigit() for character in match[0])
        if _LEAST_DIGITS[kind] <= digits <= _MOST_DIGITS[kind] and _called(text, match.start()) == kind:
            yield kind, *match.span()


def _called(text: str, start: int) -> str:
    """The kind that the last telling word before a place names, within its sentence; '' without one."""
    before = re.split(r"[。！？\n]|[.!?]\s(?=[A-Z])", text[max(0, start - BEFORE) : start])[-1]
    names = list(_CALLED.finditer(before))
    if not names or (names[-1].lastgroup == "other" and _CLAUSE.search(before, names[-1].end())):
        return ""  # what stands in another clause is called otherwise
    return names[-1].lastgroup or ""
