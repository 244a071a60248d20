"""What was fitted to the company's documents, kept in the data folder so that no start begins without it."""

import json
import logging
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from assistant.answers import Audience
from assistant.confidence import Calibration
from knowledge.language import Language
from storage.folder import write_private

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Fitted:
    """Calibrations by audience and questions to begin with, and the documents they were fitted to."""

    documents: str = ""  # `DocumentRecords.edition` at that time
    embedding: str = ""  # the model's name
    points: Mapping[str, Mapping[str, float]] = field(default_factory=dict)
    starters: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    scale: str = ""  # `assistant.confidence.SCALE` of the points

    def calibrations(self) -> dict[Audience, Calibration]:
        """What is known for 'public' and 'staff'."""
        known: dict[Audience, Calibration] = {}
        audience: Audience
        for audience in ("public", "staff"):
            points = self.points.get(audience, {})
            if "en" in points and "zh" in points:
                known[audience] = Calibration({"en": float(points["en"]), "zh": float(points["zh"])})
        return known

    def starters_in(self, language: Language) -> tuple[str, ...]:
        return self.starters.get(language, ())


def read_fitted(path: Path) -> Fitted:
    """What was kept; nothing where there is none or it cannot be read."""
    try:
        kept: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
        starters = {language: tuple(map(str, found)) for language, found in kept["starters"].items()}
        fitted = Fitted(str(kept["documents"]), kept["embedding"], kept["points"], starters, str(kept["scale"]))
        fitted.calibrations()
    except FileNotFoundError:
        return Fitted()
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        logger.warning("%s cannot be read; the answers are fitted to the documents anew.", path.name)
        return Fitted()
    return fitted


def write_fitted(path: Path, fitted: Fitted) -> None:
    try:
        write_private(path, json.dumps(asdict(fitted), ensure_ascii=False))
    except OSError as error:  # a full disk: it is fitted again at the next start
        logger.warning("%s cannot be written (%s).", path.name, error.strerror)
