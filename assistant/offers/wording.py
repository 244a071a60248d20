"""What is said of products, in short sentences made from their cards' facts, in both languages."""

from collections.abc import Sequence

from assistant.answers import Compared, ProductCard
from assistant.offers.cards import shown_price
from knowledge.catalog.conditions import Condition
from knowledge.catalog.finding import Found, Hit
from knowledge.catalog.money import show_price
from knowledge.catalog.product import Product
from knowledge.catalog.request import Request
from knowledge.catalog.turns import wish_label
from knowledge.language import Language, split_sentences

LONGEST_NAME = 60  # characters of a title in a sentence; its card has all of it

SAID: dict[Language, dict[str, str]] = {
    "en": {
        "one": "One product fits{what}: {names}.", "some": "{n} products fit{what}: {names}.",
        "first": "Of all that fits{what}, these {n} come first: {names}.", "what": " ({})", "for": " “{}”",
        "all": "Of all we have, these {n} come first: {names}.",
        "best": "{title} comes first{facts}.", "facts": ": {}", "named": "{title} ({price})", "rated": "rated {}",
        "like": "These {n} are most like {title}: {names}.", "like_one": "This one is most like {title}: {names}.",
        "no_like": "Nothing else in our catalog is like {title}.",
        "unchecked": "Our catalog does not say anything about “{}”, so I could not check that.",
        "none": "Our catalog has nothing for{what}.",
        "blame": "Nothing in our catalog fulfils all of this: {all}. There is something for the rest, but not "
        "“{blame}”.",
        "nearest": "Without it, the nearest is {named}.", "all_bad": "Nothing in our catalog comes near to all "
        "of this: {all}.",
        "only_like": "Nothing of ours is called “{query}”. What comes nearest: {names}.",
        "only_near": "Nothing of ours is called “{query}”. Of what fits the rest ({labels}), the nearest are: {names}.",
        "other_currency": "Our prices are in {}.",
        "same": "{names} are alike in everything we know of them.", "differ": "{names} differ in {rows}.",
        "cheaper": "{title} costs less: {price}.", "cost_same": "They cost the same.", "nothing": "everything we have",
        "no_more": "There is nothing else that fits.", "and": " and ", "join": ", ",
        "together": "Often bought together with it: {names}.",
        "which": "Which product do you mean? Tell me its name, and I look that up.",
        "few": "I have shown you {n} so far: {names}.", "few_one": "I have shown you only this one: {names}.",
        "no_products": "There are no products in our catalog yet.", "lost": "That product is no longer in our catalog.",
    },
    "zh": {
        "one": "找到 1 款符合{what}的商品：{names}。", "some": "找到 {n} 款符合{what}的商品：{names}。",
        "first": "符合{what}的商品中，先为您推荐这 {n} 款：{names}。", "what": "（{}）", "for": "“{}”",
        "all": "全部商品中，先为您推荐这 {n} 款：{names}。",
        "best": "排在首位的是{title}{facts}。", "facts": "：{}", "named": "{title}（{price}）", "rated": "评分 {}",
        "like": "与{title}最相似的 {n} 款：{names}。", "like_one": "与{title}最相似的是：{names}。",
        "no_like": "目录中没有与{title}相似的其他商品。",
        "unchecked": "商品目录没有关于“{}”的信息，因此无法核对这一点。",
        "none": "商品目录中没有找到与{what}相符的商品。",
        "blame": "没有商品同时满足：{all}。其他条件都有商品符合，只是“{blame}”满足不了。",
        "nearest": "去掉它之后，最接近的是{named}。", "all_bad": "没有商品接近这些条件：{all}。",
        "only_like": "没有找到名为“{query}”的商品，最接近的有：{names}。",
        "only_near": "没有找到名为“{query}”的商品。符合其余条件（{labels}）的商品中，最接近的有：{names}。",
        "other_currency": "我们的价格以 {} 计。",
        "same": "就已知信息而言，{names}没有差别。", "differ": "{names}的区别在于：{rows}。",
        "cheaper": "{title}更便宜：{price}。", "cost_same": "两者价格相同。", "nothing": "全部商品",
        "no_more": "没有其他符合的商品了。", "and": "和", "join": "、",
        "together": "常与它一起购买的有：{names}。",
        "which": "请问您指的是哪一款商品？告诉我名称，我就为您查。",
        "few": "刚才一共推荐了 {n} 款：{names}。", "few_one": "刚才只推荐了这一款：{names}。",
        "no_products": "商品目录中还没有商品。", "lost": "这款商品已不在目录中。",
    },
}  # fmt: skip


def found(cards: Sequence[ProductCard], request: Request, total: int, language: Language, most: str = "") -> str:
    """What a search has found; `most` is what decides that the first one comes first."""
    words = SAID[language]
    kind = "one" if len(cards) == 1 else "first" if total > len(cards) else "some"
    if kind == "first" and not (request.query or request.conditions or request.wishes):
        kind = "all"
    names = words["join"].join(named(card, language) for card in cards)
    said = words[kind].format(n=len(cards), what=asked(request, language), names=names)
    best = cards[0]
    facts = [most, words["rated"].format(best.rating) if best.rating else "", best.stock]
    if len(cards) > 1 and any(facts):
        told = words["facts"].format(words["join"].join(fact for fact in facts if fact))
        said = _spaced(language, said, words["best"].format(title=short(best.title), facts=told))
    return _spaced(language, said, unchecked(request, language))


