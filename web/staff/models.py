"""Models: who answers, how it does, choosing another, and trying a question side by side. Admins only."""

from collections.abc import Mapping
from typing import Any

from assistant.answers import Answer
from assistant.engines.choosing import Wish
from assistant.engines.engine import Engine
from assistant.engines.errors import EngineError
from assistant.rehearsals import Rehearsals, Take, at_hand
from desk.accounts import AccountRole
from storage.database import utc_now
from web.rendering import answer_body
from web.roles import admins_only
from web.services import Services
from web.staff.section import Deed, Turn, record
from web.strings import ago, size, text

MOST_CHARACTERS = 2000
ERRORS_SHOWN = 5

Facts = list[tuple[str, str]]  # label and value; inside the class, `list` is its method


class ModelsSection:
    """See `web.staff.section.Section`."""

    name = "models"
    role: AccountRole = "admin"

    def __init__(self, services: Services) -> None:
        self._services = services
        self._rehearsals = Rehearsals(lambda question, engine: services.assistant.rehearse(question, engine))
        self.deeds: Mapping[str, Deed] = {"use-model": self.use, "try-models": self.try_out}

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/models_tools.html")

    def list(self, turn: Turn) -> str:
        room = self._services.engines
        engine = room.current
        chosen = self._services.preferences.get().model
        newest = self._rehearsals.newest
        return turn.show(
            "staff/models.html",
            name=engine.name if engine else text("model_embedded", turn.language),
            state=self._state(turn),
            problem=room.error.in_language(turn.language) if room.error else "",
            facts=self._facts(turn),
            errors=[
                {"time": ago(time, utc_now(), turn.language), "exact": f"{time:%Y-%m-%d %H:%M:%S} UTC",
                 "sentence": error.in_language(turn.language)}
                for time, error in list(engine.record.errors)[: -ERRORS_SHOWN - 1 : -1]
            ] if engine else None,
            kind=chosen.get("kind") or "default", url=chosen.get("url", ""), model=chosen.get("model", ""),
            hosts=", ".join(room.allowed_hosts), default=room.default_name,
            question=newest.question if newest else "",
            takes=[self._take(take, turn) for take in newest.takes] if newest else [],
        )  # fmt: skip

    def detail(self, turn: Turn) -> str:
        turn.place = turn.place.moved(id="")
        return ""

    def is_moving(self, turn: Turn) -> bool:
        newest = self._rehearsals.newest
        return self._services.engines.state == "loading" or (newest is not None and not newest.is_done)

    # -- doing

    @admins_only
    def use(self, turn: Turn) -> None:
        """Let another answerer take over."""
        kind = turn.field("kind")
        wish = _server(turn) if kind == "remote" else Wish("embedded" if kind == "embedded" else "default")
        try:
            self._services.choose_model(wish)
        except EngineError as refusal:
            turn.complain(refusal.in_language(turn.language))
            return
        record(self._services, turn, "model.choose", wish.kind, model=wish.model, url=wish.url)
        turn.say("model_chosen", name=self._name(turn))

    @admins_only
    def try_out(self, turn: Turn) -> None:
        """Put a question to every answerer at hand."""
        question = turn.field("question").strip()[:MOST_CHARACTERS]
        if not question:
            turn.complain(text("try_empty", turn.language))
            return
        server = _server(turn) if turn.field("url").strip() else None
        self._rehearsals.start(question, at_hand(self._services.engines, server))

    def _name(self, turn: Turn) -> str:
        name = self._services.engines.name
        return text("model_embedded", turn.language) if name == "embedded" else name

    def _state(self, turn: Turn) -> str:
        room = self._services.engines
        if room.current is not None and room.current.is_resting:
            return text("model_resting", turn.language)
        if room.state == "none":
            return text("model_embedded_note", turn.language)
        return text(f"model_state_{room.state}", turn.language, name=room.name)

    def _facts(self, turn: Turn) -> Facts:
        """Label and value of what is known about the model at work."""
        engine, language = self._services.engines.current, turn.language
        if engine is None:
            return []
        where = "model_where_local" if engine.kind == "local" else "model_where_remote"
        record, slots = engine.record, engine.slots
        facts = {
            "model_kind": text(where, language, address=engine.address),
            **_footprint(engine, language),
            "model_adapter": engine.adapter,
            "model_context": text("model_tokens", language, count=f"{engine.room:,}"),
            "model_speed": text("model_speed_words", language, rate=f"{record.tokens_per_second:.1f}")
            if record.tokens else "",
            "model_queue": text("model_queue_words", language, used=slots.used, most=slots.count,
                                waiting=slots.waiting),
            "model_answers": f"{record.answers:,}",
        }  # fmt: skip
        return [(text(key, language), value) for key, value in facts.items() if value]

    def _take(self, take: Take, turn: Turn) -> dict[str, Any]:
        answer = take.answer
        return {
            "name": text("model_embedded", turn.language)
            if take.engine == "embedded"
            else " + ".join(part for part in (take.engine, take.adapter) if part),
            "body": answer_body(answer.text, answer.citations) if answer and not take.problem else "",
            "is_waiting": not take.is_done,
            "problem": take.problem.in_language(turn.language) if take.problem else "",
            "is_failed": take.is_done
            and not take.problem
            and (answer is None or not answer.done or bool(answer.instead_of)),
            "figures": _figures(answer, turn.language) if answer and answer.done else "",
        }


def _server(turn: Turn) -> Wish:
    """The model on a server that the form names."""
    return Wish(
        "remote", turn.field("model").strip()[:200], turn.field("url").strip()[:300], turn.field("key").strip()[:500]
    )


def _footprint(engine: Engine, language: str) -> dict[str, str]:
    """On what a model in this process computes, and the memory it takes there."""
    if engine.footprint is None:
        return {}
    now = engine.footprint()
    return {
        "model_device": now.device or text("model_processor", language),
        "model_memory": text(
            "model_memory_words", language, weights=size(now.weights), used=size(now.used), total=size(now.total)
        ),
    }


def _figures(answer: Answer, language: str) -> str:
    seconds = f"{answer.seconds:.1f}"
    if "tokens" not in answer.explanation:
        return text("try_seconds", language, seconds=seconds)
    return text(
        "try_figures", language, seconds=seconds, first=f"{answer.explanation['first_word']:.1f}",
        tokens=answer.explanation["tokens"],
    )  # fmt: skip
