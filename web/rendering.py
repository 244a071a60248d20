"""HTML of answers, lists and forms. Everything that is not ours is escaped here: templates escape by default.

Gradio's components cannot escape for us: the pages hand them finished HTML, as one HTML block of Markdown, which
must hold no line break.
"""

import re
from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup, escape

from assistant.answers import Answer, Citation
from web.strings import plural, text

_MARK = re.compile(r"\[(\d{1,3})\]")
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


def exchange(
    question: str, answer: Answer | None, *, turn: int, language: str, status: str = "", note: str = ""
) -> str:
    """One question and what has been answered so far.

    Args:
        question: What the customer wrote.
        answer: The present state of the answer, or None before the first.
        turn: The number of the exchange in its conversation; anchors are unique by it.
        language: Of the page around it.
        status: What goes on while there is no answer yet.
        note: A closing line, such as why an answer ended early.
    """
    citations = answer.citations if answer else ()
    sources = citations or (answer.nearest if answer and answer.done else ())
    return block(
        "exchange.html",
        question=question.strip(),
        body=answer_body(answer.text, citations, turn) if answer else "",
        sources=[{"citation": source, "quote": marked(source.quote, source.highlights)} for source in sources],
        is_near=bool(answer and not citations),
        origin=origin(answer, language) if answer and answer.done else "",
        turn=turn,
        language=language,
        answer_language=answer.language if answer else language,
        status=status,
        note=note,
    )


def answer_body(body: str, citations: Sequence[Citation], turn: int) -> Markup:
    """The answer as paragraphs and lists, each known `[n]` a link to its source; nothing else becomes markup."""
    known = {citation.n: citation for citation in citations}
    parts: list[Markup] = []
    for paragraph in re.split(r"\n\s*\n", body.strip()):
        items: list[Markup] = []
        for line in paragraph.splitlines():
            if line.lstrip().startswith(("- ", "• ")):
                items.append(Markup("<li>{}</li>").format(_linked(line.lstrip()[2:], known, turn)))
                continue
            if items:
                parts.append(_list(items))
                items = []
            parts.append(Markup("<p>{}</p>").format(_linked(line, known, turn)))
        if items:
            parts.append(_list(items))
    return Markup("").join(parts)


def _list(items: Sequence[Markup]) -> Markup:
    return Markup("<ul>{}</ul>").format(Markup("").join(items))


def _linked(line: str, known: Mapping[int, Citation], turn: int) -> Markup:
    parts, end = [], 0
    for match in _MARK.finditer(line):
        citation = known.get(int(match[1]))
        if citation is None:
            continue
        where = " · ".join(part for part in (citation.document, citation.location) if part)
        # No space before a mark: it must not begin a line.
        parts.append(escape(line[end : match.start()].rstrip()))
        parts.append(
            Markup('<a class="cite" href="#source-{0}-{1}" title="{2}" aria-label="{1}: {3}">{1}</a>').format(
                turn, citation.n, f"{where}\n{citation.quote}"[:400], where
            )
        )
        end = match.end()
    parts.append(escape(line[end:]))
    return Markup("").join(parts)


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


def origin(answer: Answer, language: str) -> str:
    """The line under an answer that says how it came about; empty for small talk and refusals."""
    documents = len({citation.document_id for citation in answer.citations})
    if answer.abstained or not documents:
        return ""
    if answer.engine == "embedded":
        return plural("quoted", documents, language)
    return plural("written", documents, language, engine=answer.engine)
