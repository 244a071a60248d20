"""HTML: what a reader of the page sees, with headings, lists and tables; no scripts, styles or hidden parts."""

import re
from collections.abc import Iterator

from lxml import etree

from knowledge.errors import UnreadableFile
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.encoding import decode
from knowledge.loading.source import Source
from knowledge.model import BlockKind, LoadedDocument

_DECLARED = re.compile(
    rb"<meta[^>]{0,200}?charset\s*=\s*[\"']?\s*([\w.:-]+)|<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]+)",
    re.IGNORECASE,
)
_UNSEEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(?:hidden|collapse)|font-size\s*:\s*0(?:px|pt|em|%)?\s*(?:;|$)", re.IGNORECASE
)
_SPACE = re.compile(r"[ \t\r\n\f]+")

_CONTAINERS = re.compile(r"</?(?!(?:p|br|h[1-6]|li|script|style|title)\b)[a-z][^<>]*>", re.IGNORECASE)

_UNSEEN = frozenset(
    [
        "script",
        "style",
        "template",
        "noscript",
        "head",
        "iframe",
        "object",
        "embed",
        "applet",
        "audio",
        "video",
        "canvas",
        "svg",
        "map",
        "select",
        "datalist",
        "textarea",
        "frameset",
        "noframes",
        "area",
        "param",
    ]
)
_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "caption",
        "dd",
        "details",
        "dialog",
        "dir",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "header",
        "hgroup",
        "hr",
        "html",
        "legend",
        "li",
        "main",
        "menu",
        "nav",
        "ol",
        "p",
        "pre",
        "search",
        "section",
        "summary",
        "table",
        "tbody",
        "td",
        "tfoot",
        "th",
        "thead",
        "tr",
        "ul",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
    ]
)
_HEADINGS = {"h1": 1, "h2": 2, "h3": 3, "h4": 4, "h5": 5, "h6": 6}
_LONG_CELL = 1000
_MAX_COLUMNS, _MAX_ROW_SPAN = 500, 2000


def load(source: Source) -> LoadedDocument:
    text, warnings = decode(source.data, source.charset or declared_charset(source.data))
    builder = BlockBuilder()
    builder.warnings += warnings
    title = add_html(text, builder)
    return builder.document(source, title)


def declared_charset(data: bytes) -> str | None:
    found = _DECLARED.search(data[:4096])
    return (found[1] or found[2]).decode("ascii", "replace") if found else None


def add_html(text: str, builder: BlockBuilder) -> str:
    """Add what the page shows to the builder; returns its title, '' if it has none."""
    root, whole = _parse(text)
    if not whole:  # the parser stops where pages are nested too deep; the words still count
        root, whole = _parse(_CONTAINERS.sub(" ", text))
    if not whole:
        raise UnreadableFile("malformed")
    title = root.find(".//title")
    _Walk(builder).run(root)
    return " ".join(title.itertext()) if title is not None else ""


def _parse(text: str) -> tuple[etree._Element, bool]:
    """The tree, and whether it holds all of the page."""
    parser = etree.HTMLParser(encoding="utf-8", no_network=True, remove_pis=True, huge_tree=True)
    # bytes, for a str with an XML declaration of another encoding would be refused
    data = text.encode("utf-8", "ignore").replace(b"\0", b"")
    root = etree.fromstring(data if data.strip() else b"<p></p>", parser)
    if root is None:
        root = etree.Element("html")
    return root, not any(error.type == etree.ErrorTypes.ERR_RESOURCE_LIMIT for error in parser.error_log)


