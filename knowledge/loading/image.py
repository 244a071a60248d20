"""Pictures: photographs and scans of documents, through OCR."""

import io
import warnings

from PIL import Image, UnidentifiedImageError

from knowledge.errors import UnreadableFile
from knowledge.loading.blocks import BlockBuilder
from knowledge.loading.layout import Page, Typography, add_page
from knowledge.loading.ocr import recognise
from knowledge.loading.source import Source
from knowledge.model import LoadedDocument, Place

_FORMATS = ("PNG", "JPEG", "GIF", "BMP", "TIFF", "WEBP")
_MAX_PIXELS = 80_000_000  # a 600 dpi scan of A3; more is a bomb
_LONGER_SIDE = 2000
_SMALLEST = 16
_SLOW_EXTRAS_UNTIL = 0.7


def load(source: Source) -> LoadedDocument:
    picture = _open(source.data)
    frames = getattr(picture, "n_frames", 1) if picture.format == "TIFF" else 1
    source.budget.pages(frames)
    pages: list[Page] = []
    builder = BlockBuilder()
    for n in range(frames):
        if n and source.budget.share_used() > _SLOW_EXTRAS_UNTIL:
            builder.warnings.append(f"Pages from {n + 1} on were not read: time did not suffice.")
            break
        picture.seek(n)
        frame = _prepared(picture)
        pages.append(Page(n + 1, float(frame.height), list(recognise(frame))))
    typography = Typography.of(pages)
    for page in pages:
        builder.place = Place(page=page.number if frames > 1 else None)
        add_page(page, typography, builder)
    return builder.document(source, title=source.stem, pages=frames)


def _open(data: bytes) -> Image.Image:
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            picture = Image.open(io.BytesIO(data), formats=_FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise UnreadableFile("unpacks_too_large", limit=f"{_MAX_PIXELS // 1_000_000} megapixels") from None
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        raise UnreadableFile("malformed") from None
    _check_size(picture)
    return picture


def _check_size(picture: Image.Image) -> None:
    if picture.width * picture.height > _MAX_PIXELS:
        raise UnreadableFile("unpacks_too_large", limit=f"{_MAX_PIXELS // 1_000_000} megapixels")
    if min(picture.size) < _SMALLEST:
        raise UnreadableFile("no_text")


def _prepared(picture: Image.Image) -> Image.Image:
    """In RGB on white, the right way up, and not larger than the models can use."""
    from PIL import ImageOps

    _check_size(picture)
    try:
        frame = ImageOps.exif_transpose(picture)
        if frame.mode in ("RGBA", "LA", "PA") or "transparency" in frame.info:
            frame = frame.convert("RGBA")
            white = Image.new("RGBA", frame.size, "white")
            frame = Image.alpha_composite(white, frame)
        frame = frame.convert("RGB")
    except (OSError, ValueError, SyntaxError):
        raise UnreadableFile("malformed") from None
    frame.thumbnail((_LONGER_SIDE, _LONGER_SIDE))
    return frame
