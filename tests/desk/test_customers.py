"""What is kept of a customer: nothing beyond a conversation without agreement, and nothing after a refusal."""

from datetime import timedelta
from pathlib import Path

import pytest

from desk.behaviour import Behaviour
from desk.campaigns import Campaign, Campaigns, Segment, contacts_in
from desk.conversations import Conversations
from desk.customers import Customers
from desk.demand import Demand
from desk.errors import DeskError
from desk.product_rules import ProductRules
from storage.database import Database, utc_now

ANNA, BEN = "a" * 32, "b" * 32


@pytest.fixture
def behaviour(database: Database) -> Behaviour:
    return Behaviour(database)


@pytest.fixture
def customers(database: Database) -> Customers:
    return Customers(database)


def talk(database: Database, visitor: str = ANNA) -> str:
    return Conversations(database).start(visitor)


def written(path: Path, *rows: str) -> Path:
    path.write_text("\n".join(["user,item,event,count,time", *rows]) + "\n", encoding="utf-8")
    return path


def test_without_agreement_nothing_is_known_in_the_next_conversation(database: Database, behaviour: Behaviour):
    first, second = talk(database), talk(database)
    behaviour.keep(first, ["tent"], "like")
    assert behaviour.taste(first) == {"tent": 1.0}
    assert behaviour.taste(second) == {}


def test_who_agrees_is_remembered_with_what_was_done_before(
    database: Database, behaviour: Behaviour, customers: Customers
):
    first = talk(database)
    behaviour.keep(first, ["tent"], "like")
    standing = customers.agree(ANNA)
    behaviour.keep(first, ["vase"], "reject")
    assert standing.decision == "agreed"
    assert behaviour.taste(talk(database)) == {"tent": 1.0, "vase": -1.0}
    assert behaviour.taste(talk(database, BEN)) == {}
    assert [deed.item for deed in behaviour.deeds(standing.person)] == ["vase", "tent"]


def test_one_thing_or_all_of_it_is_forgotten_and_a_refusal_stands(
    database: Database, behaviour: Behaviour, customers: Customers
):
    talking = talk(database)
    customers.agree(ANNA)
    behaviour.keep(talking, ["tent", "vase"], "like")
    customers.erase(ANNA, "vase")
    assert behaviour.taste(talking) == {"tent": 1.0}
    assert customers.refuse(ANNA).decision == "refused"
    assert behaviour.taste(talking) == {}
    behaviour.keep(talking, ["mat"], "like")
    assert behaviour.taste(talk(database)) == {}


def test_whom_the_companys_page_names_is_known_from_its_files_until_then(
    tmp_path: Path, database: Database, behaviour: Behaviour, customers: Customers
):
    behaviour.import_file(written(tmp_path / "shop.csv", "Anna@example.com,tent,purchase,1,"))
    customers.introduce(ANNA, "anna@example.com", utc_now() + timedelta(hours=1))
    assert behaviour.taste(talk(database)) == {"tent": 1.0}
    customers.introduce(ANNA, "anna@example.com", utc_now() - timedelta(seconds=1))
    assert behaviour.taste(talk(database)) == {}


def test_a_customer_who_has_refused_is_left_out_of_the_next_file(
    tmp_path: Path, database: Database, behaviour: Behaviour, customers: Customers
):
    file = written(tmp_path / "shop.csv", "c1,tent,purchase,1,", "c2,tent,purchase,1,")
    behaviour.import_file(file)
    customers.introduce(ANNA, "c1", utc_now() + timedelta(hours=1))
    customers.refuse(ANNA)
    assert list(behaviour.pairs()) == [("customer:c2", "tent")]
    assert behaviour.import_file(file).imported == 1
    assert list(behaviour.pairs()) == [("customer:c2", "tent")]


def test_a_file_replaces_its_earlier_self_and_tells_bad_rows(tmp_path: Path, behaviour: Behaviour):
    file = written(tmp_path / "shop.csv", "c1,tent,view,1,", "c1,mat,view,1,")
    assert behaviour.import_file(file).updated == 0
    done = behaviour.import_file(written(file, "c1,pan,view,1,", ",pan,view,1,", "c2,pan,view,x,"))
    assert (done.imported, done.updated, done.rejected_count) == (1, 2, 2)
    assert [(bad.row, bad.refusal.code) for bad in done.rejected] == [(2, "event_no_user"), (3, "event_count")]
    assert list(behaviour.pairs()) == [("customer:c1", "pan")]
    with pytest.raises(DeskError, match="no columns"):
        behaviour.import_file(_bad(tmp_path / "shop.csv"))
    assert list(behaviour.pairs()) == [("customer:c1", "pan")]


def _bad(path: Path) -> Path:
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    return path


