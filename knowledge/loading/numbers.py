"""Cell values as the spreadsheet shows them: dates as dates, 0.15 as 15%, 1200 as €1,200.00."""

import datetime
import re

_SECTIONS = re.compile(r';(?=(?:[^"]*"[^"]*")*[^"]*$)')
_CURRENCY = re.compile(r"\[\$([^\]-]*)(?:-[0-9A-Fa-f]+)?\]")
_BRACKETS = re.compile(r"\[[^\]]*\]")
_SPACING = re.compile(r"_.|\*.")
_QUOTED = re.compile(r'"([^"]*)"|\\(.)')
_PATTERN = re.compile(r"[#0?][#0?,. ]*")


def show(value: object, number_format: str = "General") -> str:
    """The value as text. number_format: in Excel's notation."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, (int, float)):
        return show_number(value, number_format)
    if isinstance(value, datetime.datetime):
        whole_day = value.time() == datetime.time()
        return value.strftime("%Y-%m-%d") if whole_day else value.strftime("%Y-%m-%d %H:%M:%S").removesuffix(":00")
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, datetime.time):
        return value.strftime("%H:%M:%S").removesuffix(":00")
    if isinstance(value, datetime.timedelta):
        minutes, seconds = divmod(round(value.total_seconds()), 60)
        return f"{minutes // 60}:{minutes % 60:02d}" + (f":{seconds:02d}" if seconds else "")
    return str(value)


def show_number(value: float, number_format: str) -> str:
    """A number in Excel's format; formats beyond percent, currency, thousands and decimals are shown plainly."""
    sections = _SECTIONS.split(number_format or "General")
    chosen = sections[0]
    negative = value < 0
    if negative and len(sections) > 1:
        chosen, value = sections[1], -value
    elif value == 0 and len(sections) > 2:
        chosen = sections[2]
    chosen = _CURRENCY.sub(lambda match: f'"{match[1]}"', chosen)
    chosen = _SPACING.sub("", _BRACKETS.sub("", chosen))
    literal = _QUOTED.sub("", chosen)
    found = _PATTERN.search(literal)
    if not found or re.search(r"E[+-]|/|general|@", literal, re.IGNORECASE):
        return plain(-value if negative and len(sections) > 1 else value)
    if "%" in literal:
        value *= 100
    pattern = found[0].strip()
    whole, _, decimals = pattern.partition(".")
    if whole.endswith(","):  # each comma at the end shows thousands
        value /= 1000 ** (len(whole) - len(whole.rstrip(",")))
    least = sum(1 for c in decimals if c == "0")
    text = f"{abs(value):,.{sum(1 for c in decimals if c in '0#?')}f}"
    if "," not in whole.rstrip(","):
        text = text.replace(",", "")
    if "." in text:
        head, _, tail = text.partition(".")
        tail = tail[:least] + tail[least:].rstrip("0")
        text = f"{head}.{tail}" if tail else head
    digits = text.split(".")[0].replace(",", "")
    text = "0" * (whole.count("0") - len(digits)) + text
    before, after = _literals(chosen)
    sign = "-" if value < 0 else ""
    return sign + before + text + after


def plain(value: float) -> str:
    if isinstance(value, int) or (value == value and abs(value) < 1e15 and value == int(value)):
        return str(int(value))
    return f"{value:.11g}" if 1e-4 <= abs(value) < 1e15 else f"{value:g}"


def _literals(section: str) -> tuple[str, str]:
    """What stands before and after the digits: currency signs, units, the percent sign."""
    plain_section = _QUOTED.sub(
        lambda match: (match[1] if match[1] is not None else match[2]).translate(_HIDE), section
    )
    found = _PATTERN.search(plain_section)
    if not found:
        return "", ""
    end = found.start() + len(found[0].rstrip())
    return plain_section[: found.start()].translate(_REVEAL), plain_section[end:].translate(_REVEAL)


# digits' own signs inside quoted text must not be taken for the pattern
_HIDE = {ord(c): 0xE000 + ord(c) for c in "#0?,."}
_REVEAL = {0xE000 + ord(c): c for c in "#0?,."}
