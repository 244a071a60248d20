"""Loading a language model from the hub or a folder: safetensors only, and no code but the library's."""

import copy
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import psutil

from assistant.engines.errors import EngineError


@dataclass(frozen=True)
class Footprint:
    """Where a model computes, and the memory of that place, in bytes."""

    device: str  # '' a processor, else the GPU's name
    weights: int
    used: int  # by this process: of the GPU, or of main memory
    total: int


@dataclass
class Loaded:
    """A model that is ready, its tokenizer, and where it computes."""

    model: Any
    tokenizer: Any
    device: str
    adapter: str = ""
    source: str = ""  # the folder or hub name it was loaded from

    @property
    def name(self) -> str:
        """What people call it."""
        return Path(self.source).name if Path(self.source).is_dir() else self.source

    def copy(self) -> "Loaded":
        """Another network with the same weights, which lie in memory once.

        What is put on the copy, or how it is run, does not touch this one.
        """
        shared = {id(tensor): tensor for tensor in [*self.model.parameters(), *self.model.buffers()]}
        return replace(self, model=copy.deepcopy(self.model, shared))

    def footprint(self) -> Footprint:
        """What it takes at this moment."""
        import torch

        weights = sum(each.numel() * each.element_size() for each in self.model.parameters())
        if self.device == "cpu":
            return Footprint("", weights, psutil.Process().memory_info().rss, psutil.virtual_memory().total)
        total = torch.cuda.get_device_properties(0).total_memory
        return Footprint(torch.cuda.get_device_name(0), weights, torch.cuda.memory_reserved(0), total)

    @property
    def context(self) -> int:
        """Most tokens of prompt and answer together."""
        config = self.model.config.get_text_config()
        return int(getattr(config, "max_position_embeddings", 0) or 2048)


def load(model: str, *, four_bit: bool = False) -> Loaded:
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
    except EngineError:
        raise
    except (torch.cuda.OutOfMemoryError, MemoryError) as error:
        raise EngineError("out_of_memory", model=model) from error
    except ImportError as error:
        raise EngineError("missing_library", package=_package(error)) from error
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        if "safetensors" in str(error):
            raise EngineError("unsafe_weights", model=model) from error
        raise EngineError("no_weights", model=model, detail=first_line(error)) from error
    return Loaded(network.eval(), tokenizer, "cuda" if has_gpu else "cpu", source=model)


def load_tokenizer(model: str) -> Any:
    """The tokenizer of a model on this machine, by folder or hub name; raises EngineError where it has no template."""
    from transformers import AutoTokenizer

    try:
        tokenizer = AutoTokenizer.from_pretrained(model, trust_remote_code=False, local_files_only=True)
    except (OSError, ValueError, KeyError, RuntimeError) as error:
        raise EngineError("no_weights", model=Path(model).name, detail=first_line(error)) from error
    if not tokenizer.chat_template:
        raise EngineError("no_template", model=Path(model).name)
    return tokenizer


def check_folder(folder: Path) -> None:
    """Raise EngineError unless the folder holds a model's configuration and safetensors weights."""
    if not (folder / "config.json").is_file():
        raise EngineError("no_weights", model=folder.name, detail="the folder has no config.json")
    if not any(folder.glob("*.safetensors")):
        raise EngineError("unsafe_weights", model=folder.name)


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


def first_line(error: Exception) -> str:
    """What is wrong, without addresses of this machine's folders."""
    line = (str(error).strip().splitlines() or [""])[0].rstrip(".")
    return line[:160] if line and "/" not in line else type(error).__name__
