"""What a customer likes and what staff say, in the order of what is shown; each with why."""

from pathlib import Path

import pytest

from assistant.tastes.kept import FOLDER, read
from assistant.tastes.learner import Learner
from assistant.tastes.ranking import Ranking
from assistant.tastes.reasons import said
from assistant.tastes.training import train
from desk.behaviour import Behaviour
from desk.conversations import Conversations
from desk.product_rules import ProductRules
from storage.database import Database, open_database


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    folder = tmp_path_factory.mktemp("tastes")
    database = open_database(f"sqlite:///{folder / 'db.sqlite'}", folder)
    rows = [f"c{n},{item},purchase" for n in range(6) for item in ("tent", "mat", "torch")]
    rows += [f"k{n},{item},view" for n in range(6) for item in ("pan", "knife", "torch")]
    file = folder / "shop.csv"
    file.write_text("\n".join(["user,item,event", *rows]), encoding="utf-8")
    Behaviour(database).import_file(file)
    train(database, folder / FOLDER)
    return database


@pytest.fixture
def ranking(database: Database) -> Ranking:
    tastes = read(Path(database.url.removeprefix("sqlite:///")).parent / FOLDER)
    return Ranking(
        Behaviour(database), ProductRules(database), lambda: tastes,
        lambda item, others: {other: 0.9 for other in others if other == "new tent" and item == "tent"},
    )  # fmt: skip


def order(ranking: Ranking, *args: object, **more: object) -> list[str]:
    return [one.item for one in ranking.adjust(*args, **more)]  # type: ignore[arg-type]


def test_a_stranger_gets_what_the_search_found(ranking: Ranking, database: Database):
    scores = {"knife": 0.9, "mat": 0.8, "pan": 0.7}
    assert order(ranking, scores) == order(ranking, scores, Conversations(database).start("x")) == list(scores)


def test_a_known_taste_lifts_what_goes_with_it_and_says_so(ranking: Ranking, database: Database):
    talking = Conversations(database).start("x")
    Behaviour(database).keep(talking, ["tent"], "like")
    ranked = ranking.adjust({"knife": 0.9, "mat": 0.8, "vase": 0.4}, talking)
    assert ranked[0].item == "mat"
    assert said(ranked[0].why[0], "en", "Tent") == "chosen by customers who wanted Tent"
    assert "帐篷" in said(ranked[0].why[0], "zh", "帐篷")
    assert order(ranking, {"knife": 0.9, "mat": 0.5, "vase": 0.4}, talking)[0] == "knife"  # what fits far better stays


def test_a_new_product_is_lifted_by_what_it_is(ranking: Ranking, database: Database):
    talking = Conversations(database).start("x")
    Behaviour(database).keep(talking, ["tent"], "like")
    ranked = ranking.adjust({"knife": 0.9, "new tent": 0.8, "vase": 0.4}, talking)
    assert (ranked[0].item, ranked[0].why[0].kind) == ("new tent", "alike")


def test_what_was_rejected_is_not_shown_again_in_this_conversation(ranking: Ranking, database: Database):
    talking = Conversations(database).start("x")
    Behaviour(database).keep(talking, ["mat"], "reject")
    assert order(ranking, {"mat": 0.9, "pan": 0.1}, talking) == ["pan"]
    Behaviour(database).unsay(talking, "mat")
    assert order(ranking, {"mat": 0.9, "pan": 0.1}, talking) == ["mat", "pan"]


def test_rules_pin_boost_hide_and_exclude_and_are_told(ranking: Ranking, database: Database):
    rules = ProductRules(database)
    added = [
        rules.add("pin", "item", "pan", words="cooking", note="spring sale", author="eva"),
        rules.add("boost", "category", "Camping", factor=3, author="eva"),
        rules.add("hide", "item", "torch", author="eva"),
        rules.add("exclude", "item", "knife", author="eva"),
    ]
    try:
        scores = {"knife": 0.9, "torch": 0.8, "vase": 0.7, "mat": 0.5, "pan": 0.1}
        categories = {"mat": ("Outdoor", "Camping")}
        ranked = ranking.adjust(scores, request="for cooking", categories=categories)
        assert [one.item for one in ranked] == ["pan", "mat", "vase"]
        assert [(reason.kind, reason.note) for reason in ranked[0].why] == [("pinned", "spring sale")]
        assert [reason.kind for reason in ranked[1].why] == ["boosted"]
        assert order(ranking, scores, request="the torch", named=["torch"]) == ["torch", "vase", "mat", "pan"]
        assert list(ranking.pinned("for cooking")) == ["pan"]
        assert list(ranking.pinned("for reading")) == []
    finally:
        for rule in added:
            rules.remove(rule.id)


def test_bought_together_is_what_at_least_two_people_bought_both_of(ranking: Ranking):
    assert {one.item for one in ranking.together("tent")} == {"mat", "torch"}
    assert ranking.together("pan") == []  # viewed together only


def test_a_new_customer_gets_what_is_popular_and_a_known_one_what_suits(ranking: Ranking, database: Database):
    talking = Conversations(database).start("x")
    assert ranking.for_customer(talking, 1)[0].why[0].kind == "popular"
    Behaviour(database).keep(talking, ["pan"], "choose")
    assert [one.item for one in ranking.for_customer(talking, 2)] == ["knife", "torch"]


def test_learning_in_the_background_swaps_what_was_learned(tmp_path: Path, database: Database):
    learner = Learner(tmp_path / FOLDER, database, Behaviour(database))
    assert learner.is_stale
    assert len(learner.current.ties) == 0
    learner.keep_up()
    learner.wait()
    assert (learner.state, learner.is_stale) == ("idle", False)
    assert learner.current.learned.figures["users"] == 12
    assert learner.current.learned.items == 5
    again = Learner(tmp_path / FOLDER, database, Behaviour(database))
    assert again.current.learned == learner.current.learned
    (tmp_path / FOLDER / again.current.learned.files[0]).write_bytes(b"broken")
    assert len(Learner(tmp_path / FOLDER, database, Behaviour(database)).current.ties) == 0
