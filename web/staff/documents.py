"""Documents: in, looked through, shown to whom, read again, replaced, and out."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import PurePath
from typing import Any, cast

from desk.accounts import AccountRole
from desk.examples import Filter
from knowledge.errors import DocumentNotFound, KnowledgeError, sentence
from knowledge.loading.source import readable_size
from knowledge.model import Visibility
from knowledge.overview import Filters, Order, State
from web.services import Document, Services
from web.staff.document_parts import PAGE_SIZE, PARTS, is_moving, passages, row
from web.staff.section import Deed, Turn, record
from web.staff.uploads import Uploads, name_of
from web.strings import plural, text

STATES: Sequence[State] = ("ready", "moving", "failed")
ORDERS: Sequence[Order] = ("name", "passages", "size", "updated")
MOST_AT_ONCE = 500  # documents of one bulk deed, files of one upload


class DocumentsSection:
    """See `web.staff.section.Section`."""

    name = "documents"
    role: AccountRole = "staff"

    def __init__(self, services: Services, uploads: Uploads, *, upload_limit: int) -> None:
        self._services = services
        self._uploads = uploads
        self._upload_limit = upload_limit
        self.deeds: Mapping[str, Deed] = {
            "take-in": self.take_in,
            "replace": self.replace,
            "retry": self.retry,
            "show-public": lambda turn: self.show(turn, "public"),
            "show-staff": lambda turn: self.show(turn, "staff"),
            "delete": self.delete,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show(
            "staff/documents_tools.html", limit=self._upload_limit, limit_words=readable_size(self._upload_limit)
        )

    def list(self, turn: Turn) -> str:
        if self._services.state != "ready":
            key = "failed_to_start" if self._services.state == "failed" else "staff_starting"
            return turn.show("staff/note.html", sentence=text(key, turn.language))
        knowledge, place = self._services.knowledge, turn.place
        filters: Filters = {"query": place.query, "visibility": _visibility(place.visibility)}
        tally = knowledge.tally(**filters)
        turn.is_moving = tally["moving"] > 0
        state = cast("State | None", place.filter if place.filter in STATES else None)
        count = tally[state] if state else sum(tally.values())
        first = turn.rows_before(count, PAGE_SIZE)
        order, descending = _order(place.sort)
        wanted: Filters = {**filters, "state": state}
        found = knowledge.list(order=order, descending=descending, offset=first, limit=PAGE_SIZE, **wanted)
        return turn.show(
            "staff/documents_list.html",
            rows=[row(document, turn.language) for document in found],
            tally={"": sum(tally.values())} | dict(tally),
            is_filtered=bool(place.query or filters["visibility"] or state),
            order=order,
            descending=descending,
            first=first + 1,
            last=first + len(found),
            count=count,
            page_size=PAGE_SIZE,
        )

    def detail(self, turn: Turn) -> str:
        chosen = self._chosen(turn)
        if chosen is None:
            return ""
        first = (turn.place.part - 1) * PARTS
        chunks = self._services.knowledge.passages(chosen.id, offset=first, limit=PARTS)
        return turn.show(
            "staff/document.html",
            row=row(chosen, turn.language),
            passages=passages(chunks, turn.language),
            first=first + 1,
            last=first + len(chunks),
            count=chosen.chunks,
            training_rows=self._services.studio.examples.count(Filter(document=chosen.id)),
        )

    def is_moving(self, turn: Turn) -> bool:
        if self._services.state == "starting":
            return True
        if self._services.state != "ready":
            return False
        chosen = self._chosen(turn)
        return turn.is_moving or (chosen is not None and is_moving([chosen]))

    def _chosen(self, turn: Turn) -> Document | None:
        if not turn.place.id or self._services.state != "ready":
            return None
        try:
            return self._services.knowledge.info(turn.place.id)
        except DocumentNotFound:
            turn.place = turn.place.moved(id="")
            return None

    # -- doing

    def take_in(self, turn: Turn) -> None:
        """Queue files that have arrived, for those who are meant to see them."""
        visibility = _visibility(turn.field("visibility")) or "public"

        def submit(path: Any, name: str) -> str:
            return self._services.knowledge.submit(path, name=name, visibility=visibility)

        taken = 0
        for file in _listed(turn.form.get("files")):
            document_id = self._submitted(turn, file, submit)
            if document_id:
                record(self._services, turn, "document.upload", document_id, name=name_of(file), visibility=visibility)
                taken += 1
        if taken:
            turn.sentences.insert(0, plural("uploaded", taken, turn.language))

    def replace(self, turn: Turn) -> None:
        """Queue a file as the next version of a document, which keeps its name and who may see it."""
        document = self._services.knowledge.info(turn.subject)

        def submit(path: Any, name: str) -> str:
            if _ending(name) != _ending(document.name):
                turn.complain(text("replace_kind", turn.language, name=name, old=document.name))
                return ""
            return self._services.knowledge.submit(
                path, name=document.name, folder=document.folder, visibility=document.visibility
            )

        for file in _listed(turn.form.get("files"))[:1]:
            if self._submitted(turn, file, submit):
                record(self._services, turn, "document.replace", document.id, name=document.name)
                turn.say("replacing", name=document.name)

    def retry(self, turn: Turn) -> None:
        """Read failed documents once more."""

        def again(document: Document) -> bool:
            if document.status == "failed":
                self._services.knowledge.retry(document.id)
                record(self._services, turn, "document.retry", document.id, name=document.name)
            return document.status == "failed"

        self._each(turn, again, "retrying")

    def show(self, turn: Turn, visibility: Visibility) -> None:
        """Say who may see documents."""

        def change(document: Document) -> bool:
            if document.visibility != visibility:
                self._services.knowledge.set_visibility(document.id, visibility)
                record(
                    self._services, turn, "document.visibility", document.id, name=document.name, visibility=visibility
                )
            return True

        self._each(turn, change, f"shown_{visibility}")

    def delete(self, turn: Turn) -> None:
        """Take documents out of all answers, for good."""

        def remove(document: Document) -> bool:
            self._services.knowledge.remove(document.id)
            record(self._services, turn, "document.delete", document.id, name=document.name)
            if turn.place.id == document.id:
                turn.place = turn.place.moved(id="")
            return True

        self._each(turn, remove, "deleted")

    def _each(self, turn: Turn, deed: Callable[[Document], bool], key: str) -> None:
        """Do it to the one document that a button names, or to all that are ticked, and tell of how many."""
        done: list[Document] = []
        missing = False
        for document_id in [turn.subject] if turn.subject else _ids(turn.form.get("ids")):
            try:
                document = self._services.knowledge.info(document_id)
                if deed(document):
                    done.append(document)
            except DocumentNotFound:  # somebody else was faster; the list drawn now no longer has it
                missing = True
        if len(done) == 1:
            turn.say(f"{key}_name", name=done[0].name)
        elif done:
            turn.sentences.append(plural(key, len(done), turn.language))
        if missing:
            turn.complain(text("gone", turn.language))

    def _submitted(self, turn: Turn, file: Any, submit: Callable[[Any, str], str]) -> str:
        """The id of the document that a file became; empty, and a sentence said, where it was not taken."""
        with self._uploads.opened(file) as arrived:
            if arrived is None:
                turn.complain(text("upload_lost", turn.language, name=name_of(file)))
                return ""
            try:
                return submit(arrived.path, arrived.name)
            except KnowledgeError as error:
                reason = sentence(error.code, error.details, turn.language)
                turn.complain(text("upload_refused", turn.language, name=arrived.name, reason=reason))
                return ""


def _order(sort: str) -> tuple[Order, bool]:
    name = sort.lstrip("-")
    return (cast(Order, name), sort.startswith("-")) if name in ORDERS else ("updated", True)


def _visibility(value: str) -> Visibility | None:
    return cast(Visibility, value) if value in ("public", "staff") else None


def _ending(name: str) -> str:
    ending = PurePath(name).suffix.lower()
    return {".htm": ".html", ".jpeg": ".jpg", ".tif": ".tiff", ".markdown": ".md"}.get(ending, ending)


def _listed(given: Any) -> list[Any]:
    return given[:MOST_AT_ONCE] if isinstance(given, list) else []


def _ids(given: Any) -> Iterable[str]:
    return dict.fromkeys(entry for entry in _listed(given) if isinstance(entry, str))
