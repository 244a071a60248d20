"""CSV and TSV: every record a row under the names of its columns, none lost."""

import csv
import io

from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.encoding import decode
from knowledge.loading.source import Source
from knowledge.model import LoadedDocument

_SEPARATORS = ",;\t|"
_SAMPLE_LINES = 50
_TORN = 30  # line breaks inside one cell: a quote was opened and never closed


def load(source: Source) -> LoadedDocument:
    text, warnings = decode(source.data, source.charset)
    records, torn = read_records(text, source.format)
    builder = BlockBuilder()
    builder.warnings += warnings
    if torn:
        builder.warnings.append("A quotation mark is opened and never closed: quotation marks were taken as text.")
    builder.table(records, first_row=1)
    return builder.document(source, title=source.stem)


def read_records(text: str, kind: str) -> tuple[list[list[str]], bool]:
    """All records of a 'csv' or 'tsv', and whether the quoting was broken and therefore ignored."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
    first, _, rest = text.partition("\n")
    separator = None
    if first.lower().startswith("sep=") and len(first.strip()) == 5:  # Excel's own note to itself
        separator, text = first.strip()[-1], rest
    return _records(text, separator or _separator(text, kind))


def _records(text: str, separator: str) -> tuple[list[list[str]], bool]:
    """All records, and whether the quoting was broken and therefore ignored."""
    csv.field_size_limit(max(len(text), 1024))
    try:
        records = list(csv.reader(io.StringIO(text, newline=""), delimiter=separator, skipinitialspace=True))
        if not any(cell.count("\n") > _TORN for record in records for cell in record):
            return records, False
    except csv.Error:
        pass
    return [line.split(separator) for line in text.split("\n")], True


def _separator(text: str, kind: str) -> str:
    """The one that cuts the first lines into the most even columns."""
    lines = [line for line in text.split("\n", _SAMPLE_LINES + 1)[:_SAMPLE_LINES] if line.strip()]
    best, best_score = "\t" if kind == "tsv" else ",", 0.0
    for separator in _SEPARATORS:
        try:
            widths = [len(row) for row in csv.reader(lines, delimiter=separator) if row]
        except csv.Error:
            continue
        usual = max(set(widths), key=widths.count) if widths else 1
        if usual > 1:
            score = widths.count(usual) / len(widths) + min(usual, 20) / 100
            if score > best_score:
                best, best_score = separator, score
    return best