def nothing(request: Request, result: Found, language: Language, currency: str) -> str:
    """That nothing fits, which condition is to blame, and what comes nearest without it."""
    words = SAID[language]
    if not request.conditions:
        return _spaced(
            language, words["none"].format(what=words["for"].format(request.query)), unchecked(request, language)
        )
    labels = words["join"].join(condition.label(language) for condition in request.conditions)
    if request.query and not any(c.field == "category" for c in request.conditions):
        labels = words["join"].join([words["for"].format(request.query).strip(), labels])
    foreign = any(c.field == "price" and c.unit and c.unit != currency for c in request.conditions)
    extra = words["other_currency"].format(currency) if foreign and currency else ""
    if result.blame is None:
        return _spaced(language, words["all_bad"].format(all=labels), extra, unchecked(request, language))
    if len(request.conditions) == 1 and not request.query:
        said = words["all_bad"].format(all=labels)
    else:
        said = words["blame"].format(all=labels, blame=result.blame.label(language))
    near = words["nearest"].format(named=_named_hit(result.nearest[0], result.blame, language))
    return _spaced(language, said, near, extra, unchecked(request, language))


def only_near(cards: Sequence[ProductCard], request: Request, language: Language) -> str:
    """That nothing is called what is looked for, and what fulfils the conditions or is of its kind."""
    words = SAID[language]
    labels = words["join"].join(condition.label(language) for condition in request.conditions)
    names = words["join"].join(named(card, language) for card in cards)
    said = words["only_near" if labels else "only_like"].format(query=request.query, labels=labels, names=names)
    return _spaced(language, said, unchecked(request, language))


def like(cards: Sequence[ProductCard], product: Product, language: Language) -> str:
    """What is like a product."""
    words, title = SAID[language], short(product.title_in(language))
    if not cards:
        return words["no_like"].format(title=title)
    names = words["join"].join(named(card, language) for card in cards)
    return words["like" if len(cards) > 1 else "like_one"].format(n=len(cards), title=title, names=names)


def details(card: ProductCard, product: Product, language: Language) -> str:
    """One product in its own words, with its price."""
    words = SAID[language]
    facts = [shown_price(card), words["rated"].format(card.rating) if card.rating else "", card.stock]
    head = words["facts"].format(words["join"].join(fact for fact in facts if fact)) if any(facts) else ""
    end = "。" if language == "zh" else "."
    text = product.description_in(language)
    sentences = [text[start:stop] for start, stop in split_sentences(text)[:3]]
    return _spaced(language, f"{card.title}{head}{end}", *sentences)


def together(text: str, cards: Sequence[ProductCard], language: Language) -> str:
    """What was said of a product, and what is often bought together with it."""
    words = SAID[language]
    names = words["join"].join(named(card, language) for card in cards)
    return _spaced(language, text, words["together"].format(names=names))


def few(cards: Sequence[ProductCard], language: Language) -> str:
    """That no more than these were shown, to whom asks for one further on."""
    words = SAID[language]
    names = words["join"].join(named(card, language) for card in cards)
    return words["few" if len(cards) > 1 else "few_one"].format(n=len(cards), names=names)


def comparison(cards: Sequence[ProductCard], rows: Sequence[Compared], language: Language) -> str:
    """How products differ."""
    words = SAID[language]
    *first, last = (short(card.title) for card in cards)
    names = words["join"].join(first) + words["and"] + last
    differing = [row.label.lower() if language == "en" else row.label for row in rows if row.differs]
    if not differing:
        return words["same"].format(names=names)
    said = words["differ"].format(names=names, rows=words["join"].join(differing[:6]))
    if len(cards) == 2 and all(card.price for card in cards) and cards[0].currency == cards[1].currency:
        low = min(cards, key=lambda card: float(card.price))
        if cards[0].price == cards[1].price:
            return _spaced(language, said, words["cost_same"])
        return _spaced(language, said, words["cheaper"].format(title=short(low.title), price=shown_price(low)))
    return said


def asked(request: Request, language: Language) -> str:
    """The request in a few words: ' “tent” (under €300, green)'."""
    words = SAID[language]
    is_named = [c for c in request.conditions if c.field == "category" and c.op == "="]
    labels = [c.label(language) for c in request.conditions if c not in is_named or not request.query]
    labels += [wish_label(wish, language) for wish in request.wishes]
    said = words["for"].format(request.query) if request.query else ""
    said += words["what"].format(words["join"].join(labels)) if labels else ""
    return said or ("" if language == "en" else words["nothing"])


def named(card: ProductCard, language: Language) -> str:
    """'Skylark 2 tent (€289)'."""
    price, title = shown_price(card), short(card.title)
    return SAID[language]["named"].format(title=title, price=price) if price else title


def short(title: str) -> str:
    """A title as it stands in a sentence: the words of a very long one up to LONGEST_NAME characters."""
    if len(title) <= LONGEST_NAME:
        return title
    words = title[: LONGEST_NAME + 1].rpartition(" ")[0] or title[:LONGEST_NAME]
    return words.rstrip(" ,;:-–(") + "…"


def unchecked(request: Request, language: Language) -> str:
    words = SAID[language]
    return words["unchecked"].format(words["join"].join(request.unchecked)) if request.unchecked else ""


def _named_hit(hit: Hit, blame: Condition, language: Language) -> str:
    product = hit.product
    title, prices = short(product.title_in(language)), product.prices
    price = (blame.unit, prices[blame.unit]) if blame.unit in prices else product.price_in(language)
    return SAID[language]["named"].format(title=title, price=show_price(price[1], price[0])) if price else title


def _spaced(language: Language, *sentences: str) -> str:
    return ("" if language == "zh" else " ").join(sentence for sentence in sentences if sentence)
