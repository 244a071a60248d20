"""What a training run will take, before it is started: rows, steps, time and memory.

Time is that of an earlier run of the same base here, where there was one; else a few steps of a small model are tried
(`trial`), and that of a large one is reckoned from the arithmetic of a step and how fast this machine multiplies.
Memory is reckoned: weights, what the adapter keeps while it learns, and what one pass through the layers holds (after
Korthikanti et al., Reducing Activation Recomputation, 2022).
"""

import json
import math
import re
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

import psutil

from assistant.engines.identity import model_folder
from assistant.tuning.base import HELD_OUT, LEAST_PIECE, new_tokenizer
from assistant.tuning.errors import TuningError
from assistant.tuning.options import LEAST_ROWS, SHAPES, BaseOptions, LoraOptions
from assistant.tuning.texts import TextEstimate
from assistant.tuning.training import batches
from assistant.tuning.trial import MOST_WEIGHTS, adapter_step, base_step

PROGRAM = 700 * 2**20  # bytes of the libraries alone
PER_TOKEN = 34  # bytes of 16-bit values that a layer keeps of a token, times its width
KEPT = 110  # the same of a new model, whose values have 32 bits, as measured
USED = 0.4  # of what a plain multiplication reaches
START = 12.0  # seconds in which a process loads its libraries and the model
LOOKS = 1.05  # with the looks at validation rows in between
ALIKE = 1024  # tokens that a vocabulary may have more or less without taking more time
LONG_READING = 30.0  # seconds that are worth a word
TRIED = 1024  # rows and columns of the matrices that are multiplied to see

_BILLIONS = re.compile(r"(\d+(?:\.\d+)?)b\b", re.IGNORECASE)


@dataclass(frozen=True)
class Network:
    """What a base model's files say of its size."""

    weights: int  # numbers in it
    sides: int  # rows and columns of all matrices that LoRA stands beside, summed
    layers: int
    width: int
    vocabulary: int


@dataclass(frozen=True)
class Forecast:
    """What is to be expected of a run."""

    rows: Mapping[str, int]  # 'train', 'validation', 'test'
    dropped: int  # longer than what is read at once, or of a form the template cannot take
    tokens: int  # of one epoch
    longest: int  # tokens of the longest row
    steps: int  # at most; a run that gets no better ends before
    seconds: float | None  # of learning alone; None where the base is not on this machine yet
    is_measured: bool  # whether the time is that of an earlier run of this base here
    memory: int | None  # bytes
    free: int  # bytes of memory there are now
    least: int = LEAST_ROWS

    @property
    def is_enough(self) -> bool:
        """Whether there are as many rows as training needs to do better than prompts and documents."""
        return sum(self.rows.values()) >= self.least

    @property
    def fits(self) -> bool:
        return self.memory is None or self.memory <= self.free

    def lines(self) -> Iterator[str]:
        """The same as English sentences."""
        rows = ", ".join(f"{part} {count}" for part, count in self.rows.items())
        yield f"Rows: {rows}; {self.dropped} too long. {self.tokens} tokens an epoch, {self.steps} steps."
        if self.seconds is not None:
            how = "as an earlier run here took" if self.is_measured else "reckoned"
            measuring = ", and up to 15 min of measuring" if self.rows.get("test") else ""
            yield f"About {max(1, round(self.seconds / 60))} min of training ({how}){measuring}."
        yield from self.room("take a smaller base, a shorter --max-length, or on a GPU --4bit.")

    def room(self, advice: str) -> Iterator[str]:
        """What is needed of the memory, and advice where that is more than there is."""
        if self.memory is not None:
            yield f"About {self.memory / 2**30:.1f} GiB of memory; {self.free / 2**30:.1f} GiB are free."
        if not self.fits:
            yield f"That is more than there is: {advice}"


