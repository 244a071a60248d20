"""Style sheets, the script and the icon, from our own address, with the company's accent filled in."""

from pathlib import Path

from fastapi import APIRouter, HTTPException, Response

from desk.preferences import PreferenceStore
from web.colours import Accent

_TYPES = {".css": "text/css; charset=utf-8", ".js": "text/javascript; charset=utf-8", ".svg": "image/svg+xml"}


def look_routes(preferences: PreferenceStore) -> APIRouter:
    """GET /look/... and /favicon.svg: the files of assets/, read once, and the company's own logo."""
    files = {
        path.name: (path.read_text(encoding="utf-8"), _TYPES[path.suffix])
        for path in (Path(__file__).parent / "assets").iterdir()
        if path.suffix in _TYPES
    }
    router = APIRouter()

    def answer(name: str) -> Response:
        if name not in files:
            raise HTTPException(404)
        content, kind = files[name]
        if "{accent}" in content:
            content = Accent.of(preferences.get().accent).filled_in(content)
        # Short, so that a new version shows soon; the files are small.
        return Response(content, media_type=kind, headers={"Cache-Control": "public, max-age=300"})

    @router.get("/look/logo")
    async def logo() -> Response:
        found = preferences.logo()
        if found is None:
            raise HTTPException(404)
        kind, content = found
        # Opened by itself, an SVG is a document: it may run and load nothing.
        headers = {
            "Cache-Control": "public, max-age=300",
            "Content-Security-Policy": "default-src 'none'; style-src 'unsafe-inline'; sandbox",
        }
        return Response(content, media_type=kind, headers=headers)

    @router.get("/look/{name}")
    async def look(name: str) -> Response:
        return answer(name)

    @router.get("/favicon.svg")
    async def favicon() -> Response:
        return answer("favicon.svg")

    return router
