"""What the list and the detail say of a document, ready for their templates."""

from collections.abc import Sequence
from typing import Any

from knowledge.errors import sentence
from knowledge.model import Chunk
from storage.database import utc_now
from web.services import Document
from web.strings import ago, size, text

PAGE_SIZE = 25
PARTS = 20  # passages of a document shown at once
MOVING = ("queued", "reading", "embedding")


def is_moving(documents: Sequence[Document]) -> bool:
    """Whether any of them is still on its way in."""
    return any(document.status in MOVING for document in documents)


def problem(document: Document, language: str) -> str:
    """Why a document failed, in one sentence; empty where it did not."""
    if document.status != "failed":
        return ""
    try:
        return sentence(document.error_code or "", document.error_details, language)
    except KeyError:  # a code of another version, or a detail that is missing
        return text("failed_unknown", language)


def row(document: Document, language: str) -> dict[str, Any]:
    has_share = document.status in ("reading", "embedding") and document.stage_progress > 0
    return {
        "id": document.id,
        "name": document.name,
        "folder": document.folder,
        "title": document.title if document.title != document.name else "",
        "is_sample": document.is_sample,
        "kind": (document.format or "–").upper(),
        "pages": "–" if document.pages is None else f"{document.pages:,}",
        "passages": f"{document.chunks:,}" if document.chunks else "–",
        "version": document.version or "–",
        "size": size(document.size),
        "visibility": document.visibility,
        "seen_by": text(f"visibility_{document.visibility}", language),
        "status": document.status,
        "is_moving": document.status in MOVING,
        "is_live": document.is_live,
        "state": text(f"status_{document.status}", language),
        "percent": round(document.stage_progress * 100) if has_share else None,
        "problem": problem(document, language),
        "warnings": document.warnings,
        "time": ago(document.updated_at, utc_now(), language),
        "time_exact": f"{document.updated_at:%Y-%m-%d %H:%M} UTC",
        "time_machine": f"{document.updated_at:%Y-%m-%dT%H:%M:%SZ}",
    }


def passages(chunks: Sequence[Chunk], language: str) -> list[dict[str, Any]]:
    """Pieces of a document as one reads them; a heading is told where it changes."""
    shown = []
    before: tuple[str, ...] = ()
    for chunk in chunks:
        columns = [name for name, _ in chunk.rows[0]] if chunk.rows else []
        lines = chunk.text.splitlines()
        # A row stands in the text as one line too; what else there is beside the rows is not to be lost.
        rows = ["; ".join(f"{name}: {value}" for name, value in cells) for cells in chunk.rows]
        is_table = len(columns) > 1 and all([name for name, _ in cells] == columns for cells in chunk.rows)
        is_table = is_table and set(rows) <= set(lines)
        shown.append(
            {
                "n": chunk.n,
                "headings": " › ".join(chunk.headings) if chunk.headings != before else "",
                "place": chunk.place.label(language),
                "columns": columns if is_table else (),
                "cells": [[value for _, value in cells] for cells in chunk.rows] if is_table else (),
                "text": "\n".join(line for line in lines if line not in rows) if is_table else chunk.text,
            }
        )
        before = chunk.headings
    return shown
