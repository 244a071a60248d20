"""A language model from nothing: `python -m assistant.tuning.base RUN` (see `plan`), alone or under torchrun.

What happens, in order: the texts are read as ingestion reads them; a tokenizer is made of them, which gives frequent
pieces of words a number each; the texts become rows of such numbers; and a small network of the kind that all chat
models are (a decoder-only transformer) learns to say the next number, over and over, until it gets no better on text
it has never seen. docs/models.md tells the same with the reasons.
"""

import contextlib
import hashlib
import json
import os
import shutil
import sys
from array import array
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from assistant.tuning.bases import CARD, models_folder
from assistant.tuning.errors import TuningError
from assistant.tuning.options import CONTEXT, SHAPES, BaseOptions
from assistant.tuning.plan import Plan, best_checkpoint, best_loss, data_folder, steps_done
from assistant.tuning.progress import Progress, read
from assistant.tuning.texts import read_texts
from assistant.tuning.training import (
    arguments,
    batches,
    is_main,
    perplexity,
    reporter,
    run_trainer,
    seconds_spent,
    supervise,
)  # fmt: skip
from knowledge.errors import UnreadableFile
from storage.database import utc_now
from storage.folder import write_private

LEAST_WORDS = 200
HELD_OUT = 10  # one document in so many is not learned but looked at; of few documents, one piece in so many
FEW_DOCUMENTS = 10
LEAST_PIECE = 16  # tokens
WHOLE_STEPS = 10  # from so many steps an epoch on, the pieces that would not fill the last one are left out

AT_ONCE = 64  # texts that are cut into tokens
LOOK = 5.0  # how strongly: beside weights of this size, two thirds of a head's attention fall on its place

END, START, PAD = "<|im_end|>", "<|im_start|>", "<|endoftext|>"
TEMPLATE = (
    "{% for message in messages %}<|im_start|>{{ message.role }}\n{{ message.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}"
)
OPENING = f"{START}assistant\n"  # each text is learned as something the assistant says, so it learns to end, too


