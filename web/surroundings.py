"""What of the process around us Gradio would heed: looked at before the app is built."""

import importlib.util
import sys
from collections.abc import Mapping

_OPENINGS = ("GRADIO_ALLOWED_PATHS", "GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_VIBE_MODE")


def refuse_openings(environment: Mapping[str, str]) -> None:
    """Raise ValueError where a variable would open what must stay closed: files, a public tunnel, tools, code."""
    for name in _OPENINGS:
        if environment.get(name, "").strip().lower() not in ("", "0", "false"):
            raise ValueError(
                f"{name} is set. It opens this machine to whoever finds the page, so Frontdesk does not start with it. "
                f"Remove it from the environment."
            )


def spare_searching_for_matplotlib() -> None:
    """Gradio tries to import it around every event; where it is not installed, each try searches the whole path."""
    if importlib.util.find_spec("matplotlib") is None:
        sys.modules["matplotlib"] = None  # type: ignore[assignment]