def forecast(
    base: str,
    options: LoraOptions,
    counts: Mapping[str, int],
    lengths: Sequence[int],
    *,
    dropped: int = 0,
    earlier: Iterable[Mapping[str, Any]] = (),
    processes: int = 1,
) -> Forecast:
    """What a run on rows of these lengths, in tokens, will take; `earlier` are results of runs of the same base."""
    longest = max(lengths, default=0)
    steps = math.ceil(options.epochs * math.ceil(len(lengths) / options.batch))
    tokens = sum(lengths)
    network = read_network(base)
    speeds = [float(result["tokens_per_second"]) for result in earlier if result.get("tokens_per_second")]
    has_gpu, free = machine()
    seconds = memory = None
    if speeds:
        seconds = options.epochs * tokens / speeds[0]
    elif network is not None and network.weights <= MOST_WEIGHTS and lengths and (folder := model_folder(base)):
        at_once, times = batches(options.batch, longest, has_gpu=has_gpu)
        step = adapter_step(str(folder), options.rank, at_once, times, math.ceil(tokens / len(lengths)))
        seconds = START + LOOKS * steps * step / max(1, processes)
    elif network is not None:
        work = (6 if has_gpu else 4) * network.weights  # there, a layer is computed twice instead of kept
        seconds = options.epochs * tokens * work / (USED * speed(has_gpu=has_gpu)) / max(1, processes)
    if network is not None:
        at_once, _ = batches(options.batch, longest, has_gpu=has_gpu)
        memory = _memory(network, options, at_once * longest, has_gpu=has_gpu)
    return Forecast(counts, dropped, tokens, longest, steps, seconds, bool(speeds), memory, free)


def forecast_texts(
    options: BaseOptions, found: TextEstimate, *, processes: int = 1
) -> tuple[Forecast, Forecast] | None:
    """The least and the most that a new model from a folder will take; None where no text was found yet.

    How many tokens the texts become is seen by a tokenizer that is made of some of them.
    """
    known = sum(map(len, found.sample))
    if not known:
        return None
    tokens, vocabulary = _tokens_of(tuple(found.sample), SHAPES[options.size].vocabulary)
    least, most = (
        _forecast_tokens(options, share * found.characters / known * tokens, vocabulary, processes)
        for share in (1 - found.spread, 1 + found.spread)
    )
    return least, most


@lru_cache(maxsize=4)
def _tokens_of(texts: tuple[str, ...], vocabulary: int) -> tuple[int, int]:
    """How many tokens they are, to a tokenizer made of them that knows at most so many; and how many it knows."""
    tokenizer = new_tokenizer(texts, vocabulary)
    every = tokenizer.backend_tokenizer.encode_batch(list(texts))
    return sum(len(text.ids) for text in every), len(tokenizer)


def _forecast_tokens(options: BaseOptions, tokens: float, vocabulary: int, processes: int) -> Forecast:
    """As `tuning.base` cuts them: one piece in ten is kept for looking at, and of little text they are shorter."""
    length = options.piece or SHAPES[options.size].piece
    while tokens < HELD_OUT * length and length >= 2 * LEAST_PIECE:
        length //= 2
    pieces = max(1, round(tokens / length * (1 - 1 / HELD_OUT)))
    return forecast_pieces(options, pieces, length, vocabulary, processes=processes)


def forecast_pieces(options: BaseOptions, pieces: int, length: int, vocabulary: int, *, processes: int = 1) -> Forecast:
    """What learning from so many pieces of `length` tokens of a vocabulary will take, without the reading before."""
    shape = SHAPES[options.size]
    steps = math.ceil(options.epochs * math.ceil(pieces / options.batch))
    has_gpu, free = machine()
    at_once, times = batches(options.batch, length, has_gpu=has_gpu)
    alike = math.ceil(vocabulary / ALIKE) * ALIKE  # one trial does before and after the tokens were counted
    step = base_step(options.size, alike, at_once, times, length)
    weights = shape.width * (vocabulary + 12 * shape.layers * shape.width)
    memory = PROGRAM + 16 * weights + at_once * length * (KEPT * shape.width * shape.layers + 12 * vocabulary)
    seconds = START + LOOKS * options.epochs * pieces / options.batch * step / max(
        1, processes
    )  # a last one is smaller
    return Forecast({"train": pieces}, 0, pieces * length, length, steps, seconds, False, memory, free, least=0)


