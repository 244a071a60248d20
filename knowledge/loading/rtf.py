"""RTF, by way of striprtf; headings are found by their outline level or style, tables by their rows."""

import re

from striprtf.striprtf import rtf_to_text

from knowledge.errors import UnreadableFile
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.source import Source
from knowledge.model import LoadedDocument

# striprtf writes '|' between cells and drops styles. Private characters carry both through it.
_BAR, _HEADING = "\ue0f0", "\ue0f1"
_STYLE = re.compile(r"\\s(\d+)\b[^{}]*?(?:heading|标题|標題|überschrift|titre)\s*([1-9])\s*;", re.IGNORECASE)
_OUTLINE = re.compile(r"\\outlinelevel([0-8])(?!\d) ?")
_MARKED = re.compile(f"{_HEADING}([1-9])")
_STRAY_STAR = re.compile(r"(?<!\{)(?<!\{[ \r\n])\\\*")  # it means something at the start of a group only
_SHOWN = re.compile(r"(?:\\\*)?\\(header|footer|footnote)[lrf]?(?![a-z]) ?")  # striprtf leaves these out
_TITLE = re.compile(r"\{\\title\s([^{}\\]+)\}")
_SURROGATES = re.compile("[\ud800-\udbff][\udc00-\udfff]")


def load(source: Source) -> LoadedDocument:
    text = source.data.decode("latin-1")
    end_of_styles = _end_of_group(text, text.find("{\\stylesheet"))
    levels = {number: int(level) for number, level in _STYLE.findall(text[:end_of_styles])}
    plain, warnings = _plain(_with_marks(text, end_of_styles, levels))
    plain = _SURROGATES.sub(lambda pair: pair[0].encode("utf-16", "surrogatepass").decode("utf-16"), plain)
    builder = BlockBuilder()
    builder.warnings += warnings
    rows: list[list[str]] = []
    for line in plain.split("\n"):
        if line.count("|") and line.rstrip().endswith("|"):
            rows.append([_unmarked(cell) for cell in line.rstrip()[:-1].split("|")])
            continue
        _add_table(rows, builder)
        rows = []
        marks = _MARKED.findall(line)
        if marks:
            builder.heading(int(marks[-1]), _unmarked(line))
        else:
            builder.text(_unmarked(line))
    _add_table(rows, builder)
    title = _TITLE.search(text)
    return builder.document(source, title[1] if title and title[1].isascii() else "")


def _add_table(rows: list[list[str]], builder: BlockBuilder) -> None:
    if len(rows) == 1 and len(rows[0]) == 1:
        builder.text(rows[0][0])
    elif rows:
        builder.table(rows)


def _plain(text: str) -> tuple[str, list[str]]:
    """The text and warnings; single bytes that fit no character (symbol fonts have such) are left out and counted."""
    try:
        return str(rtf_to_text(text, errors="strict")), []
    except UnicodeDecodeError:
        plain = str(rtf_to_text(text, errors="replace"))
    broken = plain.count("\ufffd")
    if broken > 3 + 0.02 * len(plain):
        raise UnreadableFile("encoding")
    return plain.replace("\ufffd", ""), [f"{broken} characters of the text are damaged and were left out."]


def _with_marks(text: str, end_of_styles: int, levels: dict[str, int]) -> str:
    head, body = text[:end_of_styles], text[end_of_styles:]
    body = body.replace("|", _BAR)
    body = _STRAY_STAR.sub("", body)
    body = _SHOWN.sub(lambda match: "\\par " if match[1] != "footnote" else " ", body)
    body = _OUTLINE.sub(lambda match: f"{_HEADING}{int(match[1]) + 1}", body)
    if levels:
        named = re.compile(r"\\s(" + "|".join(levels) + r")(?!\d) ?")
        body = named.sub(lambda match: f"{_HEADING}{levels[match[1]]}", body)
    return head + body


def _unmarked(text: str) -> str:
    return _MARKED.sub("", text).replace(_BAR, "|")


def _end_of_group(text: str, start: int) -> int:
    """Where the group that begins at `start` ends; 0 when there is none."""
    if start < 0:
        return 0
    depth = 0
    for brace in re.finditer(r"\\[{}\\]|[{}]", text[start:]):
        depth += {"{": 1, "}": -1}.get(brace[0], 0)
        if depth == 0:
            return start + brace.end()
    return 0
