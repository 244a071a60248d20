"""Intents: what customers come for, how they say it, what is done; and the training that learns it."""

from collections.abc import Mapping
from typing import Any

from assistant.service.forms import FORMS
from assistant.understanding.keeping import Retrained
from assistant.understanding.learning import starter_intents
from desk.accounts import AccountRole
from desk.errors import DeskError
from desk.intent_files import LARGEST, read_csv
from desk.intents import ACTIONS, LONGEST_EXAMPLE, LONGEST_TITLE, Intent
from knowledge.language import detect_language
from knowledge.loading.source import readable_size
from web.services import Services
from web.staff.section import Deed, Turn, record
from web.staff.uploads import Uploads, name_of
from web.strings import LANGUAGES, as_language, text

REASONS = 5  # rows left out that are told one by one


class IntentsSection:
    """See `web.staff.section.Section`."""

    name = "intents"
    role: AccountRole = "staff"

    def __init__(self, services: Services, uploads: Uploads) -> None:
        self._services = services
        self._uploads = uploads
        self._report: Retrained | None = None  # of the last training since the start
        self.deeds: Mapping[str, Deed] = {
            "add-intent": self.add,
            "change-intent": self.change,
            "remove-intent": self.remove,
            "add-examples": self.add_examples,
            "remove-example": self.remove_example,
            "import-intents": self.take_in,
            "restore-intents": self.begin_again,
            "learn-intents": self.learn,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show(
            "staff/intents_tools.html", actions=ACTIONS, forms=self._forms(turn), limit=LARGEST,
            limit_words=readable_size(LARGEST), longest=LONGEST_TITLE,
        )  # fmt: skip

    def list(self, turn: Turn) -> str:
        query = turn.place.query.lower()
        intents = self._services.intents.list()
        found = [one for one in intents if query in " ".join((one.name, *one.title.values())).lower()]
        is_ready = self._services.state == "ready"
        models = self._services.learnt.current if is_ready else None
        return turn.show(
            "staff/intents_list.html",
            rows=[_row(intent, turn) for intent in found],
            is_empty=not intents,
            is_ready=is_ready,
            is_stale=is_ready and self._services.learnt.is_stale,
            accuracy={task: _percent(share) for task, share in models.accuracy.items()} if models else {},
            report=self._told(turn),
        )

    def detail(self, turn: Turn) -> str:
        intent = self._services.intents.get(turn.place.id) if turn.place.id else None
        if intent is None:
            turn.place = turn.place.moved(id="") if turn.place.id else turn.place
            return ""
        return turn.show(
            "staff/intent.html", intent=intent, row=_row(intent, turn), actions=ACTIONS, forms=self._forms(turn),
            longest=LONGEST_TITLE, longest_example=LONGEST_EXAMPLE,
            groups=[
                (language, [one for one in intent.examples if detect_language(one.text) == language])
                for language in LANGUAGES
            ],
        )  # fmt: skip

    def is_moving(self, turn: Turn) -> bool:
        return False

    def _forms(self, turn: Turn) -> Mapping[str, str]:
        language = as_language(turn.language)
        return {name: form.title[language] for name, form in FORMS.items() if form.end == "send"}

    def _told(self, turn: Turn) -> dict[str, Any] | None:
        report = self._report
        if report is None:
            return None
        return {
            "examples": f"{report.examples:,}",
            "lines": [
                (text(f"task_{task}", turn.language), _percent(report.before.get(task)), _percent(share))
                for task, share in report.now.items()
            ],
            "changed": report.changed,
            "changes": report.changes,
        }

    # -- doing

    def add(self, turn: Turn) -> None:
        """A new intent, without examples yet. Raises DeskError."""
        name = turn.field("name").strip().lower().replace(" ", "_").replace("-", "_")
        self._services.intents.add(name, _titles(turn), turn.field("action"), turn.field("form"))
        record(self._services, turn, "intent.add", name)
        turn.place = turn.place.moved(id=name)
        turn.say("intent_added")

    def change(self, turn: Turn) -> None:
        """Another title or action. Raises DeskError."""
        self._services.intents.change(turn.subject, _titles(turn), turn.field("action"), turn.field("form"))
        record(self._services, turn, "intent.change", turn.subject)
        turn.say("intent_changed")

    def remove(self, turn: Turn) -> None:
        """With its examples. Raises DeskError."""
        self._services.intents.remove(turn.subject)
        record(self._services, turn, "intent.remove", turn.subject)
        turn.place = turn.place.moved(id="")
        turn.say("intent_removed")

    def add_examples(self, turn: Turn) -> None:
        """One of each line; those that cannot be taken are told."""
        added = 0
        for line in turn.field("text").splitlines():
            if not line.strip():
                continue
            try:
                self._services.intents.add_example(turn.subject, line)
                added += 1
            except DeskError as refusal:
                turn.complain(f"“{line.strip()[:60]}”: {refusal.in_language(turn.language)}")
        if added:
            record(self._services, turn, "intent.examples", turn.subject, added=added)
            turn.say("examples_added", count=f"{added:,}")

    def remove_example(self, turn: Turn) -> None:
        """By its number."""
        if turn.subject.isascii() and turn.subject.isdecimal():
            self._services.intents.remove_example(int(turn.subject))
            record(self._services, turn, "intent.examples", turn.place.id, removed=1)
            turn.say("example_removed")

    def take_in(self, turn: Turn) -> None:
        """Import a CSV that has arrived; rows that cannot be taken are told by number and reason. Raises DeskError."""
        files = turn.form.get("files")
        for file in files[:1] if isinstance(files, list) else []:
            with self._uploads.opened(file) as arrived:
                if arrived is None:
                    turn.complain(text("upload_lost", turn.language, name=name_of(file)))
                    return
                with arrived.path.open("rb") as content:
                    rows = read_csv(content.read(LARGEST + 1)[:LARGEST])
            done = self._services.intents.take_in(rows)
            record(self._services, turn, "intent.import", arrived.name, added=done.added, new=len(done.new))
            turn.say(
                "intents_imported", added=f"{done.added:,}", new=f"{len(done.new):,}", repeated=f"{done.repeated:,}",
                rejected=f"{len(done.rejected):,}",
            )  # fmt: skip
            for row, reason in done.rejected[:REASONS]:
                turn.say("row_left_out", row=row, reason=reason.in_language(turn.language))
            if len(done.rejected) > REASONS:
                turn.say("rows_left_out_more", count=f"{len(done.rejected) - REASONS:,}")

    def begin_again(self, turn: Turn) -> None:
        """The list that a shop begins with, where there is none."""
        self._services.intents.begin_with(starter_intents())
        record(self._services, turn, "intent.import", "starter")

    def learn(self, turn: Turn) -> None:
        """Learn the examples and corrections there are now; takes seconds."""
        if self._services.state != "ready":
            turn.complain(text("still_starting", turn.language))
            return
        self._report = self._services.learnt.retrain()
        record(self._services, turn, "intent.learn", "intents", count=self._report.examples)
        turn.say("intents_learnt", count=f"{self._report.examples:,}")


def _titles(turn: Turn) -> dict[str, str]:
    return {language: turn.field(f"title.{language}") for language in LANGUAGES}


def _row(intent: Intent, turn: Turn) -> dict[str, Any]:
    language = as_language(turn.language)
    action = text(f"action_{intent.action}", language)
    return {
        "name": intent.name,
        "title": intent.title.get(language, intent.name),
        "action": f"{action} · {FORMS[intent.form].title[language]}" if intent.form in FORMS else action,
        "examples": f"{len(intent.examples):,}",
    }


def _percent(share: float | None) -> str:
    return "–" if share is None else f"{share * 100:.1f} %"
