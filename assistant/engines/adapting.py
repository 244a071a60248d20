"""LoRA adapters on a loaded model: what is let in, whether it fits, and how it is put on.

An adapter goes onto a copy of the network that shares the model's weights, so one adapter can answer while another
still ends what it began, and the model alone is as it always was, to the last bit.
"""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from assistant.engines.errors import EngineError
from assistant.engines.identity import base_hash, model_folder
from assistant.engines.rendering import template_hash
from assistant.engines.weights import Loaded, first_line

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


PEFT_NAME = "v_adapter"  # peft takes a name that is a part of "lora_" for its own


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


def check_base(folder: Path, model: str) -> None:
    """Raise EngineError where the adapter's manifest names other weights than those of `model`, a folder or hub name.

    An adapter without a manifest, and a model that is not on this machine yet, cannot be judged before it is put on.
    """
    manifest, base = _manifest(folder), model_folder(model)
    if manifest and base is not None and manifest.get("base_hash") != base_hash(base):
        raise EngineError("unfit_adapter", adapter=folder.name, base=manifest.get("base", ""), model=_short(model))


def adapted(loaded: Loaded, folder: Path) -> Loaded:
    """The model with the adapter in `folder`, on a copy; `loaded` stays as it is. Raises EngineError."""
    check_adapter(folder)
    check_base(folder, loaded.source)
    manifest = _manifest(folder)
    if manifest and manifest.get("template_hash") != template_hash(loaded.tokenizer):
        raise EngineError("unfit_template", adapter=folder.name, model=loaded.name)
    copy = loaded.copy()
    try:
        network = _put_on(copy, folder)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise EngineError("unsafe_adapter", adapter=folder.name, detail=first_line(error)) from error
    return replace(copy, model=network.eval(), adapter=folder.name)


def _put_on(loaded: Loaded, folder: Path) -> Any:
    """The network with the adapter beside its weights: nothing of the model is written anew."""
    from peft import PeftModel

    network = PeftModel.from_pretrained(
        loaded.model, str(folder), adapter_name=PEFT_NAME, autocast_adapter_dtype=False
    )  # in the model's own precision: the wider one that training needs costs time with every token
    return network.base_model.model


def _manifest(folder: Path) -> dict[str, Any] | None:
    try:
        manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        raise EngineError("unsafe_adapter", adapter=folder.name, detail="its manifest cannot be read") from None
    return manifest if isinstance(manifest, dict) else {}


def _short(model: str) -> str:
    """A model's name without where it lies."""
    return Path(model).name if Path(model).is_dir() else model
