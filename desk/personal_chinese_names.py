"""Chinese names: a surname and one or two characters, as likely in given names as in other words, where something says
that a person is meant. Between '找王明天' and '找王明' the dictionary decides: 明天 is a word."""

import re
from collections.abc import Collection, Iterator, Sequence

from desk.personal_lexicon import COMPOUND, SURNAMES, chinese_names, latin_names, simplified
from desk.personal_tagger import tagged

Span = tuple[int, int]

CJK = r"\u4e00-\u9fff"
_LATIN = r"[A-Z][A-Za-z]*(?:[ ][A-Z][A-Za-z]*){0,2}"
_ENDS = "(?!本人|签收|代收|收到|先生|女士|小姐|老师)"
_FOREIGN = rf"(?:(?![是给找叫让和跟为由])[{CJK}]){{2,8}}(?:[·•・](?:{_ENDS}[{CJK}]){{1,8}}){{1,2}}"
_FAMILIAR = rf"(?:[小老阿](?:{SURNAMES}|[{CJK}])|大(?:{SURNAMES}))"
_STOP = rf"(?=[^{CJK}]|$)"
# -- what stands before a name
_LABEL = (
    "[退换开预租担监委投举使报订提受][货户约车保护托诉报用名票餐修益]人|(?:[我他她]|名字?)叫|个人[:：]|名字是|名字|[大小乳花]名"
    "|中文名|英文名|全名|真名|姓名|实名|收件人|收货人|收件|取件人|联系人|联络人|户名|开户名|持卡人|下单人|签收人"
    "|本人|经办人|申请人|负责人|客户代表|代表|付款人|收款人|购买人|寄件人|发件人|乘客|入住人|抬头|代购|代办"
)
_LINK = "[ ]*(?:(?:写|填|登记|留|还|仍|也|就)?的?(?:是|为|叫)|写|改成|改为|换成)?[ ]*"
_RELATIVE = (
    "老公|老婆|丈夫|妻子|爱人|先生|太太|爸爸|妈妈|爸|妈|父亲|母亲|儿子|女儿|哥哥|姐姐|弟弟|妹妹|哥|姐|弟|妹|朋友|同事"
    "|邻居|室友|舍友|闺蜜"
    "|老板|男友|女友|叔叔|阿姨|舅舅|姑姑|爷爷|奶奶|外公|外婆|孙子|孙女|领导|助理|秘书|老师|同学|对象|导师|孩子|宝宝"
    "|侄子|侄女|外甥|亲戚"
)
_TOWARDS = (
    "寄给|交给|转给|转交给?|发给|送给|留给|还给|打给|帮|替|找|(?:[问查找帮])一下|问|让|叫|报|跟|由|改成|改为|换成"
    "|写成|写的|填的?|我是|这里是|登记的?是"
    "|顾客|客户|用户|会员|客服|师傅|店员|员工|快递员|销售|导购|接待"
)
_BEFORE = re.compile(rf"(?:(?:{_RELATIVE})(?:叫|是)?|{_LABEL}|{_TOWARDS}){_LINK}[:，,]?[ ]*$")
_HINT = re.compile(rf"(?:给|和|由|是|是不是|请|的|跟|与|及)$|[{CJK}][，,、][ ]*$")
# -- what stands after one
_ACTS = (
    "的(?=快递|单|订单|包裹|东西|货|地址|电话|手机|号码)|收|签收|代收|代签|取件|来取|来电|来信|来|说|问|买|下的?单"
    "|订的?|付|要|想|反映|投诉|询问|申请|要求|希望|购买|需|本人|的名字|名下|住|在|于|昨|今|明"
    "|上周|已|也|去|会|将|能|可以|没|不|把|被|刚|还|都|又|很|和|与|代言|男|女|告诉|答应|负责|接待|帮|给我|跟我|打|拿"
    "|退|寄|发|同意|确认|推荐|介绍|您好|你好|送|签|领|授权|修|装|教|回复|解答|处理|小朋友|态度|服务"
)
_DOES = re.compile(_ACTS)
_PARTICLE = re.compile("[吧呢啊呀嘛哦吗]")
_TITLE = "先生|女士|小姐|太太|阿姨|同学"
_OFFICE = "老师|经理|师傅|医生|律师|老板|主管|主任|店长|教授|大哥|大姐"
_FREE = rf"(?:(?<![{CJK}])|(?<=[给请找问是的位让跟和叫任谢]))"
_CLOSING = "敬礼|祝好|商祺|谢谢[啦了您你]?|感谢|多谢|顺颂时祺|此致|拜托了?|麻烦了"
_PERSON = rf"(?:{SURNAMES})[{CJK}]{{1,2}}"

