"""Ranking for somebody: what a search found, by what this customer likes and by what staff have said; each with why.

The catalog's search is told neither; it hands its scores over and shows what comes back, in that order. Conditions that
the customer set are not this module's: it only ever leaves products out and orders them, it never adds one.
"""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal, Protocol

from assistant.tastes.kept import Tastes
from desk.behaviour import Behaviour
from desk.product_rules import ProductRule, ProductRules

TASTE = 0.35  # of the scores' span, for what suits the customer best
LIKED = 0.2  # more, for what the customer has liked or bought before and asks for again
BY_CONTENT = 5  # products of a history that are compared by what they are: each takes a look at the catalog

ReasonKind = Literal["pinned", "boosted", "lowered", "liked", "goes_with", "alike", "together", "popular"]
Likeness = Callable[[str, Collection[str]], Mapping[str, float]]
"""From a product and others: how alike by content, 0 to 1. What is unknown may be left out."""


@dataclass(frozen=True)
class Reason:
    """Why a product stands where it stands; `assistant.tastes.reasons` says it in words."""

    kind: ReasonKind
    item: str = ""  # of 'goes_with', 'alike', 'together': the product that it goes with
    note: str = ""  # of a rule: what staff have noted


@dataclass(frozen=True)
class Ranked:
    item: str
    score: float  # in the scale of the scores that were handed over
    why: tuple[Reason, ...] = ()


class Ranker(Protocol):
    """What a search of the catalog needs of this package."""

    def adjust(
        self,
        scores: Mapping[str, float],
        conversation: str = "",
        *,
        request: str = "",
        categories: Mapping[str, Collection[str]] | None = None,
        named: Collection[str] = (),
    ) -> list[Ranked]:
        """The products found, best first, without those that are not to be shown.

        Args:
            scores: By product, higher is better, in any one scale.
            conversation: Whose customer it is for; empty: nobody's.
            request: The customer's words, for rules that hold for some requests only.
            categories: The category path of each product, for rules about categories.
            named: Products that the request calls by their name or number: a rule that hides does not concern them.
        """
        ...

    def pinned(self, request: str) -> Sequence[str]:
        """Products that staff want first for this request; they are shown where they meet its conditions."""
        ...

    def together(self, item: str, limit: int = 4) -> list[Ranked]:
        """What was often bought together with a product, the strongest first."""
        ...

    def for_customer(self, conversation: str, limit: int = 6) -> list[Ranked]:
        """What suits a customer who asks for nothing in particular; may be empty."""
        ...