def test_how_far_products_got_in_the_chat_is_counted_once_a_conversation(
    database: Database, behaviour: Behaviour, customers: Customers
):
    first, second = talk(database), talk(database, BEN)
    customers.introduce(ANNA, "c1", utc_now() + timedelta(hours=1))
    for kind in ("show", "show", "click", "choose"):
        behaviour.keep(first, ["tent"], kind)
    behaviour.keep(second, ["tent", "mat"], "show")
    behaviour.put_orders([("c1", "tent", 1), ("c1", "pan", 1)])
    state = behaviour.state()
    behaviour.put_orders([("c1", "pan", 1), ("c1", "tent", 1)])
    assert behaviour.state() == state  # the same orders are nothing new
    assert behaviour.funnel() == {"shown": 3, "clicked": 1, "chosen": 1, "ordered": 1}
    Conversations(database).remove(first)
    assert behaviour.funnel()["shown"] == 2


def test_what_nothing_fits_is_told_by_how_often_it_was_asked(database: Database):
    demand, one = Demand(database), talk(database)
    for conversation in (one, one, talk(database)):
        demand.record(conversation, "Hammock", blame="under 20 EUR")
    demand.record(one, "吊床", language="zh")
    demand.record(Conversations(database).start("staff", audience="staff"), "hammock")
    assert [(wish.words, wish.times) for wish in demand.unmet()] == [("Hammock", 2), ("吊床", 1)]


def test_a_rule_holds_for_its_words_only(database: Database):
    rules = ProductRules(database)
    rule = rules.add("pin", "item", "tent", words="camping, 露营", author="eva")
    assert rule.holds_for("Something for CAMPING?", "tent")
    assert rule.holds_for("想去露营用的", "tent")
    assert not rule.holds_for("glamping", "tent")
    assert not rule.holds_for("camping", "mat")
    assert rules.add("hide", "category", "Vases", author="eva").holds_for("", "v1", ("Home", "vases"))
    assert rules.remove(rule.id) == rule
    with pytest.raises(DeskError, match="between 0.1 and 10"):
        rules.add("boost", "item", "tent", factor=99, author="eva")


def test_who_has_opted_out_is_in_no_segment(tmp_path: Path, database: Database, behaviour: Behaviour):
    campaigns = Campaigns(database)
    behaviour.import_file(
        written(
            tmp_path / "shop.csv", "anna@example.com,tent,purchase,1,", "ben@example.com,tent,purchase,1,",
            "=cmd()@x.com,tent,buy,1,", "cleo@example.com,tent,view,1,",
        )
    )  # fmt: skip
    bought = Segment("bought", ("tent",))
    assert campaigns.members(bought) == (["=cmd()@x.com", "anna@example.com", "ben@example.com"], 0)
    assert campaigns.opt_out(contacts_in("Email;since\nBEN@Example.com;2026\n\n+49 170 1234567\n")) == 2
    assert campaigns.members(bought) == (["=cmd()@x.com", "anna@example.com"], 1)
    assert campaigns.export(bought) == "customer\n'=cmd()@x.com\nanna@example.com\n"
    assert campaigns.members(Segment("looked"))[0] == ["cleo@example.com"]
    assert campaigns.members(Segment("asked"))[0] == []
    campaigns.opt_in("ben@example.com")
    assert campaigns.members(bought)[1] == 0


def test_who_asked_for_a_product_is_whom_the_chat_has_shown_it(
    tmp_path: Path, database: Database, behaviour: Behaviour
):
    behaviour.import_file(written(tmp_path / "shop.csv", "anna@example.com,tent,show,1,"))
    Customers(database).introduce(ANNA, "dora@example.com", utc_now() + timedelta(hours=1))
    conversation = talk(database)
    behaviour.keep(conversation, ["tent"], "show")
    campaigns = Campaigns(database)
    assert campaigns.members(Segment("asked", ("tent",)))[0] == ["dora@example.com"]
    assert campaigns.members(Segment("asked", ("pan",)))[0] == []


def test_a_draft_is_kept_changed_and_taken_away(database: Database):
    campaigns = Campaigns(database)
    draft = campaigns.save(Campaign("", "Spring", "email", "zh", ("tent",), Segment("liked", ("tent",)), text="一"))
    campaigns.save(Campaign(draft.id, "Spring", "email", "zh", ("tent",), draft.segment, text="二"))
    assert [(one.text, one.segment.did) for one in campaigns.list()] == [("二", "liked")]
    with pytest.raises(DeskError, match="at least one product"):
        campaigns.save(Campaign("", "Spring", "email", "en", (), Segment()))
    campaigns.remove(draft.id)
    assert campaigns.get(draft.id) is None
