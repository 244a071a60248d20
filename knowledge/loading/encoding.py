"""From bytes to text, rightly or not at all.

A byte order mark decides, else strict UTF-8, else what the file itself declares, else a trial: the bytes are
decoded strictly in each encoding that people use here, and the result is scored by how much it looks like text
somebody wrote (the share of frequent characters). A result that no trial wins clearly is refused, for text stored
wrongly would be found by nobody. charset-normalizer is asked for scripts that have no trial (Cyrillic, Greek, ...).
"""

import codecs
import re
import unicodedata

from knowledge.errors import UnreadableFile
from knowledge.loading.characters import PROFILES

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),  # before UTF-16: its mark begins with that one's
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)

_TRIALS = ("gb18030", "big5hkscs", "cp932", "euc_jp", "cp949", "cp1252")

# Names under which other encodings hide: the web's and the mail's names for a subset mean the whole.
_MEANT = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "cp936": "gb18030",
    "hz": "hz",
    "big5": "big5hkscs",
    "big5-tw": "big5hkscs",
    "cp950": "big5hkscs",
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "x-sjis": "cp932",
    "windows-31j": "cp932",
    "iso-8859-1": "cp1252",
    "latin-1": "cp1252",
    "latin1": "cp1252",
    "us-ascii": "cp1252",
    "ascii": "cp1252",
    "euc-kr": "cp949",
    "ks_c_5601-1987": "cp949",
    "iso-8859-9": "cp1254",
    "iso-8859-8-i": "iso-8859-8",
    "tis-620": "cp874",
}

_CLEAR_SCORE = 0.35  # what a right decoding reaches even in a short text
_CLEAR_LEAD = 0.12  # over the second best
_SAMPLE = 60_000  # characters scored; more changes nothing

_LATIN_LETTERS = frozenset("àáâãäåæçèéêëìíîïñòóôõöøœùúûüýÿßÀÁÂÃÄÅÆÇÈÉÊËÌÍÎÏÑÒÓÔÕÖØŒÙÚÛÜÝŠšŽž")
_LATIN_SIGNS = frozenset("£€©®°«»“”‘’–—…•·§±²³¼½¾™´¡¿µ×\xa0")
_WIDE_SIGNS = frozenset("，。、；：？！“”‘’（）《》【】「」『』·…—～￥％　〈〉〔〕")
_CONTROL = re.compile("[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")


