"""Mail (EML, and MBOX with many): header, body, and attachments of the kinds that can be read."""

import base64
import email
import email.errors
import email.header
import email.message
import email.policy
import re
from email.utils import parsedate_to_datetime

from knowledge.errors import UnreadableFile
from knowledge.loading.archive import add_file
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.encoding import decode
from knowledge.loading.html import add_html, declared_charset
from knowledge.loading.source import ENDS_ALL, Source
from knowledge.loading.text import add_text
from knowledge.model import Block, LoadedDocument, Place

HEADER_PLACE = "mail header"

_MAIL_START = re.compile(rb"^From [^\n]*\d{4}[^\n]*\r?\n", re.MULTILINE)
_MAX_HEADER = 20_000


def load(source: Source) -> LoadedDocument:
    if source.format == "mbox":
        return _load_mailbox(source)
    builder = BlockBuilder()
    subject = _add_mail(source, source.data, builder, prefix="")
    return builder.document(source, title=subject)


def add_header(builder: BlockBuilder, fields: list[tuple[str, str]], prefix: str = "") -> None:
    """Subject, sender, receivers and date, each a row that can be found and cited."""
    place = Place(part=prefix + HEADER_PLACE)
    for name, value in fields:
        value = " ".join(value.split())[:_MAX_HEADER]
        if value:
            builder.blocks.append(Block(f"{name}: {value}", "row", (), place, ((name, value),)))


def add_attachment(source: Source, name: str, data: bytes, builder: BlockBuilder) -> None:
    """Read one attachment under the mail's own limits; what cannot be read is named in a warning."""
    source.budget.member()
    source.budget.unpack(len(data))
    try:
        add_file(source.inside(data, name), builder)
    except UnreadableFile as error:
        if error.code in ENDS_ALL:
            raise
        builder.warnings.append(f"Attachment {name}: {error}")


def _load_mailbox(source: Source) -> LoadedDocument:
    builder = BlockBuilder()
    starts = list(_MAIL_START.finditer(source.data))
    for n, start in enumerate(starts, start=1):
        source.budget.member()
        end = starts[n].start() if n < len(starts) else len(source.data)
        builder.clear_headings()
        _add_mail(
            source, source.data[start.end() : end].replace(b"\n>From ", b"\nFrom "), builder, prefix=f"mail {n} › "
        )
    return builder.document(source, title=source.stem)


def _add_mail(source: Source, data: bytes, builder: BlockBuilder, prefix: str) -> str:
    """Add one mail; returns its subject."""
    message = email.message_from_bytes(data, policy=email.policy.compat32)
    subject = _header(message, "subject")
    fields = (
        [("Subject", subject)]
        + [(name, _header(message, name)) for name in ("From", "To", "Cc")]
        + [("Date", _date(message))]
    )
    add_header(builder, fields, prefix)
    builder.place = Place(part=prefix.removesuffix(" › ") or None)
    bodies, attachments = _parts(message)
    for part in bodies:
        _add_body(part, builder)
    for n, part in enumerate(attachments, start=1):
        name = _file_name(part) or f"attachment {n}"
        if isinstance(part.get_payload(), list):  # a mail within the mail
            inner = _only_mail(part).as_bytes(policy=email.policy.compat32)
            if str(part.get("Content-Transfer-Encoding", "")).strip().lower() == "base64":
                inner = base64.b64decode(inner)
            add_attachment(source, name, inner, builder)
        else:
            add_attachment(source, name, _payload(part), builder)
    return subject


