import pytest

from knowledge.language import terms
from knowledge.matching import analyse, content_terms, coverage, credit, rarest_missing, reworded, text_terms


def test_question_words_carry_no_meaning() -> None:
    assert content_terms("How long does delivery to Germany take?") == ("deliveri", "germani", "take")


def test_a_question_of_such_words_alone_keeps_them() -> None:
    assert content_terms("Who are you?")


def test_what_is_put_together_of_such_words_carries_none_either() -> None:
    assert content_terms("刚买就降价了，能退差价吗？") == ("降价", "退", "差价")


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("r u open", "are you open"),
        ("do u ship to the US?", "do you ship to USA?"),
        ("寄到Germany多少錢", "寄到德国多少钱"),
        ("do you ship to 德国", "do you ship to  Germany "),
        ("你们家实体店在哪儿呀", "你们实体店地址呀"),
        ("when do you close?", "what are the opening hours?"),
        ("when does the pool close?", "when does the pool close?"),
        ("cheapest way to belgium", "cheapest delivery to belgium"),
        ("best way to clean it", "best way to clean it"),
        ("坐几号线", "地铁几号线"),
        ("过年要加钱吗", "过年加收费用吗"),
    ],
)
def test_what_customers_type_is_read_as_documents_write_it(typed: str, meant: str) -> None:
    assert reworded(typed) == meant


@pytest.mark.parametrize("asked", ["How do I send it back?", "How do I give the tent I bought back?"])
def test_a_verb_of_two_words_is_one(asked: str) -> None:
    assert "return" in content_terms(asked)
    assert "back" not in content_terms(asked)


def test_the_thing_whose_being_there_is_asked_about_may_not_be_missing() -> None:
    assert analyse("门店有停车场吗？", {}).names == {"停车场"}
    assert analyse("Do you sell kayaks?", {}).names == {"kayak"}
    assert analyse("Is the jacket available in pink?", {}).names == {"pink"}
    assert analyse("do you price match?", {}).names == {"price", "match"}
    assert analyse("do you ship to germany?", {}).names == {"germani"}
    assert analyse("can i rent a car?", {}).names == {"car"}
    assert analyse("收兔子吗", {}).names == {"兔子"}
    assert "dublin" in analyse("do you have a shop in dublin?", {}).names
    assert not analyse("How long is the warranty?", {}).names


def test_overlapping_chinese_terms_count_once() -> None:
    assert content_terms("维多利亚的地址") == ("维多利亚", "地址")


@pytest.mark.parametrize(
    ("term", "text", "least", "most"),
    [
        ("germani", "Germany: 3 days", 1.0, 1.0),
        ("ship", "Delivery takes 3 days", 0.5, 0.9),  # another word for it
        ("architectur", "the architect of the tower", 0.5, 0.9),  # a relative
        ("维多利亚", "维多利州", 0.2, 0.9),  # a part
        ("germani", "France: 3 days", 0.0, 0.0),
        ("franc", "Other countries of the European Union: 5 days", 0.5, 0.9),  # the region it lies in
        ("香港", "港澳台地区：4–6 天", 0.5, 0.9),
        ("成都", "中国大陆其他地区：3–5 天", 0.5, 0.9),
        ("香港", "澳门：4–6 天", 0.0, 0.0),
        ("uk", "United Kingdom: €8.90", 1.0, 1.0),  # another name of it
    ],
)
def test_a_term_has_credit_for_itself_a_synonym_or_a_relative(term: str, text: str, least: float, most: float) -> None:
    assert least <= credit(term, text_terms(text)) <= most


def test_coverage_is_the_share_of_the_weight_found() -> None:
    question = analyse("delivery to Germany", {"deliveri": 1.0, "germani": 3.0})
    assert coverage(question, text_terms("Germany is large")) == pytest.approx(0.75)
    assert rarest_missing(question, text_terms("We deliver")) == pytest.approx(1.0)


def test_traditional_characters_find_simplified_ones() -> None:
    question = analyse("退貨運費", dict.fromkeys(content_terms("退貨運費"), 1.0))
    assert coverage(question, text_terms("退货运费由买家承担")) == pytest.approx(1.0)


@pytest.mark.parametrize(
    ("day", "written", "is_there"),
    [
        ("Sunday", "On weekends from 8 to 20.", True),
        ("Wednesday", "Monday to Friday from 9 to 17.", True),
        ("Sunday", "Monday to Friday from 9 to 17.", False),
        ("星期天", "周末照常营业。", True),
        ("星期天", "周一至周五营业。", False),
        ("周三", "周一至周五营业。", True),
    ],
)
def test_a_day_is_there_where_its_part_of_the_week_is(day: str, written: str, is_there: bool) -> None:
    assert (credit(terms(day)[-1], text_terms(written)) > 0.5) is is_there
