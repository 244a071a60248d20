"""Loading a language model and an adapter from the hub or a folder: safetensors only, and no code but the library's."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant.engines.errors import EngineError

# What a LoRA adapter's configuration may say. Anything else may name code or other files; empty, it says nothing.
ADAPTER_KEYS = frozenset((
    "alora_invocation_tokens", "alpha_pattern", "arrow_config", "auto_mapping", "base_model_name_or_path", "bias",
    "corda_config", "ensure_weight_tying", "eva_config", "exclude_modules", "fan_in_fan_out", "inference_mode",
    "init_lora_weights", "layer_replication", "layers_pattern", "layers_to_transform", "loftq_config", "lora_alpha",
    "lora_bias", "lora_dropout", "lora_ga_config", "megatron_config", "megatron_core", "modules_to_save",
    "monteclora_config", "peft_type", "peft_version", "qalora_group_size", "r", "rank_pattern", "revision",
    "target_modules", "target_parameters", "task_type", "trainable_token_indices", "use_bdlora", "use_dora",
    "use_lora_fa", "use_qalora", "use_rslora", "velora_config",
))  # fmt: skip
ADAPTER_FILES = frozenset(("adapter_config.json", "adapter_model.safetensors", "manifest.json", "README.md"))
_MUST_BE_EMPTY = ("auto_mapping", "modules_to_save", "megatron_config", "layer_replication")


@dataclass
class Loaded:
    """A model that is ready, its tokenizer, and where it computes."""

    model: Any
    tokenizer: Any
    device: str
    adapter: str = ""

    @property
    def context(self) -> int:
        """Most tokens of prompt and answer together."""
        config = self.model.config.get_text_config()
        return int(getattr(config, "max_position_embeddings", 0) or 2048)


def load(model: str, *, adapter: str = "", four_bit: bool = False) -> Loaded:
    """Load a causal language model by hub name or folder: bf16 on a GPU, float32 without.

    Raises:
        EngineError: With a sentence, when anything is missing, unsafe or too large.
    """
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer
    from transformers.utils import logging as transformers_logging

    transformers_logging.disable_progress_bar()
    folder = Path(model).expanduser()
    if folder.is_dir():
        check_folder(folder)
        model = str(folder)
    if adapter:
        check_adapter(Path(adapter))
    has_gpu = torch.cuda.is_available()
    options: dict[str, Any] = {"dtype": torch.bfloat16 if has_gpu else torch.float32}
    if has_gpu:
        options["device_map"] = {"": 0}
    if four_bit and has_gpu:
        options["quantization_config"] = _four_bit()
    try:
        tokenizer = AutoTokenizer.from_pretrained(model, trust_remote_code=False)
        if not tokenizer.chat_template:
            raise EngineError("no_template", model=model)
        network = AutoModelForCausalLM.from_pretrained(
            model, use_safetensors=True, trust_remote_code=False, attn_implementation="sdpa", **options
        )
        if adapter:
            network = _with_adapter(network, adapter, is_quantized="quantization_config" in options)
    except EngineError:
        raise
    except (torch.cuda.OutOfMemoryError, MemoryError) as error:
        raise EngineError("out_of_memory", model=model) from error
    except ImportError as error:
        raise EngineError("missing_library", package=_package(error)) from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        if "safetensors" in str(error):
            raise EngineError("unsafe_weights", model=model) from error
        raise EngineError("no_weights", model=model, detail=_first_line(error)) from error
    return Loaded(network.eval(), tokenizer, "cuda" if has_gpu else "cpu", Path(adapter).name if adapter else "")


def check_folder(folder: Path) -> None:
    """Raise EngineError unless the folder holds a model's configuration and safetensors weights."""
    if not (folder / "config.json").is_file():
        raise EngineError("no_weights", model=folder.name, detail="the folder has no config.json")
    if not any(folder.glob("*.safetensors")):
        raise EngineError("unsafe_weights", model=folder.name)


def check_adapter(folder: Path) -> None:
    """Raise EngineError unless the folder holds a LoRA adapter and nothing that could run.

    Exactly `adapter_config.json` and `adapter_model.safetensors` (a manifest and a README may stand beside them), with
    known configuration keys that name no code.
    """

    def refuse(detail: str) -> EngineError:
        return EngineError("unsafe_adapter", adapter=folder.name, detail=detail)

    if not folder.is_dir():
        raise refuse("there is no such folder")
    names = {path.name for path in folder.iterdir()}
    if missing := {"adapter_config.json", "adapter_model.safetensors"} - names:
        raise refuse(f"{', '.join(sorted(missing))} is missing")
    if others := names - ADAPTER_FILES:
        raise refuse(f"it holds other files ({', '.join(sorted(others)[:3])})")
    if any(path.is_symlink() or not path.is_file() for path in folder.iterdir()):
        raise refuse("it holds links or folders")
    try:
        config = json.loads((folder / "adapter_config.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise refuse("its configuration cannot be read") from None
    if not isinstance(config, dict) or config.get("peft_type") != "LORA":
        raise refuse("it is no LoRA adapter")
    if unknown := {key for key, value in config.items() if key not in ADAPTER_KEYS and value}:
        raise refuse(f"its configuration has unknown keys ({', '.join(sorted(unknown)[:3])})")
    if set_ := [key for key in _MUST_BE_EMPTY if config.get(key)]:
        raise refuse(f"its configuration sets {set_[0]}")


def _with_adapter(network: Any, adapter: str, *, is_quantized: bool) -> Any:
    """The network with the adapter: merged, which costs nothing while answering; beside 4-bit weights, on top."""
    from peft import PeftModel

    adapted = PeftModel.from_pretrained(network, adapter, adapter_name="v_adapter")
    return adapted.base_model.model if is_quantized else adapted.merge_and_unload(safe_merge=True)


def _four_bit() -> Any:
    import torch
    from transformers import BitsAndBytesConfig

    return BitsAndBytesConfig(
        load_in_4bit=True,
        bnb_4bit_quant_type="nf4",
        bnb_4bit_compute_dtype=torch.bfloat16,
        bnb_4bit_use_double_quant=True,
    )


def _package(error: ImportError) -> str:
    text = f"{error.name or ''} {error}".lower()
    return next((name for name in ("bitsandbytes", "peft", "accelerate") if name in text), error.name or "it")


def _first_line(error: Exception) -> str:
    """What is wrong, without addresses of this machine's folders."""
    line = (str(error).strip().splitlines() or [""])[0].rstrip(".")
    return line[:160] if line and "/" not in line else type(error).__name__
