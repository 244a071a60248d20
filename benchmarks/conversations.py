"""A hundred scripted conversations, fifty in English and fifty in Chinese: `python -m benchmarks.conversations`.

Each is played message by message against the understanding and the customer service that the app runs, with the
sample company's orders; questions and wishes for products are taken up by a stand-in that only says that it has them.
A script tells which route each message should take, which intent it has, what the form holds at the end, whether there
is a ticket, and what must or must not be shown. One score says how many conversations are right from end to end.
"""

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import samples
from assistant.answers import Answer
from assistant.assistant import Assistant
from assistant.embedded import Reply
from assistant.order_files import import_orders, match_columns, read_sheet
from assistant.service.actions import Action
from assistant.service.filing import Filing
from assistant.service.looking_up import LookUp
from assistant.skills.service import GOING_ON, Service
from assistant.skills.skill import LookedUp, Task
from assistant.skills.talk import OutOfScope, SmallTalk
from assistant.understanding.keeping import Learnt
from assistant.understanding.learning import starter_intents
from assistant.understanding.understander import Understander
from desk.audit import Audit
from desk.conversations import Conversations
from desk.orders import Orders
from desk.preferences import Preferences
from desk.tickets import Tickets
from knowledge.embedding import load_embedder
from storage.database import Database, open_database
from storage.folder import user_cache

SCRIPTS = Path(__file__).parent.parent / "tests" / "conversations"
VISITOR = "0123456789abcdef" * 2


@dataclass
class Outcome:
    """What came of one script; empty `wrong` means all of it was right."""

    about: str
    language: str
    routes: int = 0  # of messages whose route is told
    right_routes: int = 0
    intents: int = 0
    right_intents: int = 0
    wrong: list[str] = field(default_factory=list)
    seconds: list[float] = field(default_factory=list)  # of each answer


class StandIn:
    """Takes up what the documents or the catalog would answer."""

    def states(self, task: Task) -> Iterator[Answer]:
        yield task.said(f"({task.part.route}: {task.text})")

    def look_up(self, text: str, earlier: object, audience: str, refusal: float) -> LookedUp:
        return LookedUp(text, None, (), Reply("", "en", True))


class Stage:
    """The assistant with a desk of its own, for one run of all scripts."""

    def __init__(self, database: Database, understander: Understander) -> None:
        self._conversations = Conversations(database)
        self.tickets = Tickets(database, self._conversations)
        orders = Orders(database)
        for path in samples.ORDERS:
            sheet = read_sheet(path)
            import_orders(orders, sheet, match_columns(sheet.headers, {}), is_sample=True)
        filing = Filing(self.tickets, self._conversations, Audit(database))
        service = Service(
            StandIn(), LookUp(orders, self.tickets, self._conversations), filing, action=starter_action
        )  # fmt: skip
        self._assistant = Assistant(
            understander,
            {"smalltalk": SmallTalk(), "out_of_scope": OutOfScope(), "recommendation": StandIn()},
            StandIn(),  # type: ignore[arg-type]  # it is only asked for its answers
            service,
            self._conversations,
            preferences=lambda: Preferences(contact=samples.CONTACT, company=samples.COMPANY),
        )

    def play(self, script: Mapping[str, Any], language: str) -> Outcome:
        """One conversation, message by message."""
        outcome = Outcome(script["about"], language)
        one = self._conversations.start(VISITOR, language)
        said = ""
        for turn in script["turns"]:
            ticket = next((found.number for found in self.tickets.of_conversation(one)), "F-0")
            started = time.perf_counter()
            answer = list(self._assistant.answer(one, turn["say"].format(ticket=ticket)))[-1]
            outcome.seconds.append(time.perf_counter() - started)
            said += answer.text + "\n"
            _judge(turn, answer, outcome)
        _judge_end(script, said, self.tickets.of_conversation(one), outcome)
        return outcome


