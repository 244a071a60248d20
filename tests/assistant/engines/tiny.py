"""A language model built on the spot: a few layers of random weights, a tokenizer of this text, a chat template."""

from pathlib import Path
from typing import Any

TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
CORPUS = [
    "How long does shipping take? Shipping takes 3–5 days [1]. The answer stands in the sources.",
    "送货需要多少天？送货需要三到五天[1]。资料中没有答案时请说明。",
    "Returns are free within thirty days. Emoji 😀 and accents é ü ß are text too.",
] * 20


def tokenizer_in(folder: Path) -> Any:
    """A byte-level tokenizer with the template, saved in `folder`."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    tokenizer.decoder = decoders.ByteLevel()
    special = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    trainer = trainers.BpeTrainer(
        vocab_size=400, special_tokens=special, initial_alphabet=pre_tokenizers.ByteLevel.alphabet()
    )
    tokenizer.train_from_iterator(CORPUS, trainer)
    fast = PreTrainedTokenizerFast(tokenizer_object=tokenizer, eos_token="<|im_end|>", pad_token="<|endoftext|>")
    fast.chat_template = TEMPLATE
    fast.save_pretrained(folder)
    return fast


def build(folder: Path, *, seed: int = 0, layers: int = 2, context: int = 1024) -> Path:
    """Write the model into `folder` as Hugging Face does, and return it."""
    import torch
    from transformers import Qwen3Config, Qwen3ForCausalLM

    fast = tokenizer_in(folder)
    torch.manual_seed(seed)
    config = Qwen3Config(
        vocab_size=len(fast), hidden_size=32, intermediate_size=64, num_hidden_layers=layers, num_attention_heads=4,
        num_key_value_heads=2, head_dim=8, max_position_embeddings=context, eos_token_id=fast.eos_token_id,
        pad_token_id=fast.pad_token_id, bos_token_id=None, initializer_range=0.2,
    )  # fmt: skip
    Qwen3ForCausalLM(config).save_pretrained(folder)
    return folder


def build_adapter(base: Path, folder: Path, *, seed: int = 1, strength: float = 0.5) -> Path:
    """A LoRA adapter for the model in `base` that changes what it says; with `strength` 0 it changes nothing."""
    import torch
    from peft import LoraConfig, get_peft_model
    from transformers import AutoModelForCausalLM

    torch.manual_seed(seed)
    model = get_peft_model(
        AutoModelForCausalLM.from_pretrained(base), LoraConfig(r=4, target_modules="all-linear", task_type="CAUSAL_LM")
    )
    with torch.no_grad():
        for name, weight in model.named_parameters():
            if "lora_B" in name:
                weight.normal_(0, strength)
    model.save_pretrained(str(folder))
    return folder
