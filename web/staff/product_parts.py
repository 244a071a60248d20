"""What the catalog section says of products, rules and imports, ready for its templates."""

import base64
import re
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.background import Work
from assistant.offers.cards import property_name, stock
from desk.errors import DeskError
from desk.product_rules import ProductRule
from knowledge.catalog.columns import ATTRIBUTE, FIELDS, IGNORED, PRICES_IN
from knowledge.catalog.errors import CatalogError, sentence
from knowledge.catalog.money import CODES, show_price
from knowledge.catalog.product import Attribute, Product
from knowledge.catalog.reading import Preview
from knowledge.catalog.rows import Rejected, Row
from knowledge.catalog.store import ImportInfo, PastProduct
from storage.database import utc_now
from web.strings import ago, as_language, plural, text

PLAIN_ID = re.compile(r"(?!x\.)[\w@-][\w.@-]{0,127}")
EXAMPLES = 3  # of a column, before it is imported
CHOICES = (IGNORED, ATTRIBUTE, *FIELDS)  # what a column may be
Facts = list[tuple[str, str]]


def token(id_: str) -> str:
    """A product's id as an address holds it: itself, or written in plain letters."""
    if PLAIN_ID.fullmatch(id_):
        return id_
    return "x." + base64.urlsafe_b64encode(id_.encode("utf-8", "surrogatepass")).decode().rstrip("=")


def id_of(given: str) -> str:
    """The id that a token stands for; '' where it is none."""
    if not given.startswith("x."):
        return given
    try:
        return base64.urlsafe_b64decode(given[2:] + "=" * (-len(given[2:]) % 4)).decode("utf-8", "surrogatepass")
    except ValueError:
        return ""


def row(product: Product, rules: Sequence[ProductRule], language: str) -> dict[str, Any]:
    """A product in the list, with the kinds of those `rules` that concern it."""
    kinds = dict.fromkeys(one.kind for one in concerning(product, rules))
    return {
        "rules": [text("rule_" + kind, language) for kind in kinds],
        "token": token(product.id),
        "title": product.title_in(language),
        "beneath": " · ".join(part for part in (product.id, product.brand) if part),
        "category": " › ".join(category(product, language)),
        "price": price(product, language),
        "stock": stock(product, as_language(language)),
        "state": {True: "ready", False: "failed", None: "unknown"}[product.is_in_stock],
        "is_sample": product.is_sample,
    }


def concerning(product: Product, rules: Sequence[ProductRule]) -> Sequence[ProductRule]:
    """Those of the rules that concern a product, itself or by its category."""
    return [one for one in rules if one.concerns(product.id, (*product.category, *product.category_zh))]


def category(product: Product, language: str) -> Sequence[str]:
    return product.category_zh if language == "zh" and product.category_zh else product.category


def price(product: Product, language: str) -> str:
    """In the currency of that language; '' where there is none."""
    said = product.price_in(language)
    return show_price(said[1], said[0]) if said else ""


def facts(product: Product, language: str) -> Facts:
    """Every field that is known, label and value; without texts and addresses, which stand on their own."""
    every = {
        "id": product.id,
        "brand": product.brand,
        "category": " › ".join(product.category),
        "category_zh": " › ".join(product.category_zh),
        "price": " · ".join(show_price(amount, code) for code, amount in product.prices.items()),
        "stock": stock(product, as_language(language)),
        "rating": _rating(product, language),
        "colour": product.colour,
        "size": product.size,
        "material": product.material,
        "model": product.model,
        "gtin": product.gtin,
    }
    return [(text("holds_" + name, language), value) for name, value in every.items() if value]


def attributes(product: Product, language: str) -> list[dict[str, str]]:
    """Name, value with its unit, and of which kind the value is."""
    return [
        {
            "name": property_name(one.name, language),
            "value": _value(one, language),
            "kind": text(_kind(one), language),
        }
        for one in product.attributes
    ]


def rule(one: ProductRule, language: str) -> dict[str, Any]:
    """A rule of the house that concerns a product."""
    return {
        "id": one.id,
        "kind": text("rule_" + one.kind, language),
        "factor": f"× {one.factor:g}" if one.kind == "boost" else "",
        "of": one.name if one.target == "category" else "",
        "words": ", ".join(one.words),
        "note": one.note,
        "by": f"{one.author} · {ago(one.created, utc_now(), language)}",
    }


def history(past: Sequence[PastProduct], imports: Mapping[int, ImportInfo], language: str) -> list[dict[str, Any]]:
    """What each import has changed of a product, the newest first."""
    told = []
    for n, version in enumerate(past):
        before = past[n + 1] if n + 1 < len(past) else None
        is_back = before is not None and before.until is not None and before.until < version.since
        told.append(
            {
                "is_first": before is None,
                "is_back": is_back,
                "changes": _changes(before.product, version.product, language) if before else [],
                **when(imports.get(version.since), language),
            }
        )
    return told


