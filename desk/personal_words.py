"""Names and addresses, known by the words around them: greetings, signatures, introductions, forms of address."""

import re
from collections.abc import Iterator

Found = tuple[str, int, int]  # kind, start, end
Patterns = tuple[re.Pattern[str], ...]

_CJK = r"\u4e00-\u9fff"

# -- names in English

_WORD = r"[A-ZÀ-Þ][\w'’]*(?:-[A-ZÀ-Þ][\w'’]*)*"
_NAME = rf"{_WORD}(?:[ ](?:(?:del?|da|di|van|von|der|la|el|bin|al)[ ](?=[A-Za-zÀ-Þ])|[A-Z]\.[ ])*{_WORD}){{0,3}}"
_FULL = rf"{_WORD}(?:[ ](?:[A-Z]\.[ ])?{_WORD}){{1,2}}"
_GREETING = r"dear|hi|hello|hey|good morning|good afternoon|good evening"
_CLOSING = (
    r"(?:with )?(?:best|kind|warm|warmest|kindest) regards|regards|best wishes|all the best|best|(?:yours )?sincerely"
    r"|yours (?:truly|faithfully)|yours|cheers|many thanks|thanks|thank you|respectfully|signed"
)
_ENGLISH_NAMES: Patterns = (
    re.compile(
        r"\b(?i:my (?:full )?name(?: is|['’]s)|(?:customer |full )?name:|customer:|recipient:|attn\.?:?|in the name of"
        rf"|contact person:)[ ]+(?P<v>{_NAME})"
    ),
    re.compile(
        rf"\b(?i:i am|i['’]m|this is)[ ]+(?P<v>{_FULL})(?=[,.!;]|[ ]+(?:from|here|speaking|and|calling)\b|\s*$)"
    ),
    re.compile(
        r"\b(?i:signed (?:for )?by|my (?:husband|wife|partner|son|daughter|mother|father|brother|sister|friend"
        rf"|colleague|neighbou?r),?)[ ]+(?!I\b)(?P<v>{_NAME})"
    ),
    re.compile(rf"\b(?i:this is)[ ]+(?P<v>{_NAME})(?=[ ]+(?:here|speaking|calling)\b)"),
    re.compile(rf"(?:^|(?<=[\n.!?] )|(?<=\n))(?P<v>{_NAME}) here, "),
    re.compile(rf"\b(?:Mr|Mrs|Ms|Miss|Mx|Dr|Prof)\.?[ ]+(?P<v>{_NAME})"),
    re.compile(rf"(?:^|\n)\s*(?i:{_GREETING}),?[ ]+(?P<v>{_NAME})(?=\s*[,!:.\n]|\s*$)"),
    re.compile(rf"\b(?i:{_CLOSING})\b[^\n]{{0,40}}\n\s*(?P<v>{_NAME})[ ]*(?=\n|$)"),
    re.compile(rf"\b(?i:{_CLOSING}),[ ]+(?P<v>{_NAME})\s*$"),
    re.compile(rf"\n\s*[-–—]{{1,2}}\s*(?P<v>{_NAME})\s*$"),
)
_NO_NAMES = re.compile(
    r"\b(?:sir|madam|team|customer|service|support|care|all|everyone|everybody|there|folks|colleagues|friends?|guest|the"
    r"|our|your|we|office|sales|department|mr|mrs|ms|miss|mx|dr|prof)\b",
    re.IGNORECASE,
)

# -- names in Chinese

