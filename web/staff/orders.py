"""Orders: files of them in, with a look at what each column holds before; looked through, and out."""

from collections.abc import Mapping
from dataclasses import dataclass

from assistant.order_files import ERRORS, FIELDS, LARGEST, Sheet, import_orders, match_columns, read_sheet
from desk.accounts import AccountRole
from desk.orders import number_key
from knowledge.loading.source import readable_size
from web.services import Services
from web.staff.section import Deed, Turn, record
from web.staff.uploads import Uploads, name_of
from web.strings import text

PAGE_SIZE = 25
EXAMPLES = 3  # rows shown of a file before it is imported
REASONS = 5  # rows left out that are told one by one


@dataclass(frozen=True)
class Waiting:
    """A file that was read and waits for its import."""

    name: str
    sheet: Sheet
    columns: tuple[str, ...]


class OrdersSection:
    """See `web.staff.section.Section`."""

    name = "orders"
    role: AccountRole = "staff"

    def __init__(self, services: Services, uploads: Uploads) -> None:
        self._services = services
        self._uploads = uploads
        self._waiting: dict[str, Waiting] = {}  # by account, one each
        self.deeds: Mapping[str, Deed] = {
            "read-orders": self.read,
            "import-orders": self.take_in,
            "drop-orders": self.drop,
            "remove-order": self.remove,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/orders_tools.html", limit=LARGEST, limit_words=readable_size(LARGEST))

    def list(self, turn: Turn) -> str:
        waiting = self._waiting.get(turn.account.name)
        if waiting is not None:
            return turn.show(
                "staff/orders_import.html",
                name=waiting.name,
                count=f"{len(waiting.sheet.rows):,}",
                columns=[
                    {
                        "header": header,
                        "field": field,
                        "examples": " · ".join(row[n] for row in waiting.sheet.rows[:EXAMPLES] if row[n])[:120],
                    }
                    for n, (header, field) in enumerate(zip(waiting.sheet.headers, waiting.columns, strict=True))
                ],
                fields=list(FIELDS),
            )
        orders, place = self._services.orders, turn.place
        count = orders.count(query=place.query)
        first = turn.rows_before(count, PAGE_SIZE)
        found = orders.list(query=place.query, offset=first, limit=PAGE_SIZE)
        return turn.show(
            "staff/orders_list.html",
            rows=[{"id": number_key(order.number), "order": order} for order in found],
            is_filtered=bool(place.query),
            first=first + 1,
            last=first + len(found),
            count=count,
        )

    def detail(self, turn: Turn) -> str:
        order = self._services.orders.get(turn.place.id) if turn.place.id else None
        if order is None:
            turn.place = turn.place.moved(id="") if turn.place.id else turn.place
            return ""
        facts = [(text(f"field_{name}", turn.language), str(getattr(order, name))) for name in FIELDS]
        return turn.show("staff/order.html", order=order, facts=[fact for fact in facts[1:] if fact[1]])

    def is_moving(self, turn: Turn) -> bool:
        return False

    # -- doing

    def read(self, turn: Turn) -> None:
        """Read a file that has arrived, and show what its columns seem to hold. Raises DeskError."""
        files = turn.form.get("files")
        for file in files[:1] if isinstance(files, list) else []:
            with self._uploads.opened(file) as arrived:
                if arrived is None:
                    turn.complain(text("upload_lost", turn.language, name=name_of(file)))
                    return
                sheet = read_sheet(arrived.path, arrived.name)
            columns = match_columns(sheet.headers, self._services.orders.columns())
            self._waiting[turn.account.name] = Waiting(arrived.name, sheet, columns)
            turn.place = turn.place.moved(id="")

    def take_in(self, turn: Turn) -> None:
        """Import the file that waits, with what was said of its columns. Raises DeskError."""
        waiting = self._waiting.get(turn.account.name)
        if waiting is None:
            turn.complain(text("import_gone", turn.language))
            return
        said = [turn.field(f"column-{n}") for n in range(len(waiting.columns))]
        columns = tuple(field if field in FIELDS else "" for field in said)
        self._waiting[turn.account.name] = Waiting(waiting.name, waiting.sheet, columns)
        chosen = [field for field in columns if field]
        if len(chosen) != len(set(chosen)):
            turn.complain(text("column_twice", turn.language))
            return
        done = import_orders(self._services.orders, waiting.sheet, columns)
        del self._waiting[turn.account.name]
        record(
            self._services, turn, "orders.import", waiting.name, imported=done.imported, updated=done.updated
        )  # fmt: skip
        turn.say(
            "orders_imported", imported=f"{done.imported:,}", updated=f"{done.updated:,}",
            rejected=f"{len(done.rejected):,}",
        )  # fmt: skip
        language = "zh" if turn.language == "zh" else "en"
        for row, key in done.rejected[:REASONS]:
            turn.say("row_left_out", row=row, reason=ERRORS[key][language])
        if len(done.rejected) > REASONS:
            turn.say("rows_left_out_more", count=f"{len(done.rejected) - REASONS:,}")

    def drop(self, turn: Turn) -> None:
        """Leave the file that waits."""
        self._waiting.pop(turn.account.name, None)

    def remove(self, turn: Turn) -> None:
        """Take one order out."""
        order = self._services.orders.get(turn.subject)
        if order is not None:
            self._services.orders.remove(order.number)
            record(self._services, turn, "orders.remove", order.number)
            turn.say("order_removed")
        turn.place = turn.place.moved(id="")
