"""HTML of answers, lists and forms. Everything that is not ours is escaped here: templates escape by default.

Gradio's components cannot escape for us: the pages hand them finished HTML, as one HTML block of Markdown, which
must hold no line break.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlencode

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.answers import Citation, ProductCard
from assistant.offers.cards import STOCK, shown_price
from knowledge.model import relabelled
from storage.database import utc_now
from web.contact import ways
from web.history import Exchange
from web.strings import ago, day, plural, text

_MARK = re.compile(r"\[(\d{1,3})\]")
_LAST_WORD = re.compile(r"[^\s\u2e80-\uffff]{1,20}$|[\u2e80-\uffff]{1,2}$")
# Whatever Markdown or a browser may take for the end of a line; two of them would end the HTML block.
_BREAKS = re.compile(r"\s*[\n\r\v\f\x85\u2028\u2029]\s*")


@cache
def _templates() -> Environment:
    folder = Path(__file__).parent / "templates"
    environment = Environment(
        loader=FileSystemLoader(folder),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals["t"] = text
    environment.filters["lines"] = with_breaks
    environment.filters["typed"] = in_field
    return environment


def page(template: str, **values: Any) -> str:
    """A whole page, as our own routes answer it."""
    return _templates().get_template(template).render(**values)


def block(template: str, **values: Any) -> str:
    """A piece of a page on a single line, so that Markdown takes it as it is."""
    return _BREAKS.sub(" ", page(template, **values)).strip()


def with_breaks(value: str) -> Markup:
    """Escaped text whose line breaks are shown."""
    return Markup("<br>").join(value.split("\n"))


def in_field(value: str) -> Markup:
    """Escaped text for a field of several lines, on one line itself."""
    return Markup("&#10;").join(value.split("\n"))


def exchange(
    told: Exchange, *, language: str, root: str = "", contact: str = "", status: str = "", note: str = "",
    mark: str = "", is_refused: bool = False,
) -> str:  # fmt: skip
    """One question and what has been answered so far.

    Args:
        language: Of the page around it.
        root: The path under which a proxy serves us.
        contact: How to reach a person; shown where the assistant has no answer.
        status: What goes on while there is no answer yet.
        note: A closing line, such as why an answer ended early.
        mark: By which the page knows the question it has just asked.
        is_refused: Whether the question was not taken, so that it can be sent again.
    """
    answer = told.answer
    is_over = bool(told.n is not None and not told.is_under_way)
    citations = answer.citations if answer and not told.correction else ()
    nearest = answer.nearest if answer and answer.done and not told.correction else ()
    is_lost = bool(answer and answer.done and (answer.abstained or answer.shows_contact))
    return block(
        "exchange.html",
        told=told,
        question=told.question.strip(),
        time=ago(told.time, utc_now(), language) if told.time else "",
        body=_body(told, language),
        sources=[_source(citation, language, root) for citation in (*citations, *nearest)],
        near={citation.n for citation in nearest},
        products=[_product(card) for card in answer.products] if answer and not told.correction else [],
        told_chips=answer.chips if answer and not told.correction else (),
        compared=answer.comparison if answer and not told.correction else (),
        links=answer.links if answer and not told.correction else (),
        choices=answer.choices if answer and is_over and not told.correction else (),
        origin=origin(told, language) if is_over else "",
        ways=ways(contact) if is_lost and not told.correction else [],
        is_over=is_over,
        state="refused" if is_refused else "done" if is_over else "working",
        mark=mark,
        language=language,
        answer_language=answer.language if answer else language,
        status=status,
        note=note,
    )


def conversation(exchanges: Sequence[Exchange], *, language: str, root: str = "", contact: str = "") -> str:
    """All of them, oldest first."""
    working = text("under_way", language)
    return "".join(
        exchange(
            told, language=language, root=root, contact=contact, status=working if told.is_under_way else ""
        )
        for told in exchanges
    )  # fmt: skip


def _body(told: Exchange, language: str) -> Markup:
    if told.correction:
        return answer_body(told.correction.text, ())
    if told.answer is None:
        return Markup("")
    cited = [replace(citation, location=relabelled(citation.location, language)) for citation in told.answer.citations]
    return answer_body(told.answer.text, cited)


def _source(citation: Citation, language: str, root: str) -> dict[str, Any]:
    return {
        "n": citation.n,
        "document": citation.document,
        "place": relabelled(citation.location, language),
        "quote": marked(citation.quote, citation.highlights),
        "href": root + place_in_document(citation) if citation.document_id else "",
    }


def _product(card: ProductCard) -> dict[str, Any]:
    is_sold_out = card.stock in {words["no"] for words in STOCK.values()}
    return asdict(card) | {"shown_price": shown_price(card), "is_sold_out": is_sold_out}


def place_in_document(citation: Citation) -> str:
    """The address of the cited words in the document's own page (`web.reading`)."""
    _, _, passage = citation.passage_id.rpartition(":")
    spans = [f"{citation.start + first}-{citation.start + last}" for first, last in citation.highlights[:12]]
    query = {"passage": passage if passage.isdecimal() else "", "version": citation.version, "words": ".".join(spans)}
    given = urlencode({name: value for name, value in query.items() if value})
    return f"/documents/{quote(citation.document_id, safe='')}?{given}#passage"


