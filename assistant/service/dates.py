"""A day in a customer's words: '3 May', '2026-05-03', 'next Monday', 'in 3 days', '5月3日', '下周一', '大后天'."""

import re
from collections.abc import Callable
from datetime import date, timedelta

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
_ZH_DAYS = {"一": 0, "二": 1, "三": 2, "四": 3, "五": 4, "六": 5, "日": 6, "天": 6}
_ZH_NEAR = {"大前天": -3, "前天": -2, "昨天": -1, "今天": 0, "今日": 0, "明天": 1, "明日": 1, "后天": 2, "大后天": 3}
_NEAR = {"the day before yesterday": -2, "yesterday": -1, "today": 0, "the day after tomorrow": 2, "tomorrow": 1}
_NUMBERS = {"a": 1, "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "ten": 10}
_ZH_NUMBERS = {"一": 1, "两": 2, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}

_MONTH = r"(?P<month>jan|feb|mar|apr|may|jun|jul|aug|sept?|oct|nov|dec)[a-z]*\.?"
_WEEKDAY = r"(?P<day>mon|tue|wed|thu|fri|sat|sun)(?:day|s|sday|nesday|rs|rsday|urday)?\b"

_COUNT = r"(?P<count>\d{1,3}|a|one|two|three|four|five|six|seven|ten) (?P<unit>day|week)s?"

Reading = Callable[[re.Match[str], date], date]


def find_date(text: str, today: date) -> date | None:
    """The first day that a text names, reckoned from `today`; None where it names none, or one that never was.

    A day without a year is the one nearest to today; a bare weekday the next to come.
    """
    for pattern, reading in _READINGS:
        if match := pattern.search(text):
            try:
                return reading(match, today)
            except (ValueError, OverflowError):
                return None
    return None


def _whole(match: re.Match[str], today: date) -> date:
    return date(int(match["year"]), int(match["month"]), int(match["day"]))


def _named_month(match: re.Match[str], today: date) -> date:
    month = _MONTHS.index(match["month"].lower()[:3]) + 1
    return _nearest(match["year"], month, int(match["day"]), today)


def _chinese(match: re.Match[str], today: date) -> date:
    return _nearest(match["year"], int(match["month"]), int(match["day"]), today)


def _slashed(match: re.Match[str], today: date) -> date:
    """Day first, as most of the world writes it, unless only month first is a date."""
    first, second = int(match["first"]), int(match["second"])
    day, month = (second, first) if second > 12 else (first, second)
    return _nearest(match["year"], month, day, today)


def _nearest(year: str | None, month: int, day: int, today: date) -> date:
    if year:
        return date(int(year) + (2000 if len(year) == 2 else 0), month, day)
    found = [date(each, month, day) for each in (today.year - 1, today.year, today.year + 1)]
    return min(found, key=lambda one: abs(one - today))


def _near(match: re.Match[str], today: date) -> date:
    words = match[0].lower()
    return today + timedelta(_ZH_NEAR.get(words, _NEAR.get(words, 0)))


def _distance(match: re.Match[str], today: date) -> date:
    count = match["count"].lower()
    number = int(count) if count.isdecimal() else _NUMBERS.get(count, _ZH_NUMBERS.get(count, 1))
    days = number * (7 if match["unit"].lower()[:1] in ("w", "周", "星", "礼") else 1)
    is_past = match["past"].lower() in ("ago", "前", "以前", "之前")
    return today + timedelta(-days if is_past else days)


def _weekday(match: re.Match[str], today: date) -> date:
    ahead = (_DAYS.index(match["day"].lower()[:3]) - today.weekday()) % 7
    which = (match["which"] or "").strip().lower()
    if which == "last":
        return today - timedelta((today.weekday() - _DAYS.index(match["day"].lower()[:3])) % 7 or 7)
    if which == "next":  # that of the next week
        return today + timedelta(7 - today.weekday() + _DAYS.index(match["day"].lower()[:3]))
    return today + timedelta(ahead or 7)


def _chinese_weekday(match: re.Match[str], today: date) -> date:
    weeks = {"上": -1, "下": 1, "下下": 2}.get(match["which"] or "", 0)
    found = today + timedelta(7 * weeks - today.weekday() + _ZH_DAYS[match["day"]])
    return found + timedelta(7) if not match["which"] and found <= today else found


_READINGS: tuple[tuple[re.Pattern[str], Reading], ...] = (
    (re.compile(r"(?<!\d)(?P<year>20\d\d)[-/.年]\s?(?P<month>\d{1,2})[-/.月]\s?(?P<day>\d{1,2})(?!\d)"), _whole),
    (re.compile(r"(?:(?P<year>20\d\d)年)?(?P<month>\d{1,2})月(?P<day>\d{1,2})[日号]?"), _chinese),
    (
        re.compile(rf"\b(?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?: of)? {_MONTH}(?:,? (?P<year>20\d\d))?", re.IGNORECASE),
        _named_month,
    ),
    (
        re.compile(
            rf"\b{_MONTH} (?P<day>\d{{1,2}})(?:st|nd|rd|th)?(?!\d)(?:,? (?P<year>20\d\d))?", re.IGNORECASE
        ),
        _named_month,
    ),
    (
        re.compile(r"(?<![\d/.-])(?P<first>\d{1,2})[/.](?P<second>\d{1,2})(?:[/.](?P<year>(?:20)?\d\d))?(?![\d/])"),
        _slashed,
    ),
    (re.compile("|".join(_NEAR), re.IGNORECASE), _near),
    (re.compile("|".join(sorted(_ZH_NEAR, key=len, reverse=True))), _near),
    (re.compile(rf"\bin (?P<past>){_COUNT}", re.IGNORECASE), _distance),
    (re.compile(rf"\b{_COUNT} (?P<past>ago)", re.IGNORECASE), _distance),
    (
        re.compile(r"(?P<count>\d{1,3}|[一两二三四五六七八九十])个?(?P<unit>天|日|周|星期|礼拜)(?P<past>以前|之前|前|以后|之后|后)"),
        _distance,
    ),
    (
        re.compile(r"(?P<which>下下|下|上|这|本)?个?(?:周|星期|礼拜)(?P<day>[一二三四五六日天])"),
        _chinese_weekday,
    ),
    (re.compile(rf"\b(?P<which>next |last |this |on )?{_WEEKDAY}", re.IGNORECASE), _weekday),
)  # fmt: skip
