"""Questions about a product that is named or was shown: 'is it in stock', 'which one is lighter', '云雀2多重'.

A message is such a question only where all of it is understood: what is asked, of which products, and nothing else.
'How much is delivery for the Skylark 2' asks something else, and is left to the documents.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.catalog.lexicon import CONCEPTS, FEATURES, pattern_of
from knowledge.catalog.naming import Names
from knowledge.catalog.properties import OWN, Properties
from knowledge.catalog.shelf import Shelf

MOST = 6  # products that one question is about

# What is asked, by the words for it; of several that a word may mean, each is tried.
_ASKED: tuple[tuple[tuple[str, ...], str], ...] = (
    (("price",), r"(?<![a-z])(?:how much(?! (?:does it |do they )?(?:weigh|hold))|prices?|priced"
                 r"|costs?|costing)(?![a-z])|多少钱|几多钱|什么价格?|价格|价钱|售价|怎么卖|多少元|几块"),
    (("stock",), r"(?<![a-z])(?:(?:in|on|out of) stock|available|availability|sold out|stock"
                 r"|how many (?:are |do you have )?left)(?![a-z])"
                 r"|有没有现?货|有现?货|还有货|现货|缺货|库存|卖完|还有吗"),
    (("rating",), r"(?<![a-z])(?:rated|ratings?|reviews?|how good)(?![a-z])|评分|评价|几星|几颗星|口碑"),
    (("colour",), r"(?<![a-z])colou?rs?(?![a-z])|颜色|什么色"),
    (("material",), r"(?<![a-z])(?:made (?:of|from|out of)|materials?|fabric)(?![a-z])|材质|材料|面料|什么做的|用料"),
    (("brand",), r"(?<![a-z])(?:brand|made by|who makes)(?![a-z])|品牌|牌子|什么牌"),
    (("weight",), r"(?<![a-z])(?:how heavy|how light|how much (?:does it |do they )?weigh|weighs?|weight)(?![a-z])"
                  r"|多重|重量|重不重|几斤|多少公?斤"),
    (("people",), r"(?<![a-z])how many (?:people|persons|sleep)(?![a-z])|几个人|几人|多少人"),
    (("brightness",), r"(?<![a-z])how bright(?![a-z])|多亮|够亮"),
    (("temperature",), r"(?<![a-z])(?:how (?:warm|cold)|what temperatures?)(?![a-z])|多少度|几度|多保暖|保暖吗"),
    (("age",), r"(?<![a-z])(?:what age|how old)(?![a-z])|几岁|多大年龄|多大的?孩子"),
    (("volume", "people", "screen", "size"),
     r"(?<![a-z])(?:how (?:big|large)|how much (?:does it |do they )?hold|how many lit(?:er|re)s)(?![a-z])"
     r"|多大|多少升|几升"),
    (("size",), r"(?<![a-z])(?:sizes?|dimensions?)(?![a-z])|尺码|尺寸"),
    (("length",), r"(?<![a-z])how long is(?![a-z])|多长(?!时间)"),
)  # fmt: skip
# Which of several has most or least of it: the words, the fields that may be meant, the direction.
_ORDERED: tuple[tuple[str, tuple[str, ...], str], ...] = (
    (r"(?<![a-z])(?:cheaper|less expensive|cheapest|least expensive)(?![a-z])|更便宜|最便宜|便宜一?[点些]",
     ("price",), "<"),
    (r"(?<![a-z])(?:(?:more|most) expensive|dearer)(?![a-z])|更贵|最贵", ("price",), ">"),
    (r"(?<![a-z])(?:lighter|lightest)(?![a-z])|更轻|最轻|轻一?[点些]", ("weight",), "<"),
    (r"(?<![a-z])(?:heavier|heaviest)(?![a-z])|更重|最重", ("weight",), ">"),
    (r"(?<![a-z])(?:warmer|warmest)(?![a-z])|更暖和?|最暖和?|更保暖|最保暖|暖和?一?[点些]", ("temperature",), "<"),
    (r"(?<![a-z])(?:brighter|brightest)(?![a-z])|更亮|最亮|亮一?[点些]", ("brightness",), ">"),
    (r"(?<![a-z])(?:bigger|biggest|larger|largest|roomier|roomiest)(?![a-z])|更大|最大|大一?[点些]",
     ("volume", "people", "screen"), ">"),
    (r"(?<![a-z])(?:smaller|smallest)(?![a-z])|更小|最小|小一?[点些]", ("volume", "people", "screen"), "<"),
    (r"(?<![a-z])(?:(?:better|best|higher|highest)[- ]rated|better reviews|best reviews)(?![a-z])"
     r"|评[分价][更最][高好]", ("rating",), ">"),
)  # fmt: skip
_WHICH = re.compile(r"(?<![a-z])(?:which|what's|what is|who)(?![a-z])|哪")
_SELECTING = re.compile(
    r"(?<![a-z])which (?:of|ones?|are|have)(?![a-z])|哪[些个几款]"
)  # those of which something is true
_SUPERLATIVE = re.compile(r"(?<![a-z])(?:\w+est|most|least)(?![a-z])|最")
_WISHING = re.compile(
    r"(?<![a-z])(?:i (?:want|need|would like|am looking)|i'd like|looking for|show me|find me|recommend|any|some|an?"
    r"|without)(?![a-z])|推荐|想要|想买|有没有|找|不要|没有.+的"
)
_POINTING = re.compile(
    r"(?<![a-z])(?:it|its|it's|this|that|this one|that one|the one)(?![a-z])"
    r"|它|这个|那个|这款|那款|这件|那件|这双|那双|这种"
)
_POINTING_AT_ALL = re.compile(r"(?<![a-z])(?:they|them|their|these|those|all of them)(?![a-z])|它们|这些|那些|这几")
_NO_POINTING = re.compile(
    r"(?<![a-z])(?:is it (?:possible|ok|okay|allowed|true)|does it take|will it take|it is|it takes)(?![a-z])"
)
_HOW_MUCH = re.compile(r"(?<![a-z])(?:how long|how high|how large)(?![a-z])|多久|多长时间|多长|多大|多高")
_NUMBER = re.compile(r"(?=[a-z0-9./-]*\d)[a-z0-9][a-z0-9./-]{3,}")  # a maker's
# What a question has besides: it says nothing of its own.
_FILLER = re.compile(
    r"(?<![a-z])(?:what|what's|whats|which|who|how|is|are|was|does|do|did|has|have|having|can|could|would|will|the|of|for|in|at"
    r"|it|its|it's|this|that|these|those|them|they|their|one|ones|both|each|two|and|or|than|between|please|pls|thanks|hi"
    r"|hello|hey|tell|me|you|your|us|about|much|many|comes?|currently|still|now|right|any|there|exactly|then|ok|okay|also"
    r"|be|on|with|by|from|get|got|so|well|know|let|actually|really|very|too|s|a|an)(?![a-z])"
    r"|请问|你们|您|你|想问一下|想问|问一下|知道|大概|具体|现在|目前|左右|一下|这个|那个|这款|那款|这件|那件|这双|那双|这种|那种"
    r"|[的是有吗呢啊吧呀么嘛个款件双它们和与跟比多少什么几哪一还能可以会要了在把会这那种好不更最卖得上]"
)

_OF_PRODUCTS = frozenset(
    ["weight", "colour", "material", "brand", "people", "brightness", "temperature", "memory", "storage", "screen",
     "battery", "power", "resolution", "frequency", "width", "height", "diameter", "size", "volume"]
)  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What is asked of which products."""

    ids: tuple[str, ...]  # in the order named or shown; none where it is open which are meant
    fields: tuple[tuple[str, ...], ...]  # each thing asked, by the fields of `conditions` that may say it
    order: str = ""  # '<' or '>': which of them has the least or the most of it

    @property
    def is_of_products(self) -> bool:
        """Whether only products have what is asked: a weight, and not a price or how long something takes."""
        own = [name.removeprefix(OWN) for fields in self.fields for name in fields if name.startswith(OWN)]
        return (
            bool(own) and all(" " in name for name in own) or any(field in _OF_PRODUCTS for (field, *_) in self.fields)
        )


