"""A title says what a product is, and what it only goes with."""

import pytest

from knowledge.catalog.things import goes_with, is_of_accessories


@pytest.mark.parametrize(
    ("title", "noun"),
    [
        ("ps/2 keyboard or mouse extension cable - m/f", "keyboard"), ("foam keyboard wrist rest black", "keyboard"),
        ("usb to ps/2 adapter - keyboard and mouse", "mouse"), ("2m monitor hd15 m/m cable vga (d-sub)", "monitor"),
        ("ups environmental monitoring card", "monitor"), ("microsaver keyed laptop lock", "laptop"),
        ("3y exchange printer - h svc", "printer"), ("stand for your monitor", "monitor"), ("knife block", "knife"),
        ("wireless notebook mouse rf", "notebook"), ("camera/camcorder battery li-ion", "camera"),
        ("硅胶手机壳（透明）", "手机"), ("推车雨罩", "推车"), ("手机快充充电器", "手机"),
    ],
)  # fmt: skip
def test_what_only_goes_with_a_thing_is_none(title: str, noun: str):
    assert goes_with(title.lower(), noun)


@pytest.mark.parametrize(
    ("title", "noun"),
    [
        ("valukeyboard keyboard usb qwerty italian black", "keyboard"), ("keyboard and mouse set", "keyboard"),
        ("crazy mouse black usb 2.0, 800dpi, 80cm cable", "mouse"), ("wireless notebook mouse rf", "mouse"),
        ("lcd monitor with ergo base, usb, audio", "monitor"), ("paring knife 9 cm", "knife"),
        ('probook notebook 15.6" 4 gb li-ion battery', "notebook"), ("vga cable", "cables"),
        ("laserjet printer", "printer"),
        ("云朵轻便婴儿推车", "推车"), ("苹果手机 全网通 5G手机", "手机"),
        ("口红（正红色）", "口红"), ("手机壳", "手机壳"),
    ],
)  # fmt: skip
def test_the_thing_itself_is_one_whatever_else_its_title_says(title: str, noun: str):
    assert not goes_with(title.lower(), noun)


def test_a_category_of_accessories_says_so_too():
    assert is_of_accessories(("Cameras", "Camera bags"), "camera")
    assert is_of_accessories(("手机配件",), "手机")
    assert not is_of_accessories(("Bags",), "bag")
    assert not is_of_accessories(("Cameras",), "camera")
