"""What the company chooses for itself on the settings page, over the operator's defaults."""

import base64
import dataclasses
import re
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import delete, select

from desk.errors import DeskError
from desk.tables import PreferenceRow
from storage.database import Database

LANGUAGES = ("en", "zh")
LONGEST = {"company": 80, "greeting": 300, "contact": 300, "tone": 200}
LONGEST_RULES = 3000
MOST_STARTERS = 6
LONGEST_STARTER = 120
LARGEST_LOGO = 200_000  # bytes
UNNAMED = "Frontdesk"
KEPT_SECONDS = 1.0  # every answer and every page asks for them

_LOGO = "logo"
_SIGNATURES = (
    (re.compile(rb"\x89PNG\r\n\x1a\n"), "image/png"),
    (re.compile(rb"\xff\xd8\xff"), "image/jpeg"),
    (re.compile(rb"RIFF....WEBP", re.DOTALL), "image/webp"),
    (
        re.compile(rb"\s*(<\?xml[^>]*>\s*)?(<!--.*?-->\s*)*(<!DOCTYPE svg[^>]*>\s*)?<svg[\s>]", re.DOTALL),
        "image/svg+xml",
    ),
)


def _none() -> dict[str, str]:
    return {"en": "", "zh": ""}


@dataclass(frozen=True)
class Preferences:
    """Texts and starters by language, 'en' and 'zh'."""

    company: Mapping[str, str] = field(default_factory=_none)
    greeting: Mapping[str, str] = field(default_factory=_none)  # empty: the page's own words
    contact: Mapping[str, str] = field(default_factory=_none)  # how to reach a person
    tone: Mapping[str, str] = field(default_factory=_none)  # of a language model's answers
    rules: Mapping[str, str] = field(default_factory=_none)  # of the house, for a language model; several lines
    starters: Mapping[str, tuple[str, ...]] = field(default_factory=lambda: {"en": (), "zh": ()})  # empty: found
    model: Mapping[str, str] = field(default_factory=dict)  # 'kind', 'model', 'url' of what an admin has chosen
    refusal: float = 0.5  # 0 answers nearly everything, 1 nearly nothing
    accent: str = "#2F6FEB"
    downloads: bool = False  # whether customers may have the original file of a public document

    def name(self, language: str) -> str:
        """What the pages are headed with: the company's name, the program's where it has none."""
        return self.company[language] or UNNAMED


class PreferenceStore:
    """Keeps what differs from the defaults."""

    def __init__(self, database: Database, defaults: Callable[[], Preferences]) -> None:
        """`defaults` is asked at each reading, for they may change while the app runs."""
        self._database = database
        self._defaults = defaults
        self._kept: tuple[float, Preferences] | None = None

    @property
    def defaults(self) -> Preferences:
        """What holds where nothing was chosen."""
        return self._defaults()

    def get(self) -> Preferences:
        """As they are now, or were a second ago where another process changed them.

        What an older version stored and this one cannot use has its default.
        """
        kept, now = self._kept, time.monotonic()
        if kept is None or now - kept[0] > KEPT_SECONDS:
            kept = self._kept = (now, self._read())
        return kept[1]

    def _read(self) -> Preferences:
        with self._database.read() as session:
            rows = session.execute(select(PreferenceRow.name, PreferenceRow.value).where(PreferenceRow.name != _LOGO))
            stored = [(row.name, row.value) for row in rows]
        values: dict[str, Any] = {}
        for name, value in stored:
            try:
                values[name] = _checked(name, value)
            except DeskError:
                continue
        return dataclasses.replace(self.defaults, **values)

    def change(self, **changes: Any) -> Preferences:
        """Set some of them by their names; raises DeskError with a sentence, and then nothing has changed."""
        checked = {name: _checked(name, value) for name, value in changes.items()}
        with self._database.write() as session:
            for name, value in checked.items():
                session.merge(PreferenceRow(name=name, value=value))
        self._kept = None
        return self.get()

    def reset(self, *names: str) -> Preferences:
        """Back to the operator's defaults."""
        with self._database.write() as session:
            session.execute(delete(PreferenceRow).where(PreferenceRow.name.in_(names)))
        self._kept = None
        return self.get()

    def logo(self) -> tuple[str, bytes] | None:
        """Media type and bytes of the company's logo, None where it has none."""
        with self._database.read() as session:
            row = session.get(PreferenceRow, _LOGO)
            return None if row is None else (row.value["type"], base64.b64decode(row.value["content"]))

    def set_logo(self, content: bytes | None) -> None:
        """PNG, JPEG, WebP or SVG, known by its content; None takes it away. Raises DeskError for anything else."""
        if content is None:
            self.reset(_LOGO)
            return
        if len(content) > LARGEST_LOGO:
            raise DeskError("logo_large", most=f"{LARGEST_LOGO // 1000} KB")
        kind = next((kind for signature, kind in _SIGNATURES if signature.match(content)), None)
        if kind is None:
            raise DeskError("logo_unknown")
        with self._database.write() as session:
            session.merge(
                PreferenceRow(name=_LOGO, value={"type": kind, "content": base64.b64encode(content).decode()})
            )


def _checked(name: str, value: Any) -> Any:
    """The value as it is kept; raises DeskError."""
    if name in LONGEST:
        return {language: _line(value.get(language, ""), LONGEST[name]) for language in LANGUAGES}
    if name == "rules":
        return {language: _lines(value.get(language, "")) for language in LANGUAGES}
    if name == "starters":
        return {language: _starters(value.get(language, ())) for language in LANGUAGES}
    if name == "model":
        return {part: _line(value.get(part, ""), 300) for part in ("kind", "model", "url")}
    if name == "refusal":
        if not isinstance(value, int | float) or not 0 <= value <= 1:
            raise DeskError("refusal_range")
        return float(value)
    if name == "accent":
        if not re.fullmatch(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})", str(value)):
            raise DeskError("accent_unknown")
        return str(value)
    if name == "downloads":
        return bool(value)
    raise DeskError("preference_unknown", name=name[:40])


def _line(value: str, most: int) -> str:
    line = " ".join(str(value).split())
    if len(line) > most:
        raise DeskError("text_long", most=str(most))
    return line


def _lines(value: str) -> str:
    text = "\n".join(line for line in map(str.strip, str(value).splitlines()) if line)
    if len(text) > LONGEST_RULES:
        raise DeskError("text_long", most=str(LONGEST_RULES))
    return text


def _starters(value: Any) -> tuple[str, ...]:
    lines = [line for line in (_line(entry, LONGEST_STARTER) for entry in value) if line]
    if len(lines) > MOST_STARTERS:
        raise DeskError("starters_many", most=str(MOST_STARTERS))
    return tuple(lines)
