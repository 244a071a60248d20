"""Questions about products answered from what the catalog says of them, in short sentences of both languages."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from assistant.offers.cards import WORDS, named_value, property_name, stock, value_of
from knowledge.catalog.asking import Asked
from knowledge.catalog.extremes import extreme, fields_of, labels_of
from knowledge.catalog.lexicon import CONCEPTS, concept_of, feature_of
from knowledge.catalog.money import show_price
from knowledge.catalog.product import Attribute, Product
from knowledge.catalog.properties import OWN
from knowledge.catalog.request import Request
from knowledge.catalog.units import UNITS, canonical
from knowledge.language import Language

SAID: dict[Language, dict[str, str]] = {
    "en": {
        "fact": "{title}: {told}.", "one": "{label} {value}", "join": ", ", "yes": "Yes, {title}: {label}.",
        "no": "No, {title}: not {label}.", "unknown": "our catalog does not say",
        "first": "{title} is the {best}: {value}.", "of_two": "{title} is {best}: {value}.", "then": "Then: {others}.",
        "other": "{title} ({value})", "equal": "They are equal in that: {value}.",
    },
    "zh": {
        "fact": "{title}：{told}。", "one": "{label} {value}", "join": "，", "yes": "是的，{title}{label}。",
        "no": "不，{title}不{label}。", "unknown": "商品目录没有说明", "first": "{best}的是{title}：{value}。",
        "of_two": "{best}的是{title}：{value}。", "then": "其次：{others}。",
        "other": "{title}（{value}）", "equal": "两者相同：{value}。",
    },
}  # fmt: skip
# Which of them is asked for, of two and of more.
_BEST: dict[Language, dict[str, tuple[str, str]]] = {
    "en": {
        "price<": ("cheaper", "cheapest"), "price>": ("more expensive", "most expensive"),
        "weight<": ("lighter", "lightest"), "weight>": ("heavier", "heaviest"), "temperature<": ("warmer", "warmest"),
        "brightness>": ("brighter", "brightest"), "rating>": ("better rated", "best rated"),
        "<": ("smaller", "smallest"), ">": ("larger", "largest"),
    },
    "zh": {
        "price<": ("更便宜", "最便宜"), "price>": ("更贵", "最贵"), "weight<": ("更轻", "最轻"),
        "weight>": ("更重", "最重"), "temperature<": ("更保暖", "最保暖"), "brightness>": ("更亮", "最亮"),
        "rating>": ("评分更高", "评分最高"),
        "<": ("更小", "最小"), ">": ("更大", "最大"),
    },
}  # fmt: skip


@dataclass(frozen=True)
class Fact:
    """One thing that the catalog says of a product."""

    label: str
    value: str
    number: float | None = None  # to compare it by
    is_so: bool | None = None  # of a property that is there or not


def fact(product: Product, fields: Sequence[str], language: Language) -> Fact | None:
    """What the catalog says of the first of these fields that it says anything of; None where it says nothing."""
    return next((found for field in fields if (found := _fact(product, field, language)) is not None), None)


def most(product: Product, request: Request, language: Language) -> tuple[Request, str]:
    """What decides that a product comes first where most or least of something is wished; '' where its card says it.

    Where the catalog does not say it, the request comes back with that wish as one that could not be checked.
    """
    wish = extreme(request.wishes)
    if not wish or fields_of(wish)[0] in ("price", "rating"):
        return request, ""
    if told := fact(product, fields_of(wish), language):
        return request, told.value
    label = labels_of(wish)[language == "zh"]
    wishes = tuple(other for other in request.wishes if other != wish)
    return replace(request, wishes=wishes, unchecked=(*request.unchecked, label)), ""


def known(products: Sequence[Product], asked: Asked) -> bool:
    """Whether the catalog can answer: something of each thing asked, and all of what is compared."""
    if asked.order:
        return all(_number(product, asked.fields[0]) is not None for product in products) and len(products) > 1
    return all(any(fact(product, fields, "en") for product in products) for fields in asked.fields)


def ordered(products: Sequence[Product], asked: Asked) -> Sequence[Product]:
    """The products by what is compared, the one asked for first."""
    sign = 1 if asked.order == "<" else -1
    return sorted(products, key=lambda product: sign * (_number(product, asked.fields[0]) or 0.0))


def told(products: Sequence[Product], asked: Asked, language: Language) -> str:
    """The answer: each fact asked of each product, or which of them has most or least of it."""
    words = SAID[language]
    if asked.order:
        return _first(ordered(products, asked), asked, language)
    sentences: list[str] = []
    for product in products:
        title, found = product.title_in(language), [fact(product, fields, language) for fields in asked.fields]
        plain = [one for one in found if one is not None and one.is_so is None]
        values = [_said(one, language) for one in plain]
        if not any(found):
            values = [words["unknown"]]
        if values:
            sentences.append(words["fact"].format(title=title, told=words["join"].join(values)))
        sentences += [
            words["yes" if one.is_so else "no"].format(title=title, label=one.label)
            for one in found
            if one is not None and one.is_so is not None
        ]
    return ("" if language == "zh" else " ").join(sentences)


def _first(products: Sequence[Product], asked: Asked, language: Language) -> str:
    words, fields = SAID[language], asked.fields[0]
    values = [found.value if (found := fact(product, fields, language)) else "" for product in products]
    if len(set(values)) == 1:
        return words["equal"].format(value=values[0])
    best = _BEST[language].get(f"{fields[0]}{asked.order}") or _BEST[language][asked.order]
    are_two = len(products) == 2
    others = words["join"].join(
        words["other"].format(title=product.title_in(language), value=value)
        for product, value in zip(products[1:], values[1:], strict=True)
    )
    first = words["of_two" if are_two else "first"].format(
        title=products[0].title_in(language), best=best[not are_two], value=values[0]
    )
    return ("" if language == "zh" else " ").join((first, words["then"].format(others=others)))


def _said(one: Fact, language: Language) -> str:
    """'weight 2.1 kg'; what needs no name stands alone: '14 in stock'."""
    return SAID[language]["one"].format(label=one.label, value=one.value) if one.label else one.value


def _number(product: Product, fields: Sequence[str]) -> float | None:
    found = fact(product, fields, "en")
    return found.number if found else None


def _fact(product: Product, field: str, language: Language) -> Fact | None:
    words = WORDS[language]
    if field == "price":
        price = product.price_in(language)
        return Fact(_low(words["price"]), show_price(price[1], price[0]), float(price[1])) if price else None
    if field == "stock":
        text = stock(product, language)
        return Fact("", text) if text else None
    if field == "rating":
        return None if product.rating is None else Fact(_low(words["rating"]), f"{product.rating:.1f}", product.rating)
    if field in ("colour", "size", "material", "brand"):
        value = named_value(product, field, language)
        return Fact(_low(words[field]), value) if value else None
    if field.startswith("has "):
        found = next((a for a in product.attributes if feature_of(a.name) == field[4:]), None)
        if found is None or not isinstance(found.value, bool):
            return None
        return Fact(_label(found, language), value_of(found, language), is_so=found.value)
    if field.startswith(OWN):
        found = product.attribute(field.removeprefix(OWN))
        return Fact(_label(found, language), value_of(found, language), _base(found)) if found is not None else None
    found = next((a for a in product.attributes if concept_of(a.name) == field), None)
    return Fact(_label(found, language), value_of(found, language), _base(found)) if found is not None else None


def _label(attribute: Attribute, language: Language) -> str:
    return property_name(attribute.name, language)


def _low(label: str) -> str:
    return label[:1].lower() + label[1:]


def _base(attribute: Attribute) -> float | None:
    """A number in the base unit of its measure."""
    if not isinstance(attribute.value, float):
        return None
    unit = canonical(attribute.unit) or CONCEPTS.get(concept_of(attribute.name), ((), "", ""))[2]
    return attribute.value * (UNITS[unit][1] if unit else 1.0)
