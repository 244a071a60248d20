"""Dialogues from files of other tools: OpenAI messages, ShareGPT, Alpaca (JSON or a JSON object a line), and CSV.

A bad row is told by its number and the reason; the others come in. What a file calls its system message is left out:
the rules that serving sends are ours.
"""

import csv
import io
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.tuning.errors import TuningError
from desk.examples import Draft
from knowledge.language import detect_language

LONGEST = 20_000  # characters of one message
MOST_BYTES = 512 * 2**20

Turns = Sequence[tuple[str, str]]  # (speaker, words); the speakers are 'user' and 'assistant'

REASONS: dict[str, dict[str, str]] = {
    "not_json": {"en": "is no valid JSON", "zh": "不是有效的 JSON"},
    "not_object": {"en": "is no JSON object", "zh": "不是 JSON 对象"},
    "unknown_form": {
        "en": "has none of the known fields: messages, conversations, instruction and output, question and answer",
        "zh": "没有可识别的字段：messages、conversations、instruction 和 output、question 和 answer",
    },
    "unknown_speaker": {"en": "has a speaker that is not known: {detail}", "zh": "包含无法识别的角色：{detail}"},
    "no_text": {"en": "has a message without text", "zh": "含有没有文字的消息"},
    "no_question": {"en": "has no question", "zh": "没有问题"},
    "no_answer": {"en": "has no answer", "zh": "没有回答"},
    "too_long": {
        "en": f"has a message of more than {LONGEST} characters",
        "zh": f"含有超过 {LONGEST} 个字符的消息",
    },
}


class _BadRow(Exception):
    def __init__(self, code: str, detail: str = "") -> None:
        self.code, self.detail = code, detail


@dataclass(frozen=True)
class Rejected:
    """A row that did not come in."""

    row: int  # counted from 1: the line of a file with a row a line (a CSV's first is its header), else the place
    code: str  # of REASONS
    detail: str = ""

    def in_language(self, language: str = "en") -> str:
        reason = REASONS[self.code]["zh" if language == "zh" else "en"].format(detail=self.detail)
        return f"第 {self.row} 行{reason}。" if language == "zh" else f"Row {self.row} {reason}."


@dataclass(frozen=True)
class Imported:
    """What a file gave."""

    drafts: tuple[Draft, ...]
    rejected: tuple[Rejected, ...]


def read_dialogues(path: Path) -> Imported:
    """Read a file of any of the forms. Raises TuningError where it cannot be read at all."""
    drafts: list[Draft] = []
    rejected: list[Rejected] = []
    for number, row in _rows(path):
        try:
            drafts.append(_draft(_turns(row)))
        except _BadRow as bad:
            rejected.append(Rejected(number, bad.code, bad.detail))
    return Imported(tuple(drafts), tuple(rejected))


def _rows(path: Path) -> Iterator[tuple[int, Any]]:
    """Each row with its number; a line that is no JSON as the _BadRow it is."""
    text = _text(path)
    if path.suffix.lower() in (".csv", ".tsv"):
        yield from _csv_rows(text, "\t" if path.suffix.lower() == ".tsv" else ",")
    elif text.lstrip().startswith("["):
        try:
            yield from enumerate(json.loads(text), 1)
        except ValueError:
            raise TuningError("bad_import", name=path.name) from None
    else:
        for number, line in enumerate(text.splitlines(), 1):
            if line.strip():
                yield number, _parsed(line)


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > MOST_BYTES:
            raise TuningError("large_import", name=path.name, limit=f"{MOST_BYTES // 2**20} MiB")
        content = path.read_bytes()
    except OSError as error:
        raise TuningError("no_import", name=path.name, detail=error.strerror or error) from None
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise TuningError("bad_import", name=path.name)


def _csv_rows(text: str, delimiter: str) -> Iterator[tuple[int, Any]]:
    csv.field_size_limit(10 * LONGEST)
    reader = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for row in reader:
            yield reader.line_num, {(name or "").strip().lower(): value for name, value in row.items() if name}
    except csv.Error:
        yield reader.line_num, _BadRow("too_long")


