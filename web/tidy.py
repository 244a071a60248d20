"""What an interrupted upload leaves behind is taken away: Gradio's parser forgets its unfinished files."""

from pathlib import Path

import anyio.to_thread

from web.gate import App, Receive, Scope, Send

UPLOAD = "/staff/gradio_api/upload"


class Tidy:
    """Once no upload is under way, no loose file belongs into the folder of uploads; whole ones lie in subfolders."""

    def __init__(self, app: App, *, folder: Path) -> None:
        self._app = app
        self._folder = folder
        self._under_way = 0

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] != UPLOAD:
            await self._app(scope, receive, send)
            return
        self._under_way += 1
        try:
            await self._app(scope, receive, send)
        finally:
            self._under_way -= 1
            if not self._under_way:
                with anyio.CancelScope(shield=True):
                    await anyio.to_thread.run_sync(self._sweep)

    def _sweep(self) -> None:
        for path in self._folder.iterdir():
            if path.is_file() and not self._under_way:
                path.unlink(missing_ok=True)
