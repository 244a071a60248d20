"""Whether a product is what a query asks for, by the words it has; and whether it mentions what it may not."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.catalog.heads import asked_terms, bare, heads
from knowledge.catalog.lexicon import FEATURES
from knowledge.catalog.patterns import PREPOSITION
from knowledge.catalog.product import Product
from knowledge.dictionary import dictionary
from knowledge.language import CJK, chinese_words, detect_language, simplified, terms

MET = 0.5  # share of the query's words that a product has, or
NEAR = 0.42  # its cosine to the query, from which it is a hit at all
DESCRIBED = 0.33  # the same where only the description has the words
CODE = re.compile(r"(?=[a-z0-9./-]*\d)(?=[a-z0-9./-]*[a-z])[a-z0-9][a-z0-9./-]{3,}", re.IGNORECASE)
_NEGATED = r"(?:without|no|not|free of|zero|无|不含|非|不带|免)[\s-]*(?:any\s+)?(?:\w+\s+){0,1}$"
_ABSENT = r"[\s-]*(?:free|not included)(?![a-z])|不含|除外"
_WITHOUT = r"(?<![a-z])(?:without|excluding|except|free of)(?![a-z])|不含|不带|不要"
_TRAITS = frozenset(word for words in FEATURES.values() for word in words)
_WORD = re.compile("[a-z]+")
_RUN = re.compile(f"[{CJK}]+")


@dataclass(frozen=True)
class Words:
    """The words of a product."""

    names: str  # of it and of its kinds, simplified
    named: frozenset[str]  # the terms of its names and kinds
    called: frozenset[str]  # the terms of what it is: names, brand, kinds and traits
    told: frozenset[str]  # and of its description
    ends: frozenset[str]  # the characters that say in Chinese what it is; none without a Chinese name

    @classmethod
    def of(cls, product: Product) -> "Words":
        """`product` as the catalog has it."""
        kinds = (*product.category, *product.category_zh)
        names = simplified(" ".join(part for part in (product.title, product.title_zh, *kinds) if part))
        traits = [product.colour, product.material, product.size]
        traits += [a.value for a in product.attributes if isinstance(a.value, str)]
        called = terms(" ".join((product.name_text, product.brand, *kinds, *traits)))
        further = [a.name for a in product.attributes if a.value is True]
        told = terms(" ".join((*further, product.description, product.description_zh)))
        ends = {word[-1] for run in _RUN.findall(names) for word in chinese_words(run)}
        ends |= {word[0] for kind in kinds for run in _RUN.findall(simplified(kind)) for word in chinese_words(run)}
        is_called = frozenset([*called, *heads((product.title, product.title_zh, *kinds))])
        return cls(
            names,
            frozenset(terms(" ".join((product.name_text, *kinds)))),
            is_called,
            is_called | frozenset(told),
            frozenset(ends),
        )


@dataclass(frozen=True)
class Query:
    """What is looked for, in words."""

    text: str
    terms: tuple[str, ...]
    codes: frozenset[str]  # in lower case
    head: str  # of a Chinese query: the character that says what for, 鞋 of 登山鞋; '' where that is no thing
    noun: str  # of an English one: the term that says what for, 'shoe' of 'hiking shoes'
    thing: str  # the word that says what for, in either language, as it is written; '' where that is no thing

    @classmethod
    def of(cls, text: str) -> "Query":
        """`text` as a request has it."""
        asked, codes = tuple(dict.fromkeys(asked_terms(text))), frozenset(c.lower() for c in CODE.findall(text))
        if detect_language(text) == "zh":
            word = _last_word(text)
            return cls(text, asked, codes, bare(word)[-1] if word else "", "", word)
        phrase = re.split(PREPOSITION, text.lower(), maxsplit=1)[0]
        return cls(text, asked, codes, "", next(reversed(terms(phrase)), ""), next(reversed(_WORD.findall(phrase)), ""))

    def met(self, words: Words) -> tuple[str, ...]:
        """Its terms that the product has."""
        return tuple(term for term in self.terms if term in words.told)

    def is_answered(self, words: Words, cosine: float) -> bool:
        """Whether the product is a hit: it has enough of the words, or means nearly the same."""
        if not self.terms:
            return True
        if self.head and words.ends and self.head not in words.ends:
            return False  # what only mentions a 手机 is none
        met = self.met(words)
        if cosine >= NEAR or len(met) / len(self.terms) < MET:
            return cosine >= NEAR
        return bool(self.head) or cosine >= DESCRIBED or any(term in words.called for term in met)

    def has_noun(self, words: Words, cosine: float) -> bool:
        """Whether the product is what the query is for: its names say so, or a trait does and it means nearly the same.

        A printer that reads memory sticks is no stick. A Chinese word has to stand there as it is asked for.
        """
        if not self.noun:
            return bool(self.terms) and self.terms[-1] in words.told
        return self.noun in words.named or (self.noun in words.called and cosine >= NEAR)

    def is_named(self, words: Words) -> bool:
        """Whether the product's names say that it is what the query is for; a trait may say what it is used with."""
        return self.noun in words.named if self.noun else bool(self.head)

    def said(self, words: Words) -> tuple[str, ...]:
        """The words of the query, as written, that the product has."""
        if detect_language(self.text) == "zh":
            return self.met(words)
        written = dict.fromkeys(re.findall(r"[\w.-]+", self.text))
        return tuple(word for word in written if {*terms(word)} & {*self.met(words)})

    def is_in_name(self, words: Words) -> bool:
        """Whether its Chinese words stand in a name, where the index has another cut: 跑鞋 in 越野跑鞋."""
        runs = _RUN.findall(simplified(self.text))
        return bool(runs) and all(run in words.names for run in runs)

    def shared(self, words: Words) -> int:
        """How many of its Chinese characters stand in the product's names."""
        return sum(character in words.names for character in {*"".join(_RUN.findall(simplified(self.text)))})


