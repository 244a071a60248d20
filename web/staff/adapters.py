"""Training, its adapters: what each was made from and how it did, which one answers, putting one to work, and back."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assistant.engines.errors import EngineError
from assistant.tuning.adapters import Activation, Adapter
from assistant.tuning.metrics import PERPLEXITY_ALONE
from desk.accounts import AccountRole
from storage.database import utc_now
from web.roles import admins_only
from web.services import Services
from web.staff.curves import figure
from web.staff.run_parts import measures, option_name
from web.staff.section import Deed, Turn
from web.strings import ago, text

FINGERPRINT_SHOWN = 12  # characters


class AdaptersSection:
    """See `web.staff.section.Section`."""

    name = "adapters"
    role: AccountRole = "admin"

    def __init__(self, services: Services) -> None:
        self._services = services
        self.deeds: Mapping[str, Deed] = {"activate-adapter": self.activate, "roll-back-adapter": self.roll_back}

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/adapters_tools.html")

    def list(self, turn: Turn) -> str:
        shelf = self._services.adapters.shelf
        return turn.show(
            "staff/adapters_list.html",
            rows=[_row(adapter, turn.language) for adapter in shelf.list()],
            answering=self._answering(turn.language),
            active=shelf.active,
            before=(shelf.before() or text("adapter_alone", turn.language)) if shelf.active else "",
        )

    def detail(self, turn: Turn) -> str:
        if not turn.place.id:
            return ""
        shelf = self._services.adapters.shelf
        try:
            adapter = shelf.get(turn.place.id)
        except EngineError:
            turn.place = turn.place.moved(id="")
            return ""
        language, manifest = turn.language, adapter.manifest
        return turn.show(
            "staff/adapter.html",
            adapter=adapter,
            manifest=manifest,
            facts=_facts(adapter, language),
            measures=measures(manifest.metrics, language) if manifest else None,
            alone=PERPLEXITY_ALONE["zh" if language == "zh" else "en"],
            history=[_change(change, language) for change in shelf.history if change.name == adapter.name][::-1],
        )

    def is_moving(self, turn: Turn) -> bool:
        return self._services.engines.state == "loading"

    def _answering(self, language: str) -> Sequence[str]:
        """Who answers at this moment, and what of the choice is not so."""
        engine, active = self._services.engines.current, self._services.adapters.shelf.active
        if engine is None:
            said = [text("adapter_quotes", language)]
        elif engine.adapter:
            said = [text("adapter_answers", language, model=engine.name, name=engine.adapter)]
        else:
            said = [text("adapter_answers_alone", language, model=engine.name)]
        if active and (engine is None or engine.adapter != active):
            said.append(text("adapter_waits", language, name=active))
        return said

    # -- doing

    @admins_only
    def activate(self, turn: Turn) -> None:
        """Let an adapter answer from the next message on."""
        try:
            self._services.adapters.activate(turn.subject, _author(turn))
        except EngineError as refusal:
            turn.complain(refusal.in_language(turn.language))
            return
        turn.say("adapter_activated", name=turn.subject)

    @admins_only
    def roll_back(self, turn: Turn) -> None:
        """Let answer what did before the adapter at work."""
        try:
            name = self._services.adapters.roll_back(_author(turn))
        except EngineError as refusal:
            turn.complain(refusal.in_language(turn.language))
            return
        turn.say("adapter_rolled_back", name=name or text("adapter_alone", turn.language))


def _author(turn: Turn) -> str:
    return f"{turn.account.role}:{turn.account.name}"


def _row(adapter: Adapter, language: str) -> dict[str, Any]:
    manifest = adapter.manifest
    new = (manifest.metrics.get("new") or {}) if manifest else {}
    return {
        "name": adapter.name,
        "is_active": adapter.is_active,
        "base": manifest.base if manifest else "–",
        "perplexity": figure(manifest.perplexity["after"]) if manifest and manifest.perplexity.get("after") else "–",
        "cited": _share(new.get("exact_and_cited")),
        "refused": _share(new.get("right_refusals")),
        **_time(manifest.created if manifest else "", language),
    }


def _facts(adapter: Adapter, language: str) -> list[tuple[str, str]]:
    manifest = adapter.manifest
    if manifest is None:
        return []
    facts = {
        "adapter_base": manifest.base,
        "adapter_made": _time(manifest.created, language)["time"],
        "adapter_by": manifest.author.rpartition(":")[2] or "–",
        "adapter_rows": " · ".join(f"{manifest.rows.get(part, 0):,}" for part in ("train", "validation", "test")),
        "run_perplexity_change": " → ".join(
            figure(value) if (value := manifest.perplexity.get(when)) is not None else "–"
            for when in ("before", "after")
        ),
        "adapter_settings": ("，" if language == "zh" else ", ").join(
            f"{option_name(name, language)} {_setting(value, language)}" for name, value in manifest.settings.items()
        ),
        "adapter_base_hash": manifest.base_hash[:FINGERPRINT_SHOWN],
        "adapter_template_hash": manifest.template_hash[:FINGERPRINT_SHOWN],
        "adapter_dataset_hash": manifest.dataset_hash[:FINGERPRINT_SHOWN],
        "adapter_prompts": manifest.prompts[:FINGERPRINT_SHOWN],
        "adapter_versions": ", ".join(f"{name} {version}" for name, version in manifest.versions.items()),
    }  # fmt: skip
    return [(text(key, language), value) for key, value in facts.items()]


def _change(change: Activation, language: str) -> str:
    key = "adapter_history_back" if change.is_rollback else "adapter_history_on"
    return text(key, language, name=change.author.rpartition(":")[2], time=_time(change.time, language)["time"])


def _setting(value: Any, language: str) -> str:
    if isinstance(value, bool):
        return text("yes" if value else "no", language)
    return f"{value:g}" if isinstance(value, float) else str(value)


def _share(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"


def _time(given: str, language: str) -> dict[str, str]:
    try:
        time = datetime.fromisoformat(given)
    except ValueError:
        return {"time": "–", "time_exact": "", "time_machine": ""}
    return {
        "time": ago(time, utc_now(), language),
        "time_exact": f"{time:%Y-%m-%d %H:%M} UTC",
        "time_machine": f"{time:%Y-%m-%dT%H:%M:%SZ}",
    }
