"""An assistant whose understanding is a list of words, with a real desk: what is tried here is what is done then."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date

import pytest

from assistant.answers import Answer
from assistant.assistant import Assistant
from assistant.embedded import Reply
from assistant.service.actions import Action, usual_action
from assistant.service.filing import Filing
from assistant.service.looking_up import LookUp
from assistant.skills.recommendations import Recommendations
from assistant.skills.service import Service
from assistant.skills.skill import LookedUp, Task
from assistant.skills.talk import OutOfScope, SmallTalk
from assistant.trade import Trade
from assistant.understanding.message import PERSON, Part, Understood
from assistant.understanding.smalltalk import kind_of
from assistant.understanding.understander import Understander
from desk.audit import Audit
from desk.conversations import Conversations
from desk.orders import Order, Orders
from desk.preferences import Preferences
from desk.tickets import Tickets
from knowledge.language import detect_language
from storage.database import Database

WEDNESDAY = date(2026, 11, 25)
WORDS = {
    "order_status": ("where is my order", "track", "我的订单到哪", "查订单", "查询我的订单"),
    "return": ("want to return", "要退货", "想退货"),
    "cancel_order": ("cancel my order", "取消订单"),
    "delivery_problem": ("has not arrived", "没收到"),
    "callback": ("call me", "回电"),
    "complaint": ("terrible", "投诉"),
}


class ByWords:
    """Knows a few requests by their words; whatever else is a question."""

    def understand(self, text: str, earlier: Sequence[tuple[str, str]] = ()) -> Understood:
        language = detect_language(text)
        parts = tuple(self._part(part.strip(), language) for part in text.split(" / "))
        mood = -0.8 if "terrible" in text else 0.0
        return Understood(language, parts, mood, 0.0, False)

    def _part(self, text: str, language: str) -> Part:
        kind = kind_of(text, "zh" if language == "zh" else "en")
        if kind == "person":
            return Part(text, "service", 1.0, PERSON, 1.0)
        if kind:
            return Part(text, "smalltalk", 1.0, kind, 1.0)
        for intent, words in WORDS.items():
            if any(word in text.lower() for word in words):
                return Part(text, "service", 0.9, intent, 0.9)
        return Part(text, "question", 0.9, "", 0.0)


class Parrot:
    """Answers questions, surely those with words of `known`; `tasks` are what it was handed."""

    def __init__(self) -> None:
        self.tasks: list[Task] = []
        self.known: tuple[str, ...] = ()

    def states(self, task: Task) -> Iterator[Answer]:
        self.tasks.append(task)
        yield task.said(f"Answer to: {task.text}")

    def look_up(self, text: str, earlier: object, audience: str, refusal: float) -> LookedUp:
        return LookedUp(
            text, None, (), Reply("Please do so.", "en", not any(word in text for word in self.known), words=1.0)
        )


@dataclass
class Desk:
    """All of it, with orders in it."""

    assistant: Assistant
    conversations: Conversations
    tickets: Tickets
    orders: Orders
    parrot: Parrot

    def chat(self, *said: str, visitor: str = "a" * 32, conversation: str = "") -> list[Answer]:
        """What is answered to each message of one conversation."""
        one = conversation or self.conversations.start(visitor)
        return [list(self.assistant.answer(one, text))[-1] for text in said]


def opened(
    database: Database, recommendations: Recommendations | None = None, *, understander: Understander | None = None,
    action: Callable[[str], Action | None] = usual_action,
) -> Desk:  # fmt: skip
    """The assistant on this database, with some orders."""
    conversations, parrot, orders = Conversations(database), Parrot(), Orders(database)
    tickets = Tickets(database, conversations)
    filing = Filing(tickets, conversations, Audit(database))
    look_up = LookUp(orders, tickets, conversations)

    def trade() -> Trade:
        return Trade(has_orders=not orders.is_empty())

    service = Service(parrot, look_up, filing, action=action, today=lambda: WEDNESDAY, trade=trade)
    preferences = Preferences(contact={"en": "help@fern.example", "zh": "kefu@fern.example"})
    assistant = Assistant(
        understander or ByWords(),  # type: ignore[arg-type]
        {"smalltalk": SmallTalk(), "out_of_scope": OutOfScope()},
        parrot,  # type: ignore[arg-type]
        service, conversations, recommendations=recommendations, preferences=lambda: preferences,
        trade=trade,
    )  # fmt: skip
    orders.put([
        Order("LF-20417", "mara@fern.example", "+353 20 912 0417", "shipped", "2026-11-20", "2026-11-27", "",
              "Two-person tent", "An Post", "https://track.example/LF-20417"),
        Order("LF-20999", "noel@secret.example", "+353 20 912 0999", "processing", items="A hidden gift"),
        Order("YQ-30001", "lin@yun.example", "13800001111", "运输中", items="羽绒睡袋", carrier="顺丰"),
    ])  # fmt: skip
    return Desk(assistant, conversations, tickets, orders, parrot)


@pytest.fixture
def desk(database: Database) -> Desk:
    return opened(database)