def lines_of(least: Forecast, most: Forecast, *, reading: float = 0.0) -> Iterator[str]:
    """What a new model takes, as English sentences: between two forecasts, after so many seconds of reading."""
    tokens, steps = _between(least.tokens, most.tokens), _between(least.steps, most.steps)
    yield f"About {tokens} tokens an epoch, at most {steps} steps."
    minutes = _between(*(max(1, round((found.seconds or 0.0) / 60)) for found in (least, most)))
    first = f"About {max(1, round(reading / 60))} min of reading, then" if reading >= LONG_READING else "About"
    yield f"{first} {minutes} min of training at most (reckoned); it ends earlier when it gets no better."
    yield from most.room("take a smaller --size, or a shorter --piece.")


def _between(least: int, most: int) -> str:
    return f"{least:,} to {most:,}" if least < most else f"{most:,}"


def read_network(base: str) -> Network | None:
    """The size of a model by its folder or hub name, of its files alone; None where it is not here."""
    folder = model_folder(base)
    if folder is None:
        return _by_name(base)
    try:
        config = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        config = config.get("text_config") or config
        shapes = [shape for path in folder.glob("*.safetensors") for shape in _shapes(path)]
        linear = [sum(shape) for name, shape in shapes if len(shape) == 2 and not re.search("embed|lm_head", name)]
        return Network(
            sum(math.prod(shape) for _, shape in shapes), sum(linear), int(config["num_hidden_layers"]),
            int(config["hidden_size"]), int(config["vocab_size"]),
        )  # fmt: skip
    except (OSError, ValueError, KeyError, TypeError):
        raise TuningError("no_size", base=Path(base).name) from None


def machine() -> tuple[bool, int]:
    """Whether there is a GPU, and how many bytes of memory are free where a model would be trained."""
    import torch

    if torch.cuda.is_available():
        return True, int(torch.cuda.mem_get_info()[0])
    return False, int(psutil.virtual_memory().available)


@cache
def speed(*, has_gpu: bool) -> float:
    """Operations per second of a plain multiplication of matrices; takes a moment, once."""
    import torch

    device, dtype = ("cuda", torch.bfloat16) if has_gpu else ("cpu", torch.float32)
    matrix = torch.ones(TRIED, TRIED, device=device, dtype=dtype)
    fastest = math.inf
    for _ in range(4):
        started = time.perf_counter()
        float((matrix @ matrix)[0, 0])  # waits for the result
        fastest = min(fastest, time.perf_counter() - started)
    return 2 * TRIED**3 / fastest


def _memory(network: Network, options: LoraOptions, tokens: int, *, has_gpu: bool) -> int:
    each = 0.55 if options.four_bit and has_gpu else 2 if has_gpu else 4  # bytes of a weight
    adapter = 16 * options.rank * network.sides  # value, gradient and the optimizer's two, in 32 bits
    kept = PER_TOKEN * network.width * (1 if has_gpu else 2) * tokens
    passes = kept + 2 * network.width * network.layers * tokens if has_gpu else kept * network.layers
    scores = tokens * network.vocabulary * 12  # what the last layer says of each token, and its gradient
    return PROGRAM + round(each * network.weights) + adapter + passes + scores


def _shapes(path: Path) -> list[tuple[str, list[int]]]:
    """Names and shapes of what a safetensors file holds: its first 8 bytes say how long the list before the data is."""
    with path.open("rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
    return [(name, entry["shape"]) for name, entry in header.items() if name != "__metadata__"]


def _by_name(base: str) -> Network | None:
    """'Qwen3-4B' has four billion weights; the rest is what models of its size have."""
    found = _BILLIONS.search(base.rpartition("/")[2])
    if not found:
        return None
    weights = round(float(found[1]) * 1e9)
    width = 128 * round((weights / 36 / 12) ** 0.5 / 128)
    return Network(weights, 36 * 30 * width, 36, width, 150_000)
