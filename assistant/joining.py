"""A message with several parts is answered part by part, into one answer that grows."""

import re
from dataclasses import replace

from assistant.answers import Answer, Citation

_MARK = re.compile(r"\[(\d{1,3})\]")


def joined(before: Answer, now: Answer) -> Answer:
    """What was answered before, and after it the state of the next part's answer, its sources numbered on.

    It is one answer: what tells where it stands is that of the part under way, and `route` that of the first part.
    """
    shift = len(before.citations) + len(before.nearest)
    known = {citation.n for citation in (*now.citations, *now.nearest)}
    text = _MARK.sub(lambda mark: f"[{int(mark[1]) + shift}]" if int(mark[1]) in known else mark[0], now.text)
    return replace(
        now,
        text="\n\n".join(part for part in (before.text, text) if part),
        route=before.route,
        language=before.language,
        abstained=before.abstained or now.abstained,
        engine=before.engine if now.engine == "embedded" else now.engine,
        citations=(*before.citations, *_shifted(now.citations, shift)),
        nearest=(*before.nearest, *_shifted(now.nearest, shift)),
        standalone=before.standalone or now.standalone,
        score=before.score or now.score,
        instead_of=before.instead_of or now.instead_of,
        verified=before.verified or now.verified,
        adapter=before.adapter or now.adapter,
        explanation=before.explanation | now.explanation,
        products=(*before.products, *now.products),
        chips=now.chips or before.chips,
        comparison=now.comparison or before.comparison,
        ticket=now.ticket or before.ticket,
        links=(*before.links, *now.links),
        choices=now.choices or before.choices,
        shows_contact=before.shows_contact or now.shows_contact,
    )


def _shifted(citations: tuple[Citation, ...], shift: int) -> tuple[Citation, ...]:
    return tuple(replace(citation, n=citation.n + shift) for citation in citations)
