"""Ways to reach a person, found in the words a company wrote: an address, a number or a page becomes a link."""

import re
from dataclasses import dataclass
from typing import Literal
from urllib.parse import quote

_PAGE = re.compile(r"https?://[^\s<>\"'，。；、）)]+[^\s<>\"'，。；、）).,;:!?]")
_MAIL = re.compile(r"[\w.+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+")
_PHONE = re.compile(r"(?<![\w:–-])\+?\(?\d[\d\s()./-]{5,}\d(?![\w:–])")
_DATE = re.compile(r"\d{4}([-./])\d{1,2}\1\d{1,2}")
_LEAST_DIGITS = 6


@dataclass(frozen=True)
class Way:
    kind: Literal["mail", "phone", "page"]
    shown: str
    href: str


def ways(contact: str) -> list[Way]:
    """The links, in the order mail, phone, page; none where the words hold no address."""
    contact = contact[:1000]
    pages = _PAGE.findall(contact)
    rest = _PAGE.sub(" ", contact)
    mails = _MAIL.findall(rest)
    rest = _MAIL.sub(" ", rest)
    phones = [found.strip() for found in _PHONE.findall(rest) if not _DATE.fullmatch(found.strip())]
    return [
        *(Way("mail", mail, "mailto:" + quote(mail, safe="@+._-")) for mail in dict.fromkeys(mails)),
        *(
            Way("phone", phone, "tel:" + re.sub(r"[^\d+]", "", phone))
            for phone in dict.fromkeys(phones)
            if len(re.sub(r"\D", "", phone)) >= _LEAST_DIGITS
        ),
        *(Way("page", re.sub(r"^https?://", "", page), page) for page in dict.fromkeys(pages)),
    ]
