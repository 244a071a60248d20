"""Which answerer is meant, by what the settings say, what an admin has chosen, and which adapter is at work."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

EMBEDDED = "embedded"
DEFAULT_LOCAL = "Qwen/Qwen3-4B-Instruct-2507"


class ModelSettings(Protocol):
    """See `settings.Settings`."""

    @property
    def model(self) -> str: ...
    @property
    def model_url(self) -> str: ...
    @property
    def model_key(self) -> str: ...
    @property
    def model_at_once(self) -> int: ...
    @property
    def model_first_word_seconds(self) -> int: ...
    @property
    def model_hosts(self) -> str: ...
    @property
    def model_seconds(self) -> int: ...
    @property
    def model_4bit(self) -> bool: ...
    @property
    def adapter(self) -> str: ...


@dataclass(frozen=True)
class Choice:
    """What FRONTDESK_MODEL means."""

    kind: Literal["embedded", "remote", "local"]
    model: str = ""
    provider: str = ""
    address: str = ""

    @property
    def name(self) -> str:
        """What people call it: 'embedded' where it is no language model, of a folder its last part."""
        if self.kind == "local" and (folder := Path(self.model).expanduser()).is_dir():
            return folder.resolve().name
        return EMBEDDED if self.kind == "embedded" else self.model or self.address


def choose(model: str, url: str = "", *, has_gpu: Callable[[], bool] = lambda: False) -> Choice:
    """The rule: empty is a local default where a GPU is, else embedded; an address or provider:model is remote; a hub
    name or folder is local; `embedded` is never a language model. With `url`, `model` is a name at that address.
    """
    model, url = model.strip(), url.strip()
    if model.lower() == EMBEDDED:
        return Choice("embedded")
    if url:
        return Choice("remote", model, "openai", url)
    if model.startswith(("http://", "https://")):
        return Choice("remote", "", "openai", model)
    if not model:
        return Choice("local", DEFAULT_LOCAL) if has_gpu() else Choice("embedded")
    provider, colon, name = model.partition(":")
    if colon and name and provider.replace("_", "").isalnum() and len(provider) > 1:  # not C:\models\x
        return Choice("remote", name, provider)
    return Choice("local", model)


@dataclass(frozen=True)
class Wish:
    """What an admin has chosen on the page instead of what the environment says."""

    kind: Literal["default", "embedded", "remote"] = "default"
    model: str = ""
    url: str = ""
    key: str = ""


@dataclass(frozen=True)
class Tuned:
    """An adapter of ours, and the model that it belongs to."""

    adapter: Path  # its folder
    base: str  # the model's id
    model: str  # what to load: the folder of a model that Frontdesk has trained itself, else the id


def wanted(
    settings: ModelSettings, wish: Wish, tuned: Tuned | None = None, *, has_gpu: Callable[[], bool] = lambda: False
) -> Choice:
    """What answers. Where no model is set, an adapter at work brings its own, if this machine can be expected to run
    it: one that was trained here, or any with a GPU.
    """
    if wish.kind == "embedded":
        return Choice("embedded")
    if wish.kind == "remote":
        return Choice("remote", wish.model, "openai", wish.url)
    is_set = settings.model.strip() or settings.model_url.strip()
    if tuned is not None and not is_set and (Path(tuned.model).is_dir() or has_gpu()):
        return Choice("local", tuned.model)
    return choose(settings.model, settings.model_url, has_gpu=has_gpu)
