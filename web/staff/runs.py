"""Training, its runs: what a new one would take, starting it, watching it learn, stopping and going on. Admins only."""

import re
from collections.abc import Callable, Mapping

from assistant.engines.errors import EngineError
from assistant.tuning.errors import TuningError
from assistant.tuning.forecast import Forecast
from assistant.tuning.options import SHAPES, BaseOptions, LoraOptions, explanation
from assistant.tuning.runs import ALIVE, Run
from desk.accounts import AccountRole
from web.roles import admins_only
from web.services import Services
from web.staff.run_parts import BASE_FIELDS, LORA_FIELDS, fields, forecast_base_words, forecast_words, row, typed, whole
from web.staff.section import Deed, Turn
from web.strings import text

NEW_ADAPTER, NEW_BASE = "@adapter", "@base"  # stand where the name of a run does; no run may be called so

_HUB_NAME = re.compile(r"[\w-][\w.-]{0,95}(/[\w-][\w.-]{0,95})?")


class RunsSection:
    """See `web.staff.section.Section`."""

    name = "runs"
    role: AccountRole = "admin"

    def __init__(self, services: Services) -> None:
        self._services = services
        self.deeds: Mapping[str, Deed] = {
            "reckon-run": self.reckon,
            "start-run": self.start,
            "start-base": self.start_base,
            "stop-run": self.stop,
            "resume-run": self.resume,
            "finish-run": self.finish,
            "delete-run": self.delete,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/runs_tools.html", new_adapter=NEW_ADAPTER, new_base=NEW_BASE)

    def list(self, turn: Turn) -> str:
        found = self._services.studio.runs.list()
        turn.is_moving = any(run.state in ALIVE for run in found)
        return turn.show("staff/runs_list.html", rows=[row(run, turn.language) for run in found])

    def detail(self, turn: Turn) -> str:
        chosen = turn.place.id
        if chosen == NEW_ADAPTER:
            return self._new_adapter(turn)
        if chosen == NEW_BASE:
            return self._new_base(turn)
        if not chosen:
            return ""
        try:
            run = self._services.studio.runs.get(chosen)
            told, _ = self._services.studio.runs.progress(chosen)
        except TuningError:
            turn.place = turn.place.moved(id="")
            return ""
        return turn.show("staff/run.html", **whole(run, told, turn.language))

    def is_moving(self, turn: Turn) -> bool:
        """Not while somebody fills in a form: what is reckoned for it takes a moment."""
        return turn.is_moving and not turn.place.id.startswith("@")

    def _new_adapter(self, turn: Turn) -> str:
        studio = self._services.studio
        bases = studio.bases()
        base = turn.field("base").strip() or (bases[0] if bases else "")
        found: Forecast | None = None
        problem = ""
        try:
            options = typed(LoraOptions, LORA_FIELDS, turn)
            found = studio.forecast(self._base(base, turn), options) if base else None
        except (TuningError, EngineError, ValueError) as refusal:
            problem = _sentence(refusal, turn.language)
        if found is None and not problem:
            problem = text("run_no_base", turn.language)
        return turn.show(
            "staff/run_new.html",
            explained=explanation,
            bases=bases,
            base=base,
            fields=fields(LoraOptions(), LORA_FIELDS, turn),
            forecast=forecast_words(found, turn.language) if found else None,
            problem=problem,
            is_forced=turn.field("force") == "yes",
            has_four_bit=turn.field("four_bit") == "yes",
        )

    def _new_base(self, turn: Turn) -> str:
        is_ready = self._services.state == "ready"
        knowledge = self._services.knowledge
        documents = knowledge.list(visibility="public", state="ready") if is_ready else []
        found, problem = None, ""
        try:
            options = typed(BaseOptions, BASE_FIELDS, turn)
            if documents:
                passages = {document.id: document.chunks for document in documents}
                found = self._services.studio.forecast_base(passages, lambda id_: knowledge.get(id_).text, options)
        except (TuningError, ValueError) as refusal:
            problem = _sentence(refusal, turn.language)
        return turn.show(
            "staff/run_new_base.html",
            explained=explanation,
            count=len(documents),
            sizes=[*SHAPES],
            fields=fields(BaseOptions(), BASE_FIELDS, turn),
            size=turn.field("size") or BaseOptions().size,
            forecast=forecast_base_words(found, turn.language) if found else None,
            problem=problem,
        )

    # -- doing

    @admins_only
    def reckon(self, turn: Turn) -> None:
        """Say anew what the run that is being filled in would take; the form is what `detail` looks at."""

    @admins_only
    def start(self, turn: Turn) -> None:
        """Begin to train an adapter."""

        def begin() -> Run:
            return self._services.studio.start(
                _author(turn), base=self._base(turn.field("base").strip(), turn), name=turn.field("name").strip(),
                options=typed(LoraOptions, LORA_FIELDS, turn), processes=_processes(turn),
                force=turn.field("force") == "yes",
            )  # fmt: skip

        self._begin(turn, begin)

    @admins_only
    def start_base(self, turn: Turn) -> None:
        """Begin to make a small model from the documents that customers may see."""

        def begin() -> Run:
            knowledge = self._services.knowledge
            texts = (knowledge.get(one.id).text for one in knowledge.list(visibility="public", state="ready"))
            options = typed(BaseOptions, BASE_FIELDS, turn)
            return self._services.studio.start_base(
                _author(turn), texts, name=turn.field("name").strip(), options=options
            )

        if self._services.state != "ready":
            turn.complain(text("staff_starting", turn.language))
            return
        self._begin(turn, begin)

    @admins_only
    def stop(self, turn: Turn) -> None:
        """Ask a run to stop."""
        self._do(turn, lambda name: self._services.studio.stop(name, _author(turn)), "run_asked_to_stop")

    @admins_only
    def resume(self, turn: Turn) -> None:
        """Go on with a run."""
        self._do(turn, lambda name: self._services.studio.resume(name, _author(turn)), "run_goes_on")

    @admins_only
    def finish(self, turn: Turn) -> None:
        """Take the best that a run has learned so far."""
        self._do(turn, lambda name: self._services.studio.finish(name, _author(turn)), "run_finishing")

    @admins_only
    def delete(self, turn: Turn) -> None:
        """Delete a run with its checkpoints."""
        self._do(turn, lambda name: self._services.studio.remove(name, _author(turn)), "run_deleted")

    def _begin(self, turn: Turn, begin: Callable[[], Run]) -> None:
        try:
            run = begin()
        except (TuningError, EngineError, ValueError) as refusal:
            turn.complain(_sentence(refusal, turn.language))
            return
        turn.place = turn.place.moved(id=run.name)
        turn.say("run_began", name=run.name)

    def _do(self, turn: Turn, deed: Callable[[str], object], key: str) -> None:
        try:
            deed(turn.subject)
        except TuningError as refusal:
            turn.complain(refusal.in_language(turn.language))
            return
        turn.say(key)

    def _base(self, given: str, turn: Turn) -> str:
        """The name of a base as somebody typed it; never a path. Raises ValueError with a sentence."""
        if given not in ("", *self._services.studio.bases()) and not _HUB_NAME.fullmatch(given):
            raise ValueError(text("run_base_form", turn.language, name=given[:100]))
        return given


def _author(turn: Turn) -> str:
    return f"{turn.account.role}:{turn.account.name}"


def _processes(turn: Turn) -> int:
    given = turn.field("processes").strip() or "1"
    if not (given.isascii() and given.isdecimal() and int(given) <= 64):
        raise ValueError(
            text("run_number_form", turn.language, field=text("run_processes", turn.language), value=given[:40])
        )
    return int(given)


def _sentence(refusal: Exception, language: str) -> str:
    return refusal.in_language(language) if isinstance(refusal, TuningError | EngineError) else str(refusal)
