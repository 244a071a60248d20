"""START HERE. Settings, the services, the web app, and a server: `python app.py`.

The port is open within seconds; indexes and models load behind it, and the pages say so meanwhile.
"""

import asyncio
import contextlib
import logging
import os
import shutil
import signal
import socket
import sys
from typing import Any

from assistant.commands import carry_out
from assistant.remote import TOKEN_NAME, CommandRefused
from assistant.services import Services
from desk.errors import DeskError
from knowledge.errors import KnowledgeError
from settings import Settings, SettingsError
from storage.errors import StorageError

logger = logging.getLogger("frontdesk")


def main() -> int:
    """Serve until stopped. Returns the exit status: 0, or 1 with a sentence that says what to do."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s: %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))  # as Ctrl+C does: through everything that has to be closed
    try:
        settings = Settings.from_env()
        listener = listen(settings.host, settings.port)
        with contextlib.closing(listener), contextlib.closing(Services.open(settings)) as services:
            serve(settings, services, listener)
    except (SettingsError, StorageError, DeskError, OSError, ValueError) as error:
        print(f"Frontdesk did not start: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        pass  # how a person stops it
    return 0


def serve(settings: Settings, services: Services, listener: socket.socket) -> None:
    """Run the web app on an open port."""
    if settings.admin_password:
        services.accounts.ensure_first_admin(settings.admin_password)  # a bad one is told before all else
    # Read by Gradio when it is imported.
    uploads = (settings.data_path / "gradio").resolve()
    shutil.rmtree(uploads, ignore_errors=True)  # what an earlier run left behind
    os.environ |= {"GRADIO_TEMP_DIR": str(uploads), "GRADIO_ANALYTICS_ENABLED": "False"}
    if "SPACES_ZERO_GPU" in os.environ:
        import assistant.engines.zero  # noqa: F401  (before torch: it puts the platform's view of CUDA in place)
    import uvicorn

    from web.app import create_app
    from web.operator import CommandFailed, Operator

    password = services.accounts.ensure_first_admin()

    def run(command: str, arguments: dict[str, Any]) -> dict[str, Any]:
        try:
            return carry_out(services, command, arguments)
        except (CommandRefused, KnowledgeError, DeskError, StorageError) as error:
            raise CommandFailed(str(error)) from error

    on_space = "SPACE_ID" in os.environ
    app = create_app(
        services,
        secret=services.folder.secret("cookies"),
        upload_folder=uploads,
        session_hours=settings.session_hours,
        secure_cookies=settings.secure_cookies,
        upload_limit=settings.upload_limit,
        trusted_proxies=parts(settings.trusted_proxies) or (["*"] if on_space else []),
        allowed_origins=parts(settings.allowed_origins),
        frame_ancestors=[
            *parts(settings.frame_ancestors),
            *(["https://huggingface.co", "https://*.hf.space"] if on_space else []),
        ],
        image_hosts=parts(settings.image_hosts),
        requests_per_minute=settings.requests_per_minute,
        questions_per_minute=settings.questions_per_minute,
        customer_secret=settings.customer_secret,
        operator=Operator(services.folder.secret(TOKEN_NAME), run),
    )
    services.start()  # after the imports above: they share one interpreter, and the page comes first
    port = listener.getsockname()[1]
    host = "127.0.0.1" if settings.host in ("", "0.0.0.0") else settings.host
    services.folder.announce(url=f"http://{host}:{port}")
    print(f"Frontdesk: http://{host}:{port}", flush=True)
    if password:
        print(f"Staff area: /staff, name: admin, password: {password} (shown this once; keep it)", flush=True)
    # Queues and sessions live in this process: one worker. Proxies are believed by our own gate alone.
    config = uvicorn.Config(
        app, proxy_headers=False, server_header=False, access_log=False, log_config=None, timeout_graceful_shutdown=3
    )
    asyncio.run(uvicorn.Server(config).serve([listener]))


def listen(host: str, port: int) -> socket.socket:
    """An open port, before anything else is begun; raises OSError with a sentence when it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listener = socket.socket(family)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise OSError(
            f"{host}:{port} cannot be used ({error.strerror}). Choose another port with FRONTDESK_PORT."
        ) from error
    return listener


def parts(value: str) -> list[str]:
    """The items of a comma-separated setting."""
    return [item.strip() for item in value.split(",") if item.strip()]


if __name__ == "__main__":
    sys.exit(main())
