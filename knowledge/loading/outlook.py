"""Outlook's own mail files (MSG), with their attachments."""

import io

from oxmsg import Message

from knowledge.errors import UnreadableFile
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.encoding import decode
from knowledge.loading.html import add_html, declared_charset
from knowledge.loading.mail import add_attachment, add_header
from knowledge.loading.source import Source
from knowledge.loading.text import add_text
from knowledge.model import LoadedDocument

_PID_HTML = 0x1013


def load(source: Source) -> LoadedDocument:
    message = Message.load(io.BytesIO(source.data))
    builder = BlockBuilder()
    receivers = ", ".join(f"{person.name} <{person.email_address}>" for person in message.recipients)
    sent = message.sent_date
    fields = [
        ("Subject", message.subject),
        ("From", message.sender or ""),
        ("To", receivers),
        ("Date", sent.strftime("%Y-%m-%d %H:%M") if sent else ""),
    ]
    add_header(builder, fields)
    _add_body(message, builder)
    for n, attachment in enumerate(message.attachments, start=1):
        data = attachment.file_bytes
        name = attachment.file_name or f"attachment {n}"
        if data is None:
            builder.warnings.append(f"Attachment {name}: a message inside the message was not read.")
        else:
            add_attachment(source, name, data, builder)
    return builder.document(source, title=message.subject)


def _add_body(message: Message, builder: BlockBuilder) -> None:
    html = message.properties.binary_prop_value(_PID_HTML)
    if html:
        try:
            text, warnings = decode(html, declared_charset(html) or message.properties.body_encoding)
            builder.warnings += warnings
            add_html(text, builder)
            return
        except UnreadableFile as error:
            builder.warnings.append(f"The HTML of the mail: {error}")
    if message.body:
        add_text(message.body, builder)
    elif message.html_body:
        add_html(message.html_body, builder)