def train(plan: Plan, folder: Path, progress: Progress) -> None:
    """Train the plan's model, or go on with it, and put it on the shelf. Raises TuningError."""
    import torch
    from transformers import EarlyStoppingCallback, Trainer, TrainingArguments, set_seed
    from transformers.utils import logging as transformers_logging

    transformers_logging.set_verbosity_error()
    options = BaseOptions(**plan.options)
    progress.write("preparing")
    with _first_alone():
        if is_main() and not (folder / "pieces.json").is_file():
            _prepare(plan, folder, options, progress)
    tokenizer, learned, held_out = _prepared(folder)
    if len(learned) >= WHOLE_STEPS * options.batch:
        # a last, smaller step would not fall alike for any number of processes
        learned = learned[: len(learned) // options.batch * options.batch]
    set_seed(options.seed)
    network = new_network(tokenizer, options.size)
    has_gpu = torch.cuda.is_available()
    at_once, times = batches(options.batch, options.piece or SHAPES[options.size].piece, has_gpu=has_gpu)
    reports = reporter(progress, plan, int(learned.size), looks_at_end=False)
    trainer = Trainer(
        model=network,
        args=TrainingArguments(
            **arguments(
                folder,
                at_once=at_once,
                times=times,
                is_watched=True,
                has_gpu=has_gpu,
                seed=options.seed,
                num_train_epochs=options.epochs,
                learning_rate=options.learning_rate,
                weight_decay=0.01,
                eval_strategy="epoch",
                save_strategy="epoch",
            )  # fmt: skip
        ),
        train_dataset=_Examples(learned),
        eval_dataset=_Examples(held_out),
        processing_class=tokenizer,
        callbacks=[reports, EarlyStoppingCallback(options.patience)],
    )
    run_trainer(trainer, plan, folder)
    if reports.was_stopped:
        progress.write("stopped", step=trainer.state.global_step)
    elif is_main():
        finish(plan, folder, progress)


def finish(plan: Plan, folder: Path, progress: Progress) -> None:
    """Put the best of what was learned on the shelf of models. Raises TuningError where there is no checkpoint."""
    best, loss = best_checkpoint(folder), best_loss(folder)
    if best is None or loss is None:
        raise TuningError("nothing_learned", name=plan.name)
    told = read(folder)[0]
    before = next(line["validation_perplexity"] for line in told if "validation_perplexity" in line)
    pieces = json.loads((folder / "pieces.json").read_text(encoding="utf-8"))
    seconds = seconds_spent(folder)
    last = max((line for line in told if line["stage"] == "training"), key=lambda line: line["step"])
    result: dict[str, Any] = {
        "name": plan.name,
        "rows": {"train": pieces["learned"], "validation": pieces["held_out"], "test": 0, "dropped": pieces["unread"]},
        "steps": steps_done(folder),
        "seconds": round(seconds, 3),
        "tokens_per_second": round(last["epoch"] * pieces["tokens"] / max(seconds, 1e-9), 1),
        "perplexity": {"before": before, "after": perplexity(loss)},
        "metrics": {"base": None, "new": None},
        "adapter": None,
        "model": str(_publish(plan, folder, best, perplexity(loss))),
    }
    write_private(folder / "result.json", json.dumps(result, ensure_ascii=False))
    progress.write("done", model=plan.name)


def new_tokenizer(texts: Sequence[str], vocabulary: int) -> Any:
    """A byte-level tokenizer of at most so many pieces, with the chat template; any text can be written in it."""
    from tokenizers import Tokenizer, decoders, models, pre_tokenizers, trainers
    from transformers import PreTrainedTokenizerFast

    tokenizer = Tokenizer(models.BPE())
    # a digit is a piece of its own, so that numbers which were never seen can be copied
    tokenizer.pre_tokenizer = pre_tokenizers.Sequence(
        [pre_tokenizers.Digits(individual_digits=True), pre_tokenizers.ByteLevel(add_prefix_space=False)]
    )
    tokenizer.decoder = decoders.ByteLevel()
    trainer = trainers.BpeTrainer(
        vocab_size=vocabulary, min_frequency=2, special_tokens=[PAD, START, END], show_progress=False,
        initial_alphabet=pre_tokenizers.ByteLevel.alphabet(),
    )  # fmt: skip
    # the words of the template are ordinary ones, and each should be one piece
    tokenizer.train_from_iterator([*texts, *["assistant\n", "user\n", "system\n"] * 3], trainer)
    return PreTrainedTokenizerFast(
        tokenizer_object=tokenizer, eos_token=END, pad_token=PAD, additional_special_tokens=[START],
        chat_template=TEMPLATE, model_max_length=CONTEXT, clean_up_tokenization_spaces=False,
    )  # fmt: skip


def new_network(tokenizer: Any, size: str) -> Any:
    """A network of random weights for what this tokenizer writes."""
    end, pad = tokenizer.convert_tokens_to_ids([END, PAD])
    return new_network_of(len(tokenizer), end, pad, size)


def new_network_of(vocabulary: int, end: int, pad: int, size: str) -> Any:
    """Layers of attention, which looks back at earlier tokens, and of computing; `end` and `pad` are ids of tokens.

    Half of the first layer's heads begin by looking a fixed number of tokens back (see `_look_back`), and the weights
    are as large as the width asks for, not those of a network a hundred times its size.
    """
    from transformers import GenerationConfig, Qwen2Config, Qwen2ForCausalLM

    shape = next(shape for name, shape in SHAPES.items() if name == size)
    network = Qwen2ForCausalLM(
        Qwen2Config(
            vocab_size=vocabulary,
            hidden_size=shape.width,
            intermediate_size=3 * shape.width,
            num_hidden_layers=shape.layers,
            num_attention_heads=shape.heads,
            num_key_value_heads=shape.heads // 2,
            max_position_embeddings=CONTEXT,
            initializer_range=shape.width**-0.5,
            tie_word_embeddings=True,
            eos_token_id=end,
            pad_token_id=pad,
            bos_token_id=None,
        )  # fmt: skip
    )
    _look_back(network)
    network.generation_config = GenerationConfig(eos_token_id=end, pad_token_id=pad, do_sample=False)
    return network


def _look_back(network: Any) -> None:
    """Let the first half of the first layer's heads look 1, 2, 3, ... tokens back, whatever these are.

    A network that copies has to know which token stood before another one (Olsson et al., In-context Learning and
    Induction Heads, 2022), and from random weights it takes most of a small run to find that out. Rotary positions
    turn queries and keys by their place, so a query that is turned back by n places agrees best with the key n places
    before it; as these are biases, learning may change them like everything else.
    """
    import torch

    config, attention = network.config, network.model.layers[0].self_attn
    width = config.hidden_size // config.num_attention_heads
    half = width // 2  # numbers i and i + half of a head are turned together
    turn = config.rope_parameters["rope_theta"] ** (-torch.arange(half) / half)  # by one place, in radians
    key = torch.where(torch.arange(half) < half // 2, LOOK, 0.0)  # the slow half hardly tells places apart
    with torch.no_grad():
        for head in range(config.num_attention_heads // 2):
            group = head * config.num_key_value_heads // config.num_attention_heads
            back = (head + 1) * turn
            attention.k_proj.bias[group * width : group * width + half] = key
            attention.q_proj.bias[head * width : (head + 1) * width] = torch.cat([key * back.cos(), -key * back.sin()])


def to_pieces(tokenizer: Any, texts: Sequence[str], length: int) -> Any:
    """The texts one after another as rows of `length` tokens, a matrix; what is left over at the end makes no row."""
    import numpy as np

    backend = tokenizer.backend_tokenizer
    opening, end = tokenizer.encode(OPENING), tokenizer.convert_tokens_to_ids(END)
    every = array("i")
    backend.encode_special_tokens = True  # a mark in a text is text
    try:
        for start in range(0, len(texts), AT_ONCE):  # what a tokenizer says of a text takes many times its room
            for text in backend.encode_batch(list(texts[start : start + AT_ONCE])):
                every.extend((*opening, *text.ids, end))
    finally:
        backend.encode_special_tokens = False
    rows = len(every) // length
    return np.frombuffer(every, np.int32, rows * length).reshape(rows, length)


def _prepare(plan: Plan, folder: Path, options: BaseOptions, progress: Progress) -> None:
    """Read, make the tokenizer, cut into pieces; kept in the run's folder, so a resumed run learns the same."""
    import numpy as np

    def tell(file: str, error: UnreadableFile) -> None:
        progress.write("preparing", file=file, unread=str(error))

    texts, unread = read_texts(Path(plan.texts), tell)
    words = sum(len(text.split()) if text.isascii() else len(text) for text in texts)
    if words < LEAST_WORDS:
        raise TuningError("no_text", folder=Path(plan.texts).name, words=words, least=LEAST_WORDS)
    shape = SHAPES[options.size]
    apart = [text for text in texts if _is_held_out(text)] if len(texts) >= FEW_DOCUMENTS else []
    away = set(apart)
    known = [text for text in texts if text not in away]
    tokenizer = new_tokenizer(known, shape.vocabulary)
    length = options.piece or shape.piece
    learned, held_out = to_pieces(tokenizer, known, length), to_pieces(tokenizer, apart, length)
    while not len(held_out) and length >= LEAST_PIECE:  # few or short documents: shorter pieces, and one in ten of them
        learned = to_pieces(tokenizer, known + apart, length)
        held_out = learned[HELD_OUT - 1 :: HELD_OUT]
        learned = np.delete(learned, np.s_[HELD_OUT - 1 :: HELD_OUT], axis=0)
        length //= 2
    tokenizer.save_pretrained(folder / "tokenizer")
    np.save(folder / "learned.npy", learned)
    np.save(folder / "held_out.npy", held_out)
    counts = {
        "documents": len(texts), "unread": unread, "learned": len(learned), "held_out": len(held_out),
        "tokens": int(learned.size), "vocabulary": len(tokenizer),
    }  # fmt: skip
    write_private(folder / "pieces.json", json.dumps(counts))  # last: without it, all is done anew
    progress.write("preparing", **counts)


def _prepared(folder: Path) -> tuple[Any, Any, Any]:
    """The tokenizer, and the pieces to learn and to look at, which stay on the disk until they are read."""
    import numpy as np
    from transformers import AutoTokenizer

    tokenizer = AutoTokenizer.from_pretrained(folder / "tokenizer")
    return tokenizer, *(np.load(folder / f"{name}.npy", "r", allow_pickle=False) for name in ("learned", "held_out"))


class _Examples:
    """Every token is both read and, one place earlier, to be said: the network shifts the labels itself."""

    def __init__(self, pieces: Any) -> None:
        self._pieces = pieces

    def __len__(self) -> int:
        return len(self._pieces)

    def __getitem__(self, at: int) -> dict[str, list[int]]:
        piece = self._pieces[at].tolist()
        return {"input_ids": piece, "labels": piece}


def _is_held_out(text: str) -> bool:
    return int(hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(), 16) % HELD_OUT == 0


def _publish(plan: Plan, folder: Path, best: Path, reached: float) -> Path:
    """Copy the checkpoint's model, without what only training needs, into the data folder's models: whole or not."""
    shelf = models_folder(data_folder(folder))
    partial, target = shelf / f".{plan.name}.partial", shelf / plan.name
    shutil.rmtree(partial, ignore_errors=True)
    shutil.copytree(folder / "tokenizer", partial)
    for name in ("config.json", "generation_config.json", "model.safetensors"):
        shutil.copyfile(best / name, partial / name)
    card = {"name": plan.name, "options": plan.options, "perplexity": reached, "created": utc_now().isoformat()}
    (partial / CARD).write_text(json.dumps(card, ensure_ascii=False), encoding="utf-8")
    shutil.rmtree(target, ignore_errors=True)
    os.replace(partial, target)
    return target


@contextlib.contextmanager
def _first_alone() -> Iterator[None]:
    """The main process first, then the others, which find what it made."""
    from accelerate import PartialState

    with PartialState(cpu=_has_no_gpu()).main_process_first():
        yield


def _has_no_gpu() -> bool:
    import torch

    return not torch.cuda.is_available()


if __name__ == "__main__":
    sys.exit(supervise(Path(sys.argv[1]), finish if "finish" in sys.argv[2:] else train))