_SURNAMES = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐|端木|[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾"
    "肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃"
    "武钱戴严莫孔向常汤康易乔赖施殷牛葛翟颜温庄章鲁樊倪邢俞翁凌祝岳齐耿詹关焦裴柳麦張劉陳楊黃趙吳孫馬鄭謝許韓鄧馮蕭蔣餘葉蘇盧鍾譚陸廖賈鄒閻龍賀顧龔萬錢戴嚴湯賴龐魯齊關]|歐陽|諸葛|司馬"
)
_GIVEN = f"[{_CJK}]{{1,2}}"
_PERSON = rf"(?:(?:{_SURNAMES}){_GIVEN}|[{_CJK}]{{2,8}}[·•][{_CJK}]{{2,8}})"
_STOP = rf"(?=[^{_CJK}]|$)"
_LABEL = (
    "我叫|名字叫|名字是|姓名|收件人|收货人|收貨人|联系人|聯絡人|户名|下单人|签收人|本人|经办人|申请人"
    "|寄给|交给|转给|发给|寄給|交給"
)
_RELATIVE = "老公|老婆|丈夫|妻子|爱人|先生|太太|爸爸|妈妈|父亲|母亲|儿子|女儿|哥哥|姐姐|弟弟|妹妹|朋友|同事|邻居|室友"
_TITLE = "先生|女士|小姐|太太|阿姨|同学"
_DOES = "住在的来说买要想收也已昨今明去下付订"  # begins what is said of somebody
_OFFICE = "老师|经理|师傅|医生|律师"
_CHINESE_NAMES: Patterns = (
    re.compile(rf"(?:{_LABEL})(?:是|为|為)?\s*:?\s*(?P<v>{_PERSON}|{_NAME}){_STOP}"),
    re.compile(rf"我(?:的)?(?:{_RELATIVE})(?P<v>(?:{_SURNAMES}){_GIVEN}){_STOP}"),
    re.compile(rf"我(?:的)?(?:{_RELATIVE})(?P<v>(?:{_SURNAMES})(?:(?![{_DOES}])[{_CJK}]){{1,2}})(?=[{_DOES}])"),
    re.compile(rf"我是(?P<v>{_PERSON}){_STOP}"),
    re.compile(rf"本人(?P<v>(?:{_SURNAMES}){_GIVEN})(?=申请|要求|要|想|于|在|已|购买|希望|需)"),
    re.compile(rf"我姓(?P<v>{_SURNAMES}){_STOP}"),
    re.compile(rf"(?P<v>(?:{_SURNAMES})[{_CJK}]{{0,2}}?)(?={_TITLE})"),
    re.compile(rf"(?:(?<![{_CJK}])|(?<=[给请找问是的位]))(?P<v>{_SURNAMES})(?={_OFFICE})"),
    re.compile(rf"(?:顾客|客户|用户|会员)(?P<v>{_PERSON})(?=来电|来信|询问|反映|投诉|要求|说|[,，:])"),
    re.compile(rf"(?:敬礼|祝好|商祺|谢谢|感谢|顺颂时祺)[!！。]?\s+(?P<v>{_PERSON})[ ]*(?=\n|$)"),
    re.compile(rf"(?:^|\n)\s*(?P<v>{_PERSON})\s*(?:敬上|谨上|敬启)"),
    re.compile(rf"(?:^|\n)\s*(?P<v>{_PERSON})[,， ](?=身份证|电话|手机|住)"),
)
_NO_PERSON = re.compile(r"[人子客员生家的了们]$|^(?:马上|安全|高级|常常|方便|于是|何时|任何)")

# -- addresses in English and its neighbours