def _parsed(line: str) -> Any:
    try:
        return json.loads(line)
    except ValueError:
        return _BadRow("not_json")


def _turns(row: Any) -> Turns:
    if isinstance(row, _BadRow):
        raise row
    if not isinstance(row, dict):
        raise _BadRow("not_object")
    for names, read in _FORMS:
        if all(name in row for name in names):
            return read(row)
    raise _BadRow("unknown_form")


def _messages(row: Mapping[str, Any]) -> Turns:
    return _spoken(row["messages"], "role", "content")


def _sharegpt(row: Mapping[str, Any]) -> Turns:
    return _spoken(row["conversations"], "from", "value")


def _alpaca(row: Mapping[str, Any]) -> Turns:
    asked = "\n\n".join(part for part in (_words(row["instruction"]), _words(row.get("input") or "")) if part)
    told = row.get("history") or []
    earlier = [(speaker, _words(words)) for pair in told for speaker, words in zip(_SIDES, pair, strict=False)]
    return [*earlier, ("user", asked), ("assistant", _words(row["output"]))]


def _pair(question: str, answer: str) -> Callable[[Mapping[str, Any]], Turns]:
    return lambda row: [("user", _words(row[question])), ("assistant", _words(row[answer]))]


_SIDES = ("user", "assistant")
_SPEAKERS = {
    "user": "user", "human": "user", "customer": "user", "assistant": "assistant", "gpt": "assistant",
    "model": "assistant", "chatgpt": "assistant", "bot": "assistant", "agent": "assistant", "system": "system",
    "developer": "system",
}  # fmt: skip
_FORMS: tuple[tuple[tuple[str, ...], Callable[[Mapping[str, Any]], Turns]], ...] = (
    (("messages",), _messages),
    (("conversations",), _sharegpt),
    (("instruction", "output"), _alpaca),
    *(
        (pair, _pair(*pair))
        for pair in (("question", "answer"), ("prompt", "completion"), ("prompt", "response"), ("问题", "回答"),
                     ("问题", "答案"), ("q", "a"))
    ),
)  # fmt: skip


def _spoken(messages: Any, speaker: str, words: str) -> Turns:
    if not isinstance(messages, list) or not all(isinstance(message, dict) for message in messages):
        raise _BadRow("unknown_form")
    turns = []
    for message in messages:
        name = str(message.get(speaker, ""))
        role = _SPEAKERS.get(name.lower())
        if role is None:
            raise _BadRow("unknown_speaker", name[:40])
        if role != "system":
            turns.append((role, _words(message.get(words))))
    return turns


def _words(content: Any) -> str:
    """A message's text, also where it comes in parts."""
    if isinstance(content, list):
        content = "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    if content is None or isinstance(content, (dict, bool)):
        raise _BadRow("no_text")
    text = str(content).strip()
    if len(text) > LONGEST:
        raise _BadRow("too_long")
    return text


def _draft(turns: Turns) -> Draft:
    """The last question with its answer, and the pairs before it; an opening or an unanswered end is left out."""
    pairs: list[list[str]] = []
    for role, words in turns:
        if role == "user" and (not pairs or pairs[-1][1]):
            pairs.append([words, ""])
        elif pairs:
            side = _SIDES.index(role)
            pairs[-1][side] = f"{pairs[-1][side]}\n{words}".strip()
    answered = [(asked, answer) for asked, answer in pairs if answer]
    if not any(asked for asked, _ in pairs):
        raise _BadRow("no_question")
    if not answered:
        raise _BadRow("no_answer")
    *history, (question, answer) = answered
    if not question:
        raise _BadRow("no_question")
    return Draft(
        source="import", kind="chat", language=detect_language(answer), question=question, answer=answer,
        history=tuple(history), note="not_searched",
    )  # fmt: skip