_ALSO_WORDS = "何向应于关常马万方连边解章班金老高"  # surnames that are met as words far more often

_ANY_SURNAME = rf"(?![了的那这个位大小女男新老原前副总名我你您他她它本各每班某任下一两三上好])[{CJK}]"

_LABELLED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?:{_LABEL}){_LINK}[:，,]?[ ]*(?P<v>{_FOREIGN}{_STOP}|{_LATIN}(?![A-Za-z]))",
        rf"(?:顾客|客户|用户|会员|同事|朋友|找|交给|联系|联络|对接)[ ]*(?P<v>{_LATIN}(?![A-Za-z]))",
        rf"(?P<v>{_FOREIGN})(?=本人|签收|收|先生|女士)",
        rf"(?:{_LABEL}|我是|寄给)[ ]*(?:是|为)?[ ]*:?[ ]*(?P<v>{_PERSON}){_STOP}",
        rf"(?<![{CJK}])(?P<v>[{CJK}]{{2,5}}[·•・][{CJK}]{{2,5}})(?=[，,。、\s]|$)",
        rf"(?:[我他她]叫|名叫|孩子叫|[姓真本]名[:是]|名字是|(?:收件|收货|联系"
        rf"|联络)人[:是])[ ]*(?P<v>(?![什啥谁了的过着个车外人你他她我它不没快送])[{CJK}]{{2,4}}){_STOP}",
        rf"(?<![百贵同老])姓(?P<v>(?![名氏什啥])(?:{COMPOUND}|[{CJK}]))(?=[对是吧的]|[^{CJK}]|$)",
        rf"(?:{_CLOSING})[!。,~]*\s+(?P<v>{_PERSON}|{_FAMILIAR})[ ]*(?=\n|$|\d)",
        rf"(?:^|\n)\s*(?P<v>{_PERSON})\s*(?:敬上|谨上|敬启|上$)",
        rf"(?:^|\n)[ ]*(?P<v>{_PERSON})[,，、 ](?=身份证|电话|手机|住|1\d{{10}})",
        rf"(?:[—–-]{{1,2}}|\n)[ ]*(?P<v>{_PERSON})\s*(?=$|\n\s*(?:\d{{4}}年|\d{{4}}[-/.]))",
        rf"(?:{_RELATIVE}|客服|前台|师傅|司机)(?P<v>[老小阿](?:{SURNAMES}))",
        rf"(?:^|[，,。!?、\s])(?P<v>([{CJK}])\2|{_PERSON})(?=的?(?:妈妈|爸爸|家长))",
        rf"(?:我是|我叫|朋友|同事)(?P<v>{_FAMILIAR})(?=说|[^{CJK}]|$)",
        rf"(?:{_RELATIVE}|{_LABEL}|{_TOWARDS}|客服|[和与跟是把被叫到]|写|上次|昨天|之前)(?:都是)?(?P<v>{_FAMILIAR}|([{CJK}])\2)"
        rf"(?={_ACTS}|的|跟|和|态度|就行|[^{CJK}]|$)",
        rf"(?P<v>([{CJK}])\2|{_FAMILIAR})(?=妈妈|爸爸|家长|小朋友|同学)",
        rf"(?P<v>(?:{COMPOUND})[{CJK}]{{1,2}})(?=[的是，,。!？?、\s（(]|{_ACTS}|$)",
        rf"(?:员工|小哥|师傅|客服|医生|老师|同学|房东|[我他她])叫(?P<v>(?:{SURNAMES})[{CJK}]{{1,2}}){_STOP}",
    )
)
_TITLED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?P<v>{SURNAMES}|(?:{SURNAMES})[{CJK}]{{1,2}})(?=(?:{_TITLE})(?!款|版|牌|杯|装|鞋|包|表))",
        rf"{_FREE}(?!康师傅)(?P<v>{SURNAMES}|(?:{SURNAMES})[{CJK}]{{1,2}})(?={_OFFICE})",
        rf"(?P<v>(?![{_ALSO_WORDS}]|康师傅)(?:{SURNAMES}))(?={_OFFICE})",
        rf"(?<=[找给请问跟让和叫位])(?P<v>{_ANY_SURNAME})(?=老师|师傅|医生|经理|先生|女士|小姐|阿姨|律师|教练)",
        rf"{_FREE}(?P<v>{SURNAMES})(?=[总工姐哥](?:[^{CJK}]|$|让|说|在|来|跟|给|找|问|您|你|好|要|吗|的))",
    )
)
_LATIN_IN_CHINESE = re.compile(
    rf"(?:那个|上次|上回|[给找叫跟和问让请与约是帮]|客服|顾问|老师|导购|店员|设计师|教练|经理|顾客|客户|用户)[ ]?"
    rf"(?P<v>[A-Z][a-z]+(?:[ ](?:[A-Z][a-z]+|[{CJK}](?![{CJK}]{{0,3}}的)))?)"
    r"(?![A-Za-z0-9]|[ ]?(?:牌|款|包|系列|版|的包))"
)
_CALLED_IN_CHINESE = re.compile(
    rf"(?<![A-Za-z{CJK}])(?P<v>[A-Z][a-z]+)(?=你好|您好|在吗|和[{CJK}A-Z]|说|让|跟我|帮我|老师|小姐|姐|哥|[,，]?(?:你|您)[^{CJK}]*[{CJK}])"
)
_GAP = r"[,，、;；:：\s/|]"
_ALONE_BEFORE = re.compile(rf"(?:^|{_GAP})(?P<v>{_PERSON}|[{CJK}]{{3}}){_GAP}+$")
_ALONE_AFTER = re.compile(rf"{_GAP}+(?P<v>{_PERSON}|[{CJK}]{{3}})(?=收?(?:{_GAP}|$))")
_NO_PART = re.compile("[色碎邮装额号温库的了货件箱通]$|^(?:谢谢|多谢|高层|马上|全部|方便)")
_DEEDS = ("v", "vn", "d", "LOC", "ORG", "TIME", "p", "r", "m")
_SURNAME = re.compile(SURNAMES)
_HAN = re.compile(f"[{CJK}]")
_WORD = re.compile(f"[{CJK}A-Za-z]")
_NO_END = re.compile("[人子客员生家的了们吗呢吧么店款色号码杯锅灯鞋包帽衣裤袋壶椅桌刀绳部仓井记府氏]$|个[子人头]$")
_NO_START = re.compile(
    "^(?:谢谢|陈年|陈旧|康师傅|马上|安全|高级|常常|方便|于是|任何|张先)|.(?:妈妈|爸爸|如何|何时|何处|什么|怎么|这个|那个|多少|可以|能否)"
)
_NO_PLACE = re.compile("[殿湖山潭峡寺阁楼园宫塔庙桥湾岛街城镇村江河海路店馆院]$")
_VENUE = re.compile(
    "酒店|餐|店|路|街|馆|公园|艺术|度假|连锁|集团|公司|牌|系列|球|省|市|区|县|镇|村|\\((?!先生|女士)|款|版"
)
_UNKNOWN = re.compile(rf"(?:^|[，,。!?\s])(?P<v>[{CJK}]{{3,6}})(?=签收|代收|本人签)")

