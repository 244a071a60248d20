"""Recommendations: what was learned, rules of the house, what the chat leads to, what is asked for in vain."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assistant.background import Background, Progress
from desk.accounts import AccountRole
from desk.behaviour import Imported
from desk.errors import DeskError
from desk.event_files import count_lines
from desk.product_rules import KINDS, TARGETS, ProductRule
from storage.database import utc_now
from web.services import Services
from web.staff.section import Deed, Turn, record
from web.staff.uploads import Uploads, name_of
from web.strings import ago, as_language, plural, text

REASONS_SHOWN = 10
WISHES_SHOWN = 30
Facts = list[tuple[str, str]]  # label and value; inside the class, `list` is its method
Ids = list[str]
Kept = list[tuple[Path, str]]  # files with their names
Results = list[tuple[str, Imported | DeskError]]  # what became of each, by its name
STEPS = ("shown", "clicked", "chosen", "ordered")


class RecommendationsSection:
    """See `web.staff.section.Section`."""

    name = "recommendations"
    role: AccountRole = "staff"

    def __init__(self, services: Services, uploads: Uploads) -> None:
        self._services = services
        self._uploads = uploads
        self.work = Background("events import")
        self.deeds: Mapping[str, Deed] = {
            "take-events": self.take_in,
            "close-events": self.close,
            "remove-events": self.remove_events,
            "learn-tastes": self.learn,
            "add-rule": self.add_rule,
            "remove-rule": self.remove_rule,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/recommendations_tools.html")

    def list(self, turn: Turn) -> str:
        services, language = self._services, turn.language
        behaviour, learner = services.behaviour, services.learner
        rules = services.product_rules.list()
        titles = self._titles([rule.name for rule in rules if rule.target == "item"], language)
        funnel = behaviour.funnel()
        most = max(funnel.values()) or 1
        return turn.show(
            "staff/recommendations.html",
            state=self._state(turn),
            is_learning=learner.state == "learning",
            figures=self._figures(turn),
            events=self._events(language),
            counts=[(text("events_" + source, language), f"{count:,}") for source, count in behaviour.counts().items()],
            files=[
                {"name": name, "rows": plural("event_rows", rows, language), "rejected": rejected,
                 "time": ago(time, utc_now(), language)}
                for name, rows, rejected, time in behaviour.files()
            ],
            rules=[self._rule(rule, titles, turn) for rule in rules],
            kinds=KINDS,
            targets=TARGETS,
            funnel=[
                {"name": text("step_" + step, language), "count": f"{funnel[step]:,}",
                 "share": round(100 * funnel[step] / most), "note": _share(funnel, step)}
                for step in STEPS
            ] if funnel["shown"] else [],
            wishes=[
                {"words": wish.words, "blame": wish.blame, "times": plural("wished", wish.times, language),
                 "time": ago(wish.last, utc_now(), language)}
                for wish in services.demand.unmet(WISHES_SHOWN)
            ],
        )  # fmt: skip

    def detail(self, turn: Turn) -> str:
        turn.place = turn.place.moved(id="")
        return ""

    def is_moving(self, turn: Turn) -> bool:
        return self._services.learner.state == "learning" or self.work.is_running

    # -- doing

    def take_in(self, turn: Turn) -> None:
        """Take in files of what customers did, in the background."""
        files = turn.form.get("files")
        kept: Kept = []
        for given in files[:20] if isinstance(files, list) else ():
            with self._uploads.opened(given) as arrived:
                if arrived is None:
                    turn.complain(text("upload_gone", turn.language, name=name_of(given)))
                else:
                    kept.append((self._uploads.keep(arrived), arrived.name))
        actor = f"{turn.account.role}:{turn.account.name}"
        names = ", ".join(name for _, name in kept)
        if kept and not self.work.start(names, turn.account.name, lambda tell: self._taken(kept, actor, tell)):
            turn.complain(text("events_busy", turn.language))
            for path, _ in kept:
                path.unlink(missing_ok=True)

    def _taken(self, kept: Kept, actor: str, tell: Progress) -> Results:
        """What became of each of these files, which are deleted."""
        results: Results = []
        for path, name in kept:
            total = count_lines(path)
            try:
                done = self._services.behaviour.import_file(
                    path,
                    name,
                    lambda rows, name=name, total=total: tell(name, rows, max(rows, total)),  # type: ignore[misc]
                )
            except DeskError as refusal:
                results.append((name, refusal))
                continue
            finally:
                path.unlink(missing_ok=True)
            self._services.audit.record(actor, "events.import", name, imported=done.imported)
            results.append((name, done))
        return results

    def close(self, turn: Turn) -> None:
        """No longer tell what became of the last files."""
        self.work.forget()

    def remove_events(self, turn: Turn) -> None:
        """Take the events of a file out."""
        names = [name for name, *_ in self._services.behaviour.files()]
        index = int(turn.subject) if turn.subject.isdecimal() else -1
        if not 0 <= index < len(names):
            turn.complain(text("gone", turn.language))
            return
        self._services.behaviour.remove_file(names[index])
        record(self._services, turn, "events.remove", names[index])
        turn.say("events_out", name=names[index])

    def learn(self, turn: Turn) -> None:
        """Learn anew, in the background."""
        if self._services.learner.start():
            record(self._services, turn, "tastes.learn", "behaviour")
            turn.say("learning_begun")

    def add_rule(self, turn: Turn) -> None:
        """Pin, boost, hide or exclude."""
        name, target = turn.field("name").strip(), turn.field("target")
        if target == "item" and name and not self._titles([name], turn.language):
            raise DeskError("rule_item", name=name[:80])
        factor = turn.field("factor").strip().replace(",", ".") or "2"
        try:
            number = float(factor)
        except ValueError:
            number = 0.0
        rule = self._services.product_rules.add(
            turn.field("kind"), target, name, words=turn.field("words"), factor=number, note=turn.field("note"),
            author=turn.account.name,
        )  # fmt: skip
        record(self._services, turn, f"rule.{rule.kind}", rule.name)
        turn.say("rule_added")

    def remove_rule(self, turn: Turn) -> None:
        """Take a rule away."""
        rule = self._services.product_rules.remove(int(turn.subject)) if turn.subject.isdecimal() else None
        if rule is None:
            turn.complain(text("gone", turn.language))
            return
        record(self._services, turn, "rule.remove", rule.name)
        turn.say("rule_removed")

    # -- how it is said

    def _state(self, turn: Turn) -> str:
        learner = self._services.learner
        if learner.state != "idle":
            return text("learner_" + learner.state, turn.language)
        if not learner.current.learned.state:
            return text("learner_nothing", turn.language)
        return text("learner_stale" if learner.is_stale else "learner_fresh", turn.language)

    def _figures(self, turn: Turn) -> Facts:
        """Label and value of the last learning."""
        learned, language = self._services.learner.current.learned, turn.language
        if not learned.time:
            return []
        figures = learned.figures
        facts = {
            "learned_from": text("learned_words", language, people=f"{learned.people:,}", items=f"{learned.items:,}"),
            "learned_seconds": text("learned_seconds_words", language, seconds=f"{learned.seconds:.0f}"),
        }
        if figures.get("users"):
            facts |= {
                "learned_hit": f"{100 * figures['hit@10']:.1f} %",
                "learned_ndcg": text(
                    "learned_ndcg_words", language, learned=f"{figures['ndcg@10']:.3f}",
                    popular=f"{figures['popularity_ndcg@10']:.3f}", users=f"{figures['users']:,}",
                ),
            }  # fmt: skip
        return [(text(key, language), value) for key, value in facts.items()]

    def _events(self, language: str) -> dict[str, Any] | None:
        """The import of events that is under way or just over."""
        work = self.work.current
        if work is None:
            return None
        sentences = [text("not_done", language)] if work.state == "failed" else []
        for name, one in work.result or ():
            sentences += _told(name, one, language)
        return {
            "is_running": work.state == "running",
            "name": work.stage or work.name,
            "percent": work.percent or 0,
            "rows": text("events_rows_read", language, done=f"{work.done:,}"),
            "sentences": sentences,
        }

    def _titles(self, ids: Ids, language: str) -> dict[str, str]:
        """Titles of those that are in the catalog."""
        if self._services.state != "ready":
            return {}
        return {product.id: product.title_in(language) for product in self._services.catalog.get(ids)}

    def _rule(self, rule: ProductRule, titles: Mapping[str, str], turn: Turn) -> dict[str, Any]:
        is_item = rule.target == "item"
        return {
            "id": rule.id,
            "kind": text("rule_" + rule.kind, turn.language),
            "factor": f"× {rule.factor:g}" if rule.kind == "boost" else "",
            "name": titles.get(rule.name, rule.name) if is_item else rule.name,
            "what": rule.name if is_item else text("rule_category", turn.language),
            "is_gone": is_item and self._services.state == "ready" and rule.name not in titles,
            "words": ", ".join(rule.words),
            "note": rule.note,
            "by": f"{rule.author} · {ago(rule.created, utc_now(), turn.language)}",
        }


def _share(funnel: Mapping[str, int], step: str) -> str:
    return "" if step == "shown" else f"{100 * funnel[step] / funnel['shown']:.1f} %"


def _told(name: str, one: Imported | DeskError, language: str) -> list[str]:
    """What became of a file of events, in sentences."""
    if isinstance(one, DeskError):
        return [one.in_language(as_language(language))]
    told = [plural("events_in", one.imported, language, name=name)]
    if one.rejected_count:
        told.append(plural("events_rejected", one.rejected_count, language))
    for bad in one.rejected[:REASONS_SHOWN]:
        told.append(text("event_row", language, n=bad.row, reason=bad.refusal.in_language(as_language(language))))
    return told
