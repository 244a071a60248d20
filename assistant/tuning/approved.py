"""The approved rows, frozen for a run."""

from pathlib import Path

from assistant.prompts import House
from assistant.tuning.dataset import DatasetSummary, Houses, freeze
from desk.examples import Examples, Filter
from desk.preferences import Preferences
from knowledge.language import Language


def datasets_folder(data: Path) -> Path:
    """Where the frozen datasets lie in a data folder."""
    return data / "training" / "datasets"


def freeze_approved(examples: Examples, preferences: Preferences, data: Path) -> DatasetSummary:
    """Write all approved rows as serving would render them now; `data` is the data folder."""
    return freeze(examples.list(Filter(status="approved")), datasets_folder(data), houses(preferences))


def houses(preferences: Preferences) -> Houses:
    """What the prompts say of the company, in each language."""
    languages: tuple[Language, ...] = ("en", "zh")
    return {
        language: House(preferences.company[language], preferences.tone[language], preferences.rules[language])
        for language in languages
    }
