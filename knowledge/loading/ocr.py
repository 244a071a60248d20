"""Text in pictures, by RapidOCR (PP-OCR models for Chinese and English, inside its package: nothing is downloaded)."""

import logging
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from knowledge.loading.layout import Line

if TYPE_CHECKING:
    from PIL.Image import Image

_LEAST_SURE = 0.6  # of a line that is kept
_SURE = 0.85  # of a picture that is the right way round
MIN_SCANNED = 400.0
"""Square points; smaller pages hold nothing to read."""

_DET = "PP-OCRv6_det_small.onnx"
_REC = "PP-OCRv6_rec_small.onnx"
_CLS = "ch_ppocr_mobile_v2.0_cls_mobile.onnx"


def recognise(picture: "Image") -> list[Line]:
    """The lines in the picture, top to bottom, in pixels; turned pictures are turned back. Empty when there is none."""
    found = _read(picture)
    if not found.lines or (found.across and found.sureness >= _SURE):
        return found.lines
    angles = (180,) if found.across else (90, 270)
    turned = [_read(picture.rotate(angle, expand=True)) for angle in angles]
    return max([found, *turned], key=lambda reading: reading.worth).lines


@dataclass(frozen=True)
class _Reading:
    """What was read from a picture one way round."""

    lines: list[Line]
    across: bool  # the lines run from side to side
    sureness: float  # mean over the characters, 0..1

    @property
    def worth(self) -> float:
        """Upside down and sideways, fewer characters are found, and with less certainty."""
        return sum(len(line.text) for line in self.lines) * self.sureness**4 * (2 if self.across else 1)


def _read(picture: "Image") -> _Reading:
    import numpy

    result = _engine()(numpy.asarray(picture)[:, :, ::-1])
    if result.boxes is None or result.txts is None:
        return _Reading([], True, 0.0)
    lines: list[Line] = []
    across, sure, length = 0, 0.0, 0
    for box, text, score in zip(result.boxes, result.txts, result.scores, strict=True):
        if score < _LEAST_SURE or not text.strip():
            continue
        xs, ys = [float(x) for x, _ in box], [float(y) for _, y in box]
        lines.append(Line(text.strip(), min(xs), min(ys), max(xs), max(ys), max(ys) - min(ys)))
        across += len(text) if max(xs) - min(xs) >= max(ys) - min(ys) or len(text) < 3 else -len(text)
        sure += score * len(text)
        length += len(text)
    return _Reading(_in_rows(lines), across >= 0, sure / length if length else 0.0)


def _in_rows(lines: list[Line]) -> list[Line]:
    """Boxes of one row become one line, its parts kept as segments: a table has such rows."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda line: (line.top + line.bottom) / 2):
        middle = (line.top + line.bottom) / 2
        row = rows[-1] if rows else None
        if (
            row
            and row[0].top < middle < row[0].bottom
            and min(row[0].size, line.size) > 0.5 * max(row[0].size, line.size)
        ):
            row.append(line)
        else:
            rows.append([line])
    joined: list[Line] = []
    for row in rows:
        row.sort(key=lambda line: line.x0)
        segments = tuple((part.x0, part.text) for part in row) if len(row) > 1 else ()
        joined.append(
            Line(
                " ".join(part.text for part in row),
                row[0].x0,
                min(part.top for part in row),
                max(part.x1 for part in row),
                max(part.bottom for part in row),
                max(part.size for part in row),
                False,
                segments,
            )
        )
    return joined


@cache
def _engine() -> Any:
    import rapidocr

    logging.getLogger("RapidOCR").setLevel(logging.ERROR)
    models = Path(rapidocr.__file__).parent / "models"
    return rapidocr.RapidOCR(
        params={
            "Global.log_level": "error",
            "Det.model_path": str(models / _DET),
            "Rec.model_path": str(models / _REC),
            "Cls.model_path": str(models / _CLS),
            "Global.use_cls": False,  # it tells upright from upside down, which `recognise` does for whole pages
            "Det.limit_type": "max",  # the default enlarges small pictures fivefold
            "Det.limit_side_len": 1440,
            "EngineConfig.onnxruntime.intra_op_num_threads": 1,
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )
