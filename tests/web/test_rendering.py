import pytest
from markupsafe import Markup

from assistant.answers import Answer, Citation
from web.rendering import answer_body, exchange, marked, origin

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


def _shown(answer: Answer | None, question: str = "How long?", **more: object) -> str:
    return exchange(question, answer, turn=4, language="en", **more)  # type: ignore[arg-type]


@pytest.mark.parametrize("words", EVIL)
def test_whatever_is_said_or_quoted_stays_text_on_one_line(words: str) -> None:
    source = _citation(quote=words, document=words, location=words, highlights=((0, len(words)),))
    html = _shown(_answer(f"{words} [1]", source), question=words)
    assert not any(sign in html for sign in "\n\r\u2028\u2029\x85")
    assert html.startswith("<div")
    for markup in ("<script", "<img", "<svg", "<a href='", 'onerror="', 'onload="'):
        assert markup not in html.lower()
    assert "49" not in html.replace("&#39;", "").replace("&#34;", "")


def test_a_known_mark_links_to_its_source_and_an_unknown_one_stays() -> None:
    html = answer_body("Three days [1], see [7] and [x].", [_citation()], 4)
    assert '<a class="cite" href="#source-4-1"' in html
    assert 'aria-label="1: file1.pdf · page 3"' in html
    assert "see [7] and [x]." in html


def test_paragraphs_and_lists_are_kept() -> None:
    assert answer_body("One.\n\nTwo:\n- a\n- b\nThree.", [], 0) == Markup(
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
    assert origin(two_of_one, "en") == "Quoted from 1 document"
    assert origin(_answer("x", _citation(1), _citation(2)), "zh") == "引用自 2 份文档"
    assert origin(_answer("x", _citation(1), engine="Qwen3-4B"), "en") == "Written by Qwen3-4B from 1 document"
    assert origin(_answer("Hello."), "en") == ""


def test_a_refusal_shows_what_is_near() -> None:
    html = _shown(_answer("Nothing found.", abstained=True, nearest=(_citation(1), _citation(2))))
    assert "What comes nearest" in html
    assert html.count('<details class="source"') == 2
    assert "Quoted from" not in html


def test_an_answer_under_way_has_no_origin_yet() -> None:
    growing = _answer("Thirty", _citation())
    html = _shown(Answer(**{**growing.__dict__, "done": False}))
    assert "Quoted from" not in html
    assert "Searching" in _shown(None, status="Searching 3 documents…")