# Houses and figures that are called like people, and words that look like names.
_FIGURES = """
施德林 李施德林 西门子 东方明珠
戴尔 商祺 薇信 威信 敬礼 马口铁 高个子 李宁 周大福 周生生 周大生 张小泉 王老吉 老干妈 康师傅 李锦记 马应龙 王致和
周黑鸭 徐福记 谢馥春 王守义 毛戈平 陈克明 张裕 乔丹 安踏 曹操 刘备 关羽 张飞 诸葛亮 孙悟空 唐僧 猪八戒 哪吒 花木兰
李白 杜甫 白居易 苏轼 苏东坡 韩信 项羽 孔子 老子 庄子 林黛玉 贾宝玉 鲁迅 莫奈 梵高 达芬奇 毕加索 莎士比亚 哈利波特
爱因斯坦 马里奥 米奇 米老鼠 阿甘 阿凡达 奥特曼 小王子 小米 杨贵妃 西施 武松 宋江 岳飞 包公 济公 妲己 王羲之 颜真卿
齐白石 张大千 徐悲鸿 李小龙 雷锋 毛泽东 邓小平 周杰伦 安徒生 格林 迪士尼 福尔摩斯 柯南 路飞 皮卡丘 多啦A梦 哆啦A梦
杨枝甘露 关公 财神 嫦娥 夸父 盘古 女娲 圣诞老人 江小白 金龙鱼 鲁花 方太 高启强 林徽因 孟婆 钟馗 葛优 成龙 周星驰
刘德华 张学友 周润发 梁朝伟 邓丽君 王菲 姚明 刘翔 肖战 易烊千玺 王一博 杨幂 赵丽颖 杨紫 李佳琦 董宇辉 罗永浩 马云
马化腾 雷军 任正非 董明珠 张艺谋 徐志摩 郑和 玄奘 秦始皇 汉武帝 武则天 朱元璋 曹雪芹 施耐庵 罗贯中 吴承恩 金庸 古龙
琼瑶 张爱玲 钱钟书 老舍 巴金 茅盾 冰心 莫言 余华 刘慈欣 白素贞 许仙 祝英台 梁山伯 沙僧 牛魔王 姜子牙 貂蝉 王昭君
赵云 吕布 周瑜 小乔 大乔 司马懿 孙权 鲁智深 林冲 潘金莲 李逵 张无忌 郭靖 黄蓉 杨过 小龙女 令狐冲 段誉 乔峰 韦小宝
小丸子 蜡笔小新 大雄 胖虎 光头强 喜羊羊 灰太狼 佩奇 艾莎 白雪公主 灰姑娘 史努比 加菲猫 哈利 赫敏 李子柒 王麻子
郭元益 刘一手 谭木匠 王小卤 钟薛高 卫龙 林清轩 沈大成 吴裕泰 张一元 胡庆余堂 胡姬花 孔府家 杜康
"""
_NOBODY = frozenset(_FIGURES.split())

