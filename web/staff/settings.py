"""Settings: what the company chooses for its pages and its assistant. Staff may read them; admins change them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from desk.accounts import AccountRole
from desk.preferences import LARGEST_LOGO, LONGEST, LONGEST_RULES, LONGEST_STARTER, MOST_STARTERS, Preferences
from web.roles import admins_only
from web.services import Services
from web.staff.section import Deed, Turn, record
from web.staff.uploads import Uploads, name_of
from web.strings import LANGUAGES, size, text


@dataclass(frozen=True)
class Field:
    """A setting that is words in each language."""

    name: str
    rows: int  # lines of its field; 1 for a single line
    most: int  # characters


COMPANY = (Field("company", 1, LONGEST["company"]), Field("contact", 1, LONGEST["contact"]))
WELCOME = (
    Field("greeting", 1, LONGEST["greeting"]),
    Field("starters", 6, MOST_STARTERS * (LONGEST_STARTER + 1)),
)
MODEL = (Field("tone", 1, LONGEST["tone"]), Field("rules", 4, LONGEST_RULES))
TEXTS = (*COMPANY, *WELCOME, *MODEL)


class SettingsSection:
    """See `web.staff.section.Section`."""

    name = "settings"
    role: AccountRole = "staff"

    def __init__(self, services: Services, uploads: Uploads) -> None:
        self._services = services
        self._uploads = uploads
        self.deeds: Mapping[str, Deed] = {
            "save-settings": self.save,
            "set-logo": self.set_logo,
            "remove-logo": self.remove_logo,
            "remove-samples": self.remove_samples,
        }

    # -- looking

    def tools(self, turn: Turn) -> str:
        return turn.show("staff/settings_tools.html")

    def list(self, turn: Turn) -> str:
        store = self._services.preferences
        now, defaults = store.get(), store.defaults
        is_ready = self._services.state == "ready"
        return turn.show(
            "staff/settings.html",
            groups=[
                (group, [self._shown(field, now, defaults, turn) for field in fields])
                for group, fields in (("company", COMPANY), ("welcome", WELCOME), ("model", MODEL))
            ],
            now=now,
            defaults=defaults,
            accent=_long(now.accent),
            default_accent=_long(defaults.accent),
            levels=[text(f"level_{n}", turn.language) for n in range(5)],
            level=text(f"level_{_level(now.refusal)}", turn.language),
            has_logo=store.logo() is not None,
            logo_limit=LARGEST_LOGO,
            logo_words=size(LARGEST_LOGO),
            samples=self._services.knowledge.count(is_sample=True) if is_ready else 0,
        )

    def detail(self, turn: Turn) -> str:
        turn.place = turn.place.moved(id="")
        return ""

    def is_moving(self, turn: Turn) -> bool:
        return False

    def _shown(self, field: Field, now: Preferences, defaults: Preferences, turn: Turn) -> dict[str, Any]:
        found = {
            language: "\n".join(self._services.starters(language)) if field.name == "starters" else ""
            for language in LANGUAGES
        }
        return {
            "name": field.name,
            "rows": field.rows,
            "most": field.most,
            "languages": [
                {
                    "language": language,
                    "value": _as_words(getattr(now, field.name)[language]),
                    "default": _as_words(getattr(defaults, field.name)[language]),
                    "placeholder": found[language],
                }
                for language in LANGUAGES
            ],
        }

    # -- doing

    @admins_only
    def save(self, turn: Turn) -> None:
        """Take over what the form says, all of it or nothing; what equals its default is a default again."""
        store = self._services.preferences
        before = store.get()
        store.change(**self._given(turn))
        after = store.get()
        changed = [name for name in _names() if getattr(after, name) != getattr(before, name)]
        store.reset(*(name for name in _names() if getattr(after, name) == getattr(store.defaults, name)))
        if not changed:
            turn.say("nothing_changed")
            return
        record(self._services, turn, "settings.change", "settings", changed=changed)
        named = ("、" if turn.language == "zh" else ", ").join(text(f"set_{name}", turn.language) for name in changed)
        turn.say("settings_saved", names=named)

    @admins_only
    def set_logo(self, turn: Turn) -> None:
        """Show this picture as the company's logo."""
        given = turn.form.get("files")
        for file in (given if isinstance(given, list) else [])[:1]:
            with self._uploads.opened(file) as arrived:
                if arrived is None:
                    turn.complain(text("upload_lost", turn.language, name=name_of(file)))
                    return
                with arrived.path.open("rb") as picture:
                    self._services.preferences.set_logo(picture.read(LARGEST_LOGO + 1))
            record(self._services, turn, "settings.logo", "logo")
            turn.say("logo_saved")

    @admins_only
    def remove_logo(self, turn: Turn) -> None:
        """Show the plain drawing again."""
        self._services.preferences.set_logo(None)
        record(self._services, turn, "settings.logo", "logo", removed=True)
        turn.say("logo_removed")

    @admins_only
    def remove_samples(self, turn: Turn) -> None:
        """Take the sample company's documents and orders out; the company's own stay."""
        documents: Sequence[Any] = ()
        if self._services.state == "ready":
            self._services.catalog.remove_samples(turn.account.name)  # first, for it may be busy with an import
            documents = self._services.knowledge.list(is_sample=True)
        for document in documents:
            self._services.knowledge.remove(document.id)
        self._services.orders.remove_samples()
        record(self._services, turn, "samples.remove", "samples", count=len(documents))
        turn.say("samples_removed")

    def _given(self, turn: Turn) -> dict[str, Any]:
        """The settings that the form holds, in the form the store takes."""
        given: dict[str, Any] = {}
        for field in TEXTS:
            values = {language: turn.form.get(f"{field.name}.{language}") for language in LANGUAGES}
            if all(isinstance(value, str) for value in values.values()):
                given[field.name] = (
                    {language: str(value).splitlines() for language, value in values.items()}
                    if field.name == "starters"
                    else values
                )
        if refusal := turn.field("refusal"):
            given["refusal"] = _number(refusal)
        if accent := turn.field("accent"):
            store = self._services.preferences
            known = (store.get().accent, store.defaults.accent)  # which may be written in another way
            given["accent"] = next((one for one in known if _long(one) == accent.lower()), accent)
        if "downloads" in turn.form:
            given["downloads"] = bool(turn.form["downloads"])
        return given


def _names() -> list[str]:
    return [*(field.name for field in TEXTS), "refusal", "accent", "downloads"]


def _number(words: str) -> float:
    try:
        return float(words)
    except ValueError:
        return -1.0  # which the store refuses with a sentence


def _as_words(value: str | Sequence[str]) -> str:
    return value if isinstance(value, str) else "\n".join(value)


def _level(refusal: float) -> int:
    """Which of the five sentences says what a threshold does."""
    return sum(refusal > border for border in (0.2, 0.45, 0.55, 0.8))


def _long(colour: str) -> str:
    """`#rrggbb` in small letters, the only form that a browser's field for colours takes and gives."""
    return (colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:])).lower()
