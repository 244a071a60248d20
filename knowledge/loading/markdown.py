"""Markdown (CommonMark with tables), by way of the HTML it stands for."""

import re

from markdown_it import MarkdownIt

from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.encoding import decode
from knowledge.loading.html import add_html
from knowledge.loading.source import Source
from knowledge.model import LoadedDocument

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n(.*?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TITLE = re.compile(r"^title:\s*[\"']?(.+?)[\"']?\s*$", re.MULTILINE)


def load(source: Source) -> LoadedDocument:
    text, warnings = decode(source.data, source.charset)
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    title = ""
    if front := _FRONT_MATTER.match(text):
        found = _TITLE.search(front[1])
        title = found[1] if found else ""
        text = text[front.end() :]
    builder = BlockBuilder()
    builder.warnings += warnings
    page = MarkdownIt("commonmark", {"html": True}).enable(["table", "strikethrough"]).render(text)
    add_html(page, builder)
    return builder.document(source, title)
