"""What the operator's settings have to say for the services, and what is made of them and the database alone."""

from pathlib import Path
from typing import Protocol

from sqlalchemy import exists, select

import samples
from assistant.engines.choosing import ModelSettings
from assistant.published import Published
from desk.examples import Examples
from desk.personal_context import Reader
from desk.preferences import Preferences, PreferenceStore
from knowledge.language import Language
from knowledge.tables import DocumentRow
from storage.database import Database

OFFERED = "samples-offered"  # a file in the data folder, once it was there or is not to come
_NOTHING: dict[Language, str] = {"en": "", "zh": ""}


class ServiceSettings(ModelSettings, Protocol):
    """The settings that the services need; see `settings.Settings`."""

    @property
    def data_path(self) -> Path: ...
    @property
    def database_url(self) -> str: ...
    @property
    def samples(self) -> bool: ...
    @property
    def company(self) -> str: ...
    @property
    def contact(self) -> str: ...
    @property
    def accent(self) -> str: ...
    @property
    def session_hours(self) -> int: ...
    @property
    def embedding_model(self) -> str: ...
    @property
    def refusal(self) -> float: ...
    @property
    def upload_limit(self) -> int: ...
    @property
    def unpacked_limit(self) -> int: ...
    @property
    def page_limit(self) -> int: ...
    @property
    def reading_seconds(self) -> int: ...
    @property
    def reading_memory(self) -> int: ...
    @property
    def ingest_threads(self) -> int: ...
    @property
    def image_hosts(self) -> str: ...


def preference_store(settings: ServiceSettings, database: Database) -> PreferenceStore:
    """What the company has chosen, over what the operator's settings and, while it is there, the sample company say."""

    def defaults() -> Preferences:
        is_sample = has_sample_company(settings, database)
        company, contact = (samples.COMPANY, samples.CONTACT) if is_sample else (_NOTHING, _NOTHING)
        return Preferences(
            company={language: settings.company or name for language, name in company.items()},
            contact={language: settings.contact or way for language, way in contact.items()},
            refusal=settings.refusal,
            accent=settings.accent,
        )

    return PreferenceStore(database, defaults)


def has_sample_company(settings: ServiceSettings, database: Database) -> bool:
    """Whether documents of the sample company are there, or will be in a moment: nobody else goes by its name."""
    with database.read() as session:
        if session.scalar(select(exists().where(DocumentRow.is_sample))):
            return True
        return awaits_samples(settings) and not session.scalar(select(exists(select(DocumentRow.id))))


def awaits_samples(settings: ServiceSettings) -> bool:
    """Whether the sample company would be loaded into this data folder if it has no documents: once, where wanted."""
    return settings.samples and not (settings.data_path / OFFERED).exists()


def training_rows(database: Database, preferences: PreferenceStore, reader: Reader) -> Examples:
    """The rows that models learn from; what the company says of itself in public is no personal data.

    `reader`: the packaged encoder.
    """
    return Examples(database, reader, public=Published(database, preferences.get))
