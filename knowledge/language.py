"""What the search and the answers know of language: which one, where sentences end, which terms a text has.

English terms are lower-cased and stemmed (Snowball), Chinese ones are simplified (OpenCC) and segmented the way
jieba cuts for search, so that 'shipping' finds 'ships' and a question in traditional characters finds a document
in simplified ones. Other scripts pass through as words.
"""

import logging
import re
import tempfile
from functools import cache, lru_cache
from typing import Literal

import jieba
import opencc
from snowballstemmer.english_stemmer import EnglishStemmer

from storage.folder import user_cache

Language = Literal["en", "zh"]

CJK = "\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0002fa1f"
_CJK_CHARACTER = re.compile(f"[{CJK}]")
_WORD = re.compile(r"[^\W\d_]+", re.UNICODE)
_TOKEN = re.compile(f"[{CJK}]+|(?:[^\\W{CJK}]|_)+(?:['’.,](?:[^\\W{CJK}])+)*")
_APOSTROPHE = re.compile(r"['’](?:s|t|re|ve|ll|d|m)?$")

_SENTENCE_END = re.compile(
    r"(?P<wide>[。！？]+[”’」』）)\"']*)"
    r"|(?P<narrow>[.!?…]+[”’\"')\]]*)(?=\s)"
    r"|(?P<line>\s*\n\s*)"
)
_ABBREVIATIONS = frozenset(
    [
        "mr",
        "mrs",
        "ms",
        "dr",
        "prof",
        "st",
        "no",
        "nos",
        "vol",
        "fig",
        "figs",
        "eq",
        "al",
        "etc",
        "vs",
        "inc",
        "ltd",
        "co",
        "corp",
        "jr",
        "sr",
        "gen",
        "col",
        "sgt",
        "capt",
        "rev",
        "hon",
        "gov",
        "sen",
        "rep",
        "approx",
        "dept",
        "est",
        "ext",
        "tel",
        "e.g",
        "i.e",
        "u.s",
        "u.k",
        "u.n",
        "a.m",
        "p.m",
        "cf",
        "ca",
        "op",
        "pp",
        "p",
        "jan",
        "feb",
        "mar",
        "apr",
        "jun",
        "jul",
        "aug",
        "sep",
        "sept",
        "oct",
        "nov",
        "dec",
    ]
)


def detect_language(text: str) -> Language:
    """'zh' when at least as many Chinese characters as words of other scripts stand in the text, else 'en'."""
    chinese = len(_CJK_CHARACTER.findall(text))
    others = sum(1 for word in _WORD.findall(_CJK_CHARACTER.sub(" ", text)))
    return "zh" if chinese and chinese >= others else "en"


def split_sentences(text: str) -> list[tuple[int, int]]:
    """The [start, end) of each sentence, without surrounding white space, in order.

    A sentence ends at 。！？ at once, at . ! ? before white space unless the word before is an abbreviation or an
    initial, and at every line break.
    """
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_END.finditer(text):
        if match.lastgroup == "narrow" and not _ends_sentence(text, start, match):
            continue
        _add_span(text, start, match.end(), spans)
        start = match.end()
    _add_span(text, start, len(text), spans)
    return spans


def terms(text: str) -> list[str]:
    """The index terms of a text, in order, repeats kept; the same for documents and questions."""
    found: list[str] = []
    for token in _TOKEN.findall(simplified(text)):
        if _CJK_CHARACTER.match(token):
            found += _segment(token)
        else:
            found += _stems(token)
    return found


def words(text: str) -> list[str]:
    """The text, simplified, in the words it is made of, each as it stands once, and marks; white space left out."""
    return [word for word in _segmenter().cut(simplified(text)) if word.strip()]


def prepare() -> None:
    """Load the dictionaries now (about a second), not at the first question."""
    terms("准备 ready")


def _ends_sentence(text: str, start: int, match: re.Match[str]) -> bool:
    if not match.group().startswith("."):
        return True
    words = text[start : match.start()].split()
    word = words[-1].lstrip("(\"'“‘[") if words else ""
    if word.lower() in _ABBREVIATIONS or (len(word) == 1 and word.isupper() and word != "I"):
        return False
    following = text[match.end() :].lstrip()[:1]
    return not following.islower()


def _add_span(text: str, start: int, end: int, spans: list[tuple[int, int]]) -> None:
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end = start + len(piece.strip())
    if end > start:
        spans.append((start, end))


@lru_cache(maxsize=100_000)
def _stems(token: str) -> tuple[str, ...]:
    word = _APOSTROPHE.sub("", token.lower())
    if "'" in word or "’" in word or not word:
        word = word.replace("'", "").replace("’", "")
    if not re.search(r"[.,]", word):
        return (_stem(word),) if word else ()
    # '1,200.50' is one number and 'u.s' one abbreviation; 'end.Start' is two words
    if re.fullmatch(r"[\d.,]+", word):
        return (word.replace(",", ""),)
    if re.fullmatch(r"(?:\w\.)+\w", word):
        return (word.replace(".", ""),)
    return tuple(_stem(part) for part in re.split(r"[.,]", word) if part)


def _segment(text: str) -> list[str]:
    return [word for word in _segmenter().cut_for_search(text) if word.strip()]


def chinese_words(text: str) -> list[str]:
    """A Chinese text cut into words, which put together are the text."""
    return list(_segmenter().cut(text))


def is_word(text: str) -> bool:
    """Whether a simplified Chinese text is a word of the dictionary; the segmentation also puts words together."""
    return bool(_segmenter().FREQ.get(text))


def how_common(word: str) -> int:
    """How often a simplified Chinese word stands in the sample of the language that jieba knows; 0 for no word."""
    return int(_segmenter().FREQ.get(word) or 0)


def simplified(text: str) -> str:
    """The text with traditional characters made simplified ones."""
    return _converter().convert(text) if _CJK_CHARACTER.search(text) else text


def _stem(word: str) -> str:
    return EnglishStemmer().stemWord(word)  # one that is shared keeps the word of whichever thread came last


@cache
def _converter() -> opencc.OpenCC:
    return opencc.OpenCC("t2s")


@cache
def _segmenter() -> jieba.Tokenizer:
    jieba.setLogLevel(logging.WARNING)
    segmenter = jieba.Tokenizer()
    # jieba reads its cache back with marshal: keep it where only this user can write.
    folder = user_cache()
    segmenter.tmp_dir = str(folder) if folder else tempfile.mkdtemp(prefix="frontdesk-")
    segmenter.initialize()
    return segmenter