def mentions(product: Product, word: str) -> bool:
    """Whether a product has what may not be: the word stands in its texts, and not as what it is without."""
    texts = (product.name_text, *product.category, product.material, product.description, product.description_zh)
    if any(True in said_of(word, text) for text in texts):
        return True
    return any(a.value is True and word.lower() in a.name for a in product.attributes)


def said_of(word: str, text: str) -> set[bool]:
    """What a text says wherever a word stands in it: that it is there (True), that it is not ('no lid', 'lid-free')."""
    plain, stem = text.lower(), word.lower()
    stem = stem.removesuffix("s") if stem.isascii() and len(stem) > 3 else stem
    pattern = rf"(?<![a-z]){re.escape(stem)}(?:s|es)?(?![a-z])" if stem.isascii() else re.escape(stem)
    places = re.finditer(pattern, plain)
    said = {not (re.search(_NEGATED, plain[: at.start()]) or re.match(_ABSENT, plain[at.end() :])) for at in places}
    return said | {False} if stem.isascii() and re.search(rf"(?<![a-z]){re.escape(stem)}less(?![a-z])", plain) else said


def refused(query: str) -> tuple[str, ...]:
    """The words of a query that name what is to be absent: 'lids' of 'jars without lids'."""
    found = re.search(_WITHOUT, query.lower())
    named = re.split(PREPOSITION, query[found.end() :].lower(), maxsplit=1)[0] if found else ""
    return tuple(word for word in re.findall(rf"[a-z]+|[{CJK}]+", named))


def refusal(name: str, words: Iterable[str]) -> int:
    """1 where a name says that one of these is absent, -1 where it only says that one is there, 0 where neither."""
    said = {is_there for word in words for is_there in said_of(word, name)}
    return 1 if False in said else -1 if True in said else 0


def _last_word(text: str) -> str:
    """The word that a Chinese query ends with; '' where it is no name of a thing: 防水 asks for what is so."""
    runs = _RUN.findall(simplified(text))
    last = runs[-1] if runs else ""
    word = next((last[at:] for at in range(len(last)) if dictionary().english(last[at:])), "")
    return "" if word in _TRAITS else word
