"""The choice of language, and words with their gaps filled. The words themselves are in `web.words`."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Literal, cast

from web.words import STRINGS

Language = Literal["en", "zh"]
LANGUAGES: Sequence[Language] = ("en", "zh")

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip

Words = Mapping[str, str]
"""One thing said in each language, such as the company's name."""


def text(key: str, language: str, **values: object) -> str:
    """The string `key` in the language, with its gaps filled; raises KeyError for an unknown key or a missing value."""
    return STRINGS[key][as_language(language)].format(**values)


def plural(key: str, count: int, language: str, **values: object) -> str:
    """`key`_one for 1, else `key`_many."""
    return text(f"{key}_{'one' if count == 1 else 'many'}", language, count=f"{count:,}", **values)


def ago(time: datetime, now: datetime, language: str) -> str:
    """How long ago, in words: 'just now', '3 minutes ago', 'yesterday'; after a week the date."""
    seconds = max(0, int((now - time).total_seconds()))
    if seconds < 60:
        return text("now", language)
    for unit, length, most in (("minutes", 60, 3600), ("hours", 3600, 86400), ("days", 86400, 7 * 86400)):
        if seconds < most:
            return plural(unit, seconds // length, language)
    return date(time, language)


def date(time: datetime, language: str) -> str:
    """'2 April 2026'."""
    return (
        f"{time.year} 年 {time.month} 月 {time.day} 日"
        if language == "zh"
        else f"{time.day} {_month(time)} {time.year}"
    )


def day(time: datetime, now: datetime, language: str) -> str:
    """The day, with its year where that is not this one: '3 May', '3 May 2024'."""
    if time.year != now.year:
        return date(time, language)
    return f"{time.month} 月 {time.day} 日" if language == "zh" else f"{time.day} {_month(time)}"


def _month(time: datetime) -> str:
    return _MONTHS[time.month - 1]  # strftime would follow the server's locale


def size(count: int) -> str:
    """Bytes for people: '340 B', '12 KB', '3.4 MB', '25.3 GB'."""
    if count < 1000:
        return f"{count} B"
    if count < 1_000_000:
        return f"{round(count / 1000)} KB"
    return f"{count / 1_000_000:.1f} MB" if count < 1_000_000_000 else f"{count / 1_000_000_000:.1f} GB"


def as_language(value: str | None) -> Language:
    return cast(Language, value) if value in LANGUAGES else "en"


def choose_language(chosen: str | None, accept_language: str | None) -> Language:
    """The person's own choice (a cookie) first, else what the browser prefers, else English."""
    if chosen in LANGUAGES:
        return cast(Language, chosen)
    ranked = []
    for position, entry in enumerate((accept_language or "")[:500].split(",")):
        tag, _, parameters = entry.strip().partition(";")
        try:
            quality = float(parameters.strip().removeprefix("q=")) if parameters else 1.0
        except ValueError:
            quality = 0.0
        if quality > 0:
            ranked.append((-quality, position, tag.lower()[:2]))
    return next((cast(Language, tag) for _, _, tag in sorted(ranked) if tag in LANGUAGES), "en")
