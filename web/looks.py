"""Style sheets, the script and the icon, from our own address, with the company's accent filled in."""

from pathlib import Path

from fastapi import APIRouter, HTTPException, Request, Response

from web.theme import accent_of

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


def look_routes(accent: str) -> APIRouter:
    """GET /look/... and /favicon.svg: the files of assets/, read once."""
    colour = accent_of(accent)
    files = {
        path.name: (path.read_text(encoding="utf-8").replace("{accent}", colour), _TYPES[path.suffix])
        for path in (Path(__file__).parent / "assets").iterdir()
        if path.suffix in _TYPES
    }
    router = APIRouter()

    def answer(name: str) -> Response:
        if name not in files:
            raise HTTPException(404)
        content, kind = files[name]
        # Short, so that a new version shows soon; the files are small.
        return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=300"})

    @router.get("/look/{name}")
    async def look(request: Request, name: str) -> Response:
        return answer(name)

    @router.get("/favicon.svg")
    async def favicon() -> Response:
        return answer("favicon.svg")

    return router
