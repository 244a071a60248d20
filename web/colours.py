"""Colours that can be read: what a company's accent becomes as a button, and as words on a light or dark page.

Contrast is WCAG 2's; AA asks 4.5 of words. Whatever accent a company chooses, these hold it.
"""

import re
from dataclasses import dataclass

DEFAULT_ACCENT = "#2F6FEB"
AA = 4.5
LIGHT = ("#ffffff", "#f7f7f5")  # --page and --surface of assets/tokens.css
DARK = ("#191918", "#22211f")
_STEPS = 50

Rgb = tuple[float, float, float]


@dataclass(frozen=True)
class Accent:
    """The accent and what goes with it; each a `#rrggbb`."""

    fill: str  # as chosen: buttons
    on_fill: str  # words and signs on it
    link_light: str  # words, borders of what is in focus
    link_dark: str

    @classmethod
    def of(cls, value: str) -> "Accent":
        """Of any value; no colour (#rgb or #rrggbb) becomes the default, for it is written into a style sheet."""
        chosen = value if re.fullmatch(r"#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6})", value) else DEFAULT_ACCENT
        fill = _hex(_rgb(chosen))
        # One of the two always reaches 4.5: their own contrast is 21, more than 4.5 squared.
        on_fill = "#ffffff" if contrast(fill, "#ffffff") >= AA else "#000000"
        return cls(fill, on_fill, readable(fill, LIGHT, "#000000"), readable(fill, DARK, "#ffffff"))

    def filled_in(self, style: str) -> str:
        """A style sheet or drawing with {accent}, {on-accent}, {link-light} and {link-dark} in place."""
        names = {
            "{accent}": self.fill,
            "{on-accent}": self.on_fill,
            "{link-light}": self.link_light,
            "{link-dark}": self.link_dark,
        }
        for name, colour in names.items():
            style = style.replace(name, colour)
        return style


def readable(colour: str, backgrounds: tuple[str, ...], towards: str) -> str:
    """The colour, mixed with `towards` as little as makes it readable on all the backgrounds."""
    for step in range(_STEPS + 1):
        mixed = _mix(colour, towards, step / _STEPS)
        if all(contrast(mixed, background) >= AA for background in backgrounds):
            return mixed
    return towards


def contrast(one: str, other: str) -> float:
    darker, lighter = sorted((_luminance(one), _luminance(other)))
    return (lighter + 0.05) / (darker + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in _rgb(colour))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _mix(one: str, other: str, share: float) -> str:
    a, b = _rgb(one), _rgb(other)
    return _hex((a[0] + (b[0] - a[0]) * share, a[1] + (b[1] - a[1]) * share, a[2] + (b[2] - a[2]) * share))


def _rgb(colour: str) -> Rgb:
    digits = colour[1:] if len(colour) == 7 else "".join(digit * 2 for digit in colour[1:])
    red, green, blue = (int(digits[place : place + 2], 16) / 255 for place in (0, 2, 4))
    return red, green, blue


def _hex(colour: Rgb) -> str:
    return "#" + "".join(f"{round(part * 255):02x}" for part in colour)
