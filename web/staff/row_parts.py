"""What the list and the detail say of a row to learn from, ready for their templates."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, get_args

from markupsafe import Markup

from desk.examples import Example, Filter, Kind, SourcePassage
from knowledge.errors import DocumentNotFound
from knowledge.model import Place as PlaceInDocument
from storage.database import utc_now
from web.rendering import with_breaks
from web.services import Services
from web.staff.section import Turn
from web.strings import ago, text

KINDS: tuple[Kind, ...] = get_args(Kind)
MASKED = "masked"  # stands among the kinds: rows in which personal data was masked
DOCUMENTS_SHOWN = 12  # in the list of filters
QUESTION_SHOWN, ANSWER_SHOWN = 200, 160  # characters in the list

_HIDDEN = re.compile(r"\[(?:EMAIL|PHONE|CARD|ACCOUNT|IDENTITY|ADDRESS|NAME)\]")


class Rows:
    """Rows as people see them."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def row(self, example: Example, language: str) -> dict[str, Any]:
        """One line of the list."""
        return {
            "id": example.id,
            "question": _short(example.question, QUESTION_SHOWN),
            "answer": _short(example.answer, ANSWER_SHOWN),
            "kind": example.kind,
            "source": text("row_source_" + example.source, language),
            "language": _language(example.language, language),
            "status": example.status,
            "masked": sum(example.masked.values()),
            **_time(example, language),
        }

    def facets(self, where: Filter, turn: Turn) -> list[dict[str, Any]]:
        """By source, kind, language and document: how many rows there are, each the way to see these alone."""
        examples, language, place = self._services.studio.examples, turn.language, turn.place

        def facet(name: str, chosen: str, counts: Mapping[str, int], words: Mapping[str, str]) -> dict[str, Any]:
            counts = counts if chosen in ("", *counts) else {**counts, chosen: 0}
            entries = [
                {
                    "id": f"{name}-{value or 'none'}", "words": words[value], "count": count,
                    "is_chosen": value == chosen,
                    "href": place.to(**{name: "" if value == chosen else value}, id=""),
                }
                for value, count in counts.items()
            ]  # fmt: skip
            return {"name": name, "entries": entries}

        def named(name: str, counts: Mapping[str, int], chosen: str) -> dict[str, str]:
            return {value: text(f"row_{name}_" + value, language) for value in (*counts, chosen) if value}

        kind = MASKED if where.is_masked else where.kind
        by_source = examples.counts(replace(where, source=""), ("source",))["source"]
        of_kinds = replace(where, kind="", is_masked=None)
        by_kind = examples.counts(of_kinds, ("kind",))["kind"]
        if masked := examples.count(replace(of_kinds, is_masked=True)):
            by_kind[MASKED] = masked
        by_language = examples.counts(replace(where, language=""), ("language",))["language"]
        by_document = examples.by_document(replace(where, document=""), limit=DOCUMENTS_SHOWN)
        by_document.pop("", None)
        if where.document:
            by_document[where.document] = examples.count(where)
        documents = {one: name_of_document(self._services, one, language) for one in (*by_document, where.document)}
        languages = {value: _language(value, language) for value in (*by_language, where.language)}
        return [
            facet("source", where.source, by_source, named("source", by_source, where.source)),
            facet("kind", kind, by_kind, named("kind", by_kind, kind)),
            facet("language", where.language, by_language, languages),
            facet("document", where.document, by_document, documents),
        ]

    def whole(self, example: Example, turn: Turn) -> dict[str, Any]:
        """All that is known of one row. Raises ExampleNotFound where it was forgotten just now."""
        language = turn.language
        learned = self._services.studio.learned(example.id)
        documents = dict.fromkeys(passage.document_id for n, passage in _numbered(example) if n in example.gold)
        return {
            "row": example,
            "source": text("row_source_" + example.source, language),
            "language_name": _language(example.language, language),
            "reviewed": ago(example.reviewed, utc_now(), language) if example.reviewed and example.reviewer else "",
            "reviewer": example.reviewer.rpartition(":")[2],
            "question": _with_hidden(example.question),
            "answer": _with_hidden(example.answer),
            "history": [(_with_hidden(asked), _with_hidden(told)) for asked, told in example.history],
            "masked": [(text("row_hidden_" + kind, language), count) for kind, count in sorted(example.masked.items())],
            "learned": learned,
            "documents": [
                {"id": document, "name": name_of_document(self._services, document, language)}
                for document in dict.fromkeys((*documents, *([example.document] if example.document else [])))
            ],
            "passages": [
                _passage(n, passage, n in example.gold, turn) for n, passage in _numbered(example)
            ],
            **_time(example, language),
        }  # fmt: skip


def name_of_document(services: Services, document: str, language: str) -> str:
    """A document's name, also of one that is gone or not there yet."""
    if not document:
        return text("row_without_document", language)
    if services.state != "ready":
        return document
    try:
        return services.knowledge.info(document).name
    except DocumentNotFound:
        return _remembered(services, document) or text("row_document_gone", language)


def _remembered(services: Services, document: str) -> str:
    """The name that a deleted document had when a row was made of it."""
    for example in services.studio.examples.list(Filter(document=document), limit=1):
        return next((passage.document for passage in example.passages if passage.document_id == document), "")
    return ""


def _numbered(example: Example) -> Sequence[tuple[int, SourcePassage]]:
    return [*enumerate(example.passages, 1)]


def _passage(n: int, passage: SourcePassage, is_cited: bool, turn: Turn) -> dict[str, Any]:
    where = (" › ".join(passage.headings), PlaceInDocument(**passage.place).label(turn.language))
    return {
        "n": n,
        "document": passage.document,
        "place": " · ".join(part for part in where if part),
        "text": _with_hidden(passage.text),
        "is_cited": is_cited,
        "is_for_staff": passage.visibility != "public",
    }


def _with_hidden(words: str) -> Markup:
    """Text with what was masked in it made visible."""
    parts, end = [], 0
    for match in _HIDDEN.finditer(words):
        parts += [with_breaks(words[end : match.start()]), Markup("<mark>{}</mark>").format(match[0])]
        end = match.end()
    return Markup("").join([*parts, with_breaks(words[end:])])


def _short(words: str, most: int) -> str:
    return words if len(words) <= most else f"{words[:most].rstrip()}…"


def _language(code: str, language: str) -> str:
    return text("language_zh" if code == "zh" else "language_en", language)


def _time(example: Example, language: str) -> dict[str, str]:
    return {
        "time": ago(example.created, utc_now(), language),
        "time_exact": f"{example.created:%Y-%m-%d %H:%M} UTC",
        "time_machine": f"{example.created:%Y-%m-%dT%H:%M:%SZ}",
    }
