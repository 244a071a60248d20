"""Recommendations and campaigns in the staff area: rules, what was learned, drafts that say what the catalog says."""

import html
import re
from collections.abc import Iterator, Sequence

import pytest

from assistant.campaigns.checking import faults
from assistant.campaigns.writing import from_template, write
from tests.web.staffing import Clerk, Office
from web.staff.recommendations import RecommendationsSection


@pytest.fixture
def clerk(office: Office) -> Clerk:
    return office.clerk().open("?section=recommendations")


def sent(office: Office, name: str, content: str) -> dict[str, str]:
    """A file as the browser has sent it."""
    folder = office.upload_folder / name
    folder.mkdir(parents=True)
    (folder / name).write_text(content, encoding="utf-8")
    return {"path": str(folder / name), "name": name}


SHOP = "\n".join(
    ["user,item,event", *(f"c{n}@example.com,{item},purchase" for n in range(4) for item in ("T-1", "M-7", "L-2"))]
)


def take_events(office: Office, clerk: Clerk, content: str = SHOP) -> str:
    """A file of behaviour taken in; what the page says once that is over."""
    clerk.do("take-events", files=[sent(office, "shop.csv", content)])
    section = office.staff.sections["recommendations"]
    assert isinstance(section, RecommendationsSection)
    section.work.wait()
    return clerk.do(at="?section=recommendations").words("list")


def test_behaviour_comes_in_is_learned_and_shown_beside_popularity(office: Office, clerk: Clerk) -> None:
    words = take_events(office, clerk, SHOP + "\n,T-1,view\n")
    assert "shop.csv: 12 events imported. 1 row was left out. Row 13: The row names no user." in words
    assert "shop.csv: " not in clerk.do("close-events").words("list")
    clerk.do("learn-tastes")
    office.services.learner.wait()
    words = clerk.do().words("list")
    assert "People: 4, products: 3" in words
    assert "by popularity" in words
    clerk.do("remove-events", "0")
    assert list(office.services.behaviour.pairs()) == []


def test_a_rule_is_added_told_and_taken_away(office: Office, clerk: Clerk) -> None:
    clerk.do("add-rule", kind="pin", target="item", name="T-9")
    assert "no product 'T-9'" in clerk.words()
    clerk.do("add-rule", kind="boost", target="item", name="T-1", words="rain", factor="1,5", note="spring")
    words = clerk.words("list")
    assert "Boosted × 1.5 Heron 2 tent T-1 only for: rain spring" in words
    (rule,) = office.services.product_rules.list()
    clerk.do("remove-rule", str(rule.id))
    assert office.services.product_rules.list() == []
    assert [entry.action for entry in office.services.audit.latest(2)] == ["rule.remove", "rule.boost"]


def test_what_is_asked_for_in_vain_and_how_far_products_got_is_told(office: Office, clerk: Clerk) -> None:
    talking = office.services.conversations.start("v" * 32)
    office.services.behaviour.keep(talking, ["T-1", "M-7"], "show")
    office.services.behaviour.keep(talking, ["T-1"], "click")
    office.services.demand.record(talking, "hammock", blame="under €20")
    words = clerk.do().words("list")
    assert re.search(r"Shown 2 Clicked or liked 1 50\.0 %", words)
    assert "hammock under €20 1 request" in words


class Scripted:
    """A model that says what a test wants it to."""

    name = "scripted"

    def __init__(self, *words: str) -> None:
        self._words = words

    def stream(self, messages: Sequence[object]) -> Iterator[str]:
        yield from self._words


def draft(office: Office, clerk: Clerk, **form: str) -> None:
    given = {"name": "Spring", "channel": "email", "language": "en", "items": "T-1\nmoss mat", "did": "bought"}
    clerk.look("?section=campaigns").do("new-campaign", **(given | {"segment_items": "T-1"} | form))


def test_a_draft_says_what_the_catalog_says_and_is_held_back_where_it_does_not(office: Office, clerk: Clerk) -> None:
    take_events(office, clerk)
    draft(office, clerk)
    assert "The draft is written." in clerk.words()
    words = clerk.words("detail")
    assert "Heron 2 tent – €249" in words
    assert "Every name, price and number agrees" in words
    assert "4 customers." in words
    (kept,) = office.services.campaigns.list()
    clerk.do("save-campaign", kept.id, subject="20% off", text=kept.text.replace("€249", "€199") + "\nFree delivery!")
    words = clerk.words("detail")
    assert "“€199” is not the price" in words
    assert "“20%”" in words
    assert "“free” promises" in words
    assert "Export" not in words
    clerk.do("write-campaign", kept.id)
    assert "Export the list" in clerk.words("detail")


def test_whoever_has_opted_out_is_counted_out(office: Office, clerk: Clerk) -> None:
    take_events(office, clerk)
    clerk.look("?section=campaigns").do("take-opt-outs", files=[sent(office, "no.csv", "email\nC1@example.com\n")])
    assert "no.csv: 1 new contact." in clerk.words()
    draft(office, clerk, language="zh", channel="sms")
    words = clerk.words("detail")
    assert "3 customers. 1 more wants no advertising." in words
    assert "苍鹭双人帐篷，€249" in html.unescape(clerk.seen["detail"])
    clerk.do("opt-in", contact="c1@example.com")
    (kept,) = office.services.campaigns.list()
    assert len(office.services.campaigns.members(kept.segment)[0]) == 4


def test_products_are_found_by_number_or_title_and_else_asked_for(office: Office, clerk: Clerk) -> None:
    draft(office, clerk, items="sofa")
    assert "No product is called “sofa”" in clerk.words()
    draft(office, clerk, items="t")
    assert "may be several products; give the number: T-1 Heron 2 tent; M-7 Moss mat" in clerk.words()
    assert office.services.campaigns.list() == []


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Heron 2 tent costs €59.90.", "€59.90"),  # the price of the other one
        ("Take Heron 2 tent and Moss mat, €249 each.", "€249"),
        ("Heron 2 tent weighs 1.9 kg.", "1.9"),
        ("Moss mat: now 30% off", "30%"),
        ("Moss mat, our best-selling mat", "best-selling"),
        ("See https://evil.example/heron", "https://evil.example/heron"),
        ("苔藓垫打八折", "打八折"),
    ],
)
def test_a_sentence_that_the_catalog_does_not_bear_out_is_found(office: Office, sentence: str, words: str) -> None:
    products = office.services.catalog.get(["T-1", "M-7"])
    good = "Heron 2 tent, €249.00, EUR 249, 2.4 kg, 4.6. https://shop.example/heron\nMoss mat for 59,90 EUR."
    assert faults(good, products) == []
    assert words.lower() in [fault.words.lower() for fault in faults(f"{good}\n{sentence}", products)]


def test_a_models_draft_stands_only_where_all_of_it_holds(office: Office) -> None:
    products = office.services.catalog.get(["T-1"])
    plain = from_template(products, "social", "en", company="Linden")
    good = write(products, "social", "en", company="Linden", engine=Scripted("Meet the Heron 2 tent", " at €249."))
    assert (good.text, good.author) == ("Meet the Heron 2 tent at €249.", "scripted")
    assert write(products, "social", "en", company="Linden", engine=Scripted("Heron 2 tent, only €99!")) == plain
