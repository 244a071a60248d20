"""`python -m assistant catalog ...`: what the company sells."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated

import typer

from assistant.bar import bar
from assistant.cli import AsJson, DataDir, Refused, Reply, in_app, run
from settings import Settings

catalog = typer.Typer(no_args_is_help=True, help="Import and list what the company sells.")

SHOWN = 20  # rejected rows that are printed; --json has more


@catalog.command("import")
def import_file(
    file: Annotated[Path, typer.Argument(help="CSV, TSV, XLSX, JSON, JSONL or a product feed (XML).")],
    column: Annotated[
        list[str] | None, typer.Option(help="What a column means, COLUMN=FIELD; remembered. May be given again.")
    ] = None,
    currency: Annotated[
        str, typer.Option(help="The currency of prices that name none, such as EUR; remembered with the columns.")
    ] = "",
    keep: Annotated[bool, typer.Option("--keep", help="Keep products that the file does not have.")] = False,
    data_dir: DataDir = "",
    as_json: AsJson = False,
) -> None:
    """Take in a catalog. Products that are there already are updated, those that the file no longer has are removed."""

    def work(settings: Settings) -> Reply:
        if not file.is_file():
            raise Refused(f"There is no file {file}. Check the path.")
        mapping = _mapping(column or [], currency)
        with bar(not as_json) as progress:
            return in_app(
                settings, "import_catalog", threads=os.cpu_count(), progress=progress, path=str(file.resolve()),
                name=file.name, mapping=mapping, keep=keep,
            )  # fmt: skip

    def show(reply: Reply) -> Iterator[str]:
        for row in reply["rejected"][:SHOWN]:
            yield f"row {row['row']}: {row['error']}"
        if reply["rejected_count"] > SHOWN:
            yield f"... and {reply['rejected_count'] - SHOWN} more rows"
        yield (
            f"{reply['imported']} new, {reply['updated']} updated, {reply['unchanged']} unchanged, "
            f"{reply['removed']} removed, {reply['rejected_count']} rejected"
        )

    run(work, show, data_dir, as_json)


def _mapping(given: list[str], currency: str) -> dict[str, str] | None:
    from knowledge.catalog.columns import ATTRIBUTE, FIELDS, PRICES_IN
    from knowledge.catalog.money import CODES
    from knowledge.catalog.money import currency as code_of

    mapping: dict[str, str] = {}
    for text in given:
        name, _, field = text.rpartition("=")
        if not name or field not in (*FIELDS, ATTRIBUTE, ""):
            known = ", ".join((*FIELDS, ATTRIBUTE))
            raise Refused(f"--column {text!r} is not COLUMN=FIELD. The fields: {known}; nothing leaves it out.")
        mapping[name] = field
    if currency:
        if not (code := code_of(currency)):
            raise Refused(f"--currency {currency!r} is no currency we know. Known: {', '.join(CODES)}.")
        mapping[PRICES_IN] = code
    return mapping or None
