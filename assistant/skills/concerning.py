"""What of a message is for the catalog: a wish for products, going on with those shown, what is so of one of them."""

from dataclasses import replace
from typing import Any

from assistant.offers import facts
from assistant.skills.service import TAKEN
from assistant.understanding.message import Part, Understood
from knowledge.catalog.catalog import Catalog
from knowledge.catalog.finding import Found
from knowledge.catalog.product import Product
from knowledge.catalog.turns import Talk
from knowledge.catalog.wanting import asks_of_a_thing, asks_whether_sold
from knowledge.language import detect_language, terms

DIALOG = "catalog"  # where an answer keeps what the next message goes on with


class Concerning:
    """Tells whether messages concern the products of a catalog. It shows none."""

    def __init__(self, catalog: Catalog) -> None:
        self._catalog = catalog

    def parts(self, understood: Understood, dialog: dict[str, Any], text: str) -> tuple[Part, ...]:
        """The parts of a message, where it goes on with products ('cheaper', 'the second one'): that as one part.

        So is what the catalog knows of a product that is named or was shown ('is it in stock'). Where there is no
        catalog, nothing is a recommendation.
        """
        parts = understood.parts
        if not len(self._catalog.shelf):  # whoever has no catalog speaks of products in documents
            return tuple(replace(part, route="question") if part.route == "recommendation" else part for part in parts)
        talk = Talk.from_json(dialog.get(DIALOG, {}))
        if self._catalog.takes_back(text, talk):  # a chip was pressed, whatever else its words may mean
            return (replace(parts[0], text=text, route="recommendation", confidence=1.0),)
        if not dialog.get("form"):
            parts = self._about_products(parts, talk)
        if len(parts) != 1 or parts != understood.parts:
            return parts
        if parts[0].route == "recommendation":
            is_sure = parts[0].confidence < 1.0 and (self._catalog.is_name(text) or asks_whether_sold(text))
            return (replace(parts[0], confidence=1.0),) if is_sure else parts
        if parts[0].intent not in TAKEN and self._catalog.points_at(text, talk):
            return (replace(parts[0], text=text, route="recommendation"),)
        if parts[0].route == "service" and (dialog.get("form") or not self._is_priced_or_name(text)):
            return parts
        is_on = DIALOG in dialog and self._catalog.leans_on(text, talk)
        is_wish = self._catalog.is_request(text)
        is_wish = is_wish or (parts[0].route == "question" and asks_whether_sold(text, surely=True))
        if not (is_on or is_wish or self._catalog.is_name(text)):
            return parts
        return (replace(parts[0], text=text, route="recommendation"),)

    def _is_priced_or_name(self, text: str) -> bool:
        """Whether it names a thing that is sold, or wants one for a price: '帐篷，别太重，预算 2000'."""
        if self._catalog.is_name(text):
            return True
        is_priced = any(condition.field == "price" for condition in self._catalog.read(text).conditions)
        return is_priced and self._catalog.is_request(text)

    def asks_of_a_thing(self, part: Part, dialog: dict[str, Any]) -> bool:
        """Whether a wish for products asks what is so of one, and of none of those that were shown before it."""
        talk = Talk.from_json(dialog.get(DIALOG, {}))
        if part.route != "recommendation" or not asks_of_a_thing(part.text) or self._is_known(part.text, talk):
            return False
        return DIALOG not in dialog or not self._catalog.leans_on(part.text, talk)

    def knows(self, part: Part) -> bool:
        """Whether a question asks what is so of a product that is named."""
        return part.route == "question" and self.named(part.text) is not None

    def is_of_stock(self, part: Part) -> bool:
        """Whether it plainly asks if something is sold here, which documents answer only by naming that."""
        return part.route == "recommendation" and asks_whether_sold(part.text, surely=True)

    def named(self, text: str) -> Product | None:
        return self._catalog.named(text) if asks_of_a_thing(text) and len(self._catalog.shelf) else None

    def _is_known(self, text: str, talk: Talk) -> bool:
        """Whether a message asks for what the catalog says of products that it names or that were shown."""
        asked = self._catalog.asked(text, talk)
        return asked is not None and bool(asked.ids) and facts.known(self._catalog.get(asked.ids), asked)

    def _about_products(self, parts: tuple[Part, ...], talk: Talk) -> tuple[Part, ...]:
        """The parts, those that ask for what the catalog knows of a product as such.

        What it does not know is a question for the documents, which are asked for the product by its name.
        """
        found: list[Part] = []
        for part in parts:
            asked = self._catalog.asked(part.text, talk)
            if asked is not None and self._is_known(part.text, talk):
                part = replace(part, route="recommendation", intent="", confidence=1.0)
                talk = replace(talk, focus=asked.ids[0], is_aside=False)
            elif asked is not None and not asked.ids and asked.is_of_products:  # it has to be asked which one is meant
                part = replace(part, route="recommendation", intent="", confidence=1.0)
            else:
                if asked is not None and part.route == "recommendation":
                    part = replace(part, route="question")
                if part.route == "question" and talk.focus and not talk.is_aside:
                    titles = [
                        product.title_in(detect_language(part.text)) for product in self._catalog.get((talk.focus,))
                    ]
                    part = replace(part, text=self._catalog.pointed(part.text, titles[0])) if titles else part
            found.append(part)
        return tuple(found)

    def is_called(self, text: str, found: Found) -> bool:
        """Whether a word of a message stands in the title of something that was found."""
        words = {*terms(text)}
        titles = (hit.product.title_in(detect_language(text)) for hit in found.hits)
        return any(words.intersection(terms(title)) for title in titles)

    def aside(self, understood: Understood, dialog: dict[str, Any]) -> dict[str, Any]:
        """What an answer from elsewhere leaves of a conversation about products."""
        talk = Talk.from_json(dialog.get(DIALOG, {}))
        for part in understood.parts:
            talk = self._catalog.aside(part.text, talk)
        return dialog if talk == Talk(is_aside=True) else dialog | {DIALOG: talk.to_json()}
