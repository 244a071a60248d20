"""Answers written by a language model from the passages that were found, each fact with the number of its source.

The model may only quote what it was given: a number that names no given passage is taken out, and an answer without
any number left, or one that says the sources do not answer, is a refusal.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from assistant.answers import Citation
from assistant.embedded import cite
from assistant.engines.engine import Engine, Spent
from assistant.evidence import statements
from assistant.prompts import NOT_FOUND, Prompt
from knowledge.language import Language, terms
from knowledge.model import Passage

_MARK = re.compile(r"[\[【［]\s*(\d{1,3}(?:\s*[,，、]\s*\d{1,3})*)\s*[\]】］]")
_OPEN_MARK = re.compile(r"\s*[\[【［][\d\s,，、]*$")  # a mark whose end has not come yet
_THOUGHTS = re.compile(r"<think>.*?(?:</think>|\Z)", re.DOTALL)


@dataclass(frozen=True)
class Written:
    """A state of a written answer while it grows."""

    text: str  # with [n] marks, counted in the order they appear
    citations: tuple[Citation, ...]
    is_refusal: bool = False


def write(engine: Engine, prompt: Prompt, language: Language, score: float, spent: Spent) -> Iterator[Written]:
    """Yield the growing answer, the last state whole; raises EngineError. Closing it stops the model."""
    raw = ""
    words = engine.stream(prompt.messages, spent)
    try:
        for word in words:
            raw += word
            said = visible(raw)
            if said and not NOT_FOUND.startswith(said.strip("\"'` .。")[: len(NOT_FOUND)]):
                yield _cited(_OPEN_MARK.sub("", said), prompt.passages, language, score)
    finally:
        words.close()  # type: ignore[attr-defined]
    yield finished(raw, prompt.passages, language, score)


def finished(raw: str, passages: Sequence[Passage], language: Language, score: float) -> Written:
    """What the model's whole answer comes to."""
    said = visible(raw)
    written = _cited(said, passages, language, score)
    if NOT_FOUND in said or not written.citations:
        return Written("", (), is_refusal=True)
    return written


def marks(said: str) -> set[int]:
    """The numbers of sources that an answer names."""
    return {int(number) for match in _MARK.finditer(said) for number in re.findall(r"\d+", match[1])}


def visible(raw: str) -> str:
    """The answer without what a model thinks aloud before it."""
    return _THOUGHTS.sub("", raw).strip()


def _cited(said: str, passages: Sequence[Passage], language: Language, score: float) -> Written:
    """Marks renumbered in the order they appear; those that name no passage are taken out."""
    order: list[int] = []

    def renumber(match: re.Match[str]) -> str:
        numbers = [int(number) for number in re.findall(r"\d+", match[1])]
        known = [number for number in dict.fromkeys(numbers) if 1 <= number <= len(passages)]
        order.extend(number for number in known if number not in order)
        return "".join(f"[{order.index(number) + 1}]" for number in known)

    text = re.sub(r"[ \t]+([.,;:!?。，；：！？])", r"\1", _MARK.sub(renumber, said))
    claims = _claims(said)
    citations = tuple(
        cite(passages[number - 1], n, _support(claims.get(number, said), passages[number - 1]), language, score)
        for n, number in enumerate(order, 1)
    )
    return Written(text, citations)


def _claims(said: str) -> dict[int, str]:
    """The words that stand before each number, as far back as the sentence before."""
    claims: dict[int, str] = {}
    start = 0
    for match in _MARK.finditer(said):
        sentence = re.split(r"(?<=[.!?。！？])\s*", said[start : match.start()].strip())
        words = next((part for part in reversed(sentence) if part.strip(" .。")), "")
        for number in re.findall(r"\d+", match[1]):
            claims[int(number)] = f"{claims.get(int(number), '')} {words}".strip()
        start = match.end()
    return claims


def _support(claim: str, passage: Passage) -> list[tuple[int, int]]:
    """Where in the passage the claim's words stand: its best statement, for the reader's eye."""
    wanted = set(terms(claim))
    scored = [(len(wanted & set(terms(passage.text[s.start : s.end]))), -s.start, s) for s in statements(passage, 0)]
    if not scored:
        return []
    best = max(scored, key=lambda entry: entry[:2])
    return [(best[2].start, best[2].end)] if best[0] else []
