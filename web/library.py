"""The page of a document that an answer cites, and its original file. Who may see it is asked each time."""

import re
from typing import Annotated
from urllib.parse import quote, urlencode, urlsplit

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import FileResponse, HTMLResponse

from desk.accounts import Account
from knowledge.errors import DocumentNotFound
from web.cookies import Cookies
from web.login import language_of
from web.reading import PASSAGES, passages, spans_of
from web.rendering import page
from web.services import LiveDocument, Services
from web.strings import plural, text

_CONVERSATION = re.compile(r"c=[0-9a-f]{32}")

Number = Annotated[int | None, Query(ge=0, le=10**9)]


def document_routes(services: Services, cookies: Cookies) -> APIRouter:
    """GET /documents/..., GET /documents/.../original."""
    router = APIRouter()

    def found(document_id: str, account: Account | None) -> LiveDocument | None:
        """The document, where it is there for this person; to everyone else it does not exist."""
        if services.state != "ready":
            return None
        try:
            document = services.knowledge.live(document_id)
        except DocumentNotFound:
            return None
        return document if account is not None or document.info.visibility == "public" else None

    def may_download(account: Account | None) -> bool:
        return account is not None or services.preferences.get().downloads

    def gone(request: Request) -> Response:
        language = language_of(request)
        body = page(
            "error.html",
            status=404,
            sentence=text("document_gone", language),
            has_logo=services.preferences.logo() is not None,
            company=services.preferences.get().name(language),
            language=language,
            root=request.scope.get("root_path", ""),
        )
        return HTMLResponse(body, 404)

    def shown(
        request: Request, document_id: str, passage: int | None, version: int | None, part: int | None, words: str
    ) -> Response:
        account = cookies.account(request.cookies)
        document = found(document_id, account)
        if document is None:
            return gone(request)
        info, language, root = document.info, language_of(request), request.scope.get("root_path", "")
        has_changed = version is not None and version != info.version
        cited = None if has_changed or passage is None or passage >= info.chunks else passage
        count = max(1, -(-info.chunks // PASSAGES))
        parts_wanted = part if part else (cited // PASSAGES + 1 if cited is not None else 1)
        n = min(parts_wanted, count)
        chunks = services.knowledge.passages(document_id, offset=(n - 1) * PASSAGES, limit=PASSAGES)
        title = info.title or info.name

        def address(number: int) -> str:
            """Of another part, which keeps what was cited."""
            kept = {"passage": passage, "version": version, "words": words, "part": number}
            given = urlencode({name: value for name, value in kept.items() if value is not None and value != ""})
            return f"{root}/documents/{quote(document_id, safe='')}?{given}"

        body = page(
            "document.html",
            info=info,
            title=title,
            facts=_facts(info.name if info.name != title else "", info.version, info.pages, language),
            passages=list(passages(chunks, title=title, language=language, cited=cited, words=spans_of(words))),
            part=n,
            count=count,
            address=address,
            cited_part=cited // PASSAGES + 1 if cited is not None else None,
            has_changed=has_changed,
            original=f"{root}/documents/{quote(document_id, safe='')}/original" if may_download(account) else "",
            back=_back(request, root),
            here=f"/documents/{document_id}?{urlencode(dict(request.query_params))}",
            company=services.preferences.get().name(language),
            has_logo=services.preferences.logo() is not None,
            language=language,
            other="en" if language == "zh" else "zh",
            root=root,
        )
        return HTMLResponse(body, headers={"Cache-Control": "no-store"})

    @router.get("/documents/{document_id}")
    async def read(
        request: Request,
        document_id: str,
        passage: Number = None,
        version: Number = None,
        part: Number = None,
        words: str = "",
    ) -> Response:
        return await run_in_threadpool(shown, request, document_id, passage, version, part, words)

    @router.get("/documents/{document_id}/original")
    async def original(request: Request, document_id: str) -> Response:
        account = await run_in_threadpool(cookies.account, request.cookies)
        document = await run_in_threadpool(found, document_id, account)
        if document is None or not await run_in_threadpool(may_download, account) or not document.original.is_file():
            return await run_in_threadpool(gone, request)
        if account is not None:
            await run_in_threadpool(
                services.audit.record, f"{account.role}:{account.name}", "document.download", document_id,
                name=document.info.name,
            )  # fmt: skip
        # The whole file or nothing: a request for ten thousand ranges of it is work for nobody's good.
        request.scope["headers"] = [pair for pair in request.scope["headers"] if pair[0] != b"range"]
        return FileResponse(
            document.original,
            media_type="application/octet-stream",
            headers={
                "Content-Disposition": attachment(document.info.name),
                "Content-Security-Policy": "default-src 'none'; sandbox",
                "Cache-Control": "no-store",
                "Accept-Ranges": "none",
            },
        )

    return router


def attachment(name: str) -> str:
    """A Content-Disposition under which the file is saved and never shown (RFC 6266, RFC 5987)."""
    last = re.split(r"[/\\]", name)[-1] or "document"
    plain = re.sub(r'[^\x20-\x7e]|["\\%]', "_", last)
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(last, safe='')}"


def _facts(name: str, version: int, pages: int | None, language: str) -> list[str]:
    found = [name, text("document_version", language, n=version)]
    found += [plural("document_pages", pages, language)] if pages else []
    return [fact for fact in found if fact]


def _back(request: Request, root: str) -> tuple[str, str]:
    """Where the person came from, if from one of our pages, else the customer page; and the key of its words."""
    came = urlsplit(request.headers.get("referer", ""))
    path = came.path.removeprefix(root)
    if came.netloc == request.headers.get("host") and path == "/staff/":
        return f"{root}/staff/", "back_to_staff"
    is_conversation = came.netloc == request.headers.get("host") and path == "/" and _CONVERSATION.fullmatch(came.query)
    return f"{root}/?{came.query}" if is_conversation else f"{root}/", "back_to_chat"
