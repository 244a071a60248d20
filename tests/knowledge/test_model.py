import pytest

from knowledge.model import Place, relabelled


@pytest.mark.parametrize(
    ("english", "chinese"),
    [
        ("page 3", "第 3 页"),
        ("Delivery › Costs, and more, page 12", "Delivery › Costs, and more，第 12 页"),
        ("sheet Prices, row 4", "工作表 Prices，第 4 行"),
        ("slide 7", "第 7 张幻灯片"),
        ("row houses", "row houses"),
        ("", ""),
    ],
)
def test_a_place_is_said_again_in_the_other_language(english: str, chinese: str) -> None:
    assert relabelled(english, "zh") == chinese
    assert relabelled(chinese, "en") == english
    assert relabelled(english, "en") == english


def test_what_places_call_themselves_can_be_said_again() -> None:
    place = Place(slide=2, sheet="价格", row=9)
    assert relabelled(place.label("en"), "zh") == place.label("zh")
    assert relabelled(place.label("zh"), "en") == place.label("en")
