"""A text about products in a language model's words, shown only where code finds that they agree with the cards."""

import logging
from collections.abc import Sequence
from dataclasses import replace

from assistant.answers import Answer
from assistant.engines.engine import Engine
from assistant.engines.errors import EngineError
from assistant.offers import wording
from assistant.offers.agreement import disagreements
from assistant.prompts import House, offer_prompt
from assistant.skills.skill import Task
from assistant.written import visible
from knowledge.catalog.finding import Found
from knowledge.catalog.product import Product
from knowledge.catalog.request import Request

logger = logging.getLogger(__name__)

WRITTEN = 220  # pieces that a language model may write
OTHER_TITLES = 200  # products near to those shown that a model's text may not name


def reworded(
    task: Task, engine: Engine, answer: Answer, products: Sequence[Product], request: Request, result: Found | None
) -> Answer:
    """The answer in a model's words, where these agree with the cards; else as it is."""
    language = task.language
    house = House(task.company, task.preferences.tone[language], task.preferences.rules[language])
    prompt = offer_prompt(task.text, answer.text, answer.products, language=language, house=house)
    text = ""
    try:
        words = engine.stream(prompt)
        try:
            for n, word in enumerate(words):
                text += word
                if n >= WRITTEN:
                    break
        finally:
            words.close()  # type: ignore[attr-defined]
    except EngineError as error:
        logger.warning("The plain text is shown instead of what %s would write: %s", engine.name, error)
        return replace(answer, instead_of=engine.name)
    text = visible(text).strip()
    mine = {product.id for product in products}
    others = [hit.product.title_in(language) for hit in (result.hits if result else ()) if hit.product.id not in mine]
    allowed = [task.text, task.company, *(condition.label(language) for condition in request.conditions)]
    wrong = disagreements(text, answer.products, products, said=allowed, others=others[:OTHER_TITLES])
    if not text or wrong or not any(wording.short(card.title).rstrip("…") in text for card in answer.products):
        logger.info("What %s wrote does not agree with the cards: %s", engine.name, wrong)
        return answer
    return replace(answer, text=text, engine=engine.name, adapter=engine.adapter)
