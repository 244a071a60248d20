"""What the operator's settings have to say for the services, and what is made of them and the database alone."""

from pathlib import Path
from typing import Protocol

import samples
from assistant.engines.choosing import ModelSettings
from desk.examples import Examples
from desk.preferences import Preferences, PreferenceStore
from storage.database import Database


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
    """What the company has chosen, over what the operator's settings and the sample company say."""
    return PreferenceStore(
        database,
        Preferences(
            company={language: settings.company or name for language, name in samples.COMPANY.items()},
            contact={language: settings.contact or way for language, way in samples.CONTACT.items()},
            refusal=settings.refusal,
            accent=settings.accent,
        ),
    )


def training_rows(database: Database, preferences: Preferences) -> Examples:
    """The rows that models learn from; what the company says of itself in public is no personal data."""
    return Examples(database, public=[*preferences.company.values(), *preferences.contact.values()])
