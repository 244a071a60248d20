"""Questions with their answers that stand in documents: FAQ headings, tables of questions, definitions, table cells.

Nothing is made up: an answer is made of sentences as they stand, or says a cell with the names of its row and column.
"""

import hashlib
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

from assistant.starters import QUESTION
from knowledge.language import Language, detect_language, split_sentences
from knowledge.model import Chunk

SENTENCES = 3  # of an answer at most
LONGEST_ANSWER = 320  # characters, half as many in Chinese
LONGEST_QUESTION = 160
LONGEST_CELL = 80
CELLS = 2  # of one table row

How = Literal["faq", "definition", "heading", "cell"]

_ABOUT: dict[Language, str] = {"en": "What do you say about “{}”?", "zh": "关于“{}”有什么规定？"}
_CELL: dict[Language, tuple[str, str]] = {
    "en": ("What {verb} the {column} for {label}?", "The {column} for {label} {verb} {value}."),
    "zh": ("{label}的{column}是{asked}？", "{label}的{column}是{value}。"),
}
_ASKED_FOR = re.compile(r"^(question|q|问题|问|提问)$", re.IGNORECASE)
_ANSWERED = re.compile(r"^(answer|a|回答|答案|答|解答)$", re.IGNORECASE)
_Q = re.compile(r"^\s*(?:Q|Question|问|问题)\s*\d*\s*[.:：、]\s*(.+)$", re.IGNORECASE)
_A = re.compile(r"^\s*(?:A|Answer|答|回答)\s*\d*\s*[.:：、]\s*", re.IGNORECASE)
_IS_A = {
    "en": re.compile(r"^(?:The |An? )?([A-Z][\w’'& -]{1,40}?) (is|are) (?:an? |the |our )\w+"),
    "zh": re.compile(r"^([\u3400-\u9fff\w ]{2,12}?)(?:是指|指的是|是一[种款项个家])"),
}
_PRONOUN = re.compile(r"^(?:it|this|that|there|they|we|you|he|she|here|these|those|one|what|which)\b", re.IGNORECASE)
_PRONOUN_ZH = re.compile(r"^(?:这|那|它|他|她|我们|您|你|其|此|本)")
_SENTENCE = re.compile(r"^(?:what|who|when|where|how|why|if)\b", re.IGNORECASE)  # a column that is no noun
_NOTHING = re.compile(r"^[\W_]*$|^(?:n/?a|none|无|未知|待定)$", re.IGNORECASE)


@dataclass(frozen=True)
class Pair:
    """A question and what the document says to it, word for word."""

    question: str
    answer: str
    language: Language
    n: int  # the chunk it stands in
    how: How


def pairs_in(chunks: Sequence[Chunk]) -> Iterator[Pair]:
    """All of one document, in its order; the same question only once."""
    seen: set[str] = set()
    for chunk in chunks:
        for question, answer, how in _of_chunk(chunk):
            question, answer = " ".join(question.split()), answer.strip()
            if question in seen or not answer or len(question) > LONGEST_QUESTION or answer == question:
                continue
            seen.add(question)
            yield Pair(question, answer, detect_language(f"{question} {answer}"), chunk.n, how)


def _of_chunk(chunk: Chunk) -> Iterator[tuple[str, str, How]]:
    yield from _asked_in_text(chunk.text)
    for row in chunk.rows:
        yield from _of_row(row)
    if chunk.rows or not chunk.headings:
        return
    heading = chunk.headings[-1].strip()
    answer = beginning(chunk.text)
    if asked := QUESTION.match(heading):
        yield asked[1], answer, "faq"
        return
    if definition := _definition(answer):
        yield definition, answer, "definition"
    elif len(chunk.headings) > 1 and 2 <= len(heading) <= 40:
        yield _ABOUT[detect_language(heading)].format(heading), answer, "heading"


def beginning(text: str) -> str:
    """The first sentences of a text, as they stand: at most SENTENCES, and not much longer than is read at a glance."""
    longest = LONGEST_ANSWER // (2 if detect_language(text) == "zh" else 1)
    spans = split_sentences(text.partition("©")[0])[:SENTENCES]
    ends = [end for _, end in spans if end - spans[0][0] <= longest]
    return text[spans[0][0] : ends[-1]] if ends else ""


def _asked_in_text(text: str) -> Iterator[tuple[str, str, How]]:
    """'Q: ... A: ...', each on lines of its own."""
    question, answer = "", ""
    for line in [*text.split("\n"), "Q: end"]:
        if asked := _Q.match(line):
            if question and answer:
                yield question, beginning(answer), "faq"
            question, answer = asked[1], ""
        elif question:
            answer += f"{_A.sub('', line)}\n"


def _definition(answer: str) -> str:
    """'What is a gift card?' where that is what the first sentence says; else empty."""
    language = detect_language(answer)
    found = _IS_A[language].match(answer)
    if not found:
        return ""
    subject = found[1].strip()
    if language == "zh":
        return "" if _PRONOUN_ZH.match(subject) else f"什么是{subject}？"
    return "" if _PRONOUN.match(subject) else f"What {found[2]} {subject}?"


def _of_row(row: tuple[tuple[str, str], ...]) -> Iterator[tuple[str, str, How]]:
    asked = next((value for name, value in row if _ASKED_FOR.match(name.strip())), "")
    answered = next((value for name, value in row if _ANSWERED.match(name.strip())), "")
    if asked and answered:
        yield asked, beginning(answered), "faq"
        return
    label = row[0][1].strip()
    if not _is_word(label):
        return
    cells = [(name.strip(), value.strip()) for name, value in row[1:]]
    sayable = [cell for cell in cells if _is_word(cell[0]) and _is_sayable(cell[1]) and not _SENTENCE.match(cell[0])]
    # which of them is chance, else it would be the first two columns in every row
    sayable.sort(key=lambda cell: hashlib.sha256(f"{label} {cell[0]}".encode()).digest())
    for column, value in sayable[:CELLS]:
        language = detect_language(f"{label} {column}")
        question, answer = _CELL[language]
        values = {
            "label": label, "column": _lower(column) if language == "en" else column, "value": value.rstrip(".。"),
            "verb": "are" if re.search(r"[^su]s$", column) else "is",
            "asked": "多少" if any(c.isdigit() for c in value) else "什么",
        }  # fmt: skip
        yield question.format(**values), answer.format(**values), "cell"


def _is_word(text: str) -> bool:
    """Whether something can be named by it: no number, no code of digits."""
    return 2 <= len(text) <= LONGEST_CELL and sum(c.isalpha() for c in text) > sum(c.isdigit() for c in text)


def _is_sayable(text: str) -> bool:
    return bool(text) and len(text) <= LONGEST_CELL and "\n" not in text and not _NOTHING.match(text)


def _lower(column: str) -> str:
    """'Standard time' inside a sentence; 'VAT' and 'UVP in EUR' as they are."""
    return column[0].lower() + column[1:] if column[1:2].islower() else column
