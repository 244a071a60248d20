"""One question, followed down: routed, searched, answered with sources, stored."""

from typing import Any

import pytest

from assistant.answers import Answer
from assistant.services import Services
from assistant.understanding.message import PERSON, Part, Route, Understood
from assistant.understanding.understander import Understander
from knowledge.catalog.product import Product


def ask(services: Services, text: str, conversation: str | None = None, **more: Any) -> list[Answer]:
    return list(services.assistant.answer(conversation or services.conversations.start("v"), text, **more))


def test_the_right_cell_answers_with_its_column_and_place(services: Services) -> None:
    answer = ask(services, "How long does express shipping to Spain take?")[-1]
    assert "2 days" in answer.text
    assert "[1]" in answer.text
    assert "15" not in answer.text
    (citation, *_) = answer.citations
    assert (citation.document, citation.location) == ("delivery.md", "Costs")
    start, end = citation.highlights[0]
    assert citation.quote[start:end] in ("Spain", "2 days, €19")


def test_an_answer_grows_and_its_last_state_is_done(services: Services) -> None:
    states = ask(services, "How much is standard shipping to Germany?")
    assert [state.done for state in states] == [False] * (len(states) - 1) + [True]
    assert states[0].text == ""
    for earlier, later in zip(states, states[1:], strict=False):
        assert later.text.startswith(earlier.text)


def test_chinese_is_answered_from_chinese(services: Services) -> None:
    answer = ask(services, "退货运费谁承担？")[-1]
    assert (answer.language, answer.abstained) == ("zh", False)
    assert "退货运费由买家承担" in answer.text


def test_documents_in_the_other_language_are_quoted_as_such(services: Services) -> None:
    english = ask(services, "Can I return it within 30 days?")[-1]
    assert english.text.startswith("Our documents say this in Chinese: 收货后 30 天内可以无理由退货")
    chinese = ask(services, "快递到西班牙几天？")[-1]
    assert (chinese.language, chinese.citations[0].document) == ("zh", "delivery.md")
    assert chinese.text.startswith("我们的资料里是用英文写的：Spain")
    assert ask(services, "费恩希尔供应商给我们多少回扣")[-1].abstained  # a note for colleagues


def test_a_follow_up_is_searched_as_what_it_means(services: Services) -> None:
    conversation = services.conversations.start("v")
    ask(services, "How long does express shipping to Germany take?", conversation)
    answer = ask(services, "and to Spain?", conversation)[-1]
    assert "Spain" in answer.standalone
    assert "express" in answer.standalone.lower()
    assert "2 days" in answer.text


def test_what_is_not_known_is_said_with_a_way_to_a_person(services: Services) -> None:
    answer = ask(services, "Which wine goes with roasted pheasant?")[-1]
    assert answer.abstained
    assert answer.citations == ()
    assert "help@fern.example" in answer.text


def test_small_talk_is_not_searched_and_a_person_can_be_asked_for(services: Services) -> None:
    assert ask(services, "hello!")[-1].route == "smalltalk"
    person = ask(services, "我要人工客服")[-1]
    assert (person.route, person.language) == ("service", "zh")
    assert "help@fern.example" in person.text


@pytest.mark.parametrize(
    ("route", "is_unsure"), [("out_of_scope", False), ("recommendation", False), ("service", True), ("service", False)]
)
def test_what_the_documents_answer_is_answered_wherever_else_it_could_have_gone(
    services: Services, monkeypatch: pytest.MonkeyPatch, route: Route, is_unsure: bool
) -> None:
    def misled(self: Understander, text: str, earlier: object = ()) -> Understood:
        return Understood("en", (Part(text, route, 0.5, "", 0.0),), 0.0, 0.0, is_unsure)

    monkeypatch.setattr(Understander, "understand", misled)
    answer = ask(services, "How much is standard shipping to Germany?")[-1]
    assert (answer.route, answer.citations[0].document) == ("question", "delivery.md")
    if route == "out_of_scope":
        assert ask(services, "Write a poem about the sea.")[-1].route == "out_of_scope"
        services.preferences.change(refusal=0.9)
        near = ask(services, "What does shipping by drone cost?")[-1]
        services.preferences.reset("refusal")
        assert (near.route, near.abstained, near.nearest[0].document) == ("question", True, "delivery.md")


