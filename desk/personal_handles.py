"""Where somebody is found on the net or on the road: e-mail addresses, also spelt out, names in messengers, plates."""

import re
from collections.abc import Iterator

Found = tuple[str, int, int]  # kind, start, end

_EMAIL = re.compile(r"[A-Za-z0-9][\w.+'-]*@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+", re.ASCII)
_AT = r"[ ]*(?:\(at\)|\[at\]|\{at\}|<at>|（at）|艾特)[ ]*|[ ]+at[ ]+|[ ]+@[ ]+"
_DOT = r"[ ]*(?:\(dot\)|\[dot\]|\{dot\}|（dot）|点|點)[ ]*|[ ]+dot[ ]+"
# Written so that programs do not read it; a plain ' at ' with plain dots only where it is called an e-mail address.
_SPELT = re.compile(
    rf"(?<![\w.])[A-Za-z0-9][\w+-]*(?:(?:{_DOT}|\.)[\w+-]+)*(?P<at>{_AT})[A-Za-z0-9-]+(?:(?P<dot>{_DOT})|\.)"
    rf"[A-Za-z0-9-]+(?:(?:{_DOT}|\.)[A-Za-z]{{2,}})*",
    re.IGNORECASE | re.ASCII,
)
_MAIL_WORDS = re.compile(r"e-?mail|mail|write|reach|contact|address|邮箱|邮件|电邮|郵箱|郵件|電郵|信箱", re.IGNORECASE)
BEFORE = 40  # characters

_LATIN_NETWORKS = (
    r"we ?chat|weixin|whats ?app|telegram|skype|line id|viber|signal|instagram|insta|snapchat|tik ?tok|twitter|discord"
    r"|facebook|linkedin|kakao(?: ?talk)?|zalo|QQ"
)
_CHINESE_NETWORKS = (
    r"QQ号|扣扣|[vV]信|企鹅号?|微信号?|微信號|威信|薇信|小红书号?|抖音号?|微博|钉钉号?|飞书|陌陌|旺旺号?"
)
_HANDLE = r"(?:live:)?@?[A-Za-z0-9][\w.+-]{2,30}(?<![.])"
_SAID = r"(?:id|account|handle|name|user(?:name)?|号码?|號|账号|帐号)?[ ]*(?:is|are|:|：|=|是|为|為|-)?[ ]*"
_CALLED = re.compile(
    rf"(?<![A-Za-z])(?:(?:{_LATIN_NETWORKS})(?![A-Za-z]|\d{{6}}[A-Z])"
    rf"|{_CHINESE_NETWORKS})[ ]*(?P<sep>{_SAID})(?P<v>{_HANDLE})",
    re.IGNORECASE,
)
_ADDED = re.compile(
    rf"(?:加我?|\+|➕|搜|加个?|我的?|留个?)[ ]*(?:vx?|wx|微|QQ|扣|微信|绿泡泡)[ ]*[号吧呗下]?[ ]*[:：]?[ ]*"
    rf"(?P<v>{_HANDLE})",
    re.IGNORECASE | re.ASCII,
)
_SHORT = re.compile(rf"(?<![A-Za-z])(?:vx?|wx|ig|QQ?|tg|fb|insta)[ ]*[:：][ ]*(?P<v>{_HANDLE})", re.IGNORECASE)
_AT_NAME = re.compile(r"(?<![\w.@])@[A-Za-z][\w.]{2,30}(?<![.])")
_NO_HANDLE = re.compile(
    r"(?:pay|me|you|us|please|group|mini|program|app|and|for|message|code|the|support|business|call)", re.IGNORECASE
)