class Ranking:
    """See Ranker; and what to show beside a product or to a customer without any request."""

    def __init__(
        self, behaviour: Behaviour, rules: ProductRules, tastes: Callable[[], Tastes], alike: Likeness | None = None
    ) -> None:
        self._behaviour = behaviour
        self._rules = rules
        self._tastes = tastes
        self._alike = alike

    def adjust(
        self, scores: Mapping[str, float], conversation: str = "", *, request: str = "",
        categories: Mapping[str, Collection[str]] | None = None, named: Collection[str] = (),
    ) -> list[Ranked]:  # fmt: skip
        taste = self._behaviour.taste(conversation) if conversation else {}
        rejected = self._behaviour.rejected(conversation) if conversation else set()
        found = {item: Ranked(item, score) for item, score in scores.items() if item not in rejected}
        span = (max(scores.values()) - min(scores.values()) if scores else 0.0) or 1.0
        for item, (share, reason) in self._suits(taste, list(found)).items():
            one = found[item]
            found[item] = replace(one, score=one.score + TASTE * span * share, why=(reason,) if reason else ())
        for item, wish in taste.items():
            if item in found and wish > 0:
                one = found[item]
                found[item] = replace(one, score=one.score + LIKED * span * wish, why=(Reason("liked", item),))
        return self._ruled(list(found.values()), request, categories or {}, set(named), min(scores.values(), default=0))

    def pinned(self, request: str) -> Sequence[str]:
        return [
            rule.name
            for rule in self._rules.list()
            if rule.kind == "pin" and rule.target == "item" and rule.is_asked(request)
        ]

    def together(self, item: str, limit: int = 4) -> list[Ranked]:
        """What was bought together with this product, by two people at least; the strongest first."""
        related = self._tastes().bought.related(item, 3 * limit)
        found = [Ranked(other, score, (Reason("together", item),)) for other, score in related]
        return self._ruled(found, "", {}, set(), 0.0)[:limit]

    def for_customer(self, conversation: str, limit: int = 6) -> list[Ranked]:
        """What customers like this one wanted; for one who is new, what is popular. May be empty."""
        tastes, taste = self._tastes(), self._behaviour.taste(conversation)
        scores = {item: score for item, score in tastes.ties.scores(taste).items() if score > 0}
        if scores:
            best = sorted(scores, key=lambda item: -scores[item])[: 5 * limit]
            shares = self._suits(taste, best)
            found = [Ranked(item, scores[item], tuple(filter(None, [shares.get(item, (0, None))[1]]))) for item in best]
        else:
            known = [item for item in tastes.ties.top(taste, 5 * limit) if taste.get(item, 0.0) >= 0]
            found = [Ranked(item, float(tastes.ties.popularity(item)), (Reason("popular"),)) for item in known]
        return self._ruled(found, "", {}, set(), 0.0)[:limit]

    def _suits(self, taste: Mapping[str, float], items: Sequence[str]) -> dict[str, tuple[float, Reason | None]]:
        """How well each suits the customer, from -1 to 1, and the product of the history that says so most.

        From behaviour where that knows both products, else from what the products are.
        """
        ties, found = self._tastes().ties, dict.fromkeys(items, 0.0)
        most: dict[str, tuple[float, Reason]] = {}
        wanted = [item for item, wish in taste.items() if wish > 0][-BY_CONTENT:]  # the latest
        for liked, wish in taste.items():
            learned = {other: weight for other, weight in ties.related(liked, len(ties)) if other in found}
            unknown = [item for item in items if item not in learned and (liked not in ties or item not in ties)]
            content = self._alike(liked, unknown) if self._alike is not None and unknown and liked in wanted else {}
            for kind, likes in (("goes_with", learned), ("alike", content)):
                for item, weight in likes.items():
                    if item == liked:
                        continue
                    found[item] += wish * weight
                    if wish * weight > most.get(item, (0.0,))[0]:
                        reason = Reason("goes_with" if kind == "goes_with" else "alike", liked)
                        most[item] = (wish * weight, reason)
        highest = max((abs(share) for share in found.values()), default=0.0)
        if not highest:
            return {}
        return {
            item: (share / highest, most[item][1] if item in most and share > 0 else None)
            for item, share in found.items()
            if share
        }

    def _ruled(
        self, found: Sequence[Ranked], request: str, categories: Mapping[str, Collection[str]], named: Collection[str],
        lowest: float,
    ) -> list[Ranked]:  # fmt: skip
        rules = self._rules.list()
        first: list[Ranked] = []
        rest: list[Ranked] = []
        for one in found:
            concerned = [rule for rule in rules if rule.holds_for(request, one.item, categories.get(one.item, ()))]
            kinds = {rule.kind for rule in concerned}
            if "exclude" in kinds or ("hide" in kinds and one.item not in named):
                continue
            for rule in concerned:
                if rule.kind == "boost":
                    one = _boosted(one, rule, lowest)
            pin = next((rule for rule in concerned if rule.kind == "pin"), None)
            if pin is not None:
                first.append(replace(one, why=(Reason("pinned", note=pin.note), *one.why)))
            else:
                rest.append(one)
        return sorted(first, key=lambda one: -one.score) + sorted(rest, key=lambda one: -one.score)


def _boosted(one: Ranked, rule: ProductRule, lowest: float) -> Ranked:
    """Counted from the lowest score, since a scale may go below zero."""
    kind: ReasonKind = "boosted" if rule.factor >= 1 else "lowered"
    score = lowest + (one.score - lowest) * rule.factor
    return replace(one, score=score, why=(*one.why, Reason(kind, note=rule.note)))
