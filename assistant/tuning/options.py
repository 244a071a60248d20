"""What a person may choose about a training run: values that do well, and what each means, in both languages."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Literal

from assistant.tuning.errors import TuningError

Size = Literal["tiny", "small", "medium"]
LEAST_ROWS = 200  # approved; below it prompts and documents do better
WARMUP = 0.03  # of all steps, over which the learning rate rises


@dataclass(frozen=True)
class LoraOptions:
    """How an adapter is trained. Raises TuningError for a value outside its bounds."""

    epochs: float = 3.0
    rank: int = 16
    learning_rate: float = 2e-4
    batch: int = 16  # rows for each step, over all processes
    max_length: int = 4096  # tokens
    patience: int = 3  # looks at the validation rows without getting better
    four_bit: bool = False
    seed: int = 7

    def __post_init__(self) -> None:
        _check(asdict(self))


@dataclass(frozen=True)
class BaseOptions:
    """How a model is made from nothing. Raises TuningError for a value outside its bounds."""

    size: Size = "tiny"
    epochs: float = 20.0
    learning_rate: float = 1e-3
    batch: int = 8  # pieces of text for each step, over all processes
    patience: int = 3
    seed: int = 7
    piece: int = 0  # tokens of a piece; 0: what suits the size

    def __post_init__(self) -> None:
        _check(asdict(self))


@dataclass(frozen=True)
class Shape:
    """The network of a size, and the text it reads at once while it learns."""

    layers: int
    width: int
    heads: int
    vocabulary: int  # at most; little text fills less
    piece: int  # tokens


SHAPES: Mapping[Size, Shape] = {
    "tiny": Shape(layers=3, width=128, heads=4, vocabulary=2048, piece=256),
    "small": Shape(layers=6, width=256, heads=8, vocabulary=8192, piece=512),
    "medium": Shape(layers=12, width=512, heads=8, vocabulary=16384, piece=1024),
}
CONTEXT = 4096  # tokens a model of `train base` can be asked with

BOUNDS: Mapping[str, tuple[float, float]] = {
    "epochs": (0.01, 1000),
    "rank": (1, 256),
    "learning_rate": (1e-7, 1.0),
    "batch": (1, 1024),
    "max_length": (64, 131_072),
    "patience": (1, 1000),
    "processes": (0, 64),
    "piece": (0, CONTEXT),
}

EXPLAINED: Mapping[str, Mapping[str, str]] = {
    "base": {
        "en": "The model that the adapter stands on. The adapter works with this model only.",
        "zh": "适配器所依托的模型，适配器只能与该模型一起使用。",
    },
    "epochs": {
        "en": "How often each row is seen. 1 to 3 teach the form of an answer; more learns rows by heart.",
        "zh": "每条数据学习的次数。1 至 3 次足以学会回答的形式，过多会死记硬背。",
    },
    "rank": {
        "en": "How much the adapter can hold. 16 does for a few thousand rows; more costs memory and rarely helps.",
        "zh": "适配器的容量。几千条数据用 16 即可；更大占用更多内存，很少更好。",
    },
    "learning_rate": {
        "en": "How far each step goes. 0.0002 suits LoRA; if the loss jumps about, take a tenth.",
        "zh": "每一步的幅度。LoRA 适合 0.0002；若损失剧烈波动，请降到十分之一。",
    },
    "batch": {
        "en": "Rows that decide about one step together. Below 32 is best for LoRA; it does not change the memory.",
        "zh": "共同决定一步的数据条数。LoRA 以小于 32 为佳；不影响内存。",
    },
    "max_length": {
        "en": "Longest row in tokens, sources included. Longer rows are left out and counted, never cut.",
        "zh": "每条数据（含资料）的最大词元数。更长的数据会被排除并计数，不会截断。",
    },
    "patience": {
        "en": "Training ends early when the validation rows get no better so many times in a row; the best is kept.",
        "zh": "验证数据连续多次没有改善时提前结束，保留最好的结果。",
    },
    "four_bit": {
        "en": "Load the model in 4 bits: a third of the memory, somewhat slower. Needs a GPU and bitsandbytes.",
        "zh": "以 4 位加载模型：约三分之一内存，速度稍慢。需要 GPU 和 bitsandbytes。",
    },
    "size": {
        "en": "tiny learns in minutes on a processor and shows how it works; medium wants a GPU.",
        "zh": "tiny 在 CPU 上几分钟即可完成，用于了解原理；medium 需要 GPU。",
    },
    "piece": {
        "en": "Tokens of text that are read at once; 0 takes what suits the size. Short pieces teach to copy sooner.",
        "zh": "每次读入的词元数；0 表示按规模自动选择。较短的片段能更快学会复制。",
    },
    "processes": {
        "en": "Processes that train together, usually one for each GPU; 0 takes all GPUs.",
        "zh": "共同训练的进程数，通常每个 GPU 一个；0 表示使用全部 GPU。",
    },
    "seed": {
        "en": "Where chance begins; the same seed and rows give the same curve.",
        "zh": "随机数起点；相同的起点和数据得到相同的曲线。",
    },
}


def explanation(field: str, language: str) -> str:
    """What a field means, for the person who fills it in."""
    return EXPLAINED[field]["zh" if language == "zh" else "en"]


def _check(values: Mapping[str, Any]) -> None:
    for field, (low, high) in BOUNDS.items():
        value = values.get(field, low)
        if not low <= value <= high:  # also for a value that is no number
            raise TuningError("bad_value", field=field, value=value, low=low, high=high)
    if values.get("size", "tiny") not in SHAPES:
        raise TuningError("unknown_size", size=values["size"])
