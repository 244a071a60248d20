"""Files for staff: rows to learn from, a campaign's words and the customers it is meant for."""

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from web.cookies import Cookies
from web.services import Services
from web.staff.campaigns import campaign_faults


def export_routes(services: Services, cookies: Cookies) -> APIRouter:
    """GET /staff/rows.jsonl, all approved rows in OpenAI's form, and /staff/campaigns/...

    The gate lets staff alone come here.
    """
    router = APIRouter()

    def who(request: Request) -> str:
        account = cookies.account(request.cookies)
        return f"{account.role}:{account.name}" if account else "?"

    @router.get("/staff/campaigns/{one}.{form}")
    def campaign(request: Request, one: str, form: str) -> Response:
        """The words as text, or the segment as CSV, without anybody who has opted out; not while a fact is wrong."""
        draft = services.campaigns.get(one)
        if draft is None or services.state != "ready":
            return RedirectResponse(request.scope.get("root_path", "") + "/staff/?section=campaigns", 303)
        own = services.preferences.get()
        own_words = "\n".join(own.company[each] + "\n" + own.contact[each] for each in ("en", "zh"))
        if campaign_faults(draft, services.catalog.get(draft.items), own_words):
            return RedirectResponse(request.scope.get("root_path", "") + f"/staff/?section=campaigns&id={one}", 303)
        services.audit.record(who(request), "campaign.export", draft.name, form=form)
        is_list = form == "csv"
        said = f"{draft.subject}\n\n{draft.text}\n" if draft.subject else f"{draft.text}\n"
        content = services.campaigns.export(draft.segment) if is_list else said
        return Response(
            ("\ufeff" if is_list else "") + content,
            media_type="text/csv; charset=utf-8" if is_list else "text/plain; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="campaign-{one}.{form}"',
                "Cache-Control": "no-store",
            },
        )

    @router.get("/staff/rows.jsonl")
    def rows(request: Request) -> StreamingResponse:
        services.audit.record(who(request), "rows.export", "")
        return StreamingResponse(
            services.studio.export(),
            media_type="application/jsonl",
            headers={"Content-Disposition": 'attachment; filename="rows.jsonl"', "Cache-Control": "no-store"},
        )

    return router
