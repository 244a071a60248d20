"""Training, its rows: what a model may learn from, looked through, approved, changed, forgotten, in and out."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from assistant.tuning.errors import TuningError
from assistant.tuning.options import LEAST_ROWS
from assistant.tuning.studio import ImportReport
from desk.accounts import AccountRole
from desk.errors import ExampleNotFound
from desk.examples import SOURCES, Filter, Status
from web.services import Services
from web.staff.row_parts import KINDS, MASKED, Rows, name_of_document
from web.staff.section import Deed, Turn
from web.staff.uploads import Uploads, name_of
from web.strings import LANGUAGES, plural, text

PAGE_SIZE = 25
MOST_AT_ONCE = 500  # rows of one bulk deed
FILES_AT_ONCE = 20
REASONS_SHOWN = 20
STATES: tuple[Status, ...] = ("new", "approved", "rejected")


class TrainingSection:
    """See `web.staff.section.Section`."""

    name = "training"
    role: AccountRole = "staff"

    def __init__(self, services: Services, uploads: Uploads) -> None:
        self._services = services
        self._uploads = uploads
        self._rows = Rows(services)
        self.deeds: Mapping[str, Deed] = {
            "build-rows": self.build,
            "import-rows": self.take_in,
            "approve-rows": lambda turn: self.judge(turn, "approved"),
            "reject-rows": lambda turn: self.judge(turn, "rejected"),
            "review-rows": lambda turn: self.judge(turn, "new"),
            "approve-shown": lambda turn: self.judge_shown(turn, "approved"),
            "reject-shown": lambda turn: self.judge_shown(turn, "rejected"),
            "edit-row": self.edit,
            "forget-rows": self.forget,
            "forget-shown": self.forget_shown,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/training_tools.html", is_admin=turn.account.is_admin)

    def list(self, turn: Turn) -> str:
        examples, where = self._services.studio.examples, shown(turn)
        count = examples.count(where)
        first = turn.rows_before(count, PAGE_SIZE)
        found = examples.list(where, offset=first, limit=PAGE_SIZE) if count else []
        tally = examples.counts(replace(where, status=""), ("status",))["status"]
        return turn.show(
            "staff/training_list.html",
            rows=[self._rows.row(example, turn.language) for example in found],
            tally={"": sum(tally.values())} | {status: tally.get(status, 0) for status in STATES},
            facets=self._rows.facets(where, turn),
            is_filtered=where != Filter(),
            about=self._about(turn),
            first=first + 1,
            last=first + len(found),
            count=count,
            # what "all shown" means: of a list of every state, those that nobody has judged yet
            waiting=examples.count(replace(where, status=where.status or "new")),
            approved=examples.count(Filter(status="approved")),
            least=LEAST_ROWS,
            building=self._services.studio.building,
        )

    def detail(self, turn: Turn) -> str:
        if not turn.place.id:
            return ""
        try:
            example = self._services.studio.examples.get(turn.place.id)
            return turn.show("staff/training_row.html", **self._rows.whole(example, turn))
        except ExampleNotFound:
            turn.place = turn.place.moved(id="")
            return ""

    def is_moving(self, turn: Turn) -> bool:
        building = self._services.studio.building
        return building is not None and building.is_running

    def _about(self, turn: Turn) -> str:
        """The document or conversation whose rows are shown, by name; empty where they are of all."""
        if turn.place.conversation:
            return text("row_conversation_name", turn.language)
        return name_of_document(self._services, turn.place.document, turn.language) if turn.place.document else ""

    # -- in

    def build(self, turn: Turn) -> None:
        """Make rows of conversations and documents, in the background."""
        try:
            self._services.studio.start_building(_author(turn))
        except TuningError as refusal:
            turn.complain(refusal.in_language(turn.language))
            return
        turn.say("rows_building_began")

    def take_in(self, turn: Turn) -> None:
        """Take in rows from files of other tools, and tell of each row that did not come in."""
        for file in _listed(turn.form.get("files"))[:FILES_AT_ONCE]:
            with self._uploads.opened(file) as arrived:
                if arrived is None:
                    turn.complain(text("upload_lost", turn.language, name=name_of(file)))
                    continue
                try:
                    report = self._services.studio.import_file(arrived.path, _author(turn), name=arrived.name)
                except TuningError as refusal:
                    turn.complain(refusal.in_language(turn.language).replace(arrived.path.name, arrived.name))
                    continue
            _tell(turn, arrived.name, report)

    # -- review

    def judge(self, turn: Turn, status: Status) -> None:
        """Approve rows, reject them, or put them back: the one that a button names, or all that are ticked."""
        ids = _ids(turn)
        following = self._following(turn) if turn.subject and turn.place.filter else turn.place.id
        count = self._services.studio.review(ids, status, _author(turn))
        if count:
            turn.sentences.append(plural("rows_judged_" + status, count, turn.language))
            turn.place = turn.place.moved(id=following) if following != turn.place.id else turn.place

    def judge_shown(self, turn: Turn, status: Status) -> None:
        """The same for all that the filters show."""
        where = shown(turn)
        self._all(turn, replace(where, status=where.status or "new"), "rows_judged_" + status,
                  lambda rows: self._services.studio.review_all(rows, status, _author(turn)))  # fmt: skip

    def edit(self, turn: Turn) -> None:
        """Change the words of a row."""
        self._services.studio.edit(turn.subject, turn.field("question"), turn.field("answer"), _author(turn))
        turn.say("row_saved")

    def _following(self, turn: Turn) -> str:
        """The row after the chosen one, for whoever goes through a list that judged rows leave."""
        where = shown(turn)
        first = (turn.place.page - 1) * PAGE_SIZE
        ids = [one.id for one in self._services.studio.examples.list(where, offset=first, limit=PAGE_SIZE + 1)]
        try:
            at = ids.index(turn.subject)
        except ValueError:
            return turn.place.id
        return (ids[at + 1 : at + 2] or ids[max(0, at - 1) : at] or [""])[0]

    # -- out

    def forget(self, turn: Turn) -> None:
        """Delete rows for good: the one that a button names, or all that are ticked."""
        if self._is_free(turn):
            count = self._services.studio.forget(_ids(turn), _author(turn))
            if count:
                turn.sentences.append(plural("rows_forgotten", count, turn.language))

    def forget_shown(self, turn: Turn) -> None:
        """Delete for good all that the filters show: of a document, of a conversation."""
        if self._is_free(turn):
            self._all(turn, shown(turn), "rows_forgotten",
                      lambda rows: self._services.studio.forget_all(rows, _author(turn)))  # fmt: skip

    def _is_free(self, turn: Turn) -> bool:
        run = self._services.studio.runs.running()
        if run is not None and run.kind == "lora":
            turn.complain(text("rows_in_use", turn.language))
            return False
        return True

    def _all(self, turn: Turn, where: Filter, key: str, deed: Callable[[Filter], int]) -> None:
        """Do it to all, where they are as many as were seen when the button was pressed."""
        if turn.subject != str(self._services.studio.examples.count(where)):
            turn.complain(text("rows_changed_meanwhile", turn.language))
            return
        turn.sentences.append(plural(key, deed(where), turn.language))


def shown(turn: Turn) -> Filter:
    """What the place lets pass."""
    place = turn.place
    return Filter(
        status=place.filter if place.filter in STATES else "",
        source=place.source if place.source in SOURCES else "",
        kind=place.kind if place.kind in KINDS else "",
        is_masked=True if place.kind == MASKED else None,
        language=place.language if place.language in LANGUAGES else "",
        document=place.document,
        conversation=place.conversation,
        query=place.query,
    )


def _author(turn: Turn) -> str:
    return f"{turn.account.role}:{turn.account.name}"


def _ids(turn: Turn) -> list[str]:
    return [turn.subject] if turn.subject else [*dict.fromkeys(_words(turn.form.get("ids")))]


def _words(given: Any) -> Iterable[str]:
    return (entry for entry in _listed(given)[:MOST_AT_ONCE] if isinstance(entry, str))


def _listed(given: Any) -> list[Any]:
    return given if isinstance(given, list) else []


def _tell(turn: Turn, name: str, report: ImportReport) -> None:
    """How many rows came in, and which did not, by number and reason."""
    added = report.added
    turn.sentences.append(plural("rows_imported", added.new + added.updated, turn.language, name=name))
    if added.unchanged:
        turn.sentences.append(plural("rows_known", added.unchanged, turn.language))
    if added.forgotten:
        turn.sentences.append(plural("rows_stay_out", added.forgotten, turn.language))
    if not report.rejected:
        return
    turn.complain(plural("rows_left_out", len(report.rejected), turn.language))
    turn.sentences += [bad.in_language(turn.language) for bad in report.rejected[:REASONS_SHOWN]]
    if len(report.rejected) > REASONS_SHOWN:
        turn.say("rows_left_out_more", count=len(report.rejected) - REASONS_SHOWN)