def _judge(turn: Mapping[str, str], answer: Answer, outcome: Outcome) -> None:
    parts = answer.understood["parts"]
    if "route" in turn:
        outcome.routes += 1
        found = {part["route"] for part in parts} if not answer.understood["is_unsure"] else {"unsure"}
        if found == set(turn["route"].split("+")):
            outcome.right_routes += 1
        else:
            outcome.wrong.append(f"route of “{turn['say']}”: {'+'.join(sorted(found))}, not {turn['route']}")
    if "intent" in turn:
        outcome.intents += 1
        found = {part["intent"] for part in parts if part["route"] == "service"} - {GOING_ON}
        if turn["intent"] in found:
            outcome.right_intents += 1
        else:
            outcome.wrong.append(f"intent of “{turn['say']}”: {'+'.join(sorted(found)) or '-'}, not {turn['intent']}")


def _judge_end(script: Mapping[str, Any], said: str, tickets: Sequence[Any], outcome: Outcome) -> None:
    if bool(tickets) is not script["ticket"]:
        outcome.wrong.append("a ticket too many" if tickets else "no ticket")
    if tickets and script["form"] and tickets[0].reason != script["form"]:
        outcome.wrong.append(f"form {tickets[0].reason}, not {script['form']}")
    filled = tickets[0].fields if tickets else {}
    outcome.wrong += [
        f"{name}: {filled.get(name)!r}, not {value!r}"
        for name, value in script["fields"].items()
        if filled.get(name) != value
    ]
    outcome.wrong += [f"not shown: {words}" for words in script["shows"] if words not in said]
    outcome.wrong += [f"shown: {words}" for words in script["hides"] if words in said]


def starter_action(intent: str) -> Action | None:
    """What the list that every company begins with says of an intent."""
    return next((Action(one.action, one.form) for one in starter_intents() if one.name == intent), None)


def scripts() -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every script with its language."""
    for language in ("en", "zh"):
        for line in (SCRIPTS / f"{language}.jsonl").read_text(encoding="utf-8").splitlines():
            yield language, json.loads(line)


def play_all(folder: Path, understander: Understander) -> list[Outcome]:
    """All scripts on a fresh database in `folder`."""
    database = open_database(f"sqlite:///{(folder / 'scripts.sqlite').as_posix()}", folder)
    try:
        stage = Stage(database, understander)
        return [stage.play(script, language) for language, script in scripts()]
    finally:
        database.close()


def figures(outcomes: Sequence[Outcome]) -> dict[str, float | int]:
    """The score, and what it is made of; shares are 0..1."""
    seconds = sorted(second for one in outcomes for second in one.seconds)
    right = Counter(one.language for one in outcomes if not one.wrong)
    return {
        "conversations": len(outcomes),
        "right": sum(right.values()),
        "right_en": right["en"],
        "right_zh": right["zh"],
        "routing": round(sum(one.right_routes for one in outcomes) / sum(one.routes for one in outcomes), 4),
        "routed": sum(one.routes for one in outcomes),
        "intents": round(sum(one.right_intents for one in outcomes) / sum(one.intents for one in outcomes), 4),
        "ms_per_answer_p50": round(1000 * seconds[len(seconds) // 2], 1),
        "ms_per_answer_p95": round(1000 * seconds[int(len(seconds) * 0.95)], 1),
    }


def learnt_understander() -> Understander:
    """As the app has it on its first day."""
    embedder = load_embedder("", threads=1)
    learnt = Learnt(embedder, cache=user_cache())
    learnt.load()
    return Understander(lambda: learnt.current, embedder.embed)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--wrong", action="store_true", help="list what went wrong")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        outcomes = play_all(Path(folder), learnt_understander())
    if arguments.wrong:
        for one in outcomes:
            for reason in one.wrong:
                print(f"{one.language}  {one.about}: {reason}", file=sys.stderr)
    print(json.dumps(figures(outcomes)))


if __name__ == "__main__":
    main()