_PROFILE = re.compile(
    r"(?<![\w.])(?:https?://)?(?:www\.|m\.)?(?:facebook|fb|instagram|twitter|x|tiktok|linkedin|vk|weibo|xiaohongshu"
    r"|github|snapchat|t|wa|line)\.(?:com|me|cn|ee)/@?[\w%-][\w./?=%@-]*(?<![.?])",
    re.IGNORECASE | re.ASCII,
)
_LOGIN = re.compile(
    r"(?:(?:user ?name|log-?in(?: name)?|nick(?:name)?|screen name|account name|gamertag|steam id|psn id)[ ]*"
    r"(?:is|was|:|=)"
    r"|(?:用户名|登录名|登陆名|登录账号|昵称|会员名|淘宝号"
    r"|旺旺名?|账[号户]名?|帐[号户])[ ]*(?:是|为|叫|:|：)?|ID[ ]*(?:是|:|：))[ ]*"
    rf"(?P<v>{_HANDLE})",
    re.IGNORECASE | re.ASCII,
)

_PLATE = re.compile(
    r"[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-HJ-NP-Z][ ·•・.-]?(?=[A-Z0-9]*\d)"
    r"[A-HJ-NP-Z0-9]{4,6}[挂学警港澳]?(?![A-Za-z0-9])"
)
_PLATE_WORDS = re.compile(
    r"(?:number|licen[cs]e|registration|car|vehicle|my) ?plates?"
    r"|\b(?:car|van|vehicle):?(?= [A-Z0-9]{1,3}[- ][A-Z0-9]{2,4})|\bplates?:?(?= [A-Z]{1,3}[A-Z0-9 -]*\d)"
    r"|\breg(?:istration)?(?: (?:no|number))?\b|kennzeichen|车牌|車牌",
    re.IGNORECASE,
)
_VEHICLE = re.compile(
    r"\b(?:car|van|truck|lorry|vehicle|plates?|parking|park|drive|driv(?:er|ing)|taxi|trailer)\b|车|車|kennzeichen",
    re.IGNORECASE,
)
_PLATE_TOKEN = re.compile(
    r"(?<![A-Za-z0-9-])(?=[A-Z0-9 -]*\d)(?=[A-Z0-9 -]*[A-Z])"
    r"[A-Z0-9]{1,4}(?:[ -][A-Z0-9]{1,4}){0,2}[A-Z0-9]*(?![A-Za-z0-9-])"
)


def find_handles(text: str) -> Iterator[Found]:
    """What a text holds of e-mail addresses, names in messengers and number plates; findings may overlap."""
    for match in _EMAIL.finditer(text):
        yield "email", match.start(), match.end()
    for match in _SPELT.finditer(text):
        is_plain = match["at"].strip().lower() == "at" and not match["dot"]
        if not is_plain or _MAIL_WORDS.search(text, max(0, match.start() - BEFORE), match.start()):
            yield "email", match.start(), match.end()
    for match in _PLATE.finditer(text):
        yield "plate", match.start(), match.end()
    for cue in _PLATE_WORDS.finditer(text):
        plate = _PLATE_TOKEN.search(text, cue.end(), cue.end() + BEFORE)
        if plate is not None and _VEHICLE.search(text):
            yield "plate", plate.start(), plate.end()
    for pattern in (_CALLED, _ADDED, _SHORT):
        for match in pattern.finditer(text):
            if _is_handle(match["v"], match.groupdict().get("sep") or ""):
                yield "contact", *match.span("v")
    for pattern in (_PROFILE, _LOGIN):
        for match in pattern.finditer(text):
            if pattern is _PROFILE or re.search(r"[A-Za-z].*[\d_.@-]|[\d_.@-].*[A-Za-z]", match["v"]):
                yield "contact", *match.span("v" if pattern is _LOGIN else 0)
    for match in _AT_NAME.finditer(text):
        yield "contact", match.start(), match.end()


def _is_handle(found: str, said: str) -> bool:
    """A word with a digit or a sign in it, or one that is said to be it."""
    if _NO_HANDLE.fullmatch(found):
        return False
    return bool(re.search(r"[\d_@:]", found) or re.search(r"(?:is|:|：|=|是|为|為|号)[ ]*$", said))
