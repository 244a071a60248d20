from datetime import date

import pytest

from assistant.service.dates import find_date

TODAY = date(2026, 11, 25)  # a Wednesday


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("it came on 2026-11-03", "2026-11-03"),
        ("3 May 2026", "2026-05-03"),
        ("on the 3rd of December", "2026-12-03"),
        ("Jan 7", "2027-01-07"),
        ("12/11/2026", "2026-11-12"),
        ("11/23", "2026-11-23"),
        ("tomorrow please", "2026-11-26"),
        ("the day before yesterday", "2026-11-23"),
        ("next Monday", "2026-11-30"),
        ("on Friday", "2026-11-27"),
        ("wednesday", "2026-12-02"),
        ("last Tuesday", "2026-11-24"),
        ("in 3 days", "2026-11-28"),
        ("two weeks ago", "2026-11-11"),
        ("11月3日收到的", "2026-11-03"),
        ("2026年12月1号", "2026-12-01"),
        ("下周一", "2026-11-30"),
        ("这周五", "2026-11-27"),
        ("上个星期日", "2026-11-22"),
        ("周一上午", "2026-11-30"),
        ("大后天", "2026-11-28"),
        ("三天前", "2026-11-22"),
        ("两周后", "2026-12-09"),
        ("whenever", None),
        ("31 February", None),
        ("随便哪天", None),
    ],
)
def test_a_day_is_found_in_words_of_both_languages(text: str, day: str | None) -> None:
    found = find_date(text, TODAY)
    assert (found.isoformat() if found else None) == day