_STREET = (
    r"(?:Street|St|Road|Rd|Avenue|Ave|Lane|Ln|Drive|Dr|Court|Ct|Boulevard|Blvd|Way|Square|Sq|Close|Terrace|Place|Pl"
    r"|Crescent|Quay|Parade|Parkway|Pkwy|Highway|Hwy|Gardens|Grove|Mews|Walk)\b\.?"
)
_ROOM = r"(?:Flat|Apt\.?|Apartment|Unit|Suite|Room|Floor)[ ]*\w+"
_CODE = r"(?:[A-Z]{1,2}\d[A-Z\d]?[ ]?\d[A-Z]{2}|[A-Z]{2}[ ]\d{5}(?:-\d{4})?|[A-Z]\d[\dW][ ]?[A-Z\d]{4}|\d{1,2})\b"
_PLACE = r"[A-ZÀ-Þ][^\W\d]+(?!\w)"
_TOWN = rf"(?:,[ ]*(?:{_CODE}|\d{{4,5}}[ ]{_PLACE}|{_PLACE}(?:[ ]{_PLACE}){{0,2}}(?:[ ]{_CODE})?))"
_NUMBER = r"\b\d{1,5}[A-Za-z]?(?:[-/]\d{1,5})?"
_ENGLISH_ADDRESSES: Patterns = (
    re.compile(
        rf"(?P<v>(?:{_ROOM},?[ ]+)?{_NUMBER}[ ]+(?:(?:St\.|{_WORD})[ ]+){{1,4}}?{_STREET}"
        rf"(?:,?[ ]+{_ROOM})?{_TOWN}{{0,3}})"
    ),
    re.compile(rf"(?P<v>\bP\.?[ ]?O\.?[ ]Box[ ]\d+{_TOWN}{{0,3}})"),
    re.compile(
        rf"(?P<v>{_NUMBER},?[ ](?:Rue|Avenue|Boulevard|Place|Via|Calle)[ ](?:de[ ]|la[ ]|du[ ])*{_WORD}{_TOWN}{{0,2}})"
    ),
    re.compile(
        rf"(?P<v>\b(?:[A-ZÄÖÜ][a-zäöüß-]+(?:straße|strasse|str\.|weg|platz|allee|gasse)|(?:Rue|Avenue|Boulevard|Calle|Avenida|Via"
        rf"|Plaza|Piazza)(?:[ ](?:de|la|du|des|del|della))*[ ]{_WORD})[ ]\d{{1,4}}[a-z]?{_TOWN}{{0,2}})"
    ),
)

# -- addresses in Chinese

_BEFORE = rf"(?:(?<![{_CJK}])|(?<=[到在是为成给寄址放送改往]))"
_PLAIN = rf"(?:(?![寄到在是为给址放送住请我您你的改把])[{_CJK}])"  # no verb that stands before an address
_REGION = (
    rf"(?:{_PLAIN}{{2,8}}?(?:省|自治区|市|特别行政区|特別行政區)(?:[{_CJK}]{{1,6}}?(?:市|区|县|旗|州|區|縣)){{0,2}})"
)
_ROAD = r"(?:大道|路|街|道|巷|弄|胡同)"
_SECTION = "(?: ?[一二三四五六七八九十\\d]段)?"  # of a long road, in Taiwan
_BUILDING = (
    rf"(?:[A-Z]{{0,8}}[{_CJK}]{{0,8}}?(?:广场|大厦|中心|小区|花园|大楼|公寓|[新代]城|家园|廣場|大廈|花園|大樓))?"
    r"(?: ?[A-Z]座| ?\d+ ?(?:号楼|号院|号|弄|栋|幢|座|楼|层|单元|室|號|棟|樓|層|單元)(?:之 ?\d+)?"
    r"| ?\d{3,4}(?![\d年月]))*"
)
_CHINESE_ADDRESSES: Patterns = (
    re.compile(rf"{_BEFORE}(?P<v>{_REGION}[{_CJK}\d]{{1,14}}?{_ROAD}{_SECTION} ?\d+ ?[号弄號]院?{_BUILDING})"),
    re.compile(rf"{_BEFORE}(?P<v>{_PLAIN}{{1,9}}?{_ROAD}{_SECTION} ?\d+ ?[号弄號]院?{_BUILDING})"),
    re.compile(
        rf"{_BEFORE}(?P<v>{_PLAIN}{{2,10}}?(?:小区|花园|新城|家园|公寓|苑)\d+(?:号楼|栋|幢|座)(?:\d+(?:单元|室|层)?)*)"
    ),
)


def find_words(text: str) -> Iterator[Found]:
    """Addresses, then names; findings may overlap."""
    for patterns in (_ENGLISH_ADDRESSES, _CHINESE_ADDRESSES):
        for match in _every(patterns, text):
            yield "address", *match.span("v")
    for match in _every(_ENGLISH_NAMES, text):
        if not _NO_NAMES.search(match["v"]):
            yield "name", *match.span("v")
    for match in _every(_CHINESE_NAMES, text):
        if len(match["v"]) == 1 or not _NO_PERSON.search(match["v"]):
            yield "name", *match.span("v")


def _every(patterns: Patterns, text: str) -> Iterator[re.Match[str]]:
    for pattern in patterns:
        yield from pattern.finditer(text)
