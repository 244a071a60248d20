import ast
import re
import string
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from web.staff.activity import did
from web.strings import LANGUAGES, ago, choose_language, plural, size, text
from web.words import PAGES, STRINGS

SOURCES = Path(__file__).parents[2] / "web"


def _gaps(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


@pytest.mark.parametrize("key", STRINGS)
def test_every_string_is_there_in_both_languages_with_the_same_gaps(key: str) -> None:
    assert set(STRINGS[key]) == set(LANGUAGES)
    english, chinese = STRINGS[key]["en"], STRINGS[key]["zh"]
    assert _gaps(english) >= _gaps(chinese)
    assert english.strip() == english
    assert chinese.strip() == chinese
    if not key.startswith(("other_language", "upload_refused")):
        assert re.search(r"[\u4e00-\u9fff]", chinese), f"{key} is not translated"
        assert not re.search(r"[\u4e00-\u9fff]", english)
        assert not re.search("[!！]|Oops", english + chinese)


def test_the_name_of_the_other_language_is_written_in_that_language() -> None:
    assert STRINGS["other_language"] == {"en": "中文", "zh": "English"}


def test_every_string_is_used_and_every_used_string_exists() -> None:
    code = "\n".join(
        path.read_text("utf-8")
        for path in SOURCES.rglob("*")
        if path.suffix in (".py", ".html") and path.parent.name != "words"
    )
    used = set(re.findall(r"""\b(?:t|text)\(\s*["'](\w+)["'](?!\s*[~+])""", code))
    assert used <= set(STRINGS)
    stems = {"_".join(key.split("_")[:-1]) for key in STRINGS}
    parts = used | set(re.findall(r"""["'](\w+)["']""", code))
    computed = (
        "status_",
        "visibility_",
        "shown_",
        "error_",
        "model_state_",
        *re.findall(r"""["'](\w+_)["']\s*[~+]""", code),
    )
    unused = {
        key
        for key in STRINGS
        if key not in parts and not key.startswith(computed) and "_".join(key.split("_")[:-1]) not in parts & stems
    }
    assert not unused


def _recorded() -> tuple[set[str], set[str]]:
    """Every action that code writes into the audit, and the names of the details it gives."""
    actions, details = set(), set()
    for path in (one for folder in ("web", "assistant", "desk") for one in (SOURCES.parent / folder).rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(call, ast.Call):
                continue
            names = [ast.unparse(part) for part in (call.func, *call.args[:1])]
            said = [one.value for one in call.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
            action = next((one for one in said if one not in ("visitor", "command line")), "")
            is_audited = any(re.search(r"^record$|audit\.record$", name) for name in names)
            if is_audited and re.fullmatch("[a-z]+([. ][a-z]+)?", action):
                actions.add(action)
                details |= {keyword.arg for keyword in call.keywords if keyword.arg}
    return actions, details - {"name", "id"}


def test_everything_in_the_audit_is_told_in_words() -> None:
    actions, details = _recorded()
    assert {"login", "login.refused", "document removed", "model.choose"} <= actions
    assert {did(action) for action in actions} - set(STRINGS) == set()
    assert {f"detail_{name}" for name in details} - set(STRINGS) == set()


@pytest.mark.parametrize(
    ("chosen", "accepted", "language"),
    [
        (None, None, "en"),
        (None, "zh-CN,zh;q=0.9,en;q=0.8", "zh"),
        (None, "de-DE,de;q=0.9,zh;q=0.5,en;q=0.4", "zh"),
        (None, "en;q=0.4,zh;q=0.9", "zh"),
        (None, "fr", "en"),
        (None, ";;;q=x,zh;q=nonsense", "en"),
        ("zh", "en", "zh"),
        ("en", "zh", "en"),
        ("<script>", "zh", "zh"),
    ],
)
def test_the_persons_choice_comes_before_the_browsers(chosen: str | None, accepted: str | None, language: str) -> None:
    assert choose_language(chosen, accepted) == language


def test_counts_have_their_plural_and_thousands() -> None:
    assert plural("searching", 1, "en") == "Searching 1 document…"
    assert plural("searching", 1214, "en") == "Searching 1,214 documents…"
    assert plural("searching", 1214, "zh") == "正在查找 1,214 份文档…"


@pytest.mark.parametrize(
    ("seconds", "english", "chinese"),
    [
        (-5, "just now", "刚刚"),
        (59, "just now", "刚刚"),
        (60, "1 minute ago", "1 分钟前"),
        (59 * 60, "59 minutes ago", "59 分钟前"),
        (3600, "1 hour ago", "1 小时前"),
        (86400, "yesterday", "昨天"),
        (3 * 86400, "3 days ago", "3 天前"),
        (30 * 86400, "2 April 2026", "2026 年 4 月 2 日"),
    ],
)
def test_times_are_told_as_people_tell_them(seconds: int, english: str, chinese: str) -> None:
    now = datetime(2026, 5, 2, 12, tzinfo=UTC)
    assert ago(now - timedelta(seconds=seconds), now, "en") == english
    assert ago(now - timedelta(seconds=seconds), now, "zh") == chinese


def test_sizes_are_short() -> None:
    sizes = {0: "0 B", 999: "999 B", 1000: "1 KB", 12_400: "12 KB", 3_449_999: "3.4 MB", 25_276_500_000: "25.3 GB"}
    assert [size(n) for n in sizes] == [*sizes.values()]


def test_a_missing_string_or_value_is_an_error() -> None:
    with pytest.raises(KeyError):
        text("no such thing", "en")
    with pytest.raises(KeyError):
        text("source", "en", n=1)


def test_no_string_has_two_meanings():
    assert sum(map(len, PAGES)) == len(STRINGS)