def when(info: ImportInfo | None, language: str) -> dict[str, str]:
    """The time of an import, and by whom and of which file it was; empty where that is not kept."""
    if info is None:
        return {"time": "", "time_exact": "", "time_machine": "", "by": "", "file": ""}
    time = info.finished_at or info.created_at
    return {
        "time": ago(time, utc_now(), language),
        "time_exact": f"{time:%Y-%m-%d %H:%M} UTC",
        "time_machine": f"{time:%Y-%m-%dT%H:%M:%SZ}",
        "by": text("by_command_line", language) if info.actor == "command line" else info.actor,
        "file": info.file,
    }


def imported(info: ImportInfo, language: str) -> dict[str, Any]:
    """An import as its list and its detail show it."""
    kind = "sample" if info.is_sample else "own"
    return {
        "number": info.number,
        "name": info.file or text("taken_out_" + kind, language),
        "status": {"live": "ready", "running": "embedding"}.get(info.status, "failed"),
        "state": text("import_" + info.status, language),
        "is_sample": info.is_sample,
        "added": f"{info.added:,}",
        "updated": f"{info.updated:,}",
        "removed": f"{info.removed:,}",
        "left_out": f"{info.rejected_count:,}",
        "has_left_out": bool(info.rejected_count),
        **when(info, language),
    }


def reasons(rejected: Sequence[Rejected], language: str) -> list[tuple[str, str]]:
    """Number and reason of rows that were left out."""
    return [(f"{one.row:,}", sentence(one.code, one.details, language)) for one in rejected]


def preview(seen: Preview, language: str) -> dict[str, Any]:
    """A file before its import: what each column is taken for, and what its first rows become."""
    return {
        "columns": [
            {
                "header": column,
                "holds": seen.mapping[column],
                "examples": " · ".join(cells[column] for cells in seen.cells if cells.get(column, "").strip())[:120],
            }
            for column in seen.columns
        ],
        "rows": [_previewed(one, language) for one in seen.rows],
        "lacks_currency": PRICES_IN in seen.mapping
        or any(not isinstance(one, Rejected) and one[1].price is not None and not one[1].currency for one in seen.rows),
        "currencies": CODES,
        "currency": seen.mapping.get(PRICES_IN, ""),
        "choices": [(value, text("holds_" + (value or "nothing"), language)) for value in CHOICES],
    }


def work(one: Work, language: str) -> dict[str, Any]:
    """An import under way or just over."""
    done = one.result
    return {
        "state": one.state,
        "name": one.name,
        "by": one.actor,
        "percent": one.percent if one.stage == "embedding" else 100 if one.stage == "finishing" else 0,
        "stage": text(f"stage_{one.stage or 'reading'}", language, done=f"{one.done:,}", total=f"{one.total:,}"),
        "error": problem(one.error, language),
        "number": done.number if done else 0,
        "counts": text(
            "import_counts", language, added=f"{done.added:,}", updated=f"{done.updated:,}",
            unchanged=f"{done.unchanged:,}", removed=f"{done.removed:,}",
        ) if done else "",
        "left_out": plural("left_out", done.rejected_count, language) if done and done.rejected_count else "",
    }  # fmt: skip


def problem(error: Exception | None, language: str) -> str:
    """Why something failed, as a sentence; '' where nothing did."""
    if error is None:
        return ""
    if isinstance(error, CatalogError):
        return sentence(error.code, error.details, language)
    if isinstance(error, DeskError):
        return error.in_language(as_language(language))
    return text("not_done", language)


def _previewed(one: Row, language: str) -> dict[str, Any]:
    if isinstance(one, Rejected):
        return {"row": one.row, "reason": sentence(one.code, one.details, language), "more": ""}
    number, product = one
    told = (price(product, language), " › ".join(category(product, language)), stock(product, as_language(language)))
    return {
        "row": number,
        "reason": "",
        "title": product.title_in(language),
        "told": " · ".join(part for part in told if part),
        "more": plural("attributes_read", len(product.attributes), language) if product.attributes else "",
    }


def _changes(before: Product, after: Product, language: str) -> list[tuple[str, str, str]]:
    """Label, what it was, what it is."""
    was, now = dict(_every(before, language)), dict(_every(after, language))
    return [
        (label, was.get(label, ""), now.get(label, ""))
        for label in dict.fromkeys([*now, *was])
        if was.get(label) != now.get(label)
    ]


def _every(product: Product, language: str) -> Facts:
    texts = {name: getattr(product, name) for name in ("title", "title_zh", "description", "description_zh")}
    links = {"image": product.image, "link": product.link}
    said = [(text("holds_" + name, language), _short(value)) for name, value in (texts | links).items() if value]
    return [*said, *facts(product, language), *((a["name"], a["value"]) for a in attributes(product, language))]


def _value(one: Attribute, language: str) -> str:
    if isinstance(one.value, bool):
        return text("yes" if one.value else "no", language)
    return one.text()


def _kind(one: Attribute) -> str:
    if isinstance(one.value, bool):
        return "value_bool"
    return "value_text" if isinstance(one.value, str) else "value_number"


def _rating(product: Product, language: str) -> str:
    if product.rating is None:
        return ""
    count = plural("rated_by", product.ratings, language) if product.ratings else ""
    return f"{product.rating:g}{f' ({count})' if count else ''}"


def _short(words: str, most: int = 160) -> str:
    return words if len(words) <= most else f"{words[:most].rstrip()}…"
