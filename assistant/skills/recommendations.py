"""Recommendations: products of the company's own catalog, and only those, found by what the customer asks for.

The text is made from the cards that are shown with it. A language model may word it better; its words are checked by
code against the cards before anybody sees them, and where they say anything else the plain text is shown.
"""

from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import replace
from typing import Any

from assistant.answers import Answer, Chip, ProductCard
from assistant.offers import facts, wording
from assistant.offers.cards import card, compared
from assistant.skills.concerning import DIALOG, Concerning
from assistant.skills.rewording import reworded
from assistant.skills.skill import Sought, Task
from assistant.tastes.ranking import Ranker, Reason
from assistant.tastes.reasons import said
from assistant.understanding.message import Part
from knowledge.catalog.asking import Asked
from knowledge.catalog.catalog import Catalog
from knowledge.catalog.extremes import extreme
from knowledge.catalog.finding import Found, Hit
from knowledge.catalog.product import Product
from knowledge.catalog.request import Request
from knowledge.catalog.turns import REMOVE, Talk, Turn, shown, wish_label
from knowledge.language import Language

SHOWN = 6
NEAREST = 3  # products shown where none is called what was asked for
TOGETHER = 3  # products shown beside one that were often bought together with it
RANKED = 24  # hits that a customer's taste and the staff's rules put into order
_BUTTONS = {
    "en": {"compare": "Compare the first two", "without": "Without “{}”", "more": "Show more"},
    "zh": {"compare": "对比前两个", "without": "不限“{}”", "more": "更多"},
}