def answer_body(body: str, citations: Sequence[Citation]) -> Markup:
    """The answer as paragraphs and lists, each known `[n]` a button of its source; nothing else becomes markup."""
    known = {citation.n: citation for citation in citations}
    parts: list[Markup] = []
    for paragraph in re.split(r"\n\s*\n", body.strip()):
        items: list[Markup] = []
        for line in paragraph.splitlines():
            if line.lstrip().startswith(("- ", "• ")):
                items.append(Markup("<li>{}</li>").format(_linked(line.lstrip()[2:], known)))
                continue
            if items:
                parts.append(_list(items))
                items = []
            parts.append(Markup("<p>{}</p>").format(_linked(line, known)))
        if items:
            parts.append(_list(items))
    return Markup("").join(parts)


def _list(items: Sequence[Markup]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(items))


def _linked(line: str, known: Mapping[int, Citation]) -> Markup:
    parts, end = [], 0
    for match in _MARK.finditer(line):
        citation = known.get(int(match[1]))
        if citation is None:
            continue
        where = " · ".join(part for part in (citation.document, citation.location) if part)
        # A mark must not begin a line: the word before it stays with it.
        before, word = _last_word(line[end : match.start()].rstrip())
        mark = '<button type="button" class="cite" data-source="{2}" aria-label="{2}: {3}">{2}</button>'
        parts.append(Markup('{0}<span class="kept">{1}' + mark + "</span>").format(before, word, citation.n, where))
        end = match.end()
    parts.append(escape(line[end:]))
    return Markup("").join(parts)


def _last_word(text: str) -> tuple[str, str]:
    """The text, and its last word, which in Chinese is its last sign or two."""
    found = _LAST_WORD.search(text)
    return (text[: found.start()], found[0]) if found else ("", text)


def marked(quote: str, highlights: Sequence[Sequence[int]]) -> Markup:
    """The quote with its [start, end) ranges in <mark>, whatever order, overlap or length they have."""
    parts, end = [], 0
    for start, stop in sorted((max(0, first), min(len(quote), last)) for first, last in highlights):
        start = max(start, end)
        if start < stop:
            parts += [with_breaks(quote[end:start]), Markup("<mark>{}</mark>").format(with_breaks(quote[start:stop]))]
            end = stop
    parts.append(with_breaks(quote[end:]))
    return Markup("").join(parts)


def origin(told: Exchange, language: str) -> str:
    """The line under an answer that says how it came about; empty for small talk and refusals."""
    answer = told.answer
    if told.correction:
        return text("verified", language, day=day(told.correction.created, utc_now(), language))
    if answer is None:
        return ""
    if answer.verified:
        return text("verified", language, day=day(datetime.fromisoformat(answer.verified), utc_now(), language))
    documents = len({citation.document_id for citation in answer.citations})
    if answer.abstained or not documents:
        return ""
    if answer.engine == "embedded":
        quoted = plural("quoted", documents, language)
        return (
            text("quoted_instead", language, quoted=quoted, engine=answer.instead_of) if answer.instead_of else quoted
        )
    return plural("written", documents, language, engine=answer.engine)
