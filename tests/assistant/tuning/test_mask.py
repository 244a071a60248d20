"""What is learned of a conversation, for the forms of chat template that there are, checked by hand for each."""

from typing import Any

import pytest

from assistant.tuning.errors import TuningError
from assistant.tuning.mask import IGNORED, check_end, encode, encode_rows, learned_text

CHATML = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
MARKED = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{% if m.role == 'assistant' %}{% generation %}{{ m.content }}"
    "<|im_end|>{% endgeneration %}{% else %}{{ m.content }}<|im_end|>{% endif %}\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
# As Qwen3 does: the last answer stands behind empty thoughts, earlier ones do not, and so is the opening.
QWEN = (
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if m.role == 'assistant' and loop.last %}<think>\n\n</think>\n\n{% endif %}{{ m.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if enable_thinking is defined and not enable_thinking %}<think>\n\n</think>\n\n{% endif %}{% endif %}"
)
LLAMA = (
    "<|begin_of_text|>{% for m in messages %}<|start_header_id|>{{ m.role }}<|end_header_id|>\n\n{{ m.content | trim }}"
    "<|eot_id|>{% endfor %}{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}"
)
MISTRAL = (
    "<s>{% if messages[0].role == 'system' %}{% set rules = messages[0].content + '\n\n' %}"
    "{% set turns = messages[1:] %}{% else %}{% set rules = '' %}{% set turns = messages %}{% endif %}"
    "{% for m in turns %}{% if m.role == 'user' %}"
    "[INST] {% if loop.first %}{{ rules }}{% endif %}{{ m.content }}[/INST]"
    "{% else %} {{ m.content }}</s>{% endif %}{% endfor %}"
)
GEMMA = (
    "<bos>{% for m in messages %}{% if m.role != 'system' %}<start_of_turn>"
    "{{ 'model' if m.role == 'assistant' else m.role }}\n{{ m.content | trim }}<end_of_turn>\n{% endif %}{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}"
)
SPECIAL = [
    "<|endoftext|>", "<|im_start|>", "<|im_end|>", "<|begin_of_text|>", "<|start_header_id|>", "<|end_header_id|>",
    "<|eot_id|>", "<s>", "</s>", "[INST]", "[/INST]", "<bos>", "<start_of_turn>", "<end_of_turn>",
]  # fmt: skip

SINGLE = [
    {"role": "system", "content": "Cite."},
    {"role": "user", "content": "How long?"},
    {"role": "assistant", "content": "Three days [1]."},
]
DIALOGUE = [*SINGLE, {"role": "user", "content": "And 到德国?"}, {"role": "assistant", "content": "五天 [2]。"}]

# The learned tokens of both, as text: written down from the templates, not computed.
LEARNED = {
    "chatml": (CHATML, "Three days [1].<|im_end|>", "Three days [1].<|im_end|>五天 [2]。<|im_end|>"),
    "marked": (MARKED, "Three days [1].<|im_end|>", "Three days [1].<|im_end|>五天 [2]。<|im_end|>"),
    "llama": (LLAMA, "Three days [1].<|eot_id|>", "Three days [1].<|eot_id|>五天 [2]。<|eot_id|>"),
    "mistral": (MISTRAL, " Three days [1].</s>", " Three days [1].</s> 五天 [2]。</s>"),
    "gemma": (GEMMA, "Three days [1].<end_of_turn>", "Three days [1].<end_of_turn>五天 [2]。<end_of_turn>"),
    "qwen": (QWEN, "Three days [1].<|im_end|>", None),
}


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    """Bytes and the special tokens of all forms: no template is favoured."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    backend = Tokenizer(models.BPE())
    backend.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    backend.decoder = decoders.ByteLevel()
    backend.train_from_iterator(
        ["days"],
        trainers.BpeTrainer(
            vocab_size=300, special_tokens=SPECIAL, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
        ),
    )
    return PreTrainedTokenizerFast(tokenizer_object=backend, pad_token="<|endoftext|>", eos_token="<|endoftext|>")


@pytest.mark.parametrize("form", LEARNED)
def test_the_answer_and_its_end_are_learned_and_nothing_else(tokenizer: Any, form: str) -> None:
    tokenizer.chat_template, single, both = LEARNED[form]
    ids, labels = encode(tokenizer, SINGLE)
    assert tokenizer.decode([label for label in labels if label != IGNORED]) == single
    assert all(label in (IGNORED, token) for token, label in zip(ids, labels, strict=True))
    assert labels[-1] != IGNORED  # what a template writes behind the end is nobody's to say
    assert tokenizer.decode(ids).endswith(single)
    ids, labels = encode(tokenizer, DIALOGUE, "last")
    assert tokenizer.decode([label for label in labels if label != IGNORED]).strip() == "五天 [2]。" + _end(single)
    if both is not None:
        ids, labels = encode(tokenizer, DIALOGUE, "all")
        assert tokenizer.decode([label for label in labels if label != IGNORED]) == both


def _end(learned: str) -> str:
    return learned[learned.index("].") + 2 :]


def test_a_dialogue_whose_template_rewrites_earlier_answers_is_learned_turn_by_turn(tokenizer: Any) -> None:
    tokenizer.chat_template = QWEN
    with pytest.raises(TuningError, match="differently once its answer is there"):
        encode(tokenizer, DIALOGUE, "all")
    rows, dropped = encode_rows(tokenizer, [{"id": "a", "messages": DIALOGUE, "learn": "all"}], 1000)
    assert dropped == []
    assert [learned_text(tokenizer, row) for row in rows] == ["Three days [1].<|im_end|>", "五天 [2]。<|im_end|>"]


def test_a_row_whose_answer_would_be_cut_is_dropped_and_told_never_cut(tokenizer: Any) -> None:
    tokenizer.chat_template = CHATML
    whole = len(encode(tokenizer, SINGLE)[0])
    rows = [{"id": "fits", "messages": SINGLE}, {"id": "long", "messages": DIALOGUE}]
    kept, dropped = encode_rows(tokenizer, rows, whole)
    assert [row.id for row in kept] == ["fits"]
    assert [(row.id, row.reason) for row in dropped] == [("long", "too_long")]


def test_a_template_that_never_ends_an_answer_or_at_which_serving_would_not_stop_is_refused(tokenizer: Any) -> None:
    tokenizer.chat_template = "{% for m in messages %}{{ m.role }}: {{ m.content }}\n{% endfor %}" + (
        "{% if add_generation_prompt %}assistant: {% endif %}"
    )
    with pytest.raises(TuningError, match="never learn to stop"):
        encode(tokenizer, SINGLE)
    tokenizer.chat_template = CHATML
    rows, _ = encode_rows(tokenizer, [{"id": "a", "messages": SINGLE}], 1000)
    check_end(rows, [tokenizer.convert_tokens_to_ids("<|im_end|>")], "m")
    with pytest.raises(TuningError, match="never learn to stop"):
        check_end(rows, [tokenizer.convert_tokens_to_ids("<|endoftext|>")], "m")


def test_a_row_without_an_answer_is_refused(tokenizer: Any) -> None:
    tokenizer.chat_template = CHATML
    with pytest.raises(TuningError, match="must end with an answer"):
        encode(tokenizer, SINGLE[:-1])
