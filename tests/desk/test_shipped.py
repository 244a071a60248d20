"""A release brings its new intents and examples to every company, and touches nothing that staff decided."""

from dataclasses import replace

import pytest

from desk.audit import Audit
from desk.intents import Example, Intent, Intents
from storage.database import Database


def intent(name: str, *texts: str) -> Intent:
    return Intent(name, {"en": name, "zh": name}, "answer", "", tuple(Example(0, text) for text in texts))


@pytest.fixture
def intents(database: Database) -> Intents:
    return Intents(database, ["return"])


def texts(intents: Intents) -> dict[str, list[str]]:
    return {one.name: [example.text for example in one.examples] for one in intents.list()}


FIRST = (intent("delivery", "when does it come", "how long"), intent("hours", "are you open"))
NEXT = (intent("delivery", "when does it come", "how long", "is it on its way"), FIRST[1], intent("gifts", "wrap it"))


def test_a_release_adds_what_is_new_once(intents: Intents) -> None:
    assert intents.keep_up_with(FIRST) == 3
    assert intents.keep_up_with(FIRST) == 0
    assert intents.keep_up_with(NEXT) == 2
    assert texts(intents) == {
        "delivery": ["when does it come", "how long", "is it on its way"], "hours": ["are you open"],
        "gifts": ["wrap it"],
    }  # fmt: skip


def test_what_staff_took_out_moved_or_made_stays_as_it_is(intents: Intents) -> None:
    intents.keep_up_with(FIRST)
    delivery, _ = intents.list()
    intents.change("delivery", {"en": "Parcels"}, "form", "return")
    intents.remove_example(delivery.examples[1].id)
    intents.remove("hours")
    intents.add("gifts", {"en": "Our gifts"}, "answer")
    intents.add("parcels", {"en": "On its way"}, "answer")
    intents.add_example("parcels", "is it on its way")
    assert intents.keep_up_with((*NEXT[:1], replace(FIRST[1], examples=(Example(0, "open today"),)), NEXT[2])) == 0
    assert texts(intents) == {"delivery": ["when does it come"], "gifts": [], "parcels": ["is it on its way"]}
    kept = intents.get("delivery")
    assert kept is not None
    assert (kept.title["en"], kept.action, kept.form) == ("Parcels", "form", "return")


def test_a_folder_from_before_is_known_by_its_audit_trail(database: Database, intents: Intents) -> None:
    intents.begin_with((*FIRST, intent("warranty", "it broke", "is it covered")))
    audit = Audit(database)
    intents.remove("hours")
    audit.record("admin:anna", "intent.remove", "hours")
    warranty = intents.list()[1]
    intents.remove_example(warranty.examples[0].id)
    audit.record("admin:anna", "intent.examples", "warranty", removed=1)
    audit.record("admin:anna", "intent.examples", "delivery", added=1)
    release = (*NEXT, intent("warranty", "it broke", "is it covered"))
    assert intents.keep_up_with(release) == 2
    assert texts(intents) == {
        "delivery": ["when does it come", "how long", "is it on its way"], "warranty": ["is it covered"],
        "gifts": ["wrap it"],
    }  # fmt: skip
    later = (*NEXT, intent("warranty", "it broke", "is it covered", "the zip is stuck"))
    assert intents.keep_up_with(later) == 1  # from now on every change is known
