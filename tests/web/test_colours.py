import pytest

from web.colours import AA, DARK, LIGHT, Accent, contrast

ACCENTS = ["#2F6FEB", "#ffd400", "#ffff00", "#000000", "#ffffff", "#808080", "#7a7a7a", "#e60000", "#0f0", "#123456"]


@pytest.mark.parametrize("accent", [*ACCENTS, *(f"#{part:02x}{255 - part:02x}80" for part in range(0, 256, 15))])
def test_whatever_accent_a_company_chooses_can_be_read(accent: str) -> None:
    shades = Accent.of(accent)
    assert contrast(shades.fill, shades.on_fill) >= AA
    assert all(contrast(shades.link_light, page) >= AA for page in LIGHT)
    assert all(contrast(shades.link_dark, page) >= AA for page in DARK)


def test_an_accent_that_can_be_read_already_stays_as_it_is() -> None:
    assert Accent.of("#1a4fb5").link_light == "#1a4fb5"
    assert Accent.of("#0a0").fill == "#00aa00"


@pytest.mark.parametrize("value", ["", "red", "#12345", "#2F6FEB; } body { display: none", "url(https://evil.example)"])
def test_what_is_no_colour_never_reaches_a_style_sheet(value: str) -> None:
    assert Accent.of(value) == Accent.of("#2F6FEB")


def test_black_on_white_and_white_on_white() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#ffffff", "#ffffff") == 1
