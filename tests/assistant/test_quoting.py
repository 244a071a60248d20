"""Questions over documents in their language and in the other, through a real search and the real model."""

from collections.abc import Iterator, Sequence
from typing import Any

import pytest

from assistant.embedded import EmbeddedAnswerer, Reply
from assistant.evaluation.forms import CorpusRow, TemporaryStore, temporary_store
from assistant.quoting import quoted
from knowledge.language import detect_language
from knowledge.model import Passage
from tests.minilm import MODEL

HIRE = [
    CorpusRow("open", "Opening hours", "From April to October we are open every day from 8:30 to 18:00. "
              "In winter we open Thursday to Sunday, 10:00 to 16:00."),
    CorpusRow("deposit", "Hiring", "A deposit of £50 is taken for each bicycle. "
              "A helmet comes with every hire at no charge."),
    CorpusRow("late", "Bringing it back", "Each hour that you are late costs £6."),
    CorpusRow("repairs", "Repairs", "A full service takes three working days. We do not mend motorcycles."),
    CorpusRow("food", "Café", "The café beside the mill sells soup, bread and tea."),
]  # fmt: skip
BOARDING = [
    CorpusRow("押金", "费用", "办理入住时交200元押金，离店时退还。支持微信、支付宝和现金，不收信用卡。"),
    CorpusRow("疫苗", "入住条件", "入住的宠物须满四个月，并已接种疫苗。"),
    CorpusRow("取消", "取消", "入住前48小时可以免费取消；不到48小时取消，扣一天的费用。"),
    CorpusRow("交通", "交通", "地铁3号线红牌楼站B口出来走五分钟。门口可以停车。"),
    CorpusRow("照片", "照片", "我们每天晚上八点前在微信里发照片。"),
]


@pytest.fixture(scope="module")
def english() -> Iterator[TemporaryStore]:
    with temporary_store(HIRE, MODEL) as store:
        yield store


@pytest.fixture(scope="module")
def chinese() -> Iterator[TemporaryStore]:
    with temporary_store(BOARDING, MODEL) as store:
        yield store


def ask(store: TemporaryStore, question: str, **more: object) -> Reply:
    answerer = EmbeddedAnswerer(store.knowledge.term_weights, MODEL.read)
    return quoted(store.knowledge, answerer, question, **more)[1]  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("question", "answer"),
    [("押金多少钱？", "£50"), ("冬天几点开门", "10:00 to 16:00"), ("頭盔要錢嗎", "no charge"), ("迟到了怎么办", "£6")],
)
def test_chinese_questions_over_english_documents(english: TemporaryStore, question: str, answer: str) -> None:
    reply = ask(english, question)
    assert (reply.abstained, reply.is_across, reply.language) == (False, True, "en")
    assert answer in reply.text


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("do you take credit cards", "不收信用卡"),
        ("does my dog need vaccinations", "疫苗"),
        ("can I cancel for free?", "48小时可以免费取消"),
        ("how much is the deposit", "200元押金"),
    ],
)
def test_english_questions_over_chinese_documents(chinese: TemporaryStore, question: str, answer: str) -> None:
    reply = ask(chinese, question)
    assert (reply.abstained, reply.is_across) == (False, True)
    assert answer in reply.text


def test_what_they_do_not_answer_is_refused(english: TemporaryStore, chinese: TemporaryStore) -> None:
    assert ask(english, "法国的首都是哪里").abstained
    assert ask(english, "你们卖皮划艇吗").abstained
    assert ask(chinese, "who wrote Hamlet?").abstained
    hidden = english.documents_of(["deposit"])
    assert ask(english, "押金多少钱？", hidden=hidden).abstained


def test_the_customers_own_language_comes_first() -> None:
    with temporary_store([*HIRE, *BOARDING], MODEL) as both:
        assert "200元押金" in ask(both, "押金多少钱？").text
        assert "£50" in ask(both, "How much is the deposit?").text
        assert "no charge" in ask(both, "头盔要钱吗").text  # in the English ones alone


def test_a_thing_that_is_not_there_is_not_there_in_the_other_language_either() -> None:
    mending = CorpusRow("修", "关于我们", "卖出去的东西都能修，配件至少保留十年。")
    with temporary_store([mending, *BOARDING], MODEL) as store:
        assert ask(store, "Do you sell kayaks?").abstained


def test_the_other_language_is_not_searched_for_numbers_and_names_alone(english: TemporaryStore) -> None:
    searched: list[str] = []

    class Counted:
        frequencies = staticmethod(english.knowledge.frequencies)

        def search(self, question: str, **more: Any) -> Sequence[Passage]:
            searched.append(question)
            return english.knowledge.search(question, **more)

    answerer = EmbeddedAnswerer(english.knowledge.term_weights, MODEL.read)
    quoted(Counted(), answerer, "Is the 10:00 ferry to Falmouth on time?", refusal=0.0)
    assert searched == ["Is the 10:00 ferry to Falmouth on time?"]


def test_a_language_model_is_given_the_passages_of_both_languages() -> None:
    with temporary_store([*HIRE, *BOARDING], MODEL) as both:
        passages, reply = quoted(
            both.knowledge, EmbeddedAnswerer(both.knowledge.term_weights, MODEL.read), "头盔要钱吗"
        )
    assert passages[0].id == reply.citations[0].passage_id
    assert {"en", "zh"} == {detect_language(passage.text) for passage in passages[:2]}