class Recommendations(Concerning):
    """See `assistant.skills.skill.Skill`."""

    def __init__(
        self,
        catalog: Catalog,
        ranking: Ranker,
        *,
        image_hosts: Collection[str] = (),
        missed: Callable[[str, str, str, Language], None] = lambda conversation, words, blame, language: None,
        chosen: Callable[[str, str], None] = lambda conversation, product: None,
    ) -> None:
        """`image_hosts` are those from which the operator allows pictures.

        `missed` is told of a request to which nothing fits: its conversation, its words, the condition to blame ('' for
        none) and its language; `chosen` of a product that a customer asks for out of those shown.
        """
        super().__init__(catalog)
        self._missed = missed
        self._chosen = chosen
        self._ranking = ranking
        self._image_hosts = frozenset(host.lower() for host in image_hosts)

    def sought(self, part: Part, dialog: dict[str, Any]) -> Sought | None:
        """What a wish for products means, and what there is for it where it asks by words alone; None for others."""
        if part.route != "recommendation":
            return None
        turn = self._catalog.next_turn(part.text, Talk.from_json(dialog.get(DIALOG, {})))
        is_by_words = turn.kind == "find" and turn.talk.request.query and not turn.talk.request.conditions
        return Sought(turn, self._find(turn, part.text) if is_by_words else None)

    def _find(self, turn: Turn, text: str) -> Found:
        pinned = self._ranking.pinned(text)
        return self._catalog.find(turn.talk.request, RANKED, hidden=turn.talk.hidden, wanted=pinned)

    def states(self, task: Task) -> Iterator[Answer]:
        dialog = task.blank.dialog
        sought = None if task.follows else task.evidence.products  # else a part before it may have changed the talk
        turn = sought.turn if sought else self._catalog.next_turn(task.text, Talk.from_json(dialog.get(DIALOG, {})))
        if turn.kind == "find" and (product := self.named(task.text)) and self._may_be_told(product, task.text):
            turn = Turn("details", replace(turn.talk, focus=product.id, shown=(product.id,)), (product.id,))
        answer, products, result = self._answered(task, turn)
        talk = turn.talk
        if turn.kind == "fact" and answer.products:
            talk = replace(talk, focus=answer.products[0].id if len(answer.products) == 1 or talk.focus else "")
        elif answer.products and turn.kind != "details":
            talk = shown(talk, [product.id for product in answer.products])
        answer = replace(answer, dialog=dialog | {DIALOG: talk.to_json()})
        if task.engine is not None and answer.products and not answer.comparison and turn.kind != "fact":
            yield replace(answer, text="", done=False)
            answer = reworded(task, task.engine, answer, products, turn.talk.request, result)
        yield replace(answer, done=True)

    def _may_be_told(self, product: Product, text: str) -> bool:
        """Whether staff let a product be shown to whom names it."""
        categories = {product.id: product.category}
        return bool(self._ranking.adjust({product.id: 1.0}, request=text, categories=categories, named=(product.id,)))

    def _answered(self, task: Task, turn: Turn) -> tuple[Answer, Sequence[Product], Found | None]:
        """The answer from templates, with the products it is about."""
        language, blank = task.language, replace(task.blank, standalone=task.text)
        if not self._catalog.count():
            text = wording.SAID[language]["no_products"]
            return replace(blank, text=text, abstained=True, shows_contact=True), (), None
        if turn.kind == "compare" and not turn.chosen:  # the best of what is named, where there are several
            found, products, result = self._found(task, blank, replace(turn, kind="find"), language)
            best = tuple(product.id for product in found.products[: turn.count])
            if len(best) < 2:
                return found, products, result
            turn = replace(turn, chosen=best)
        if turn.kind == "compare":
            return self._compared(blank, turn, language)
        if turn.kind == "details":
            return self._details(blank, turn, language)
        if turn.kind == "fact" and turn.asked is not None:
            return self._told(blank, turn, turn.asked, language)
        if turn.kind == "which":
            return replace(blank, text=wording.SAID[language]["which"]), (), None
        if turn.kind == "few":
            known = self._catalog.get(turn.chosen)
            cards = self._cards([Hit(product, 1.0) for product in known], Request(), language)
            return replace(blank, text=wording.few(cards, language), products=cards), known, None
        if turn.kind == "like":
            return self._like(blank, turn, language)
        return self._found(task, blank, turn, language)

    def _found(
        self, task: Task, blank: Answer, turn: Turn, language: Language
    ) -> tuple[Answer, Sequence[Product], Found | None]:
        request, talk = turn.talk.request, turn.talk
        sought = task.evidence.products
        result = sought.found if sought and sought.found and sought.turn == turn else self._find(turn, task.text)
        if not request.query and not request.conditions and task.conversation:
            result = self._suggested(task, result, talk.hidden)
        blank = replace(blank, chips=chips(request, language))
        hits, reasons = self._ranked(task, request, result)
        if not hits:
            if turn.kind == "more" or (talk.hidden and not result.nearest):
                return replace(blank, text=wording.SAID[language]["no_more"]), (), result
            if task.conversation and not result.hits:
                blame = result.blame.label(language) if result.blame else ""
                self._missed(task.conversation, request.query or task.text, blame, language)
            currency = self._catalog.shelf.currency_in(language)
            text = wording.nothing(request, result, language, currency)
            choices: tuple[str, ...] = ()
            if result.blame is None and result.nearest:
                return self._nearest(blank, request, result, language)
            if result.blame is not None:
                choices = (_BUTTONS[language]["without"].format(result.blame.label(language)),)
            is_lost = result.blame is None
            return replace(blank, text=text, choices=choices, abstained=is_lost, shows_contact=is_lost), (), result
        hits = hits[:SHOWN]
        cards = self._cards(hits, request, language, reasons)
        total = max(result.total, len(cards)) if len(result.hits) > SHOWN else len(cards)
        said, most = facts.most(hits[0].product, request, language)
        text = wording.found(cards, said, total, language, most)
        words = _BUTTONS[language]
        choices = ((words["compare"],) if len(cards) > 1 else ()) + ((words["more"],) if total > len(cards) else ())
        answer = replace(blank, text=text, products=cards, choices=choices, score=1.0)
        return answer, [hit.product for hit in hits], result

    def _nearest(
        self, blank: Answer, request: Request, result: Found, language: Language
    ) -> tuple[Answer, Sequence[Product], Found | None]:
        """Where nothing is called what is looked for: what fulfils the conditions, said to be only that."""
        hits = self._allowed(blank, result.nearest)[:NEAREST]
        cards = self._cards(hits, request, language)
        text = wording.only_near(cards, request, language)
        return replace(blank, text=text, products=cards), [hit.product for hit in hits], result

    def _suggested(self, task: Task, result: Found, hidden: Collection[str]) -> Found:
        """Where nothing particular is asked for: what customers like this one wanted comes first."""
        wanted = [one.item for one in self._ranking.for_customer(task.conversation, SHOWN) if one.item not in hidden]
        products = self._catalog.get(wanted)
        best = max((hit.score for hit in result.hits), default=0.0) + len(products)
        suggested = [Hit(product, best - n) for n, product in enumerate(products)]
        rest = [hit for hit in result.hits if hit.product.id not in wanted]
        return replace(result, hits=(*suggested, *rest)[:RANKED])

    def _ranked(self, task: Task, request: Request, result: Found) -> tuple[list[Hit], dict[str, list[str]]]:
        """The hits in the order that taste and rules give them, and what these say for each."""
        hits = {hit.product.id: hit for hit in result.hits}
        if not hits:
            return [], {}
        scores: dict[str, float] = {}
        lowest = max(hit.score for hit in result.hits)
        for id_, hit in hits.items():  # near-duplicates stepped back already: the order stands, not the bare score
            lowest = min(lowest, hit.score) - 1e-6
            scores[id_] = lowest
        categories = {id_: hit.product.category for id_, hit in hits.items()}
        ranked = self._ranking.adjust(scores, task.conversation, request=task.text, categories=categories)
        if len(ranked) < len(hits) and (called := self._catalog.called(task.text)):  # a rule may hide what is called
            ranked = self._ranking.adjust(
                scores, task.conversation, request=task.text, categories=categories, named=called
            )
        pinned = [id_ for id_ in self._ranking.pinned(task.text) if id_ in hits]
        order = list(dict.fromkeys([*pinned, *(one.item for one in ranked)]))
        if extreme(request.wishes):  # the cheapest is the cheapest, whatever is liked
            order = list(hits)
        kept = {one.item for one in ranked}
        meant = {reason.item for one in ranked for reason in one.why}
        titles = {product.id: product.title_in(task.language) for product in self._catalog.get(meant)}
        reasons = {
            one.item: [
                words for reason in one.why if (words := said(reason, task.language, titles.get(reason.item, "")))
            ]
            for one in ranked
        }
        return [hits[id_] for id_ in order if id_ in kept], reasons

    def _cards(
        self, hits: Sequence[Hit], request: Request, language: Language, reasons: dict[str, list[str]] | None = None
    ) -> tuple[ProductCard, ...]:
        given = reasons or {}
        return tuple(
            card(hit, request.conditions, language, self._image_hosts, given.get(hit.product.id, ())) for hit in hits
        )

    def _like(self, blank: Answer, turn: Turn, language: Language) -> tuple[Answer, Sequence[Product], Found | None]:
        known = self._catalog.get(turn.chosen)
        if not known:
            return replace(blank, text=wording.SAID[language]["lost"]), (), None
        request = turn.talk.request
        result = self._catalog.similar(known[0].id, request, RANKED, hidden=turn.talk.hidden)
        hits = self._allowed(blank, result.hits)[:SHOWN]
        cards = self._cards(hits, request, language)
        text = wording.like(cards, known[0], language)
        blank = replace(blank, text=text, products=cards, chips=chips(request, language))
        return blank, [*(hit.product for hit in hits), *known], None

    def _allowed(self, blank: Answer, hits: Sequence[Hit]) -> list[Hit]:
        """Those that staff let be recommended and the customer has not turned down, in their order."""
        categories = {hit.product.id: hit.product.category for hit in hits}
        ranked = self._ranking.adjust({hit.product.id: hit.score for hit in hits}, blank.conversation,
                                      request=blank.standalone, categories=categories)  # fmt: skip
        kept = {one.item for one in ranked}
        return [hit for hit in hits if hit.product.id in kept]

    def _details(self, blank: Answer, turn: Turn, language: Language) -> tuple[Answer, Sequence[Product], Found | None]:
        known = self._catalog.get(turn.chosen)
        if not known:
            return replace(blank, text=wording.SAID[language]["lost"]), (), None
        if blank.conversation:
            self._chosen(blank.conversation, known[0].id)
        cards = self._cards([Hit(known[0], 1.0)], Request(), language)
        text = wording.details(cards[0], known[0], language)
        others = self._catalog.get([one.item for one in self._ranking.together(known[0].id, TOGETHER)])
        if others:
            because = said(Reason("together", known[0].id), language, known[0].title_in(language))
            beside = self._cards(
                [Hit(product, 1.0) for product in others], Request(), language,
                {product.id: [because] for product in others},
            )  # fmt: skip
            text, cards = wording.together(text, beside, language), (*cards, *beside)
        answer = replace(blank, text=text, products=cards, chips=chips(turn.talk.request, language))
        return answer, [*known, *others], None

    def _told(
        self, blank: Answer, turn: Turn, asked: Asked, language: Language
    ) -> tuple[Answer, Sequence[Product], Found | None]:
        """What the catalog says to a question about products."""
        known = self._catalog.get(asked.ids)
        if not known or not facts.known(known, asked):  # the description may say what no field does
            return self._details(blank, turn, language)
        shown_ = facts.ordered(known, asked) if asked.order else known
        cards = self._cards([Hit(product, 1.0) for product in shown_], Request(), language)
        return replace(blank, text=facts.told(known, asked, language), products=cards, score=1.0), known, None

    def _compared(
        self, blank: Answer, turn: Turn, language: Language
    ) -> tuple[Answer, Sequence[Product], Found | None]:
        known = self._catalog.get(turn.chosen)
        cards = self._cards([Hit(product, 1.0) for product in known], Request(), language)
        if len(known) < 2:
            text = wording.details(cards[0], known[0], language) if known else wording.SAID[language]["lost"]
            return replace(blank, text=text, products=cards), known, None
        rows = compared(known, language)
        text = wording.comparison(cards, rows, language)
        return replace(blank, text=text, products=cards, comparison=rows), known, None


def chips(request: Request, language: Language) -> tuple[Chip, ...]:
    """What is heeded of a request, each with the words that take it back."""
    labels = [condition.label(language) for condition in request.conditions]
    labels += [wish_label(wish, language) for wish in request.wishes]
    return tuple(Chip(label, REMOVE[language].format(label)) for label in labels)
