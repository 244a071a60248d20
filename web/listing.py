"""The list of documents and the detail beside it, as HTML."""

from collections.abc import Sequence
from typing import Any, Protocol

from knowledge.errors import sentence
from storage.database import utc_now
from web.rendering import block
from web.services import Document
from web.strings import ago, size, text

PAGE_SIZE = 25
MOVING = ("queued", "reading", "embedding")
BEGINNING = 1500  # characters of a document's text shown beside the list


class Shown(Protocol):
    """What the list needs to know of the page that shows it."""

    query: str
    page: int
    selected: str
    confirming: bool


def is_moving(documents: Sequence[Document]) -> bool:
    """Whether any of them is still on its way in."""
    return any(document.status in MOVING for document in documents)


def listing(documents: Sequence[Document], shown: Shown, *, count: int, language: str) -> str:
    first = (shown.page - 1) * PAGE_SIZE + 1
    return block(
        "documents.html",
        rows=[_row(document, language) for document in documents],
        query=shown.query,
        selected=shown.selected,
        page=shown.page,
        first=first,
        last=first + len(documents) - 1,
        count=count,
        language=language,
    )


def detail(chosen: Any | None, shown: Shown, *, language: str) -> str:
    """`chosen` is a `knowledge.base.DocumentDetail`, or None where nothing is selected."""
    return block(
        "detail.html",
        row=_row(chosen.info, language) if chosen else None,
        confirming=shown.confirming,
        beginning=chosen.text[:BEGINNING].strip() if chosen else "",
        language=language,
    )


def problem(document: Document, language: str) -> str:
    """Why a document failed, in one sentence; empty where it did not."""
    if document.status != "failed":
        return ""
    try:
        return sentence(document.error_code or "", document.error_details, language)
    except KeyError:  # a code of another version, or a detail that is missing
        return text("failed_unknown", language)


def _row(document: Document, language: str) -> dict[str, Any]:
    has_share = document.status in ("reading", "embedding") and document.stage_progress > 0
    return {
        "id": document.id,
        "name": document.name,
        "is_sample": document.is_sample,
        "kind": (document.format or "–").upper(),
        "pages": "–" if document.pages is None else f"{document.pages:,}",
        "passages": f"{document.chunks:,}" if document.chunks else "–",
        "version": document.version or "–",
        "size": size(document.size),
        "visibility": document.visibility,
        "seen_by": text(f"visibility_{document.visibility}", language),
        "status": document.status,
        "state": text(f"status_{document.status}", language),
        "percent": round(document.stage_progress * 100) if has_share else None,
        "problem": problem(document, language),
        "time": ago(document.updated_at, utc_now(), language),
        "time_exact": f"{document.updated_at:%Y-%m-%d %H:%M} UTC",
    }