def decode(data: bytes, declared: str | None = None) -> tuple[str, list[str]]:
    """The text and warnings on what had to be left out; raises UnreadableFile('encoding') when unsure.

    declared: the encoding that the file or its mail names, if any; believed when the bytes allow it.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _decode_marked(data[len(mark) :], encoding)
    if b"\0" in data:
        return _decode_with_zeros(data, declared)
    if b"\x1b$" in data or b"\x1b(J" in data:
        text = _strict(data, "iso2022_jp_ext") or _strict(data, "iso2022_kr")
        if text is not None:
            return text, []
    text = _strict(data, "utf-8")
    if text is not None:
        if declared and _meant(declared) == "hz" and "~{" in text:
            return _strict(data, "hz") or text, []
        return text, []
    if declared and (text := _declared(data, declared)) is not None:
        return text, []
    if almost := _almost_utf8(data):
        return almost
    return _trial(data), []


def looks_binary(data: bytes) -> bool:
    """Whether the beginning of a file is no text in any encoding."""
    head = data[:4096]
    if any(head.startswith(mark) for mark, _ in _MARKS):
        return False
    if b"\0" in head:
        try:
            return bool(_CONTROL.search(_decode_utf16(data)[:2000]))
        except UnreadableFile:
            if not _has_stray_zeros(head):
                return True
    controls = sum(1 for byte in head if 0 < byte < 32 and byte not in b"\t\n\r\f\x1b\x1a")
    return controls > len(head) * 0.01


def _strict(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError):
        return None


def _meant(name: str) -> str:
    name = name.strip().strip("\"'").lower()
    return _MEANT.get(name, _MEANT.get(name.replace("_", "-"), name))


def _declared(data: bytes, name: str) -> str | None:
    encoding = _meant(name)
    if encoding.startswith(("utf-16", "utf16", "utf-32")):
        return None  # without zero bytes or a mark it is not
    text = _strict(data, encoding)
    if text is None or _CONTROL.search(text):
        return None
    return text


def _decode_marked(data: bytes, encoding: str) -> tuple[str, list[str]]:
    text = _strict(data, encoding)
    if text is not None:
        return text, []
    if encoding == "utf-8" and (almost := _almost_utf8(data)):
        return almost
    if encoding.startswith("utf-16") and len(data) % 2 and (text := _strict(data[:-1], encoding)) is not None:
        return text, ["The last character of the text is incomplete and was left out."]
    raise UnreadableFile("encoding")


def _decode_with_zeros(data: bytes, declared: str | None) -> tuple[str, list[str]]:
    """UTF-16 or UTF-32, or a text of single bytes that some program has left a few zeros in."""
    try:
        return _decode_utf16(data), []
    except UnreadableFile:
        if not _has_stray_zeros(data):
            raise
    text, warnings = decode(data.replace(b"\0", b""), declared)
    return text, [*warnings, f"{data.count(0)} zero bytes in the text were left out."]


def _has_stray_zeros(data: bytes) -> bool:
    return data.count(0) <= max(1, len(data) * 0.02)


def _decode_utf16(data: bytes) -> str:
    """UTF-16 or UTF-32 without a mark. Zero bytes on one side tell which way round it is."""
    trials = ["utf-16-le", "utf-16-be"] if len(data) % 2 == 0 else []
    if len(data) % 4 == 0:
        trials += ["utf-32-le", "utf-32-be"]
    texts = [text for encoding in trials if (text := _strict(data, encoding)) is not None and not _CONTROL.search(text)]
    if not texts:
        raise UnreadableFile("encoding")
    scores = sorted(((_utf16_score(text), text) for text in texts), reverse=True)
    if scores[0][0] < _CLEAR_SCORE:
        raise UnreadableFile("encoding")
    return scores[0][1]


def _utf16_score(text: str) -> float:
    sample = text[:_SAMPLE]
    others = _WIDE_SIGNS | _LATIN_LETTERS | frozenset("\n\r\t")
    good = max(sum(1 for c in sample if " " <= c <= "~" or c in common or c in others) for common in PROFILES)
    return good / len(sample) if sample else 0.0


def _almost_utf8(data: bytes) -> tuple[str, list[str]] | None:
    """UTF-8 cut in its last character, or with a few wrong bytes: those are left out, and it is said."""
    text = data.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    right = sum(1 for c in text if c > "\x7f" and c != "\ufffd")
    if broken == 1 and text.endswith("\ufffd") and right and len(data) - len(text[:-1].encode("utf-8")) < 4:
        return text[:-1], ["The last character of the text is incomplete and was left out."]
    if right >= 50 * broken:
        return text.replace("\ufffd", ""), [f"{broken} characters of the text are damaged and were left out."]
    return None


def _trial(data: bytes) -> str:
    texts = {encoding: text for encoding in _TRIALS if (text := _strict(data, encoding)) is not None}
    scores = sorted(((_score(text), encoding) for encoding, text in texts.items()), reverse=True)
    if scores and scores[0][0] >= _CLEAR_SCORE:
        others = [score for score, encoding in scores[1:] if texts[encoding] != texts[scores[0][1]]]
        if not others or scores[0][0] - others[0] >= _CLEAR_LEAD:
            return texts[scores[0][1]]
    if (text := _other_scripts(data)) is not None:
        return text
    raise UnreadableFile("encoding")


def _score(text: str) -> float:
    """How much the characters beyond ASCII look like text somebody wrote: about 1 for sure, below 0 for surely not."""
    if _CONTROL.search(text):
        return -1.0
    sample = text[:_SAMPLE]
    beyond = [i for i, c in enumerate(sample) if c > "\x7f"]
    if not beyond:
        return 0.0
    return max(
        sum(_character_score(sample[i], sample[i - 1 : i], sample[i + 1 : i + 2], common) for i in beyond) / len(beyond)
        for common in PROFILES
    )


def _character_score(c: str, before: str, after: str, common: frozenset[str]) -> float:
    if c in common:
        return 1.0
    if c in _WIDE_SIGNS and (before > "\x7f" or after > "\x7f"):
        return 0.8
    if "\u4e00" <= c <= "\u9fff":
        # alone among Latin letters, two accented bytes were taken for one character
        return -0.8 if before.isascii() and before.isalpha() and after.isascii() else 0.1
    if _is_kana(c):
        return 0.9 if any(_is_kana(near) or near in common for near in (before, after) if near) else 0.1
    if "\uac00" <= c <= "\ud7a3":
        return 0.3
    if "\uff01" <= c <= "\uff5e":
        return 0.5
    if c in _LATIN_LETTERS:
        return _accent_score(before, after)
    if c in _LATIN_SIGNS:
        return 0.7 if before <= "\x7f" or after <= "\x7f" else -0.3
    return -0.6 if unicodedata.category(c) in ("Co", "Cn", "Cc") or "\uff61" <= c <= "\uff9f" else -0.3


def _is_kana(c: str) -> bool:
    return "\u3041" <= c <= "\u30fe"


def _accent_score(before: str, after: str) -> float:
    """An accented letter stands among plain ones; a row of them is another script read wrongly."""
    plain = sum(1 for c in (before, after) if not c or c <= "\x7f")
    if plain == 0:
        return -0.6
    beside_letter = any(c.isascii() and c.isalpha() for c in (before, after) if c)
    if plain == 2:
        return 0.9 if beside_letter else 0.3
    return 0.4 if beside_letter else -0.4


def _other_scripts(data: bytes) -> str | None:
    """Cyrillic, Greek, Hebrew, Korean and so on, where charset-normalizer is sure and the letters are of one script."""
    from charset_normalizer import from_bytes

    if len(data) < 24:
        return None
    match = from_bytes(data[:_SAMPLE]).best()
    if match is None or match.encoding in ("gb18030", "gbk", "big5", "big5hkscs", "cp932", "cp1252", "latin_1"):
        return None
    text = _strict(data, match.encoding)
    if text is None or _CONTROL.search(text) or not match.coherence:
        return None
    scripts: dict[str, int] = {}
    for c in text[:_SAMPLE]:
        if c > "\x7f" and c.isalpha():
            script = unicodedata.name(c, "?").split(" ", 1)[0]
            scripts[script] = scripts.get(script, 0) + 1
    letters = sum(scripts.values())
    return text if letters and max(scripts.values()) >= 0.95 * letters else None
