"""Which tokens of a conversation are learned: the assistant's own words and the token that ends them, nothing else.

A language model learns to predict each token from those before it. Trained on whole conversations it would learn to
write customers' questions and our instructions too; so the label of every other token is IGNORED, which the loss
leaves out. Where an answer begins is found without knowing the template: the conversation is rendered up to the
answer and once more with it, and what was added is the answer.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from assistant.engines.rendering import render
from assistant.tuning.errors import TuningError

IGNORED = -100  # the label that torch's cross entropy leaves out
Learn = Literal["last", "all"]
Turns = Sequence[Mapping[str, str]]


@dataclass(frozen=True)
class Encoded:
    """One training row; labels are the ids where they are learned, else IGNORED."""

    id: str
    input_ids: list[int]
    labels: list[int]


@dataclass(frozen=True)
class Dropped:
    """A row that cannot be learned from, and why: 'too_long' or the code of an error."""

    id: str
    reason: str


def encode(tokenizer: Any, messages: Turns, learn: Learn = "last") -> tuple[list[int], list[int]]:
    """Token ids of a conversation that ends with an answer, and their labels, of equal length.

    Raises:
        TuningError: no_answer; template_breaks, when the template rewrites what stands before an answer;
            end_not_learned, when no special token ends the answer.
    """
    if not messages or messages[-1]["role"] != "assistant":
        raise TuningError("no_answer")
    whole = render(tokenizer, messages, opens_answer=False)
    labels = [IGNORED] * len(whole)
    for n, message in enumerate(messages):
        is_last = n == len(messages) - 1
        if message["role"] == "assistant" and (learn == "all" or is_last):
            start, end = _answer(tokenizer, messages[: n + 1], whole)
            labels[start:end] = whole[start:end]
    last = max(n for n, label in enumerate(labels) if label != IGNORED) + 1
    return whole[:last], labels[:last]  # what a template writes behind the end is no model's to say


def encode_rows(
    tokenizer: Any, rows: Sequence[Mapping[str, Any]], max_length: int
) -> tuple[list[Encoded], list[Dropped]]:
    """Frozen rows as training rows; those whose answer `max_length` tokens would cut are dropped."""
    kept: list[Encoded] = []
    dropped: list[Dropped] = []
    for row in rows:
        try:
            encoded = [encode(tokenizer, turns, learn) for turns, learn in _parts(tokenizer, row)]
        except TuningError as error:
            dropped.append(Dropped(row["id"], error.code))
            continue
        if any(len(ids) > max_length for ids, _ in encoded):
            dropped.append(Dropped(row["id"], "too_long"))
            continue
        kept += [Encoded(row["id"], ids, labels) for ids, labels in encoded]
    return kept, dropped


def check_end(encoded: Sequence[Encoded], ends: Sequence[int], model: str) -> None:
    """Raise TuningError unless every row's last learned token is one at which serving stops."""
    for row in encoded:
        if row.labels[-1] not in ends:
            raise TuningError("end_not_learned", model=model)


def learned_text(tokenizer: Any, encoded: Encoded) -> str:
    """What is learned of a row, as text with its special tokens, for a person to read."""
    return str(tokenizer.decode([label for label in encoded.labels if label != IGNORED]))


def _parts(tokenizer: Any, row: Mapping[str, Any]) -> list[tuple[Turns, Learn]]:
    """A dialogue learned as a whole, or turn by turn where the template writes earlier answers in another way."""
    messages: Turns = row["messages"]
    if row.get("learn", "last") != "all":
        return [(messages, "last")]
    try:
        encode(tokenizer, messages, "all")
    except TuningError as error:
        if error.code != "template_breaks":
            raise
        answers = [n for n, message in enumerate(messages) if message["role"] == "assistant"]
        return [(messages[: n + 1], "last") for n in answers]
    return [(messages, "all")]


def _answer(tokenizer: Any, turns: Turns, whole: Sequence[int]) -> tuple[int, int]:
    """Where the last turn's answer begins in `whole`, and where it ends, its end token included."""
    before = render(tokenizer, turns[:-1], opens_answer=True)
    after = render(tokenizer, turns, opens_answer=False)
    if after[: len(before)] != before or len(after) <= len(before):
        raise TuningError("template_breaks")
    ends = [n for n in range(len(before), len(after)) if after[n] in _special(tokenizer)]
    if not ends:
        raise TuningError("end_not_learned", model=getattr(tokenizer, "name_or_path", ""))
    end = ends[0] + 1
    if list(whole[:end]) != after[:end]:
        raise TuningError("template_breaks")
    return len(before), end


def _special(tokenizer: Any) -> frozenset[int]:
    added = {n for n, token in tokenizer.added_tokens_decoder.items() if token.special}
    return frozenset(added | set(tokenizer.all_special_ids))
