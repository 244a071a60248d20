"""Rows to learn from as a file, for staff."""

from fastapi import APIRouter, Request
from fastapi.responses import StreamingResponse

from web.cookies import Cookies
from web.services import Services


def export_routes(services: Services, cookies: Cookies) -> APIRouter:
    """GET /staff/rows.jsonl: all approved rows in OpenAI's form; the gate lets staff alone come here."""
    router = APIRouter()

    @router.get("/staff/rows.jsonl")
    def rows(request: Request) -> StreamingResponse:
        account = cookies.account(request.cookies)
        name = f"{account.role}:{account.name}" if account else "?"
        services.audit.record(name, "rows.export", "")
        return StreamingResponse(
            services.studio.export(),
            media_type="application/jsonl",
            headers={"Content-Disposition": 'attachment; filename="rows.jsonl"', "Cache-Control": "no-store"},
        )

    return router