class Asking:
    """Reads such questions, with one state of the catalog at hand."""

    def __init__(self, shelf: Shelf) -> None:
        self._shelf = shelf
        self._names = Names(shelf.titles)
        self._properties = Properties(shelf.properties)
        self._asked = [(fields, re.compile(pattern)) for fields, pattern in _ASKED]
        self._ordered = [(re.compile(pattern), fields, order) for pattern, fields, order in _ORDERED]
        for concept, (words, _, _) in CONCEPTS.items():
            self._asked += [((concept,), re.compile(pattern_of(word))) for word in words if len(word) > 1]
        self._features = [
            (feature, re.compile("|".join(map(pattern_of, FEATURES.get(feature, (feature,))))))
            for feature in sorted(shelf.features)
        ]

    def respelled(self, plain: str) -> str:
        """A text in lower case with slips in words of the catalog set right."""
        return self._shelf.otherwise.respelled(plain)

    def named(self, plain: str) -> tuple[str, ...]:
        """The ids of the products that a text in lower case surely calls by name or number, in the order it does."""
        rows = [named.row for named in self._names.named(plain, surely=True)]
        rows += sorted(self._shelf.rows_of_codes(_NUMBER.findall(plain)))
        return tuple(dict.fromkeys(self._shelf.ids[row] for row in rows))

    def read(self, plain: str, chosen: Sequence[str], shown: Sequence[str], focus: str) -> Asked | None:
        """The question that a text in lower case is, or None.

        `chosen` are the ids of products that it speaks of by their place, `shown` those shown last, and `focus` is the
        one spoken of last, '' where that is none.
        """
        rest, ids = self._without_names(plain)
        ids = ids or tuple(chosen)
        for pattern, fields, order in self._ordered:
            if found := pattern.search(rest):
                among = ids or tuple(shown)
                is_choice = len(ids) > 1 or _WHICH.search(rest) is not None
                is_of_all = len(ids) > 1 or len(shown) < MOST or not _SUPERLATIVE.search(found[0])
                rest = rest[: found.start()] + " " + rest[found.end() :]
                if len(among) > 1 and is_choice and is_of_all and _is_done(rest):
                    return Asked(among[:MOST], (fields,), order)
                return None
        if _WISHING.search(plain) and not ids:
            return None
        own, rest = self._properties.taken(rest)
        wanted: list[tuple[str, ...]] = [(field,) for field in own]
        for fields, pattern in self._asked:
            while found := pattern.search(rest):
                wanted.append(fields)
                rest = rest[: found.start()] + " " + rest[found.end() :]
        of_kind = bool(wanted)
        for feature, pattern in self._features:
            if found := pattern.search(rest):
                wanted.append((f"has {feature}",))
                rest = rest[: found.start()] + " " + rest[found.end() :]
        if not _is_done(rest) and (ids or of_kind or _POINTING.search(plain) or shown):
            own, rest = self._properties.taken_otherwise(rest)
            wanted += [(field,) for field in own]
            of_kind = of_kind or bool(own)
        rest = _HOW_MUCH.sub(" ", rest) if own else rest
        if not wanted or not _is_done(rest):
            return None
        if not ids and _SELECTING.search(plain):
            return None
        if not ids:
            ids = self._meant(plain, shown, focus, of_kind)
            if not ids and not _POINTING.search(plain):
                return None
        return Asked(ids[:MOST], tuple(dict.fromkeys(wanted)))

    def pointed(self, text: str, title: str) -> str:
        """A question with the product's title where it points at it ('can it be repaired'), else as it is."""
        found = _POINTING.search(text.lower())
        if found is None or _NO_POINTING.search(text.lower()) or len(text) != len(text.lower()):
            return text
        own = "'s" if found[0] == "its" else " is" if found[0] == "it's" else ""
        return f"{text[: found.start()]}{title}{own}{text[found.end() :]}"

    def _meant(self, plain: str, shown: Sequence[str], focus: str, of_kind: bool) -> tuple[str, ...]:
        """The products that a question without a name is about.

        Where several were shown, 'is it waterproof' asks for those that are: that is a condition, not this.
        """
        if _POINTING_AT_ALL.search(plain):
            return tuple(shown)
        if focus:
            return (focus,)
        if len(shown) == 1 or of_kind:
            return tuple(shown)
        return ()

    def _without_names(self, plain: str) -> tuple[str, tuple[str, ...]]:
        """The text without the names of products and what else of their titles stands there; their ids."""
        rest, rows = plain, list[int]()
        for named in reversed(self._names.named(plain)):
            rest = f"{rest[: named.start]} {rest[named.end :]}"
            rows.insert(0, named.row)
        for number in _NUMBER.findall(rest):
            if found := self._shelf.rows_of_codes([number]):
                rows += sorted(found - set(rows))
                rest = rest.replace(number, " ")
        for row in rows:
            for word in sorted(self._shelf.called(row), key=len, reverse=True):
                rest = re.sub(pattern_of(word), " ", rest)
        return rest, tuple(self._shelf.ids[row] for row in rows)


def _is_done(rest: str) -> bool:
    """Whether nothing is left that says anything."""
    rest = re.sub(
        r"(?<![a-z])(?:the )?(?:first|second|third|fourth|fifth|sixth|last|1st|2nd|3rd)(?: one| two| three)?(?![a-z])"
        r"|第[一二两三四五六1-6][个款件双种]?|前[两二三四234][个款件双种]?|最后一[个款件双种]?",
        " ", rest,
    )  # fmt: skip
    return not re.sub(r"[\W_]+", "", _FILLER.sub(" ", rest))
