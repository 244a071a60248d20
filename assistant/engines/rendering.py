"""A conversation as the tokens a model reads: the one place where serving and fine-tuning apply a chat template."""

import hashlib
from collections.abc import Mapping, Sequence
from typing import Any


def render(tokenizer: Any, turns: Sequence[Mapping[str, str]], *, opens_answer: bool) -> list[int]:
    """The token ids of the turns; with `opens_answer` up to where the next answer begins. Never thinks aloud."""
    rendered = tokenizer.apply_chat_template(
        list(turns), add_generation_prompt=opens_answer, tokenize=True, return_dict=True, enable_thinking=False
    )
    return list(rendered["input_ids"])


def template_hash(tokenizer: Any) -> str:
    """Sha256 of the tokenizer's chat template: equal where conversations are rendered in the same way."""
    return hashlib.sha256(str(tokenizer.chat_template or "").encode("utf-8")).hexdigest()
