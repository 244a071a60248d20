"""Every value an operator may tune: its default, its environment variable, what it means.

Read once, by the entry points (`app.py` and the command line), and handed down as plain arguments.
"""

import dataclasses
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any


class SettingsError(ValueError):
    """A setting has a value that cannot be used; the message names it and says what would do."""


def _env(name: str, default: object, help_text: str) -> Any:
    return field(default=default, metadata={"env": name, "help": help_text})


@dataclass(frozen=True)
class Settings:
    """All settings. Sizes are bytes, times seconds, unless the name says otherwise."""

    data_dir: str = _env("FRONTDESK_DATA_DIR", "data", "folder for everything Frontdesk keeps")
    database_url: str = _env("FRONTDESK_DATABASE_URL", "", "SQLAlchemy address; empty: SQLite in the data folder")
    host: str = _env("FRONTDESK_HOST", "", "address to listen on; empty: 127.0.0.1, or 0.0.0.0 on a Space")
    port: int = _env("FRONTDESK_PORT", 7860, "port to listen on")
    samples: bool = _env("FRONTDESK_SAMPLES", True, "load the sample company into an empty data folder")

    company: str = _env(
        "FRONTDESK_COMPANY", "", "company name on the pages; empty: the sample company's while it is there"
    )
    contact: str = _env(
        "FRONTDESK_CONTACT", "", "how to reach a person, shown when no answer is found (e-mail, phone or address)"
    )
    accent: str = _env("FRONTDESK_ACCENT", "#2F6FEB", "the one accent colour")
    admin_password: str = _env(
        "FRONTDESK_ADMIN_PASSWORD", "", "first admin's password; empty: one is generated and printed once"
    )
    session_hours: int = _env("FRONTDESK_SESSION_HOURS", 12, "hours until a staff login expires")
    secure_cookies: bool = _env(
        "FRONTDESK_SECURE_COOKIES", False, "set to true behind HTTPS: cookies are sent over HTTPS only"
    )

    customer_secret: str = _env(
        "FRONTDESK_CUSTOMER_SECRET",
        "",
        "signs the tokens by which your own site says who a customer is, at least 32 random characters; empty: none",
    )

    model: str = _env(
        "FRONTDESK_MODEL",
        "",
        "who answers: 'embedded' (quotes from the documents, no LLM), 'provider:model' or the address of an "
        "OpenAI-compatible server, a hub name or folder; empty: a local model where there is a GPU, else embedded",
    )
    model_url: str = _env("FRONTDESK_MODEL_URL", "", "address of an OpenAI-compatible server that has FRONTDESK_MODEL")
    model_key: str = _env("FRONTDESK_MODEL_KEY", "", "the key that a remote model asks for")
    model_hosts: str = _env(
        "FRONTDESK_MODEL_HOSTS", "", "hosts (host or host:port, comma separated) an admin may choose a model at"
    )
    model_at_once: int = _env("FRONTDESK_MODEL_AT_ONCE", 16, "answers that a model writes at a time; more wait in line")
    model_first_word_seconds: int = _env(
        "FRONTDESK_MODEL_FIRST_WORD_SECONDS", 30, "longest wait for a model's first word"
    )
    model_4bit: bool = _env("FRONTDESK_MODEL_4BIT", False, "load a local model in 4 bits, on a GPU with bitsandbytes")
    adapter: str = _env("FRONTDESK_ADAPTER", "", "folder of a LoRA adapter for the local model")
    model_seconds: int = _env("FRONTDESK_MODEL_SECONDS", 180, "longest time for a model's whole answer")
    embedding_model: str = _env(
        "FRONTDESK_EMBEDDING_MODEL", "", "a sentence-transformers model; empty: the packaged all-MiniLM-L6-v2"
    )
    refusal: float = _env(
        "FRONTDESK_REFUSAL", 0.5, "0 answers nearly everything, 1 nearly nothing; 0.5 is the calibrated point"
    )

    upload_limit: int = _env("FRONTDESK_UPLOAD_LIMIT", 100 * 2**20, "largest file accepted")
    unpacked_limit: int = _env("FRONTDESK_UNPACKED_LIMIT", 400 * 2**20, "most bytes a compressed file may unpack to")
    page_limit: int = _env("FRONTDESK_PAGE_LIMIT", 5000, "most pages of one document")
    reading_seconds: int = _env("FRONTDESK_READING_SECONDS", 300, "most time to read one document")
    reading_memory: int = _env("FRONTDESK_READING_MEMORY", 2 * 2**30, "most memory to read one document")
    ingest_threads: int = _env(
        "FRONTDESK_INGEST_THREADS", 1, "compute threads that ingestion uses beside the running app"
    )

    image_hosts: str = _env(
        "FRONTDESK_IMAGE_HOSTS",
        "",
        "hosts that pictures of products may come from, comma separated; empty: none is shown",
    )
    trusted_proxies: str = _env(
        "FRONTDESK_TRUSTED_PROXIES", "", "addresses of your reverse proxies, comma separated; empty: none is believed"
    )
    allowed_origins: str = _env(
        "FRONTDESK_ALLOWED_ORIGINS", "", "origins that may call the API from a browser, comma separated"
    )
    frame_ancestors: str = _env(
        "FRONTDESK_FRAME_ANCESTORS",
        "",
        "sites that may show the page in a frame, comma separated; on a Space, Hugging Face's are added",
    )
    requests_per_minute: int = _env("FRONTDESK_REQUESTS_PER_MINUTE", 600, "most requests of one visitor in a minute")
    questions_per_minute: int = _env("FRONTDESK_QUESTIONS_PER_MINUTE", 30, "most questions of one visitor in a minute")

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Settings":
        """Read every variable; raise SettingsError naming the first that cannot be used."""
        values: dict[str, Any] = {}
        for f in dataclasses.fields(cls):
            name = f.metadata["env"]
            raw = env.get(name, "").strip()
            if raw:
                values[f.name] = _cast(name, raw, type(f.default))
        settings = cls(**values)
        if not settings.host:
            settings = dataclasses.replace(settings, host="0.0.0.0" if "SPACE_ID" in env else "127.0.0.1")
        return settings

    @property
    def data_path(self) -> Path:
        return Path(self.data_dir).expanduser()


def _cast(name: str, raw: str, kind: type) -> object:
    if kind is bool:
        if raw.lower() in ("1", "true", "yes", "on"):
            return True
        if raw.lower() in ("0", "false", "no", "off"):
            return False
        raise SettingsError(f"{name}={raw!r} is neither true nor false. Use true or false.")
    try:
        return kind(raw)
    except ValueError:
        raise SettingsError(f"{name}={raw!r} is not a number. Give a number, for example {name}=10.") from None