def _parts(message: email.message.Message) -> tuple[list[email.message.Message], list[email.message.Message]]:
    """The parts to read as the mail's text, and the attachments. Of alternatives the best that can be read."""
    bodies: list[email.message.Message] = []
    attachments: list[email.message.Message] = []
    queue = [message]
    while queue:
        part = queue.pop(0)
        kind = part.get_content_type()
        if kind == "message/rfc822" and part is not message:
            attachments.append(part)
        elif part.is_multipart():
            children = [child for child in part.get_payload() if isinstance(child, email.message.Message)]
            if kind == "multipart/alternative":
                children = _best_alternative(children)
            queue[:0] = children
        elif (
            part.get_content_disposition() == "attachment"
            or not kind.startswith("text/")
            or (_file_name(part) and bodies)
        ):
            if kind.startswith("image/") and part.get("Content-ID") and part.get_content_disposition() != "attachment":
                continue  # a picture of the layout
            attachments.append(part)
        elif kind != "text/calendar":
            bodies.append(part)
    return bodies, attachments


def _best_alternative(parts: list[email.message.Message]) -> list[email.message.Message]:
    """HTML keeps tables and headings, so it goes first unless it says nothing; a container may hold it."""
    plain = [part for part in parts if part.get_content_type() == "text/plain"][:1]
    for part in reversed(parts):
        if part.is_multipart():
            return [part]
        if part.get_content_type() == "text/html" and re.search(rb">\s*[^\s<]", _payload(part)):
            return [part] if _says_the_same(plain, part) else [*plain, part]
    return plain or parts[-1:]


def _says_the_same(plain: list[email.message.Message], page: email.message.Message) -> bool:
    """Whether most words of the plain text stand in the HTML too. Some programs put other text there."""
    if not plain:
        return True
    words = set(re.findall(rb"\w{4,}", _payload(plain[0])[:100_000]))
    shown = set(re.findall(rb"\w{4,}", _payload(page)))
    return len(words & shown) >= 0.8 * len(words)


def _add_body(part: email.message.Message, builder: BlockBuilder) -> None:
    data = _payload(part)
    if not data.strip():
        return
    charset = part.get_content_charset()
    is_html = part.get_content_type() == "text/html"
    try:
        text, warnings = decode(data, charset or (declared_charset(data) if is_html else None))
    except UnreadableFile as error:
        builder.warnings.append(f"A part of the mail: {error}")
        return
    builder.warnings += warnings
    if is_html:
        add_html(text, builder)
    else:
        add_text(text, builder)


def _only_mail(part: email.message.Message) -> email.message.Message:
    """The mail inside a message/rfc822 part."""
    payload = part.get_payload()
    inner = payload[0] if isinstance(payload, list) and payload else None
    return inner if isinstance(inner, email.message.Message) else email.message.Message()


def _payload(part: email.message.Message) -> bytes:
    data = part.get_payload(decode=True)
    return data if isinstance(data, bytes) else b""


def _header(message: email.message.Message, name: str) -> str:
    """A header as a person reads it: encoded words decoded, raw bytes recognised."""
    value = message.get(name)
    if value is None:
        return ""
    raw = str(value)[:_MAX_HEADER]
    words: list[str] = []
    try:
        decoded = email.header.decode_header(value if not isinstance(value, str) else raw)
    except (email.errors.HeaderParseError, ValueError):
        return raw
    for piece, charset in decoded:
        if isinstance(piece, str):
            piece = piece.encode("ascii", "surrogateescape") if not piece.isascii() else piece
        if isinstance(piece, str):
            words.append(piece)
            continue
        try:
            words.append(decode(piece, None if charset in (None, "unknown-8bit") else charset)[0])
        except UnreadableFile:
            continue
    return "".join(words)


def _date(message: email.message.Message) -> str:
    raw = _header(message, "date")
    try:
        return parsedate_to_datetime(raw).strftime("%Y-%m-%d %H:%M")
    except (ValueError, TypeError, IndexError):
        return raw


def _file_name(part: email.message.Message) -> str:
    name = part.get_filename()
    if not name:
        return ""
    holder = email.message.Message()
    holder["name"] = str(name).replace("\n", " ").replace("\r", " ")
    return _header(holder, "name").replace("\\", "/").rsplit("/", 1)[-1]
