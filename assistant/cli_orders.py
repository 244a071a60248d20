"""The command line's `orders` commands."""

from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from assistant.cli import AsJson, Data, DataDir, Reply, run
from settings import Settings

orders = typer.Typer(no_args_is_help=True, help="Orders that customers may ask for.")


@orders.callback()
def _group() -> None:
    """Keeps `import` a command of its own while it is the only one."""


@orders.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, readable=True, help="CSV or XLSX.")],
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Take in a file of orders; its columns are known by their names. Works beside a running app."""

    def work(settings: Settings) -> Reply:
        from assistant.order_files import ERRORS, import_orders, match_columns, read_sheet
        from desk.orders import Orders

        with Data(settings) as data:
            kept, sheet = Orders(data.database), read_sheet(file)
            done = import_orders(kept, sheet, match_columns(sheet.headers, kept.columns()))
            data.audit.record("command line", "orders.import", file.name, imported=done.imported, updated=done.updated)
        rejected = [{"row": row, "error": ERRORS[key]["en"]} for row, key in done.rejected]
        return {"imported": done.imported, "updated": done.updated, "rejected": rejected}

    def show(reply: Reply) -> Iterator[str]:
        yield f"{reply['imported']} new orders, {reply['updated']} updated, {len(reply['rejected'])} rows rejected."
        yield from (f"  row {one['row']}: {one['error']}" for one in reply["rejected"])

    run(work, show, data_dir, as_json)