def test_nobody_is_handed_to_the_team_who_has_not_asked_for_a_person(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misled(self: Understander, text: str, earlier: object = ()) -> Understood:
        return Understood("en", (Part(text, "service", 0.8, PERSON, 0.8),), 0.0, 0.0, False)

    monkeypatch.setattr(Understander, "understand", misled)
    answer = ask(services, "we are 12 people, can we just turn up")[-1]
    assert (answer.route, answer.ticket, bool(answer.choices)) == ("question", None, True)  # a person is one press away
    assert ask(services, "get me one of your people")[-1].ticket


@pytest.mark.parametrize(
    ("text", "sure", "route"),
    [
        ("How do I get standard shipping to Germany cheaper?", 0.45, "question"),
        ("退货的运费怎么算", 0.45, "question"),
        ("How do I get standard shipping to Germany cheaper?", 0.95, "service"),
        ("My standard shipping to Germany broke", 0.45, "service"),
    ],
)
def test_a_question_begins_no_request_that_it_hardly_resembles(
    services: Services, monkeypatch: pytest.MonkeyPatch, text: str, sure: float, route: Route
) -> None:
    def misled(self: Understander, text: str, earlier: object = ()) -> Understood:
        return Understood("en", (Part(text, "service", 0.99, "complaint", sure),), 0.0, 0.0, False)

    monkeypatch.setattr(Understander, "understand", misled)
    assert ask(services, text)[-1].route == route


def test_what_sounds_like_small_talk_and_asks_something_is_looked_up(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    def misled(self: Understander, text: str, earlier: object = ()) -> Understood:
        return Understood("en", (Part(text, "smalltalk", 0.9, "", 0.0),), 0.0, 0.0, False)

    monkeypatch.setattr(Understander, "understand", misled)
    assert ask(services, "Is standard shipping to Germany free?")[-1].route == "question"
    assert ask(services, "you are so funny")[-1].route == "smalltalk"


def test_what_is_so_of_a_product_the_documents_are_asked_first_and_then_the_catalog(
    services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    services.catalog.import_products(
        [Product("H-1", "Heron 2 tent", "It weighs 2.4 kg.", category=("Tents",))], is_sample=True
    )
    route: list[Route] = ["recommendation"]

    def misled(self: Understander, text: str, earlier: object = ()) -> Understood:
        return Understood("en", (Part(text, route[0], 0.9, "", 0.0),), 0.0, 0.0, False)

    monkeypatch.setattr(Understander, "understand", misled)
    assert ask(services, "Does standard shipping to Germany cost €9?")[-1].citations
    assert ask(services, "Do you have a tent?")[-1].products
    route[0] = "question"
    told = ask(services, "How heavy is the Heron 2 tent?")[-1]
    assert (told.route, "2.4 kg" in told.text) == ("recommendation", True)
    assert ask(services, "How heavy is the Sparrow 9 tent?")[-1].abstained
    services.catalog.remove_samples()


def test_customers_are_never_told_what_is_for_staff(services: Services) -> None:
    question = "What rebate does the Fernhill supplier grant?"
    public = ask(services, question)[-1]
    assert "12 percent" not in str(public)
    assert "note.md" not in str(public)
    assert "12 percent" in ask(services, question, audience="staff")[-1].text


def test_nothing_in_a_document_is_obeyed(services: Services) -> None:
    answer = ask(services, "How much is standard shipping to Spain?")[-1]
    assert "€9" in answer.text
    assert "Ignore all" not in answer.text


def test_question_and_answer_are_stored_also_when_nobody_waits(services: Services) -> None:
    conversation = services.conversations.start("v")
    states = services.assistant.answer(conversation, "How much is standard shipping to Germany?")
    next(states)
    assert [m.text for m in services.conversations.messages(conversation)][0].startswith("How much")
    states.close()  # type: ignore[attr-defined]
    question, answer = services.conversations.messages(conversation)
    assert (question.role, answer.role) == ("customer", "assistant")
    finished = ask(services, "How much is standard shipping to Germany?", conversation)[-1]
    stored = services.conversations.messages(conversation)[-1]
    assert stored.text == finished.text
    assert stored.answer is not None
    assert stored.answer["citations"][0]["document"] == "delivery.md"


def test_the_assistants_own_words_may_be_in_another_language(services: Services) -> None:
    answer = ask(services, "Which wine goes with roasted pheasant?", language="zh")[-1]
    assert "没有找到" in answer.text


def test_what_staff_corrected_is_the_answer_from_then_on(services: Services) -> None:
    question = "How long does express shipping to Portugal take?"
    conversation = services.conversations.start("v")
    ask(services, question, conversation)
    services.feedback.correct(conversation, 1, "Three days, by courier.", author="mia")
    answer = ask(services, "how long does express delivery to portugal take?")[-1]
    assert (answer.text, answer.engine, answer.abstained) == ("Three days, by courier.", "staff", False)
    assert len(answer.verified) == len("2026-05-03")
    assert "Three days" not in ask(services, "How long does express shipping to Spain take?")[-1].text
    services.feedback.correct(conversation, 1, "", author="mia")
    assert ask(services, question)[-1].engine == "embedded"


def test_the_companys_choices_hold_from_the_next_question_on(services: Services) -> None:
    question = "How long does express shipping to Spain take?"
    services.preferences.change(refusal=1.0, contact={"en": "desk@fern.example", "zh": ""})
    refused = ask(services, question)[-1]
    assert refused.abstained
    assert "desk@fern.example" in refused.text
    services.preferences.reset("refusal", "contact")
    assert not ask(services, question)[-1].abstained
