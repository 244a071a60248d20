"""The process around us, before the app is built: what Gradio would heed in it, and what it would do for nothing."""

import importlib.util
import sys
from collections.abc import Mapping, MutableMapping

_OPENINGS = ("GRADIO_ALLOWED_PATHS", "GRADIO_SHARE", "GRADIO_MCP_SERVER", "GRADIO_VIBE_MODE")


def refuse_openings(environment: Mapping[str, str]) -> None:
    """Raise ValueError where a variable would open what must stay closed: files, a public tunnel, tools, code."""
    for name in _OPENINGS:
        if environment.get(name, "").strip().lower() not in ("", "0", "false"):
            raise ValueError(
                f"{name} is set. It opens this machine to whoever finds the page, so Frontdesk does not start with it. "
                f"Remove it from the environment."
            )


def spare_needless_work(environment: MutableMapping[str, str]) -> None:
    """Leave out what Gradio does at every event for nobody here."""
    # A table, by pandas, of the last ten thousand events, for a page of statistics that is closed.
    environment["GRADIO_ANALYTICS_MAX_EVENTS"] = "1"
    environment["GRADIO_ANALYTICS_CACHE_FREQUENCY"] = str(10**12)
    # An import of matplotlib; where it is not installed, each try searches the whole path.
    if importlib.util.find_spec("matplotlib") is None:
        sys.modules["matplotlib"] = None  # type: ignore[assignment]
