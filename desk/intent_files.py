"""Intents as CSV: a row for each example, with columns that are known by several names in both languages."""

import csv
import io

from desk.errors import DeskError
from desk.intents import Row

MOST_ROWS = 5000
LARGEST = 2 * 2**20  # bytes

_NAMES = {
    "intent": ("intent", "name", "label", "意图"),
    "text": ("text", "example", "utterance", "示例", "例句"),
    "title": ("title", "标题", "名称"),
    "action": ("action", "动作", "处理方式"),
    "form": ("form", "表单"),
}


def read_csv(content: bytes) -> list[Row]:
    """The rows, counted as a spreadsheet counts them: 1 are the names of the columns.

    Raises DeskError where it is no CSV in UTF-8, lacks a needed column, or is too long.
    """
    try:
        lines = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""), strict=True)
        header = [name.strip().lower() for name in next(lines, [])]
        rows = [(n, row) for n, row in enumerate(lines, 2) if any(field.strip() for field in row)]
    except (UnicodeDecodeError, csv.Error):
        raise DeskError("file_not_csv") from None
    places = {
        field: next((place for place, name in enumerate(header) if name in names), -1)
        for field, names in _NAMES.items()
    }
    if min(places["intent"], places["text"]) < 0:
        raise DeskError("file_columns", found=", ".join(header)[:200])
    if len(rows) > MOST_ROWS:
        raise DeskError("file_rows", most=f"{MOST_ROWS:,}")

    def cell(row: list[str], field: str) -> str:
        place = places[field]
        return row[place].strip() if 0 <= place < len(row) else ""

    return [
        Row(n, cell(row, "intent"), cell(row, "text"), cell(row, "title"), cell(row, "action"), cell(row, "form"))
        for n, row in rows
    ]
