"""Checks what a campaign says against the catalog, by code: names, prices, every other number, links, and promises.

A sentence passes only where a product of the campaign says the same; nothing is taken on trust, whoever wrote it.
"""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from knowledge.catalog.money import CURRENCY, read_price
from knowledge.catalog.product import Product

FaultKind = Literal["name", "price", "number", "link", "promise"]

_LINK = re.compile(r"(?:https?://|www\.)[^\s<>()（），。；]+")
_PRICE = re.compile(
    rf"(?:{CURRENCY})\s?\d[\d.,']*(?<=\d)|(?<![\d.,])\d[\d.,']*(?<=\d)\s?(?:{CURRENCY})(?![a-z])", re.IGNORECASE
)
_NUMBER = re.compile(r"\d+(?:[.,']\d+)*")
_ENDS = re.compile(r"[\n。！？；;]|[.!?](?=\s|$)")

# What may be promised only where the product itself says so.
_PROMISES = {
    "en": re.compile(
        r"\b(?:free|discount(?:ed)?|sale|half[- ]price|cheapest|lowest|best[- ]?sell(?:er|ing)|guarante\w+|warrant\w+|"
        r"limited|exclusive|last chance|today only|money[- ]back|certified|award\w*|number one|percent)\b",
        re.IGNORECASE,
    ),
    "zh": re.compile(
        r"免费|包邮|折扣|打?[一二三四五六七八九十半]折|半价|特价|促销|最低|最便宜|最畅销|最好|第一|保证|保修|质保|限时|限量|"
        r"独家|认证|获奖|赠品|赠送|满[一二三四五六七八九十百千]+减"
    ),
}
_CHINESE_NUMBER = re.compile(r"[一二两三四五六七八九十百千万]+(?:元|块|折|年|克|升|米|寸|人份)")


@dataclass(frozen=True)
class Fault:
    """One thing that no product of the campaign bears out; `words` is what is written, or a name that is missing."""

    kind: FaultKind
    words: str


def faults(text: str, products: Sequence[Product], *, own_words: str = "") -> list[Fault]:
    """What is wrong with a text about these products; empty where all of it holds.

    `own_words` are the company's own: its name and how to reach it, which no product knows.
    """
    found = [
        Fault("name", product.title)
        for product in products
        if not any(_plain(name) in _plain(text) for name in _names(product))
    ]
    links = {product.link for product in products if product.link}
    rest = text
    for link in dict.fromkeys(_LINK.findall(text)):
        rest = rest.replace(link, " ")
        if link.rstrip(".,") not in links and link not in own_words:
            found.append(Fault("link", link))
    for own in filter(None, map(str.strip, own_words.split("\n"))):
        rest = rest.replace(own, " ")
    found += [fault for sentence in _sentences(rest) for fault in _in_sentence(sentence, products)]
    return list(dict.fromkeys(found))


def _in_sentence(sentence: str, products: Sequence[Product]) -> list[Fault]:
    """What follows a product's name speaks of that product; what stands before the first may speak of any."""
    names = {_plain(name): product for product in products for name in _names(product)}
    pattern = "|".join(re.escape(name) for name in sorted(names, key=len, reverse=True))
    parts = re.split(f"({pattern})", _plain(sentence)) if pattern else [_plain(sentence)]
    found = _in_part(parts[0], [names[name] for name in parts[1::2]] or products)
    for name, part in zip(parts[1::2], parts[2::2], strict=True):
        found += _in_part(part, [names[name]])
    return found


def _in_part(sentence: str, meant: Sequence[Product]) -> list[Fault]:
    known = " ".join(_facts(product) for product in meant)
    found: list[Fault] = []
    for price in _PRICE.findall(sentence):
        if not any(_is_price(price, product) for product in meant):
            found.append(Fault("price", price.strip()))
        sentence = sentence.replace(price, " ", 1)
    numbers = {_value(number) for number in _NUMBER.findall(known)}
    found += [Fault("number", n) for n in _NUMBER.findall(sentence) if _value(n) not in numbers]
    found += [Fault("number", words) for words in _CHINESE_NUMBER.findall(sentence) if words not in known]
    for pattern in _PROMISES.values():
        found += [
            Fault("promise", match[0])
            for match in pattern.finditer(sentence)
            if _plain(match[0]) not in _plain(known)
        ]  # fmt: skip
    if "%" in sentence or "％" in sentence:
        said = {match.replace("％", "%") for match in re.findall(r"\d[\d.,]*\s?[%％]", known)}
        found += [
            Fault("number", match) for match in re.findall(r"\d[\d.,]*\s?[%％]", sentence)
            if match.replace("％", "%") not in said
        ]  # fmt: skip
    return found


def _sentences(text: str) -> list[str]:
    return [part for part in (part.strip() for part in _ENDS.split(text)) if part]


def _names(product: Product) -> list[str]:
    return [name for name in (product.title, product.title_zh) if name]


def _facts(product: Product) -> str:
    """All that the catalog says of it, but for its price, which is looked at alone."""
    attributes = (f"{attribute.name} {attribute.text()}" for attribute in product.attributes)
    known = (
        product.title, product.title_zh, product.description, product.description_zh, product.brand, product.colour,
        product.size, product.material, product.model, *product.category, *attributes,
        "" if product.rating is None else f"{product.rating:g}", str(product.ratings or ""),
    )  # fmt: skip
    return " ".join(part for part in known if part)


def _is_price(written: str, product: Product) -> bool:
    read = read_price(written)
    if read is None:
        return False
    amount, currency = read
    return any(amount == price and currency in ("", code) for code, price in product.prices.items())


def _value(number: str) -> str:
    """'1,299.00' and '1299' are one number; '4.50' is 4.5."""
    read = read_price(number)
    return str((read[0] if read else Decimal(0)).normalize())


def _plain(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).casefold().split())
