"""What the catalog speaks of: a product, its attributes, and how both read as text."""

import hashlib
import json
from dataclasses import dataclass, field, fields
from decimal import Decimal
from typing import Any

TELLING = 5  # words from which a title says by itself what a thing is


_WRITTEN = {
    "°c": "°C",
    "gb": "GB",
    "tb": "TB",
    "mb": "MB",
    "mah": "mAh",
    "mhz": "MHz",
    "ghz": "GHz",
    "w": "W",
    "kw": "kW",
    "l": "L",
    "in": "inch",
}  # units as people write them


@dataclass(frozen=True)
class Attribute:
    """A further property: 'memory' 16 'GB', 'waterproof' True, 'season' 'three-season'."""

    name: str  # lower case, words apart: 'screen size'
    value: str | float | bool
    unit: str = ""

    def text(self) -> str:
        """The value with its unit, for people: '16 GB'."""
        if isinstance(self.value, bool):
            return "yes" if self.value else "no"
        value = f"{self.value:g}" if isinstance(self.value, float) else self.value
        return f"{value} {_WRITTEN.get(self.unit, self.unit)}".strip()


@dataclass(frozen=True)
class Product:
    """One thing on sale. What is not known is empty or None, never guessed."""

    id: str
    title: str
    description: str = ""
    brand: str = ""
    category: tuple[str, ...] = ()  # from the widest to the narrowest
    price: Decimal | None = None
    currency: str = ""  # ISO 4217, upper case
    stock: int | None = None  # pieces; 0 is sold out
    is_available: bool | None = None  # where no pieces are known
    rating: float | None = None  # 0 to 5
    ratings: int = 0  # how many rated it
    colour: str = ""
    size: str = ""
    material: str = ""
    model: str = ""  # the maker's number
    gtin: str = ""
    image: str = ""  # an address; shown only where the operator allows its host
    link: str = ""  # the product's page
    attributes: tuple[Attribute, ...] = ()
    more_prices: tuple[tuple[str, Decimal], ...] = ()  # in further currencies: ('CNY', 2199)
    title_zh: str = ""  # where the title is in another language
    description_zh: str = ""
    category_zh: tuple[str, ...] = ()
    is_sample: bool = field(default=False, compare=False)

    def title_in(self, language: str) -> str:
        return self.title_zh if language == "zh" and self.title_zh else self.title

    def description_in(self, language: str) -> str:
        return self.description_zh if language == "zh" and self.description_zh else self.description

    @property
    def prices(self) -> dict[str, Decimal]:
        """Every price by its currency, the main one first."""
        main = {self.currency: self.price} if self.price is not None else {}
        return main | dict(self.more_prices)

    def price_in(self, language: str) -> tuple[str, Decimal] | None:
        """The price as a customer of that language is told it, with its currency."""
        prices = self.prices
        if language == "zh" and "CNY" in prices:
            return "CNY", prices["CNY"]
        return next(iter(prices.items()), None)

    @property
    def is_in_stock(self) -> bool | None:
        """Whether it can be had; None where nothing is known."""
        return self.stock > 0 if self.stock is not None else self.is_available

    def attribute(self, name: str) -> Attribute | None:
        return next((attribute for attribute in self.attributes if attribute.name == name), None)

    def to_json(self) -> dict[str, Any]:
        """All that is known, as JSON; empty fields are left out."""
        found: dict[str, Any] = {"id": self.id, "title": self.title}
        for name in FIELDS:
            if (value := getattr(self, name)) not in ("", None, (), 0, False):
                found[name] = value
        for name in ("stock", "rating", "is_available"):
            if getattr(self, name) is not None:
                found[name] = getattr(self, name)
        if self.price is not None:
            found["price"] = str(self.price)
        if self.more_prices:
            found["more_prices"] = [[code, str(amount)] for code, amount in self.more_prices]
        if self.attributes:
            found["attributes"] = [[a.name, a.value, a.unit] if a.unit else [a.name, a.value] for a in self.attributes]
        return found

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Product":
        known = {name: data[name] for name in FIELDS if name in data}
        known["category"] = tuple(known.get("category", ()))
        known["category_zh"] = tuple(known.get("category_zh", ()))
        known["more_prices"] = tuple((code, Decimal(amount)) for code, amount in known.get("more_prices", ()))
        known["attributes"] = tuple(Attribute(*attribute) for attribute in known.get("attributes", ()))
        if "price" in known:
            known["price"] = Decimal(known["price"])
        return cls(**known)

    @property
    def fingerprint(self) -> str:
        """Equal for products of which everything is equal."""
        text = json.dumps(self.to_json(), sort_keys=True, ensure_ascii=False)
        return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()

    @property
    def name_text(self) -> str:
        """What it is called, in every language it is called in."""
        return " ".join(part for part in (self.title, self.title_zh, self.model) if part)

    @property
    def embedded_text(self) -> str:
        """What is embedded: its title; of a short one, which may be a bare name, the brand and the kind, too.

        More would only blur what a long title says; measured, see docs/decisions.md.
        """
        if len(self.title.split()) >= TELLING:
            return ". ".join(part for part in (self.title, self.title_zh) if part)
        brand = self.brand if self.brand.lower() not in self.title.lower() else ""
        parts = (f"{brand} {self.title}".strip(), self.title_zh, " ".join(self.category[-1:]))
        return ". ".join(part for part in parts if part)


FIELDS = tuple(f.name for f in fields(Product))
