"""How often a message takes the right route, as the assistant comes: with the examples that ship with it."""

import re
from collections import Counter
from collections.abc import Sequence
from typing import Any

from assistant.evaluation.forms import EvaluationError, LabelledRow
from assistant.understanding.message import Route
from assistant.understanding.understander import Understander

_SPELLINGS: dict[Route, str] = {
    "question": "question questions faq qa info information knowledge document documents answer answers ask rag",
    "service": "service services support customerservice customersupport order orders ticket tickets action request"
    " handover handoff person human agent speaktoperson task",
    "recommendation": "recommendation recommendations recommend recommender product products productsearch shopping"
    " catalog catalogue search sales",
    "smalltalk": "smalltalk chitchat chat talk greeting greetings thanks goodbye",
    "out_of_scope": "outofscope oos ood other none offtopic irrelevant unknown outofdomain",
}
_ROUTE_OF = {spelling: route for route, spellings in _SPELLINGS.items() for spelling in spellings.split()}


def as_route(label: str) -> Route | None:
    """The route that a label means, in whatever spelling: 'Out-of-scope', 'small talk'."""
    return _ROUTE_OF.get(re.sub(r"[^a-z]", "", label.lower()))


def evaluate_routing(rows: Sequence[LabelledRow], understander: Understander) -> dict[str, Any]:
    """`per_route` is the share of each route's rows that took it; `confusion` says which route they took.

    Of a message that wants several things, the first counts. Raises EvaluationError for a label that is no route.
    """
    wanted = [(row.text, as_route(row.label)) for row in rows]
    if strange := sorted({row.label for row, (_, route) in zip(rows, wanted, strict=True) if route is None}):
        raise EvaluationError(f"'{strange[0]}' is no route. Routes are: {', '.join(_SPELLINGS)}.")
    counted: dict[str, Counter[str]] = {}
    for text, route in wanted:
        counted.setdefault(str(route), Counter())[understander.understand(text).parts[0].route] += 1
    right = sum(took[route] for route, took in counted.items())
    return {
        "accuracy": round(right / len(rows), 4),
        "per_route": {route: round(took[route] / took.total(), 4) for route, took in sorted(counted.items())},
        "confusion": {route: dict(sorted(took.items())) for route, took in sorted(counted.items())},
    }
