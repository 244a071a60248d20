"""The catalog: files of products in, looked through, each product with its rules and its history, and out."""

from collections.abc import Mapping

from assistant.offers.intake import Intake
from desk.accounts import AccountRole
from knowledge.catalog.columns import ATTRIBUTE, PRICES_IN
from knowledge.catalog.errors import CatalogError, sentence
from knowledge.catalog.money import CODES
from knowledge.catalog.store import ImportInfo
from knowledge.loading.source import readable_size
from web.roles import admins_only
from web.services import Services
from web.staff import product_parts as parts
from web.staff.section import Deed, Turn, record
from web.staff.uploads import Uploads, name_of
from web.strings import plural, text

PAGE_SIZE = 25
IMPORTS = "imports"  # the filter of the other tab
MOST_IMPORTS = 200  # that are looked through
REASONS_SHOWN = 100  # rows left out that are listed; the file to download has more
SEVERAL = ("", ATTRIBUTE)  # what more than one column may hold


class CatalogSection:
    """See `web.staff.section.Section`."""

    name = "catalog"
    role: AccountRole = "staff"

    def __init__(self, services: Services, uploads: Uploads, *, upload_limit: int) -> None:
        self._services = services
        self._uploads = uploads
        self._upload_limit = upload_limit
        self.intake = Intake(lambda: services.catalog, services.audit)
        self.deeds: Mapping[str, Deed] = {
            "read-catalog": self.read,
            "map-catalog": self.explain,
            "import-catalog": self.take_in,
            "drop-catalog": self.drop,
            "close-import": self.close,
            "remove-catalog": self.remove,
            "remove-sample-catalog": self.remove_samples,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show(
            "staff/catalog_tools.html", limit=self._upload_limit, limit_words=readable_size(self._upload_limit)
        )

    def list(self, turn: Turn) -> str:
        if self._services.state != "ready":
            key = "failed_to_start" if self._services.state == "failed" else "staff_starting"
            return turn.show("staff/note.html", sentence=text(key, turn.language))
        work = self.intake.work.current
        told = parts.work(work, turn.language) if work else None
        waiting = self.intake.waiting(turn.account.name)
        if waiting is not None:
            return turn.show(
                "staff/catalog_import.html",
                work=told if work and work.state == "running" else None,
                name=waiting.name,
                keep_missing=waiting.keep_missing,
                problem=parts.problem(waiting.error, turn.language),
                **parts.preview(waiting.preview, turn.language),
            )
        if turn.place.filter == IMPORTS:
            return self._imports(turn, told)
        return self._products(turn, told)

    def _products(self, turn: Turn, work: Mapping[str, object] | None) -> str:
        catalog, place = self._services.catalog, turn.place
        wanted = (place.page - 1) * PAGE_SIZE
        found, count = catalog.list(search=place.query, offset=wanted, limit=PAGE_SIZE)
        first = turn.rows_before(count, PAGE_SIZE)
        if first != wanted:
            found, count = catalog.list(search=place.query, offset=first, limit=PAGE_SIZE)
        rules = self._services.product_rules.list()
        return turn.show(
            "staff/catalog_list.html",
            work=work,
            rows=[parts.row(product, rules, turn.language) for product in found],
            is_filtered=bool(place.query),
            first=first + 1,
            last=first + len(found),
            count=count,
            **self._numbers(turn),
        )

    def _imports(self, turn: Turn, work: Mapping[str, object] | None) -> str:
        return turn.show(
            "staff/catalog_imports.html",
            work=work,
            imports=[parts.imported(one, turn.language) for one in self._services.catalog.imports(50)],
            **self._numbers(turn),
        )

    def _numbers(self, turn: Turn) -> dict[str, object]:
        """How many, how many of them in stock, and who imported last."""
        catalog, language = self._services.catalog, turn.language
        tally, samples = catalog.tally(), catalog.count(is_sample=True)
        last = next((one for one in catalog.imports(10) if one.status == "live" and one.file), None)
        told = parts.when(last, language)
        return {
            "products": tally.products,
            "in_stock": tally.in_stock,
            "sold_out": tally.sold_out,
            "samples": samples,
            "own": tally.products - samples,
            "latest": told if last else None,
        }

    def detail(self, turn: Turn) -> str:
        if not turn.place.id or self._services.state != "ready":
            return ""
        if turn.place.filter == IMPORTS:
            return self._import(turn)
        return self._product(turn)

    def _import(self, turn: Turn) -> str:
        one = self._all_imports().get(int(turn.place.id)) if turn.place.id.isdecimal() else None
        if one is None:
            turn.place = turn.place.moved(id="")
            return ""
        return turn.show(
            "staff/catalog_result.html",
            one=parts.imported(one, turn.language),
            reasons=parts.reasons(one.rejected[:REASONS_SHOWN], turn.language),
            more=one.rejected_count - min(one.rejected_count, REASONS_SHOWN, len(one.rejected)),
        )

    def _product(self, turn: Turn) -> str:
        id_, language = parts.id_of(turn.place.id), turn.language
        product = next(iter(self._services.catalog.get([id_])), None)
        if product is None:
            turn.place = turn.place.moved(id="")
            return ""
        return turn.show(
            "staff/product.html",
            product=product,
            title=product.title_in(language),
            other=product.title if language == "zh" and product.title_zh else product.title_zh,
            description=product.description_in(language),
            facts=parts.facts(product, language),
            attributes=parts.attributes(product, language),
            rules=[parts.rule(one, language) for one in parts.concerning(product, self._services.product_rules.list())],
            history=parts.history(self._services.catalog.history(id_), self._all_imports(), language),
        )

    def _all_imports(self) -> dict[int, ImportInfo]:
        return {one.number: one for one in self._services.catalog.imports(MOST_IMPORTS)}

    def is_moving(self, turn: Turn) -> bool:
        return self._services.state == "starting" or self.intake.work.is_running

    # -- doing

    def read(self, turn: Turn) -> None:
        """Look at a file that has arrived, and show what its columns seem to hold."""
        files = turn.form.get("files")
        for file in files[:1] if isinstance(files, list) and self._is_ready(turn) else []:
            with self._uploads.opened(file) as arrived:
                if arrived is None:
                    turn.complain(text("upload_lost", turn.language, name=name_of(file)))
                    return
                kept = self._uploads.keep(arrived)
            try:
                self.intake.offer(turn.account.name, kept, arrived.name)
            except CatalogError as error:
                reason = sentence(error.code, error.details, turn.language)
                turn.complain(text("upload_refused", turn.language, name=arrived.name, reason=reason))
                return
            turn.place = turn.place.moved(id="", filter="")

    def explain(self, turn: Turn) -> None:
        """Say what the columns of the waiting file hold, and see what becomes of its first rows."""
        self._explained(turn)

    def take_in(self, turn: Turn) -> None:
        """Import the waiting file in the background, with what was said of its columns."""
        if not self._explained(turn):
            return
        actor = f"{turn.account.role}:{turn.account.name}"
        if not self.intake.begin(turn.account.name, actor):
            turn.complain(sentence("busy", {}, turn.language))

    def _explained(self, turn: Turn) -> bool:
        """Whether the form says of the file that waits what can be imported. Raises CatalogError."""
        waiting = self.intake.waiting(turn.account.name)
        if waiting is None or not self._is_ready(turn):
            turn.complain(text("import_gone", turn.language))
            return False
        columns = waiting.preview.columns
        said = {column: turn.field(f"column-{n}") for n, column in enumerate(columns)}
        mapping = {column: field if field in parts.CHOICES else "" for column, field in said.items()}
        chosen = [field for field in mapping.values() if field not in SEVERAL]
        if (currency := turn.field("currency")) in ("", *CODES) and "currency" in turn.form:
            mapping[PRICES_IN] = currency
        self.intake.explain(turn.account.name, mapping, keep_missing=turn.field("keep") == "yes")
        if len(chosen) != len(set(chosen)):
            turn.complain(text("column_twice", turn.language))
        elif not {"title", "title_zh"} & set(chosen):
            turn.complain(sentence("no_title_column", {"columns": ", ".join(columns)[:300]}, turn.language))
        elif "id" not in chosen:
            turn.complain(text("no_id_column", turn.language))
        return not turn.is_problem

    def drop(self, turn: Turn) -> None:
        """Leave the file that waits."""
        self.intake.drop(turn.account.name)
        work = self.intake.work.current
        if work is not None and work.actor == turn.account.name:
            self.intake.work.forget()

    def close(self, turn: Turn) -> None:
        """No longer show what the last import came to."""
        self.intake.work.forget()

    @admins_only
    def remove(self, turn: Turn) -> None:
        """Take the company's own products out."""
        self._removed(turn, is_sample=False)

    @admins_only
    def remove_samples(self, turn: Turn) -> None:
        """Take the sample company's products out."""
        self._removed(turn, is_sample=True)

    def _removed(self, turn: Turn, *, is_sample: bool) -> None:
        if not self._is_ready(turn):
            return
        catalog, name = self._services.catalog, turn.account.name
        count = catalog.remove_samples(name) if is_sample else catalog.remove_own(name)
        record(self._services, turn, "catalog.remove", "sample_catalog" if is_sample else "own_catalog", products=count)
        turn.sentences.append(plural("products_out", count, turn.language))
        turn.place = turn.place.moved(id="")

    def _is_ready(self, turn: Turn) -> bool:
        if self._services.state != "ready":
            turn.complain(text("staff_starting", turn.language))
        return self._services.state == "ready"
