"""A product as a customer is shown it, and products beside each other."""

from collections.abc import Collection, Sequence
from decimal import Decimal

from assistant.answers import Compared, ProductCard
from knowledge.catalog.conditions import Condition, name_in
from knowledge.catalog.finding import Hit
from knowledge.catalog.money import show_price
from knowledge.catalog.product import Attribute, Product
from knowledge.catalog.properties import name_of
from knowledge.language import Language

FEW = 5  # pieces from which it is said that few are left
MOST_ROWS = 16  # of a comparison

STOCK: dict[Language, dict[str, str]] = {
    "en": {"many": "{} in stock", "few": "only {} left", "yes": "in stock", "no": "sold out"},
    "zh": {"many": "库存 {} 件", "few": "仅剩 {} 件", "yes": "有货", "no": "缺货"},
}
WORDS: dict[Language, dict[str, str]] = {
    "en": {
        "price": "Price", "rating": "Rating", "stock": "Availability", "brand": "Brand", "colour": "Colour",
        "size": "Size", "material": "Material", "yes": "yes", "no": "no", "unknown": "–", "asked": "matches “{}”",
        "join": ", ",
    },
    "zh": {
        "price": "价格", "rating": "评分", "stock": "库存", "brand": "品牌", "colour": "颜色", "size": "尺码",
        "material": "材质", "yes": "是", "no": "否", "unknown": "–", "asked": "符合“{}”", "join": "、",
    },
}  # fmt: skip
NAMES_ZH = {
    "weight": "重量", "people": "人数", "volume": "容量", "comfort temperature": "舒适温度", "brightness": "亮度",
    "battery capacity": "电池容量", "minimum age": "最小年龄", "waterproof": "防水", "windproof": "防风",
    "foldable": "可折叠",
    "rechargeable": "可充电", "induction": "适用电磁炉", "dishwasher safe": "可用洗碗机", "machine washable": "可机洗",
    "insulated": "保温", "freestanding": "自立式",
}  # fmt: skip


def card(
    hit: Hit,
    conditions: Sequence[Condition],
    language: Language,
    image_hosts: Collection[str],
    more: Sequence[str] = (),
) -> ProductCard:
    """What is shown of a hit; `more` are further reasons. A picture only from a host that is allowed."""
    product = hit.product
    price = product.price_in(language)
    return ProductCard(
        id=product.id,
        title=product.title_in(language),
        price=f"{price[1]:.2f}" if price else "",
        currency=price[0] if price else "",
        image=product.image if _host(product.image) in image_hosts else "",
        link=product.link,
        rating=f"{product.rating:.1f}" if product.rating is not None else "",
        stock=stock(product, language),
        why=why(hit, conditions, language, more),
    )


def stock(product: Product, language: Language) -> str:
    """'14 in stock', '仅剩 3 件'; '' where nothing is known."""
    words = STOCK[language]
    if product.stock is not None and product.stock > 0:
        return words["few" if product.stock <= FEW else "many"].format(product.stock)
    return {True: words["yes"], False: words["no"], None: ""}[product.is_in_stock]


def why(hit: Hit, conditions: Sequence[Condition], language: Language, more: Sequence[str] = ()) -> str:
    """Why it fits: the words it has of the request, the conditions it fulfils, and what else speaks for it."""
    words = WORDS[language]
    parts = [words["asked"].format(("" if language == "zh" else " ").join(hit.words))] if hit.words else []
    parts += [condition.label(language) for condition in conditions if condition.field != "category"]
    return " · ".join(dict.fromkeys([*parts, *more]))


def shown_price(card_: ProductCard) -> str:
    """'€49.90', as the page and the text say it."""
    return show_price(Decimal(card_.price), card_.currency) if card_.price else ""


def compared(products: Sequence[Product], language: Language) -> tuple[Compared, ...]:
    """The rows of a comparison; what all leave open is left out, what differs is marked."""
    words = WORDS[language]
    rows: list[tuple[str, list[str]]] = []
    prices = [product.price_in(language) for product in products]
    rows.append((words["price"], [show_price(price[1], price[0]) if price else "" for price in prices]))
    rows.append((words["rating"], [f"{p.rating:.1f}" if p.rating is not None else "" for p in products]))
    rows.append((words["stock"], [stock(p, language) for p in products]))
    for field in ("brand", "colour", "size", "material"):
        rows.append((words[field], [named_value(p, field, language) for p in products]))
    names = dict.fromkeys(attribute.name for product in products for attribute in product.attributes)
    for name in names:
        found = [product.attribute(name) for product in products]
        label = property_name(name, language)
        rows.append((label[:1].upper() + label[1:], [value_of(attribute, language) for attribute in found]))
    filled = [(label, values) for label, values in rows if any(values)][:MOST_ROWS]
    return tuple(
        Compared(label, tuple(value or words["unknown"] for value in values), len(set(values)) > 1)
        for label, values in filled
    )


def named_value(product: Product, field: str, language: Language) -> str:
    """What a product says of its brand, colour, size or material, in the language where there is a word for it."""
    value = str(getattr(product, field))
    if field not in ("colour", "material"):
        return value
    told = name_in(field, value.lower(), language)
    return value if told == value.lower() else told


def property_name(name: str, language: str) -> str:
    """What a property is called in the language; as the catalog names it where it has no other name for it."""
    own = name_of(name, language)
    return NAMES_ZH.get(own, own) if language == "zh" else own


def value_of(attribute: Attribute | None, language: Language) -> str:
    """An attribute's value as people read it; '' where there is none."""
    if attribute is None:
        return ""
    if isinstance(attribute.value, bool):
        return WORDS[language]["yes" if attribute.value else "no"]
    return attribute.text()


def _host(address: str) -> str:
    return address.partition("://")[2].partition("/")[0].lower()