class _Walk:
    """One pass over the tree without recursion, for pages may be nested without end."""

    def __init__(self, builder: BlockBuilder) -> None:
        self._builder = builder
        self._pieces: list[str] = []
        self._kind: list[BlockKind] = ["paragraph"]

    def run(self, root: etree._Element) -> None:
        skipped: etree._Element | None = None
        walker = etree.iterwalk(root, events=("start", "end", "comment"))
        for event, element in walker:
            if event == "comment":
                self._add(element.tail)
            elif event == "start":
                if _is_unseen(element):
                    walker.skip_subtree()
                    skipped = element
                elif element.tag == "table" and (rows := _data_table(element)) is not None:
                    self._flush()
                    walker.skip_subtree()
                    skipped = element
                    self._table(element, rows)
                else:
                    self._open(element)
            else:
                if element is not skipped:
                    self._close(element)
                skipped = None
                self._add(element.tail)
        self._flush()

    def _add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text if self._kind[-1] == "code" else _SPACE.sub(" ", text))

    def _open(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _BLOCKS:
            self._flush()
        if tag == "br":
            self._pieces.append("\n")
        elif tag == "pre":
            self._kind.append("code")
        elif tag == "li":
            self._kind.append("list")
        self._add(element.text)

    def _close(self, element: etree._Element) -> None:
        tag = element.tag
        if tag in _HEADINGS:
            text, self._pieces = "".join(self._pieces), []
            self._builder.heading(_HEADINGS[tag], text)
        elif tag in _BLOCKS:
            self._flush()
        if tag in ("pre", "li") and len(self._kind) > 1:
            self._kind.pop()

    def _flush(self) -> None:
        if self._pieces:
            self._builder.text("".join(self._pieces), self._kind[-1])
            self._pieces = []

    def _table(self, element: etree._Element, rows: list[list[str]]) -> None:
        caption = element.find("caption")
        if caption is not None and not _is_unseen(caption):
            self._builder.text(_text_of(caption))
        self._builder.table(rows, _marked_headers(element))


def _is_unseen(element: etree._Element) -> bool:
    if element.tag in _UNSEEN or element.get("hidden") is not None:
        return True
    style = element.get("style")
    return bool(style and _UNSEEN_STYLE.search(style))


def _data_table(table: etree._Element) -> list[list[str]] | None:
    """The cells of a table that holds data; None for one that only arranges the page."""
    if table.get("role") == "presentation" or any(True for _ in table.iterdescendants("table", "h1", "h2", "h3")):
        return None
    rows: list[list[str]] = []
    spans: dict[int, tuple[int, str]] = {}  # column -> rows still covered from above, and by what
    for tr in _visible_rows(table):
        row: list[str] = []
        for cell in tr.iterchildren("td", "th"):
            _fill_spans(row, spans)
            text = "" if _is_unseen(cell) else _text_of(cell)
            if len(text) > _LONG_CELL:
                return None
            columns = _span(cell, "colspan", _MAX_COLUMNS)
            down = _span(cell, "rowspan", _MAX_ROW_SPAN)
            for _ in range(min(columns, _MAX_COLUMNS - len(row))):
                if down > 1:
                    spans[len(row)] = (down - 1, text)
                row.append(text)
        _fill_spans(row, spans)
        rows.append(row)
    if not rows or max(len(row) for row in rows) < 2:
        return None
    return rows


def _visible_rows(table: etree._Element) -> Iterator[etree._Element]:
    for tr in table.iterdescendants("tr"):
        parent = tr.getparent()
        if not _is_unseen(tr) and (parent is None or not _is_unseen(parent)):
            yield tr


def _fill_spans(row: list[str], spans: dict[int, tuple[int, str]]) -> None:
    while (above := spans.get(len(row))) is not None:
        left, text = above
        if left > 1:
            spans[len(row)] = (left - 1, text)
        else:
            del spans[len(row)]
        row.append(text)


def _span(cell: etree._Element, name: str, limit: int) -> int:
    value = cell.get(name, "1").strip()
    return max(1, min(int(value), limit)) if value.isdecimal() and len(value) < 9 else 1


def _marked_headers(table: etree._Element) -> int | None:
    """How many rows the page marks as headers; None when it marks none."""
    count = 0
    for tr in _visible_rows(table):
        cells = list(tr.iterchildren("td", "th"))
        parent = tr.getparent()
        in_head = parent is not None and parent.tag == "thead"
        # one 'th' at the left is a row's own name
        if cells and (in_head or all(cell.tag == "th" for cell in cells)) and len(cells) > 1:
            count += 1
        else:
            break
    return count or None


def _text_of(element: etree._Element) -> str:
    pieces = [element.text or ""]
    walker = etree.iterwalk(element, events=("start", "end", "comment"))
    skipped: etree._Element | None = None
    for event, child in walker:
        if child is element:
            continue
        if event == "comment":
            pieces.append(child.tail or "")
        elif event == "start":
            if _is_unseen(child):
                walker.skip_subtree()
                skipped = child
            else:
                if child.tag == "br" or child.tag in _BLOCKS:
                    pieces.append(" ")
                pieces.append(child.text or "")
        else:
            if child is not skipped and child.tag in _BLOCKS:
                pieces.append(" ")
            skipped = None
            pieces.append(child.tail or "")
    return _SPACE.sub(" ", "".join(pieces)).strip()
