"""What of a product conditions are checked against: its colours, materials, sizes, numbers and properties.

Nothing is guessed. What a product does not say fulfils no condition.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.catalog.audience import ATTRIBUTES, audiences
from knowledge.catalog.lexicon import CONCEPTS, colours, concept_of, feature_of, features_in, features_told, materials
from knowledge.catalog.product import Attribute, Product
from knowledge.catalog.sizes import sizes, with_decimals
from knowledge.catalog.units import NUMBER, UNIT_PATTERN, UNITS, canonical, number

_COLOUR_NAMES = frozenset(["colour", "color", "product colour", "product color", "颜色", "主色"])
_MATERIAL_NAMES = frozenset(["material", "materials", "fabric", "outer material", "housing material", "材质", "面料"])
_SIZE_NAMES = frozenset(["size", "尺码", "尺寸", "规格"])
_QUANTITIES = re.compile(rf"({NUMBER})\s*-?\s*({UNIT_PATTERN})", re.IGNORECASE)
_AGES = re.compile(
    r"(\d+(?:\.\d+)?)\s*(months?|个月|月)?\s*(?:(?:-|–|to|至|到|~)\s*(\d+(?:\.\d+)?)|(\+|and up|and over|以上|up))?"
    r"\s*(months?|years?|yrs?|岁|个月|月)?",
    re.IGNORECASE,
)
_ADULT = 99.0


@dataclass(frozen=True)
class Facts:
    """One product, as conditions see it."""

    colours: frozenset[str]
    materials: frozenset[str]
    sizes: frozenset[str]
    numbers: tuple[tuple[str, str, float], ...]  # concept ('' where unknown), measure, in the measure's base unit
    ages: tuple[float, float] | None  # years, from and to
    features: tuple[tuple[str, bool], ...]
    audiences: frozenset[str]  # whom it says it is for


def facts_of(product: Product) -> Facts:
    colour_text, material_text, size_text = product.colour, product.material, product.size
    numbers: list[tuple[str, str, float]] = []
    plain: list[tuple[str, str, float]] = []  # of attributes that are called just so: 'weight', not 'pallet weight'
    features: list[tuple[str, bool]] = []
    ages: tuple[float, float] | None = None
    for attribute in product.attributes:
        if attribute.name in _COLOUR_NAMES:
            colour_text += f" {attribute.value}"
        elif attribute.name in _MATERIAL_NAMES:
            material_text += f" {attribute.value}"
        elif attribute.name in _SIZE_NAMES:
            size_text += f" , {attribute.text()}"
        elif isinstance(attribute.value, bool):
            features.append((feature_of(attribute.name), attribute.value))
        elif concept_of(attribute.name) == "age":
            ages = ages or _ages(attribute)
        else:
            of = _numbers(attribute)
            is_plain = any(attribute.name in words for words, _, _ in CONCEPTS.values())
            (plain if is_plain else numbers).extend(of)
    named = f"{product.title} {product.title_zh}"
    whom = (str(attribute.value) for attribute in product.attributes if attribute.name in ATTRIBUTES)
    said = audiences((named, *product.category, *product.category_zh, *whom))
    size_text = with_decimals(size_text)
    told = {feature for feature, _ in features}
    features += [(feature, True) for feature in features_in(named) if feature not in told]
    told |= {feature for feature, _ in features}
    described = {**features_told(product.description_zh), **features_told(product.description)}
    features += [(feature, is_there) for feature, is_there in described.items() if feature not in told]
    known = {concept for concept, _, _ in plain}
    numbers = [*plain, *(one for one in numbers if (one[0] or one[1]) not in known)]
    numbers += [("", measure, base) for measure, base in _quantities(size_text)]
    return Facts(
        colours(colour_text) or colours(named),
        materials(material_text) or materials(f"{named} {' '.join(product.category)}"),
        frozenset(
            name
            for part in re.split(r"[,;/、，；|]", size_text)
            if part.strip()
            for name in sizes(part, of_women="women" in said and "men" not in said)
        ),
        tuple(dict.fromkeys(numbers)),
        ages,
        tuple(features),
        said,
    )


def _numbers(attribute: Attribute) -> Iterator[tuple[str, str, float]]:
    if isinstance(attribute.value, float):
        unit = canonical(attribute.unit)
        measure = UNITS[unit][0] if unit else ""
        concept = concept_of(attribute.name, measure)
        if not unit and concept:
            unit = CONCEPTS[concept][2]
            measure = CONCEPTS[concept][1]
        if unit:
            yield concept, measure, attribute.value * UNITS[unit][1]
    elif isinstance(attribute.value, str):
        for measure, base in _quantities(attribute.value):
            yield concept_of(attribute.name, measure), measure, base


def _quantities(text: str) -> Iterator[tuple[str, float]]:
    for found in _QUANTITIES.finditer(text):
        measure, factor = UNITS[canonical(found[2])]
        yield measure, number(found[1]) * factor


def _ages(attribute: Attribute) -> tuple[float, float] | None:
    """The years from and to that a thing is for: '3-6', '3+', '6 months', 8 years as its least age."""
    if isinstance(attribute.value, float):
        low = attribute.value / 12 if canonical(attribute.unit) == "month" else attribute.value
        return low, _ADULT
    found = _AGES.search(str(attribute.value))
    if not found:
        return None
    in_months = "month" in (found[2] or found[5] or "").lower() or "月" in (found[2] or found[5] or "")
    factor = 1 / 12 if in_months else 1.0
    low = float(found[1]) * factor
    high = float(found[3]) * (1 / 12 if in_months and not found[2] else 1.0) if found[3] else _ADULT
    return low, high