# Each is worth so many units of the logarithm by which characters are likelier in given names than in other words.
SAID, ACTS, HINTED, ENDS, BEGINS = 4.0, 2.0, 2.0, 1.0, 0.5
TAGGED = 2.0  # where the tagger calls it a person too
ENOUGH = 3.0
PLAIN = 0.5  # what the characters have to tell where the tagger and what follows say that it is one
USUAL = 1000  # times in the dictionary's texts: a usual word
KNOWN = 2.0  # what the characters of a name of three have to tell where nothing else does
ALONE = 1.5  # what the characters have to tell where nothing but punctuation stands around a name of three


def find_chinese_names(text: str) -> Iterator[Span]:
    """Names without the form of address after them; findings may overlap."""
    if not _HAN.search(text):
        return
    text = simplified(text)
    words = tagged(text)
    elsewhere = [(word.start, word.end) for word in words if word.tag in ("LOC", "ORG") and " " not in word.words]
    for start, end in _announced(text):
        if not _is_figure(text[start:end]) or _said(text, start):
            yield start, end
    people = {(word.start, word.end) for word in words if word.tag == "PER"}
    for start, end in _met(text, people):
        is_elsewhere = any(a <= start and end <= b for a, b in elsewhere)
        if _said(text, start) or not (is_elsewhere or _is_figure(text[start:end])):
            yield start, end
    for match in _CALLED_IN_CHINESE.finditer(text):
        if match["v"].lower() in latin_names().common:
            yield match.span("v")
    for match in _LATIN_IN_CHINESE.finditer(text):
        if match["v"].split()[0].lower() in latin_names().common and match["v"].lower() not in latin_names().words:
            yield match.span("v")


def find_beside(text: str, spans: Sequence[Span]) -> Iterator[Span]:
    """In a line for the courier, what looks like a name and stands alone beside an address or a telephone number."""
    if not _HAN.search(text):
        return
    plain = simplified(text)
    others = {at for word in tagged(plain) if word.tag in _DEEDS for at in range(word.start, word.end)}
    for start, end in spans:
        before, after = _ALONE_BEFORE.search(plain, max(0, start - 12), start), _ALONE_AFTER.match(plain, end)
        for match in (before, after):
            if match is None or others.intersection(range(*match.span("v"))) or _NO_PART.search(match["v"]):
                continue
            if _SURNAME.match(match["v"]) or not _has_word(match["v"]):
                yield match.span("v")


