"""The process that reads a catalog file for `knowledge.catalog.reading`.

One question as its argument, lines of JSON out: the first tells the columns and what they mean, each further one is a
row, the last says that it was the last.
"""

import json
import sys
from itertools import chain, islice
from pathlib import Path
from typing import Any

from knowledge.catalog.columns import guess
from knowledge.catalog.errors import CatalogError
from knowledge.catalog.files import read_rows
from knowledge.catalog.parsing import products
from knowledge.catalog.rows import Rejected
from knowledge.loading import Limits
from knowledge.priority import lower_priority

LOOKED_AT = 500  # rows whose columns are looked at; rows of JSON need not have the same
SHOWN = 8  # rows of a preview
LONGEST = 120  # characters of a cell in a preview
_LIBRARIES = 2**30  # address space that the libraries' code takes beside what a file needs


def main(question: dict[str, Any]) -> None:
    limits = Limits(**question["limits"])
    lower_priority()
    _limit(limits)
    try:
        _answer(question, limits)
        _say({"end": True})
    except CatalogError as error:
        _say({"error": error.code, "details": error.details})
    except MemoryError:
        _say({"error": "malformed", "details": {"detail": "reading it needs too much memory"}})
    except OSError as error:
        _say({"error": "malformed", "details": {"detail": str(error)}})


def _answer(question: dict[str, Any], limits: Limits) -> None:
    rows = read_rows(Path(question["path"]), question["name"], limits)
    first = list(islice(rows, LOOKED_AT))
    columns = dict.fromkeys(name for row in first if not isinstance(row, Rejected) for name in row[1])
    mapping = guess(columns) | (question["mapping"] or {})
    if question["extent"] != "preview" and columns and not {"title", "title_zh"} & set(mapping.values()):
        raise CatalogError("no_title_column", columns=", ".join(columns)[:500])
    shown = [row for row in first if not isinstance(row, Rejected)][:SHOWN]
    cells = [{name: str(value)[:LONGEST] for name, value in row[1].items() if value is not None} for row in shown]
    _say({"columns": list(columns), "mapping": mapping, "cells": cells})
    wanted = iter(first[:SHOWN]) if question["extent"] == "preview" else chain(first, rows)
    for row in products(wanted, mapping):
        if isinstance(row, Rejected):
            _say({"row": row.row, "code": row.code, "details": row.details})
        else:
            _say({"row": row[0], "product": row[1].to_json()})


def _say(line: dict[str, Any]) -> None:
    print(json.dumps(line))


def _limit(limits: Limits) -> None:
    """The system's own limits; the other side watches the time too."""
    if sys.platform == "linux":
        import resource

        _, most = resource.getrlimit(resource.RLIMIT_AS)
        resource.setrlimit(resource.RLIMIT_AS, (limits.memory + _LIBRARIES, most))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


if __name__ == "__main__":
    main(json.loads(sys.argv[1]))
