"""Files for staff: rows to learn from, a campaign's words and the customers it is meant for, rows of no use."""

import csv
import io

from fastapi import APIRouter, Request, Response
from fastapi.responses import RedirectResponse, StreamingResponse

from knowledge.catalog.errors import sentence
from web.cookies import Cookies
from web.login import language_of
from web.services import Services
from web.staff.campaigns import campaign_faults
from web.staff.catalog import MOST_IMPORTS
from web.strings import text


def export_routes(services: Services, cookies: Cookies) -> APIRouter:
    """GET /staff/rows.jsonl, all approved rows in OpenAI's form, /staff/campaigns/... and /staff/catalog/...

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

    @router.get("/staff/catalog/left-out-{number}.csv")
    def left_out(request: Request, number: int) -> Response:
        """The rows that an import of the catalog left out, each with its reason, in the reader's language."""
        known = services.catalog.imports(MOST_IMPORTS) if services.state == "ready" else ()
        one = next((one for one in known if one.number == number), None)
        if one is None:
            return RedirectResponse(request.scope.get("root_path", "") + "/staff/?section=catalog&filter=imports", 303)
        language, table = language_of(request), io.StringIO()
        rows = csv.writer(table)
        rows.writerow([text("row", language), text("reason", language)])
        rows.writerows([bad.row, sentence(bad.code, bad.details, language)] for bad in one.rejected)
        return Response(
            "\ufeff" + table.getvalue(),
            media_type="text/csv; charset=utf-8",
            headers={
                "Content-Disposition": f'attachment; filename="left-out-{number}.csv"',
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