def _has_word(found: str) -> bool:
    """Whether any two characters beside each other make a word."""
    return any(found[at : at + 2] in chinese_names().words for at in range(len(found) - 1))


def _is_figure(found: str) -> bool:
    return found in _NOBODY or found[:-1] in _NOBODY  # 戴尔和


def _said(text: str, start: int) -> bool:
    return _BEFORE.search(text[max(0, start - 12) : start]) is not None


def _announced(text: str) -> Iterator[Span]:
    """Names after a label, before a form of address."""
    for pattern in _LABELLED:
        for match in pattern.finditer(text):
            if len(match["v"]) == 1 or not (
                _NO_END.search(match["v"][:2]) or _NO_START.search(match["v"]) or _is_word(match["v"], is_said=True)
            ):
                yield match.span("v")
    for pattern in _TITLED:
        for match in pattern.finditer(text):
            if not _is_torn(text, match.start("v")) and (len(match["v"]) < 2 or not _is_word(match["v"])):
                yield match.span("v")


def _met(text: str, people: Collection[Span]) -> Iterator[Span]:
    """Names in running text; `people` are those of the tagger."""
    for surname in _SURNAME.finditer(text):
        if (span := _name(text, surname.start(), surname.end(), people)) is not None:
            yield span
    for match in _UNKNOWN.finditer(text):
        if not _has_word(match["v"]):
            yield match.span("v")  # 阿依古丽, of whose characters no two make a word


def _name(text: str, start: int, given: int, people: Collection[Span]) -> Span | None:
    """The name whose surname is at [start, given), where it and what stands around it say that it is one."""
    before = text[max(0, start - 12) : start]
    cue = _BEFORE.search(before)
    is_said = cue is not None and (len(cue[0]) > 1 or not _is_torn(text, start))  # 报关 before 用
    if _is_torn(text, start) and not is_said:
        return None
    best, most = None, ENOUGH
    for end in (given + 2, given + 1):
        found = text[start:end]
        if (
            len(found) < end - start
            or not all(map(_HAN.match, found))
            or _is_word(found, is_said)
            or _NO_START.search(found)
        ):
            continue
        if _NO_END.search(found) and not (is_said and end - given == 2):
            continue
        likeness = sum(chinese_names().likeness(character) for character in text[given:end])
        if (
            end - given == 2
            and likeness >= KNOWN
            and not _is_torn(text, end)
            and not _is_torn(text, start)
            and not _VENUE.match(text, end)
            and not _NO_PLACE.search(found)
        ):
            return start, end
        acts = _DOES.match(text, end) is not None
        has_end = not _WORD.match(text, end) or _PARTICLE.match(text, end) is not None
        if not (has_end or acts) or _is_torn(text, end):
            continue
        begins = not before or not _HAN.match(before[-1])
        told = SAID if is_said else HINTED if _HINT.search(before) else 0.0
        is_tagged = (start, end) in people
        told += TAGGED * is_tagged
        if told < SAID and end - given == 1 and text[start:given] in _ALSO_WORDS:
            continue
        alone = end - given == 1 or not acts
        is_plain = is_tagged and acts and likeness >= PLAIN
        if told < SAID and alone and not is_plain and (likeness < ALONE or not (begins or told)):
            continue
        if (
            told < SAID
            and not acts
            and (_NO_PLACE.search(found) or text[end : end + 1] == "(" or found == text.strip())
        ):
            continue
        points = likeness + told + ACTS * acts + ENDS * has_end + BEGINS * begins
        if points > most:
            best, most = (start, end), points
    return best


def _is_torn(text: str, at: int) -> bool:
    """Whether the two characters around a place make a word, as 报关 before 用."""
    return 0 < at < len(text) and text[at - 1 : at + 1] in chinese_names().words


def _is_word(found: str, is_said: bool = False) -> bool:
    """Whether it, or what it begins with, is a word that is nobody's name: 何时, 高级, 安全带. After what announces
    a name, only frequent words are."""
    words = chinese_names().words
    if found[:2] in COMPOUND.split("|"):
        return False
    if is_said:
        return words.get(found, 0) > USUAL
    return found in words or (len(found) == 3 and words.get(found[:2], 0) > 50)
