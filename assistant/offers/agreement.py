"""Whether a text about products says only what their cards say: names, numbers, prices. By code, before it is shown."""

import re
from collections.abc import Iterable, Sequence
from decimal import Decimal, InvalidOperation

from assistant.answers import Compared, ProductCard
from assistant.offers.cards import shown_price
from knowledge.catalog.money import CURRENCY, currency
from knowledge.catalog.product import Product

_NUMBER = re.compile(r"\d+(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?")
_PRICE = re.compile(
    rf"(?P<sign>{CURRENCY})\s*(?P<after>\d[\d,]*(?:\.\d+)?)|(?P<before>\d[\d,]*(?:\.\d+)?)\s*(?P<code>{CURRENCY})(?![a-z])",
    re.IGNORECASE,
)
_NAME = re.compile(r"(?<=[a-z,;:–-] )[A-Z][A-Za-z0-9'’-]+(?: [A-Z0-9][A-Za-z0-9'’-]*)*")
_QUOTED = re.compile(r"(?:[“《「]|(?<!\d)\")([^”》」\"]{2,60})[”》」\"]")  # 15.6" is inches and opens no quote


def disagreements(
    text: str,
    cards: Sequence[ProductCard],
    products: Sequence[Product],
    *,
    said: Iterable[str] = (),
    others: Iterable[str] = (),
    comparison: Sequence[Compared] = (),
) -> list[str]:
    """What `text` says that the cards do not: each as it stands there; none where they agree.

    Args:
        cards: What is shown.
        products: The same products, for what a card has no room for.
        said: Texts whose words and numbers may be repeated: the customer's request, its conditions, the company's name.
        others: Titles of products that are not shown and may not be named.
    """
    prices = {(_amount(card.price), card.currency) for card in cards if card.price}
    asked = [found for words in said for found in _prices(words)]
    wrong = [found for found in _prices(text) if found not in prices and found not in asked]
    facts = " ".join([*map(_card_text, cards), *map(_product_text, products), *said, *(
        " ".join((row.label, *row.values)) for row in comparison
    )])  # fmt: skip
    known = {_amount(number) for number in _NUMBER.findall(facts)} | {Decimal(n) for n in range(len(cards) + 1)}
    numbers = [number for number in _NUMBER.findall(text) if _amount(number) not in known]
    lower = facts.lower()
    names = [name for name in [*_NAME.findall(text), *_QUOTED.findall(text)] if not _is_known(name, lower)]
    titles = {card.title for card in cards}
    strangers = [title for title in others if title and title in text and not any(title in own for own in titles)]
    return [*(f"{amount} {code}" for amount, code in wrong), *numbers, *names, *strangers]


def _is_known(name: str, facts: str) -> bool:
    return name.lower() in facts or all(word.lower() in facts for word in name.split())


def _prices(text: str) -> list[tuple[Decimal, str]]:
    found: list[tuple[Decimal, str]] = []
    for match in _PRICE.finditer(text):
        found.append((_amount(match["after"] or match["before"]), currency(match["sign"] or match["code"])))
    return found


def _amount(text: str) -> Decimal:
    try:
        return Decimal(text.replace(",", "")).normalize()
    except InvalidOperation:
        return Decimal(-1)


def _card_text(card: ProductCard) -> str:
    return " ".join((card.title, card.price, shown_price(card), card.rating, card.stock, card.why))


def _product_text(product: Product) -> str:
    attributes = " ".join(f"{attribute.name} {attribute.text()}" for attribute in product.attributes)
    path = " ".join((*product.category, *product.category_zh))
    said = (product.name_text, product.brand, path, product.colour, product.size, product.material, attributes)
    return " ".join((*said, product.description, product.description_zh))
